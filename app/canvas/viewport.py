"""The view of a document in a widget: its panes, zoom and pan, and where on the paper a pointer is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.canvas.view import View, centred, fitted, panes
from app.document.geometry import Rect
from app.studio import Studio


class Viewport(QWidget):
    """Sketch and picture in panes with one zoom and one place; the wheel moves both."""

    zoom_changed = Signal(float)

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """Show the studio's document."""
        super().__init__(parent)
        self._studio = studio
        self._view = View()
        self._fits = True

    @property
    def view(self) -> View:
        """Zoom and pan; the same in both panes."""
        return self._view

    def pane_rects(self) -> tuple[Rect | None, Rect | None]:
        """The panes (sketch, picture) as they lie in the widget."""
        return panes(self._studio.settings.get("view"), self.width(), self.height())

    def to_paper(self, position: QPointF) -> tuple[float, float]:
        """The sketch position under a widget position, seen in whichever pane it lies."""
        pane = self._pane_at(position)
        return self._view.to_paper(position.x() - pane.left, position.y() - pane.top)

    def to_widget(self, x: float, y: float) -> QPointF:
        """The widget position of a sketch position, in the sketch pane where there is one."""
        pane = self.pane_rects()[0] or self.pane_rects()[1] or Rect(0, 0, 1, 1)
        left, top = self._view.to_pane(x, y)
        return QPointF(left + pane.left, top + pane.top)

    def zoom(self, factor: float, position: QPointF | None = None) -> None:
        """Zoom about `position`, or about the middle."""
        pane = self._pane_at(position or QPointF(1, 1))
        if position is None:
            x, y = pane.width / 2, pane.height / 2
        else:
            x, y = position.x() - pane.left, position.y() - pane.top
        self._set_view(self._view.zoomed(factor, x, y), fits=False)

    def fit(self) -> None:
        """Show the whole paper, also when the window changes its size."""
        pane = self._pane_at(QPointF(1, 1))
        self._set_view(fitted(self._studio.document.size, (pane.width, pane.height)), fits=True)

    def actual_size(self) -> None:
        """One pixel of paper on one pixel of the screen."""
        pane = self._pane_at(QPointF(1, 1))
        self._set_view(centred(self._studio.document.size, (pane.width, pane.height), 1.0), fits=False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; with Shift, or on a touch pad, pan."""
        pixels = event.pixelDelta()
        if not pixels.isNull() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._set_view(self._view.panned(pixels.x(), pixels.y()), fits=False)
        elif event.angleDelta().y():
            self.zoom(1.2 ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stay fitted, if it was."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def _pane_at(self, position: QPointF) -> Rect:
        sketch, picture = self.pane_rects()
        if sketch is not None and picture is not None:
            inside = picture.left <= position.x() and picture.top <= position.y()
            return picture if inside else sketch
        return sketch or picture or Rect(0, 0, 1, 1)

    def _sketch_position(self, position: QPointF) -> tuple[float, float]:
        pane = self.pane_rects()[0] or Rect(0, 0, 1, 1)
        return self._view.to_paper(position.x() - pane.left, position.y() - pane.top)

    def _set_view(self, view: View, *, fits: bool) -> None:
        self._view, self._fits = view, fits
        self.zoom_changed.emit(view.scale)
        self.update()
