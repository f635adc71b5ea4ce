"""A real editor window for tests: built as the program builds it, drawn on by mouse events."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.start import build_window, open_first
from app.window.main_window import MainWindow

WAIT = 90_000


class OpenEditor:
    """One window with the tiny model, and the gestures of a person."""

    def __init__(self, qtbot: QtBot, home: Path, tiny_bundle: Path) -> None:
        self.qtbot, self.home = qtbot, home
        models = home / "models"
        models.mkdir(parents=True, exist_ok=True)
        shutil.copy(tiny_bundle, models / "tiny.gmodel")
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.window: MainWindow = build_window(application)
        # The screen of tests is a small one.
        self.window.resize(1280, 820)
        self.window.settings.set("smoothing", 0.0)
        self.editor, self.files = self.window.editor, self.window.files
        self.document = self.editor.document

    def show(self, file: Path | None = None, model: str = "tiny") -> OpenEditor:
        self.window.show()
        open_first(self.window, file, model)
        return self

    def ready(self) -> OpenEditor:
        self.wait(lambda: self.editor.live.ready and bool(self.document.styles.variants))
        return self

    def wait(self, condition: object) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def settle(self) -> None:
        self.wait(lambda: self.editor.live.settled and self.editor.client.pending == 0)

    def stroke(self, points: Iterable[tuple[float, float]]) -> None:
        """Drag the mouse over sketch positions."""
        canvas = self.window.canvas
        places = [canvas.to_widget(x, y).toPoint() for x, y in points]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(canvas, place)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])

    def draw_shoe(self) -> None:
        self.stroke([(90, 330), (110, 250), (220, 230), (300, 150), (360, 170), (420, 330)])
        self.stroke([(80, 340), (250, 350), (430, 340)])

    def click_style(self, place: int) -> None:
        grid = self.window.styles.grid
        middle: QPoint = grid.cell(place).center()
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)

    def trigger(self, action: str) -> None:
        self.window.actions_.all[action].trigger()

    def close(self) -> None:
        """Close without a question, whatever is unsaved."""
        self.editor.stack.setClean()
        self.window.close()
        self.window.deleteLater()


def open_question() -> QMessageBox | None:
    """The question that the window is asking, if it asks one."""
    widget = QApplication.activeModalWidget()
    return widget if isinstance(widget, QMessageBox) else None


def answer_question(role: QMessageBox.StandardButton, seen: list[str]) -> None:
    """Press a button of the question as soon as it is asked."""

    def press() -> None:
        box = open_question()
        if box is None:
            QTimer.singleShot(20, press)
            return
        seen.append(box.text())
        box.button(role).click()

    QTimer.singleShot(20, press)
