"""Storages that a torch pickle refers to by persistent ids, collected for their content to be attached."""

from __future__ import annotations

from typing import Any

from engine.importers.pickle_globals import STORAGES
from engine.importers.records import RefusedError, StorageRecord, Symbol
from engine.importers.unpickle import Machine

_MOST_SHARING = 4
_ALLOWANCE = 2**20


class Storages:
    """The storages of one file by their keys.

    Args:
        swapped: their bytes are in the other order than this machine's.
        views: a persistent id may describe a part of another storage (files before PyTorch 1.6).

    Attributes:
        found: key to storage, in the order of the file's first mention.
    """

    def __init__(self, *, swapped: bool, views: bool = False) -> None:
        self.found: dict[str, StorageRecord] = {}
        self._swapped, self._views = swapped, views
        self._parts: dict[tuple[str, str], StorageRecord] = {}

    def find(self, name: Any) -> StorageRecord:
        """The storage of a persistent id `("storage", class, key, device, count[, view])`.

        Raises:
            RefusedError: the id is another, or contradicts an earlier one.
        """
        if not isinstance(name, tuple) or not name or not isinstance(name[0], str):
            raise RefusedError("its pickle refers to something outside")
        if name[0] == "module":
            raise RefusedError(
                "it holds a whole network with its program text; save its state_dict() instead"
            )
        if not 5 <= len(name) <= 6:
            raise RefusedError("its pickle refers to something outside")
        kind, key, count = name[1], name[2], name[4]
        if name[0] != "storage" or not isinstance(kind, Symbol) or kind.name not in STORAGES:
            raise RefusedError("its pickle refers to something outside")
        if not isinstance(key, str) or len(key) > 64 or type(count) is not int or not 0 <= count < 2**48:
            raise RefusedError("its pickle describes a storage that cannot be")
        storage = self.found.setdefault(key, StorageRecord(STORAGES[kind.name], count, swapped=self._swapped))
        if (storage.dtype, storage.count) != (STORAGES[kind.name], count):
            raise RefusedError("its pickle describes one storage in two ways")
        return self._part(key, storage, name[5]) if len(name) == 6 and name[5] is not None else storage

    def _part(self, key: str, whole: StorageRecord, view: Any) -> StorageRecord:
        if not self._views or not isinstance(view, tuple) or len(view) != 3 or not isinstance(view[0], str):
            raise RefusedError("its pickle describes a storage that cannot be")
        name, offset, count = view
        if type(offset) is not int or type(count) is not int or offset < 0 or count < 0:
            raise RefusedError("its pickle describes a storage that cannot be")
        if offset + count > whole.count:
            raise RefusedError("a storage reaches outside the one that it is part of")
        part = StorageRecord(whole.dtype, count, swapped=whole.swapped)
        width = whole.width

        def read() -> memoryview:
            if whole.read is None:
                raise RefusedError("a tensor has no content")
            return whole.read()[offset * width : (offset + count) * width]

        part.read = read
        known = self._parts.setdefault((key, name), part)
        if known.count != count:
            raise RefusedError("its pickle describes one storage in two ways")
        return known

    def check(self, machine: Machine, *, further: int = 0) -> None:
        """Refuse tensors that share storages so often that copying them would fill the memory.

        Args:
            machine: that read the tensors.
            further: bytes of storages that are not among `found`.

        Raises:
            RefusedError: they do.
        """
        held = further + sum(storage.count * storage.width for storage in self.found.values())
        if machine.budget.tensor_bytes > _MOST_SHARING * held + _ALLOWANCE:
            raise RefusedError("its tensors share their storages more often than any checkpoint needs")
