"""What version 0.1 left behind opens, edits, resumes and redoes: tests/data/v0.1, written by its own code."""

from __future__ import annotations

import io
import json
import shutil
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from safetensors.numpy import load_file

from app.__main__ import main

DATA = Path(__file__).resolve().parents[1] / "data" / "v0.1"
# The same processor and libraries give the same pixels; others may round otherwise (the README has figures).
LEVELS = 2
# Which share of a resumed run's weights comes to the same numbers on any processor. The rest has no gradient
# but rounding (biases before a normalisation), of which Adam makes steps as large as any; they stay small.
SETTLED = {"bicyclegan": 0.93, "stylegan2": 0.999, "cyclegan": 0.98}
FARTHEST = 1e-3
# Options of configurations that have another name now: "section.key" then and now.
RENAMED: Mapping[str, str] = {}


@pytest.fixture
def home(ganvas_home: Path) -> Path:
    """A person's folder with the models and the axes of version 0.1."""
    (ganvas_home / "models").mkdir()
    for bundle in (DATA / "bundles").iterdir():
        shutil.copy(bundle, ganvas_home / "models")
    shutil.copytree(DATA / "home" / "axes", ganvas_home / "axes")
    return ganvas_home


@pytest.fixture
def whole_home(home: Path) -> Path:
    """A person's folder as version 0.1 left it, with runs that lie beside it."""
    shutil.copytree(DATA / "home", home, dirs_exist_ok=True)
    shutil.copytree(DATA / "training", home.parent / "training")
    register = home / "runs.json"
    folder = json.dumps((home.parent / "training").as_posix())[1:-1]
    register.write_text(register.read_text("utf-8").replace("FOLDER", folder), "utf-8")
    return home


@pytest.fixture
def editor(qtbot: QtBot, home: Path) -> Iterator[OpenEditor]:
    """A window that runs models as the documents' pictures were made, not shown yet."""
    made = OpenEditor(qtbot, home, DATA / "bundles" / "tiny.gmodel")
    made.window.settings.set("backend", "onnx")
    made.window.settings.set("device", "cpu")
    yield made
    made.close()


def pixels_of(source: Path | bytes) -> np.ndarray:
    with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source) as picture:
        return np.asarray(picture.convert("RGB"))


def largest_difference(first: np.ndarray, second: np.ndarray) -> int:
    assert first.shape == second.shape
    return int(np.abs(first.astype(int) - second.astype(int)).max())


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def without_result(path: Path, target: Path) -> Path:
    """The same document without the picture that was kept in it, so that it has to be made."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members_of(path).items():
            if name != "result.png":
                archive.writestr(name, data)
    return target


def answer_of(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """What a command says in JSON."""
    capsys.readouterr()
    code = main([*map(str, arguments), "--json"])
    said = capsys.readouterr()
    assert code == 0, said.err
    return json.loads(said.out)


# Models, axes and codes


def test_its_bundles_are_listed_with_what_they_can_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = {model["name"]: model for model in answer_of(capsys, "models")}
    assert [found[name]["problem"] for name in ("tiny", "tiny-munit", "sliding")] == [""] * 3
    assert set(found["tiny"]["capabilities"]) >= {"translate", "style", "encode_style"}
    assert set(found["tiny-munit"]["capabilities"]) >= {"translate", "style", "encode_style"}
    assert set(found["sliding"]["capabilities"]) >= {"sample", "invert", "axes"}


def test_axes_of_the_bundle_and_of_the_person_are_listed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    axes = answer_of(capsys, "axes", "list", "sliding")["axes"]
    assert [axis["name"] for axis in axes] == ["smile", "age", "mood", "light"]
    assert [(axis["low"], axis["high"]) for axis in axes] == [(-3.0, 2.5)] * 3 + [(-1.0, 1.0)]


def test_codes_of_a_photo_are_read(home: Path) -> None:
    from engine.bundle.bundle import open_bundle
    from engine.faces.inversion_io import read_inversion

    digest = open_bundle(DATA / "bundles" / "sliding.gmodel").digest
    codes = read_inversion((DATA / "codes" / "face.safetensors").read_bytes(), digest)
    assert codes.ws.shape == (8, 16)
    assert (codes.steps, codes.stopped) == (10, "done")
    assert np.array_equal(codes.picture, pixels_of(DATA / "pictures" / "invert.png"))


# Pictures with recipes

RECIPES = sorted([*(DATA / "pictures").glob("*.png"), *(DATA / "documents").glob("*.png")])
# A document's weights that were tuned to one photo are in no recipe: such a face is shown by its document.
REDONE = [path for path in RECIPES if path.stem != "face-tuned"]


@pytest.mark.parametrize("picture", REDONE, ids=[path.stem for path in REDONE])
def test_an_exported_picture_is_made_again(
    picture: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    info = answer_of(capsys, "redo", picture, "-o", tmp_path / "again.png")
    assert info["largest_difference"] <= LEVELS
    assert largest_difference(pixels_of(tmp_path / "again.png"), pixels_of(picture)) <= LEVELS


@pytest.mark.parametrize("suffix", ["jpg", "webp"])
def test_recipes_in_other_formats_lead_to_the_same_picture(suffix: str, home: Path, tmp_path: Path) -> None:
    assert main(["redo", str(DATA / "pictures" / f"translate.{suffix}"), "-o", str(tmp_path / "a.png")]) == 0
    made = pixels_of(DATA / "pictures" / "translate-1.png")
    assert largest_difference(pixels_of(tmp_path / "a.png"), made) <= LEVELS


# Documents


def opened(editor: OpenEditor, path: Path) -> np.ndarray:
    """Open a document, wait for its picture, and give it."""
    editor.editor.stack.setClean()
    editor.files.open(path)
    editor.wait(lambda: editor.document.path == path)
    editor.wait(lambda: editor.document.result is not None and editor.document.result_is_current)
    settle(editor)
    return editor.document.result


def settle(editor: OpenEditor) -> None:
    editor.settle()
    editor.wait(lambda: editor.editor.faces.live.settled)


def saved(editor: OpenEditor, path: Path) -> dict[str, Any]:
    """Save the document and give what its file says of it."""
    editor.files.save(path)
    editor.wait(lambda: editor.document.path == path and not editor.files.unsaved)
    return json.loads(members_of(path)["document.json"])


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("sketch-plain", "tiny"),
        ("sketch", "tiny"),
        ("sketch-two-exemplars", "tiny"),
        ("two-kinds", "tiny-munit"),
        ("restyled", "tiny-munit"),
        ("face", "sliding"),
        ("face-tuned", "sliding"),
        ("face-sample", "sliding"),
    ],
)
def test_a_document_opens_is_edited_and_saved(
    editor: OpenEditor, tmp_path: Path, name: str, model: str
) -> None:
    kept, expected = DATA / "documents" / f"{name}.ganvas", pixels_of(DATA / "documents" / f"{name}.png")
    editor.show(model=model)
    editor.wait(lambda: editor.editor.model is not None)
    before = members_of(kept)
    described = json.loads(before["document.json"])
    shown = opened(editor, Path(shutil.copy(kept, tmp_path)))
    assert largest_difference(shown, expected) <= LEVELS
    assert not editor.files.unsaved
    made = opened(editor, without_result(kept, tmp_path / "bare.ganvas"))
    assert largest_difference(made, expected) <= LEVELS

    document = editor.document
    assert np.array_equal(document.sketch, pixels_of(before["sketch.png"])[..., 0])
    if "underlay.png" in before:
        assert np.array_equal(document.source.underlay, pixels_of(before["underlay.png"]))
    if "face" in described:
        assert list(document.face.locked) == described["face"]["locked"]
        rows = editor.window.attributes.rows
        moved = {name: row.value.value() for name, row in rows.items() if row.value.value()}
        assert moved == dict(described["face"]["values"])
    # What is saved again says the same.
    assert saved(editor, tmp_path / "again.ganvas") == described

    if "face" in described:
        editor.window.attributes.rows["smile"].value.setValue(-2.0)
    else:
        editor.stroke([(10, 20), (60, 30), (90, 60)])
    settle(editor)
    edited = document.result
    assert not np.array_equal(edited, made)
    saved(editor, tmp_path / "edited.ganvas")
    editor.trigger("undo")
    settle(editor)
    assert np.array_equal(document.result, made)
    reopened = opened(editor, without_result(tmp_path / "edited.ganvas", tmp_path / "bare-edited.ganvas"))
    assert np.array_equal(reopened, edited)


def test_styles_and_exemplars_of_a_sketch_come_back(editor: OpenEditor, tmp_path: Path) -> None:
    editor.show(model="tiny").ready()
    opened(editor, Path(shutil.copy(DATA / "documents" / "sketch-two-exemplars.ganvas", tmp_path)))
    styles = editor.document.styles
    assert (styles.seed, styles.count, len(styles.variants), styles.chosen()) == (11, 8, 8, 4)
    assert [place for place, variant in enumerate(styles.variants) if variant.pinned] == [1, 4]
    exemplars = [(exemplar.name, exemplar.weight) for exemplar in styles.exemplars]
    assert exemplars == [("texture.png", 1.0), ("other-texture.png", 0.3)]
    assert all(exemplar.thumbnail for exemplar in styles.exemplars)
    assert styles.mix == 0.8


# The person's own folder


def test_the_editor_finds_the_persons_own_folder_as_it_was(qtbot: QtBot, whole_home: Path) -> None:
    from app.settings import Settings

    expected = {
        "language": "zh_CN",
        "theme": "dark",
        "view": "onion",
        "onion_opacity": 0.6,
        "brush_size": 9.5,
        "eraser_size": 33.0,
        "smoothing": 0.8,
        "pressure": False,
        "mirror": True,
        "live": False,
        "compare": True,
        "paper_side": 128,
        "autosave_seconds": 40,
        "model": "tiny",
        "sample_seed": 7,
        "sample_psi": 0.9,
        "refine_steps": 250,
        "backend": "onnx",
        "device": "cpu",
        "last_folder": "photos",
    }
    settings = Settings.default()
    assert {name: settings.get(name) for name in expected} == expected
    # Language and theme would outlive this window.
    settings.set("language", "en")
    settings.set("theme", "light")

    editor = OpenEditor(qtbot, whole_home, DATA / "bundles" / "tiny.gmodel")
    window = editor.window
    assert window.actions_.all["zoom_in"].shortcut().toString() == "Ctrl+Shift+Y"
    assert window.actions_.all["original"].shortcut().isEmpty()
    assert float(window.settings.load("training/smoothing")) == 0.9
    area = window.dockWidgetArea(window.docks["samples"])
    assert area == Qt.DockWidgetArea.LeftDockWidgetArea
    editor.show().ready()
    assert editor.document.model.name == "tiny"
    assert window.actions_.all["view_onion"].isChecked()

    # Work that was not saved when the editor was killed: in a window of its own.
    editor.wait(lambda: not window.notice.isHidden())
    window.notice.findChildren(QPushButton)[0].click()
    opened = window.windows.open
    editor.wait(lambda: len(opened) == 2 and opened[1].isVisible())
    other = opened[1]
    editor.wait(lambda: other.editor.client.pending == 0 and other.editor.document.result_is_current)
    assert other.files.unsaved
    recovered = pixels_of(DATA / "documents" / "recovered.png")
    assert largest_difference(other.editor.document.result, recovered) <= LEVELS
    other.editor.stack.setClean()
    other.close()
    settle(editor)

    # A style on the shelf.
    editor.wait(lambda: len(editor.editor.styling.shelf) == 1)
    (style,) = editor.editor.styling.shelf
    (record,) = (whole_home / "styles").rglob("*.json")
    assert (style.name, style.domain) == ("Leather, dark", "output")
    shelf = window.styles.shelf.list
    place = shelf.visualItemRect(shelf.item(0)).center()
    qtbot.mouseClick(shelf.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert list(editor.document.styles.code()) == json.loads(record.read_text("utf-8"))["code"]
    settle(editor)
    editor.close()


def test_known_runs_are_known(whole_home: Path) -> None:
    from app.training.monitor.record import pending_changes
    from trainer.runs.launch import known_runs

    runs = {run.path.name: run for run in known_runs()}
    assert list(runs) == ["bicyclegan", "stylegan2", "cyclegan"]
    assert [run.state for run in runs.values()] == ["stopped", "paused", "stopped"]
    assert [run.values()["recipe"] for run in runs.values()] == list(runs)
    assert [len(run.checkpoints()) for run in runs.values()] == [1, 1, 1]
    events, _ = runs["stylegan2"].events()
    assert (events[-1]["event"], events[-1]["seen"]) == ("paused", 28)
    changes = {"optimiser.learning_rate": 0.001, "averaging.half_life": 200}
    assert pending_changes(runs["stylegan2"].path) == changes


# Training


@pytest.mark.parametrize(("recipe", "pictures"), [("bicyclegan", 32), ("stylegan2", 64), ("cyclegan", 20)])
def test_a_run_is_resumed_to_the_same_weights(
    recipe: str, pictures: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainer.settings.run_config import read_run
    from trainer.training.checkpoints import checkpoints, load_checkpoint
    from trainer.training.session import run_training

    folder = Path("runs") / recipe
    shutil.copytree(DATA / "training", tmp_path / "training")
    # Its pictures are named as seen from here.
    monkeypatch.chdir(tmp_path / "training")
    run_training(read_run(folder), resume=True, echo=False)

    events = [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]
    assert events[-1]["event"] == "finished"
    begun = [event for event in events if event["event"] == "started"]
    assert len(begun) == 2
    assert "changes" not in begun[1], "nothing of the configuration has changed its value"
    state = load_checkpoint(checkpoints(folder)[-1])
    assert state["seen"] == pictures
    ends = load_file(DATA / "training" / "ends" / f"{recipe}.safetensors")
    averages = {
        f"{network}.{name}": tensor.numpy()
        for network, tensors in state["averages"].items()
        for name, tensor in tensors.items()
    }
    assert averages.keys() == ends.keys()
    for name, expected in ends.items():
        np.testing.assert_allclose(averages[name], expected, rtol=0, atol=FARTHEST, err_msg=name)
    same = [np.isclose(averages[name], ends[name], rtol=1e-5, atol=1e-6).ravel() for name in ends]
    assert np.concatenate(same).mean() >= SETTLED[recipe]


CONFIGURATIONS = sorted([*(DATA / "configurations").glob("*.toml"), *(DATA / "training").glob("*.toml")])


def test_every_option_is_accepted_and_keeps_its_value() -> None:
    from trainer.settings.run_config import parse_stored

    # As stored: some name sizes that no network of theirs took even then.
    assert len(CONFIGURATIONS) == 34
    for path in CONFIGURATIONS:
        now = flat(parse_stored(tomllib.loads(path.read_text("utf-8"))).model_dump(mode="json"))
        for place, value in flat(tomllib.loads(path.read_text("utf-8"))).items():
            assert now[RENAMED.get(place, place)] == value, f"{path.name}: {place}"


def flat(values: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    """Values by "section.key"."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{place}{key}.")
        else:
            found[place + key] = value
    return found
