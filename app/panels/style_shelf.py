"""The shelf: styles that a person keeps of the open model, with names; a click draws with one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.document.style_shelf import ShelfStyle
from app.editor.editor import Editor
from app.i18n import tr
from app.panels.widgets import label
from app.theme import Theme

SIDE = 42
_KEY = Qt.ItemDataRole.UserRole


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
            item.setToolTip(style.name)
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
