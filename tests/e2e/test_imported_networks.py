"""Imported networks draw, sample and invert on ONNX Runtime and PyTorch alike, here and in the window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from editor_window import Editor
from PIL import Image
from published_files import write_nvidia, write_published

from app.cli import main
from engine.backends import open_backend
from engine.bundle import open_bundle
from engine.networks import build
from trainer.imported_content import Wish
from trainer.importing import import_files

FACES = {
    "z_size": 8,
    "w_size": 8,
    "resolution": 16,
    "mapping_depth": 2,
    "channel_base": 64,
    "channel_max": 8,
}
SKETCHES = {"widths": [4, 6, 8], "latent_size": 3}
MUNIT = {
    "widths": [4, 6, 8],
    "style_widths": [4, 6, 8],
    "residual_blocks": 1,
    "style_size": 3,
    "mlp_width": 8,
}


def state(architecture: str, config: dict[str, Any], seed: int = 0) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    network = build(architecture, config)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1 and not name.startswith(("mapping", "synthesis")):
            torch.nn.init.xavier_normal_(parameter, 1.5)
    return network.state_dict()


def bicyclegan(folder: Path) -> list[Path]:
    write_published(folder, "bicyclegan", state("bicyclegan_unet", SKETCHES))
    torch.save(state("resnet_encoder", {"widths": [4, 6], "latent_size": 3}), folder / "e.pth")
    return [folder / "latest_net_G.pth", folder / "e.pth"]


def pix2pix(folder: Path) -> list[Path]:
    return [write_published(folder, "pix2pix", state("pix2pix_unet", {"widths": [4, 6, 8]}))]


def labels(folder: Path) -> list[Path]:
    config = {"width": 2, "blocks": 1, "input_channels": 5, "downsamplings": 1}
    return [write_published(folder, "pix2pixhd", state("pix2pixhd_enhanced", config))]


def munit(folder: Path) -> list[Path]:
    torch.save(
        {"a": state("munit_generator", MUNIT), "b": state("munit_generator", MUNIT, 1)}, folder / "gen.pt"
    )
    return [folder / "gen.pt"]


def stylegan2(folder: Path) -> list[Path]:
    return [write_nvidia(folder / "faces.pkl", {"G_ema": state("stylegan2_generator", FACES)})]


FAMILIES: dict[str, tuple[Callable[[Path], list[Path]], Wish]] = {
    "bicyclegan": (bicyclegan, Wish(size=32, input_kind="sketch")),
    "pix2pix": (pix2pix, Wish(size=32)),
    "pix2pixhd": (labels, Wish(size=32, edges=False)),
    "munit": (munit, Wish(size=32)),
    "stylegan2": (stylegan2, Wish()),
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The imported bundle of a family, made once."""
    made: dict[str, Path] = {}

    def of(family: str) -> Path:
        if family not in made:
            folder = tmp_path_factory.mktemp(family)
            writer, wish = FAMILIES[family]
            made[family] = import_files(
                writer(folder), folder / f"{family}.gmodel", family=family, wish=wish
            ).bundle
        return made[family]

    return of


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def pictures(paths: list[Path]) -> np.ndarray:
    return np.stack([np.asarray(Image.open(path).convert("RGB")).astype(int) for path in paths])


def example(graph: bytes, size: int, labels: bool, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """Two inputs of a graph: pictures, label numbers or codes."""
    made = {}
    for value in onnx.load_from_string(graph).graph.input:
        dims = [
            axis.dim_value or (size if number else 2)
            for number, axis in enumerate(value.type.tensor_type.shape.dim)
        ]
        numbers = chance.integers(0, 5, dims) / 127.5 - 1 if labels else chance.uniform(-1, 1, dims)
        made[value.name] = numbers.astype(np.float32)
    return made


@pytest.mark.parametrize(
    "family", [*[name for name in FAMILIES if name != "munit"], pytest.param("munit", marks=pytest.mark.slow)]
)
def test_every_network_gives_the_same_numbers_on_both_backends(
    family: str, models: Callable[[str], Path]
) -> None:
    bundle = open_bundle(models(family))
    image = bundle.manifest.image
    by_onnx, by_torch = (open_backend(bundle, backend=name, device="cpu") for name in ("onnx", "torch"))
    chance = np.random.default_rng(0)
    assert bundle.manifest.networks
    for name, network in bundle.manifest.networks.items():
        assert network.graph is not None, "every imported network has a graph"
        if network.weights_of is not None:
            continue
        inputs = example(bundle.read(network.graph), image.size, image.input_kind == "labels", chance)
        first, second = by_onnx.run(name, inputs), by_torch.run(name, inputs)
        assert first.shape == second.shape
        assert np.abs(second).max() > 1e-3, name
        assert np.abs(first - second).max() <= 1e-3 * np.abs(second).max(), name


def test_an_imported_translator_draws_from_the_command_line(
    models: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = np.full((32, 32), 255, np.uint8)
    drawing[8:24, 6:26] = 40
    Image.fromarray(drawing).save(tmp_path / "a.png")
    made = []
    for backend in ("onnx", "torch"):
        words = ["translate", str(tmp_path / "a.png"), "--model", str(models("bicyclegan")), "-n", "2"]
        answer([*words, "--backend", backend, "-o", str(tmp_path / backend)], capsys)
        made.append(pictures(sorted((tmp_path / backend).glob("*.png"))))
    assert made[0].shape == (2, 32, 32, 3)
    assert made[0].std() > 1
    assert np.abs(made[0] - made[1]).max() <= 1


def test_imported_faces_sample_and_invert_from_the_command_line(
    models: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(models("stylegan2"))
    sampled, inverted = [], []
    for backend in ("onnx", "torch"):
        folder = tmp_path / backend
        answer(["sample", model, "-n", "2", "--seed", "3", "--backend", backend, "-o", str(folder)], capsys)
        sampled.append(pictures(sorted(folder.glob("*.png"))))
        Image.fromarray(sampled[0][0].astype(np.uint8)).save(tmp_path / "face.png")
        face = tmp_path / f"{backend}.png"
        words = ["invert", str(tmp_path / "face.png"), "--model", model, "--aligned", "--steps", "5"]
        found = answer([*words, "--backend", backend, "-o", str(face)], capsys)
        assert found["steps"] == 5
        inverted.append(pictures([face]))
    assert sampled[0].shape == (2, 16, 16, 3)
    assert np.abs(sampled[0][0] - sampled[0][1]).max() > 5
    assert np.abs(sampled[0] - sampled[1]).max() <= 1
    assert np.abs(inverted[0] - inverted[1]).max() <= 2


@pytest.mark.parametrize("backend", ["onnx", "torch"])
def test_imported_faces_are_sampled_in_the_editor(
    editor: Editor, models: Callable[[str], Path], backend: str
) -> None:
    editor.window.settings.set("backend", backend)
    path = str(models("stylegan2"))
    editor.studio.choose_model(path)
    editor.wait(lambda: editor.studio.model is not None and editor.studio.model.name == path)
    assert editor.studio.model is not None
    assert editor.studio.model.backend == backend
    assert "sample" in editor.studio.capabilities
    editor.wait(lambda: editor.window.docks["samples"].isVisible())
    editor.settle()
    editor.window.docks["samples"].raise_()
    editor.wait(lambda: bool(editor.studio.faces.samples))
    pixels, _ = next(iter(editor.studio.faces.samples.values()))
    assert pixels.std() > 1
