"""The one worker: a thread that empties the queue and answers through Qt signals."""

from __future__ import annotations

import logging
import threading
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.worker.messages import Failed, GridRequest, Progress, Request, Task
from app.worker.queue import RequestQueue, StoppedError
from app.worker.session import ModelSession

log = logging.getLogger(__name__)


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
        return Failed(f"A file could not be used ({reason}); nothing in the document was changed.")
    return Failed(f"This did not work ({type(error).__name__}); nothing in the document was changed.")
