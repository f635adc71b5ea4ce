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
from helpers.editor_window import OpenEditor
from pytestqt.qtbot import QtBot

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
open_first(window, None, "tiny")
def draw():
    editor = window.editor
    if not editor.document.styles.variants:
        QTimer.singleShot(20, draw)
        return
    editor.begin_stroke("brush", 100.0, 200.0, 1.0)
    editor.document.continue_stroke(400.0, 300.0, 1.0)
    editor.end_stroke("brush")
    print("drawn", flush=True)
QTimer.singleShot(0, draw)
application.exec()
"""


def start_drawer(home: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "GANVAS_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-c", DRAWER],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "drawn\n"
    deadline = time.monotonic() + 90
    while not list((home / "recovery").glob("*.ganvas")):
        assert time.monotonic() < deadline, "no autosave appeared"
        time.sleep(0.02)
    return process


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_editor_leaves_its_drawing_to_the_next_one(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    process = start_drawer(ganvas_home)
    # Two editors side by side: while the first lives, its work is nobody else's.
    assert made.files.orphans() == []
    process.send_signal(signal.SIGKILL)
    process.wait()
    editor = made.show().ready()
    editor.wait(lambda: not editor.window.notice.isHidden())
    editor.window.notice.findChildren(type(editor.window.styles.roll))[0].click()
    editor.wait(lambda: not editor.document.blank)
    assert editor.document.sketch[196:204, 95:140].min() == 0
    assert editor.files.unsaved
    assert editor.document.path is None
    editor.settle()
    assert len(list((ganvas_home / "recovery").glob("*.ganvas"))) == 1, "the work is autosaved again, once"
    assert np.array_equal(editor.document.sketch.shape, (512, 512))
    editor.close()
    assert not list((ganvas_home / "recovery").glob("*.ganvas"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_work_that_is_discarded_is_not_offered_again(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    process = start_drawer(ganvas_home)
    process.kill()
    process.wait()
    editor = made.show().ready()
    editor.wait(lambda: not editor.window.notice.isHidden())
    editor.window.notice.findChildren(type(editor.window.styles.roll))[1].click()
    assert editor.files.orphans() == []
    assert editor.document.blank
    editor.close()
