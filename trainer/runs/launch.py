"""Start, watch and stop training processes, and all else that the app does with runs; no PyTorch."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trainer.runs.folder import CheckpointPolicy, RunFolder, RunState, begin, forget_run, known_runs
from trainer.runs.jobs import Doctor, Trial, import_checkpoints, read_picture, scan_checkpoints
from trainer.runs.process import EventProcess, line_of

__all__ = [
    "CheckpointPolicy",
    "Doctor",
    "EventProcess",
    "RunFolder",
    "RunState",
    "TrainingProcess",
    "Trial",
    "begin",
    "forget_run",
    "import_checkpoints",
    "known_runs",
    "read_picture",
    "scan_checkpoints",
    "start",
]


class TrainingProcess:
    """A run in a process of its own that outlives the program which started it.

    Args:
        config: the run's TOML.
        resume: continue from its newest checkpoint.
        log: receives what the process says outside its events.
    """

    def __init__(self, config: Path, *, resume: bool = False, log: Path | None = None) -> None:
        self._asked_to_stop = False
        line = line_of(["train", str(config), *(["--resume"] if resume else [])])
        with (log or Path(os.devnull)).open("ab") as errors:
            self._process = subprocess.Popen(
                line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True
            )

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def events(self) -> Iterator[dict[str, Any]]:
        """Events as they come, until the process ends; lines that are no events are passed over."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if isinstance(event, dict) and "event" in event:
                yield event

    def stop(self) -> None:
        """Ask the run to finish its step, write a checkpoint and end; returns at once.

        Asked once: a signal more could meet the process after it has put its handlers back, and kill it.
        """
        if not self._asked_to_stop and self._process.poll() is None:
            self._process.terminate()
        self._asked_to_stop = True

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once the process has ended (raises subprocess.TimeoutExpired)."""
        return self._process.wait(timeout)


def start(config: Path, *, resume: bool = False, log: Path | None = None) -> TrainingProcess:
    """Start a training process; see `TrainingProcess`."""
    return TrainingProcess(config, resume=resume, log=log)
