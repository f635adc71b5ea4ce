"""The editor as `ganvas edit` starts it, watched from inside: first paint, memory, strokes."""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

# Pauses between strokes in ms, short to long: some strokes meet the worker busy with the grid of variants.
PAUSES = (40, 90, 160, 250, 400)
MOVES = 12


def reporter(
    window: "MainWindow", strokes: int, tool: str, report: Callable[[dict[str, object]], None]
) -> None:
    """Tell, once, when the first paint with a ready model was done and how long strokes took to show.

    Strokes are those of a pen, or of the material brush; both then over a drawing that is painted already.
    """
    from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    canvas, editor, document = window.canvas, window.editor, window.editor.document
    found: dict[str, object] = {}
    latencies: list[float] = []
    released = first_paint = 0.0

    def mouse(kind: QEvent.Type, x: float, y: float) -> None:
        at = canvas.to_widget(x, y)
        button = Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
        event = QMouseEvent(
            kind, at, QPointF(canvas.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(canvas, event)

    def stroke() -> None:
        """A stroke of about a tenth of a second, with a move every 8 ms, as a mouse sends them."""
        number = len(latencies)
        width, height = document.size
        x, y = width * (0.1 + 0.02 * (number % 20)), height * (0.3 + 0.02 * (number % 17))
        mouse(QEvent.Type.MouseButtonPress, x, y)
        draw(1, x, y)

    def paint() -> None:
        """A band across the drawing in a swatch, by the material brush; then the tool is taken in hand."""
        import numpy as np

        from app.document.material import Material

        swatch = np.random.default_rng(0).integers(60, 200, (64, 64, 3)).astype(np.uint8)
        editor.materials.set_material(Material((130, 130, 130), swatch))
        window.actions_.all["material_brush"].trigger()
        width, height = document.size
        mouse(QEvent.Type.MouseButtonPress, width * 0.3, height * 0.6)
        mouse(QEvent.Type.MouseMove, width * 0.7, height * 0.6)
        mouse(QEvent.Type.MouseButtonRelease, width * 0.7, height * 0.6)
        window.actions_.all[tool].trigger()

    def draw(step: int, x: float, y: float) -> None:
        nonlocal released
        width, height = document.size
        if step <= MOVES:
            mouse(QEvent.Type.MouseMove, x + width * 0.03 * step, y + height * 0.01 * step)
            QTimer.singleShot(8, lambda: draw(step + 1, x, y))
            return
        mouse(QEvent.Type.MouseButtonRelease, x + width * 0.03 * MOVES, y + height * 0.01 * MOVES)
        released = time.perf_counter()

    def painted() -> None:
        """After a paint of the canvas is done."""
        nonlocal released, first_paint
        first_paint = first_paint or time.monotonic()
        if not found:
            if editor.live.ready:
                found["ready"], found["painted"] = time.monotonic(), first_paint
                found["peak_megabytes"] = peak_megabytes()
                if strokes and editor.materials.followed:
                    paint()
                QTimer.singleShot(500, stroke if strokes else finish)
        elif released and document.result_is_current and not document.drawing:
            latencies.append((time.perf_counter() - released) * 1000)
            released = 0.0
            last = len(latencies) >= strokes
            QTimer.singleShot(PAUSES[len(latencies) % len(PAUSES)], finish if last else stroke)

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, painted)
            return False

    def finish() -> None:
        found["latencies"] = latencies
        found["peak_megabytes_at_work"] = peak_megabytes()
        found["torch"] = "torch" in sys.modules
        report(found)

    def complain(message: str) -> None:
        report({"problem": message})

    watch_paint = Painted(window)
    canvas.installEventFilter(watch_paint)
    editor.message.connect(complain)


def peak_megabytes() -> float:
    """The most memory that this process has held, in 10**6 bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def main() -> None:
    """Start the editor by its command line and print what was seen as JSON."""
    import app.start as editor
    from app.__main__ import main as command

    started = editor.open_first
    strokes, tool = int(sys.argv[1]), sys.argv[2]

    def report(found: dict[str, object]) -> None:
        print(json.dumps(found), flush=True)
        os._exit(0)  # no questions about unsaved work

    def watched(window: "MainWindow", file: Path | None, model: str | None) -> None:
        reporter(window, strokes, tool, report)
        started(window, file, model)

    editor.open_first = watched
    command(["edit", *sys.argv[3:]])


if __name__ == "__main__":
    main()
