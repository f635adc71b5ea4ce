"""How fast pictures come out of codes: StyleGAN2 at 256 pixels against eager PyTorch, and slider previews."""

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save

from benchmarks.bare_stylegan2 import BareSynthesis
from benchmarks.measuring import Row, percentile, report
from benchmarks.synthesis_child import THREADS, codes
from benchmarks.turns import take_turns
from engine.architectures.registry import build
from engine.architectures.stylegan2 import SynthesisNetwork
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle, write_bundle
from engine.bundle.library import Library
from engine.bundle.manifest import ImageSpec, LatentSpec, Manifest, NetworkSpec
from engine.faces.generator import Generator
from trainer.bundling.graphs import export_graph, round_to_half
from trainer.bundling.synthesis_graph import synthesis_graph
from trainer.recipes.base import ExportedNetwork

PUBLISHED = {"w_size": 512, "resolution": 256, "channel_base": 16384, "channel_max": 512}


def run() -> list[Row]:
    """Measure synthesis at 256 pixels and published width, and previews of the bundled faces."""
    torch.set_num_threads(THREADS)
    with tempfile.TemporaryDirectory() as scratch:
        rows = against_eager(Path(scratch))
    return [*rows, *previews("bundled faces", Library.default().open("faces").path)]


def against_eager(scratch: Path, rounds: int = 15) -> list[Row]:
    """One 256 x 256 picture of the published network, 24.8 M weights, random ones."""
    path = scratch / "bench.gmodel"
    random_bundle(path, PUBLISHED)
    bundle = open_bundle(path)
    ws = codes(path)
    backend = open_backend(bundle, device="cpu", threads=THREADS)
    made = Generator(bundle, backend).synthesise(ws).astype(int)
    for side in ("published", "module"):
        expected = _pixels(eager_side(side, path)(ws))
        difference = int(np.abs(made - expected).max())
        if difference > 1:
            raise SystemExit(f"'{side}' differs by {difference} grey levels; speeds cannot be compared.")
    child = "benchmarks.synthesis_child"
    sides = {side: [child, side, str(path)] for side in ("published", "module", "ganvas")}
    seconds = take_turns(sides, rounds=rounds)
    shown = ", ".join(f"{side} {value * 1000:.0f} ms" for side, value in seconds.items())
    detail = f"{shown} ({backend.name}, {THREADS} threads, a process each)"
    return [
        Row(
            "StyleGAN2 256, faster than eager PyTorch as published",
            seconds["published"] / seconds["ganvas"],
            "x",
            1.5,
            at_most=False,
            detail=detail,
        ),
        Row("the same against our own module in eager mode", seconds["module"] / seconds["ganvas"], "x"),
    ]


def eager_side(side: str, path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """Synthesis in eager PyTorch, as published or by our module; the bundle's weights and stored noise."""
    bundle = open_bundle(path)
    config = bundle.manifest.networks["synthesis"].config
    arrays = bundle.weights("synthesis")
    state = {name: torch.from_numpy(np.array(array)).float() for name, array in arrays.items()}
    if side == "published":
        network: Callable[[torch.Tensor], torch.Tensor] = BareSynthesis(state, int(config["resolution"]))
    else:
        module = build("stylegan2_synthesis", config).eval().requires_grad_(False)
        module.load_state_dict(state)
        network = module.to(memory_format=torch.channels_last)

    def action(ws: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            return network(torch.from_numpy(ws)).numpy()

    return action


def _pixels(pictures: np.ndarray) -> np.ndarray:
    return np.clip((pictures + 1) * 127.5 + 0.5, 0, 255).astype(np.uint8).transpose(0, 2, 3, 1).astype(int)


def random_bundle(path: Path, config: Mapping[str, Any]) -> None:
    """A bundle with a random generator of that synthesis configuration, as the trainer writes them."""
    torch.manual_seed(0)
    synthesis = build("stylegan2_synthesis", config)
    assert isinstance(synthesis, SynthesisNetwork)
    with torch.no_grad():
        for name, parameter in synthesis.named_parameters():
            if name.endswith("noise_strength"):
                parameter.fill_(0.1)
            if name.endswith("torgb.weight"):
                parameter *= 0.2
    width, layers = int(config["w_size"]), synthesis.num_ws
    mapping_config = {"z_size": width, "w_size": width, "layers_count": layers, "depth": 2}
    mapping = build("stylegan2_mapping", mapping_config)
    inputs = {"z": torch.zeros(2, width)}
    parts = [
        ExportedNetwork("mapping", "stylegan2_mapping", mapping_config, mapping, inputs, ("ws",)),
        synthesis_graph(synthesis, config),
    ]
    files: dict[str, bytes] = {}
    specs: dict[str, NetworkSpec] = {}
    tensors: dict[str, torch.Tensor] = {}
    for part in parts:
        round_to_half(part.module)
        files[f"{part.name}.onnx"] = export_graph(part)
        state = {name: tensor.detach().half() for name, tensor in part.module.state_dict().items()}
        specs[part.name] = NetworkSpec(
            architecture=part.architecture,
            config=dict(part.config),
            graph=f"{part.name}.onnx",
            tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
        )
        tensors |= {f"{part.name}.{name}": tensor.contiguous() for name, tensor in state.items()}
    manifest = Manifest(
        name="bench",
        title="Benchmark",
        family="stylegan2",
        networks=specs,
        capabilities=["sample"],
        image=ImageSpec(size=int(config["resolution"]), input_channels=3, input_kind="photo"),
        latent=LatentSpec(size=width, w_size=width, layers=layers),
        licence="Apache-2.0",
    )
    write_bundle(path, manifest, {**files, "weights.safetensors": save(tensors)})


def previews(label: str, path: Path, turns: int = 60) -> list[Row]:
    """A slider is dragged: a fresh code every time, coarse at a quarter of the size, and full at rest."""
    bundle = open_bundle(path)
    generator = Generator(bundle, open_backend(bundle, device="cpu", threads=THREADS))
    generator.warm_up()
    ws = generator.map(generator.sample_z(turns, seed=0), psi=0.7)
    times: dict[int, list[float]] = {generator.preview_size: [], generator.size: []}
    for size, taken in times.items():
        for turn in range(turns):
            start = time.perf_counter()
            generator.synthesise(ws[turn : turn + 1], size=size)
            taken.append(time.perf_counter() - start)
    coarse, full = times[generator.preview_size], times[generator.size]
    return [
        Row(
            f"{label}: previews at a quarter of the size",
            1 / percentile(coarse, 0.95),
            "pictures/s",
            20,
            at_most=False,
            detail=f"{generator.preview_size} px, p95 {percentile(coarse, 0.95) * 1000:.1f} ms",
        ),
        Row(
            f"{label}: the full picture at rest, p95",
            percentile(full, 0.95) * 1000,
            "ms",
            100,
            detail=f"{generator.size} px, median {percentile(full, 0.5) * 1000:.1f} ms",
        ),
    ]


if __name__ == "__main__":
    report(run)
