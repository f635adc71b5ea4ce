"""Recovery after a kill: each running editor keeps one autosave beside one lock in the user's folder.

The lock names the process, so that several editors side by side never take each other's work: an
autosave is offered only when the process that wrote it is gone.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile


@dataclass(frozen=True)
class Orphan:
    """Unsaved work whose editor is gone."""

    path: Path
    saved_at: float


class RecoveryFolder:
    """This editor's place for autosaves, and the places that dead editors left behind."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made if it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = uuid.uuid4().hex
        self._lock = self._locked(self._name)
        if self._lock is None:
            raise OSError("the folder for autosaves may not be written")

    @property
    def autosave(self) -> Path:
        """Where this editor saves its unsaved work."""
        return self._folder / f"{self._name}.ganvas"

    def orphans(self) -> list[Orphan]:
        """Autosaves of editors that are gone, newest first."""
        found = []
        for path in self._folder.glob("*.ganvas"):
            if path.stem == self._name:
                continue
            lock = self._locked(path.stem)
            if lock is None:
                continue
            found.append(Orphan(path, path.stat().st_mtime))
            lock.unlock()
        return sorted(found, key=lambda orphan: -orphan.saved_at)

    def discard(self, orphan: Orphan) -> None:
        """Delete an autosave, once it was restored or refused."""
        orphan.path.unlink(missing_ok=True)
        orphan.path.with_suffix(".lock").unlink(missing_ok=True)

    def forget(self) -> None:
        """Delete this editor's autosave: its work is saved or given up."""
        self.autosave.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave nothing behind; the editor ends as its person wanted."""
        self.forget()
        if self._lock is not None:
            self._lock.unlock()

    def _locked(self, name: str) -> QLockFile | None:
        """The lock of the editor `name`, or None while its process lives."""
        lock = QLockFile(str(self._folder / f"{name}.lock"))
        # Zero: a lock never grows stale by age, only by the death of its process.
        lock.setStaleLockTime(0)
        return lock if lock.tryLock(0) else None
