"""The one worker: a thread that empties the mailbox and answers through Qt signals."""

from __future__ import annotations

import logging
import threading

from PySide6.QtCore import QObject, Signal

from app.jobs.engine_room import EngineRoom
from app.jobs.mailbox import Mailbox
from app.jobs.requests import Answer, Failed, Grid, GridPart, Request

log = logging.getLogger(__name__)


class Worker(QObject):
    """Runs requests one at a time; `answered` arrives in the thread of whoever listens.

    While a grid is made, a newer picture or an errand goes first, between two parts of the grid; a
    newer grid ends it.
    """

    started = Signal(object)
    answered = Signal(object, object)
    finished = Signal(object)
    noticed = Signal(str)

    def __init__(self, room: EngineRoom, parent: QObject | None = None) -> None:
        """A worker for `room`; nothing runs before `start`."""
        super().__init__(parent)
        self._room = room
        self._mailbox = Mailbox()
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ganvas-worker", daemon=True)

    def start(self) -> None:
        """Begin to work; requests put earlier are waiting."""
        self._thread.start()

    def put(self, request: Request) -> None:
        """Ask for something; see `Mailbox` for what replaces what."""
        self._mailbox.put(request)

    def cancel(self) -> None:
        """Give up what runs, at its next pause, and the pictures that wait."""
        self._mailbox.forget_pictures()
        self._cancelled.set()

    def stop(self, timeout: float = 10.0) -> None:
        """Finish the errands that wait, then end the thread."""
        self._mailbox.close()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while (request := self._mailbox.take()) is not None:
            self._cancelled.clear()
            self._do(request)

    def _do(self, request: Request) -> None:
        self.started.emit(request)
        try:
            for answer in self._room.answers(request):
                if self._cancelled.is_set():
                    break
                self.answered.emit(request, answer)
                if isinstance(request, Grid) and isinstance(answer, GridPart):
                    while (urgent := self._mailbox.take_urgent()) is not None:
                        self._do(urgent)
                    if self._mailbox.newer_grid():
                        break
            for notice in self._room.notices():
                self.noticed.emit(notice)
        except Exception as error:  # the worker outlives whatever a file or a model does to it
            self.answered.emit(request, self._failure(error))
        finally:
            self.finished.emit(request)

    def _failure(self, error: Exception) -> Answer:
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
