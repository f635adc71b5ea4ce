"""What the worker does with a request: the only room of the editor where models run and files are read.

The engine is imported inside the functions, so that the window is on screen before any of it loads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.document.file_format import read_document, write_document
from app.worker.messages import (
    ChangeLibrary,
    DocumentRead,
    ExportModel,
    ListModels,
    LoadModel,
    ModelInfo,
    ModelReady,
    Models,
    OpenDocument,
    PictureRead,
    ReadPicture,
    Request,
    SaveDocument,
    Written,
)
from app.worker.style_messages import DropStyle, KeepStyle, ListShelf, ShelfRead
from app.worker.translation import REQUESTS as TRANSLATION_REQUESTS
from app.worker.translation import TranslationSession

if TYPE_CHECKING:
    from app.document.style_shelf import Shelf
    from app.worker.faces import FaceSession
    from engine.bundle.library import Library, LibraryEntry


class ModelSession:
    """Holds the open model; every method runs in the worker's thread."""

    def __init__(self, library: Callable[[], Library] | None = None) -> None:
        """Use the library that `library` returns, or the person's own."""
        self._make_library = library
        self._library: Library | None = None
        self._translation: TranslationSession | None = None
        self._faces: FaceSession | None = None
        self.cancelled: Callable[[], bool] = lambda: False

    def answers(self, request: Request[Any]) -> Iterator[Any]:
        """Do `request`; a grid answers in parts, a task with its progress first, everything else once."""
        match request:
            case LoadModel():
                yield self._load(request)
            case ReadPicture():
                yield self._read(request)
            case OpenDocument():
                yield DocumentRead(read_document(request.path))
            case SaveDocument():
                write_document(request.path, request.snapshot)
                yield Written(request.path)
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
        self._translation = TranslationSession(bundle, request, lambda: self.cancelled())
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
        return PictureRead(sketch=fitting.on_paper(fitting.dark_on_light(rgb), size), name=name)

    def _open_shelf(self) -> Shelf:
        from app.document.style_shelf import Shelf

        return Shelf()

    def _shelf(self, digest: str) -> ShelfRead:
        return ShelfRead(digest, self._open_shelf().styles(digest))

    def _models(self) -> tuple[ModelInfo, ...]:
        return tuple(self._entry(entry) for entry in self.library.entries())

    def _entry(self, entry: LibraryEntry) -> ModelInfo:
        from engine.errors import GanvasError

        card, preview, problem = "", None, getattr(entry, "problem", "") or ""
        imported = False
        if not problem:
            try:
                bundle = self.library.open(entry.name)
                card, preview = bundle.card(), bundle.preview()
                imported = "imported_with" in bundle.manifest.provenance
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
