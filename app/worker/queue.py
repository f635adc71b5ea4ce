"""What waits for the worker: requests take their turn, but of pictures only the latest wish survives."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from app.worker.messages import GridRequest, PictureRequest, Request, Task


class RequestQueue:
    """Four slots, emptied in this order: requests (all of them), the live picture, the grid, tasks.

    Putting a picture or a grid replaces the one that still waits, so that nothing ever queues behind a
    moving pen or slider.
    """

    def __init__(self) -> None:
        """An open, empty queue."""
        self._ready = threading.Condition()
        self._requests: deque[Request[Any]] = deque()
        self._picture: PictureRequest[Any] | None = None
        self._grid: GridRequest[Any] | None = None
        self._tasks: deque[Task[Any]] = deque()
        self._closed = False

    def put(self, request: Request[Any]) -> Request[Any] | None:
        """Leave a request; a picture or a grid replaces the waiting one of its kind, which is returned."""
        replaced: Request[Any] | None = None
        with self._ready:
            match request:
                case PictureRequest():
                    replaced, self._picture = self._picture, request
                case GridRequest():
                    replaced, self._grid = self._grid, request
                case Task():
                    self._tasks.append(request)
                case _:
                    self._requests.append(request)
            self._ready.notify()
        return replaced

    def take(self) -> Request[Any] | None:
        """Wait for the next request; None once the queue is closed and its requests are done."""
        with self._ready:
            while True:
                if self._requests:
                    return self._requests.popleft()
                if self._closed:
                    return None
                if self._picture is not None:
                    picture, self._picture = self._picture, None
                    return picture
                if self._grid is not None:
                    grid, self._grid = self._grid, None
                    return grid
                if self._tasks:
                    return self._tasks.popleft()
                self._ready.wait()

    def take_urgent(self) -> Request[Any] | None:
        """A request or a picture that waits while a grid or a task is being done, if there is one."""
        with self._ready:
            if self._requests:
                return self._requests.popleft()
            picture, self._picture = self._picture, None
            return picture

    def newer_grid(self) -> bool:
        """Whether the grid that is being made is no longer wanted."""
        with self._ready:
            return self._grid is not None or self._closed

    def forget_pictures(self) -> list[Request[Any]]:
        """Drop the waiting picture and grid, and return what was dropped."""
        with self._ready:
            waiting = (self._picture, self._grid)
            self._picture, self._grid = None, None
            return [request for request in waiting if request is not None]

    def close(self) -> None:
        """Let the worker finish its requests (a save that was asked for) and stop."""
        with self._ready:
            self._closed = True
            self._picture, self._grid = None, None
            self._tasks.clear()
            self._ready.notify()


# Long work as a stream: it runs beside the worker, which passes progress on and stays free for pictures.


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
