"""Everything that can be undone, as commands over the document."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QUndoCommand

from app.document.document import Document, ModelName
from app.document.history import HistoryStore
from app.document.styles import Styles
from app.document.tiles import TileDiff


class PaintCommand(QUndoCommand):
    """A change of the sketch: a stroke, a clearing, an imported drawing."""

    def __init__(
        self, document: Document, store: HistoryStore, diff: TileDiff, text: str, *, done: bool = False
    ) -> None:
        """Describe `diff`; `done` when the document already shows it, as after a stroke."""
        super().__init__(text)
        self._document = document
        self._store = store
        self._key = store.put(diff)
        self._done = done

    def redo(self) -> None:
        """Apply the change."""
        if self._done:
            self._done = False
        else:
            self._document.toggle(self._store.get(self._key))

    def undo(self) -> None:
        """Take the change back."""
        self._document.toggle(self._store.get(self._key))


class StylesCommand(QUndoCommand):
    """A change of the styles: another one used, pinned, rolled, mixed."""

    MIX: ClassVar[int] = 1

    def __init__(self, document: Document, after: Styles, text: str, merge: int = -1) -> None:
        """Go from the document's styles to `after`; commands of one `merge` number become one."""
        super().__init__(text)
        self._document = document
        self._before = document.styles
        self._after = after
        self._merge = merge

    def id(self) -> int:
        """Qt's number for commands that may merge, -1 for none."""
        return self._merge

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later move of the same slider into this one."""
        if not isinstance(other, StylesCommand):
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        """Show the styles after the change."""
        self._document.set_styles(self._after)

    def undo(self) -> None:
        """Show the styles before the change."""
        self._document.set_styles(self._before)


class ModelCommand(QUndoCommand):
    """Another model, together with styles that fit it."""

    def __init__(self, document: Document, model: ModelName, styles: Styles, text: str) -> None:
        """Go from the document's model to `model`."""
        super().__init__(text)
        self._document = document
        self._before = (document.model, document.styles)
        self._after = (model, styles)

    def redo(self) -> None:
        """Switch to the new model."""
        self._show(*self._after)

    def undo(self) -> None:
        """Switch back to the model before."""
        self._show(*self._before)

    def _show(self, model: ModelName, styles: Styles) -> None:
        self._document.set_styles(styles)
        self._document.set_model(model)
