"""The notice bar above the canvas: what happened, and what can be done; it never stops the work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.i18n import tr
from app.theme import Theme


class NoticeBar(QFrame):
    """Shows one notice at a time; the next waits until it is closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Hidden while there is nothing to say."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._theme = theme
        self._waiting: list[tuple[str, list[tuple[str, Callable[[], None]]]]] = []
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self.close_button = QToolButton()
        self.close_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 8, 7)
        layout.addWidget(self.text, 1)
        layout.addLayout(self._buttons)
        layout.addWidget(self.close_button)
        self.hide()

    def tell(self, text: str, *choices: tuple[str, Callable[[], None]]) -> None:
        """Show `text` with a button for each (name, deed); a plain message replaces a plain message."""
        if not self.isHidden() and self._buttons.count():
            self._waiting.append((text, list(choices)))
            return
        self._clear()
        self.text.setText(text)
        self.setAccessibleName(text)
        for name, deed in choices:
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, deed=deed: self._chosen(deed))
            self._buttons.addWidget(button)
        self.retranslate()
        self.show()

    def dismiss(self) -> None:
        """Close this notice and show the next one, if one waits."""
        self.hide()
        self._clear()
        if self._waiting:
            text, choices = self._waiting.pop(0)
            self.tell(text, *choices)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self.close_button.setIcon(self._theme.icon("close"))
        self.close_button.setToolTip(tr("Close this message"))
        self.close_button.setAccessibleName(tr("Close this message"))

    def _chosen(self, deed: Callable[[], None]) -> None:
        self.dismiss()
        deed()

    def _clear(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
