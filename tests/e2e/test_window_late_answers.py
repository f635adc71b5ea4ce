"""Answers that come late: what was asked for one document never lands in another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PIL import Image
from pytestqt.qtbot import QtBot

from app.document.document import ModelName, Snapshot, blank_paper
from app.document.file_format import read_document, write_document
from app.document.styles import Exemplar, Styles
from engine.bundle.bundle import open_bundle


def saved_document(path: Path, bundle: Path) -> Styles:
    """A drawing with 20 styles, one pinned, and a reference photo; returns its styles."""
    opened = open_bundle(bundle)
    assert opened.manifest.latent is not None
    size = opened.manifest.latent.size
    rng = np.random.default_rng(5)
    codes = [tuple(map(float, code)) for code in rng.normal(size=(20, size)).astype(np.float32)]
    thumbnail = path.with_suffix(".png")
    Image.new("RGB", (8, 8), "red").save(thumbnail)
    exemplar = Exemplar(codes[7], "leather.png", thumbnail.read_bytes())
    styles = Styles().rerolled(codes, 41, 20).pinned(3, True).with_exemplars((exemplar,), 0.5)
    sketch = blank_paper()
    sketch[200:300, 200:220] = 0
    write_document(path, Snapshot(sketch, styles, ModelName("tiny", opened.digest)))
    return read_document(path).styles


def picture_file(path: Path) -> Path:
    Image.new("RGB", (64, 64), "white").save(path)
    return path


@pytest.fixture
def saved(tmp_path: Path, tiny_bundle: Path) -> tuple[Path, Styles]:
    path = tmp_path / "saved.ganvas"
    return path, saved_document(path, tiny_bundle)


def test_a_document_named_at_the_start_keeps_its_styles_pin_and_photo(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path, saved: tuple[Path, Styles]
) -> None:
    path, styles = saved
    editor = OpenEditor(qtbot, ganvas_home, tiny_bundle).show(path)
    editor.wait(lambda: editor.document.path == path)
    editor.ready().settle()
    assert editor.document.styles == styles
    assert len(editor.document.styles.variants) == 20
    assert editor.document.styles.variants[3].pinned
    assert [exemplar.name for exemplar in editor.document.styles.exemplars] == ["leather.png"]
    assert not editor.files.unsaved
    editor.files.save(path)
    editor.settle()
    assert read_document(path).styles == styles
    editor.close()


def test_a_picture_named_at_the_start_still_gets_a_model_and_its_styles(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    editor = OpenEditor(qtbot, ganvas_home, tiny_bundle).show(picture_file(tmp_path / "drawn.png"))
    editor.wait(lambda: editor.document.size == (64, 64))
    editor.ready().settle()
    assert editor.document.model.name == "tiny"
    assert len(editor.document.styles.variants) == editor.document.styles.count
    editor.close()


@pytest.mark.parametrize("what", ["styles", "exemplar", "drawing", "document", "picture"])
def test_what_was_asked_for_the_document_before_is_left_out_of_the_next(
    editor: OpenEditor, tmp_path: Path, saved: tuple[Path, Styles], what: str
) -> None:
    picture = picture_file(tmp_path / "picture.png")
    asks: dict[str, Callable[[], None]] = {
        "styles": lambda: editor.editor.styling.reroll(7, 5),
        "exemplar": lambda: editor.editor.styling.read([picture]),
        "drawing": lambda: editor.editor.sources.import_source("drawing", path=picture),
        "document": lambda: editor.files.open(saved[0]),
        "picture": lambda: editor.files.open(picture),
    }
    editor.draw_shoe()
    editor.settle()
    editor.editor.stack.setClean()
    asks[what]()
    editor.files.new()
    begun = editor.document.snapshot()
    editor.settle()
    assert editor.document.styles == begun.styles
    assert np.array_equal(editor.document.sketch, begun.sketch)
    assert editor.document.path is None
    assert editor.editor.stack.count() == 0


def test_of_two_files_that_are_opened_at_once_the_later_one_is_open(
    editor: OpenEditor, tmp_path: Path, saved: tuple[Path, Styles]
) -> None:
    path, styles = saved
    editor.files.open(picture_file(tmp_path / "picture.png"))
    editor.files.open(path)
    editor.settle()
    assert editor.document.path == path
    assert editor.document.styles == styles
    editor.files.open(path)
    editor.files.open(tmp_path / "picture.png")
    editor.settle()
    assert editor.document.path is None
    assert editor.document.size == (64, 64)


def test_a_save_that_ends_after_another_document_was_begun_leaves_that_one_untitled(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    editor.settle()
    info: list[str] = []
    editor.files.message.connect(info.append)
    editor.files.save(tmp_path / "drawn.ganvas")
    editor.files.new()
    editor.settle()
    assert (tmp_path / "drawn.ganvas").exists()
    assert editor.document.path is None


def test_a_save_that_fails_is_told_even_after_another_document_was_begun(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    editor.settle()
    editor.files.save(tmp_path / "no folder" / "drawn.ganvas")
    editor.files.new()
    editor.settle()
    assert editor.window.notice.text.text()
    assert editor.document.path is None
