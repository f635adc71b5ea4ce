"""The sketch panel: how the pen draws, and where a sketch can come from."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.panels.widgets import ValueSlider
from app.settings import Settings


def _size(place: int) -> float:
    # Squared, so that thin pens have room: 1 px at the left, 80 px at the right.
    return round(1 + 79 * (place / 100) ** 2, 1)


class SketchPanel(QWidget):
    """Bound to the settings of the pen."""

    def __init__(
        self, settings: Settings, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show `settings`; the buttons are the window's own actions."""
        super().__init__(parent)
        self._settings = settings
        self.pen_width = ValueSlider(
            _size, lambda v: round(100 * ((v - 1) / 79) ** 0.5), lambda v: f"{v:g} px"
        )
        self.eraser_width = ValueSlider(
            lambda p: round(1 + 1.99 * p, 1), lambda v: round((v - 1) / 1.99), lambda v: f"{v:g} px"
        )
        self.smoothing = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
        self.onion = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
        self.pressure, self.mirror = QCheckBox(), QCheckBox()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(10)
        self._sliders = {
            "brush_size": self.pen_width,
            "eraser_size": self.eraser_width,
            "smoothing": self.smoothing,
            "onion_opacity": self.onion,
        }
        self._checks = {"pressure": self.pressure, "mirror": self.mirror}
        for name, slider in self._sliders.items():
            slider.changed.connect(lambda value, name=name: settings.set(name, value))
            layout.addWidget(slider)
        row = QHBoxLayout()
        for name, check in self._checks.items():
            check.toggled.connect(lambda on, name=name: settings.set(name, on))
            row.addWidget(check)
        row.addStretch(1)
        layout.addLayout(row)
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for name in ("import_drawing", "import_photo", "clear"):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)
        settings.changed.connect(self._show)
        for name in (*self._sliders, *self._checks, "view"):
            self._show(name)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self.pen_width.set_text(tr("Pen width"), tr("How thick lines are; the model knows thin ones best"))
        self.eraser_width.set_text(tr("Eraser width"), tr("How much the eraser takes away"))
        self.smoothing.set_text(tr("Smoothing"), tr("Calms a shaky hand; the line follows a little later"))
        self.onion.set_text(
            tr("Picture under sketch"), tr("How strongly the picture shines through the paper")
        )
        self.pressure.setText(tr("Pen pressure"))
        self.pressure.setToolTip(tr("A drawing tablet changes the width of the line"))
        self.mirror.setText(tr("Mirror"))
        self.mirror.setToolTip(tr("Draw on both halves at once"))

    def _show(self, name: str) -> None:
        value = self._settings.get(name)
        if name in self._sliders:
            self._sliders[name].show_value(value)
        elif name in self._checks:
            self._checks[name].setChecked(value)
        elif name == "view":
            self.onion.setVisible(value == "onion")
