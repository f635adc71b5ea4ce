"""Materials as small tiles in a list: how one is painted, and a list that grows with its rows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from app.canvas.viewport import image_view
from app.document.material import Material
from app.panels.widgets import plain_tip
from app.theme import Theme

KEY = Qt.ItemDataRole.UserRole


def material_pixmap(
    material: Material, side: int, theme: Theme, *, chosen: bool = False, ratio: float = 2.0
) -> QPixmap:
    """A rounded tile of `side` units: the colour, or the swatch; framed and ticked where it is chosen."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    frame, path = QRectF(0.5, 0.5, side - 1, side - 1), QPainterPath()
    path.addRoundedRect(frame, 5, 5)
    painter.setClipPath(path)
    painter.fillPath(path, QColor(*material.colour))
    if material.swatch is not None:
        painter.drawImage(frame, _square(image_view(material.swatch)))
    painter.setClipping(False)
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawPath(path)
    if chosen:
        painter.setPen(QPen(theme.colour("accent"), 2.5))
        painter.drawRoundedRect(frame.adjusted(1, 1, -1, -1), 5, 5)
        # A tick as well: colour alone says nothing to some eyes.
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        middle = QPoint(side - 8, side - 8)
        painter.drawEllipse(middle, 6, 6)
        painter.setPen(QPen(theme.colour("on_accent"), 1.6))
        painter.drawPolyline([middle + point for point in (QPoint(-3, 0), QPoint(-1, 2), QPoint(3, -2))])
    painter.end()
    return pixmap


def _square(image: QImage) -> QImage:
    """The square in the middle."""
    side = min(image.width(), image.height())
    return image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)


class TileList(QListWidget):
    """Tiles in rows that wrap; Return, the space bar or a click choose one. It is as high as its rows."""

    def __init__(self, theme: Theme, side: int, parent: QWidget | None = None) -> None:
        """No tiles yet; each will be `side` units wide."""
        super().__init__(parent)
        self._theme, self.side = theme, side
        self._materials: list[Material] = []
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(side, side))
        self.setGridSize(QSize(side + 6, side + 6))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(
            "QListWidget { background: transparent; border: none; }"
            "QListWidget::item { padding: 0px; } QListWidget::item:selected { background: transparent; }"
        )

    def show_materials(self, materials: list[Material], keys: list[str] | None = None) -> None:
        """Show tiles for `materials`, which have `keys`; the one that is in hand stays so by its key."""
        before = self.current_key()
        self._materials = materials
        self.blockSignals(True)
        self.clear()
        for place, material in enumerate(materials):
            item = QListWidgetItem(self)
            item.setData(KEY, keys[place] if keys else str(place))
            item.setSizeHint(QSize(self.side + 4, self.side + 4))
            item.setToolTip(plain_tip(material.name))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, material.name)
            self._dress(item, material)
            if keys and keys[place] == before:
                self.setCurrentItem(item)
        self.blockSignals(False)
        self._fit()

    def current_key(self) -> str | None:
        """The key of the tile in hand."""
        row = self.currentRow()
        return None if row < 0 else str(self.item(row).data(KEY))

    def material_of(self, item: QListWidgetItem) -> Material:
        """What a tile shows."""
        return self._materials[self.row(item)]

    def mark(self, row: int) -> None:
        """Show the tile of a row as chosen; -1 shows none so."""
        self.blockSignals(True)
        if row < 0:
            self.clearSelection()
            self.setCurrentRow(-1)
        else:
            self.setCurrentRow(row)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar chooses, as Return does."""
        choosing = event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if choosing and self.currentRow() >= 0:
            self.itemActivated.emit(self.currentItem())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for every row."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """A few tiles."""
        return QSize(4 * (self.side + 6), self.side + 8)

    def sizeHint(self) -> QSize:
        """Eight tiles in a row."""
        return QSize(8 * (self.side + 6), self.height())

    def _fit(self) -> None:
        columns = max(1, (self.viewport().width() - 1) // self.gridSize().width())
        rows = -(-max(1, self.count()) // columns)
        self.setFixedHeight(rows * self.gridSize().height() + 4)

    def _dress(self, item: QListWidgetItem, material: Material) -> None:
        icon = QIcon(material_pixmap(material, self.side, self._theme))
        icon.addPixmap(material_pixmap(material, self.side, self._theme, chosen=True), QIcon.Mode.Selected)
        item.setIcon(icon)
