"""Long work as a stream: it runs beside the worker, which passes progress on and stays free for pictures."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Reported = TypeVar("Reported")
Made = TypeVar("Made")


class StoppedError(Exception):
    """Raised by work that notices that it was cancelled and has nothing to keep."""


def streamed(work: Callable[[Callable[[Reported], None]], Made]) -> Iterator[Reported | Made]:
    """What `work` tells while it goes on, and then what it returns; it raises what `work` raises.

    Args:
        work: runs in a thread of its own; it is given a function to tell with.
    """
    return iter(_Stream(work))


class _Stream(Generic[Reported, Made]):
    def __init__(self, work: Callable[[Callable[[Reported], None]], Made]) -> None:
        self._work = work
        self._info: queue.SimpleQueue[tuple[Reported | Made | None, BaseException | None, bool]] = (
            queue.SimpleQueue()
        )

    def __iter__(self) -> Iterator[Reported | Made]:
        thread = threading.Thread(target=self._run, name="ganvas-long-work", daemon=True)
        thread.start()
        while True:
            answer, error, last = self._info.get()
            if error is not None:
                raise error
            if answer is not None:
                yield answer
            if last:
                thread.join()
                return

    def _run(self) -> None:
        try:
            self._info.put((self._work(lambda info: self._info.put((info, None, False))), None, True))
        except BaseException as error:
            self._info.put((None, error, True))
