"""Files in a real window: saved work comes back, exports can be made again, nothing broken closes it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor, answer_question
from PySide6.QtWidgets import QFileDialog, QMessageBox

from engine.bundle.library import Library
from engine.images.codec import read_rgb
from engine.images.metadata import read_recipe
from engine.requests.replay import redo


def drawn(editor: OpenEditor) -> OpenEditor:
    editor.draw_shoe()
    editor.editor.styling.reroll(seed=11, count=8)
    editor.wait(lambda: editor.document.styles.seed == 11)
    editor.settle()
    editor.click_style(4)
    editor.settle()
    return editor


def save(editor: OpenEditor, path: Path) -> None:
    editor.files.save(path)
    editor.wait(lambda: editor.document.path == path and not editor.files.unsaved)


def test_a_saved_document_opens_with_the_same_pixels_styles_and_picture(
    editor: OpenEditor, tmp_path: Path
) -> None:
    drawn(editor)
    editor.editor.styling.pin_variant(1, True)
    sketch, styles, result = editor.document.sketch.copy(), editor.document.styles, editor.document.result
    save(editor, tmp_path / "shoe.ganvas")
    editor.trigger("new")
    assert editor.document.blank
    assert editor.document.path is None
    editor.files.open(tmp_path / "shoe.ganvas")
    editor.wait(lambda: editor.document.path is not None)
    assert np.array_equal(editor.document.sketch, sketch)
    assert editor.document.styles == styles
    assert result is not None
    assert np.array_equal(editor.document.result, result)
    editor.settle()
    assert np.array_equal(editor.document.result, result)
    assert not editor.files.unsaved


def test_redo_on_the_exported_picture_makes_the_same_picture(editor: OpenEditor, tmp_path: Path) -> None:
    drawn(editor)
    path = tmp_path / "shoe.png"
    editor.files.export(path)
    editor.wait(path.exists)
    editor.settle()
    assert np.array_equal(read_rgb(path), editor.document.result)
    assert not editor.window.actions_.all["export_full_size"].isEnabled(), "the tiny model has one size"
    recipe = read_recipe(path.read_bytes())
    assert recipe is not None
    again = redo(recipe, Library(tmp_path / "none", editor.home / "models"))
    assert np.array_equal(again, read_rgb(path))


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_jpeg_and_webp_carry_the_recipe_too(editor: OpenEditor, tmp_path: Path, suffix: str) -> None:
    drawn(editor)
    path = tmp_path / f"shoe{suffix}"
    editor.files.export(path)
    editor.wait(path.exists)
    recipe = read_recipe(path.read_bytes())
    assert recipe is not None
    assert json.loads(recipe)
    assert read_rgb(path).shape == (512, 512, 3)


def broken_documents(folder: Path, good: Path) -> dict[str, Path]:
    whole = good.read_bytes()
    cases = {
        "empty": b"",
        "text": b"not a document",
        "truncated": whole[: len(whole) // 2],
        "flipped": whole[:200] + bytes(255 - b for b in whole[200:900]) + whole[900:],
    }
    paths = {}
    for name, data in cases.items():
        paths[name] = folder / f"{name}.ganvas"
        paths[name].write_bytes(data)
    with zipfile.ZipFile(good) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    record = json.loads(parts["document.json"])
    edits = {
        "future": {"format": 99},
        "size": {"width": 100_000},
        "styles": {"styles": []},
        "infinite": {"styles": {**record["styles"], "base": [1e300] * 8}},
    }
    for name, edit in edits.items():
        paths[name] = folder / f"{name}.ganvas"
        with zipfile.ZipFile(paths[name], "w") as archive:
            for entry, data in parts.items():
                text = json.dumps({**record, **edit}).encode() if entry == "document.json" else data
                archive.writestr(entry, text)
    paths["traversal"] = folder / "traversal.ganvas"
    with zipfile.ZipFile(paths["traversal"], "w") as archive:
        archive.writestr("../../outside.txt", "x")
    paths["missing"] = folder / "missing.ganvas"
    return paths


def test_a_broken_document_gives_a_sentence_and_keeps_what_was_open(
    editor: OpenEditor, tmp_path: Path
) -> None:
    drawn(editor)
    good = tmp_path / "good.ganvas"
    save(editor, good)
    sketch = editor.document.sketch.copy()
    for name, path in broken_documents(tmp_path, good).items():
        editor.window.notice.dismiss()
        editor.files.open(path)
        editor.wait(lambda: not editor.window.notice.isHidden())
        message = editor.window.notice.text.text()
        assert path.name in message, name
        assert message.endswith("."), name
        assert "Traceback" not in message
        assert "Error" not in message
        assert editor.window.isVisible()
        assert editor.document.path == good
        assert np.array_equal(editor.document.sketch, sketch)
    assert not (tmp_path.parent / "outside.txt").exists()


def test_a_broken_model_gives_a_sentence_and_the_one_before_stays(editor: OpenEditor, tmp_path: Path) -> None:
    broken = tmp_path / "broken.gmodel"
    broken.write_bytes((editor.home / "models" / "tiny.gmodel").read_bytes()[:5000])
    for name in (str(broken), "no-such-model"):
        editor.window.notice.dismiss()
        editor.editor.choose_model(name)
        editor.wait(lambda: not editor.window.notice.isHidden())
        assert editor.window.notice.text.text().endswith(".")
        assert editor.editor.model is not None
        assert editor.editor.model.name == "tiny"
    editor.draw_shoe()
    editor.settle()
    assert editor.document.result is not None


def test_closing_with_unsaved_work_asks_and_cancel_keeps_the_window(editor: OpenEditor) -> None:
    editor.draw_shoe()
    seen: list[str] = []
    answer_question(QMessageBox.StandardButton.Cancel, seen)
    assert not editor.window.close()
    assert editor.window.isVisible()
    assert len(seen) == 1
    assert not editor.document.blank


def test_closing_with_unsaved_work_can_save_first(
    editor: OpenEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor.draw_shoe()
    editor.settle()
    path = tmp_path / "kept.ganvas"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    seen: list[str] = []
    answer_question(QMessageBox.StandardButton.Save, seen)
    editor.window.close()
    editor.wait(lambda: not editor.window.isVisible())
    assert path.exists()
    assert len(seen) == 1
    assert not list((editor.home / "recovery").glob("*.ganvas"))


def test_closing_without_changes_asks_nothing(editor: OpenEditor, tmp_path: Path) -> None:
    editor.draw_shoe()
    save(editor, tmp_path / "a.ganvas")
    assert editor.window.close()


def test_a_picture_opens_as_a_drawing_on_paper_of_its_own_size(editor: OpenEditor, tmp_path: Path) -> None:
    from engine.images.codec import write_image

    drawing = np.full((300, 700, 3), 255, np.uint8)
    drawing[150:154, 100:600] = 0
    write_image(tmp_path / "drawing.png", drawing)
    editor.files.open(tmp_path / "drawing.png")
    editor.wait(lambda: not editor.document.blank)
    assert editor.document.sketch.shape == (300, 700)
    editor.settle()
    assert editor.document.result is not None
    assert editor.document.result.shape == (300, 700, 3)


def test_the_model_library_shows_what_each_model_can_do(editor: OpenEditor) -> None:
    from app.models.library_dialog import LibraryDialog

    dialog = LibraryDialog(editor.editor, editor.window.theme, editor.window)
    editor.wait(lambda: dialog.list.count() > 0)
    assert dialog.list.count() >= 1
    assert "Sketch to picture" in dialog.abilities.text()
    assert dialog.card.toPlainText().strip()
    dialog.deleteLater()
