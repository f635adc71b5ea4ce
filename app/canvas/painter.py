"""How the canvas is painted: paper, picture, captions and empty states."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.canvas.images import image_view
from app.canvas.view import CAPTION, MARGIN, View
from app.document.document import Document
from app.document.geometry import Rect
from app.i18n import tr
from app.theme import Theme


class CanvasPainter:
    """Paints the document into panes with the colours of a theme."""

    def __init__(self, document: Document, theme: Theme) -> None:
        """Paint `document` dressed in `theme`."""
        self._document = document
        self._theme = theme

    def sketch(self, painter: QPainter, pane: Rect, view: View, *, onion: float | None) -> None:
        """The paper; with `onion` in (0, 1], the picture shines through from below by that much."""
        paper = self._paper(painter, pane, view)
        image = image_view(self._document.sketch)
        below, opacity = self._document.source.underlay, 1.0
        if onion is not None and self._document.result is not None:
            below, opacity = self._document.result, onion
        if below is not None:
            painter.fillRect(paper, Qt.GlobalColor.white)
            painter.setOpacity(opacity)
            painter.drawImage(paper, image_view(below))
            painter.setOpacity(1.0)
            # Paper is transparent and ink is not: what is darker wins.
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.drawImage(paper, image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        else:
            painter.drawImage(paper, image)
        if self._document.blank and not self._document.drawing:
            self._empty(painter, paper, "brush", tr("Draw here"), tr("or drop a drawing or a photo"))
        painter.restore()
        self._caption(painter, pane, tr("Sketch") if self._document.source.underlay is None else tr("Photo"))

    def picture(self, painter: QPainter, pane: Rect, view: View, note: str) -> None:
        """The newest picture; without one, what will make it appear."""
        paper = self._paper(painter, pane, view)
        result = self._document.result
        if result is None:
            painter.fillRect(paper, self._theme.colour("panel"))
            painter.setPen(QPen(self._theme.colour("line"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(paper)
            title = note or tr("The picture appears here")
            self._empty(painter, paper, "picture", title, tr("while you draw") if not note else "")
        else:
            painter.drawImage(paper, image_view(result))
        painter.restore()
        self._caption(painter, pane, tr("Picture"))

    def mirror_axis(self, painter: QPainter, pane: Rect, view: View) -> None:
        """The line about which strokes are mirrored."""
        width, height = self._document.size
        top, bottom = view.to_pane(width / 2, 0), view.to_pane(width / 2, height)
        painter.save()
        painter.setClipRect(_qrect(pane))
        painter.translate(pane.left, pane.top)
        painter.setPen(QPen(self._theme.colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(*top), QPointF(*bottom))
        painter.restore()

    def pen(self, painter: QPainter, x: float, y: float, radius: float) -> None:
        """The outline of the tool at a canvas position."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, wide in ((QColor(255, 255, 255, 160), 3.0), (QColor(40, 40, 40, 200), 1.0)):
            painter.setPen(QPen(colour, wide))
            painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.restore()

    def _paper(self, painter: QPainter, pane: Rect, view: View) -> QRectF:
        """Clip to the pane, move to it, and lay a sheet with a soft edge; `restore` ends it."""
        painter.save()
        painter.setClipRect(_qrect(pane), Qt.ClipOperation.IntersectClip)
        painter.translate(pane.left, pane.top)
        width, height = self._document.size
        paper = QRectF(view.x, view.y, width * view.scale, height * view.scale)
        painter.setPen(Qt.PenStyle.NoPen)
        for spread in (5, 3, 1):
            painter.setBrush(QColor(0, 0, 0, 14))
            painter.drawRoundedRect(paper.adjusted(-spread, -spread + 1, spread, spread + 1), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # Enlarged, a pixel is a pixel; reduced, lines stay smooth.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, view.scale < 3)
        return paper

    def _caption(self, painter: QPainter, pane: Rect, text: str) -> None:
        font = painter.font()
        font.setPixelSize(12)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        rect = QRect(pane.left + MARGIN, pane.top, pane.width - 2 * MARGIN, CAPTION + 8)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _empty(self, painter: QPainter, paper: QRectF, icon: str, title: str, hint: str) -> None:
        grey = QColor("#605d58") if icon == "brush" else self._theme.colour("muted")
        middle = paper.center()
        side = 34
        pixmap = self._theme.pixmap(icon, side * 2, "muted")
        painter.setOpacity(0.7)
        painter.drawPixmap(QRectF(middle.x() - side / 2, middle.y() - 52, side, side).toRect(), pixmap)
        painter.setOpacity(1.0)
        painter.setPen(grey)
        font = painter.font()
        for text, size, bold, down in ((title, 16, True, 2), (hint, 13, False, 28)):
            font.setPixelSize(size)
            font.setBold(bold)
            painter.setFont(font)
            rect = QRectF(paper.left(), middle.y() + down - 10, paper.width(), 26)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _qrect(rect: Rect) -> QRect:
    return QRect(rect.left, rect.top, rect.width, rect.height)
