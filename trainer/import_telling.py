"""How an import tells what it does: lines for a person, or one JSON object a line for a program."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from engine.errors import GanvasError

_SECONDS_BETWEEN = 0.1


class Telling:
    """Progress on standard error for people; with `events` progress and answers on standard output.

    Args:
        events: one JSON object a line: {"event": "progress", "what", "done", "total"}, and at the end
            "found", "finished" or {"event": "failed", "reason"}.
        quiet: say nothing on the way.
    """

    def __init__(self, *, events: bool, quiet: bool = False) -> None:
        self._events, self._quiet = events, quiet
        self._last, self._told = "", 0.0

    def progress(self, what: str, done: int, total: int) -> None:
        """What is being done, and how far it is; programs hear of it ten times a second at most."""
        new, self._last = what != self._last, what
        if self._events:
            now = time.monotonic()
            if new or done == total or now - self._told >= _SECONDS_BETWEEN:
                self._told = now
                self.event("progress", what=what, done=done, total=total)
        elif new and not self._quiet:
            print(what, file=sys.stderr, flush=True)

    def event(self, kind: str, **facts: Any) -> None:
        """One line for a program."""
        print(json.dumps({"event": kind, **facts}), flush=True)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Failures become an event where events are told; being terminated unwinds and leaves nothing."""
        previous = signal.signal(signal.SIGTERM, _end)
        try:
            yield
        except GanvasError as error:
            if not self._events:
                raise
            self.event("failed", reason=str(error))
            raise SystemExit(1) from error
        except MemoryError as error:
            reason = "There is not enough memory for this model; nothing was added."
            if not self._events:
                raise GanvasError(reason) from error
            self.event("failed", reason=reason)
            raise SystemExit(1) from error
        finally:
            signal.signal(signal.SIGTERM, previous)


def _end(number: int, _: FrameType | None) -> None:
    raise SystemExit(128 + number)
