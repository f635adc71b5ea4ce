"""How the canvas is painted over a face: the photo with eyes and mask, the picture and its original."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app.canvas.compare import Split
from app.canvas.images import image_view
from app.canvas.painter import CanvasPainter
from app.canvas.view import View
from app.document.face import Face, Pixels, Point
from app.document.geometry import Rect
from app.i18n import tr

_MASK_ALPHA = 0.5


class FacePainter(CanvasPainter):
    """Paints sketches as `CanvasPainter` does, and faces."""

    def invitation(self, painter: QPainter, pane: Rect, view: View) -> None:
        """An empty sheet of a model that makes faces."""
        paper = self._paper(painter, pane, view)
        painter.fillRect(paper, self._theme.colour("panel"))
        painter.setPen(QPen(self._theme.colour("line"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(paper)
        hint = tr("or take a face from the samples")
        self._empty(painter, paper, "picture", tr("Drop a photo of a face here"), hint)
        painter.restore()
        self._caption(painter, pane, tr("Photo"))

    def photo(
        self,
        painter: QPainter,
        pane: Rect,
        view: View,
        face: Face,
        *,
        clicked: Sequence[Point],
        picking: bool,
        onion: bool,
    ) -> None:
        """The original with eyes and mask; with `onion` the picture, with the mask over it."""
        paper = self._paper(painter, pane, view)
        shown = self._document.result if onion else face.original
        self._picture(painter, paper, shown if shown is not None else face.original)
        self._mask(painter, paper)
        eyes = list(clicked) if picking else [] if face.place is None else list(face.place.eyes)
        if face.photo is not None and not onion:
            for x, y in eyes:
                left, top = view.to_pane(x * face.photo.scale, y * face.photo.scale)
                self._eye(painter, left, top)
        painter.restore()
        title = tr("Original") if not onion else tr("Picture")
        if picking:
            title = tr("Click the second eye") if clicked else tr("Click both eyes of the face")
        self._caption(painter, pane, title)

    def edited(
        self, painter: QPainter, pane: Rect, view: View, face: Face, *, split: Split | None, original: bool
    ) -> None:
        """The edited picture; the original in its place while a key is held, or left of a line."""
        paper = self._paper(painter, pane, view)
        result = self._document.result
        before = face.original
        self._picture(painter, paper, before if original or result is None else result)
        if split is not None and not original and result is not None:
            x = split.x(pane) - pane.left
            painter.save()
            left = QRectF(0, 0, x, pane.height)
            painter.setClipRect(left, Qt.ClipOperation.IntersectClip)
            self._picture(painter, paper, before)
            painter.restore()
            for colour, wide in ((QColor(255, 255, 255, 200), 3.0), (QColor(40, 40, 40, 220), 1.0)):
                painter.setPen(QPen(colour, wide))
                painter.drawLine(QPointF(x, 0), QPointF(x, pane.height))
        painter.restore()
        title = tr("Original") if original else tr("Picture")
        if split is not None and not original:
            title = tr("Original | Picture")
        elif face.code is None and not original:
            title = tr("No face was found yet")
        self._caption(painter, pane, title)

    def _picture(self, painter: QPainter, paper: QRectF, pixels: Pixels | None) -> None:
        if pixels is None:
            painter.fillRect(paper, self._theme.colour("panel"))
            return
        # A coarse or small picture is enlarged smoothly: its pixels are no pixels of the paper.
        if pixels.shape[1] < paper.width():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(paper, image_view(pixels))

    def _mask(self, painter: QPainter, paper: QRectF) -> None:
        """Where edits may show, tinted; nothing while nothing was painted."""
        sketch = self._document.sketch
        if self._document.blank:
            return
        height, width = sketch.shape
        image = QImage(sketch.data, width, height, sketch.strides[0], QImage.Format.Format_Indexed8)
        tint = self._theme.colour("accent")
        red, green, blue = tint.red(), tint.green(), tint.blue()
        image.setColorTable(
            [QColor(red, green, blue, round((255 - ink) * _MASK_ALPHA)).rgba() for ink in range(256)]
        )
        painter.drawImage(paper, image)

    def _eye(self, painter: QPainter, x: float, y: float) -> None:
        """A ring with a cross, seen on light and dark skin alike."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, wide in ((QColor(255, 255, 255, 220), 3.5), (QColor(20, 20, 20, 230), 1.5)):
            painter.setPen(QPen(colour, wide))
            painter.drawEllipse(QPointF(x, y), 7, 7)
            painter.drawLine(QPointF(x - 11, y), QPointF(x - 4, y))
            painter.drawLine(QPointF(x + 4, y), QPointF(x + 11, y))
        painter.restore()
