"""What the worker does with a request: the only room of the editor where models run and files are read.

The engine is imported inside the functions, so that the window is on screen before any of it loads.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from app.document.format import read_document, write_document
from app.jobs.requests import (
    Answer,
    ChangeLibrary,
    DocumentRead,
    ExportPicture,
    Failed,
    Grid,
    GridPart,
    ListModels,
    LoadModel,
    ModelInfo,
    ModelReady,
    Models,
    OpenDocument,
    Picture,
    PictureDone,
    PictureRead,
    ReadPicture,
    Request,
    SampleStyles,
    SaveDocument,
    StylesSampled,
    Written,
)

if TYPE_CHECKING:
    from app.jobs.face_room import FaceRoom
    from engine.library import Library, LibraryEntry
    from engine.translate import Translator

# A picture that the pen asks for waits for the chunk in hand: several at a time would save a fifth of the
# grid's time and cost the pen its fifty milliseconds.
GRID_CHUNK = 1


class EngineRoom:
    """Holds the open model; every method runs in the worker's thread."""

    def __init__(self, library: Callable[[], Library] | None = None) -> None:
        """Use the library that `library` returns, or the person's own."""
        self._make_library = library
        self._library: Library | None = None
        self._translator: Translator | None = None
        self._faces: FaceRoom | None = None
        self.cancelled: Callable[[], bool] = lambda: False

    def answers(self, request: Request) -> Iterator[Answer]:
        """Do `request`; a grid answers in parts, everything else once."""
        match request:
            case Picture():
                yield self._picture(request)
            case Grid():
                yield from self._grid(request)
            case LoadModel():
                yield self._load(request)
            case SampleStyles():
                codes = self._open().sample_styles(request.count, request.seed)
                yield StylesSampled(tuple(tuple(float(v) for v in code) for code in codes))
            case ReadPicture():
                yield self._read(request)
            case OpenDocument():
                yield DocumentRead(read_document(request.path))
            case SaveDocument():
                write_document(request.path, request.snapshot)
                yield Written(request.path)
            case ExportPicture():
                yield self._export(request)
            case ListModels():
                yield Models(self._models())
            case ChangeLibrary():
                yield self._change(request)
            case _:
                yield from self._open_faces().answers(request)

    def notices(self) -> list[str]:
        """What the backend wants to say, such as that it had to leave the GPU; said once."""
        if self._faces is not None:
            return self._faces.notices()
        return self._translator.backend.notices() if self._translator is not None else []

    @property
    def library(self) -> Library:
        """The library, opened on first use."""
        if self._library is None:
            from engine.library import Library

            self._library = self._make_library() if self._make_library else Library.default()
        return self._library

    def _open(self) -> Translator:
        if self._translator is None:
            from engine.errors import LibraryError

            raise LibraryError("No model is open; choose one in the model library.")
        return self._translator

    def _open_faces(self) -> FaceRoom:
        if self._faces is None:
            from engine.errors import LibraryError

            raise LibraryError("The open model makes no faces; choose one that does in the model library.")
        return self._faces

    def _load(self, request: LoadModel) -> Answer:
        from engine.backends import open_backend
        from engine.translate import Translator

        bundle = self.library.open(request.name)
        capabilities = bundle.manifest.capabilities
        if "translate" not in capabilities and "sample" in capabilities:
            from app.jobs.face_room import FaceRoom

            self._faces = FaceRoom(bundle, request, lambda: self.cancelled())
            self._translator = None
            return ModelReady(self._faces.info())
        if "translate" not in capabilities:
            return Failed(f"{bundle.manifest.title} draws and samples nothing; the model before stays open.")
        translator = Translator(bundle, open_backend(bundle, backend=request.backend, device=request.device))
        translator.warm_up()
        self._translator, self._faces = translator, None
        manifest = bundle.manifest
        return ModelReady(
            ModelInfo(
                name=request.name,
                title=manifest.title,
                capabilities=frozenset(translator.capabilities),
                licence=manifest.licence,
                card=bundle.card(),
                digest=bundle.digest,
                size=translator.size,
                style_size=translator.style_size,
                device=translator.backend.device,
                backend=translator.backend.name,
            )
        )

    def _picture(self, request: Picture) -> Answer:
        translator = self._open()
        started = time.perf_counter()
        style = np.asarray([request.style], np.float32)
        pixels = translator.translate(request.sketch, style)[0]
        return PictureDone(pixels, (time.perf_counter() - started) * 1000)

    def _grid(self, request: Grid) -> Iterator[Answer]:
        from engine.images import letterbox

        translator = self._open()
        small, _ = letterbox(request.sketch, translator.size)
        for first in range(0, len(request.styles), GRID_CHUNK):
            styles = np.asarray(request.styles[first : first + GRID_CHUNK], np.float32)
            yield GridPart(first, translator.translate(small, styles))

    def _read(self, request: ReadPicture) -> Answer:
        from app.jobs import fitting
        from engine.images import flatten, read_image

        name = request.path.name if request.path else ""
        rgba = request.pixels if request.pixels is not None else None
        if rgba is None and request.path is not None:
            rgba = read_image(request.path)
        if rgba is None:
            return Failed("There is no picture to read.")
        rgb = flatten(rgba)
        if request.use == "style":
            code = self._open().encode_style(rgb)
            thumbnail = io.BytesIO()
            fitting.thumbnail(rgb, 96).save(thumbnail, "PNG")
            return PictureRead(code=tuple(float(v) for v in code), thumbnail=thumbnail.getvalue(), name=name)
        size = request.size or fitting.paper_for(rgb.shape[1], rgb.shape[0])
        if request.use == "photo":
            from engine.sketch import photo_to_sketch

            sketch = photo_to_sketch(fitting.shrunk(rgb, size))
            return PictureRead(sketch=fitting.on_paper(sketch, size), name=name)
        return PictureRead(sketch=fitting.on_paper(fitting.dark_on_light(rgb), size), name=name)

    def _export(self, request: ExportPicture) -> Answer:
        from engine.images import write_image
        from engine.request import to_text

        translator = self._open()
        style = np.asarray(request.style, np.float32)
        pixels = translator.translate(request.sketch, style[None])[0]
        recipe = to_text(translator.request(request.sketch, style, request.seed), request.sketch)
        write_image(request.path, pixels, recipe=recipe)
        return Written(request.path)

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

    def _change(self, request: ChangeLibrary) -> Answer:
        changed = ""
        if request.action == "install" and request.path is not None:
            changed = self.library.install(request.path).name
        elif request.action == "remove":
            self.library.remove(request.name)
        elif request.path is not None:
            self.library.export(request.name, request.path)
            return Written(request.path)
        return Models(self._models(), changed)
