"""The dialog in which a swatch is cut out of a picture: a square that can be moved and made larger."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.canvas.qimage import image_view
from app.document.style_shelf import MAX_NAME
from app.document.swatch_shelf import cut, material_of
from app.editor.swatches import CropSource
from app.i18n import tr
from app.panels.material_tiles import material_pixmap
from app.panels.widgets import label
from app.theme import Theme

SMALLEST = 16
VIEW = 96


class CropView(QWidget):
    """The picture with the square over it.

    The mouse moves the square, its wheel makes it larger and smaller; so do the arrow keys, plus and minus.
    """

    changed = Signal()

    def __init__(self, source: CropSource, parent: QWidget | None = None) -> None:
        """The square begins in the middle, half as large as the picture's shorter side."""
        super().__init__(parent)
        height, width = source.pixels.shape[:2]
        self._width, self._height = width, height
        self._pixmap = QPixmap.fromImage(image_view(source.pixels))
        self.largest = min(width, height)
        self.smallest = min(SMALLEST, self.largest)
        self.side = max(self.smallest, self.largest // 2)
        self.left, self.top = (width - self.side) // 2, (height - self.side) // 2
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setCursor(Qt.CursorShape.SizeAllCursor)

    def sizeHint(self) -> QSize:
        """Large enough to see the stuff."""
        return QSize(420, 300)

    def set_square(self, left: int, top: int, side: int) -> None:
        """Move the square, as far as the picture goes."""
        self.side = max(self.smallest, min(side, self.largest))
        self.left = max(0, min(left, self._width - self.side))
        self.top = max(0, min(top, self._height - self.side))
        self.update()
        self.changed.emit()

    def resize_square(self, side: int) -> None:
        """Make the square larger or smaller around its middle."""
        side = max(self.smallest, min(side, self.largest))
        self.set_square(self.left + (self.side - side) // 2, self.top + (self.side - side) // 2, side)

    def picture_rect(self) -> QRectF:
        """Where the picture is shown."""
        size = QSize(self._width, self._height).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, darker outside the square."""
        painter, place = QPainter(self), self.picture_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        scale = place.width() / self._width
        left, top = place.left() + self.left * scale, place.top() + self.top * scale
        square = QRectF(left, top, self.side * scale, self.side * scale)
        painter.fillRect(place, QColor(0, 0, 0, 120))
        painter.drawPixmap(square, self._pixmap, QRectF(self.left, self.top, self.side, self.side))
        ring = self.palette().highlight().color() if self.hasFocus() else QColor("white")
        for colour, width in ((QColor("black"), 4), (ring, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(square)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the middle of the square here."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._centre(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the square."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._centre(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Larger and smaller."""
        self.resize_square(round(self.side * (1.1 if event.angleDelta().y() > 0 else 1 / 1.1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and resize by the keyboard."""
        stride = max(1, self.largest // 40)
        moves = {
            Qt.Key.Key_Left: (-stride, 0),
            Qt.Key.Key_Right: (stride, 0),
            Qt.Key.Key_Up: (0, -stride),
            Qt.Key.Key_Down: (0, stride),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self.set_square(self.left + moves[key][0], self.top + moves[key][1], self.side)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.resize_square(self.side + (-stride if key == Qt.Key.Key_Minus else stride))
        else:
            super().keyPressEvent(event)

    def _centre(self, point: QPointF) -> None:
        place = self.picture_rect()
        scale = place.width() / self._width
        x, y = (point.x() - place.left()) / scale, (point.y() - place.top()) / scale
        self.set_square(round(x - self.side / 2), round(y - self.side / 2), self.side)


class CropDialog(QDialog):
    """Where in the picture, and how it is called; accepted, `square` and `name` say so."""

    def __init__(self, source: CropSource, theme: Theme, parent: QWidget | None = None) -> None:
        """Cut a swatch out of `source`."""
        super().__init__(parent)
        self._source, self._theme = source, theme
        self.setWindowTitle(tr("New Swatch"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view, self.size_slider = CropView(source), QSlider(Qt.Orientation.Horizontal)
        self.name_edit, self.preview = QLineEdit(source.name[:MAX_NAME]), QLabel()
        self.size_slider.setRange(self.view.smallest, self.view.largest)
        self.size_slider.setAccessibleName(tr("Size of the square"))
        self.size_slider.setToolTip(tr("How much of the picture the swatch shows"))
        self.view.setAccessibleName(tr("Picture with the square that is cut out"))
        self.view.setToolTip(tr("Drag the square; arrow keys move it, plus and minus resize it"))
        self.name_edit.setMaxLength(MAX_NAME)
        self.name_edit.setAccessibleName(tr("Name of the swatch"))
        self.name_edit.setToolTip(tr("What the swatch is called on the shelf"))
        self.preview.setFixedSize(VIEW, VIEW)
        self.preview.setAccessibleName(tr("The swatch"))
        hint = label(tr("Choose a place where nothing but the material is seen."), "muted")
        hint.setWordWrap(True)
        buttons = QDialogButtonBox()
        add = buttons.addButton(tr("Add Swatch"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        add.setDefault(True)
        # The default button is bold, which its own size hint does not know.
        add.setMinimumWidth(add.fontMetrics().horizontalAdvance(add.text()) * 5 // 4 + 28)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        fields = QVBoxLayout()
        fields.addWidget(hint)
        fields.addWidget(self.size_slider)
        fields.addWidget(self.name_edit)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.preview)
        below.addLayout(fields, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(self.view, 1)
        layout.addLayout(below)
        layout.addWidget(buttons)
        self.view.changed.connect(self._show)
        self.size_slider.valueChanged.connect(self.view.resize_square)
        self._show()

    @property
    def square(self) -> tuple[int, int, int]:
        """Left, top and side, in pixels of the picture."""
        return self.view.left, self.view.top, self.view.side

    @property
    def name(self) -> str:
        """What the swatch is to be called; without a name nobody would find it again."""
        return self.name_edit.text().strip() or tr("Swatch")

    def _show(self) -> None:
        left, top, side = self.square
        self.size_slider.blockSignals(True)
        self.size_slider.setValue(side)
        self.size_slider.blockSignals(False)
        swatch = material_of(cut(self._source.pixels, left, top, side))
        self.preview.setPixmap(material_pixmap(swatch, VIEW, self._theme))
