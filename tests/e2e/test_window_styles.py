"""Styles in a real window: several exemplars with weights, a shelf that stays, one style for all windows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from app.document.file_format import read_document
from engine.bundle.library import Library
from engine.images.codec import read_rgb, write_image
from engine.images.metadata import read_recipe
from engine.requests.replay import redo


def texture(path: Path, seed: int) -> Path:
    rng = np.random.default_rng(seed)
    pixels = np.full((60, 80, 3), rng.integers(0, 255, 3), np.uint8)
    pixels[15:45, 20:60] = rng.integers(0, 255, 3)
    write_image(path, pixels)
    return path


def dropped(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def with_exemplars(editor: OpenEditor, folder: Path, count: int = 3) -> list[Path]:
    paths = [texture(folder / f"texture-{seed}.png", seed) for seed in range(count)]
    editor.window.styles.exemplars.well.dropped.emit(dropped(*paths))
    editor.wait(lambda: len(editor.document.styles.exemplars) == count)
    return paths


def test_several_dropped_pictures_are_mixed_by_their_weights(editor: OpenEditor, tmp_path: Path) -> None:
    editor.draw_shoe()
    editor.settle()
    plain = editor.document.result
    with_exemplars(editor, tmp_path)
    box, styles = editor.window.styles.exemplars, editor.document.styles
    assert [row.name.toolTip() for row in box.rows] == [f"texture-{seed}.png" for seed in range(3)]
    assert [row.share.text() for row in box.rows] == ["33%", "33%", "33%"]
    mean = np.mean([exemplar.code for exemplar in styles.exemplars], axis=0)
    np.testing.assert_allclose(styles.code(), mean, rtol=1e-5, atol=1e-6)
    editor.settle()
    assert not np.array_equal(plain, editor.document.result)
    box.rows[0].weight.setValue(0)
    box.rows[1].weight.setValue(50)
    codes = [np.asarray(exemplar.code) for exemplar in styles.exemplars]
    expected = (0.5 * codes[1] + codes[2]) / 1.5
    np.testing.assert_allclose(editor.document.styles.code(), expected, rtol=1e-5, atol=1e-6)
    assert [row.share.text() for row in box.rows] == ["0%", "33%", "67%"]
    box.rows[1].remove.click()
    np.testing.assert_allclose(editor.document.styles.code(), codes[2], rtol=1e-5, atol=1e-6)
    while editor.document.styles.exemplars:
        editor.trigger("undo")
    editor.settle()
    assert np.array_equal(plain, editor.document.result)


def test_a_document_remembers_its_exemplars_and_the_export_is_made_again(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    with_exemplars(editor, tmp_path)
    editor.window.styles.exemplars.rows[1].weight.setValue(20)
    editor.window.styles.exemplars.mix.slider.setValue(70)
    editor.settle()
    picture, styles = tmp_path / "shoe.png", editor.document.styles
    editor.files.export(picture)
    editor.wait(picture.exists)
    assert np.array_equal(read_rgb(picture), editor.document.result)
    recipe = read_recipe(picture.read_bytes())
    assert recipe is not None
    assert np.array_equal(redo(recipe, Library(tmp_path / "no", editor.home / "models")), read_rgb(picture))
    editor.files.save(tmp_path / "shoe.ganvas")
    editor.wait(lambda: not editor.files.unsaved)
    assert read_document(tmp_path / "shoe.ganvas").styles == styles


def test_files_are_chosen_by_the_button_and_those_that_cannot_be_read_are_named(
    editor: OpenEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    names = [str(texture(tmp_path / "good.png", 1)), str(broken)]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    well = editor.window.styles.exemplars.well
    QTest.mouseClick(well, Qt.MouseButton.LeftButton)
    editor.wait(lambda: bool(editor.document.styles.exemplars))
    assert [exemplar.name for exemplar in editor.document.styles.exemplars] == ["good.png"]
    assert "broken.png" in editor.window.notice.text.text()
    assert editor.window.notice.text.text().endswith(".")


def test_more_pictures_than_there_is_room_for_leave_the_newest(editor: OpenEditor, tmp_path: Path) -> None:
    paths = [texture(tmp_path / f"{seed}.png", seed) for seed in range(11)]
    editor.editor.styling.read(paths)
    editor.wait(lambda: bool(editor.document.styles.exemplars))
    assert [e.name for e in editor.document.styles.exemplars] == [f"{seed}.png" for seed in range(3, 11)]
    assert not editor.window.styles.exemplars.well.isEnabled()


def shelf_names(editor: OpenEditor) -> list[str]:
    strip = editor.window.styles.shelf.list
    return [strip.item(row).text() for row in range(strip.count())]


def test_a_kept_style_is_named_used_removed_and_put_back_also_by_the_next_editor(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    editor.settle()
    with_exemplars(editor, tmp_path, 1)
    editor.settle()
    code, shelf = editor.document.styles.code(), editor.window.styles.shelf
    editor.trigger("keep_style")
    editor.wait(lambda: shelf_names(editor) == ["Style 1"])
    shelf.list.item(0).setText("Leather")
    editor.wait(lambda: shelf_names(editor) == ["Leather"] and editor.editor.client.pending == 0)
    editor.click_style(2)
    editor.window.styles.exemplars.mix.slider.setValue(0)
    assert editor.document.styles.code() != code
    place = shelf.list.visualItemRect(shelf.list.item(0)).center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(shelf.list.viewport(), left, none, place)
    assert editor.document.styles.code() == code
    editor.trigger("undo")
    assert editor.document.styles.code() != code
    second = editor.window.windows.add(editor.window)
    editor.wait(lambda: bool(second.editor.styling.shelf))
    assert [style.name for style in second.editor.styling.shelf] == ["Leather"]
    second.editor.stack.setClean()
    second.close()
    shelf.list.setCurrentRow(0)
    QTest.keyClick(shelf.list, Qt.Key.Key_Delete)
    editor.wait(lambda: not shelf_names(editor))
    buttons = editor.window.notice.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Put Back").click()
    editor.wait(lambda: shelf_names(editor) == ["Leather"])


@pytest.fixture
def second(editor: OpenEditor) -> Iterator[OpenEditor]:
    """Another window of the same editor, with the same model."""
    other = object.__new__(OpenEditor)
    other.qtbot, other.home = editor.qtbot, editor.home
    editor.trigger("new_window")
    other.window = editor.window.windows.open[-1]
    other.editor, other.files = other.window.editor, other.window.files
    other.document = other.editor.document
    other.ready()
    yield other
    if other.window in editor.window.windows.open:
        other.editor.stack.setClean()
        other.window.close()


def test_one_style_goes_to_all_windows_and_each_can_undo_it(editor: OpenEditor, second: OpenEditor) -> None:
    editor.draw_shoe()
    second.stroke([(80, 100), (420, 300), (90, 380)])
    editor.settle()
    second.settle()
    before, own = second.document.result, second.document.styles.code()
    editor.click_style(5)
    assert second.document.styles.code() == own, "documents are of each window alone"
    editor.trigger("style_windows")
    assert editor.window.notice.text.text() == "Other windows that draw in this style now: 1."
    assert second.document.styles.code() == editor.document.styles.code()
    second.settle()
    assert not np.array_equal(before, second.document.result)
    second.trigger("undo")
    second.settle()
    assert np.array_equal(before, second.document.result)
    second.editor.stack.setClean()
    window = second.window
    window.close()
    assert editor.window.windows.open == [editor.window]
    editor.window.notice.dismiss()
    editor.trigger("style_windows")
    assert "no other window" in editor.window.notice.text.text()
    QApplication.processEvents()
    editor.draw_shoe()
    editor.settle()


def test_one_style_goes_to_many_files_and_what_cannot_take_it_is_named(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    editor.click_style(4)
    editor.settle()
    document = tmp_path / "mine.ganvas"
    editor.files.save(document)
    editor.wait(lambda: not editor.files.unsaved)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no")
    drawing = np.full((90, 70, 3), 255, np.uint8)
    drawing[20:24, 10:60] = 0
    write_image(tmp_path / "a.png", drawing)
    results = tmp_path / "results"
    results.mkdir()
    editor.editor.styling.style_files([document, tmp_path / "a.png", broken, tmp_path / "a.png"], results)
    editor.wait(lambda: not editor.window.notice.isHidden())
    assert sorted(path.name for path in results.iterdir()) == ["a-2.png", "a.png", "mine.png"]
    assert "Pictures written: 3." in editor.window.notice.text.text()
    assert "broken.jpg" in editor.window.notice.text.text()
    assert np.array_equal(read_rgb(results / "mine.png"), editor.document.result)
    recipe = read_recipe((results / "a.png").read_bytes())
    assert recipe is not None
    again = redo(recipe, Library(tmp_path / "no", editor.home / "models"))
    assert np.array_equal(again, read_rgb(results / "a.png"))
