"""Everything that can be undone, as commands over the document."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from typing import IO, ClassVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QUndoCommand

from app.document.document import Document, ModelName
from app.document.face import Face
from app.document.strokes import TileDiff
from app.document.styles import Source, Styles

# Where undo keeps its bytes: memory up to a budget, a temporary file beyond it, nothing forgotten.


BUDGET = 64 * 2**20


class HistoryStore:
    """Holds tile differences by number; the oldest move to disk when memory passes `budget` bytes."""

    def __init__(self, budget: int = BUDGET) -> None:
        """Keep at most `budget` bytes of compressed tiles in memory."""
        self._budget = budget
        self._next = 0
        self._memory: OrderedDict[int, TileDiff] = OrderedDict()
        self._disk: dict[int, list[tuple[int, int, int, int]]] = {}
        self._file: IO[bytes] | None = None
        self.in_memory = 0

    def put(self, diff: TileDiff) -> int:
        """Keep `diff`; returns the number to get it back with."""
        key, self._next = self._next, self._next + 1
        self._memory[key] = diff
        self.in_memory += diff.size
        while self.in_memory > self._budget and len(self._memory) > 1:
            self._spill(*self._memory.popitem(last=False))
        return key

    def get(self, key: int) -> TileDiff:
        """The difference kept under `key`, from memory or from disk."""
        if key in self._memory:
            return self._memory[key]
        if self._file is None:
            raise KeyError(key)
        tiles = []
        for row, column, offset, length in self._disk[key]:
            self._file.seek(offset)
            tiles.append((row, column, self._file.read(length)))
        return TileDiff(tuple(tiles))

    def drop(self, key: int) -> None:
        """Forget `key`, whose command can never be done again."""
        diff = self._memory.pop(key, None)
        if diff is not None:
            self.in_memory -= diff.size
        self._disk.pop(key, None)

    def close(self) -> None:
        """Forget everything and give the temporary file back."""
        self._memory.clear()
        self._disk.clear()
        self.in_memory = 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _spill(self, key: int, diff: TileDiff) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="ganvas-undo-")  # noqa: SIM115 - lives as long as the store
        offset = self._file.seek(0, 2)
        places = []
        for row, column, packed in diff.tiles:
            self._file.write(packed)
            places.append((row, column, offset, len(packed)))
            offset += len(packed)
        self._disk[key] = places
        self.in_memory -= diff.size


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
            self._toggle(self._store.get(self._key))

    def undo(self) -> None:
        """Take the change back."""
        self._toggle(self._store.get(self._key))

    def _toggle(self, diff: TileDiff) -> None:
        self._document.toggle(diff)


class GuideCommand(PaintCommand):
    """A change of the guide: a stroke of a material or of its eraser, a fill, a clearing."""

    def _toggle(self, diff: TileDiff) -> None:
        self._document.toggle_guide(diff)


class StylesCommand(QUndoCommand):
    """A change of the styles: another one used, pinned, rolled, mixed."""

    MIX: ClassVar[int] = 1
    # Of the first exemplar; each has a number of its own.
    WEIGHTS: ClassVar[int] = 2

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

    def __init__(
        self, document: Document, model: ModelName, styles: Styles, source: Source, text: str
    ) -> None:
        """Go from the document's model to `model`, with styles and a way that it knows."""
        super().__init__(text)
        self._document = document
        self._before = (document.model, document.styles, document.source)
        self._after = (model, styles, source)

    def redo(self) -> None:
        """Switch to the new model."""
        self._show(*self._after)

    def undo(self) -> None:
        """Switch back to the model before."""
        self._show(*self._before)

    def _show(self, model: ModelName, styles: Styles, source: Source) -> None:
        self._document.set_styles(styles)
        if source is not self._document.source:
            self._document.set_source(source)
        self._document.set_model(model)


class FaceCommand(QUndoCommand):
    """A change of the face: found, taken apart, a slider moved, locked, mixed."""

    _MERGED: ClassVar[int] = 1000

    def __init__(self, document: Document, after: Face, text: str, move: int = 0) -> None:
        """Go from the document's face to `after`; commands of one `move`, a drag of a slider, become one."""
        super().__init__(text)
        self._document = document
        self._before, self._after = document.face, after
        self._move, self._continued = move, move > 0

    def id(self) -> int:
        """Qt's number for commands that may merge, -1 for none."""
        return self._MERGED + self._move if self._move else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a later step of the same move into this one."""
        if not isinstance(other, FaceCommand):
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        """Show the face after the change."""
        self._document.set_face(self._after, continued=self._continued)
        self._continued = False

    def undo(self) -> None:
        """Show the face before the change."""
        self._document.set_face(self._before)


class SourceCommand(QUndoCommand):
    """Another way to go, or another photo of the same size under the paper; with styles that fit it."""

    def __init__(self, document: Document, source: Source, styles: Styles, text: str) -> None:
        """Go from the document's source to `source`."""
        super().__init__(text)
        self._document = document
        self._before = (document.source, document.styles)
        self._after = (source, styles)

    def redo(self) -> None:
        """Show the new source."""
        self._show(*self._after)

    def undo(self) -> None:
        """Show the source before."""
        self._show(*self._before)

    def _show(self, source: Source, styles: Styles) -> None:
        self._document.set_styles(styles)
        self._document.set_source(source)


class PaperCommand(QUndoCommand):
    """Another paper with another face or photo under it, such as a sample that takes the photo's place."""

    def __init__(
        self,
        document: Document,
        sketch: NDArray[np.uint8],
        face: Face | None,
        text: str,
        source: Source | None = None,
    ) -> None:
        """Go from the document's paper, face and photo to `sketch` (H, W), `face` and `source`."""
        super().__init__(text)
        self._document = document
        self._before = (document.sketch, document.face, document.source, document.guide)
        self._after = (sketch, face, source or Source())

    def redo(self) -> None:
        """Show the new paper."""
        self._document.set_paper(*self._after)

    def undo(self) -> None:
        """Show the paper before, which nobody has drawn on since."""
        self._document.set_paper(*self._before)
