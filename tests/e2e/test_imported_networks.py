"""Imported networks draw, sample and invert on ONNX Runtime and PyTorch alike, here and in the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from helpers.editor_window import OpenEditor
from helpers.published_encoders import encoder_state, generator_state, write_psp
from helpers.published_files import (
    SMALL_MUNIT,
    SMALL_STYLEGAN2,
    write_nvidia,
    write_persistent,
    write_published,
)
from helpers.published_progressive import interfacegan_progan, interfacegan_stylegan
from helpers.published_stylegan3 import SMALL_R, stylegan3_snapshot
from helpers.sharing import made_once
from PIL import Image

from app.__main__ import main
from engine.architectures.registry import build
from engine.architectures.stylegan2_rosinality import rosinality_names
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.faces.generator import Generator
from trainer.bundling.import_files import import_files
from trainer.bundling.imported import ImportOptions

FACES = SMALL_STYLEGAN2
SKETCHES = {"widths": [4, 6, 8], "latent_size": 3}
MUNIT = SMALL_MUNIT


def state(architecture: str, config: Mapping[str, Any], seed: int = 0) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    network = build(architecture, config)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1 and not name.startswith(("mapping", "synthesis")):
            torch.nn.init.xavier_normal_(parameter, 1.5)
    return network.state_dict()


def saved(path: Path, value: object) -> Path:
    torch.save(value, path)
    return path


def bicyclegan(folder: Path) -> list[Path]:
    encoder = state("resnet_encoder", {"widths": [4, 6], "latent_size": 3})
    return [
        write_published(folder, "bicyclegan", state("bicyclegan_unet", SKETCHES)),
        saved(folder / "e.pth", encoder),
    ]


def pix2pix(folder: Path) -> list[Path]:
    return [write_published(folder, "pix2pix", state("pix2pix_unet", {"widths": [4, 6, 8]}))]


def cyclegan(folder: Path) -> list[Path]:
    """Both ways; the files are of the time when instance norms had statistics."""
    files = []
    for seed, name in enumerate(("G_A", "G_B")):
        old = state("resnet_generator", {"width": 4, "blocks": 2}, seed)
        for tensor, size in (("model.2.running_mean", 4), ("model.2.running_var", 4)):
            old[tensor] = torch.rand(size)
        files.append(saved(folder / f"latest_net_{name}.pth", old))
    return files


def cut(folder: Path) -> list[Path]:
    return [
        write_published(
            folder, "cyclegan", state("resnet_generator", {"width": 4, "blocks": 2, "dropout": True})
        )
    ]


def enhanced(folder: Path) -> list[Path]:
    config = {"width": 2, "blocks": 1, "input_channels": 5, "downsamplings": 1}
    return [write_published(folder, "pix2pixhd", state("pix2pixhd_enhanced", config))]


def featured(folder: Path) -> list[Path]:
    config = {"width": 3, "blocks": 1, "input_channels": 8, "downsamplings": 3}
    encoder = state("pix2pixhd_encoder", {"width": 3, "downsamplings": 2, "output_channels": 2})
    return [
        write_published(folder, "pix2pixhd", state("resnet_generator", config)),
        saved(folder / "e.pth", encoder),
    ]


def spade(folder: Path) -> list[Path]:
    config = {"labels": 6, "width": 1, "style_size": 6, "start": [2, 2]}
    encoder = state("spade_encoder", {"widths": [4, 6, 8], "style_size": 6, "places": 4})
    return [
        write_published(folder, "spade", state("spade_generator", config)),
        saved(folder / "e.pth", encoder),
    ]


def munit(folder: Path) -> list[Path]:
    pair = {name: state("munit_generator", MUNIT, seed) for seed, name in enumerate("ab")}
    return [saved(folder / "gen.pt", pair)]


def unit(folder: Path) -> list[Path]:
    config = {"widths": [4, 8], "residual_blocks": 2}
    return [
        saved(
            folder / "gen.pt", {name: state("unit_generator", config, seed) for seed, name in enumerate("ab")}
        )
    ]


def drit(form: str) -> Callable[[Path], list[Path]]:
    encoder = "drit_variational_encoder" if form == "concat" else "drit_attribute_encoder"

    def write(folder: Path) -> list[Path]:
        parts = {
            "enc_c": state("drit_content_encoder", {"width": 4}),
            "enc_a": state(encoder, {"widths": [4, 8, 12, 16], "style_size": 3}),
            "gen": state(f"drit_{form}_generator", {"channels": 16, "style_size": 3}),
        }
        return [saved(folder / "00003.pth", {**parts, "ep": 3, "total_it": 9})]

    return write


def nvidia(folder: Path) -> list[Path]:
    return [write_nvidia(folder / "faces.pkl", {"G_ema": state("stylegan2_generator", FACES)})]


def stylegan3(folder: Path) -> list[Path]:
    return [write_persistent(folder / "stylegan3-r.pkl", stylegan3_snapshot(SMALL_R | {"label_size": 2}))]


def rosinality(folder: Path) -> list[Path]:
    whole = build("stylegan2_generator", FACES)
    whole.load_state_dict(state("stylegan2_generator", FACES))
    names = rosinality_names(*(whole.get_submodule(part).state_dict() for part in ("mapping", "synthesis")))
    average = names.pop("latent_avg")
    return [saved(folder / "550000.pt", {"g_ema": names, "latent_avg": average})]


def inverting(**opts: Any) -> Callable[[Path], list[Path]]:
    def write(folder: Path) -> list[Path]:
        torch.manual_seed(0)
        whole = "input_nc" not in opts
        encoder = encoder_state(channels=3 if whole else 6, pyramid=whole)
        return [write_psp(folder / "encode.pt", encoder, generator_state()[1], opts)]

    return write


def progressive(make: Callable[[], dict[str, torch.Tensor]]) -> Callable[[Path], list[Path]]:
    def write(folder: Path) -> list[Path]:
        torch.manual_seed(0)
        drawn = make()
        for name in drawn:
            if name.startswith(("output3.", "synthesis.output3.")):
                drawn[name] = drawn[name] * 0.3
        return [saved(folder / "karras.pth", drawn)]

    return write


# What the test calls it: the family, its files, and what a person would answer.
MODELS: dict[str, tuple[str, Callable[[Path], list[Path]], ImportOptions]] = {
    "bicyclegan": ("bicyclegan", bicyclegan, ImportOptions(size=32, input_kind="sketch")),
    "pix2pix": ("pix2pix", pix2pix, ImportOptions(size=32)),
    "cyclegan": ("cyclegan", cyclegan, ImportOptions(size=32)),
    "cut": ("cut", cut, ImportOptions(size=32)),
    "pix2pixhd": ("pix2pixhd", enhanced, ImportOptions(size=32, edges=False)),
    "pix2pixhd with features": ("pix2pixhd", featured, ImportOptions(size=32)),
    "spade": ("spade", spade, ImportOptions(edges=False)),
    "munit": ("munit", munit, ImportOptions(size=32)),
    "unit": ("unit", unit, ImportOptions(size=32)),
    "drit by concatenation": ("drit", drit("concat"), ImportOptions(size=32)),
    "drit by features": ("drit", drit("feature_wise"), ImportOptions(size=32)),
    "stylegan2": ("stylegan2", nvidia, ImportOptions()),
    "stylegan3": ("stylegan3", stylegan3, ImportOptions(classes=("cat", "dog"))),
    "rosinality": ("stylegan2", rosinality, ImportOptions()),
    "psp": ("psp", inverting(encoder_type="GradualStyleEncoder"), ImportOptions()),
    "e4e": ("e4e", inverting(encoder_type="Encoder4Editing"), ImportOptions()),
    "restyle": ("restyle", inverting(encoder_type="BackboneEncoder", input_nc=6), ImportOptions()),
    "progan": ("progan", progressive(interfacegan_progan), ImportOptions()),
    "stylegan1": ("stylegan1", progressive(interfacegan_stylegan), ImportOptions()),
}
SAMPLERS = ("stylegan2", "stylegan3", "rosinality", "psp", "e4e", "restyle", "progan", "stylegan1")
QUICK = ("bicyclegan", "pix2pix", "stylegan2", "stylegan3", "psp")
ALL = [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in MODELS]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The imported bundle of a row of MODELS, made once."""

    def of(family: str) -> Path:
        called, writer, options = MODELS[family]

        def make(path: Path) -> Path:
            return import_files(writer(path.parent), path, family=called, options=options).bundle

        return made_once(tmp_path_factory, f"imported {family}.gmodel", make)

    return of


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def pictures(paths: list[Path]) -> np.ndarray:
    return np.stack([np.asarray(Image.open(path).convert("RGB")).astype(int) for path in paths])


def example(graph: bytes, size: int, labels: bool, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Two inputs of a graph: pictures, label numbers or codes."""
    made = {}
    for value in onnx.load_from_string(graph).graph.input:
        dims = [
            axis.dim_value or (size if number else 2)
            for number, axis in enumerate(value.type.tensor_type.shape.dim)
        ]
        numbers = rng.integers(0, 5, dims) / 127.5 - 1 if labels else rng.uniform(-1, 1, dims)
        made[value.name] = numbers.astype(np.float32)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("family", ALL)
def test_every_network_gives_the_same_numbers_on_both_backends(
    family: str, models: Callable[[str], Path]
) -> None:
    bundle = open_bundle(models(family))
    image = bundle.manifest.image
    by_onnx, by_torch = (open_backend(bundle, backend=name, device="cpu") for name in ("onnx", "torch"))
    rng = np.random.default_rng(0)
    assert bundle.manifest.networks
    for name, network in bundle.manifest.networks.items():
        assert network.graph is not None, "every imported network has a graph"
        if network.weights_of is not None:
            continue
        inputs = example(bundle.read(network.graph), image.size, image.input_kind == "labels", rng)
        first, second = by_onnx.run(name, inputs), by_torch.run(name, inputs)
        assert first.shape == second.shape
        assert np.abs(second).max() > 1e-3, name
        assert np.abs(first - second).max() <= 1e-3 * np.abs(second).max(), name


@pytest.mark.parametrize("family", [param for param in ALL if param.values[0] not in SAMPLERS])
def test_imported_translators_draw_from_the_command_line(
    family: str, models: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = models(family)
    manifest = open_bundle(path).manifest
    labels, side = manifest.image.input_kind == "labels", manifest.image.size
    drawing = np.full((side, side), 1 if labels else 255, np.uint8)
    drawing[side // 4 : side // 2, side // 5 : -side // 5] = 3 if labels else 40
    Image.fromarray(drawing).save(tmp_path / "a.png")
    directions: list[list[str]] = [[], ["--direction", "BtoA"]] if manifest.directions else [[]]
    count = 2 if "style" in manifest.capabilities else 1
    for direction in directions:
        made = []
        for backend in ("onnx", "torch"):
            folder = tmp_path / f"{backend}{len(direction)}"
            words = ["translate", str(tmp_path / "a.png"), "--model", str(path), "-n", str(count), *direction]
            answer([*words, "--backend", backend, "-o", str(folder)], capsys)
            made.append(pictures(sorted(folder.glob("*.png"))))
        assert made[0].shape == (count, side, side, 3)
        assert made[0].std() > 1
        assert np.abs(made[0] - made[1]).max() <= 1


@pytest.mark.parametrize("family", [param for param in ALL if param.values[0] in SAMPLERS])
def test_imported_faces_sample_and_invert_from_the_command_line(
    family: str, models: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an encoder a photo's code is its answer; without one StyleGAN2's is looked for in five steps."""
    model = str(models(family))
    manifest = open_bundle(models(family)).manifest
    steps = 0 if "invert" in manifest.capabilities else 5
    sampled, inverted = [], []
    for backend in ("onnx", "torch"):
        folder = tmp_path / backend
        answer(["sample", model, "-n", "2", "--seed", "3", "--backend", backend, "-o", str(folder)], capsys)
        sampled.append(pictures(sorted(folder.glob("*.png"))))
        if manifest.family in ("progan", "stylegan1", "stylegan3"):
            continue
        Image.fromarray(sampled[0][0].astype(np.uint8)).save(tmp_path / "face.png")
        face = tmp_path / f"{backend}.png"
        words = ["invert", str(tmp_path / "face.png"), "--model", model, "--aligned", "--steps", str(steps)]
        found = answer([*words, "--backend", backend, "-o", str(face)], capsys)
        assert found["steps"] == steps
        inverted.append(pictures([face]))
    assert sampled[0].shape == (2, manifest.image.size, manifest.image.size, 3)
    assert np.abs(sampled[0][0] - sampled[0][1]).max() > 5
    assert np.abs(sampled[0] - sampled[1]).max() <= 1
    if inverted:
        assert np.abs(inverted[0] - inverted[1]).max() <= 2


@pytest.mark.parametrize("number", [0, 1])
def test_an_imported_stylegan3_draws_each_class_alike_on_every_backend(
    models: Callable[[str], Path], number: int
) -> None:
    bundle = open_bundle(models("stylegan3"))
    made = []
    for name in ("torch", "onnx", "openvino"):
        if name == "openvino":
            pytest.importorskip("openvino", reason="openvino is not installed")
        generator = Generator(bundle, open_backend(bundle, backend=name, device="cpu"))  # type: ignore[arg-type]
        assert generator.classes == ("cat", "dog")
        made.append(generator.drawn(generator.sample_ws(2, 5, number=number)))
        np.testing.assert_allclose(made[-1], made[0], atol=1e-4 * np.abs(made[0]).max())
    other = generator.drawn(generator.sample_ws(2, 5, number=1 - number))
    assert np.abs(made[-1] - other).max() > 0.02


@pytest.mark.parametrize("method", ["--components", "--closed-form"])
def test_an_imported_stylegan3_takes_axes_and_walks(
    models: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], method: str
) -> None:
    model, slid = str(models("stylegan3")), str(tmp_path / "slid.gmodel")
    words = ["axes", "find", model, method, "2", "--samples", "100", "--label", "dog", "-o", slid]
    name = answer(words, capsys)["axes"][0]["name"]
    drawn = []
    for steps in (0, 4):
        folder = tmp_path / str(steps)
        words = ["sample", slid, "-n", "1", "--label", "dog", "--set", f"{name}={steps}", "-o", str(folder)]
        answer(words, capsys)
        drawn.append(pictures(sorted(folder.glob("*.png"))))
    assert np.abs(drawn[0] - drawn[1]).max() > 3
    film = tmp_path / "walk.gif"
    answer(["walk", slid, "--seeds", "0,1", "--frames", "3", "--label", "cat", "-o", str(film)], capsys)
    with Image.open(film) as walked:
        assert walked.size == (32, 32)
        assert getattr(walked, "n_frames", 1) == 4


@pytest.mark.parametrize("backend", ["onnx", "torch"])
def test_imported_faces_are_sampled_in_the_editor(
    editor: OpenEditor, models: Callable[[str], Path], backend: str
) -> None:
    editor.window.settings.set("backend", backend)
    path = str(models("stylegan2"))
    editor.editor.choose_model(path)
    editor.wait(lambda: editor.editor.model is not None and editor.editor.model.name == path)
    assert editor.editor.model is not None
    assert editor.editor.model.backend == backend
    assert "sample" in editor.editor.capabilities
    editor.wait(lambda: editor.window.docks["samples"].isVisible())
    editor.settle()
    editor.window.docks["samples"].raise_()
    editor.wait(lambda: bool(editor.editor.faces.samples))
    pixels, _ = next(iter(editor.editor.faces.samples.values()))
    assert pixels.std() > 1
