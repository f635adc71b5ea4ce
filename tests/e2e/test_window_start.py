"""Starting the editor: in its own process, as a person starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

STARTED = """
import sys, time
from PySide6.QtWidgets import QApplication
from app.start import build_window, open_first
application = QApplication([])
window = build_window(application)
window.show()
open_first(window, None, "tiny")
deadline = time.monotonic() + 90
while not window.editor.live.ready and time.monotonic() < deadline:
    application.processEvents()
    time.sleep(0.005)
editor = window.editor
editor.begin_stroke("brush", 100.0, 200.0, 1.0)
editor.document.continue_stroke(400.0, 300.0, 1.0)
editor.end_stroke("brush")
while not editor.live.settled and time.monotonic() < deadline:
    application.processEvents()
    time.sleep(0.005)
from app.panels.status import resident_bytes
heavy = sorted({"torch", "scipy", "onnx", "torchvision"} & set(sys.modules))
print(editor.live.settled, heavy, resident_bytes() >> 20)
editor.stack.setClean()
window.close()
"""


def test_drawing_with_a_bundle_needs_no_torch_and_stays_small(ganvas_home: Path, tiny_bundle: Path) -> None:
    (ganvas_home / "models").mkdir()
    shutil.copy(tiny_bundle, ganvas_home / "models" / "tiny.gmodel")
    done = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, timeout=180, check=True
    )
    settled, heavy, megabytes = done.stdout.split()
    assert (settled, heavy) == ("True", "[]"), done.stderr
    assert int(megabytes) < 600


IMPORTS = """
import builtins
from PySide6.QtWidgets import QApplication
from app.start import build_window
window = build_window(QApplication([]))
print(builtins.__import__ is builtins.__orig_import__)
"""


def test_pyside_s_function_before_every_import_is_gone(ganvas_home: Path) -> None:
    """PySide6's own is not safe in threads: beside a busy window the worker could not import the engine."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], cwd=ROOT, capture_output=True, text=True, timeout=180, check=True
    )
    assert done.stdout.split() == ["True"], done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_one_sentence_names_the_demo(ganvas_home: Path) -> None:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    }
    code = "import sys; from app.start import run_editor; sys.exit(run_editor(None))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env=environment,
    )
    assert done.returncode == 1
    assert "make demo" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
