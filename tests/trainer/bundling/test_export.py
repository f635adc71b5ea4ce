"""A bundle holds what was trained: ONNX and PyTorch agree, the card is complete, a stray graph is refused."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from helpers.tiny_model import TINY_SETTINGS, tiny_values
from PIL import Image

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle, open_bundle
from engine.errors import CheckpointError, ExportError
from engine.translation.translator import Translator
from trainer.bundling import export, graphs
from trainer.recipes.base import ExportedNetwork
from trainer.settings.run_config import parse_config, write_config
from trainer.training.checkpoints import checkpoints, load_checkpoint, save_checkpoint
from trainer.training.state import Run


def start_run(folder: Path, **sections: object) -> Run:
    folder.mkdir()
    config = parse_config(tiny_values(folder, **sections))
    run = Run(config, Accelerator(cpu=True))
    save_checkpoint(folder, 12, run.state(), 2)
    write_config(config, folder)
    return run


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Of a run that has shown two sheets, replaces older models, and learns from somebody's folder."""
    folder = tmp_path_factory.mktemp("private")
    sources = [str(folder / "private" / "photos.zip")]
    data = {"kind": "photos", "sources": sources, "exclude": [f"{sources[0]}/a.png"]}
    start_run(folder / "run", data=data, replaces=["older", "a" * 64])
    (folder / "run" / "samples").mkdir()
    for number, side in ((1, 32), (2, 1024)):
        sheet = Image.new("RGB", (side, side), (0, 0, 50 * number))
        sheet.save(folder / "run" / "samples" / f"sheet-{number}.png")
    return open_bundle(export.export_run(folder / "run", folder / "p.gmodel"))


def test_onnx_and_pytorch_make_the_same_picture(tiny_bundle: Path) -> None:
    bundle = open_bundle(tiny_bundle)
    made = []
    picture = np.full((45, 70), 255, dtype=np.uint8)
    picture[10:14, 8:60] = 0
    for backend in ("onnx", "torch"):
        translator = Translator(bundle, open_backend(bundle, backend=backend, device="cpu"))  # type: ignore[arg-type]
        made.append(translator.translate(picture, translator.sample_styles(3, 1)).astype(int))
        made.append(translator.encode_style(picture))
    assert np.abs(made[0] - made[2]).max() <= 1
    np.testing.assert_allclose(made[1], made[3], rtol=1e-3, atol=1e-4)


def test_weights_are_stored_once_in_half_precision(tiny_bundle: Path) -> None:
    bundle = open_bundle(tiny_bundle)
    weights = bundle.weights("generator")
    assert all(array.dtype == np.float16 for array in weights.values())
    stored = sum(array.nbytes for array in weights.values())
    assert len(bundle.graph("generator")) < 40_000 < stored


@pytest.mark.slow
def test_pix2pix_exports_with_its_running_statistics(tmp_path: Path) -> None:
    settings = {"generator_widths": [4, 8, 8], "discriminator_widths": [4, 4], "condition_channels": 3}
    start_run(tmp_path / "run", recipe="pix2pix", settings=settings)
    path = export.export_run(tmp_path / "run", tmp_path / "p.gmodel")
    bundle = open_bundle(path)
    assert bundle.manifest.capabilities == ["translate"]
    translator = Translator(bundle, open_backend(bundle))
    picture = np.zeros((20, 30, 3), dtype=np.uint8)
    assert translator.translate(picture, np.zeros((1, 0), dtype=np.float32)).shape == (1, 20, 30, 3)


def test_the_preview_shows_the_newest_sheet_no_larger_than_the_library_needs(private: Bundle) -> None:
    with Image.open(io.BytesIO(private.read("preview.png"))) as preview:
        assert (preview.size, preview.convert("RGB").getpixel((5, 5))) == ((384, 48), (0, 0, 100))


def test_the_card_names_data_seed_revision_and_licence(tiny_bundle: Path) -> None:
    card = open_bundle(tiny_bundle).card()
    for word in ("seed: 3", "revision:", "pictures_seen: 0", "CC0", "ganvas train"):
        assert word in card


def test_the_card_tells_no_folder_of_the_machine(private: Bundle) -> None:
    card = private.card()
    assert str(private.path.parent) not in card
    assert '"photos.zip"' in card
    assert '"photos.zip/a.png"' in card


def test_a_run_says_which_older_models_its_bundle_replaces(private: Bundle) -> None:
    assert private.manifest.replaces == ["older", "a" * 64]
    assert f"It replaces: older, {'a' * 64}." in private.card()


@pytest.mark.slow
def test_a_graph_that_strays_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_run(tmp_path / "run")
    honest = torch.nn.Tanh.forward
    # The graph is made from one function and compared with another.
    exporting = {"now": True}

    def straying(module: torch.nn.Tanh, x: torch.Tensor) -> torch.Tensor:
        return honest(module, x) * (1.0 if exporting["now"] else 1.01)

    monkeypatch.setattr(torch.nn.Tanh, "forward", straying)
    # One of another test would do for a network of this kind.
    monkeypatch.setattr(graphs, "_TRACED", {})
    real_parity = graphs.parity

    def parity(network: ExportedNetwork, graph: bytes) -> float:
        exporting["now"] = False
        return real_parity(network, graph)

    monkeypatch.setattr(graphs, "parity", parity)
    with pytest.raises(ExportError, match="differs from PyTorch"):
        export.export_run(tmp_path / "run", tmp_path / "bad.gmodel")
    assert not (tmp_path / "bad.gmodel").exists()


def test_broken_and_foreign_checkpoints_are_refused_in_a_sentence(tmp_path: Path) -> None:
    start_run(tmp_path / "run")
    (newest,) = checkpoints(tmp_path / "run")
    whole = newest.read_bytes()
    newest.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CheckpointError, match="broken or incomplete"):
        load_checkpoint(newest)
    torch.save({"format_version": 99}, newest)
    with pytest.raises(CheckpointError, match="format version 99"):
        load_checkpoint(newest)
    with pytest.raises(CheckpointError, match="holds no run"):
        export.export_run(tmp_path, tmp_path / "x.gmodel")


def test_a_checkpoint_never_executes_what_it_holds(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "executed",))

    torch.save({"format_version": 1, "x": Bomb()}, tmp_path / "bomb.pt")
    with pytest.raises(CheckpointError):
        load_checkpoint(tmp_path / "bomb.pt")
    assert not (tmp_path / "executed").exists()


def test_old_checkpoints_go_and_the_newest_stay(tmp_path: Path) -> None:
    for seen in (4, 8, 12):
        save_checkpoint(tmp_path, seen, {"networks": {}, "x": seen}, keep=2)
    assert [load_checkpoint(path)["x"] for path in checkpoints(tmp_path)] == [8, 12]


def test_a_full_disk_is_noticed_before_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_checkpoint(tmp_path, 4, {"networks": {}, "x": 1}, keep=1)
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("trainer.training.checkpoints.shutil.disk_usage", lambda _: usage)
    with pytest.raises(CheckpointError, match="free some space"):
        save_checkpoint(tmp_path, 8, {"networks": {}, "x": 2}, keep=1)
    assert [load_checkpoint(path)["x"] for path in checkpoints(tmp_path)] == [1]


@pytest.mark.slow
def test_a_bundle_says_through_which_features_its_discriminator_looked(tmp_path: Path) -> None:
    settings = {**TINY_SETTINGS, "discriminators": "projected"}
    for name, own in (("projected", settings), ("patches", TINY_SETTINGS)):
        start_run(tmp_path / name, settings=own)
        export.export_run(tmp_path / name, tmp_path / f"{name}.gmodel")
    projected, patches = (open_bundle(tmp_path / f"{name}.gmodel") for name in ("projected", "patches"))
    assert projected.manifest.provenance["discriminator_features"] == "EfficientNet-Lite1"
    assert "discriminator_features" not in patches.manifest.provenance
