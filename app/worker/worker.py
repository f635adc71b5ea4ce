"""The one worker: a thread that empties its queue, does what requests ask, and answers through Qt signals.

Of the requests that wait all take their turn, but of pictures only the latest survives. Models run and files
are read only here. The engine is imported inside the functions: the window is on screen before it loads.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.document.file_format import read_document, write_document
from app.worker.long_work import StoppedError
from app.worker.messages import (
    ChangeLibrary,
    DirectionInfo,
    DocumentRead,
    DocumentSeen,
    ExportModel,
    Failed,
    GridRequest,
    ListModels,
    LoadModel,
    LookAtDocument,
    ModelInfo,
    ModelReady,
    Models,
    OpenDocument,
    PictureRead,
    PictureRequest,
    Progress,
    ReadPicture,
    Request,
    Saved,
    SaveDocument,
    Task,
    Written,
)
from app.worker.style_messages import DropStyle, KeepStyle, ListShelf, ShelfRead
from app.worker.translation import REQUESTS as TRANSLATION_REQUESTS
from app.worker.translation import TranslationSession
from engine.files import file_state
from engine.sentences import Sentence

if TYPE_CHECKING:
    from app.document.document import Snapshot
    from app.document.style_shelf import Shelf
    from app.worker.faces import FaceSession
    from engine.bundle.library import Library, LibraryEntry

log = logging.getLogger(__name__)

PREVIEW = 96
"""Longer side of what is shown of a document that is not open, in pixels."""


class ModelSession:
    """Holds the open model; every method runs in the worker's thread."""

    def __init__(self, library: Callable[[], Library] | None = None) -> None:
        """Use the library that `library` returns, or the person's own."""
        self._make_library = library
        self._library: Library | None = None
        self._translation: TranslationSession | None = None
        self._faces: FaceSession | None = None
        self.cancelled: Callable[[], bool] = lambda: False
        self.stale: Callable[[], bool] = lambda: False

    def answers(self, request: Request[Any]) -> Iterator[Any]:
        """Do `request`; a grid answers in parts, a task with its progress first, everything else once."""
        match request:
            case LoadModel():
                yield self._load(request)
            case ReadPicture():
                yield self._read(request)
            case OpenDocument():
                state = file_state(request.path)
                yield DocumentRead(read_document(request.path), state)
            case LookAtDocument():
                yield _seen(read_document(request.path))
            case SaveDocument():
                yield _saved(request)
            case ListShelf():
                yield self._shelf(request.digest)
            case KeepStyle():
                self._open_shelf().keep(request.style)
                yield self._shelf(request.style.digest)
            case DropStyle():
                self._open_shelf().drop(request.style)
                yield self._shelf(request.style.digest)
            case ListModels():
                yield Models(self._models())
            case ChangeLibrary():
                yield self._change(request)
            case ExportModel():
                self.library.export(request.name, request.path)
                yield Written(request.path)
            case _ if isinstance(request, TRANSLATION_REQUESTS):
                yield from self._open().answers(request)
            case _:
                yield from self._open_faces().answers(request)

    def notices(self) -> list[str]:
        """What the backend wants to say, such as that it had to leave the GPU; said once."""
        if self._faces is not None:
            return self._faces.notices()
        return self._translation.notices() if self._translation is not None else []

    def interrupt(self, thread: int) -> None:
        """Give up the picture that the worker's `thread` makes, from another thread."""
        if self._translation is not None:
            self._translation.interrupt(thread)

    def close(self) -> None:
        """Let go of the open model: its memory and its processor threads, whoever still holds the room."""
        self._translation = self._faces = None

    @property
    def library(self) -> Library:
        """The library, opened on first use."""
        if self._library is None:
            from engine.bundle.library import Library

            self._library = self._make_library() if self._make_library else Library.default()
        return self._library

    def _open(self) -> TranslationSession:
        if self._translation is None:
            from engine.errors import LibraryError

            raise LibraryError("No model is open; choose one in the model library.")
        return self._translation

    def _open_faces(self) -> FaceSession:
        if self._faces is None:
            from engine.errors import LibraryError

            raise LibraryError("The open model makes no faces; choose one that does in the model library.")
        return self._faces

    def _load(self, request: LoadModel) -> ModelReady:
        other = self.library.replacement_of(request.name, request.digest)
        gone = ""
        if other is not None:
            request, gone = replace(request, name=other.name), request.name
        bundle = self.library.open(request.name)
        capabilities = bundle.manifest.capabilities
        if "translate" not in capabilities and "sample" in capabilities:
            from app.worker.faces import FaceSession

            self._faces = FaceSession(bundle, request, lambda: self.cancelled())
            self._translation = None
            return ModelReady(self._faces.info())
        if "translate" not in capabilities:
            from engine.errors import RequestError

            raise RequestError(
                "{title} draws and samples nothing; the model before stays open.", title=bundle.manifest.title
            )
        self._translation = TranslationSession(
            bundle, request, lambda: self.cancelled(), lambda: self.stale()
        )
        self._faces = None
        return ModelReady(self._translation.info(), gone)

    def _read(self, request: ReadPicture) -> PictureRead:
        from engine.errors import RequestError
        from engine.images import fitting
        from engine.images.codec import flatten, read_image

        name = request.path.name if request.path else ""
        rgba = request.pixels if request.pixels is not None else None
        if rgba is None and request.path is not None:
            rgba = read_image(request.path)
        if rgba is None:
            raise RequestError("There is no picture to read.")
        rgb = flatten(rgba)
        size = request.size or fitting.paper_for(rgb.shape[1], rgb.shape[0])
        if request.use == "input":
            rgb = fitting.shrunk(rgb, size)
            fits = (rgb.shape[1], rgb.shape[0]) == size
            return PictureRead(underlay=rgb if fits else fitting.photo_on_paper(rgb, size), name=name)
        if request.use == "photo":
            from engine.images.sketch import photo_to_sketch

            sketch = photo_to_sketch(fitting.shrunk(rgb, size))
            return PictureRead(sketch=fitting.on_paper(sketch, size), name=name)
        return PictureRead(sketch=fitting.on_paper(fitting.dark_on_light(rgba), size), name=name)

    def _open_shelf(self) -> Shelf:
        from app.document.style_shelf import Shelf

        return Shelf()

    def _shelf(self, digest: str) -> ShelfRead:
        return ShelfRead(digest, self._open_shelf().styles(digest))

    def _models(self) -> tuple[ModelInfo, ...]:
        return tuple(self._entry(entry) for entry in self.library.entries())

    def _entry(self, entry: LibraryEntry) -> ModelInfo:
        from engine.bundle.manifest import directions_of
        from engine.errors import GanvasError

        card, preview, problem = "", None, getattr(entry, "problem", "") or ""
        imported = False
        directions: tuple[DirectionInfo, ...] = ()
        if not problem:
            try:
                bundle = self.library.open(entry.name)
                card, preview = bundle.card(), bundle.preview()
                imported = "imported_with" in bundle.manifest.provenance
                if "translate" in entry.capabilities:
                    directions = tuple(
                        DirectionInfo(direction, spec.input_kind, spec.output_kind)
                        for direction, spec in directions_of(bundle.manifest).items()
                    )
            except GanvasError as error:
                problem = str(error)
        return ModelInfo(
            name=entry.name,
            title=entry.title or entry.name,
            capabilities=frozenset(entry.capabilities),
            origin=entry.origin,
            licence=entry.licence or "",
            card=card,
            preview=preview,
            directions=directions,
            imported=imported,
            problem=problem,
        )

    def _change(self, request: ChangeLibrary) -> Models:
        changed = ""
        if request.action == "install" and request.path is not None:
            changed = self.library.install(request.path).name
        elif request.action == "remove":
            self.library.remove(request.name)
        return Models(self._models(), changed)


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

    def picture_waits(self) -> bool:
        """Whether a picture is still to be taken."""
        with self._ready:
            return self._picture is not None

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
    a newer grid ends a grid, and `hurry` ends what is older than the picture that waits. A task that is
    cancelled may still answer: with what it has so far.
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
        self._at_work: Request[Any] | None = None
        self._hurrying = threading.Lock()
        self._stale = threading.Event()
        session.cancelled, session.stale = self._cancelled.is_set, self._stale.is_set
        self._thread = threading.Thread(target=self._run, name="ganvas-worker", daemon=True)

    def start(self) -> None:
        """Begin to work; requests put earlier are waiting."""
        self._thread.start()

    def put(self, request: Request[Any]) -> Request[Any] | None:
        """Ask for something; see `RequestQueue` for what replaces what. Returns what was replaced."""
        return self._queue.put(request)

    def hurry(self) -> None:
        """Give up the picture or the part of a grid at work, if a newer picture waits for it."""
        with self._hurrying:
            # A picture that is still waiting here is not the one at work, nor becomes it before this is over.
            stale = isinstance(self._at_work, PictureRequest | GridRequest) and self._queue.picture_waits()
            if stale and self._thread.ident is not None:
                self._stale.set()
                self._session.interrupt(self._thread.ident)

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
        with self._hurrying:
            interrupted, self._at_work = self._at_work, request
            self._stale.clear()
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
            with self._hurrying:
                self._at_work = interrupted
            self.finished.emit(request)


def _saved(request: SaveDocument) -> Saved:
    state = file_state(request.path)
    if request.known is not None and state is not None and state != request.known:
        return Saved(request.path, None)
    write_document(request.path, request.snapshot)
    return Saved(request.path, file_state(request.path))


def _seen(snapshot: Snapshot) -> DocumentSeen:
    from engine.images import fitting

    if snapshot.result is not None:
        shown = snapshot.result
    elif snapshot.face is not None and snapshot.face.photo is not None:
        shown = snapshot.face.photo.screen
    else:
        shown = snapshot.source.composed(snapshot.sketch)
    rgb = shown if shown.ndim == 3 else np.repeat(shown[..., None], 3, axis=2)
    small = np.asarray(fitting.thumbnail(rgb, PREVIEW))
    return DocumentSeen(small, snapshot.origin.path if snapshot.origin is not None else None)


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
