"""The hand is obeyed: the wheel scrolls and sets nothing, the space bar pans whatever has the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from app.panels.widgets import ComboBox, DoubleSpinBox, Slider, SpinBox

APP = Path(__file__).resolve().parents[2] / "app"


def turn(widget: QWidget, notches: int) -> bool:
    """Whether the widget took a turn of the wheel over it for itself."""
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def value_of(widget: QWidget) -> object:
    return widget.currentIndex() if isinstance(widget, QComboBox) else widget.value()


def test_the_wheel_changes_no_value_in_the_window(editor: OpenEditor) -> None:
    kinds = (QSlider, QAbstractSpinBox, QComboBox)
    widgets = [widget for kind in kinds for widget in editor.window.findChildren(kind)]
    assert len(widgets) > 8
    for widget in widgets:
        widget.setFocus()
        before = value_of(widget)
        for notches in (1, -1):
            turn(widget, notches)
            assert value_of(widget) == before, widget


def test_the_wheel_over_a_value_is_left_to_what_it_lies_in(qtbot) -> None:
    """Qt passes a turn that is not accepted on to the parents, of which one scrolls."""
    made = [Slider(Qt.Orientation.Horizontal), SpinBox(), DoubleSpinBox(), ComboBox()]
    made[3].addItems(["a", "b", "c"])
    for widget in made:
        qtbot.addWidget(widget)
        for notches in (-1, 1):
            before = value_of(widget)
            assert not turn(widget, notches)
            assert value_of(widget) == before


def test_every_value_of_the_program_is_of_those_that_leave_the_wheel_alone() -> None:
    made = re.compile(r"(?<!\w)Q(Slider|SpinBox|DoubleSpinBox|ComboBox)\(")
    for file in APP.rglob("*.py"):
        lines = [line for line in file.read_text("utf-8").splitlines() if made.search(line)]
        assert [line for line in lines if not line.startswith("class ")] == [], file


@pytest.mark.parametrize("kind", [QSlider, QSpinBox, QToolButton, QPushButton, QLineEdit])
def test_space_pans_whatever_has_the_keyboard(editor: OpenEditor, kind: type[QWidget], monkeypatch) -> None:
    window, canvas = editor.window, editor.window.canvas
    window.activateWindow()
    editor.draw_shoe()
    if kind is QLineEdit:
        other: QWidget = QLineEdit(window.centralWidget())
        other.show()
    else:
        other = next(w for w in window.findChildren(kind) if w.isVisible() and w.isEnabled())
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.setFocus()
    QApplication.processEvents()
    assert QApplication.focusWidget() is not canvas
    focused = QApplication.focusWidget()
    assert focused is not None
    monkeypatch.setattr(canvas, "underMouse", lambda: True)
    before, pixels = canvas.to_widget(0, 0), editor.document.sketch.copy()
    QTest.keyPress(focused, Qt.Key.Key_Space)
    editor.stroke([(200, 200), (260, 240), (300, 280)])
    QTest.keyRelease(QApplication.focusWidget() or canvas, Qt.Key.Key_Space)
    assert (editor.document.sketch == pixels).all()
    assert canvas.to_widget(0, 0) != before
    assert not canvas.holds
    editor.stroke([(200, 200), (260, 240), (300, 280)])
    assert (editor.document.sketch != pixels).any()


def test_space_is_a_button_s_own_where_the_pointer_is_elsewhere(editor: OpenEditor, monkeypatch) -> None:
    button = QPushButton(editor.window.centralWidget())
    button.show()
    button.setFocus()
    pressed: list[int] = []
    button.clicked.connect(lambda: pressed.append(1))
    monkeypatch.setattr(editor.window.canvas, "underMouse", lambda: False)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1]
