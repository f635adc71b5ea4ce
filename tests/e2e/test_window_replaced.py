"""Documents whose model is gone and replaced by another one; what is said while a document opens is seen."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from helpers.replacing import write_replacement
from PIL import Image
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.document.file_format import read_document
from engine.bundle.bundle import open_bundle
from engine.files import resources_folder

DATA = Path(__file__).resolve().parents[1] / "data" / "v0.1"
TINY = DATA / "bundles" / "tiny.gmodel"
OTHERS = {
    "munit": DATA / "bundles" / "munit.gmodel",
    "material": resources_folder() / "models" / "shoes-material.gmodel",
}
Opening = Callable[[Path, str], OpenEditor]


@pytest.fixture(params=list(OTHERS))
def newer(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A model with styles of another length that replaces version 0.1's."""
    return write_replacement(OTHERS[request.param], tmp_path / "newer.gmodel", ["tiny"])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_replacement(OTHERS["munit"], tmp_path / "newer.gmodel", [open_bundle(TINY).digest])


@pytest.fixture
def opening(qtbot: QtBot, ganvas_home: Path) -> Iterator[Opening]:
    """Opens a window on a document of version 0.1, with a bundle in place of its model."""
    made: list[OpenEditor] = []

    def start(bundle: Path, document: str) -> OpenEditor:
        editor = OpenEditor(qtbot, ganvas_home, bundle)
        made.append(editor)
        path = Path(shutil.copy(DATA / "documents" / f"{document}.ganvas", ganvas_home))
        editor.show(path, "newer")
        editor.wait(lambda: editor.document.path == path and editor.document.model.name == "newer")
        editor.settle()
        return editor

    yield start
    for editor in made:
        editor.close()


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def described(path: Path) -> Any:
    return json.loads(members_of(path)["document.json"])


def pixels_of(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def saved(editor: OpenEditor, path: Path) -> Any:
    editor.files.save(path)
    editor.wait(lambda: editor.document.path == path and not editor.files.unsaved)
    return described(path)


def said(editor: OpenEditor) -> str:
    return "" if editor.window.notice.isHidden() else editor.window.notice.text.text()


def test_its_document_opens_with_its_picture_and_goes_on_with_the_one_that_replaces_it(
    newer: Path, opening: Opening, tmp_path: Path
) -> None:
    editor = opening(newer, "sketch-two-exemplars")
    document, kept = editor.document, DATA / "documents" / "sketch-two-exemplars.ganvas"
    picture = pixels_of(members_of(kept)["result.png"])
    assert np.array_equal(document.result, picture)
    assert said(editor) == (
        "The model “tiny” was replaced by “Newer”; styles measured anew: 3, "
        "kept but of use to the old model alone: 8."
    )
    size, styles = editor.editor.model.style_size, document.styles
    assert size != 8
    assert {len(styles.base), *(len(variant.code) for variant in styles.variants)} == {size}
    assert (len(styles.variants), styles.seed, styles.mix) == (8, 11, 0.8)
    exemplars = [(exemplar.name, exemplar.weight, len(exemplar.code)) for exemplar in styles.exemplars]
    assert exemplars == [("texture.png", 1.0, size), ("other-texture.png", 0.3, size)]
    # Nothing has changed: what is saved says what was there, for whoever has the old model.
    assert not editor.files.unsaved
    assert saved(editor, tmp_path / "same.ganvas") == described(kept)
    assert np.array_equal(pixels_of(members_of(tmp_path / "same.ganvas")["result.png"]), picture)

    sketch = document.sketch.copy()
    editor.stroke([(10, 20), (60, 30), (90, 60)])
    editor.settle()
    edited = document.result
    assert not np.array_equal(edited, picture)
    record = saved(editor, tmp_path / "edited.ganvas")
    assert record["model"]["name"] == "newer"
    assert record["replaced"][0]["model"] == described(kept)["model"]
    assert record["replaced"][0]["styles"] == described(kept)["styles"]
    editor.trigger("undo")
    editor.settle()
    assert np.array_equal(document.sketch, sketch)
    assert document.model.name == "newer"
    editor.trigger("redo")
    editor.settle()
    assert np.array_equal(document.result, edited)

    editor.editor.stack.setClean()
    editor.files.new()
    editor.window.notice.dismiss()
    editor.files.open(tmp_path / "edited.ganvas")
    editor.wait(lambda: editor.document.path == tmp_path / "edited.ganvas")
    editor.settle()
    assert np.array_equal(document.result, edited)
    assert said(editor) == ""
    assert saved(editor, tmp_path / "again.ganvas") == record


def test_styles_that_were_pinned_after_the_replacement_are_saved(
    small: Path, opening: Opening, tmp_path: Path
) -> None:
    editor = opening(small, "sketch")
    editor.editor.styling.pin_variant(0, True)
    assert saved(editor, tmp_path / "pinned.ganvas")["model"]["name"] == "newer"
    snapshot = read_document(tmp_path / "pinned.ganvas")
    assert snapshot.styles.variants[0].pinned
    assert snapshot.replaced[0].styles == read_document(DATA / "documents" / "sketch.ganvas").styles


def test_a_model_that_is_back_finds_its_styles(small: Path, opening: Opening) -> None:
    editor = opening(small, "sketch")
    measured = editor.document.styles
    shutil.copy(TINY, editor.home / "models" / "older.gmodel")
    editor.editor.choose_model("tiny")
    editor.wait(lambda: editor.document.model.name == "tiny" and editor.editor.live.ready)
    editor.settle()
    assert editor.document.styles == read_document(DATA / "documents" / "sketch.ganvas").styles
    editor.trigger("undo")
    editor.wait(lambda: editor.document.model.name == "newer" and editor.editor.live.ready)
    assert editor.document.styles == measured


def test_the_shelf_is_measured_anew_and_the_old_one_left_as_it_was(
    small: Path, opening: Opening, ganvas_home: Path
) -> None:
    shutil.copytree(DATA / "home" / "styles", ganvas_home / "styles")
    (record,) = (ganvas_home / "styles").rglob("*.json")
    before = record.read_bytes()
    editor = opening(small, "sketch-plain")
    editor.wait(lambda: len(editor.editor.styling.shelf) == 1)
    (style,) = editor.editor.styling.shelf
    assert (style.name, len(style.code)) == ("Leather, dark", editor.editor.model.style_size)
    assert record.read_bytes() == before
    # The style in use, which is a cell of the grid, and the shelf's; seven cells have no picture.
    assert "anew: 2, " in said(editor)
    assert "alone: 7." in said(editor)


def test_a_face_of_a_model_that_is_gone_is_left_as_it_is(
    small: Path, opening: Opening, qtbot: QtBot, ganvas_home: Path
) -> None:
    path = Path(shutil.copy(DATA / "documents" / "face.ganvas", ganvas_home))
    editor = opening(small, "sketch")
    editor.files.open(path)
    editor.wait(lambda: editor.document.path == path and "sliding" in said(editor))
    assert np.array_equal(editor.document.result, pixels_of(members_of(path)["result.png"]))


def test_a_model_that_is_named_at_the_start_is_replaced_too(
    qtbot: QtBot, ganvas_home: Path, tmp_path: Path
) -> None:
    bundle = write_replacement(OTHERS["munit"], tmp_path / "newer.gmodel", ["tiny"])
    editor = OpenEditor(qtbot, ganvas_home, bundle).show(model="tiny").ready()
    assert editor.document.model.name == editor.window.settings.get("model") == "newer"
    assert said(editor) == "The model “tiny” was replaced by “Newer”."
    editor.close()


# What is said while a document opens


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    Image.new("RGB", (64, 64), "white").save(tmp_path / "drawing.png")
    return tmp_path / "drawing.png"


def test_that_a_model_is_not_known_is_seen_when_a_drawing_opens_with_it(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path, drawing: Path
) -> None:
    editor = OpenEditor(qtbot, ganvas_home, tiny_bundle).show(drawing, "unknown")
    editor.wait(lambda: editor.document.size == (64, 64) and editor.editor.client.pending == 0)
    assert "There is no model 'unknown'" in said(editor)
    editor.close()


@pytest.mark.parametrize("kind", ["drawing", "document"])
def test_a_message_of_while_it_opens_stays_and_one_of_before_goes(
    editor: OpenEditor, drawing: Path, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "a.ganvas"
    saved(editor, path)
    identity = editor.document.identity
    editor.editor.message.emit("Of before.")
    editor.files.open(path if kind == "document" else drawing)
    assert said(editor) == ""
    editor.editor.message.emit("Meanwhile.")
    editor.wait(lambda: editor.document.identity != identity)
    assert said(editor) == "Meanwhile."


def test_a_question_stays_when_a_document_opens(editor: OpenEditor, drawing: Path) -> None:
    editor.window.notice.report("Shall it be brought back?", ("Restore", lambda: None))
    editor.files.open(drawing)
    editor.wait(lambda: editor.document.size == (64, 64))
    editor.settle()
    assert said(editor) == "Shall it be brought back?"
    assert len(editor.window.notice.findChildren(QPushButton)) == 1
