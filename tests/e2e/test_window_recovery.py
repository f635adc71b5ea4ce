"""Recovery in real processes: an editor is killed, the next one brings its drawing back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor, answer_question
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.document.document import Snapshot, blank_paper
from app.document.file_format import read_document, write_document
from app.window.main_window import MainWindow

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

DRAWER = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from PySide6.QtCore import QTimer
from app.start import build_window, open_first
application = QApplication([])
window = build_window(application)
window.settings.set("autosave_seconds", 1)
window.files._timer.setInterval(200)
window.show()
file = Path(sys.argv[1]) if len(sys.argv) > 1 else None
open_first(window, file, "tiny")
def draw():
    editor = window.editor
    if not editor.document.styles.variants or editor.document.path != file:
        QTimer.singleShot(20, draw)
        return
    editor.begin_stroke("brush", 100.0, 200.0, 1.0)
    editor.document.continue_stroke(400.0, 300.0, 1.0)
    editor.end_stroke("brush")
    print("drawn", flush=True)
QTimer.singleShot(0, draw)
application.exec()
"""


def autosaves(home: Path) -> list[Path]:
    return list((home / "recovery").glob("*.ganvas"))


def start_drawer(home: Path, *arguments: str) -> subprocess.Popen[str]:
    before = len(autosaves(home))
    environment = {**os.environ, "GANVAS_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-c", DRAWER, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "drawn\n"
    deadline = time.monotonic() + 90
    while len(autosaves(home)) == before:
        assert time.monotonic() < deadline, "no autosave appeared"
        time.sleep(0.02)
    return process


def killed(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def choose(editor: OpenEditor, name: str) -> None:
    """Press a button of the notice that is shown."""
    notice = editor.window.notice
    editor.wait(lambda: any(b.isVisible() and b.text() == name for b in notice.findChildren(QPushButton)))
    [button] = [b for b in notice.findChildren(QPushButton) if b.isVisible() and b.text() == name]
    button.click()


def restored(editor: OpenEditor, windows: int) -> MainWindow:
    """The newest window, once it shows what was restored."""
    opened = editor.window.windows.open
    editor.wait(lambda: len(opened) == windows and opened[-1].isVisible())
    return opened[-1]


def dismiss(*windows: MainWindow) -> None:
    for window in windows:
        window.editor.stack.setClean()
        window.close()


def test_a_killed_editor_leaves_its_drawing_to_the_next_one(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    process = start_drawer(ganvas_home)
    # Two editors side by side: while the first lives, its work is nobody else's.
    assert made.files.orphans() == []
    killed(process)
    editor = made.show().ready()
    choose(editor, "Restore")
    window = restored(editor, 2)
    assert window.editor.document.sketch[196:204, 95:140].min() == 0
    assert window.files.unsaved
    assert window.editor.document.path is None
    editor.wait(lambda: window.editor.client.pending == 0)
    assert len(autosaves(ganvas_home)) == 1, "the work is autosaved again, once"
    dismiss(window)
    editor.close()
    assert not autosaves(ganvas_home)


def test_what_was_drawn_since_stays_when_work_is_restored(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    killed(start_drawer(ganvas_home))
    editor = made.show().ready()
    editor.draw_shoe()
    editor.files.autosave()
    editor.settle()
    drawn = editor.document.sketch.copy()
    choose(editor, "Restore")
    window = restored(editor, 2)
    editor.wait(lambda: window.editor.client.pending == 0)
    assert np.array_equal(editor.document.sketch, drawn)
    assert editor.files.unsaved
    assert editor.editor.stack.count() == 2, "and it still can be undone"
    kept = {read_document(path).sketch.tobytes() for path in autosaves(ganvas_home)}
    assert kept == {drawn.tobytes(), window.editor.document.sketch.tobytes()}
    dismiss(window)
    editor.close()


def test_restored_work_has_the_path_of_its_document_and_knows_that_it_changed_since(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    path = tmp_path / "boot.ganvas"
    write_document(path, Snapshot(blank_paper()))
    killed(start_drawer(ganvas_home, str(path)))
    editor = made.show().ready()
    editor.wait(lambda: editor.window.notice.picture.isVisible())
    assert "boot.ganvas" in editor.window.notice.text.text()
    choose(editor, "Restore")
    window = restored(editor, 2)
    assert window.editor.document.path == path
    assert window.windowTitle().startswith("boot.ganvas")
    assert window.files.unsaved
    assert read_document(path).sketch.min() == 255, "nothing is written before it is saved"
    write_document(path, Snapshot(blank_paper(64, 64)))
    seen: list[str] = []
    answer_question(QMessageBox.StandardButton.Cancel, seen)
    window.actions_.all["save"].trigger()
    editor.wait(lambda: len(seen) == 1)
    assert read_document(path).sketch.shape == (64, 64)
    dismiss(window)
    editor.close()


def test_two_killed_windows_are_both_offered_and_each_opens_its_own(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    names = ["one.ganvas", "two.ganvas"]
    for name in names:
        write_document(tmp_path / name, Snapshot(blank_paper()))
    for process in [start_drawer(ganvas_home, str(tmp_path / name)) for name in names]:
        killed(process)
    editor = made.show().ready()
    windows = []
    for count in (2, 3):
        choose(editor, "Restore")
        windows.append(restored(editor, count))
    paths = [window.editor.document.path for window in windows]
    assert {path.name for path in paths if path is not None} == set(names)
    assert editor.document.blank
    dismiss(*windows)
    editor.close()


def test_discarding_asks_and_work_that_is_discarded_is_not_offered_again(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    killed(start_drawer(ganvas_home))
    editor = made.show().ready()
    seen: list[str] = []
    answer_question(QMessageBox.StandardButton.Cancel, seen)
    choose(editor, "Discard")
    assert len(seen) == 1
    assert len(editor.files.orphans()) == 1
    answer_question(QMessageBox.StandardButton.Discard, seen)
    choose(editor, "Discard")
    assert len(seen) == 2
    assert editor.files.orphans() == []
    assert editor.document.blank
    editor.close()


def test_unsaved_work_that_is_damaged_stays_and_a_sentence_says_so(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    (ganvas_home / "recovery" / "damaged.ganvas").write_bytes(b"half of it")
    editor = made.show().ready()
    choose(editor, "Restore")
    editor.wait(lambda: "damaged.ganvas" in editor.window.notice.text.text())
    assert len(editor.window.windows.open) == 1
    assert len(editor.files.orphans()) == 1
    editor.close()
