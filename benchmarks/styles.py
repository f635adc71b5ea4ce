"""Sixteen styles of one picture by MUNIT: content encoded once, against sixteen full translations."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save

from benchmarks.inference_child import THREADS
from benchmarks.measuring import Row, interleaved, report
from engine.architectures.munit import MunitDecoder, MunitGenerator
from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle, write_bundle
from engine.bundle.manifest import DirectionSpec, ImageSpec, LatentSpec, Manifest, NetworkSpec
from engine.files import resources_folder
from engine.images.codec import read_rgb
from engine.translation.translator import Translator
from trainer.bundling.graphs import export_graph, round_to_half
from trainer.recipes.base import ExportedNetwork

SIZE, STYLES = 128, 16


def published(path: Path) -> Bundle:
    """One direction of MUNIT at published widths, 15.0 M weights a domain, random ones."""
    torch.manual_seed(0)
    generator = MunitGenerator().eval()
    decoder = MunitDecoder().eval()
    decoder.dec, decoder.mlp = generator.dec, generator.mlp
    content = torch.zeros(1, 256, SIZE // 4, SIZE // 4)
    networks = [
        ExportedNetwork(
            "content_a",
            "content_encoder",
            {},
            generator.enc_content,
            {"image": torch.zeros(2, 3, SIZE, SIZE)},
            ("content",),
            {"image": 4},
        ),
        ExportedNetwork(
            "decoder_b",
            "munit_decoder",
            {},
            decoder,
            {"content": content, "code": torch.zeros(2, 8)},
            ("picture",),
            {"content": 1},
        ),
    ]
    files, specs, tensors = dict[str, bytes](), {}, {}
    for network in networks:
        round_to_half(network.module)
        files[f"{network.name}.onnx"] = export_graph(network)
        state = {name: tensor.detach().half() for name, tensor in network.module.state_dict().items()}
        specs[network.name] = NetworkSpec(
            architecture=network.architecture,
            graph=f"{network.name}.onnx",
            tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
        )
        tensors |= {f"{network.name}.{name}": tensor.contiguous() for name, tensor in state.items()}
    files["weights.safetensors"] = save(tensors)
    direction = DirectionSpec(
        input_kind="photo", output_kind="photo", content_encoder="content_a", decoder="decoder_b"
    )
    manifest = Manifest(
        name="bench",
        title="Benchmark",
        family="munit",
        networks=specs,
        capabilities=["translate", "style"],
        image=ImageSpec(size=SIZE, input_channels=3, input_kind="photo", multiple=4),
        directions={"forward": direction},
        latent=LatentSpec(size=8),
        licence="Apache-2.0",
    )
    return write_bundle(path, manifest, files)


def run(rounds: int = 3) -> list[Row]:
    """The share of sixteen full translations that sixteen styles of one content take."""
    with tempfile.TemporaryDirectory() as scratch:
        bundle = published(Path(scratch) / "bench.gmodel")
        backend = open_backend(bundle, device="cpu", threads=THREADS)
        photo = read_rgb(resources_folder() / "samples" / "sneaker.png")
        styles = Translator(bundle, backend).sample_styles(STYLES, 0)

        def together() -> np.ndarray:
            return Translator(bundle, backend).translate(photo, styles)

        def apart() -> list[np.ndarray]:
            # A translator of its own for each, because one would keep the content.
            return [Translator(bundle, backend).translate(photo, style[None])[0] for style in styles]

        difference = np.abs(together().astype(int) - np.stack(apart()).astype(int)).max()
        if difference > 1:
            raise SystemExit(f"The pictures differ by {difference}; their speeds cannot be compared.")
        once, often = interleaved(together, apart, rounds=rounds, warm_up=0)
    what = f"MUNIT {SIZE}, {STYLES} styles of one content, of {STYLES} full translations"
    detail = f"{once:.2f} s against {often:.2f} s, {backend.name}, {THREADS} threads"
    return [Row(what, once / often, "x", 0.6, True, detail)]


if __name__ == "__main__":
    report(run)
