"""Swatches to paint with: a person's own, which are cut out of pictures here, and those of Ganvas."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.document.material import Material
from app.document.style_shelf import MAX_NAME
from app.document.swatch_shelf import Swatch, cut, material_of
from app.editor.swatches import CropSource, Swatches
from app.i18n import tr
from app.panels.material_tiles import KEY, TileList, material_pixmap
from app.panels.widgets import Slider, dropped_pictures, label, picture_kinds
from app.settings import Settings
from app.theme import Theme

SIDE, VIEW = 40, 96
# Of a square that is cut out, in pixels of the picture.
SMALLEST = 16


class SwatchList(TileList):
    """Tiles of swatches: Return uses one, F2 renames it, Delete removes it."""

    renaming = Signal()
    removing = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename or remove the swatch in hand."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.renaming.emit()
        else:
            super().keyPressEvent(event)


class SwatchesBox(QWidget):
    """Bound to the shelf of swatches; emits `chosen` with the material of one.

    `picture_requested` asks for the picture that is on the canvas, to cut a swatch out of.
    """

    chosen = Signal(object)
    picture_requested = Signal()

    def __init__(
        self, swatches: Swatches, theme: Theme, settings: Settings, parent: QWidget | None = None
    ) -> None:
        """Show and change the shelf."""
        super().__init__(parent)
        self._swatches, self._theme, self._settings = swatches, theme, settings
        self._material: Material | None = None
        self.list, self.add = SwatchList(theme, SIDE), QPushButton()
        self._heading, self._hint = label(role="heading"), label(role="muted")
        self._hint.setWordWrap(True)
        self.add.setProperty("kind", "quiet")
        self.sources = QMenu(self)
        self._from_file = self.sources.addAction("", self.choose_file)
        self._from_picture = self.sources.addAction("", self.picture_requested.emit)
        self._from_clipboard = self.sources.addAction("", self.paste)
        self.add.setMenu(self.sources)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.itemClicked.connect(self._use)
        self.list.itemActivated.connect(self._use)
        self.list.renaming.connect(lambda: self._rename(self.list.currentItem()))
        self.list.removing.connect(lambda: self._remove(self.list.currentItem()))
        self.list.customContextMenuRequested.connect(self._menu)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list)
        layout.addWidget(self._hint)
        swatches.changed.connect(self._show)
        swatches.picture_read.connect(self._crop)
        swatches.kept.connect(self._use_new)

    def retranslate(self) -> None:
        """Take the words and colours in use."""
        self._heading.setText(tr("Swatches"))
        self.add.setText(tr("Add…"))
        self.add.setToolTip(tr("Cut a swatch out of a picture"))
        self._from_file.setText(tr("From a File…"))
        self._from_picture.setText(tr("From the Picture on the Canvas"))
        self._from_clipboard.setText(tr("From the Clipboard"))
        self._hint.setText(tr("Drop a photo of a material here to add a swatch of it."))
        self.list.setAccessibleName(tr("Swatches"))
        self.list.setAccessibleDescription(
            tr("Return uses a swatch; F2 renames and Delete removes one of your own")
        )
        self._show()

    def show_material(self, material: Material) -> None:
        """Show which swatch is in use, without saying that it was chosen."""
        self._material = material
        pixels = [swatch.material.swatch for swatch in self._swatches.swatches]
        rows = [row for row, swatch in enumerate(pixels) if swatch is not None and swatch is material.swatch]
        self.list.mark(rows[0] if rows else -1)

    def swatch_of(self, item: QListWidgetItem | None) -> Swatch | None:
        """The swatch that an item shows."""
        key = item.data(KEY) if item is not None else None
        return next((swatch for swatch in self._swatches.swatches if swatch.key == key), None)

    def choose_file(self) -> None:
        """Ask for a picture to cut a swatch out of."""
        kinds = picture_kinds()
        folder = str(self._settings.get("last_folder") or Path.home())
        name, _ = QFileDialog.getOpenFileName(self, tr("New Swatch"), folder, kinds)
        if name:
            self._settings.set("last_folder", str(Path(name).parent))
            self._swatches.open(Path(name))

    def paste(self) -> None:
        """Begin a swatch with the picture that was copied."""
        self.take(QApplication.clipboard().mimeData())

    def take(self, mime: QMimeData) -> None:
        """Begin a swatch with a picture that was dropped or copied: a file, or an image."""
        paths = dropped_pictures(mime)
        if paths:
            self._swatches.open(paths[0])
        else:
            self._swatches.open(image=QImage(mime.imageData()) if mime.hasImage() else None)

    def _show(self) -> None:
        shown = [shown_material(swatch) for swatch in self._swatches.swatches]
        self.list.show_materials(shown, [swatch.key for swatch in self._swatches.swatches])

    def _crop(self, source: CropSource) -> None:
        dialog = CropDialog(source, self._theme, self)
        dialog.accepted.connect(lambda: self._swatches.add(source, dialog.square, dialog.name))
        dialog.open()

    def _use_new(self, key: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(KEY) == key:
                self._use(self.list.item(row))

    def _use(self, item: QListWidgetItem) -> None:
        swatch = self.swatch_of(item)
        if swatch is not None:
            self.chosen.emit(shown_material(swatch))

    def _rename(self, item: QListWidgetItem | None) -> None:
        swatch = self.swatch_of(item)
        if swatch is None or not swatch.own:
            return
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Rename Swatch"))
        dialog.setLabelText(tr("Name of the swatch"))
        dialog.setTextValue(swatch.name)
        dialog.setOkButtonText(tr("Rename"))
        dialog.setCancelButtonText(tr("Cancel"))

        def entered(text: str) -> None:
            name = text.strip()[:MAX_NAME]
            # Without a name nobody would find it again.
            if name and name != swatch.name:
                self._swatches.rename(swatch, name)

        dialog.textValueSelected.connect(entered)
        dialog.open()

    def _remove(self, item: QListWidgetItem | None) -> None:
        swatch = self.swatch_of(item)
        if swatch is not None and swatch.own:
            self._swatches.drop(swatch)

    def _menu(self, place: QPoint) -> None:
        # The key for menus asks for the tile in hand, wherever the pointer is.
        under = self.list.indexAt(place).row()
        item = self.list.item(under if under >= 0 else self.list.currentRow())
        swatch = self.swatch_of(item)
        if swatch is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Use"), partial(self._use, item))
        for text, handler in ((tr("Rename"), self._rename), (tr("Remove"), self._remove)):
            menu.addAction(text, partial(handler, item)).setEnabled(swatch.own)
        menu.popup(self.list.viewport().mapToGlobal(place))


def shown_material(swatch: Swatch) -> Material:
    """The material of a swatch, under the name that it has in the language of the window."""
    return swatch.material if swatch.own else replace(swatch.material, name=tr(swatch.name))


# How a swatch is cut out of a picture: with a square that can be moved and made larger.


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
        self.view, self.size_slider = CropView(source), Slider(Qt.Orientation.Horizontal)
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
