"""An autoencoder takes photos of anything: encoded, slid, walked, on every backend and in a window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from helpers.editor_window import OpenEditor
from helpers.sharing import made_once
from helpers.tiny_recipes import tiny_values
from PIL import Image
from pytestqt.qtbot import QtBot

from app.__main__ import main
from engine.backends.backend import open_backend
from engine.bundle.bundle import AXES, Bundle, open_bundle, write_bundle
from engine.faces.generator import Generator
from engine.faces.inversion import Inverter
from engine.latent.axes import AxisSet
from engine.latent.directions import principal_axes
from trainer.bundling.export import export_run
from trainer.recipes.trained import open_run
from trainer.settings.run_config import parse_config
from trainer.training.session import run_training


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def train(folder: Path) -> Path:
        values = tiny_values("vae", folder)
        values["data"]["workers"] = 0
        run_training(parse_config(values), resume=False, echo=False)
        return folder

    return made_once(tmp_path_factory, "soft", train) / "run"


@pytest.fixture(scope="module")
def model(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exported as a person does, with one slider added to it."""

    def export(target: Path) -> Path:
        bundle = open_bundle(export_run(run, target))
        files = {name: bundle.read(name) for name in bundle.manifest.files}
        generator = Generator(bundle, open_backend(bundle, backend="torch", device="cpu"))
        codes = generator.map(generator.sample_z(200, 0))[:, 0]
        found = principal_axes(codes, generator.num_ws, 1)
        files[AXES] = AxisSet(found.axes, found.metric, found.layers).to_bytes()
        own = [*bundle.manifest.capabilities, "axes"]
        write_bundle(target, bundle.manifest.model_copy(update={"capabilities": own}), files)
        return target

    return made_once(tmp_path_factory, "soft.gmodel", export)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Wider than high; no face is in it."""
    rows, columns = np.mgrid[0:48, 0:80]
    disc = (rows - 24) ** 2 + (columns - 40) ** 2 < 150
    pixels = np.where(disc[..., None], [220, 60, 40], [30, 90, 160]).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "thing.png")
    return tmp_path / "thing.png"


def axis_of(model: Path) -> str:
    return AxisSet.from_bytes(open_bundle(model).read(AXES)).names[0]


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def pixels_of(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_the_bundle_holds_the_encoder_that_was_trained(run: Path, model: Path) -> None:
    bundle = open_bundle(model)
    assert set(bundle.manifest.networks) == {"mapping", "synthesis", "encoder"}
    assert bundle.manifest.capabilities[:2] == ["sample", "invert"]
    photo = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    networks = open_run(run).networks
    image = torch.from_numpy(photo.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1)
    with torch.no_grad():
        wanted = networks["mapping"](networks["encoder"](image)[0])[0].numpy()
    found = Inverter(bundle, open_backend(bundle, backend="torch", device="cpu")).encode(photo)
    # A bundle keeps weights in half precision.
    np.testing.assert_allclose(found, wanted, atol=0.02 * np.abs(wanted).max())


def test_a_photo_has_the_same_codes_and_picture_on_all_backends(model: Path, photo: Path) -> None:
    pytest.importorskip("openvino", reason="openvino is not installed")
    bundle, codes, drawn = open_bundle(model), [], []
    for name in ("torch", "onnx", "openvino"):
        backend = open_backend(bundle, backend=name, device="cpu")  # type: ignore[arg-type]
        codes.append(Inverter(bundle, backend).encode(pixels_of(photo)))
        drawn.append(Generator(bundle, backend).drawn(codes[-1][None]))
        np.testing.assert_allclose(codes[-1], codes[0], atol=1e-4 * np.abs(codes[0]).max())
        np.testing.assert_allclose(drawn[-1], drawn[0], atol=1e-3 * np.abs(drawn[0]).max())
    other = Inverter(bundle, backend).encode(255 - pixels_of(photo))
    assert np.abs(other - codes[0]).max() > 1e-3 * np.abs(codes[0]).max()


def test_a_photo_is_encoded_slid_and_walked_from_the_command_line(
    model: Path, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, codes = tmp_path / "made.png", tmp_path / "thing.safetensors"
    words = [str(photo), "--model", str(model), "--steps", "0"]
    assert answer(["invert", *words, "-o", str(made), "--codes", str(codes)], capsys)["steps"] == 0
    assert pixels_of(made).shape == (16, 16, 3)
    slid = tmp_path / "slid.png"
    answer(["attributes", *words, "--set", f"{axis_of(model)}=2", "-o", str(slid)], capsys)
    changed = (pixels_of(slid) != pixels_of(photo)).any(axis=2)
    assert changed[12:36, 28:52].any(), "the middle square is what the model made"
    assert not changed[:, :8].any()
    assert not changed[:, 72:].any()
    film = tmp_path / "walk.gif"
    words = ["walk", str(model), "--codes", str(codes), "--seeds", "3", "--frames", "2", "-o", str(film)]
    assert answer(words, capsys)["frames"] == 3
    with Image.open(film) as walked:
        first = np.asarray(walked.convert("RGB")).astype(int)
        assert walked.size == (16, 16)
    assert np.abs(first - pixels_of(made)).mean() < 8, "it begins at the photo"
    assert main(["walk", str(model), "--codes", str(codes), "--slerp", "-o", str(film)]) == 2
    assert main(["walk", str(model), "--seeds", "3", "-o", str(film)]) == 2


def test_codes_of_another_model_are_not_walked_from(
    model: Path, drawn_faces: Path, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes, film = tmp_path / "thing.safetensors", tmp_path / "walk.gif"
    words = [str(photo), "--model", str(model), "--steps", "0", "-o", str(tmp_path / "made.png")]
    answer(["invert", *words, "--codes", str(codes)], capsys)
    assert main(["walk", str(drawn_faces), "--codes", str(codes), "-o", str(film)]) == 1
    assert "another model" in capsys.readouterr().err
    assert not film.exists()


@pytest.fixture
def editor(qtbot: QtBot, ganvas_home: Path, model: Path) -> Iterator[OpenEditor]:
    opened = OpenEditor(qtbot, ganvas_home, model).show(model="tiny-vae")
    opened.wait(lambda: opened.editor.model is not None)
    yield opened
    opened.editor.client.cancel()
    opened.close()


def settle(editor: OpenEditor) -> None:
    editor.wait(lambda: editor.editor.client.pending == 0 and editor.editor.faces.live.settled)


def test_a_photo_is_opened_slid_walked_and_saved_in_a_window(
    editor: OpenEditor, model: Path, photo: Path, tmp_path: Path
) -> None:
    from app.window.face_dialogs import WalkDialog

    document = editor.document
    editor.files.open(photo)
    editor.wait(lambda: document.face is not None and document.face.code is not None)
    settle(editor)
    assert not editor.editor.faces.picking, "nobody is asked for the eyes of a thing"
    assert document.face.code.origin == "encode"
    assert document.face.place.alignment == (16.0, 0.0, 48.0, 0.0)
    assert np.array_equal(document.result, pixels_of(photo))
    editor.window.attributes.rows[axis_of(model)].value.setValue(2.0)
    settle(editor)
    edited = document.result.copy()
    assert (edited != pixels_of(photo)).any()
    dialog = WalkDialog(editor.editor, editor.window)
    dialog.frames.setValue(3)
    dialog.write(tmp_path / "walk.gif")
    editor.wait(lambda: editor.editor.client.pending == 0)
    with Image.open(tmp_path / "walk.gif") as walked:
        assert walked.size == (80, 48)
    dialog.deleteLater()
    editor.files.save(tmp_path / "thing.ganvas")
    editor.wait(lambda: (tmp_path / "thing.ganvas").is_file() and editor.editor.client.pending == 0)
    editor.files.open(tmp_path / "thing.ganvas")
    editor.wait(lambda: document.face is not None and document.face.place is not None)
    settle(editor)
    assert document.face.place.eyes == ()
    assert np.array_equal(document.result, edited)


def test_models_of_before_are_of_faces_and_say_nothing_new(model: Path, drawn_faces: Path) -> None:
    def said(bundle: Bundle) -> object:
        return json.loads(bundle.read("model.json"))["image"].get("framing", "nothing")

    assert open_bundle(drawn_faces).manifest.image.framing == "eyes"
    assert said(open_bundle(drawn_faces)) == "nothing"
    assert said(open_bundle(model)) == "centre"
