"""Long work as a stream: it runs beside the worker, which passes progress on and stays free for pictures."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Told = TypeVar("Told")


class StoppedError(Exception):
    """Raised by work that notices that it was cancelled and has nothing to keep."""


def streamed(work: Callable[[Callable[[Told], None]], Told]) -> Iterator[Told]:
    """What `work` tells while it goes on, and then what it returns; it raises what `work` raises.

    Args:
        work: runs in a thread of its own; it is given a function to tell with.
    """
    return iter(_Stream(work))


class _Stream(Generic[Told]):
    def __init__(self, work: Callable[[Callable[[Told], None]], Told]) -> None:
        self._work = work
        self._told: queue.SimpleQueue[tuple[Told | None, BaseException | None, bool]] = queue.SimpleQueue()

    def __iter__(self) -> Iterator[Told]:
        thread = threading.Thread(target=self._run, name="ganvas-long-work", daemon=True)
        thread.start()
        while True:
            answer, error, last = self._told.get()
            if error is not None:
                raise error
            if answer is not None:
                yield answer
            if last:
                thread.join()
                return

    def _run(self) -> None:
        try:
            self._told.put((self._work(lambda told: self._told.put((told, None, False))), None, True))
        except BaseException as error:
            self._told.put((None, error, True))
