"""Who trains a run: a lock file with the process's number and start time, so that no two train one folder."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import cast

import psutil

from engine.errors import RunBusyError
from engine.sentences import Sentence

LOCK, CONTROL = "lock", "control"
# A process's start time is derived from the clock, which may be set while it runs.
_SAME_START = 5.0


@dataclass(frozen=True)
class Holder:
    """The process that trains a run: its number, its start in seconds since 1970, its machine."""

    pid: int
    started: float
    machine: str

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, so that this machine can tell whether it lives."""
        return self.machine == platform.node()

    @property
    def lives(self) -> bool:
        """Whether it still runs; a number that another process was given since does not count."""
        if not self.here:
            return True
        try:
            process = psutil.Process(self.pid)
            same = bool(abs(process.create_time() - self.started) < _SAME_START)
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def holder(folder: Path) -> Holder | None:
    """The living process that trains this run, or None."""
    try:
        with _opened(folder, "r+") as file:
            return _living(file.read())
    except OSError:
        return None


def take(folder: Path, pid: int | None = None) -> None:
    """Make a process the one that trains this run; requests to an earlier one are forgotten.

    Args:
        folder: of the run; exists.
        pid: of the process; by default this one, which may be the child of one that the lock was given to.

    Raises:
        RunBusyError: another living process trains it.
    """
    taker = psutil.Process(pid)
    with _opened(folder) as file:
        current = _living(file.read())
        if current is not None and not (current.here and current.pid in _line_of(taker)):
            place = "" if current.here else Sentence(" on the machine '{machine}'", machine=current.machine)
            raise RunBusyError(
                "'{name}' is being trained by the process {pid}{place}; pause or stop it first, or "
                "use a fork of the run.",
                name=folder.name,
                pid=current.pid,
                place=place,
            )
        if current is None:
            (folder / CONTROL).unlink(missing_ok=True)
        _replace(file, json.dumps(asdict(Holder(taker.pid, taker.create_time(), platform.node()))))


def release(folder: Path) -> None:
    """Give up a run that this process trains; another's lock stays."""
    with contextlib.suppress(OSError), _opened(folder) as file:
        current = _living(file.read())
        if current is not None and current.pid == os.getpid():
            _replace(file, "")
            (folder / CONTROL).unlink(missing_ok=True)


@contextlib.contextmanager
def training_alone(folder: Path) -> Iterator[None]:
    """The run is this process's for as long as the block lasts; of a spread run, its first process's.

    Raises:
        RunBusyError: another living process trains it.
    """
    if os.environ.get("RANK", "0") != "0":
        yield
        return
    take(folder)
    try:
        yield
    finally:
        release(folder)


def ask(folder: Path, options: str) -> None:
    """Leave a wish, "pause" or "stop", for the process that trains this run."""
    (folder / CONTROL).write_text(options, "utf-8")


def asked(folder: Path) -> str:
    """What was asked of the process that trains this run, or nothing."""
    try:
        return (folder / CONTROL).read_text("utf-8").strip()
    except OSError:
        return ""


def _living(text: str) -> Holder | None:
    try:
        found = Holder(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return found if found.lives else None


def _line_of(process: psutil.Process) -> set[int]:
    """A process and those that it descends from: a launcher may stand between."""
    return {process.pid, *(parent.pid for parent in process.parents())}


def _replace(file: TextIOWrapper, text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def _opened(folder: Path, mode: str = "a+") -> Iterator[TextIOWrapper]:
    """The lock file, for this process alone: reading, deciding and writing are one act."""
    with cast(TextIOWrapper, (folder / LOCK).open(mode, encoding="utf-8")) as file:
        _guard(file, on=True)
        try:
            file.seek(0)
            yield file
        finally:
            _guard(file, on=False)


if sys.platform == "win32":
    import msvcrt

    def _guard(file: TextIOWrapper, *, on: bool) -> None:
        # A byte far behind what is written: Windows' locks keep others from reading what they cover.
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if on else msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _guard(file: TextIOWrapper, *, on: bool) -> None:
        # Some network folders know no locks; the file's content decides there alone.
        with contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX if on else fcntl.LOCK_UN)
