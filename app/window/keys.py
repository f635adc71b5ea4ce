"""Keys of actions: those of the table, those that a person chose, and actions found by typing their names."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS, CANVAS_KEYS, MENUS
from app.i18n import tr
from app.panels.widgets import label
from app.settings import Settings


def keys_of(settings: Settings) -> dict[str, list[QKeySequence]]:
    """The keys of every action: a person's own one, or those of the table that no other action was given."""
    own = {name: settings.load(f"shortcuts/{name}") for name in ACTIONS}
    taken = {QKeySequence(str(keys)).toString() for keys in own.values() if keys}
    made: dict[str, list[QKeySequence]] = {}
    for name, spec in ACTIONS.items():
        if own[name] is not None:
            made[name] = [QKeySequence(str(own[name]))] if own[name] else []
        else:
            listed = QKeySequence.listFromString(spec.shortcut)
            made[name] = [keys for keys in listed if not keys.isEmpty() and keys.toString() not in taken]
    return made


def shortcut_of(settings: Settings, name: str) -> str:
    """The first of the keys of an action; empty where it has none."""
    keys = keys_of(settings)[name]
    return keys[0].toString() if keys else ""


def give_canvas_keys(canvas: QWidget, actions: Mapping[str, QAction]) -> None:
    """Keys that mean an action while `canvas` has the focus, and something else in fields and lists."""
    for name, keys in CANVAS_KEYS.items():
        shortcut = QShortcut(QKeySequence(keys), canvas)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(actions[name].trigger)


class ShortcutDialog(QDialog):
    """One row per action; a shortcut that another action has is refused with its name."""

    def __init__(
        self, settings: Settings, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Change the shortcuts of `actions`, kept in `settings`."""
        super().__init__(parent)
        self._settings, self._actions = settings, actions
        self.setWindowTitle(tr("Keyboard Shortcuts"))
        self.resize(560, 560)
        self.table = QTableWidget(len(ACTIONS), 2)
        self.table.setHorizontalHeaderLabels([tr("Action"), tr("Shortcut")])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(1, 190)
        self.editors: dict[str, QKeySequenceEdit] = {}
        for row, (name, spec) in enumerate(ACTIONS.items()):
            self.table.setItem(row, 0, QTableWidgetItem(tr(spec.text)))
            editor = QKeySequenceEdit(QKeySequence(shortcut_of(settings, name)))
            editor.setMaximumSequenceLength(1)
            editor.setClearButtonEnabled(True)
            editor.setAccessibleName(tr(spec.text))
            editor.editingFinished.connect(lambda name=name: self._edited(name))
            self.table.setCellWidget(row, 1, editor)
            self.table.setRowHeight(row, 38)
            self.editors[name] = editor
        self.message = label(role="muted")
        buttons = QDialogButtonBox()
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.AcceptRole)
        reset = buttons.addButton(tr("Reset All"), QDialogButtonBox.ButtonRole.ResetRole)
        close.clicked.connect(self.accept)
        reset.clicked.connect(self._reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(self.table)
        layout.addWidget(self.message)
        layout.addWidget(buttons)

    def _edited(self, name: str) -> None:
        wanted = self.editors[name].keySequence()
        for other, action in self._actions.items():
            if other != name and not wanted.isEmpty() and wanted in action.shortcuts():
                text = tr(
                    "{keys} already belongs to “{action}”.", keys=wanted.toString(), action=action.text()
                )
                self.message.setText(text)
                self.editors[name].setKeySequence(self._actions[name].shortcut())
                return
        self.message.setText("")
        if wanted == self._actions[name].shortcut():
            return
        self._settings.save(f"shortcuts/{name}", wanted.toString())
        self._actions[name].setShortcut(wanted)

    def _reset(self) -> None:
        for name in ACTIONS:
            self._settings.save(f"shortcuts/{name}", None)
        for name, keys in keys_of(self._settings).items():
            self._actions[name].setShortcuts(keys)
            self.editors[name].setKeySequence(self._actions[name].shortcut())
        self.message.setText("")


class CommandPalette(QDialog):
    """Every action by its name: type some of it, choose, and it is done."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        """Find one of `actions`."""
        super().__init__(parent)
        self._actions = actions
        self.chosen: QAction | None = None
        self.setWindowTitle(tr("Commands"))
        self.resize(460, 360)
        self.text, self.list = QLineEdit(), QListWidget()
        self.text.setPlaceholderText(tr("Type what you are looking for"))
        self.text.setAccessibleName(tr("Type what you are looking for"))
        self.list.setAccessibleName(tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text.installEventFilter(self)
        self.text.textChanged.connect(self._find)
        self.text.returnPressed.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.text)
        layout.addWidget(self.list, 1)
        if parent is not None:
            self.move(parent.mapToGlobal(QPoint((parent.width() - self.width()) // 2, 60)))
        self._find()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys walk through what is found while the words are typed."""
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _find(self) -> None:
        words = self.text.text().casefold().split()
        found: list[tuple[bool, bool, str, QAction]] = []
        for name, spec in ACTIONS.items():
            action = self._actions[name]
            menu = tr(MENUS[spec.menu]).replace("&", "") if spec.menu else ""
            # By its English name, too: guides speak of that.
            searched = f"{menu} {action.text()} {spec.text} {tr(spec.tip)}".casefold()
            if all(word in searched for word in words):
                in_name = all(word in action.text().casefold() for word in words)
                found.append((action.isEnabled(), in_name, f"{menu}: {action.text()}", action))
        self.list.clear()
        for usable, _, text, action in sorted(found, key=lambda one: (not one[0], not one[1])):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QListWidgetItem(f"{text}    {keys}" if keys else text)
            item.setData(Qt.ItemDataRole.UserRole, action.objectName())
            item.setToolTip(action.toolTip())
            if not usable:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _choose(self) -> None:
        items = self.list.selectedItems()
        if items:
            self.chosen = self._actions[items[0].data(Qt.ItemDataRole.UserRole)]
            self.accept()
