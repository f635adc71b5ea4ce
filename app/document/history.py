"""Where undo keeps its bytes: memory up to a budget, a temporary file beyond it, nothing forgotten."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from typing import IO

from app.document.tiles import TileDiff

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
