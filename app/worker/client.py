"""The desk where the window leaves errands and gets each answer back where it asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.i18n import retold, tr
from app.worker.messages import Answer, Errand, Failed, LongErrand, Progress, Request
from app.worker.worker import Worker

OnAnswer = Callable[[Answer], None]
OnFailure = Callable[[str], None]


class Desk(QObject):
    """Pairs answers with whoever asked; a failure that nobody handles becomes a message."""

    failed = Signal(str)
    running_changed = Signal(object)
    progressed = Signal(object, object)

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        """Leave errands with `worker`."""
        super().__init__(parent)
        self._worker = worker
        self._waiting: dict[int, tuple[Errand | LongErrand, OnAnswer, OnFailure | None]] = {}
        # Long work is interrupted by pictures and saves, and goes on after them.
        self._running: list[Request] = []
        worker.started.connect(self._started)
        worker.answered.connect(self._answered)
        worker.finished.connect(self._finished)

    @property
    def pending(self) -> int:
        """How many errands have no answer yet."""
        return len(self._waiting)

    def ask(self, errand: Errand | LongErrand, then: OnAnswer, otherwise: OnFailure | None = None) -> None:
        """Ask for something; `then` gets the answer, `otherwise` the sentence of a failure."""
        self._waiting[id(errand)] = (errand, then, otherwise)
        self._worker.put(errand)

    def cancel(self) -> None:
        """Give up what the worker is doing; its answer never arrives."""
        self._worker.cancel()

    def _answered(self, request: Request, answer: Answer) -> None:
        if isinstance(answer, Progress):
            self.progressed.emit(request, answer)
            return
        entry = self._waiting.pop(id(request), None)
        if entry is None:
            return
        _, then, otherwise = entry
        if not isinstance(answer, Failed):
            then(answer)
        elif otherwise is not None:
            otherwise(retold(answer.message))
        else:
            self.failed.emit(retold(answer.message))

    def _finished(self, request: Request) -> None:
        entry = self._waiting.pop(id(request), None)
        if entry is not None:
            # It was cancelled: no answer came.
            stopped = tr("Stopped; the document is as it was.")
            entry[2](stopped) if entry[2] is not None else self.failed.emit(stopped)
        self._running = [other for other in self._running if other is not request]
        self.running_changed.emit(self._running[-1] if self._running else None)

    def _started(self, request: Request) -> None:
        self._running.append(request)
        self.running_changed.emit(request)
