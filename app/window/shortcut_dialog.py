"""The dialog that shows and changes every shortcut; made from the table of actions."""

from __future__ import annotations

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QKeySequenceEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS
from app.i18n import tr
from app.panels.widgets import label
from app.settings import Settings


def shortcut_of(settings: Settings, name: str) -> str:
    """The shortcut of an action: the person's own, or the one of the table."""
    own = settings.load(f"shortcuts/{name}")
    return str(own) if own is not None else ACTIONS[name].shortcut


class ShortcutDialog(QDialog):
    """One row per action; a shortcut that another action has is refused with its name."""

    def __init__(
        self, settings: Settings, actions: dict[str, QAction], parent: QWidget | None = None
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
            if other != name and not wanted.isEmpty() and action.shortcut() == wanted:
                text = tr(
                    "{keys} already belongs to “{action}”.", keys=wanted.toString(), action=action.text()
                )
                self.message.setText(text)
                self.editors[name].setKeySequence(self._actions[name].shortcut())
                return
        self.message.setText("")
        self._settings.save(f"shortcuts/{name}", wanted.toString())
        self._actions[name].setShortcut(wanted)

    def _reset(self) -> None:
        for name, spec in ACTIONS.items():
            self._settings.save(f"shortcuts/{name}", None)
            self._actions[name].setShortcut(QKeySequence(spec.shortcut))
            self.editors[name].setKeySequence(QKeySequence(spec.shortcut))
        self.message.setText("")
