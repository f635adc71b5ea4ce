"""The eyedropper: the next click anywhere in the program takes the colour that is seen there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication


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
