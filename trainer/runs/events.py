"""The event stream of a run: one JSON object a line, to a file and, if wished, to standard output."""

from __future__ import annotations

import json
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

EventKind = Literal[
    "doctor",
    "command",
    "started",
    "progress",
    "sample",
    "metric",
    "checkpoint",
    "health",
    "warning",
    "paused",
    "stopped",
    "finished",
    "failed",
]


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

    def emit(self, kind: EventKind, **facts: Any) -> None:
        """Write one event; numbers, texts and lists of these."""
        line = json.dumps({"event": kind, "time": round(time.time(), 3), **facts})
        if self._file is not None:
            self._write(line)
            if self._echo:
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
