"""Health messages of a run in plain words, each with the remedy that one click keeps for the next leg."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.panels.parts import label
from app.sentences import retold
from app.training.next_leg import told
from app.training.record import Health


class HealthList(QWidget):
    """The newest message of every rule, newest first; hidden while there is nothing to say."""

    accepted = Signal(object)
    taken_back = Signal()
    used_now = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to say yet."""
        super().__init__(parent)
        self._shown: object = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.remedies: list[QPushButton] = []
        self.now = QPushButton()
        self.back = QPushButton()
        self.hide()

    def show_health(self, health: Sequence[Health], pending: Mapping[str, Any], *, running: bool) -> None:
        """Show these messages; `pending` is what the next leg will do differently already."""
        newest = list({message.rule: message for message in health}.values())[::-1][:4]
        state = (tuple(newest), told(pending), running)
        if state == self._shown:
            return
        self._shown = state
        self._clear()
        for message in newest:
            self._rows.addWidget(self._row(message, pending))
        if pending:
            self._rows.addWidget(self._pending(pending, running=running))
        self.setVisible(bool(newest or pending))

    def forget(self) -> None:
        """Make everything anew at the next call: the language has changed."""
        self._shown = None

    def _row(self, message: Health, pending: Mapping[str, Any]) -> QFrame:
        text = QLabel(" ".join(retold(part) for part in (message.sentence, message.remedy) if part))
        text.setWordWrap(True)
        text.setToolTip(tr("Noticed at {seen} pictures", seen=f"{message.seen:,}"))
        row, layout = self._frame()
        layout.addWidget(text, 1)
        row.setAccessibleName(text.text())
        if message.changes:
            accepted = all(pending.get(key) == value for key, value in message.changes.items())
            button = QPushButton(tr("Chosen for the Next Leg") if accepted else tr("Do This"))
            button.setToolTip(told(message.changes))
            button.setAccessibleName(f"{tr('Do This')}: {retold(message.remedy) or told(message.changes)}")
            button.setEnabled(not accepted)
            button.clicked.connect(lambda _=False, changes=message.changes: self.accepted.emit(changes))
            layout.addWidget(button)
            self.remedies.append(button)
        return row

    def _pending(self, pending: Mapping[str, Any], *, running: bool) -> QFrame:
        row, layout = self._frame()
        words = label(tr("From the next leg on: {changes}", changes=told(pending)))
        words.setWordWrap(True)
        layout.addWidget(words, 1)
        self.now = QPushButton(tr("Pause and Go On with It") if running else tr("Go On with It"))
        self.now.clicked.connect(self.used_now)
        self.back = QPushButton(tr("Take Back"))
        self.back.clicked.connect(self.taken_back)
        layout.addWidget(self.now)
        layout.addWidget(self.back)
        return row

    def _frame(self) -> tuple[QFrame, QHBoxLayout]:
        frame = QFrame()
        frame.setObjectName("notice")
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(14, 6, 10, 6)
        return frame, layout

    def _clear(self) -> None:
        self.remedies = []
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
