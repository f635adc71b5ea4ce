"""The trainer as a process of its own: started, listened to, stopped; without torch."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from engine.sentences import Sentence, from_json_line


def line_of(arguments: Sequence[str]) -> list[str]:
    """The command that runs the trainer with these arguments."""
    return [sys.executable, "-m", "trainer", *arguments]


class EventProcess:
    """A command of the trainer whose events are read while it works, and that can be cancelled.

    Args:
        arguments: of `python -m trainer`.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            line_of(arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._errors: list[bytes] = []
        # Read beside the events: a pipe that nobody empties would stop the process.
        self._reader = threading.Thread(target=self._read_errors, daemon=True)
        self._reader.start()
        self._cancelled = False

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors = [*self._errors[-50:], line]

    def events(self) -> Iterator[dict[str, Any]]:
        """Events as they come, until the process ends; blocks between them, so call it off the GUI thread.

        A process that failed ends with {"event": "failed", "reason": a sentence}; a cancelled one just ends.
        """
        assert self._process.stdout is not None
        failed = False
        for line in self._process.stdout:
            try:
                event = from_json_line(line)
            except ValueError:
                continue
            if isinstance(event, dict) and "event" in event:
                failed = failed or event["event"] == "failed"
                yield event
        code = self._process.wait()
        self.finished()
        self._reader.join(timeout=5)
        if code and not failed and not self._cancelled:
            yield {"event": "failed", "reason": self._reason(code)}

    def _reason(self, code: int) -> str:
        """What a person is told of a process that failed without a last word of its own."""
        said = [
            line for line in b"".join(self._errors).decode("utf-8", "replace").splitlines() if line.strip()
        ]
        if code < 0:
            number = -code
            name = signal.Signals(number).name if number in signal.valid_signals() else str(number)
            return Sentence("The process was ended from outside ({name}); nothing was changed.", name=name)
        if said:
            return said[-1]
        return Sentence("The process ended with code {code}; nothing was changed.", code=code)

    def finished(self) -> None:
        """Called once the process has ended."""

    def cancel(self) -> None:
        """End the process; returns at once, and `events` then ends without a failure."""
        self._cancelled = True
        if self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """End the process at once, for one that does not end when it is cancelled."""
        self._cancelled = True
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once the process has ended (raises subprocess.TimeoutExpired)."""
        return self._process.wait(timeout)


# Trainers that outlive who started them; no PyTorch.


def detached(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a trainer that outlives this program and its terminal; what it says goes to the end of `log`."""
    background = 0
    if sys.platform == "win32":
        background = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
    with log.open("ab") as out:
        return subprocess.Popen(
            line_of(arguments),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            creationflags=background,
        )
