"""A run's folder as the editor knows it: what was trained, what happens, pause, resume, fork, export."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from engine.errors import CheckpointError, ConfigurationError, RunBusyError
from engine.files import data_folder, write_atomically
from engine.sentences import to_json_line
from trainer.runs import lock as run_lock
from trainer.runs.checkpoints import CheckpointPolicy, checkpoints, pictures_seen
from trainer.runs.events import (
    FailedEvent,
    FinishedEvent,
    PausedEvent,
    RunEvent,
    StoppedEvent,
    parsed,
    seen_by,
)
from trainer.runs.paths import located_paths
from trainer.runs.process import EventProcess, detached

# The register of runs that this person has started, so that the next start of the editor finds them.


_KNOWN_RUNS_NAME = "runs.json"


def registered() -> list[Path]:
    """Folders of runs that still exist, the newest entry first."""
    return [folder for folder in _entries() if (folder / "config.json").exists() or folder.is_dir()]


def remember(folder: Path) -> None:
    """Put a run at the head of the register."""
    own = folder.resolve()
    _write([own, *(entry for entry in _entries() if entry != own)])


def forget(folder: Path) -> None:
    """Take a run out of the register; its files stay."""
    own = folder.resolve()
    _write([entry for entry in _entries() if entry != own])


def _entries() -> list[Path]:
    try:
        found = json.loads((data_folder() / _KNOWN_RUNS_NAME).read_text("utf-8"))
        return [Path(str(entry)) for entry in found["runs"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _write(entries: list[Path]) -> None:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    page = {"runs": [str(entry) for entry in entries]}
    write_atomically(folder / _KNOWN_RUNS_NAME, json.dumps(page, indent=1).encode())


RunState = Literal["running", "paused", "stopped", "finished", "failed"]
EVENTS, CONFIG, LOG = "events.jsonl", "config.json", "log.txt"
_ENDS: Mapping[str, RunState] = {
    "paused": "paused",
    "stopped": "stopped",
    "finished": "finished",
    "failed": "failed",
}


class RunFolder:
    """One run; several of these, in several programs, may look at the same folder.

    Args:
        path: of the run's folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._process: subprocess.Popen[bytes] | None = None

    def values(self) -> dict[str, Any]:
        """The configuration of the run's newest session, as plain values.

        Raises:
            CheckpointError: the folder holds no run.
        """
        try:
            values = json.loads((self.path / CONFIG).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise CheckpointError(
                "'{folder}' holds no run (its {file} cannot be read); choose another folder.",
                folder=self.path,
                file=CONFIG,
            ) from error
        return dict(values)

    def events(self, offset: int = 0) -> tuple[list[RunEvent], int]:
        """Events behind a place in the stream, and the place behind them; half a line waits for its end."""
        try:
            with (self.path / EVENTS).open("rb") as file:
                file.seek(offset)
                data = file.read()
        except OSError:
            return [], offset
        whole = data.rfind(b"\n") + 1
        found = [event for text in data[:whole].splitlines() if (event := parsed(text)) is not None]
        return found, offset + whole

    @property
    def pid(self) -> int | None:
        """The process that trains it, while one does."""
        if self._process is not None:
            # A child that has ended stays in the system's table until its parent asks after it.
            self._process.poll()
        holder = run_lock.holder(self.path)
        return None if holder is None else holder.pid

    @property
    def state(self) -> RunState:
        """Whether it runs, and if not, how it ended; one that was killed has stopped."""
        if self.pid is not None:
            return "running"
        end = self._last_end()
        return "stopped" if end is None else end["event"]

    def _last_end(self) -> PausedEvent | StoppedEvent | FinishedEvent | FailedEvent | None:
        """The event that ended the newest session; nothing while it goes on or when it was killed."""
        for event in self.events()[0][::-1]:
            match event["event"]:
                case "paused" | "stopped" | "finished" | "failed":
                    return event
                case "command" | "started" | "progress":
                    break
        return None

    def pause(self) -> None:
        """Ask for the end of the step in hand, a checkpoint and a pause; returns at once."""
        run_lock.ask(self.path, "pause")

    def stop(self) -> None:
        """Ask for the end of the step in hand, a checkpoint and the end; returns at once."""
        run_lock.ask(self.path, "stop")

    def wait(self, timeout: float) -> RunState:
        """The state once nothing trains the run any more, or "running" after `timeout` seconds."""
        end = time.monotonic() + timeout
        while (state := self.state) == "running" and time.monotonic() < end:
            time.sleep(0.1)
        return state

    def resume(self, changes: Mapping[str, Any] | None = None) -> None:
        """Start the next session from the newest checkpoint, or from the beginning where there is none.

        Args:
            changes: to the configuration, "section.key" to value; the session's events keep them.

        Raises:
            RunBusyError: a process trains the run.
            CheckpointError: the folder holds no run.
        """
        self.values()
        changed = [word for key, value in (changes or {}).items() for word in ("--set", _set(key, value))]
        self._start(["resume", str(self.path), "--quiet", *changed])

    def _start(self, arguments: list[str]) -> None:
        if self.pid is not None:
            raise RunBusyError(
                "'{name}' is being trained already; pause or stop it first.", name=self.path.name
            )
        process = detached(arguments, self.path / LOG)
        try:
            run_lock.take(self.path, process.pid)
        except RunBusyError:
            process.terminate()
            process.wait()
            raise
        self._process = process
        remember(self.path)

    def checkpoints(self) -> list[Path]:
        """Checkpoints, oldest first."""
        return checkpoints(self.path)

    def delete_checkpoints(self, policy: CheckpointPolicy) -> list[Path]:
        """Delete the checkpoints that a policy does not keep, and say which; the newest always stays."""
        superfluous = policy.superfluous(self.checkpoints())
        for path in superfluous:
            path.unlink(missing_ok=True)
        return superfluous

    def fork(self, checkpoint: Path, folder: Path) -> RunFolder:
        """A new run that goes on from a checkpoint of this one; this one stays as it is.

        Prepared pictures are shared where the disk allows it, events up to the checkpoint are copied.

        Raises:
            CheckpointError: the folder is in use, or the disk refuses.
        """
        target = folder.resolve()
        if target.exists() and any(target.iterdir()):
            raise CheckpointError("'{folder}' is not empty; name another folder for the fork.", folder=target)
        values = {**located_paths(self.values(), self.path), "folder": str(target)}
        seen = pictures_seen(checkpoint)
        events = [event for event in self.events()[0] if seen_by(event) <= seen]
        now = round(time.time(), 3)
        events.append({"event": "forked", "time": now, "seen": seen, "of": str(self.path)})
        try:
            target.mkdir(parents=True, exist_ok=True)
            if (self.path / "cache").is_dir():
                shutil.copytree(self.path / "cache", target / "cache", copy_function=_linked)
            sheets = sorted((self.path / "samples").glob("*.png"))
            (target / "samples").mkdir()
            for sheet in (one for one in sheets if one.stem.isdigit() and int(one.stem) <= seen):
                _linked(str(sheet), str(target / "samples" / sheet.name))
            # The configuration is written last: before, the folder holds no run.
            shutil.copy2(checkpoint, target / checkpoint.name)
            write_atomically(
                target / EVENTS, "".join(to_json_line(event) + "\n" for event in events).encode()
            )
            write_atomically(target / CONFIG, json.dumps(values, indent=1).encode())
        except OSError as error:
            shutil.rmtree(target, ignore_errors=True)
            raise CheckpointError(
                "The fork could not be written ({reason}); the run itself is as it was.",
                reason=error.strerror,
            ) from error
        remember(target)
        return RunFolder(target)

    def export(self, to: Path) -> EventProcess:
        """Write the newest averages as a bundle: events `progress`, then `exported` or `failed`."""
        return EventProcess(["export", str(self.path), "-o", str(to), "--events"])


def begin(config: Path, *, anyway: bool = False) -> RunFolder:
    """Start a run from its TOML in a process of its own that outlives this program.

    Args:
        config: the TOML.
        anyway: begin it however long it will take.

    Raises:
        ConfigurationError: the file cannot be read or names no folder.
        CheckpointError: that folder holds a run.
        RunBusyError: a process trains in that folder.
    """
    try:
        folder = Path(str(tomllib.loads(config.read_text("utf-8"))["folder"]))
    except (OSError, ValueError, KeyError) as error:
        raise ConfigurationError(
            "The configuration '{path}' cannot be read or names no folder for the run.", path=config
        ) from error
    if checkpoints(folder):
        raise CheckpointError(
            "'{folder}' already holds a run; resume it, or name another folder.", folder=folder
        )
    folder.mkdir(parents=True, exist_ok=True)
    run = RunFolder(folder)
    run._start(["train", str(config), "--quiet", *(["--anyway"] if anyway else [])])
    return run


def known_runs() -> list[RunFolder]:
    """Runs that this person has started and whose folders are still there, the newest first."""
    return [RunFolder(folder) for folder in registered()]


def forget_run(run: RunFolder) -> None:
    """Take a run out of those known; its files stay."""
    forget(run.path)


def _set(key: str, value: Any) -> str:
    """`section.key=value` with the value in TOML, which JSON's numbers, texts and lists are too."""
    if value is None or isinstance(value, Mapping):
        raise ConfigurationError(
            "'{key}' can be changed to a number, a text, yes or no, or a list of these.", key=key
        )
    return f"{key}={json.dumps(value)}"


def _linked(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
