"""One attribute: lock, name, slider over its measured range, value to type, reset."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QSlider, QToolButton, QWidget

from app.i18n import mark, tr
from app.jobs.face_requests import AxisInfo
from app.panels.parts import label
from app.theme import Theme

# What the bundled models call their axes, and what a person reads.
AXIS_NAMES: dict[str, str] = {
    "smile": mark("Smile"),
    "mouth_open": mark("Mouth open"),
    "age": mark("Age"),
    "glasses": mark("Glasses"),
    "facial_hair": mark("Facial hair"),
    "headwear": mark("Headwear"),
    "gender": mark("Gender presentation"),
    "masculine": mark("Masculine"),
    "eyes_open": mark("Eyes open"),
    "brightness": mark("Brightness"),
    "head_turn": mark("Head turn"),
}
STEPS = 20
"""Places of the slider for one step of the axis."""


def axis_name(name: str) -> str:
    """What a person reads for an axis; names that are not known are shown as they are."""
    known = AXIS_NAMES.get(name.strip().lower().replace(" ", "_").replace("-", "_"))
    return tr(known) if known is not None else name


class AttributeRow(QWidget):
    """Shows one slider of the model; what a person does with it is told by signals."""

    moved = Signal(float)
    typed = Signal(float)
    grasped = Signal()
    locked = Signal(bool)

    def __init__(self, axis: AxisInfo, theme: Theme, parent: QWidget | None = None) -> None:
        """A row for `axis`, at 0."""
        super().__init__(parent)
        self.axis, self._theme = axis, theme
        self.lock, self.reset = QToolButton(), QToolButton()
        self.lock.setCheckable(True)
        self.name = label()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(axis.low * STEPS), round(axis.high * STEPS))
        self.slider.setSingleStep(STEPS // 4)
        self.slider.setPageStep(STEPS)
        self.value = QDoubleSpinBox()
        self.value.setRange(axis.low, axis.high)
        self.value.setDecimals(2)
        self.value.setSingleStep(0.25)
        self.value.setKeyboardTracking(False)
        self.value.lineEdit().setTextMargins(6, 0, 6, 0)
        self.value.setFixedWidth(72)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.setHorizontalSpacing(4)
        layout.addWidget(self.lock, 0, 0, 2, 1)
        layout.addWidget(self.name, 0, 1)
        layout.addWidget(self.slider, 1, 1)
        layout.addWidget(self.value, 0, 2, 2, 1)
        layout.addWidget(self.reset, 0, 3, 2, 1)
        layout.setColumnStretch(1, 1)
        self.slider.sliderPressed.connect(self.grasped)
        self.slider.valueChanged.connect(lambda place: self.moved.emit(place / STEPS))
        self.value.valueChanged.connect(self.typed)
        self.reset.clicked.connect(lambda: self.typed.emit(0.0))
        self.lock.toggled.connect(self._lock_toggled)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        name = axis_name(self.axis.name)
        span = tr("from {low} to {high}", low=f"{self.axis.low:g}", high=f"{self.axis.high:g}")
        self.name.setText(name)
        self.name.setToolTip(span)
        self.slider.setAccessibleName(name)
        self.slider.setToolTip(f"{name}, {span}")
        self.slider.setAccessibleDescription(span)
        self.value.setAccessibleName(tr("Value of {name}", name=name))
        self.value.setToolTip(tr("Type a value in steps, {range}", range=span))
        self.reset.setIcon(self._theme.icon("reset"))
        self.reset.setToolTip(tr("Reset {name}", name=name))
        self.reset.setAccessibleName(tr("Reset {name}", name=name))
        self.lock.setAccessibleName(tr("Lock {name}", name=name))
        self._show_lock()

    def show_state(self, value: float, *, locked: bool, usable: bool) -> None:
        """Show value and lock without saying that they changed."""
        for widget in (self.slider, self.value, self.lock):
            widget.blockSignals(True)
        # A slider in the hand stays where it is held.
        if round(self.slider.value() / STEPS, 3) != round(value, 3):
            self.slider.setValue(round(value * STEPS))
        if abs(self.value.value() - value) > 0.004:
            self.value.setValue(value)
        self.lock.setChecked(locked)
        for widget in (self.slider, self.value, self.lock):
            widget.blockSignals(False)
            widget.setEnabled(usable)
        self.reset.setEnabled(usable and value != 0)
        self._show_lock()

    def _lock_toggled(self, on: bool) -> None:
        self._show_lock()
        self.locked.emit(on)

    def _show_lock(self) -> None:
        on = self.lock.isChecked()
        self.lock.setIcon(self._theme.icon("lock" if on else "unlock"))
        tip = (
            tr("Locked: other sliders leave it as it is")
            if on
            else tr("Other sliders may change it; lock it")
        )
        self.lock.setToolTip(tip)
