"""The one worker: a thread that empties its queue and answers through Qt signals.

Of the requests that wait all take their turn, but of pictures only the latest survives.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.worker.long_work import StoppedError
from app.worker.messages import Failed, GridRequest, PictureRequest, Progress, Request, Task
from app.worker.session import ModelSession
from engine.sentences import Sentence

log = logging.getLogger(__name__)


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


class Worker(QObject):
    """Runs requests one at a time; its signals arrive in the thread of whoever listens.

    While a grid or a task is done, a newer picture or a request goes first, between two parts of it;
    a newer grid ends a grid. A task that is cancelled may still answer: with what it has so far.
    """

    started = Signal(object)
    answered = Signal(object, object)
    progressed = Signal(object, object)
    failed = Signal(object, object)
    finished = Signal(object)
    noticed = Signal(str)

    def __init__(self, session: ModelSession, parent: QObject | None = None) -> None:
        """A worker for `session`; nothing runs before `start`."""
        super().__init__(parent)
        self._session = session
        self._queue = RequestQueue()
        self._cancelled = threading.Event()
        self._working_long = False
        session.cancelled = self._cancelled.is_set
        self._thread = threading.Thread(target=self._run, name="ganvas-worker", daemon=True)

    def start(self) -> None:
        """Begin to work; requests put earlier are waiting."""
        self._thread.start()

    def put(self, request: Request[Any]) -> Request[Any] | None:
        """Ask for something; see `RequestQueue` for what replaces what. Returns what was replaced."""
        return self._queue.put(request)

    def cancel(self) -> list[Request[Any]]:
        """Give up what runs, at its next pause, and the pictures that wait, which are returned."""
        forgotten = self._queue.forget_pictures()
        self._cancelled.set()
        return forgotten

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the requests that wait, then end the thread; a task is cancelled."""
        self._queue.close()
        if self._working_long:
            self._cancelled.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while (request := self._queue.take()) is not None:
            self._cancelled.clear()
            self._working_long = isinstance(request, Task)
            self._do(request)
            self._working_long = False
        self._session.close()

    def _do(self, request: Request[Any]) -> None:
        self.started.emit(request)
        try:
            for answer in self._session.answers(request):
                if self._cancelled.is_set() and not isinstance(request, Task):
                    break
                info = self.progressed if isinstance(answer, Progress) else self.answered
                info.emit(request, answer)
                if isinstance(request, (GridRequest, Task)):
                    while (urgent := self._queue.take_urgent()) is not None:
                        self._do(urgent)
                if isinstance(request, GridRequest) and self._queue.newer_grid():
                    break
            for notice in self._session.notices():
                self.noticed.emit(notice)
        except StoppedError:
            pass
        except Exception as error:  # the worker outlives whatever a file or a model does to it
            self.failed.emit(request, _failure(error))
        finally:
            self.finished.emit(request)


def _failure(error: Exception) -> Failed:
    from engine.errors import GanvasError

    if isinstance(error, GanvasError):
        return Failed(str(error))
    log.exception("a request failed", exc_info=error)
    if isinstance(error, MemoryError):
        return Failed("There is not enough memory for this; nothing in the document was changed.")
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        return Failed(
            Sentence(
                "A file could not be used ({reason}); nothing in the document was changed.", reason=reason
            )
        )
    return Failed(
        Sentence(
            "This did not work ({kind}); nothing in the document was changed.", kind=type(error).__name__
        )
    )
