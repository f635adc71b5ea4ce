"""Ways to pick a colour: a wheel with a slider (hue, saturation, value; Smith, 1978), and an eyedropper."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QWidget

from app.i18n import tr
from app.panels.widgets import Slider

SIDE = 128
MARK = 6.0


class HueDisc(QWidget):
    """Hue is the angle, from red at the right counterclockwise; saturation the distance from the middle.

    The mouse drags the mark; arrow keys turn it (left, right) and move it outwards and inwards (up, down).
    """

    moved = Signal()
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """A mark in the middle: no saturation."""
        super().__init__(parent)
        self.hue, self.saturation = 0.0, 0.0
        self._disc = QPixmap()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:
        """The disc and the room for its mark."""
        return QSize(SIDE + 2 * int(MARK), SIDE + 2 * int(MARK))

    def show_place(self, hue: float, saturation: float) -> None:
        """Move the mark, both in [0, 1], without saying so."""
        self.hue, self.saturation = hue, saturation
        self.update()

    def place(self) -> QPointF:
        """Where the mark is."""
        angle, far = 2 * math.pi * self.hue, self.saturation * SIDE / 2
        middle = QPointF(self.width() / 2, self.height() / 2)
        return middle + QPointF(math.cos(angle) * far, -math.sin(angle) * far)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc, its mark, and a ring for the keyboard."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        if self._disc.isNull() or self._disc.devicePixelRatio() != ratio:
            self._disc = _disc(round(SIDE * ratio))
            self._disc.setDevicePixelRatio(ratio)
        painter.drawPixmap(QPointF((self.width() - SIDE) / 2, (self.height() - SIDE) / 2), self._disc)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            middle = QPointF(self.width() / 2, self.height() / 2)
            painter.setPen(QPen(self.palette().highlight().color(), 2))
            painter.drawEllipse(middle, SIDE / 2 + 3, SIDE / 2 + 3)
        for colour, width in ((QColor("black"), 3.5), (QColor("white"), 1.8)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self.place(), MARK - 1, MARK - 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the colour under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._follow(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, at the rim outside the disc."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._follow(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The colour is chosen."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the mark, and move it in and out."""
        turn = {Qt.Key.Key_Left: 1, Qt.Key.Key_Right: -1}.get(Qt.Key(event.key()), 0)
        out = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not turn and not out:
            super().keyPressEvent(event)
            return
        self.hue = (self.hue + turn / 72) % 1
        self.saturation = min(1.0, max(0.0, self.saturation + out / 20))
        self.update()
        self.moved.emit()
        self.released.emit()

    def _follow(self, point: QPointF) -> None:
        x, y = point.x() - self.width() / 2, self.height() / 2 - point.y()
        self.hue = math.atan2(y, x) / (2 * math.pi) % 1
        self.saturation = min(1.0, math.hypot(x, y) / (SIDE / 2))
        self.update()
        self.moved.emit()


class ColourWheel(QWidget):
    """The disc, and beside it how bright the colour is."""

    moved = Signal(QColor)
    chosen = Signal(QColor)

    def __init__(self, parent: QWidget | None = None) -> None:
        """White."""
        super().__init__(parent)
        self.disc = HueDisc()
        self.value = Slider(Qt.Orientation.Vertical)
        self.value.setRange(0, 255)
        self.value.setValue(255)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addStretch(1)
        layout.addWidget(self.disc)
        layout.addWidget(self.value)
        layout.addStretch(1)
        self.disc.moved.connect(lambda: self.moved.emit(self.colour()))
        self.disc.released.connect(lambda: self.chosen.emit(self.colour()))
        self.value.valueChanged.connect(self._value_changed)
        self.value.sliderReleased.connect(lambda: self.chosen.emit(self.colour()))

    def retranslate(self) -> None:
        """Take the words in use."""
        self.disc.setAccessibleName(tr("Hue and saturation"))
        self.disc.setAccessibleDescription(tr("Left and right turn the hue, up and down change saturation"))
        self.disc.setToolTip(tr("Hue around, saturation outwards; arrow keys move the mark"))
        self.value.setAccessibleName(tr("Brightness"))
        self.value.setToolTip(tr("How bright the colour is"))

    def colour(self) -> QColor:
        """The colour of the mark."""
        return QColor.fromHsvF(min(self.disc.hue, 0.9999), self.disc.saturation, self.value.value() / 255)

    def show_colour(self, colour: QColor) -> None:
        """Move the mark to a colour without saying so; greys leave the hue, black the saturation as well."""
        if colour.rgb() == self.colour().rgb():
            return
        hue = colour.hsvHueF() if colour.hsvHueF() >= 0 else self.disc.hue
        self.disc.show_place(hue, colour.hsvSaturationF() if colour.value() else self.disc.saturation)
        self.value.blockSignals(True)
        self.value.setValue(colour.value())
        self.value.blockSignals(False)

    def _value_changed(self) -> None:
        self.moved.emit(self.colour())
        if not self.value.isSliderDown():
            self.chosen.emit(self.colour())


def _disc(side: int) -> QPixmap:
    """The disc at full value, `side` pixels wide, with a soft rim."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    x, y = (x + 0.5) / side * 2 - 1, 1 - (y + 0.5) / side * 2
    far = np.hypot(x, y)
    hue = (np.arctan2(y, x) / (2 * np.pi)) % 1
    # HSV to RGB at value 1: each channel falls off from its own hue.
    ramp = np.abs((hue[..., None] + np.array([0.0, 2 / 3, 1 / 3], np.float32)) % 1 * 6 - 3) - 1
    colour = 1 - np.minimum(far, 1)[..., None] * (1 - np.clip(ramp, 0, 1))
    alpha = np.clip((1 - far) * side / 2, 0, 1)
    rgba = np.ascontiguousarray(np.rint(np.dstack([colour, alpha]) * 255).astype(np.uint8))
    image = QImage(rgba.data, side, side, side * 4, QImage.Format.Format_RGBA8888)
    return QPixmap.fromImage(image.copy())


def colour_at(place: QPoint) -> QColor | None:
    """The colour seen at a place of the screen, where a window of the program lies; None elsewhere."""
    widget = QApplication.widgetAt(place)
    if widget is None:
        return None
    # The widget paints itself again: no system is asked for its screen, which some refuse.
    pixel = widget.grab(QRect(widget.mapFromGlobal(place), QSize(1, 1))).toImage()
    return None if pixel.isNull() else QColor(pixel.pixelColor(0, 0).rgb())


class Eyedropper(QObject):
    """While it is active, a click takes a colour and is no click; Escape and the right button end it."""

    picked = Signal(QColor)
    active_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        """Not active."""
        super().__init__(parent)
        self.active = False
        self._swallow_release = False

    def start(self) -> None:
        """Wait for a click."""
        application = QApplication.instance()
        if self.active or not isinstance(application, QApplication):
            return
        self.active = True
        application.installEventFilter(self)
        QApplication.setOverrideCursor(Qt.CursorShape.CrossCursor)
        self.active_changed.emit(True)

    def stop(self) -> None:
        """Leave the mouse to everyone again."""
        if not self.active:
            return
        self.active = False
        QApplication.restoreOverrideCursor()
        if not self._swallow_release:
            self._remove()
        self.active_changed.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the click, and the release that belongs to it."""
        kind = event.type()
        if kind == QEvent.Type.MouseButtonRelease and self._swallow_release and watched.isWidgetType():
            self._swallow_release = False
            if not self.active:
                self._remove()
            return True
        if not self.active:
            return False
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent) and watched.isWidgetType():
            self._swallow_release = True
            place, left = event.globalPosition().toPoint(), event.button() == Qt.MouseButton.LeftButton
            self.stop()
            colour = colour_at(place) if left else None
            if colour is not None:
                self.picked.emit(colour)
            return True
        if kind == QEvent.Type.MouseButtonDblClick:
            return True
        if (
            kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.stop()
            return True
        return False

    def _remove(self) -> None:
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
