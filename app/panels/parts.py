"""Small parts that the panels share: a labelled slider, a label with a role, a form row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget


def label(text: str = "", role: str = "") -> QLabel:
    """A label; `role` picks its look from the theme's sheet."""
    made = QLabel(text)
    if role:
        made.setProperty("role", role)
    return made


class ValueSlider(QWidget):
    """A slider with its name and its value; positions are mapped to values by two functions."""

    changed = Signal(float)

    def __init__(
        self,
        to_value: Callable[[int], float],
        to_place: Callable[[float], int],
        show: Callable[[float], str],
        places: int = 100,
        parent: QWidget | None = None,
    ) -> None:
        """A slider of `places` + 1 positions."""
        super().__init__(parent)
        self._to_value, self._to_place, self._show = to_value, to_place, show
        self.name = label()
        self.value_label = label(role="muted")
        self.value_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, places)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(4)
        layout.addWidget(self.name, 0, 0)
        layout.addWidget(self.value_label, 0, 1)
        layout.addWidget(self.slider, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.slider.valueChanged.connect(self._moved)

    def set_text(self, text: str, tip: str) -> None:
        """Name the slider, also for screen readers."""
        self.name.setText(text)
        self.slider.setToolTip(tip)
        self.slider.setAccessibleName(text)
        self.slider.setAccessibleDescription(tip)

    def show_value(self, value: float) -> None:
        """Show `value` without saying that it changed."""
        self.slider.blockSignals(True)
        self.slider.setValue(self._to_place(value))
        self.slider.blockSignals(False)
        self.value_label.setText(self._show(value))

    def _moved(self, place: int) -> None:
        value = self._to_value(place)
        self.value_label.setText(self._show(value))
        self.changed.emit(value)
