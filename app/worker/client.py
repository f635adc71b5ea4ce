"""The one way from the window to the worker: a request goes in, its answer comes back where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

from PySide6.QtCore import QObject, Signal

from app.document.document import Document
from app.i18n import tr, translate_error
from app.worker.messages import A, Failed, GridRequest, PictureRequest, Progress, Request
from app.worker.worker import Worker

OnFailure = Callable[[str], None]
OnProgress = Callable[[Progress], None]


@dataclass(eq=False)
class _Asked(Generic[A]):
    """A request on its way, with the identity of the document that asked; None for the application."""

    request: Request[A]
    document: int | None
    then: Callable[[A], None]
    otherwise: OnFailure | None
    progress: OnProgress | None
    answered: bool = False


NOBODY = -1
"""The identity of no document: what was asked for it is dropped."""


class WorkerClient(QObject):
    """Pairs answers with whoever asked; a failure that nobody handles becomes a message.

    What was asked for a document that is no longer the open one is dropped here, and nowhere else: its
    answers, its progress and its failures (see `Request` for the exceptions).
    """

    failed = Signal(str)
    running_changed = Signal(object)
    progressed = Signal(object, object)

    def __init__(self, worker: Worker, document: Document, parent: QObject | None = None) -> None:
        """Ask `worker`, for `document`."""
        super().__init__(parent)
        self._worker, self._document = worker, document
        self._asked: dict[int, _Asked[Any]] = {}
        # A task is interrupted by pictures and saves, and goes on after them.
        self._running: list[Request[Any]] = []
        worker.started.connect(self._started)
        worker.answered.connect(self._answered)
        worker.progressed.connect(self._progressed)
        worker.failed.connect(self._failed)
        worker.finished.connect(self._finished)

    @property
    def pending(self) -> int:
        """How many requests are not done yet."""
        return len(self._asked)

    def ask(
        self,
        request: Request[A],
        then: Callable[[A], None],
        otherwise: OnFailure | None = None,
        progress: OnProgress | None = None,
    ) -> None:
        """Ask for something.

        Args:
            request: what is asked for; it may not be asked for again before it is done.
            then: gets the answer, or each part of it.
            otherwise: gets the sentence of a failure.
            progress: hears how far a task is.
        """
        if request.opens:
            for earlier in self._asked.values():
                if earlier.request.opens:
                    earlier.document = NOBODY
        document = self._document.identity if request.of_document else None
        self._asked[id(request)] = _Asked(request, document, then, otherwise, progress)
        replaced = self._worker.put(request)
        if replaced is not None:
            self._asked.pop(id(replaced), None)

    def cancel(self) -> None:
        """Give up what the worker is doing; its answer never arrives."""
        for forgotten in self._worker.cancel():
            self._asked.pop(id(forgotten), None)

    def _belongs(self, asked: _Asked[Any]) -> bool:
        return asked.document is None or asked.document == self._document.identity

    def _answered(self, request: Request[A], answer: A) -> None:
        asked = self._asked.get(id(request))
        if asked is not None:
            asked.answered = True
            if self._belongs(asked):
                asked.then(answer)

    def _progressed(self, request: Request[Any], progress: Progress) -> None:
        self.progressed.emit(request, progress)
        asked = self._asked.get(id(request))
        if asked is not None and asked.progress is not None and self._belongs(asked):
            asked.progress(progress)

    def _failed(self, request: Request[Any], failure: Failed) -> None:
        asked = self._asked.get(id(request))
        if asked is not None:
            asked.answered = True
            self._report(asked, translate_error(failure.message))

    def _finished(self, request: Request[Any]) -> None:
        asked = self._asked.pop(id(request), None)
        if asked is not None and not asked.answered and not isinstance(request, PictureRequest | GridRequest):
            # It was cancelled: no answer came.
            self._report(asked, tr("Stopped; the document is as it was."))
        self._running = [other for other in self._running if other is not request]
        self.running_changed.emit(self._running[-1] if self._running else None)

    def _report(self, asked: _Asked[Any], message: str) -> None:
        if not self._belongs(asked):
            if asked.request.failure_is_told:
                self.failed.emit(message)
        elif asked.otherwise is not None:
            asked.otherwise(message)
        else:
            self.failed.emit(message)

    def _started(self, request: Request[Any]) -> None:
        self._running.append(request)
        self.running_changed.emit(request)
