"""The one worker: a thread that empties the mailbox and answers through Qt signals."""

from __future__ import annotations

import logging
import threading

from PySide6.QtCore import QObject, Signal

from app.worker.messages import (
    LONG,
    Answer,
    Failed,
    Grid,
    GridPart,
    Progress,
    Request,
    SampleGrid,
    SamplesPart,
)
from app.worker.queue import Mailbox, StoppedError
from app.worker.session import EngineRoom

log = logging.getLogger(__name__)


class Worker(QObject):
    """Runs requests one at a time; `answered` arrives in the thread of whoever listens.

    While a grid or long work is done, a newer picture or an errand goes first, between two parts of it;
    a newer grid ends a grid. Long work that is cancelled may still answer: with what it has so far.
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
        self._working_long = False
        room.cancelled = self._cancelled.is_set
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
        """Finish the errands that wait, then end the thread; long work is cancelled."""
        self._mailbox.close()
        if self._working_long:
            self._cancelled.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while (request := self._mailbox.take()) is not None:
            self._cancelled.clear()
            self._working_long = isinstance(request, LONG)
            self._do(request)
            self._working_long = False
        self._room.close()

    def _do(self, request: Request) -> None:
        self.started.emit(request)
        try:
            for answer in self._room.answers(request):
                if self._cancelled.is_set() and not isinstance(request, LONG):
                    break
                self.answered.emit(request, answer)
                if isinstance(answer, (GridPart, SamplesPart, Progress)):
                    while (urgent := self._mailbox.take_urgent()) is not None:
                        self._do(urgent)
                if isinstance(request, (Grid, SampleGrid)) and self._mailbox.newer_grid():
                    break
            for notice in self._room.notices():
                self.noticed.emit(notice)
        except StoppedError:
            pass
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
