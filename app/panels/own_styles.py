"""A person's own styles: read off pictures and mixed in, or kept on the shelf of the open model."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.style_shelf import ShelfStyle
from app.document.styles import MAX_EXEMPLARS, Exemplar
from app.editor.editor import Editor
from app.i18n import tr
from app.panels.widgets import PictureDrops, Slider, ValueSlider, label, plain_tip
from app.theme import Theme

WELL, VIEW, SIDE = 56, 30, 42
_KEY = Qt.ItemDataRole.UserRole

# Pictures whose styles are mixed in: dropped or chosen, each with its weight, all with one slider.


class PictureWell(PictureDrops, QLabel):
    """A place to drop pictures on, or to click to choose some."""

    chosen = Signal()
    dropped = Signal(object)

    def __init__(self, side: int = WELL, parent: QWidget | None = None) -> None:
        """An empty well."""
        super().__init__(parent)
        self.setFixedSize(side, side)
        self.setAcceptDrops(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def dress(self, theme: Theme, pixmap: QPixmap | None = None) -> None:
        """Show a picture, or the sign of one; take the colours in use."""
        if pixmap is None or pixmap.isNull():
            self.setPixmap(theme.pixmap("picture", 28, "muted"))
        else:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.setPixmap(pixmap.scaled(self.size(), keep, smooth))
        line, field = theme.name("line"), theme.name("field")
        self.setStyleSheet(f"border: 1px dashed {line}; border-radius: 8px; background: {field};")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose files."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()


class ExemplarRow(QWidget):
    """One exemplar: its picture and name, how much it counts, and a button that takes it out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty row."""
        super().__init__(parent)
        self.view, self.name, self.share = QLabel(), label(), label(role="muted")
        self.weight, self.remove = Slider(Qt.Orientation.Horizontal), QToolButton()
        self.view.setFixedSize(VIEW, VIEW)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.weight.setRange(0, 100)
        self.share.setMinimumWidth(36)
        self.share.setAlignment(Qt.AlignmentFlag.AlignRight)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.addWidget(self.view, 0, 0, 2, 1)
        layout.addWidget(self.name, 0, 1)
        layout.addWidget(self.share, 0, 2)
        layout.addWidget(self.weight, 1, 1, 1, 2)
        layout.addWidget(self.remove, 0, 3, 2, 1)
        layout.setColumnStretch(1, 1)

    def show_exemplar(self, exemplar: Exemplar, share: float, theme: Theme) -> None:
        """Show an exemplar, and which share of the whole it has."""
        pixmap = QPixmap()
        if exemplar.thumbnail:
            pixmap.loadFromData(exemplar.thumbnail)
        if pixmap.isNull():
            pixmap = theme.pixmap("picture", VIEW, "muted")
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.view.setPixmap(pixmap.scaled(VIEW, VIEW, keep, smooth))
        metrics, name = self.name.fontMetrics(), exemplar.name
        self.name.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, 130))
        self.name.setToolTip(plain_tip(name))
        self.share.setText(f"{share:.0%}")
        self.weight.blockSignals(True)
        self.weight.setValue(round(exemplar.weight * 100))
        self.weight.blockSignals(False)
        self.weight.setAccessibleName(tr("Weight of {name}", name=name))
        self.weight.setToolTip(tr("How much this style counts among the others"))
        self.remove.setIcon(theme.icon("close"))
        self.remove.setToolTip(tr("Take this picture's style out again"))
        self.remove.setAccessibleName(tr("Remove {name}", name=name))


class ExemplarsBox(PictureDrops, QWidget):
    """Bound to the exemplars of the document."""

    dropped = Signal(object)

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the exemplars of the editor's document."""
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self.well = PictureWell()
        self.rows: list[ExemplarRow] = []
        self.mix = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
        self._heading, self._hint = label(role="heading"), label(role="muted")
        self._hint.setWordWrap(True)
        self.mix.changed.connect(editor.styling.set_mix)
        self.well.chosen.connect(actions["style_picture"].trigger)
        self.well.dropped.connect(self.dropped)
        self.setAcceptDrops(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._heading)
        words.addWidget(self._hint)
        words.addWidget(self.mix)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.well, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(self._list)
        editor.document.styles_changed.connect(self._show)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self._heading.setText(tr("Style from pictures"))
        self._hint.setText(tr("Drop photos of textures or other objects."))
        self.well.setToolTip(tr("Drop photos here, or click to choose some"))
        self.well.setAccessibleName(tr("Style from pictures"))
        self.mix.set_text(tr("Mix"), tr("From the chosen variant to the pictures' style"))
        self._show()

    def _show(self) -> None:
        styles, theme = self._editor.document.styles, self._theme
        while len(self.rows) > len(styles.exemplars):
            row = self.rows.pop()
            self._list.removeWidget(row)
            row.deleteLater()
        while len(self.rows) < len(styles.exemplars):
            self._add_row()
        total = sum(exemplar.weight for exemplar in styles.exemplars)
        for row, exemplar in zip(self.rows, styles.exemplars, strict=True):
            row.show_exemplar(exemplar, exemplar.weight / total if total else 0.0, theme)
            row.weight.setVisible(len(self.rows) > 1)
            row.share.setVisible(len(self.rows) > 1)
        self.mix.setVisible(bool(styles.exemplars))
        self._hint.setVisible(not styles.exemplars)
        self.well.setEnabled(len(styles.exemplars) < MAX_EXEMPLARS)
        self.mix.show_value(styles.mix)
        self.well.dress(theme)

    def _add_row(self) -> None:
        row, place = ExemplarRow(self), len(self.rows)
        row.weight.valueChanged.connect(lambda value: self._editor.styling.set_weight(place, value / 100))
        row.remove.clicked.connect(lambda: self._editor.styling.remove(place))
        self.rows.append(row)
        self._list.addWidget(row)


# The shelf: styles that a person keeps of the open model, with names; a click draws with one.


class ShelfList(QListWidget):
    """A strip of styles: Return uses one, F2 renames it, Delete removes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty strip."""
        super().__init__(parent)
        self.removing = QAction(self)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setGridSize(QSize(SIDE + 26, SIDE + 28))
        self.setFixedHeight(SIDE + 44)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the style in hand."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removing.trigger()
        else:
            super().keyPressEvent(event)


class ShelfBox(QWidget):
    """Bound to the shelf of the editor's model, for the way that the document goes."""

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the shelf."""
        super().__init__(parent)
        self._editor, self._theme, self._new = editor, theme, ""
        self.list, self.keep = ShelfList(), QPushButton()
        self._heading, self._empty = label(role="heading"), label(role="muted")
        self._empty.setWordWrap(True)
        self.keep.setProperty("kind", "quiet")
        self.keep.clicked.connect(actions["keep_style"].trigger)
        self.list.itemClicked.connect(self._use)
        self.list.itemActivated.connect(self._use)
        self.list.itemChanged.connect(self._renamed)
        self.list.removing.triggered.connect(self._remove)
        self.list.customContextMenuRequested.connect(self._menu)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        editor.styling.shelf_changed.connect(self._show)
        editor.styling.style_kept.connect(self._name_new)

    def retranslate(self) -> None:
        """Take the words in use."""
        self._heading.setText(tr("My styles"))
        self.keep.setText(tr("Keep Style"))
        self.keep.setToolTip(tr("Put the style in use on your shelf"))
        self._empty.setText(tr("Styles that you keep stay here, also for other drawings."))
        self.list.setAccessibleName(tr("My styles"))
        self.list.setAccessibleDescription(tr("Return uses a style, F2 renames it, Delete removes it"))
        self._show()

    def style_of(self, item: QListWidgetItem | None) -> ShelfStyle | None:
        """The style that an item shows."""
        key = item.data(_KEY) if item is not None else None
        return next((style for style in self._editor.styling.shelf if style.key == key), None)

    def _show(self) -> None:
        styles, list_ = self._editor.styling.shelf, self.list
        list_.blockSignals(True)
        list_.clear()
        for style in styles:
            pixmap = QPixmap()
            if style.thumbnail:
                pixmap.loadFromData(style.thumbnail)
            if pixmap.isNull():
                pixmap = self._theme.pixmap("picture", SIDE, "muted")
            item = QListWidgetItem(QIcon(pixmap), style.name)
            item.setData(_KEY, style.key)
            item.setToolTip(plain_tip(style.name))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            list_.addItem(item)
        list_.blockSignals(False)
        list_.setVisible(bool(styles))
        self._empty.setVisible(not styles)

    def _name_new(self, key: str) -> None:
        """A style that was just kept asks for its name, where the window is looked at."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(_KEY) == key:
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item)
                if self.window().isActiveWindow():
                    self.list.setFocus()
                    self.list.editItem(item)

    def _use(self, item: QListWidgetItem) -> None:
        style = self.style_of(item)
        if style is not None:
            self._editor.styling.use_kept(style)

    def _renamed(self, item: QListWidgetItem) -> None:
        style, name = self.style_of(item), item.text().strip()
        if style is None or name == style.name:
            return
        if name:
            self._editor.styling.rename(style, name)
        else:
            # Without a name nobody would find it again.
            item.setText(style.name)

    def _remove(self) -> None:
        style = self.style_of(self.list.currentItem())
        if style is not None:
            self._editor.styling.drop(style)

    def _menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        style = self.style_of(item)
        if item is None or style is None:
            return
        self.list.setCurrentItem(item)
        menu = QMenu(self)
        menu.addAction(tr("Use"), lambda: self._editor.styling.use_kept(style))
        menu.addAction(tr("Mix In"), lambda: self._editor.styling.mix_kept(style))
        menu.addAction(tr("Rename"), lambda: self.list.editItem(item))
        menu.addAction(tr("Remove"), lambda: self._editor.styling.drop(style))
        menu.exec(self.list.mapToGlobal(place))
