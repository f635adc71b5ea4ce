"""The styles panel: roll, pin and use variants in a grid; below it the styles of pictures, and the shelf."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.document.styles import COUNTS
from app.editor.editor import Editor
from app.editor.styles import LARGEST_SEED
from app.i18n import tr
from app.panels.own_styles import ExemplarsBox, ShelfBox
from app.panels.widgets import ComboBox, SpinBox, label, scrolled
from app.theme import Theme

SPACE = 8
SMALLEST = 74
BADGE = 22


class StyleGrid(QWidget):
    """Shows the document's variants; a click uses one, the pin in its corner keeps it."""

    used = Signal(int)
    pinned = Signal(int, bool)

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the variants of the editor's document."""
        super().__init__(parent)
        self._editor = editor
        self._theme = theme
        self._hover = -1
        self._focus = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        editor.document.styles_changed.connect(self._changed)
        editor.live.grid_changed.connect(self.update)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self.setAccessibleName(tr("Style variants"))
        self.setAccessibleDescription(tr("Arrow keys move, Return uses a style, P keeps it"))

    def hasHeightForWidth(self) -> bool:
        """As many rows as the width makes necessary."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all rows."""
        columns, side = self._columns(width)
        rows = -(-max(1, len(self._editor.document.styles.variants)) // columns)
        return rows * (side + SPACE) - SPACE + 4

    def sizeHint(self) -> QSize:
        """Three columns of comfortable pictures."""
        return QSize(280, self.heightForWidth(280))

    def minimumSizeHint(self) -> QSize:
        """Two columns."""
        return QSize(2 * SMALLEST + SPACE, self.heightForWidth(max(self.width(), 160)))

    def cell(self, place: int) -> QRect:
        """Where the variant at `place` is shown."""
        columns, side = self._columns(self.width())
        return QRect(
            (place % columns) * (side + SPACE) + 2,
            (place // columns) * (side + SPACE) + 2,
            side - 4,
            side - 4,
        )

    def place_at(self, point: QPoint) -> int:
        """Which variant lies under a point, or -1."""
        count = len(self._editor.document.styles.variants)
        return next((place for place in range(count) if self.cell(place).contains(point)), -1)

    def pin_rect(self, place: int) -> QRect:
        """The corner of a cell that pins it."""
        cell = self.cell(place)
        return QRect(cell.right() - BADGE - 2, cell.top() + 4, BADGE, BADGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells that are in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        styles = self._editor.document.styles
        chosen = styles.chosen()
        for place, variant in enumerate(styles.variants):
            cell = self.cell(place)
            if not cell.intersects(event.rect().adjusted(-8, -8, 8, 8)):
                continue
            path = QPainterPath()
            path.addRoundedRect(cell, 8, 8)
            pixels = self._editor.live.thumbnails.get(variant.code)
            painter.save()
            painter.setClipPath(path)
            if pixels is not None:
                painter.drawImage(cell, image_view(pixels))
            else:
                self._swatch(painter, cell, variant.code)
            painter.restore()
            if pixels is None:
                painter.setPen(self._theme.colour("muted"))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(place + 1))
            self._frame(
                painter, cell, path, chosen=place == chosen, focused=self.hasFocus() and place == self._focus
            )
            if variant.pinned or place == self._hover:
                self._pin(painter, place, variant.pinned)

    def _swatch(self, painter: QPainter, cell: QRect, code: tuple[float, ...]) -> None:
        """Before there is a picture: quiet paper, so that nobody takes it for one."""
        painter.fillRect(cell, self._theme.colour("hover" if code else "panel"))

    def _frame(
        self, painter: QPainter, cell: QRect, path: QPainterPath, *, chosen: bool, focused: bool
    ) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawPath(path)
        if chosen:
            painter.setPen(QPen(self._theme.colour("accent"), 3))
            painter.drawRoundedRect(cell, 8, 8)
            # A tick as well: colour alone says nothing to some eyes.
            badge = QRect(cell.left() + 5, cell.bottom() - 22, 18, 18)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            painter.drawEllipse(badge)
            painter.setPen(QPen(self._theme.colour("on_accent"), 2))
            middle = badge.center()
            points = [QPoint(-4, 1), QPoint(-1, 4), QPoint(5, -2)]
            painter.drawPolyline([middle + point for point in points])
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(cell.adjusted(4, 4, -4, -4), 6, 6)

    def _pin(self, painter: QPainter, place: int, pinned: bool) -> None:
        rect = self.pin_rect(place)
        painter.setPen(Qt.PenStyle.NoPen)
        veil = QColor(self._theme.colour("panel"))
        veil.setAlpha(225)
        painter.setBrush(veil)
        painter.drawRoundedRect(rect, 6, 6)
        side = BADGE - 6
        pixmap = self._theme.pixmap("pinned" if pinned else "pin", side * 2, "accent" if pinned else "text")
        painter.drawPixmap(rect.adjusted(3, 3, -3, -3), pixmap)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Use a style, or pin it when its corner is hit."""
        place = self.place_at(event.position().toPoint())
        if place < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        self._focus = place
        if self.pin_rect(place).contains(event.position().toPoint()):
            self.pinned.emit(place, not self._editor.document.styles.variants[place].pinned)
        else:
            self.used.emit(place)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the pin of the cell under the pointer."""
        hover = self.place_at(event.position().toPoint())
        if hover != self._hover:
            self._hover = hover
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the pin."""
        self._hover = -1
        self.update()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the grid, use and pin."""
        count = len(self._editor.document.styles.variants)
        columns, _ = self._columns(self.width())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
        key = Qt.Key(event.key())
        if key in steps and count:
            self._focus = min(count - 1, max(0, self._focus + steps[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and count:
            self.used.emit(self._focus)
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell of the style under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.place_at(event.pos())
            if place >= 0:
                variant = self._editor.document.styles.variants[place]
                text = tr("Style {number}, seed {seed}", number=place + 1, seed=variant.seed)
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _columns(self, width: int) -> tuple[int, int]:
        columns = max(2, (width + SPACE) // (SMALLEST + SPACE + 10))
        return columns, (width - SPACE * (columns - 1)) // columns

    def _changed(self) -> None:
        self._focus = min(self._focus, max(0, len(self._editor.document.styles.variants) - 1))
        self.updateGeometry()
        self.update()


class StylesPanel(QWidget):
    """Bound to the styles of the document; shows itself when the model has styles."""

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the styles of the editor's document."""
        super().__init__(parent)
        self._editor, self._theme, self._actions = editor, theme, actions
        self.grid = StyleGrid(editor, theme)
        self.grid.used.connect(editor.styling.use_variant)
        self.grid.pinned.connect(editor.styling.pin_variant)
        self.count, self.seed = ComboBox(), SpinBox()
        self.roll = QPushButton()
        self.exemplars = ExemplarsBox(editor, theme, actions)
        self.shelf = ShelfBox(editor, theme, actions)
        self._count_label, self._seed_label = label(role="muted"), label(role="muted")
        self._empty = label(role="muted")
        self._build()
        editor.document.styles_changed.connect(self._show)
        editor.model_changed.connect(self._show)
        self.retranslate()

    def _build(self) -> None:
        for count in COUNTS:
            self.count.addItem(str(count), count)
        self.count.activated.connect(self._count_chosen)
        self.seed.setRange(0, LARGEST_SEED)
        self.seed.setKeyboardTracking(False)
        self.seed.lineEdit().setTextMargins(6, 0, 6, 0)
        self.seed.editingFinished.connect(self._seed_entered)
        self.roll.setProperty("kind", "primary")
        self.roll.clicked.connect(self._actions["reroll"].trigger)
        self._empty.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.roll, 1)
        head.addWidget(self._count_label)
        head.addWidget(self.count)
        seed = QHBoxLayout()
        seed.setSpacing(8)
        seed.addWidget(self._seed_label)
        seed.addWidget(self.seed, 1)
        inside = QWidget()
        below = QVBoxLayout(inside)
        below.setContentsMargins(12, 0, 0, 10)
        below.setSpacing(10)
        for part in (self._empty, self.grid, self.exemplars, self.shelf):
            below.addWidget(part)
        below.addStretch(1)
        # At least one row of variants stays in sight.
        scroll = scrolled(inside, 112)
        top = QVBoxLayout()
        top.setContentsMargins(12, 4, 12, 0)
        top.setSpacing(10)
        top.addLayout(head)
        top.addLayout(seed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(top)
        layout.addWidget(scroll, 1)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self.roll.setText(tr("Roll New Styles"))
        self.roll.setToolTip(tr("New variants; pinned ones stay"))
        self._count_label.setText(tr("Variants"))
        self.count.setToolTip(tr("How many variants the grid shows"))
        self.count.setAccessibleName(tr("Variants"))
        self._seed_label.setText(tr("Seed"))
        self.seed.setToolTip(tr("The same seed gives the same styles again"))
        self.seed.setAccessibleName(tr("Seed"))
        self._empty.setText(tr("Styles appear here as soon as a model is open."))
        for part in (self.grid, self.exemplars, self.shelf):
            part.retranslate()
        self._show()

    def _show(self) -> None:
        styles, capabilities = self._editor.document.styles, self._editor.capabilities
        self._empty.setVisible(not styles.variants)
        self.roll.setEnabled("style" in capabilities)
        self.exemplars.setVisible("encode_style" in capabilities)
        self.count.setCurrentIndex(max(0, self.count.findData(styles.count)))
        self.seed.blockSignals(True)
        self.seed.setValue(styles.seed)
        self.seed.blockSignals(False)

    def _count_chosen(self) -> None:
        self._editor.styling.reroll(self._editor.document.styles.seed, int(self.count.currentData()))

    def _seed_entered(self) -> None:
        if self.seed.value() != self._editor.document.styles.seed:
            self._editor.styling.reroll(self.seed.value())
