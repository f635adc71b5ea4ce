"""Editing faces in a real window: photo, eyes, sliders, locks, mask, samples, mixing, and mishaps."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor, answer_question
from helpers.sliding_faces import make_sliding_faces
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.document.file_format import read_document, write_document
from app.worker.face_messages import FacePicture
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.faces.generator import Generator
from engine.images.metadata import read_recipe
from engine.latent.axes import Axis, AxisSet
from engine.latent.axis_store import AxisStore
from engine.requests.portrait import PortraitRequest
from engine.requests.request import from_text

ROOT = Path(__file__).resolve().parents[2]
EYES = ((120.0, 110.0), (170.0, 114.0))


@pytest.fixture(scope="session")
def sliding_faces(drawn_faces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face model with an encoder and three sliders."""
    return make_sliding_faces(tmp_path_factory.mktemp("sliding") / "sliding.gmodel", drawn_faces)


@pytest.fixture
def faces(qtbot: QtBot, ganvas_home: Path, sliding_faces: Path) -> Iterator[OpenEditor]:
    """A window whose model makes faces."""
    editor = OpenEditor(qtbot, ganvas_home, sliding_faces).show(model="sliding")
    editor.wait(lambda: editor.editor.model is not None)
    yield editor
    editor.editor.client.cancel()
    editor.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Something to edit that no detector takes for a face."""
    rows, columns = np.mgrid[0:240, 0:300]
    pixels = np.stack([rows, columns * 0.8, 255 - rows], axis=2).astype(np.uint8)
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path)
    return path


def settle(editor: OpenEditor) -> None:
    editor.wait(lambda: editor.editor.client.pending == 0 and editor.editor.faces.live.settled)


def click(editor: OpenEditor, x: float, y: float) -> None:
    canvas = editor.window.canvas
    place = canvas.to_widget(x, y).toPoint()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def open_with_eyes(editor: OpenEditor, photo: Path, eyes: tuple = EYES) -> None:
    """Open a photo in which no face is found, and click both eyes."""
    editor.files.open(photo)
    editor.wait(lambda: editor.editor.faces.picking)
    for x, y in eyes:
        click(editor, x, y)
    editor.wait(lambda: editor.document.face.code is not None)
    settle(editor)


def pixels_of(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_a_face_is_edited_undone_saved_and_opened_again_to_the_same_pixels(
    faces: OpenEditor, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document, panel, stack = faces.document, faces.window.attributes, faces.editor.stack
    open_with_eyes(faces, photo)
    original = pixels_of(photo)
    assert document.face.code.origin == "encode"
    assert document.face.place.eyes[0] == pytest.approx(EYES[0], abs=1.5)
    assert np.array_equal(document.result, original), "without an edit the photo is as it was"
    encoded = document.face.code

    faces.editor.settings.set("refine_steps", 10)
    shown: list[int] = []
    faces.editor.client.progressed.connect(lambda request, info: shown.append(info.done))
    QTest.mouseClick(panel.refine, Qt.MouseButton.LeftButton)
    faces.qtbot.waitUntil(lambda: document.face.code.origin == "optimise", timeout=120_000)
    settle(faces)
    assert shown == sorted(shown)
    assert shown[-1] == 10
    assert not np.array_equal(document.face.code.ws, encoded.ws)

    panel.rows["smile"].slider.setValue(30)
    assert panel.rows["smile"].value.value() == 1.5
    panel.rows["mood"].value.setValue(-2.25)
    settle(faces)
    assert document.face.values == {"smile": 1.5, "mood": -2.25}
    changed = (document.result != original).any(axis=2)
    assert changed[90:150, 110:180].mean() > 0.9
    assert not changed[:, 260:].any(), "far from the face nothing changes"
    free = document.result.copy()
    QTest.mouseClick(panel.rows["age"].lock, Qt.MouseButton.LeftButton)
    settle(faces)
    assert document.face.locked == ("age",)
    locked = document.result.copy()

    faces.editor.settings.set("brush_size", 40.0)
    faces.stroke([(120, 110), (150, 112), (170, 114)])
    settle(faces)
    masked = document.result.copy()
    changed = (masked != original).any(axis=2)
    assert changed[112, 125:165].all()
    assert not changed[140:].any(), "the mask holds edits off"
    assert not np.array_equal(masked, locked)
    steps = stack.count()
    assert [stack.text(step) for step in range(steps)] == [
        "Find face",
        "Refine face",
        "Change attribute",
        "Change attribute",
        "Lock attribute",
        "Paint mask",
    ]

    faces.trigger("undo")
    settle(faces)
    assert np.array_equal(document.result, locked)
    faces.trigger("undo")
    settle(faces)
    assert np.array_equal(document.result, free)
    while stack.canUndo():
        faces.trigger("undo")
    settle(faces)
    assert document.face.code is None
    assert document.face.values == {}
    assert document.mask is None
    while stack.canRedo():
        faces.trigger("redo")
    settle(faces)
    assert np.array_equal(document.result, masked)

    path, picture = tmp_path / "face.ganvas", tmp_path / "face.png"
    faces.files.save(path)
    faces.files.export(picture)
    settle(faces)
    assert not faces.files.unsaved
    snapshot = read_document(path)
    write_document(path, replace(snapshot, result=None))
    faces.files.new()
    faces.wait(lambda: document.face is None)
    faces.files.open(path)
    faces.wait(lambda: document.face is not None and document.result is not None)
    settle(faces)
    assert np.array_equal(document.result, masked)
    assert panel.rows["smile"].value.value() == 1.5
    assert panel.rows["age"].lock.isChecked()

    assert np.array_equal(pixels_of(picture), masked)
    request, _ = from_text(read_recipe(picture.read_bytes()))
    assert isinstance(request, PortraitRequest)
    assert dict(request.face.axes) == {"smile": 1.5, "mood": -2.25}
    assert request.face.locked == ("age",)
    from app.__main__ import main

    capsys.readouterr()
    assert main(["redo", str(picture), "-o", str(tmp_path / "again.png")]) == 0, capsys.readouterr().err
    assert np.array_equal(pixels_of(tmp_path / "again.png"), masked)


def test_a_photo_without_a_face_asks_for_both_eyes_in_one_sentence(faces: OpenEditor, photo: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(photo))])
    faces.window.canvas.dropped.emit(mime)
    faces.wait(lambda: not faces.window.notice.isHidden())
    assert faces.window.notice.text.text().startswith("No face was found in the photo; click both eyes")
    assert faces.editor.faces.picking
    assert faces.window.actions_.all["eyes"].isChecked()
    assert faces.document.face.code is None
    click(faces, *EYES[0])
    QTest.keyClick(faces.window.canvas, Qt.Key.Key_Escape)
    assert not faces.editor.faces.picking
    assert faces.document.blank, "a click on an eye paints nothing"
    faces.trigger("eyes")
    click(faces, *EYES[1])
    click(faces, *EYES[0])
    faces.wait(lambda: faces.document.face.code is not None)
    assert faces.document.face.place.eyes[0][0] < faces.document.face.place.eyes[1][0]
    assert faces.window.notice.isHidden()
    settle(faces)


def test_eyes_at_one_place_are_refused_and_can_be_marked_again(faces: OpenEditor, photo: Path) -> None:
    faces.files.open(photo)
    faces.wait(lambda: faces.editor.faces.picking)
    click(faces, *EYES[0])
    click(faces, *EYES[0])
    faces.wait(lambda: "too close together" in faces.window.notice.text.text())
    faces.wait(lambda: faces.editor.faces.picking)
    assert faces.document.face.code is None


def test_a_grey_photo_stays_grey(faces: OpenEditor, tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    Image.fromarray(np.mgrid[0:240, 0:300][0].astype(np.uint8)).save(grey)
    open_with_eyes(faces, grey)
    faces.window.attributes.rows["smile"].value.setValue(2.5)
    settle(faces)
    result = faces.document.result
    assert (np.ptp(result, axis=2) == 0).all()
    assert (result[..., 0] != pixels_of(grey)[..., 0]).any()


@pytest.mark.slow
def test_a_photo_of_a_hundred_million_pixels_is_edited_and_exported_in_full(
    faces: OpenEditor, tmp_path: Path
) -> None:
    huge, out = tmp_path / "huge.jpg", tmp_path / "out.jpg"
    pixels = np.full((10_000, 10_000), 120, np.uint8)
    pixels[3000:5000] = 90
    Image.fromarray(pixels).save(huge, quality=60)
    del pixels
    faces.files.open(huge)
    ticks: list[int] = []
    faces.qtbot.waitUntil(lambda: ticks.append(1) or faces.editor.faces.picking, timeout=240_000)
    assert len(ticks) > 20, "the window lives while the photo is read"
    assert faces.document.size == (2048, 2048)
    click(faces, 800, 900)
    click(faces, 1200, 900)
    faces.qtbot.waitUntil(lambda: faces.document.face.code is not None, timeout=240_000)
    faces.window.attributes.rows["smile"].value.setValue(2.0)
    settle(faces)
    assert faces.document.face.place.eyes[1][0] == pytest.approx(1200 * 10_000 / 2048, abs=20)
    assert len(np.unique(faces.document.result[950:1000, 950:1050])) > 2
    faces.files.export(out)
    faces.qtbot.waitUntil(lambda: faces.editor.client.pending == 0, timeout=240_000)
    with Image.open(out) as picture:
        assert picture.size == (10_000, 10_000)


def test_a_cancelled_inversion_keeps_its_best_and_says_so(faces: OpenEditor, photo: Path) -> None:
    open_with_eyes(faces, photo)
    encoded = faces.document.face.code
    faces.editor.settings.set("refine_steps", 1000)
    steps: list[int] = []
    faces.editor.client.progressed.connect(lambda request, info: steps.append(info.done))
    faces.trigger("refine")
    faces.qtbot.waitUntil(lambda: len(steps) > 6, timeout=120_000)
    faces.window.attributes.rows["smile"].value.setValue(1.0)
    settle_pictures = faces.editor.faces.live
    faces.wait(lambda: settle_pictures.settled)
    assert faces.document.face.code is encoded, "sliders move while the face is refined"
    QTest.mouseClick(faces.window.status.cancel, Qt.MouseButton.LeftButton)
    faces.wait(lambda: faces.editor.client.pending == 0)
    assert faces.window.notice.text.text() == "Stopped; the best so far is kept."
    assert faces.document.face.code.origin == "optimise"
    assert faces.document.face.values == {"smile": 1.0}
    assert max(steps) < 1000
    faces.trigger("undo")
    assert faces.document.face.code is encoded
    settle(faces)


@pytest.mark.slow
def test_a_tuned_copy_of_the_model_is_kept_in_the_document(
    faces: OpenEditor, photo: Path, tmp_path: Path
) -> None:
    open_with_eyes(faces, photo)
    faces.editor.settings.set("refine_steps", 10)
    faces.window.attributes.tune.setChecked(True)
    QTest.mouseClick(faces.window.attributes.refine, Qt.MouseButton.LeftButton)
    faces.qtbot.waitUntil(lambda: faces.document.face.code.origin == "tune", timeout=120_000)
    assert faces.document.face.code.tuning
    faces.window.attributes.rows["smile"].value.setValue(2.0)
    settle(faces)
    edited, path = faces.document.result, tmp_path / "tuned.ganvas"
    faces.files.save(path)
    settle(faces)
    write_document(path, replace(read_document(path), result=None))
    faces.files.new()
    faces.wait(lambda: faces.document.face is None)
    faces.files.open(path)
    faces.wait(lambda: faces.document.face is not None and faces.document.result_is_current)
    settle(faces)
    assert np.array_equal(faces.document.result, edited)
    faces.files.export(tmp_path / "tuned.png")
    settle(faces)
    request, _ = from_text(read_recipe((tmp_path / "tuned.png").read_bytes()))
    assert len(request.face.tuning_digest) == 64


def test_while_a_slider_is_dragged_nothing_queues_and_the_rest_is_drawn_in_full(
    faces: OpenEditor, photo: Path
) -> None:
    open_with_eyes(faces, photo)
    drawn: list[FacePicture] = []
    faces.editor.worker.started.connect(
        lambda request: drawn.append(request) if isinstance(request, FacePicture) else None
    )
    row = faces.window.attributes.rows["smile"]
    before = faces.editor.stack.count()
    row.slider.setSliderDown(True)
    for place in range(1, 51):
        row.slider.setSliderPosition(place)
    row.slider.setSliderDown(False)
    settle(faces)
    assert len(drawn) < 25
    assert not drawn[-1].coarse
    assert drawn[-1].face.values == {"smile": 2.5}
    assert faces.editor.stack.count() == before + 1, "a drag is one step of the history"
    dragged = faces.document.result
    faces.trigger("undo")
    row.value.setValue(2.5)
    settle(faces)
    assert np.array_equal(faces.document.result, dragged)


def test_reset_reaches_one_slider_and_all(faces: OpenEditor, photo: Path) -> None:
    open_with_eyes(faces, photo)
    rows = faces.window.attributes.rows
    for name in ("smile", "mood"):
        rows[name].value.setValue(1.0)
    QTest.mouseClick(rows["smile"].reset, Qt.MouseButton.LeftButton)
    assert faces.document.face.values == {"mood": 1.0}
    faces.trigger("reset_attributes")
    assert faces.document.face.values == {}
    settle(faces)
    assert np.array_equal(faces.document.result, pixels_of(photo))
    faces.trigger("undo")
    assert rows["mood"].slider.value() == 20


def test_the_original_is_seen_while_its_key_is_held_and_left_of_the_line(
    faces: OpenEditor, photo: Path
) -> None:
    open_with_eyes(faces, photo)
    faces.window.attributes.rows["smile"].value.setValue(2.5)
    settle(faces)
    canvas = faces.window.canvas

    def seen() -> np.ndarray:
        image = canvas.grab().toImage()
        pane = canvas.pane_rects()[1]
        place = canvas.to_widget(145, 130).toPoint() + QPoint(pane.left, 0)
        return np.array([image.pixelColor(place).red(), image.pixelColor(place).green()])

    edited = seen()
    faces.trigger("original")
    original = seen()
    assert np.abs(edited - original).max() > 3
    QTest.keyRelease(faces.window, Qt.Key.Key_O)
    assert np.array_equal(seen(), edited)
    faces.trigger("compare")
    pane = canvas.pane_rects()[1]
    middle = QPoint(pane.left + pane.width // 2, pane.top + 200)
    end = QPoint(pane.right - 30, pane.top + 200)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert np.array_equal(seen(), original)
    faces.trigger("compare")
    assert np.array_equal(seen(), edited)


def test_a_sample_becomes_the_face_and_undo_brings_the_photo_back(
    faces: OpenEditor, photo: Path, tmp_path: Path
) -> None:
    open_with_eyes(faces, photo)
    faces.stroke([(120, 110), (170, 114)])
    mask = faces.document.mask.copy()
    faces.window.docks["samples"].raise_()
    faces.wait(lambda: len(faces.editor.faces.samples) == 24)
    grid = faces.window.samples.grid
    grid.setCurrentRow(4)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Return)
    faces.wait(lambda: faces.document.face.photo is None)
    settle(faces)
    assert faces.document.mask is None
    sample = faces.document.face.code
    assert np.array_equal(sample.ws, faces.editor.faces.samples[4][1])
    assert np.array_equal(faces.document.result, sample.picture)
    faces.window.attributes.rows["age"].value.setValue(2.0)
    settle(faces)
    assert not np.array_equal(faces.document.result, sample.picture)
    edited = faces.document.result
    faces.files.export(tmp_path / "sample.png")
    settle(faces)
    assert np.array_equal(pixels_of(tmp_path / "sample.png"), edited)
    request, _ = from_text(read_recipe((tmp_path / "sample.png").read_bytes()))
    assert request.axes == (("age", 2.0),)
    faces.trigger("undo")
    faces.trigger("undo")
    assert faces.document.face.photo is not None
    assert np.array_equal(faces.document.mask, mask)
    settle(faces)
    assert faces.document.result.shape == (240, 300, 3)


def test_sliders_of_z_and_w_stand_side_by_side_for_samples(
    qtbot: QtBot, ganvas_home: Path, sliding_faces: Path, photo: Path, tmp_path: Path
) -> None:
    bundle = open_bundle(sliding_faces)
    tilt = Axis("tilt", "z", np.eye(16, dtype=np.float32)[2], 1.0)
    AxisStore().add(bundle, AxisSet([tilt], np.eye(16), 1))
    faces = OpenEditor(qtbot, ganvas_home, sliding_faces).show(model="sliding")
    faces.wait(lambda: faces.editor.model is not None)
    rows = faces.window.attributes.rows
    assert list(rows) == ["smile", "age", "mood", "tilt"]
    open_with_eyes(faces, photo)
    assert rows["age"].slider.isEnabled()
    assert not rows["tilt"].slider.isEnabled(), "a photo has no z"
    assert "Moves z" in rows["tilt"].slider.toolTip()
    faces.window.docks["samples"].raise_()
    faces.wait(lambda: len(faces.editor.faces.samples) == 24)
    faces.editor.faces.take_sample(3)
    faces.wait(lambda: faces.document.face.photo is None)
    settle(faces)
    assert rows["tilt"].slider.isEnabled()
    rows["tilt"].value.setValue(2.0)
    settle(faces)
    tilted = faces.document.result
    assert not np.array_equal(tilted, faces.document.face.code.picture)
    rows["age"].value.setValue(1.5)
    settle(faces)
    both = faces.document.result
    generator = Generator(bundle, open_backend(bundle, device="cpu"))
    draw = faces.document.face.code.draw
    ws = generator.drawn_ws(draw, tilt.direction * 2)
    assert np.abs(tilted.astype(int) - generator.synthesise(ws[None])[0]).max() <= 1
    ws = ws + AxisStore().of(bundle).move({"age": 1.5})
    assert np.abs(both.astype(int) - generator.synthesise(ws[None])[0]).max() <= 1
    faces.files.export(tmp_path / "sample.png")
    settle(faces)
    request, _ = from_text(read_recipe((tmp_path / "sample.png").read_bytes()))
    assert dict(request.axes) == {"tilt": 2.0, "age": 1.5}
    assert (request.seed, request.index) == (draw.seed, 3)
    write_document(tmp_path / "both.ganvas", faces.document.snapshot())
    opened = read_document(tmp_path / "both.ganvas").face
    assert (dict(opened.values), opened.code.draw) == ({"tilt": 2.0, "age": 1.5}, draw)
    faces.trigger("undo")
    settle(faces)
    assert np.array_equal(faces.document.result, tilted)
    faces.editor.client.cancel()
    faces.close()


@pytest.fixture
def animals(qtbot: QtBot, ganvas_home: Path, drawn_animals: Path) -> Iterator[OpenEditor]:
    """A window whose model draws three classes."""
    editor = OpenEditor(qtbot, ganvas_home, drawn_animals).show(model="drawnfaces")
    editor.wait(lambda: editor.editor.model is not None)
    yield editor
    editor.editor.client.cancel()
    editor.close()


def test_samples_are_of_the_class_that_is_chosen(animals: OpenEditor) -> None:
    row, other = animals.window.samples.classes, animals.window.mixing.classes
    assert not row.isHidden()
    assert not other.isHidden()
    assert [row.choice.itemText(place) for place in range(row.choice.count())] == ["cat", "dog", "wild"]
    animals.window.docks["samples"].raise_()
    animals.wait(lambda: len(animals.editor.faces.samples) == 24)
    cats = {place: ws for place, (_, ws) in animals.editor.faces.samples.items()}
    row.choice.setFocus()
    QTest.keyClick(row.choice, Qt.Key.Key_Down)
    animals.wait(lambda: not np.array_equal(animals.editor.faces.samples[23][1], cats[23]))
    assert animals.editor.settings.get("sample_class") == 1
    assert other.choice.currentText() == "dog"
    QTest.keyClick(other.choice, Qt.Key.Key_Down)
    assert row.choice.currentText() == "wild"


def test_a_model_without_classes_shows_none(faces: OpenEditor) -> None:
    assert faces.window.samples.classes.isHidden()
    assert faces.window.mixing.classes.isHidden()


def test_truncation_and_seed_change_the_samples(faces: OpenEditor) -> None:
    faces.window.docks["samples"].raise_()
    faces.wait(lambda: len(faces.editor.faces.samples) == 24)
    first = faces.editor.faces.samples[0][1]
    faces.window.samples.psi.slider.setValue(0)
    faces.wait(lambda: not np.array_equal(faces.editor.faces.samples[23][1], first))
    average = faces.editor.faces.samples
    faces.wait(lambda: np.allclose(average[0][1], average[23][1]))
    faces.window.samples.psi.slider.setValue(100)
    faces.window.samples.seed.setValue(7)
    faces.wait(lambda: not np.allclose(average[0][1], average[23][1]))
    assert faces.editor.settings.get("sample_seed") == 7


def test_styles_of_a_sample_are_mixed_in_and_taken_out_again(faces: OpenEditor, photo: Path) -> None:
    open_with_eyes(faces, photo)
    mixing = faces.window.mixing
    assert not mixing.sliders["fine"].isEnabled()
    faces.window.docks["samples"].raise_()
    faces.wait(lambda: len(faces.editor.faces.samples) == 24)
    faces.window.samples.grid.setCurrentRow(2)
    QTest.mouseClick(mixing.choose, Qt.MouseButton.LeftButton)
    faces.wait(lambda: faces.document.face.mixing is not None)
    settle(faces)
    assert np.array_equal(faces.document.result, pixels_of(photo)), "nothing is mixed in yet"
    for level in ("coarse", "middle", "fine"):
        before = faces.document.result
        mixing.sliders[level].slider.setValue(100)
        settle(faces)
        assert not np.array_equal(faces.document.result, before), level
    faces.trigger("reset_attributes")
    settle(faces)
    assert np.array_equal(faces.document.result, pixels_of(photo))


def test_a_walk_is_written_as_an_animation(faces: OpenEditor, photo: Path, tmp_path: Path) -> None:
    from app.window.face_dialogs import WalkDialog

    open_with_eyes(faces, photo)
    faces.window.attributes.rows["smile"].value.setValue(2.0)
    dialog = WalkDialog(faces.editor, faces.window)
    dialog.frames.setValue(3)
    dialog.write(tmp_path / "walk.gif")
    faces.wait(lambda: faces.editor.client.pending == 0)
    with Image.open(tmp_path / "walk.gif") as picture:
        assert picture.n_frames == 6
        assert picture.size == (300, 240)
    dialog.kind.setCurrentIndex(1)
    dialog.write(tmp_path / "none.gif")
    assert "nothing to walk between" in faces.window.notice.text.text()
    assert not (tmp_path / "none.gif").exists()
    dialog.deleteLater()


@pytest.mark.parametrize("what", ["photo", "face", "sample"])
def test_a_face_that_was_asked_for_the_document_before_is_left_out_of_the_next(
    faces: OpenEditor, photo: Path, what: str
) -> None:
    open_with_eyes(faces, photo)
    faces.window.docks["samples"].raise_()
    faces.wait(lambda: len(faces.editor.faces.samples) == 24)
    settle(faces)
    faces.editor.stack.setClean()
    if what == "photo":
        faces.files.open_photo(photo)
    elif what == "face":
        faces.editor.faces.find(((100.0, 100.0), (150.0, 100.0)))
    else:
        faces.editor.faces.take_sample(3)
    faces.files.new()
    settle(faces)
    assert faces.document.face is None
    assert not faces.editor.faces.picking
    assert faces.editor.stack.count() == 0


@pytest.mark.slow
def test_an_attribute_is_added_from_two_folders(faces: OpenEditor, tmp_path: Path, monkeypatch) -> None:
    import app.worker.face_tasks
    from app.window.face_dialogs import AttributeDialog

    monkeypatch.setattr(app.worker.face_tasks, "SAMPLES", 200)
    faces.window.docks["samples"].raise_()
    faces.wait(lambda: len(faces.editor.faces.samples) == 24)
    made = sorted(
        (pixels for pixels, _ in faces.editor.faces.samples.values()),
        key=lambda pixels: float(pixels[..., 0].mean()) - float(pixels[..., 2].mean()),
    )
    for name, chosen in (("less", made[:8]), ("more", made[-8:])):
        (tmp_path / name).mkdir()
        for number, pixels in enumerate(chosen):
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    dialog = AttributeDialog(faces.editor, faces.window)
    assert not dialog.add.isEnabled()
    dialog.name.setText("warm")
    dialog.positive.path.setText(str(tmp_path / "more"))
    dialog.negative.path.setText(str(tmp_path / "less"))
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    faces.qtbot.waitUntil(lambda: faces.editor.client.pending == 0, timeout=240_000)
    said = faces.window.notice.text.text()
    assert "warm" in faces.window.attributes.rows, said
    assert faces.editor.model.axes[-1].own
    dialog.deleteLater()


def test_an_attribute_that_is_there_is_replaced_only_by_who_says_so(
    faces: OpenEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import app.worker.face_tasks
    from app.window.face_dialogs import AttributeDialog

    monkeypatch.setattr(app.worker.face_tasks, "SAMPLES", 32)
    for folder in ("more", "less"):
        (tmp_path / folder).mkdir()
        Image.fromarray(np.zeros((32, 32, 3), np.uint8)).save(tmp_path / folder / "one.png")
    settle(faces)
    before, said = faces.editor.model.axes, list[str]()
    dialog = AttributeDialog(faces.editor, faces.window)
    dialog.show()
    dialog.name.setText("SMILE")
    dialog.positive.path.setText(str(tmp_path / "more"))
    dialog.negative.path.setText(str(tmp_path / "less"))
    answer_question(QMessageBox.StandardButton.Cancel, said)
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert said == ["The model has an attribute “Smile” already. Replace it?"]
    assert dialog.isVisible()
    assert faces.editor.client.pending == 0
    answer_question(QMessageBox.StandardButton.Yes, said)
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert len(said) == 2
    assert not dialog.isVisible()
    assert faces.editor.client.pending == 1
    settle(faces)
    # One picture of each kind is too few for an attribute: the name has passed when that is said.
    assert "at least 2 pictures" in faces.window.notice.text.text()
    assert faces.editor.model.axes == before
    dialog.deleteLater()


SLIDES = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.start import build_window, open_first
application = QApplication([])
window = build_window(application)
window.show()
open_first(window, None, "sliding")
editor, deadline = window.editor, time.monotonic() + 100
def until(done):
    while not done() and time.monotonic() < deadline:
        application.processEvents()
        time.sleep(0.005)
until(lambda: editor.model is not None)
window.files.open(Path(sys.argv[1]))
until(lambda: editor.faces.picking)
editor.faces.click_eye(120, 110)
editor.faces.click_eye(170, 114)
until(lambda: editor.document.face.code is not None and editor.faces.live.settled)
editor.faces.set_value("smile", 2.0)
until(lambda: editor.faces.live.settled)
print(editor.document.face.values, editor.faces.live.settled, sorted({"torch", "onnx"} & set(sys.modules)))
editor.stack.setClean()
window.close()
"""


def test_a_photo_is_edited_without_torch(ganvas_home: Path, sliding_faces: Path, photo: Path) -> None:
    (ganvas_home / "models").mkdir()
    (ganvas_home / "models" / "sliding.gmodel").write_bytes(sliding_faces.read_bytes())
    command = [sys.executable, "-c", SLIDES, str(photo)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "{'smile': 2.0} True []", done.stderr


def test_the_panels_come_with_the_model_and_speak_chinese(faces: OpenEditor) -> None:
    window = faces.window
    assert window.docks["attributes"].toggleViewAction().isEnabled()
    assert not window.docks["styles"].isVisible()
    assert window.attributes.rows["smile"].slider.accessibleName() == "Smile"
    assert window.attributes.rows["mood"].name.text() == "mood"
    window.settings.set("language", "zh_CN")
    assert window.attributes.rows["smile"].slider.accessibleName() == "微笑"
    assert window.docks["attributes"].windowTitle() == "属性"
    window.settings.set("language", "en")
    for row in window.attributes.rows.values():
        for part in (row.lock, row.reset, row.slider, row.value):
            assert part.accessibleName()
            assert part.toolTip()


def test_a_document_of_a_face_opens_with_its_model(
    faces: OpenEditor, photo: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    open_with_eyes(faces, photo)
    faces.window.attributes.rows["age"].value.setValue(1.5)
    settle(faces)
    edited, path = faces.document.result, tmp_path / "face.ganvas"
    faces.files.save(path)
    settle(faces)
    faces.files.new()
    faces.editor.choose_model(str(tiny_bundle))
    faces.wait(lambda: faces.editor.live.ready)
    assert not faces.window.docks["attributes"].isVisible()
    faces.editor.stack.setClean()
    faces.files.open(path)
    faces.wait(lambda: faces.editor.faces.live.ready and faces.document.result_is_current)
    settle(faces)
    assert np.array_equal(faces.document.result, edited)
    assert faces.window.docks["attributes"].isVisible()
