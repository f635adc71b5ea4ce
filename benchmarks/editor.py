"""The editor: process start to a paint, beside a bare window; memory; the end of a stroke to its picture."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measuring import Row, percentile, report

ROOT = Path(__file__).resolve().parents[1]
TURNS = 7
BRUSH = "shoes-material"
DRAWING = str(ROOT / "resources" / "samples" / "sneaker.png")
# Whoever opens the editor every day has its bytecode, even where this machine is told to write none, and its
# networks compiled.
BYTECODE, CACHE = tempfile.TemporaryDirectory(), tempfile.TemporaryDirectory()
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "PYTHONPYCACHEPREFIX": BYTECODE.name,
    "QT_QPA_PLATFORM": "offscreen",
}
BARE_WINDOW = """
import os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)

def painted():
    print(time.monotonic(), flush=True)
    os._exit(0)

application = QApplication([])
window = Window()
window.show()
application.exec()
"""


def run() -> list[Row]:
    """Start the editor offscreen several times, in turns with a bare window, then draw in one."""
    turns = [(start_bare_window(), start_editor(strokes=0)) for _ in range(TURNS + 1)]
    starts = [found for _, found in turns[1:]]  # the first fills the disk cache
    bare = statistics.median(seconds for seconds, _ in turns[1:])
    painted = statistics.median(float(found["painted_seconds"]) for found in starts)
    seconds = statistics.median(float(found["seconds"]) for found in starts)
    memory = max(float(found["peak_megabytes"]) for found in starts)
    drawn = start_editor(strokes=80)
    brushed = {
        tool: start_editor(strokes=80, tool=tool, arguments=[DRAWING, "--model", BRUSH])
        for tool in ("brush", "material_brush")
    }
    followed = [
        Row(
            f"editor, end of a stroke of the {tool.replace('_', ' ')} over a swatch to its picture, p95",
            percentile(sorted(float(value) for value in found["latencies"]), 0.95),
            "ms",
            50,
            detail=f"{BRUSH}, {len(found['latencies'])} strokes, grid of styles on",
        )
        for tool, found in brushed.items()
    ]
    times = sorted(float(value) for value in drawn["latencies"])
    torch = any(bool(found["torch"]) for found in [*starts, drawn])
    at_work = float(drawn["peak_megabytes_at_work"])
    slowest, first = max(float(found["seconds"]) for found in starts), float(turns[0][1]["seconds"])
    spread = f"{len(starts)} starts, slowest {slowest:.2f} s; the very first {first:.2f} s"
    return [
        Row("editor, process start to a paint with a model ready", seconds, "s", 1.5, detail=spread),
        Row(
            "editor, process start to the first paint, of a bare PySide6 window's",
            painted / bare,
            "x",
            5,
            detail=f"{painted:.2f} s against {bare:.2f} s in turns; with a model {seconds / bare:.1f} x",
        ),
        Row(
            "editor, peak memory when ready",
            memory,
            "MB",
            600,
            detail=f"{at_work:.0f} MB after {len(times)} strokes",
        ),
        Row("editor, torch imported (1 = yes)", float(torch), "", 0),
        Row(
            "editor, end of a stroke to its picture on the canvas, p95",
            percentile(times, 0.95),
            "ms",
            50,
            detail=f"{len(times)} strokes, median {statistics.median(times):.1f} ms, grid of variants on",
        ),
        *followed,
    ]


def start_bare_window() -> float:
    """Seconds from the start of a process to the first paint of an empty window."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", BARE_WINDOW],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        check=True,
    )
    return float(done.stdout) - began


def start_editor(*, strokes: int, tool: str = "brush", arguments: Sequence[str] = ()) -> dict[str, object]:
    """One editor in its own process: what editor_child.py tells of it, and `seconds` until it was ready.

    Args:
        strokes: to draw when it is ready.
        tool: the name of the action that takes it in hand.
        arguments: of `ganvas edit`.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = ENVIRONMENT | {"GANVAS_HOME": home, "XDG_CONFIG_HOME": home}
        (Path(home) / "cache").symlink_to(CACHE.name)
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.editor_child", str(strokes), tool, *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=300,
            check=False,
        )
    found = (
        json.loads(done.stdout) if done.stdout else {"problem": f"the editor ended with {done.returncode}"}
    )
    if "problem" in found:
        raise SystemExit(f"The editor could not be measured: {found['problem']}")
    return {**found, "seconds": found["ready"] - began, "painted_seconds": found["painted"] - began}


if __name__ == "__main__":
    report(run)
