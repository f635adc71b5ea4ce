"""What is on disk is never lost by saving: names are asked about as they will be, others' changes noticed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor, answer_question, open_question
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import app
from app.document.document import Snapshot, blank_paper
from app.document.file_format import read_document, write_document
from app.panels.widgets import ask_save_path

BUTTONS = QMessageBox.StandardButton
KINDS = "PNG (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)"


def press(text: str, seen: list[str]) -> None:
    """Press the button with this text as soon as a question is asked."""

    def attempt() -> None:
        box = open_question()
        if box is None:
            QTimer.singleShot(20, attempt)
            return
        seen.append(box.text())
        next(button for button in box.buttons() if button.text() == text).click()

    QTimer.singleShot(20, attempt)


def typed(monkeypatch: pytest.MonkeyPatch, *answers: tuple[str, str]) -> None:
    """What a person types into the dialogs that ask where to write, one after another: name and kind."""
    left = list(answers)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: left.pop(0))


def saved(editor: OpenEditor, path: Path) -> None:
    editor.files.save(path)
    editor.wait(lambda: editor.document.path == path and not editor.files.unsaved)


@pytest.mark.parametrize(
    ("name", "kind", "final"),
    [
        ("a", "PNG (*.png)", "a.png"),
        ("a", "JPEG (*.jpg *.jpeg)", "a.jpg"),
        ("a.v2", "WebP (*.webp)", "a.v2.webp"),
        ("a", "", "a.png"),
        ("a.JPEG", "PNG (*.png)", "a.JPEG"),
    ],
)
def test_the_question_is_about_the_name_that_will_be_written(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str, final: str
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    suffixes = (".png", ".jpg", ".jpeg", ".webp")
    typed(monkeypatch, *[(str(tmp_path / name), kind)] * 3, ("", ""))
    assert ask_save_path(parent, "Export", tmp_path, KINDS, suffixes) == tmp_path / final
    (tmp_path / final).touch()
    seen: list[str] = []
    answer_question(BUTTONS.Yes, seen)
    assert ask_save_path(parent, "Export", tmp_path, KINDS, suffixes) == tmp_path / final
    assert final in seen[0]
    # Who thinks better of it chooses again, or not at all.
    answer_question(BUTTONS.Cancel, seen)
    assert ask_save_path(parent, "Export", tmp_path, KINDS, suffixes) is None
    assert len(seen) == 2


def test_all_dialogs_ask_where_to_write_in_one_way() -> None:
    folder = Path(app.__path__[0])
    asking = [path for path in folder.rglob("*.py") if "getSaveFileName" in path.read_text("utf-8")]
    assert [path.name for path in asking] == ["widgets.py"]


@pytest.mark.parametrize("action", ["export", "save_as"])
def test_a_name_typed_without_its_ending_does_not_overwrite_unasked(
    editor: OpenEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    editor.draw_shoe()
    editor.settle()
    there = tmp_path / {"export": "shoe.png", "save_as": "shoe.ganvas"}[action]
    there.write_bytes(b"somebody's work")
    typed(monkeypatch, (str(tmp_path / "shoe"), ""), ("", ""), (str(tmp_path / "shoe"), ""))
    seen: list[str] = []
    answer_question(BUTTONS.Cancel, seen)
    editor.trigger(action)
    editor.settle()
    assert len(seen) == 1
    assert there.read_bytes() == b"somebody's work"
    answer_question(BUTTONS.Yes, seen)
    editor.trigger(action)
    editor.wait(lambda: there.read_bytes() != b"somebody's work")
    editor.settle()


def changed_by_others(editor: OpenEditor, path: Path) -> None:
    """A document that is open here, and that somebody else wrote to since."""
    editor.draw_shoe()
    saved(editor, path)
    editor.stroke([(100, 100), (200, 120)])
    editor.settle()
    write_document(path, Snapshot(blank_paper(64, 64)))


def test_a_document_that_others_changed_is_not_overwritten_unasked(
    editor: OpenEditor, tmp_path: Path
) -> None:
    path = tmp_path / "shoe.ganvas"
    changed_by_others(editor, path)
    seen: list[str] = []
    press("Cancel", seen)
    editor.trigger("save")
    editor.wait(lambda: len(seen) == 1)
    editor.settle()
    assert "shoe.ganvas" in seen[0]
    assert read_document(path).sketch.shape == (64, 64)
    assert editor.files.unsaved
    press("Replace", seen)
    editor.trigger("save")
    editor.wait(lambda: not editor.files.unsaved)
    assert np.array_equal(read_document(path).sketch, editor.document.sketch)
    # What was written here is known again.
    editor.stroke([(100, 300), (200, 320)])
    editor.trigger("save")
    editor.wait(lambda: not editor.files.unsaved)
    assert len(seen) == 2


def test_a_copy_can_be_saved_of_a_document_that_others_changed(
    editor: OpenEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, copy = tmp_path / "shoe.ganvas", tmp_path / "mine.ganvas"
    changed_by_others(editor, path)
    typed(monkeypatch, (str(copy), ""))
    seen: list[str] = []
    press("Save a Copy…", seen)
    editor.trigger("save")
    editor.wait(lambda: not editor.files.unsaved)
    assert editor.document.path == copy
    assert read_document(path).sketch.shape == (64, 64)
    assert np.array_equal(read_document(copy).sketch, editor.document.sketch)


def test_a_document_that_was_deleted_meanwhile_is_written_again(editor: OpenEditor, tmp_path: Path) -> None:
    path = tmp_path / "shoe.ganvas"
    editor.draw_shoe()
    saved(editor, path)
    editor.stroke([(100, 100), (200, 120)])
    path.unlink()
    saved(editor, path)
    assert np.array_equal(read_document(path).sketch, editor.document.sketch)


def test_a_document_that_is_open_in_another_window_is_shown_there(editor: OpenEditor, tmp_path: Path) -> None:
    path = tmp_path / "shoe.ganvas"
    editor.draw_shoe()
    saved(editor, path)
    other = editor.window.windows.add(editor.window)
    editor.wait(lambda: other.editor.live.ready)
    other.dialogs.open_path(path)
    editor.wait(lambda: other.editor.client.pending == 0)
    assert other.editor.document.path is None
    # Whoever has it open twice all the same, as two programs do, is asked.
    other.files.open(path)
    editor.wait(lambda: other.editor.document.path == path)
    editor.stroke([(100, 100), (200, 120)])
    saved(editor, path)
    kept = path.read_bytes()
    seen: list[str] = []
    press("Cancel", seen)
    other.editor.clear_sketch()
    other.actions_.all["save"].trigger()
    editor.wait(lambda: len(seen) == 1)
    assert path.read_bytes() == kept
    other.editor.stack.setClean()
    other.close()


def test_a_read_only_document_is_refused_in_a_sentence(editor: OpenEditor, tmp_path: Path) -> None:
    path = tmp_path / "shoe.ganvas"
    editor.draw_shoe()
    saved(editor, path)
    before = path.read_bytes()
    path.chmod(0o444)
    editor.stroke([(100, 100), (200, 120)])
    editor.trigger("save")
    editor.wait(lambda: "read-only" in editor.window.notice.text.text())
    assert path.read_bytes() == before
    assert editor.files.unsaved
    path.chmod(0o644)


def test_a_drawing_that_goes_on_while_a_file_is_read_stays_open(editor: OpenEditor, tmp_path: Path) -> None:
    write_document(tmp_path / "other.ganvas", Snapshot(blank_paper(64, 64)))
    editor.files.open(tmp_path / "other.ganvas")
    editor.editor.begin_stroke("brush", 100.0, 200.0, 1.0)
    editor.document.continue_stroke(400.0, 300.0, 1.0)
    editor.editor.end_stroke("brush")
    editor.settle()
    assert editor.document.size == (512, 512)
    assert not editor.document.blank
    assert editor.window.notice.text.text()


def autosaved(editor: OpenEditor) -> Path:
    return next(iter((editor.home / "recovery").glob("*.ganvas")), Path("nothing"))


def test_work_is_autosaved_while_the_pen_is_down(editor: OpenEditor) -> None:
    editor.editor.begin_stroke("brush", 100.0, 200.0, 1.0)
    editor.document.continue_stroke(400.0, 300.0, 1.0)
    editor.files.autosave()
    editor.wait(lambda: autosaved(editor).exists())
    assert np.array_equal(read_document(autosaved(editor)).sketch, editor.document.sketch)
    assert editor.document.drawing
    editor.document.continue_stroke(400.0, 350.0, 1.0)
    editor.editor.undo()
    editor.files.autosave()
    assert not autosaved(editor).exists(), "a stroke that was taken back is nothing to bring back"


def test_an_autosave_that_failed_is_tried_again(editor: OpenEditor) -> None:
    messages: list[str] = []
    editor.files.message.connect(messages.append)
    folder, aside = editor.home / "recovery", editor.home / "aside"
    folder.rename(aside)
    editor.draw_shoe()
    for _ in range(2):
        editor.files.autosave()
        editor.settle()
    assert len(messages) == 1, "it is said once"
    aside.rename(folder)
    editor.files.autosave()
    editor.wait(lambda: autosaved(editor).exists())
    assert np.array_equal(read_document(autosaved(editor)).sketch, editor.document.sketch)
