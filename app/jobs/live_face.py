"""The live picture of a face: coarse while something moves, in full as soon as it rests."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.document.document import Document
from app.jobs.face_requests import FaceDrawn, FacePicture
from app.jobs.requests import Answer, Failed, Request
from app.jobs.worker import Worker
from app.sentences import retold

REST_MS = 25
COARSE = -1
"""The revision of a coarse picture: it is never the current one."""


class LiveFace(QObject):
    """Keeps the picture in step with the document's face, its sliders and its mask.

    An answer lands only if its epoch is still the document's and nothing newer has landed: while a slider
    moves, a picture one step behind is welcome; across an undo or another face, none is.
    """

    timed = Signal(float)
    failed = Signal(str)

    def __init__(self, document: Document, worker: Worker, parent: QObject | None = None) -> None:
        """Follow `document`, asking `worker`; nothing is asked before `serve`."""
        super().__init__(parent)
        self._document, self._worker = document, worker
        self.model = ""
        self._landed = (-1, -1, False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_full)
        worker.answered.connect(self._answered)
        document.face_changed.connect(self.refresh)
        document.sketch_changed.connect(self.refresh)
        document.paper_changed.connect(self.refresh)
        document.model_changed.connect(self.refresh)

    def serve(self, model: str) -> None:
        """Say which model that makes faces the worker has open, by name; "" for none."""
        self.model = model
        self._landed = (-1, -1, False)

    @property
    def ready(self) -> bool:
        """Whether there is a face with a code, and the model at work is the document's."""
        face, document = self._document.face, self._document
        return bool(self.model and face and face.code and document.model.name == self.model)

    @property
    def settled(self) -> bool:
        """Whether the full picture belongs to the document as it is, or none is to come."""
        document = self._document
        return not self.ready or self._landed == (document.epoch, document.revision, True)

    def refresh(self) -> None:
        """Ask for the coarse picture now, and for the full one when it rests."""
        document = self._document
        if document.face is None:
            return
        if not self.ready:
            if document.face.code is None and document.result is not None:
                document.set_result(None, document.revision)
            return
        if document.result is not None:
            # The first picture has nothing to move from: the full one comes at once.
            self._ask(coarse=True)
            self._rest.start()
        else:
            self._ask_full()

    def _ask_full(self) -> None:
        if self.ready:
            self._rest.stop()
            self._ask(coarse=False)

    def _ask(self, *, coarse: bool) -> None:
        document = self._document
        assert document.face is not None
        request = FacePicture(document.epoch, document.revision, document.face, document.mask, coarse)
        self._worker.put(request)

    def _answered(self, request: Request, answer: Answer) -> None:
        if not isinstance(request, FacePicture):
            return
        if isinstance(answer, Failed):
            if request.epoch == self._document.epoch and not request.coarse:
                self._landed = (request.epoch, request.revision, True)
                self.failed.emit(retold(answer.message))
        elif isinstance(answer, FaceDrawn):
            self._land(request, answer)

    def _land(self, request: FacePicture, answer: FaceDrawn) -> None:
        document = self._document
        stamp = (request.epoch, request.revision, not request.coarse)
        late = self._landed[0] == stamp[0] and stamp < self._landed
        if request.epoch != document.epoch or late or not self.ready:
            return
        self._landed = stamp
        document.set_result(answer.pixels, COARSE if request.coarse else request.revision)
        self.timed.emit(answer.milliseconds)
