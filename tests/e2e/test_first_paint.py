"""What the way from `ganvas edit` to the first paint of the window loads: Qt, numpy, and what is seen."""

import json
import sys
from pathlib import Path

from helpers.programs import run_python

# Python's own modules aside; the last four are parts of PySide6.
PACKAGES = {
    "app",
    "engine",
    "numpy",
    "PySide6",
    "shiboken6",
    "shibokensupport",
    "signature_bootstrap",
    "__feature__",
}
MODULES_OF_OURS = 76
EDITOR = """
import json, os, sys

before = set(sys.modules)
import app.start
from app.__main__ import main

def stop(window, file, model):
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Painted(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, report)
            return False

    window.watches = Painted(window)
    window.canvas.installEventFilter(window.watches)

def report():
    print(json.dumps(sorted(set(sys.modules) - before)), flush=True)
    os._exit(0)

app.start.open_first = stop
main(["edit"])
"""


def test_nothing_that_only_other_commands_need_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    loaded = json.loads(run_python("-c", EDITOR, home=tmp_path))
    packages = {name.partition(".")[0] for name in loaded} - sys.stdlib_module_names
    assert packages <= PACKAGES, packages - PACKAGES
    ours = [name for name in loaded if name.partition(".")[0] in ("app", "engine")]
    assert "app.canvas.canvas" in ours
    assert len(ours) <= MODULES_OF_OURS, ours
