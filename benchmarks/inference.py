"""How fast pictures are made: the default backend against eager PyTorch, many styles against single calls."""

import os
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save

from benchmarks.inference_child import SIZE, THREADS, inputs
from benchmarks.measuring import Row, interleaved, percentile, report
from benchmarks.turns import take_turns
from engine.architectures.bicyclegan import BicycleUNet
from engine.backends.backend import Backend, open_backend
from engine.bundle.bundle import open_bundle, write_bundle
from engine.bundle.library import Library
from engine.bundle.manifest import ImageSpec, LatentSpec, Manifest, NetworkSpec
from engine.files import resources_folder
from engine.images.codec import read_rgb
from engine.translation.translator import Translator
from trainer.bundling.graphs import export_graph, round_to_half
from trainer.recipes.base import ExportedNetwork


def run() -> list[Row]:
    """Measure both backends at 256 pixels and published width, and the bundled model at 128."""
    torch.set_num_threads(THREADS)
    return [*against_eager(), *bundled()]


def against_eager(rounds: int = 15) -> list[Row]:
    """One 256 x 256 picture of the published BicycleGAN generator, 54.8 M weights, random ones."""
    torch.manual_seed(0)
    network = BicycleUNet().eval()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "bench.gmodel"
        backend = exported(network, path)
        fed = inputs()

        def eager() -> np.ndarray:
            with torch.no_grad():
                return network(torch.from_numpy(fed["image"]), torch.from_numpy(fed["code"])).numpy()

        def ganvas() -> np.ndarray:
            return backend.run("generator", fed)

        expected, got = eager(), ganvas()
        error = float(np.abs(expected - got).max() / np.abs(expected).max())
        if error > 1e-3:
            raise SystemExit(f"The two backends differ by {error:.1e}; their speeds cannot be compared.")
        child = "benchmarks.inference_child"
        apart = take_turns({"eager": [child, "eager"], "ganvas": [child, "ganvas", str(path)]}, rounds=rounds)
        beside = interleaved(eager, ganvas, rounds=rounds)
    return [
        Row(
            "BicycleGAN 256, faster than eager PyTorch",
            apart["eager"] / apart["ganvas"],
            "x",
            1.8,
            at_most=False,
            detail=f"eager {apart['eager'] * 1000:.0f} ms, {backend.name} {apart['ganvas'] * 1000:.0f} ms, "
            f"{THREADS} threads, a process each",
        ),
        Row(
            "the same with both in one process",
            beside[0] / beside[1],
            "x",
            detail=f"eager {beside[0] * 1000:.0f} ms, {backend.name} {beside[1] * 1000:.0f} ms",
        ),
    ]


def exported(network: BicycleUNet, path: Path) -> Backend:
    """The default backend with that generator, by way of a bundle as the trainer writes them."""
    examples = {"image": torch.zeros(2, 1, SIZE, SIZE), "code": torch.zeros(2, 8)}
    config = {"widths": [64, 128, 256, 512, 512, 512, 512, 512], "latent_size": 8}
    round_to_half(network)
    graph = export_graph(
        ExportedNetwork("generator", "bicyclegan_unet", config, network, examples, ("picture",))
    )
    state = {name: tensor.detach().half().contiguous() for name, tensor in network.state_dict().items()}
    manifest = Manifest(
        name="bench",
        title="Benchmark",
        family="bicyclegan",
        networks={
            "generator": NetworkSpec(
                architecture="bicyclegan_unet",
                config=config,
                graph="generator.onnx",
                tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
            )
        },
        capabilities=["translate", "style"],
        image=ImageSpec(size=SIZE, input_channels=1, input_kind="sketch"),
        latent=LatentSpec(size=8),
        metrics={},
        provenance={},
        licence="Apache-2.0",
    )
    blank = resources_folder() / "samples" / "sneaker.png"
    files = {
        "generator.onnx": graph,
        "weights.safetensors": save({f"generator.{name}": tensor for name, tensor in state.items()}),
        "preview.png": blank.read_bytes(),
        "CARD.md": b"# Benchmark\n",
    }
    write_bundle(path, manifest, files)
    backend = open_backend(open_bundle(path), device="cpu", threads=THREADS)
    backend.run("generator", {name: tensor[:1].numpy() for name, tensor in examples.items()})
    return backend


def bundled(rounds: int = 12) -> list[Row]:
    """The bundled model: a sketch to one picture, and sixteen styles in one call against sixteen calls."""
    bundle = Library.default().open("shoes-material")
    translator = Translator(bundle, open_backend(bundle, device="cpu", threads=THREADS))
    sketch = read_rgb(resources_folder() / "samples" / "sneaker.png")[..., 0]
    styles = translator.sample_styles(16, seed=0)
    translator.warm_up()
    one_by_one, together = interleaved(
        lambda: [translator.translate(sketch, styles[i : i + 1]) for i in range(16)],
        lambda: translator.translate(sketch, styles),
        rounds=rounds,
    )
    times = []
    for turn in range(120):
        start = time.perf_counter()
        translator.translate(sketch, styles[turn % 16][None])
        times.append((time.perf_counter() - start) * 1000)
    return [
        Row(
            "16 styles in one call, of 16 single calls",
            together / one_by_one,
            "x",
            0.95,
            detail=f"{together * 1000:.0f} ms against {one_by_one * 1000:.0f} ms",
        ),
        Row(
            "bundled model, sketch to picture, p95",
            percentile(times, 0.95),
            "ms",
            50,
            detail=f"median {percentile(times, 0.5):.1f} ms, 512 x 512 sketch, {os.cpu_count()} cores",
        ),
    ]


if __name__ == "__main__":
    report(run)
