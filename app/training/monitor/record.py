"""What a run's events add up to: curves, sample sheets, health messages, where it stands; no Qt."""

from __future__ import annotations

import contextlib
import json
import logging
import math
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from engine.errors import GanvasError

if TYPE_CHECKING:
    from trainer.runs.events import (
        HealthEvent,
        MetricEvent,
        PreparingEvent,
        ProgressEvent,
        RunEvent,
        SampleEvent,
        StartedEvent,
    )

# Numbers of a progress event that say where the run stands; every other number is a curve.
NO_CURVE = frozenset({"time", "seen", "size", "eta", "preparing", "of", "pictures"})
LOG_LENGTH = 5_000


@dataclass(frozen=True)
class Curve:
    """A quantity over a run: pictures seen, hours of training and values, three arrays of one length."""

    seen: NDArray[np.float64]
    hours: NDArray[np.float64]
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Sheet:
    """A sheet of samples: the file's name in the run's `samples` folder, and pictures seen by then."""

    seen: int
    file: str


@dataclass(frozen=True)
class Health:
    """What a rule noticed; `changes` is what the remedy changes in the configuration of the next session."""

    seen: int
    rule: str
    sentence: str
    remedy: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RunStatus:
    """A run at one moment. Curves are by the names of the events: `progress` and `metric` numbers apart.

    `preparing` is (done, total) while pictures are prepared. `log` holds the events that are no progress.
    """

    seen: int = 0
    pictures: int = 0
    eta: float | None = None
    device: str = ""
    training_pictures: int = 0
    hours: float = 0.0
    preparing: tuple[int, int] | None = None
    ended: str = ""
    failure: str = ""
    curves: Mapping[str, Curve] = field(default_factory=dict)
    metrics: Mapping[str, Curve] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    health: tuple[Health, ...] = ()
    log: tuple[RunEvent, ...] = ()


class _Columns:
    """Rows (seen, hours, value) that grow; a view that was given away never changes."""

    def __init__(self) -> None:
        self._rows = np.empty((64, 3))
        self._count = 0

    def add(self, seen: float, hours: float, value: float) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = (seen, hours, value)
        self._count += 1

    def cut(self, seen: float) -> None:
        """Forget what came after `seen` pictures; in a copy, since views of the rows are about."""
        kept = int(np.searchsorted(self._rows[: self._count, 0], seen, side="right"))
        if kept < self._count:
            self._rows, self._count = self._rows.copy(), kept

    def curve(self) -> Curve:
        rows = self._rows[: self._count]
        return Curve(rows[:, 0], rows[:, 1], rows[:, 2])


class RunRecord:
    """Events in, standings out. A run that goes on from an earlier checkpoint forgets what it lost."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._curves: dict[str, _Columns] = {}
        self._metrics: dict[str, _Columns] = {}
        self._sheets: list[Sheet] = []
        self._health: list[Health] = []
        self._log: deque[RunEvent] = deque(maxlen=LOG_LENGTH)
        self._facts: dict[str, Any] = {}
        self._session_began: float | None = None
        self._hours_before = 0.0
        self._hours = 0.0

    def add(self, events: Iterable[RunEvent]) -> None:
        """Take further events, in their order; what is no event of a run is passed over."""
        for event in events:
            if "event" in event:
                self._take(event)
            if event.get("event") != "progress":
                self._log.append(event)

    def status(self) -> RunStatus:
        """Where the run stands; arrays are shared with later standings, and never change."""
        return RunStatus(
            curves={name: columns.curve() for name, columns in self._curves.items()},
            metrics={name: columns.curve() for name, columns in self._metrics.items()},
            sheets=tuple(self._sheets),
            health=tuple(self._health),
            log=tuple(self._log),
            hours=self._hours,
            **self._facts,
        )

    def _take(self, event: RunEvent) -> None:
        match event["event"]:
            case "started":
                self._take_started(event)
            case "progress":
                self._take_progress(event)
            case "metric":
                self._take_metric(event)
            case "sample":
                self._take_sample(event)
            case "health":
                self._take_health(event)
            case "paused" | "stopped" | "finished" | "failed" as how:
                self._end(event, how)

    def _take_started(self, event: StartedEvent) -> None:
        seen = int(_number(event, "seen") or 0)
        self._go_back_to(seen)
        self._session_began, self._hours_before = _number(event, "time"), self._hours
        self._facts |= {"seen": seen, "preparing": None, "ended": "", "failure": "", "eta": None}
        for key, name in (("pictures", "pictures"), ("of", "training_pictures")):
            value = _number(event, key)
            if value is not None:
                self._facts[name] = int(value)
        self._facts["device"] = str(event.get("device", ""))

    def _take_progress(self, event: ProgressEvent | PreparingEvent) -> None:
        done, total = _number(event, "preparing"), _number(event, "of")
        if done is not None and total is not None:
            self._facts["preparing"] = (int(done), int(total))
            self._facts |= {"ended": "", "failure": ""}
            return
        seen = _number(event, "seen")
        if seen is None:
            return
        self._go_to(seen, event)
        self._facts["eta"] = _number(event, "eta")
        for name, value in event.items():
            if name not in NO_CURVE and isinstance(value, (int, float)) and not isinstance(value, bool):
                self._curves.setdefault(name, _Columns()).add(seen, self._hours, float(value))

    def _take_metric(self, event: MetricEvent) -> None:
        seen = _number(event, "seen")
        for name, value in event.items():
            if seen is None or name in NO_CURVE or isinstance(value, (bool, str)):
                continue
            if isinstance(value, (int, float)):
                self._metrics.setdefault(name, _Columns()).add(seen, self._hours, float(value))

    def _take_sample(self, event: SampleEvent) -> None:
        seen, file = _number(event, "seen"), event.get("file")
        if seen is not None and isinstance(file, str):
            self._sheets = [sheet for sheet in self._sheets if sheet.seen < seen]
            self._sheets.append(Sheet(int(seen), file))

    def _take_health(self, event: HealthEvent) -> None:
        # A file may hold anything under these names.
        facts: Mapping[str, object] = event
        remedy = facts.get("remedy")
        advice = remedy if isinstance(remedy, Mapping) else {}
        changes = advice.get("changes")
        self._health.append(
            Health(
                int(_number(event, "seen") or 0),
                str(event.get("rule", "")),
                str(event.get("sentence", "")),
                _in_todays_words(str(advice.get("sentence", ""))),
                dict(changes) if isinstance(changes, Mapping) else {},
            )
        )
        back = _number(event, "back_to")
        if back is not None:
            self._go_back_to(back)
            # Training goes on from there at once: the clock of this session begins anew.
            self._session_began, self._hours_before = _number(event, "time"), self._hours

    def _go_back_to(self, seen: float) -> None:
        """Forget what came after `seen` pictures: it was lost, or was no good."""
        if seen >= self._facts.get("seen", 0):
            return
        for columns in (*self._curves.values(), *self._metrics.values()):
            columns.cut(seen)
        self._sheets = [sheet for sheet in self._sheets if sheet.seen <= seen]
        ends = [c.curve().hours[-1] for c in self._curves.values() if len(c.curve().hours)]
        self._hours = float(max(ends, default=0.0))
        self._facts["seen"] = int(seen)

    def _end(self, event: RunEvent, how: str) -> None:
        seen = _number(event, "seen")
        if seen is not None:
            self._go_to(seen, event)
        reason = str(event.get("reason", ""))
        self._facts |= {"ended": how, "failure": reason, "eta": None, "preparing": None}

    def _go_to(self, seen: float, event: RunEvent) -> None:
        self._facts |= {"seen": int(seen), "preparing": None}
        time = _number(event, "time")
        if time is not None and self._session_began is not None:
            self._hours = self._hours_before + max(0.0, time - self._session_began) / 3600


def smoothed(values: NDArray[np.float64], strength: float) -> NDArray[np.float64]:
    """A debiased exponential moving average (Kingma and Ba 2015, section 3); NaN and Inf are passed over.

    Args:
        values: (N,) of a curve.
        strength: 0 leaves the values as they are; towards 1 a point weighs less against those before it.
    """
    if strength <= 0 or not len(values):
        return values
    from scipy.signal import lfilter

    known = np.isfinite(values)
    weight = lfilter([1 - strength], [1, -strength], known.astype(np.float64))
    total = lfilter([1 - strength], [1, -strength], np.where(known, values, 0.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, total / weight, np.nan)


def _in_todays_words(remedy: str) -> str:
    """A remedy as this version says it: version 0.1 called a session a leg."""
    return remedy.replace("next leg", "next session") if "next leg" in remedy else remedy


def _number(event: Mapping[str, object], key: str) -> float | None:
    value = event.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)


# Changes that a person has accepted for the next session of a run, kept in the run's folder until it begins.


FILE = "next-session.json"
# Its name in version 0.1; read where there is no newer one.
_OLDER_FILE = "next-leg.json"


def pending_changes(run: Path) -> dict[str, Any]:
    """By "section.key", what the next session of this run is to do differently; empty where nothing is."""
    file = run / FILE if (run / FILE).exists() else run / _OLDER_FILE
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def keep_changes(run: Path, changes: Mapping[str, Any]) -> None:
    """Remember what the next session is to do differently; nothing forgets it (raises OSError)."""
    from engine.files import write_atomically

    if changes:
        write_atomically(run / FILE, json.dumps(dict(changes), indent=1).encode())
    else:
        (run / FILE).unlink(missing_ok=True)
    (run / _OLDER_FILE).unlink(missing_ok=True)


def info(changes: Mapping[str, Any]) -> str:
    """The changes as a person reads them: the same keys and values as in the configuration's file."""
    return ", ".join(f"{key} = {json.dumps(value)}" for key, value in changes.items())


# Follows runs beside the window: a thread reads what their event files grew by, and tells how they do.


log = logging.getLogger(__name__)

EVERY_SECONDS = 0.4


class Followed(Protocol):
    """What the reader needs of a run's folder; `trainer.runs.launch.RunFolder` is one."""

    path: Path

    def values(self) -> dict[str, Any]:
        """The configuration."""

    def events(self, offset: int) -> tuple[list[RunEvent], int]:
        """Further events and the place behind them."""

    @property
    def pid(self) -> int | None:
        """The process that trains it."""


@dataclass(frozen=True)
class RunSnapshot:
    """One look at a run: its configuration, where it stands, and how it is doing.

    `state` is "running", "paused", "stopped", "finished" or "failed". `checkpoints` are the files at hand,
    oldest first; `pending` is what the next session is to do differently.
    """

    folder: Path
    status: RunStatus
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
        self.info: tuple[object, ...] | None = None
        self.status = RunStatus()

    def snapshot(self) -> RunSnapshot | None:
        """What is to be told, or nothing while all is as it was."""
        running = self.run.pid is not None
        events, self.offset = self.run.events(self.offset)
        if events:
            self.record.add(events)
            self.status = self.record.status()
        problem = ""
        if not self.values or any(event.get("event") in ("started", "forked") for event in events):
            try:
                self.values = self.run.values()
            except GanvasError as error:
                # A run that was just begun writes its configuration after it has read its pictures.
                problem = "" if running or self.status.log else _last_words(self.run.path) or str(error)
        checkpoints = tuple(sorted(self.run.path.glob("checkpoint-*.pt")))
        state = "running" if running else self.status.ended or "stopped"
        pending = pending_changes(self.run.path)
        info = (self.offset, state, checkpoints, bool(self.values), problem, repr(pending))
        if info == self.info:
            return None
        self.info = info
        return RunSnapshot(self.run.path, self.status, state, self.values, checkpoints, pending, problem)


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

    def reporter(self, run: Followed) -> None:
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

    def refresh_now(self) -> None:
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
                    snapshot = following.snapshot()
                except Exception as error:  # a folder that vanishes must not end the watching of the others
                    log.warning("a run could not be read", exc_info=error)
                    continue
                if snapshot is not None and not self._ended:
                    with contextlib.suppress(RuntimeError):
                        self.seen.emit(snapshot)
            self._wake.wait(EVERY_SECONDS)
