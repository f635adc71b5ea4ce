"""How the canvas is painted: paper, picture, captions and empty states."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app.canvas.viewport import CAPTION, MARGIN, Split, View, ViewOptions, image_view
from app.document.document import Document
from app.document.face import Face, Point
from app.document.strokes import Rect
from app.editor.editor import Editor
from app.i18n import tr
from app.theme import Theme
from engine.types import Pixels

_GUIDE_ALPHA = 0.5


class CanvasPainter:
    """Paints the document into panes with the colours of a theme."""

    def __init__(self, document: Document, theme: Theme) -> None:
        """Paint `document` dressed in `theme`."""
        self._document = document
        self._theme = theme
        self.dress()

    def dress(self) -> None:
        """Take the captions of the language, and the colours, in use."""
        names = ("surround", "panel", "line", "muted", "accent")
        self.surround, self._panel, self._line, self._muted, self._accent = map(self._theme.colour, names)
        self._captions = {"sketch": tr("Sketch"), "photo": tr("Photo"), "picture": tr("Picture")}

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
        caption = "sketch" if self._document.source.underlay is None else "photo"
        self._caption(painter, pane, self._captions[caption])

    def guide(self, painter: QPainter, pane: Rect, view: View, layer: Pixels) -> None:
        """What is painted for the model to follow, (H, W, 4): lightly, and lines stay black under it."""
        painter.save()
        painter.setClipRect(_qrect(pane), Qt.ClipOperation.IntersectClip)
        painter.translate(pane.left, pane.top)
        width, height = self._document.size
        painter.setOpacity(_GUIDE_ALPHA)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        painter.drawImage(QRectF(view.x, view.y, width * view.scale, height * view.scale), image_view(layer))
        painter.restore()

    def picture(self, painter: QPainter, pane: Rect, view: View, note: str) -> None:
        """The newest picture; without one, what will make it appear."""
        paper = self._paper(painter, pane, view)
        result = self._document.result
        if result is None:
            painter.fillRect(paper, self._panel)
            painter.setPen(QPen(self._line, 1, Qt.PenStyle.DashLine))
            painter.drawRect(paper)
            title = note or tr("The picture appears here")
            self._empty(painter, paper, "picture", title, tr("while you draw") if not note else "")
        else:
            painter.drawImage(paper, image_view(result))
        painter.restore()
        self._caption(painter, pane, self._captions["picture"])

    def mirror_axis(self, painter: QPainter, pane: Rect, view: View) -> None:
        """The line about which strokes are mirrored."""
        width, height = self._document.size
        top, bottom = view.to_pane(width / 2, 0), view.to_pane(width / 2, height)
        painter.save()
        painter.setClipRect(_qrect(pane))
        painter.translate(pane.left, pane.top)
        painter.setPen(QPen(self._accent, 1, Qt.PenStyle.DashLine))
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
        painter.setPen(self._muted)
        rect = QRect(pane.left + MARGIN, pane.top, pane.width - 2 * MARGIN, CAPTION + 8)
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _empty(self, painter: QPainter, paper: QRectF, icon: str, title: str, hint: str) -> None:
        grey = QColor("#605d58") if icon == "brush" else self._muted
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


# How the canvas is painted over a face: the photo with eyes and mask, the picture and its original.


_MASK_ALPHA = 0.5


class FacePainter(CanvasPainter):
    """Paints sketches as `CanvasPainter` does, and faces."""

    def invitation(self, painter: QPainter, pane: Rect, view: View) -> None:
        """An empty sheet of a model that makes faces."""
        paper = self._paper(painter, pane, view)
        painter.fillRect(paper, self._panel)
        painter.setPen(QPen(self._line, 1, Qt.PenStyle.DashLine))
        painter.drawRect(paper)
        hint = tr("or take a face from the samples")
        self._empty(painter, paper, "picture", tr("Drop a photo of a face here"), hint)
        painter.restore()
        self._caption(painter, pane, self._captions["photo"])

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
        title = tr("Original") if not onion else self._captions["picture"]
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
        title = tr("Original") if original else self._captions["picture"]
        if split is not None and not original:
            title = tr("Original | Picture")
        elif face.code is None and not original:
            title = tr("No face was found yet")
        self._caption(painter, pane, title)

    def _picture(self, painter: QPainter, paper: QRectF, pixels: Pixels | None) -> None:
        if pixels is None:
            painter.fillRect(paper, self._panel)
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
        tint = self._accent
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


# What is seen in the two panes of the canvas: sketch and picture, or a photo and its edited face.


class Scene:
    """Chooses how the editor's document is painted; the canvas says where."""

    def __init__(self, editor: Editor, theme: Theme) -> None:
        """Paint the document of `editor` dressed in `theme`."""
        self._editor = editor
        self.painter = FacePainter(editor.document, theme)

    def paper(self, painter: QPainter, pane: Rect, view: View, options: ViewOptions) -> None:
        """The pane that is drawn on: the sketch, or the photo with its mask."""
        faces, document = self._editor.faces, self._editor.document
        onion = options.view == "onion"
        if document.face is not None:
            clicked, picking = faces.eyes, faces.picking
            self.painter.photo(
                painter, pane, view, document.face, clicked=clicked, picking=picking, onion=onion
            )
        elif self._editor.makes_faces and document.blank:
            self.painter.invitation(painter, pane, view)
        else:
            self.painter.sketch(painter, pane, view, onion=options.onion_opacity if onion else None)
            if document.guide is not None and options.guide_visible and "guide" in self._editor.capabilities:
                self.painter.guide(painter, pane, view, document.guide)
        if options.mirror:
            self.painter.mirror_axis(painter, pane, view)

    def picture(
        self, painter: QPainter, pane: Rect, view: View, split: Split | None, *, original: bool
    ) -> None:
        """The pane of the result, beside its original where `split` compares them."""
        face = self._editor.document.face
        if face is None:
            self.painter.picture(painter, pane, view, self._note())
            return
        self.painter.edited(painter, pane, view, face, split=split, original=original)

    def _note(self) -> str:
        if self._editor.model is None:
            return tr("Opening the model…") if self._editor.loading else tr("No model is open")
        return tr("The edited face appears here") if self._editor.makes_faces else ""
