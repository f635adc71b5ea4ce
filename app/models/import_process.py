"""One look at checkpoints, or one import, in a process of its own; its news arrive in the window's thread."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.i18n import translate_error
from app.training.background import Background
from engine.files import cache_folder
from trainer.runs.launch import EventProcess, import_checkpoints, scan_checkpoints

_DAY = 24 * 3600.0
# What is made for one import is of no use after it; what was fetched may be wanted again.
_KEPT = {"imports": _DAY, "downloads": 7 * _DAY}
_PATIENCE = 10.0


class ImportRun(QObject):
    """At most one process at a time; a new one ends the one before."""

    progressed = Signal(str, int, int)
    found = Signal(object)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing runs yet."""
        super().__init__(parent)
        self._background = Background(self)
        self._process: EventProcess | None = None
        self._folder: Path | None = None

    @property
    def running(self) -> bool:
        """Whether a process is at work."""
        return self._process is not None

    def look(self, files: Sequence[Path], url: str = "", sha256: str = "", size: int = 0) -> None:
        """Find out what files hold, one of them fetched from an address; `found` tells."""
        self.stop()
        self._begin(lambda: scan_checkpoints(files, url=url, sha256=sha256, size=size))

    def start_import(
        self, files: Sequence[Path], name: str, title: str, answers: Mapping[str, str], address: str
    ) -> None:
        """Make the model `name` of files; `finished` tells where its bundle lies until `tidy` is called."""
        self.stop()
        try:
            folder = self._folder = _new_folder()
        except OSError as error:
            self.failed.emit(str(error.strerror or error))
            return
        output = folder / f"{name}.gmodel"
        self._begin(lambda: import_checkpoints(files, output, answers, title=title, address=address))

    def stop(self) -> None:
        """End what runs; nothing of it stays but what was fetched so far."""
        process, folder = self._process, self._folder
        self._process = self._folder = None
        self._background.forget()
        if process is not None:
            process.cancel()
        if process is not None or folder is not None:
            threading.Thread(target=_clear, args=(process, folder), name="ganvas-import-end").start()

    def tidy(self) -> None:
        """Delete the bundle that was made, once it is in the library."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _begin(self, start: Any) -> None:
        try:
            self._process = start()
        except OSError as error:
            self.failed.emit(str(error.strerror or error))
            return
        assert self._process is not None
        self._background.stream(
            self._process.events, self._info, done=self._ended, otherwise=self.failed.emit
        )

    def _info(self, event: Mapping[str, Any]) -> None:
        match event["event"]:
            case "progress":
                self.progressed.emit(str(event["what"]), int(event["done"]), int(event["total"]))
            case "found":
                self._process = None
                self.found.emit(event)
            case "finished":
                self._process = None
                self.finished.emit(event)
            case "failed":
                self._process = None
                self.tidy()
                self.failed.emit(translate_error(str(event["reason"])))

    def _ended(self) -> None:
        self._process = None


def _new_folder() -> Path:
    """A folder for one bundle; what editors that were killed left, and old downloads, are removed."""
    for name, seconds in _KEPT.items():
        home = cache_folder() / name
        home.mkdir(parents=True, exist_ok=True)
        for other in home.iterdir():
            if time.time() - other.stat().st_mtime > seconds:
                shutil.rmtree(other, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=cache_folder() / "imports"))


def _clear(process: EventProcess | None, folder: Path | None) -> None:
    """Wait for a process that was told to end, then remove what it wrote."""
    if process is not None:
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
