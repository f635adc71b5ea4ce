"""Follows runs beside the window: a thread reads what their event files grew by, and tells how they do."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal

from app.training.next_leg import pending_changes
from app.training.record import RunRecord, Standing
from engine.errors import GanvasError

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.4


class Followed(Protocol):
    """What the reader needs of a run's folder; `trainer.runs.launch.RunFolder` is one."""

    path: Path

    def values(self) -> dict[str, Any]:
        """The configuration."""

    def events(self, offset: int) -> tuple[list[dict[str, Any]], int]:
        """Further events and the place behind them."""

    @property
    def pid(self) -> int | None:
        """The process that trains it."""


@dataclass(frozen=True)
class Sight:
    """One look at a run: its configuration, where it stands, and how it is doing.

    `state` is "running", "paused", "stopped", "finished" or "failed". `checkpoints` are the files at hand,
    oldest first; `pending` is what the next leg is to do differently.
    """

    folder: Path
    standing: Standing
    state: str
    values: Mapping[str, Any] = field(default_factory=dict)
    checkpoints: tuple[Path, ...] = ()
    pending: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def name(self) -> str:
        """What the run is called."""
        return str(self.values.get("title") or self.values.get("name") or self.folder.name)


class _Following:
    def __init__(self, run: Followed) -> None:
        self.run, self.record, self.offset = run, RunRecord(), 0
        self.values: dict[str, Any] = {}
        self.told: tuple[object, ...] | None = None
        self.standing = Standing()

    def look(self) -> Sight | None:
        """What is to be told, or nothing while all is as it was."""
        running = self.run.pid is not None
        events, self.offset = self.run.events(self.offset)
        if events:
            self.record.add(events)
            self.standing = self.record.standing()
        problem = ""
        if not self.values or any(event.get("event") in ("started", "forked") for event in events):
            try:
                self.values = self.run.values()
            except GanvasError as error:
                # A run that was just begun writes its configuration after it has read its pictures.
                problem = "" if running or self.standing.log else _last_words(self.run.path) or str(error)
        checkpoints = tuple(sorted(self.run.path.glob("checkpoint-*.pt")))
        state = "running" if running else self.standing.ended or "stopped"
        pending = pending_changes(self.run.path)
        told = (self.offset, state, checkpoints, bool(self.values), problem, repr(pending))
        if told == self.told:
            return None
        self.told = told
        return Sight(self.run.path, self.standing, state, self.values, checkpoints, pending, problem)


def _last_words(folder: Path) -> str:
    """What a process said that ended before its first event: the last line of the run's log."""
    try:
        with (folder / "log.txt").open("rb") as file:
            file.seek(max(0, (folder / "log.txt").stat().st_size - 4000))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


class RunReader(QObject):
    """Tells of every run that it watches: once at first, then whenever something has changed."""

    seen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is watched yet."""
        super().__init__(parent)
        self._runs: dict[Path, _Following] = {}
        self._guard = threading.Lock()
        self._wake = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="ganvas-runs", daemon=True)

    def watch(self, run: Followed) -> None:
        """Tell of this run from now on, from its first event."""
        with self._guard:
            self._runs[run.path] = _Following(run)
        if not self._thread.is_alive() and not self._ended:
            self._thread.start()
        self._wake.set()

    def forget(self, folder: Path) -> None:
        """Tell of this run no more."""
        with self._guard:
            self._runs.pop(folder, None)

    def look_now(self) -> None:
        """Do not wait for the next turn: something was just done to a run."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread; runs go on as they do."""
        self._ended = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _work(self) -> None:
        while not self._ended:
            self._wake.clear()
            with self._guard:
                runs = list(self._runs.values())
            for following in runs:
                try:
                    sight = following.look()
                except Exception as error:  # a folder that vanishes must not end the watching of the others
                    log.warning("a run could not be read", exc_info=error)
                    continue
                if sight is not None and not self._ended:
                    with contextlib.suppress(RuntimeError):
                        self.seen.emit(sight)
            self._wake.wait(EVERY_SECONDS)
