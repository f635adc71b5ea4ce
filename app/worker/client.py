"""The window's end of the worker: a request goes in, its answer comes back where it was asked.

Most of them ask for the live picture: again as the document changes, and only answers that still belong land.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Generic

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.document.document import Document
from app.document.styles import Code
from app.i18n import tr, translate_error
from app.worker.face_messages import FaceDrawn, FacePicture
from app.worker.messages import (
    A,
    Failed,
    Grid,
    GridPart,
    GridRequest,
    Picture,
    PictureDone,
    PictureRequest,
    Progress,
    Request,
    Stamp,
)
from app.worker.worker import Worker

if TYPE_CHECKING:
    from engine.bundle.manifest import Direction

OnFailure = Callable[[str], None]
OnProgress = Callable[[Progress], None]
GRID_REST_MS, REST_MS = 120, 25
FORWARD: tuple[Direction, ...] = ("forward",)
NOBODY = -1
"""The identity of no document: what was asked for it is dropped."""
COARSE = -1
"""The revision of a coarse picture: it is never the current one."""


@dataclass(eq=False)
class _Asked(Generic[A]):
    """A request on its way, with the identity of the document that asked; None for the application."""

    request: Request[A]
    document: int | None
    then: Callable[[A], None]
    otherwise: OnFailure | None
    progress: OnProgress | None
    answered: bool = False


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

    def hurry(self) -> None:
        """Have the last picture asked for made now: an older one that is being made is given up."""
        self._worker.hurry()

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


class LivePictures(QObject):
    """Keeps the picture and the grid of variants in step with the document.

    An answer lands only if its epoch is still the document's and nothing newer has landed. Within an
    epoch, while the pen moves, a picture one step behind the pen is welcome; across an undo, another
    style or another model, none is.
    """

    timed = Signal(float)
    grid_changed = Signal()

    def __init__(self, document: Document, client: WorkerClient, parent: QObject | None = None) -> None:
        """Follow `document`, asking `client`; nothing is asked before `serve`."""
        super().__init__(parent)
        self._document = document
        self._client = client
        self._landed = self._asked = Stamp(-1, -1)
        self._grid_stamp = Stamp(-1, -1)
        self._codes: tuple[Code, ...] = ()
        self._model = ""
        self._style_size = 0
        self._directions: frozenset[Direction] = frozenset()
        self.follow_pen = True
        self.thumbnails: dict[Code, NDArray[np.uint8]] = {}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(GRID_REST_MS)
        self._rest.timeout.connect(self._ask_grid)
        document.sketch_changed.connect(self._sketch_changed)
        document.guide_changed.connect(self._sketch_changed)
        document.sketch_replaced.connect(self._replaced)
        document.styles_changed.connect(self._styles_changed)
        document.source_changed.connect(self._replaced)
        document.model_changed.connect(self._replaced)
        document.paper_changed.connect(self._replaced)

    @property
    def ready(self) -> bool:
        """Whether the model at work is the document's, and its styles and way fit."""
        document = self._document
        fits = (
            len(document.styles.code()) == self._style_size and document.source.direction in self._directions
        )
        return bool(self._model) and document.model.name == self._model and fits

    def serve(self, model: str, style_size: int = 0, directions: Collection[Direction] = FORWARD) -> None:
        """Say which model the worker has open, by name, length of its codes and its ways; "" for none."""
        self._model, self._style_size, self._directions = model, style_size, frozenset(directions)
        # What was asked of the model before is asked again of this one.
        self._asked = Stamp(-1, -1)

    @property
    def settled(self) -> bool:
        """Whether the picture and the grid belong to the document as it is."""
        document = self._document
        if document.face is not None:
            return True
        if document.blank:
            return document.result is None and not self.thumbnails
        codes = {variant.code for variant in document.styles.variants}
        return document.result_is_current and not self._rest.isActive() and codes <= set(self.thumbnails)

    def refresh(self) -> None:
        """Ask for the picture and the grid of the document as it is."""
        document = self._document
        if document.face is not None:
            return
        if document.blank:
            self._rest.stop()
            self.thumbnails = {}
            self._codes = ()
            document.set_result(None, document.revision)
            self.grid_changed.emit()
            return
        if not self.ready:
            return
        self._ask_picture()
        # The pen is at rest. While it moved, pictures one step behind were made to their end, or none were.
        self._client.hurry()
        self._rest.start()

    def _sketch_changed(self) -> None:
        if self._document.drawing:
            if self._document.face is None and self.follow_pen and self.ready:
                self._ask_picture()
        else:
            self.refresh()

    def stroke_ended(self) -> None:
        """The pen left the paper: the picture, if it did not follow, and the grid."""
        self.refresh()

    def _styles_changed(self) -> None:
        document = self._document
        if document.face is not None or document.blank or not self.ready:
            return
        if not document.result_is_current:
            self._ask_picture()
            self._client.hurry()
        if any(variant.code not in self.thumbnails for variant in document.styles.variants):
            self._rest.start()

    def _replaced(self) -> None:
        self.thumbnails = {}
        self.grid_changed.emit()
        self.refresh()

    def _stamp(self) -> Stamp:
        return Stamp(self._document.epoch, self._document.revision)

    def _ask_picture(self) -> None:
        stamp = self._stamp()
        if stamp == self._asked or self._document.result_is_kept:
            return
        self._asked = stamp
        document = self._document
        request = Picture(
            stamp, document.sketch.copy(), document.styles.code(), document.source, document.guide_copy()
        )
        self._client.ask(request, partial(self._land, stamp))

    def _ask_grid(self) -> None:
        document = self._document
        if document.face is not None or document.blank or not self.ready or not document.styles.variants:
            return
        if document.drawing:
            self._rest.start()
            return
        self._codes = tuple(dict.fromkeys(variant.code for variant in document.styles.variants))
        self._grid_stamp = self._stamp()
        request = Grid(
            self._grid_stamp, document.sketch.copy(), self._codes, document.source, document.guide_copy()
        )
        self._client.ask(request, partial(self._land_part, request))

    def _land(self, stamp: Stamp, answer: PictureDone) -> None:
        late = stamp.epoch == self._landed.epoch and stamp.revision < self._landed.revision
        document = self._document
        if stamp.epoch != document.epoch or late or document.blank or document.face is not None:
            return
        self._landed = stamp
        self._document.set_result(answer.pixels, stamp.revision)
        self.timed.emit(answer.milliseconds)

    def _land_part(self, request: Grid, answer: GridPart) -> None:
        if request.stamp != self._grid_stamp:
            return
        if answer.first == 0:
            self.thumbnails = {code: view for code, view in self.thumbnails.items() if code in self._codes}
        for offset, pixels in enumerate(answer.pixels):
            self.thumbnails[request.styles[answer.first + offset]] = pixels
        self.grid_changed.emit()


class LiveFace(QObject):
    """Keeps the picture in step with a face, its sliders and its mask: coarse first, in full when they rest.

    An answer lands only if its epoch is still the document's and nothing newer has landed: while a slider
    moves, a picture one step behind is welcome; across an undo or another face, none is.
    """

    timed = Signal(float)
    failed = Signal(str)

    def __init__(self, document: Document, client: WorkerClient, parent: QObject | None = None) -> None:
        """Follow `document`, asking `client`; nothing is asked before `serve`."""
        super().__init__(parent)
        self._document, self._client = document, client
        self.model = ""
        self._landed = (-1, -1, False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask_full)
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
        self._client.ask(request, partial(self._land, request), partial(self._refused, request))

    def _refused(self, request: FacePicture, message: str) -> None:
        if request.epoch == self._document.epoch and not request.coarse:
            self._landed = (request.epoch, request.revision, True)
            self.failed.emit(message)

    def _land(self, request: FacePicture, answer: FaceDrawn) -> None:
        document = self._document
        stamp = (request.epoch, request.revision, not request.coarse)
        late = self._landed[0] == stamp[0] and stamp < self._landed
        if request.epoch != document.epoch or late or not self.ready:
            return
        self._landed = stamp
        document.set_result(answer.pixels, COARSE if request.coarse else request.revision)
        self.timed.emit(answer.milliseconds)
