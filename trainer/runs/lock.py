"""Who trains a run: a lock file with the process's number and start time, so that no two train one folder.

Another machine's process cannot be asked whether it lives: while it does, it touches a file beside the lock.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import cast

import psutil

from engine.errors import RunBusyError
from engine.files import write_atomically

LOCK, CONTROL, HEARTBEAT = "lock", "control", "heartbeat"
# Seconds by which two readings of one process's start may differ.
_SAME_START = 5.0
_BEAT_SECONDS = 20.0
# Network folders show a change late, and clocks of machines differ.
_PATIENCE_SECONDS = 600.0


@dataclass(frozen=True)
class Holder:
    """The process that trains a run.

    Attributes:
        pid: its number.
        started: its start, in seconds since 1970.
        machine: that it runs on.
        since_boot: its start, in seconds after that of the machine, which setting the clock does not change;
            None where an earlier version wrote the lock.
    """

    pid: int
    started: float
    machine: str
    since_boot: float | None = None

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, so that this machine can tell whether it lives."""
        return self.machine == platform.node()

    @property
    def lives(self) -> bool:
        """Whether it still runs; a number that another process was given since does not count.

        Another machine's is taken to live.
        """
        if not self.here:
            return True
        try:
            process = psutil.Process(self.pid)
            mine, theirs = self.started, process.create_time()
            if self.since_boot is not None:
                mine, theirs = self.since_boot, theirs - psutil.boot_time()
            return bool(abs(theirs - mine) < _SAME_START and process.status() != psutil.STATUS_ZOMBIE)
        except psutil.Error:
            return False


def holder_of(pid: int | None = None) -> Holder:
    """A process of this machine as one that holds something; by default this one."""
    process = psutil.Process(pid)
    started = process.create_time()
    return Holder(process.pid, started, platform.node(), started - psutil.boot_time())


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """No other process is in the same block of the same folder; one that comes meanwhile waits.

    Raises:
        OSError: the folder is not there, or cannot be written.
    """
    with _opened(folder):
        yield


def holder(folder: Path) -> Holder | None:
    """The living process that trains this run, or None."""
    try:
        with _opened(folder, "r+") as file:
            return _living(file.read(), folder)
    except OSError:
        return None


def take(folder: Path, pid: int | None = None, *, force: bool = False) -> Holder | None:
    """Make a process the one that trains this run; requests to an earlier one are forgotten.

    Args:
        folder: of the run; exists.
        pid: of the process; by default this one, which may be the child of one that the lock was given to.
        force: take the run over from another machine.

    Returns:
        The process on another machine that it was taken over from.

    Raises:
        RunBusyError: another living process trains it.
    """
    taker = psutil.Process(pid)
    with _opened(folder) as file:
        current = _living(file.read(), folder)
        forced = current if force and current is not None and not current.here else None
        if forced is not None:
            current = None
        if current is not None and not (current.here and current.pid in _line_of(taker)):
            if not current.here:
                raise RunBusyError(
                    "'{name}' is being trained by the process {pid} on the machine '{machine}'; pause or "
                    "stop it there, or add --force if it no longer runs.",
                    name=folder.name,
                    pid=current.pid,
                    machine=current.machine,
                )
            raise RunBusyError(
                "'{name}' is being trained by the process {pid}; pause or stop it first, or use a fork "
                "of the run.",
                name=folder.name,
                pid=current.pid,
            )
        if current is None:
            (folder / CONTROL).unlink(missing_ok=True)
        _replace(file, json.dumps(asdict(holder_of(taker.pid))))
        _beat(folder)
    return forced


def release(folder: Path) -> None:
    """Give up a run that this process trains; another's lock stays."""
    with contextlib.suppress(OSError), _opened(folder) as file:
        current = _living(file.read(), folder)
        if current is not None and current.here and current.pid == os.getpid():
            _replace(file, "")
            (folder / CONTROL).unlink(missing_ok=True)
            (folder / HEARTBEAT).unlink(missing_ok=True)


@contextlib.contextmanager
def training_alone(folder: Path, *, force: bool = False) -> Iterator[Holder | None]:
    """The run is this process's for as long as the block lasts; of a spread run, its first process's.

    Gives the process on another machine that it was taken over from, which only `force` does.

    Raises:
        RunBusyError: another living process trains it.
    """
    if os.environ.get("RANK", "0") != "0":
        yield None
        return
    forced = take(folder, force=force)
    ended = threading.Event()
    beating = threading.Thread(target=_beat_until, args=(folder, ended), daemon=True)
    beating.start()
    try:
        yield forced
    finally:
        ended.set()
        beating.join()
        release(folder)


def _beat_until(folder: Path, ended: threading.Event) -> None:
    while not ended.wait(_BEAT_SECONDS):
        _beat(folder)


def _beat(folder: Path) -> None:
    # A folder that cannot be reached for a while stops no run.
    with contextlib.suppress(OSError):
        (folder / HEARTBEAT).touch()


def _has_stopped_beating(folder: Path) -> bool:
    """Whether the process that took the lock has beaten since, and has not for a long time."""
    try:
        beaten, taken = ((folder / name).stat().st_mtime for name in (HEARTBEAT, LOCK))
    except OSError:
        return False
    # A lock that is newer is an earlier version's, which does not beat.
    return beaten >= taken - 1 and time.time() - beaten > _PATIENCE_SECONDS


def ask(folder: Path, options: str) -> None:
    """Leave a wish, "pause" or "stop", for the process that trains this run."""
    write_atomically(folder / CONTROL, options.encode())


def asked(folder: Path) -> str:
    """What was asked of the process that trains this run, or nothing."""
    try:
        return (folder / CONTROL).read_text("utf-8").strip()
    except OSError:
        return ""


def _living(text: str, folder: Path) -> Holder | None:
    try:
        found = Holder(**json.loads(text))
    except (ValueError, TypeError):
        return None
    if not found.here and _has_stopped_beating(folder):
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
