"""The event stream of a run: what its events hold, and who writes them; one JSON object a line.

`RunEvent` is any of them, told apart by `event`. `EventStream` adds `time` to each, in seconds since 1970. A
file may hold events of a later version, too: who reads one passes over the kinds that it does not know.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict, cast

from engine.sentences import from_json_line, to_json_line


class DoctorEvent(TypedDict):
    """What the dataset doctor says of the pictures before a run, a sentence a line."""

    event: Literal["doctor"]
    time: NotRequired[float]
    report: list[str]


class HeldOutEvent(TypedDict):
    """What training never sees: a share of the pictures, or those in `folders` where there are such."""

    event: Literal["held_out"]
    time: NotRequired[float]
    share: float
    folders: list[str]


class CommandEvent(TypedDict):
    """The command line that began a session of the run."""

    event: Literal["command"]
    time: NotRequired[float]
    text: str


class PrecisionEvent(TypedDict):
    """What `hardware.precision = "auto"` has become, and in a sentence why.

    `ratio` is how many times as fast as float32 bfloat16 was on the `machine`, missing on a graphics card.
    """

    event: Literal["precision"]
    time: NotRequired[float]
    precision: str
    machine: str
    text: str
    ratio: NotRequired[float]


class PreparingEvent(TypedDict):
    """Pictures are prepared: so many done, of how many."""

    event: Literal["progress"]
    time: NotRequired[float]
    preparing: int
    of: int


class StartedEvent(TypedDict):
    """Training begins or goes on, at `seen` of `pictures` pictures.

    `of` are the pictures that it is trained on, `processes` those of a spread run. `changes` are
    "section.key" to the new value, against the session before.
    """

    event: Literal["started"]
    time: NotRequired[float]
    seen: int
    pictures: int
    device: str
    of: int
    processes: int
    changes: NotRequired[Mapping[str, Any]]


class ProgressEvent(TypedDict):
    """How training goes. Every further number is the mean of a loss term since the last event, by its name.

    `size` is the side of the pictures in pixels, `per_second` are pictures, `eta` seconds, `data_share` is
    the share of the time that steps waited for pictures, `memory_bytes` the process's own memory,
    `cpu_percent` and `gpu_percent` the machine's use.
    """

    event: Literal["progress"]
    time: NotRequired[float]
    seen: int
    size: int
    per_second: float
    eta: int
    learning_rate: float
    data_share: float
    memory_bytes: int
    cpu_percent: float
    gpu_memory_bytes: NotRequired[int]
    gpu_percent: NotRequired[int]


class SampleEvent(TypedDict):
    """A sheet of samples was written: its name in the run's `samples` folder."""

    event: Literal["sample"]
    time: NotRequired[float]
    seen: int
    file: str


class MetricEvent(TypedDict):
    """What the run was measured at; figures that could not be had are missing (see `Monitor.measure`)."""

    event: Literal["metric"]
    time: NotRequired[float]
    seen: int
    kid: NotRequired[float]
    diversity: NotRequired[float]
    style_diversity: NotRequired[float]
    d_separation: NotRequired[float]
    d_real_validation_gap: NotRequired[float]


class CheckpointEvent(TypedDict):
    """A checkpoint was written: its name in the run's folder."""

    event: Literal["checkpoint"]
    time: NotRequired[float]
    seen: int
    file: str


class Remedy(TypedDict):
    """What to do, in a sentence, and what it changes in the next session: "section.key" to value."""

    sentence: str
    changes: Mapping[str, Any]


class HealthEvent(TypedDict):
    """What a health rule noticed, in a sentence; `back_to` where the run went back to so many pictures."""

    event: Literal["health"]
    time: NotRequired[float]
    seen: int
    rule: str
    sentence: str
    remedy: Remedy
    back_to: NotRequired[int]


class WarningEvent(TypedDict):
    """Something that stops nothing, in a sentence."""

    event: Literal["warning"]
    time: NotRequired[float]
    text: str
    seen: NotRequired[int]


class PausedEvent(TypedDict):
    """The session ended to be gone on with: it was asked to, or the disk had no room, which `reason` says."""

    event: Literal["paused"]
    time: NotRequired[float]
    seen: int
    reason: NotRequired[str]


class StoppedEvent(TypedDict):
    """The session ended early."""

    event: Literal["stopped"]
    time: NotRequired[float]
    seen: int


class FinishedEvent(TypedDict):
    """The schedule's end was reached."""

    event: Literal["finished"]
    time: NotRequired[float]
    seen: int


class FailedEvent(TypedDict):
    """The session ended with an error, in a sentence; `process` where one of a spread run died."""

    event: Literal["failed"]
    time: NotRequired[float]
    reason: str
    process: NotRequired[int]


class ForkedEvent(TypedDict):
    """The run goes on from a checkpoint of another one, whose folder is `of`; what comes before was its."""

    event: Literal["forked"]
    time: float
    seen: int
    of: str


RunEvent = (
    DoctorEvent
    | HeldOutEvent
    | CommandEvent
    | PrecisionEvent
    | PreparingEvent
    | StartedEvent
    | ProgressEvent
    | SampleEvent
    | MetricEvent
    | CheckpointEvent
    | HealthEvent
    | WarningEvent
    | PausedEvent
    | StoppedEvent
    | FinishedEvent
    | FailedEvent
    | ForkedEvent
)


def parsed(text: str | bytes) -> RunEvent | None:
    """An event from one line of a run's file; None for what is none. Its kind may be of a later version."""
    try:
        event = from_json_line(text)
    except ValueError:
        return None
    return cast(RunEvent, event) if isinstance(event, dict) and "event" in event else None


def seen_by(event: RunEvent) -> float:
    """Pictures that were seen when an event happened; 0 where it does not say."""
    seen = event.get("seen", 0)
    return seen if isinstance(seen, int | float) else 0


class EventStream:
    """Appends events to `events.jsonl`, each line flushed whole.

    A disk without room loses events and stops nothing: what matters is that the run keeps its checkpoints.

    Args:
        path: the file; None writes none (helper processes of a spread run).
        echo: also print every event.
    """

    def __init__(self, path: Path | None, *, echo: bool) -> None:
        self._file = path.open("a", encoding="utf-8") if path is not None else None
        self._echo, self._broken = echo, False

    def emit(self, event: RunEvent) -> None:
        """Write one event, with the time of day."""
        line = to_json_line({"event": event["event"], "time": round(time.time(), 3), **event})
        if self._file is not None:
            self._write(line)
            if self._echo:
                # A terminal that was closed, or a reader that has gone, stops no run.
                with suppress(OSError, ValueError):
                    print(line, file=sys.stdout, flush=True)

    def _write(self, line: str) -> None:
        assert self._file is not None
        try:
            # Half a line that a full disk has left ends here, and this one stays whole.
            self._file.write(("\n" if self._broken else "") + line + "\n")
            self._file.flush()
            self._broken = False
        except OSError:
            self._broken = True

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
