"""The event stream of a run: one JSON object a line, to a file and, if wished, to standard output."""

from __future__ import annotations

import json
import sys
import time
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

    Args:
        path: the file; None writes none (helper processes of a spread run).
        echo: also print every event.
    """

    def __init__(self, path: Path | None, *, echo: bool) -> None:
        self._file = path.open("a", encoding="utf-8") if path is not None else None
        self._echo = echo

    def emit(self, kind: EventKind, **facts: Any) -> None:
        """Write one event; numbers, texts and lists of these."""
        line = json.dumps({"event": kind, "time": round(time.time(), 3), **facts})
        if self._file is not None:
            self._file.write(line + "\n")
            self._file.flush()
            if self._echo:
                print(line, file=sys.stdout, flush=True)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
