"""The worker's mailbox: errands wait their turn, but of pictures only the latest wish survives."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from app.worker.messages import (
    LONG,
    Errand,
    FacePicture,
    Grid,
    LiveGrid,
    LivePicture,
    LongErrand,
    Picture,
    Request,
    SampleGrid,
)


class Mailbox:
    """Four slots, emptied in this order: errands (all of them), the live picture, the grid, long errands.

    Putting a picture or a grid replaces the one that still waits, so that nothing ever queues behind a
    moving pen or slider.
    """

    def __init__(self) -> None:
        """An open, empty mailbox."""
        self._ready = threading.Condition()
        self._errands: deque[Errand] = deque()
        self._picture: LivePicture | None = None
        self._grid: LiveGrid | None = None
        self._long: deque[LongErrand] = deque()
        self._closed = False

    def put(self, request: Request) -> None:
        """Leave a request; pictures and grids replace the waiting one of their kind."""
        with self._ready:
            if isinstance(request, (Picture, FacePicture)):
                self._picture = request
            elif isinstance(request, (Grid, SampleGrid)):
                self._grid = request
            elif isinstance(request, LONG):
                self._long.append(request)
            else:
                self._errands.append(request)
            self._ready.notify()

    def take(self) -> Request | None:
        """Wait for the next request; None once the mailbox is closed and its errands are done."""
        with self._ready:
            while True:
                if self._errands:
                    return self._errands.popleft()
                if self._closed:
                    return None
                if self._picture is not None:
                    picture, self._picture = self._picture, None
                    return picture
                if self._grid is not None:
                    grid, self._grid = self._grid, None
                    return grid
                if self._long:
                    return self._long.popleft()
                self._ready.wait()

    def take_urgent(self) -> Request | None:
        """An errand or a picture that waits while a grid or long work is being done, if there is one."""
        with self._ready:
            if self._errands:
                return self._errands.popleft()
            picture, self._picture = self._picture, None
            return picture

    def newer_grid(self) -> bool:
        """Whether the grid that is being made is no longer wanted."""
        with self._ready:
            return self._grid is not None or self._closed

    def forget_pictures(self) -> None:
        """Drop the waiting picture and grid."""
        with self._ready:
            self._picture, self._grid = None, None

    def close(self) -> None:
        """Let the worker finish its errands (a save that was asked for) and stop."""
        with self._ready:
            self._closed = True
            self._picture, self._grid = None, None
            self._long.clear()
            self._ready.notify()


# Long work as a stream: it runs beside the worker, which passes progress on and stays free for pictures.


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
