"""The view of a document in a widget: panes, zoom and pan, where a pointer is, and pixels as Qt sees them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.document.strokes import Rect
from app.editor.editor import Editor
from app.settings import Settings

# Where things are on the canvas: panes, zoom and pan as pure values, without a widget.


GAP = 12
MARGIN = 20
CAPTION = 26
SMALLEST, LARGEST = 0.02, 64.0


@dataclass(frozen=True)
class View:
    """How paper of (width, height) pixels lies in a pane: screen = paper * scale + offset."""

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_paper(self, x: float, y: float) -> tuple[float, float]:
        """The paper position under a position in the pane."""
        return (x - self.x) / self.scale, (y - self.y) / self.scale

    def to_pane(self, x: float, y: float) -> tuple[float, float]:
        """The position in the pane of a paper position."""
        return x * self.scale + self.x, y * self.scale + self.y

    def zoomed(self, factor: float, x: float, y: float) -> View:
        """Zoom by `factor` so that the paper under (x, y) stays there."""
        scale = min(LARGEST, max(SMALLEST, self.scale * factor))
        ratio = scale / self.scale
        return View(scale, x - (x - self.x) * ratio, y - (y - self.y) * ratio)

    def panned(self, dx: float, dy: float) -> View:
        """Move the paper by screen pixels."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def covered(self, rect: Rect, grow: int = 2) -> Rect:
        """The pane pixels that show `rect` of the paper."""
        left, top = self.to_pane(rect.left, rect.top)
        right, bottom = self.to_pane(rect.right, rect.bottom)
        return Rect(int(left) - grow, int(top) - grow, int(right) + grow + 1, int(bottom) + grow + 1)


def fitted(paper: tuple[int, int], pane: tuple[int, int]) -> View:
    """The view that shows all of `paper` (width, height) in the middle of `pane` (width, height)."""
    room_x, room_y = max(1, pane[0] - 2 * MARGIN), max(1, pane[1] - 2 * MARGIN - CAPTION)
    scale = min(LARGEST, max(SMALLEST, min(room_x / paper[0], room_y / paper[1])))
    return centred(paper, pane, scale)


def centred(paper: tuple[int, int], pane: tuple[int, int], scale: float) -> View:
    """The view at `scale` with the paper in the middle of the pane."""
    x = (pane[0] - paper[0] * scale) / 2
    y = (pane[1] + CAPTION - paper[1] * scale) / 2
    return View(scale, x, y)


def panes(mode: str, width: int, height: int) -> tuple[Rect | None, Rect | None]:
    """The panes (sketch, picture) of a canvas: beside each other, or one below the other if it is tall."""
    whole = Rect(0, 0, width, height)
    if mode == "picture":
        return None, whole
    if mode != "split":
        return whole, None
    if width >= height * 0.9:
        middle = width // 2
        return Rect(0, 0, middle - GAP // 2, height), Rect(middle + GAP // 2, 0, width, height)
    middle = height // 2
    return Rect(0, 0, width, middle - GAP // 2), Rect(0, middle + GAP // 2, width, height)


@dataclass(frozen=True)
class ViewOptions:
    """What settings of these names say; read when one changes, not with every move of the pen."""

    view: str
    onion_opacity: float
    mirror: bool
    compare: bool
    brush_size: float
    eraser_size: float
    material_size: float
    guide_visible: bool

    @classmethod
    def read(cls, settings: Settings) -> ViewOptions:
        """The options as they are now."""
        return cls(**{field.name: settings.get(field.name) for field in fields(cls)})


class Viewport(QWidget):
    """Sketch and picture in panes with one zoom and one place; the wheel moves both."""

    zoom_changed = Signal(float)

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        """Show the editor's document."""
        super().__init__(parent)
        self._editor = editor
        self._view = View()
        self._fits = True
        self._options = ViewOptions.read(editor.settings)
        editor.settings.changed.connect(self._setting_changed)

    @property
    def view(self) -> View:
        """Zoom and pan; the same in both panes."""
        return self._view

    def pane_rects(self) -> tuple[Rect | None, Rect | None]:
        """The panes (sketch, picture) as they lie in the widget."""
        return panes(self._options.view, self.width(), self.height())

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
        self._set_view(fitted(self._editor.document.size, (pane.width, pane.height)), fits=True)

    def fit_width(self) -> None:
        """The paper as wide as its pane, its upper edge in sight."""
        pane, paper = self._pane_at(QPointF(1, 1)), self._editor.document.size
        scale = min(LARGEST, max(SMALLEST, max(1, pane.width - 2 * MARGIN) / paper[0]))
        view = centred(paper, (pane.width, pane.height), scale)
        self._set_view(view.panned(0, max(0.0, MARGIN + CAPTION - view.y)), fits=False)

    def actual_size(self) -> None:
        """One pixel of paper on one pixel of the screen."""
        pane = self._pane_at(QPointF(1, 1))
        self._set_view(centred(self._editor.document.size, (pane.width, pane.height), 1.0), fits=False)

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

    def _setting_changed(self, name: str) -> None:
        if name in ViewOptions.__dataclass_fields__:
            self._options = ViewOptions.read(self._editor.settings)
            self.fit() if name == "view" and self._fits else self.update()

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


# The line between original and picture on the canvas: where it lies and when it is taken hold of.


REACH = 8


@dataclass(frozen=True)
class Split:
    """Left of the line the original is seen, right of it the picture; `share` of the pane's width."""

    share: float = 0.5

    def x(self, pane: Rect) -> float:
        """The line's place in the widget, within `pane`."""
        return pane.left + self.share * pane.width

    def near(self, pane: Rect, x: float, y: float) -> bool:
        """Whether a widget position takes hold of the line."""
        return pane.top <= y < pane.bottom and abs(x - self.x(pane)) <= REACH

    def moved(self, pane: Rect, x: float) -> Split:
        """The line under a widget position, never outside of the pane."""
        return Split(min(0.98, max(0.02, (x - pane.left) / max(1, pane.width))))


# Rows of pixels and images of Qt.


def image_view(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage over (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA rows.

    It is valid while the array lives and is not moved.
    """
    if not pixels.flags.c_contiguous:
        raise ValueError("a view needs rows that lie together")
    height, width = pixels.shape[:2]
    formats = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888}
    format_ = formats.get(pixels.size // (height * width), QImage.Format.Format_RGBA8888)
    return QImage(pixels.data, width, height, pixels.strides[0], format_)


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """The pixels (H, W, 4) RGBA of a QImage, copied."""
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return rows[:, : rgba.width() * 4].reshape(rgba.height(), rgba.width(), 4).copy()
