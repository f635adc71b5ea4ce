"""What every step of the training dialog is: a page that knows the plan and says when it is complete."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.panels.widgets import label
from app.training.wizard.plan import Plan


class Step(QWidget):
    """A page with a heading. `changed`: it may be complete now; `advance`: a person is done with it."""

    changed = Signal()
    advance = Signal()
    title = ""
    heading = ""

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        """Bound to `plan`."""
        super().__init__(parent)
        self.plan = plan
        self.head, self.words = label(role="title"), label(role="muted")
        self.words.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(20, 16, 20, 12)
        self.column.setSpacing(10)
        self.column.addWidget(self.head)
        self.column.addWidget(self.words)

    @property
    def complete(self) -> bool:
        """Whether the next step may follow."""
        return True

    @property
    def next_words(self) -> str:
        """What the button says that leads on."""
        return tr("Next")

    def enter(self) -> None:
        """The page comes into sight."""

    def leave(self) -> None:
        """The page goes out of sight: whatever it started ends."""

    def retranslate(self) -> None:
        """Take the words in use."""
        self.head.setText(tr(self.heading))
        self.setAccessibleName(tr(self.heading))
