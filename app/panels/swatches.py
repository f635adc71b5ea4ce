"""Swatches to paint with: a person's own, which can be added, renamed and removed, and those of Ganvas."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document.material import Material
from app.document.style_shelf import MAX_NAME
from app.document.swatch_shelf import Swatch
from app.editor.files import PICTURE_SUFFIXES
from app.editor.swatches import CropSource, Swatches
from app.i18n import tr
from app.panels.material_tiles import KEY, TileList
from app.panels.swatch_crop import CropDialog
from app.panels.widgets import label
from app.settings import Settings
from app.theme import Theme

SIDE = 40


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
        kinds = tr("Pictures") + " (" + " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES) + ")"
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
        local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        paths = [path for path in local if path.suffix.lower() in PICTURE_SUFFIXES]
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
