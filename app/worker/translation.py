"""What the worker does with a model that translates: pictures, styles, parts, and files in one style.

The engine is imported inside the functions, so that the window is on screen before any of it loads.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from app.document.strokes import NOTHING, Rect
from app.document.styles import Code, Exemplar
from app.worker.long_work import StoppedError, streamed
from app.worker.messages import (
    DirectionInfo,
    ExportFullSize,
    ExportPicture,
    FindRegion,
    Grid,
    GridPart,
    LoadModel,
    ModelInfo,
    Picture,
    PictureDone,
    Progress,
    RegionFound,
    Request,
    VaryRegion,
    Written,
)
from app.worker.style_messages import (
    CycleMade,
    Dressed,
    ExemplarsRead,
    FilesStyled,
    MakeCycle,
    MeasureAnew,
    ReadExemplars,
    SampleStyles,
    StyleFiles,
    StylesSampled,
    Swapped,
    SwapStyles,
)
from engine.types import Pixels

if TYPE_CHECKING:
    from pathlib import Path

    from engine.bundle.bundle import Bundle
    from engine.bundle.manifest import Direction
    from engine.translation.pictures import Translation
    from engine.translation.translator import Translator

# A picture that the pen asks for waits for the chunk in hand: several at a time would save a fifth of the
# grid's time and cost the pen its fifty milliseconds.
GRID_CHUNK = 1
THUMBNAIL = 96
# Nearer to a line than this, a picture shows the line; of the drawing's longer side.
_EDGE = 1 / 80
REQUESTS = (
    Picture,
    Grid,
    SampleStyles,
    ReadExemplars,
    MeasureAnew,
    ExportPicture,
    SwapStyles,
    MakeCycle,
    StyleFiles,
    ExportFullSize,
    FindRegion,
)


class TranslationSession:
    """One open model that turns pictures into pictures."""

    def __init__(
        self,
        bundle: Bundle,
        request: LoadModel,
        cancelled: Callable[[], bool],
        stale: Callable[[], bool] = lambda: False,
    ) -> None:
        """Open `bundle`, as `request` asks, and make it warm; pictures end as stopped once they are `stale`.

        Raises:
            GanvasError: the model cannot be used.
        """
        from engine.backends.backend import open_backend
        from engine.translation.translator import Translator

        self._request, self._cancelled, self._stale = request, cancelled, stale
        backend = open_backend(bundle, backend=request.backend, device=request.device)
        self.translator: Translator = Translator(bundle, backend)
        self.translator.warm_up()

    def info(self) -> ModelInfo:
        """What the window may know: also `two_ways` where it leads back, `any_size` where sides are free."""
        translator, manifest = self.translator, self.translator.bundle.manifest
        directions = [(direction, translator.spec(direction)) for direction in translator.directions]
        two_ways = {"two_ways"} if "backward" in translator.directions else set()
        any_size = {"any_size"} if manifest.image.multiple is not None else set()
        return ModelInfo(
            name=self._request.name,
            title=manifest.title,
            capabilities=translator.capabilities | two_ways | any_size,
            licence=manifest.licence,
            card=translator.bundle.card(),
            digest=translator.bundle.digest,
            size=translator.size,
            style_size=translator.style_size,
            directions=tuple(
                DirectionInfo(direction, spec.input_kind, spec.output_kind) for direction, spec in directions
            ),
            device=translator.backend.device,
            backend=translator.backend.name,
        )

    def notices(self) -> list[str]:
        """What the backend wants to say."""
        return self.translator.backend.notices()

    def interrupt(self, thread: int) -> None:
        """Give up what `thread` makes of a picture or a grid, from another thread: it ends as stopped."""
        self.translator.backend.interrupt(thread)

    def answers(self, request: Request[Any]) -> Iterator[Any]:
        """Do one of `REQUESTS`; a grid answers in parts, a task with its progress first.

        Raises:
            StoppedError: it was given up.
        """
        from engine.backends.recovery import InterruptedRunError

        try:
            yield from self._answers(request)
        except InterruptedRunError as error:
            raise StoppedError from error

    def _answers(self, request: Request[Any]) -> Iterator[Any]:
        match request:
            case Picture():
                yield self._picture(request)
            case Grid():
                yield from self._grid(request)
            case SampleStyles():
                codes = self.translator.sample_styles(request.count, request.seed)
                yield StylesSampled(tuple(_code(code) for code in codes))
            case ReadExemplars():
                yield self._read(request)
            case MeasureAnew():
                from app.worker.replaced import measure_anew

                yield measure_anew(request, self.translator)
            case ExportPicture():
                given, guide = request.source.composed(request.sketch), self._guide(request.guide)
                made = self._made(given, request.style, request.seed, request.source.direction, guide)
                made.write(request.path)
                yield Written(request.path)
            case FindRegion():
                yield self._region(request)
            case SwapStyles():
                yield self._swap(request)
            case MakeCycle():
                yield self._cycle(request)
            case StyleFiles():
                yield from self._style_files(request)
            case ExportFullSize():
                yield from streamed(partial(self._export_full_size, request))

    def _picture(self, request: Picture) -> PictureDone:
        started = time.perf_counter()
        style = np.asarray([request.style], np.float32)
        given = request.source.composed(request.sketch)
        content = self.translator.content(given, request.source.direction, self._guide(request.guide))
        if self._stale():
            raise StoppedError
        pixels = self.translator.decode(content, style)[0]
        return PictureDone(pixels, (time.perf_counter() - started) * 1000)

    def _grid(self, request: Grid) -> Iterator[GridPart]:
        from engine.images.letterbox import letterbox

        small, placement = letterbox(request.source.composed(request.sketch), self.translator.size)
        guide = self._guide(request.guide)
        if guide is not None:
            from engine.images.guides import letterboxed_guide

            guide = letterboxed_guide(guide, self.translator.size, placement)
        content = self.translator.content(small, request.source.direction, guide)
        for first in range(0, len(request.styles), GRID_CHUNK):
            styles = np.asarray(request.styles[first : first + GRID_CHUNK], np.float32)
            yield GridPart(first, self.translator.decode(content, styles))

    def _region(self, request: FindRegion) -> RegionFound:
        if isinstance(request, VaryRegion):
            return _vary_region(request, self.translator, self._guide(request.guide))
        return _find_region(request)

    def _read(self, request: ReadExemplars) -> ExemplarsRead:
        from engine.errors import ImageError
        from engine.images.codec import flatten, read_rgb

        found, problems = [], []
        if request.pixels is not None:
            found.append(self._exemplar(flatten(request.pixels), "", request.direction))
        for path in request.paths:
            try:
                found.append(self._exemplar(read_rgb(path), path.name, request.direction))
            except ImageError as error:
                problems.append(str(error))
        return ExemplarsRead(tuple(found), tuple(problems))

    def _exemplar(self, rgb: Pixels, name: str, direction: Direction) -> Exemplar:
        return _exemplar_of(rgb, name, self.translator.encode_style(rgb, direction))

    def _swap(self, request: SwapStyles) -> Swapped:
        from engine.images import fitting
        from engine.images.codec import read_rgb
        from engine.translation.style_swap import swap_styles

        paths = request.first, request.second
        photos = []
        for path in paths:
            rgb = read_rgb(path)
            photos.append(fitting.shrunk(rgb, fitting.paper_for(rgb.shape[1], rgb.shape[0])))
        made = swap_styles(self.translator, (photos[0], photos[1]), request.directions)
        dressed = []
        for here, one in enumerate(made):
            other, style = 1 - here, one.requests[0].style
            exemplar = _exemplar_of(photos[other], paths[other].name, style)
            dressed.append(Dressed(one.pictures[0], one.given, request.directions[here], exemplar))
        return Swapped((photos[0], photos[1]), (dressed[0], dressed[1]))

    def _cycle(self, request: MakeCycle) -> CycleMade:
        from engine.translation.translator import in_colour

        given = request.source.composed(request.sketch)
        style = np.asarray(request.style, np.float32)
        cycle = self.translator.cycle(given, style, request.source.direction)
        return CycleMade(in_colour(given), cycle.there, cycle.back, cycle.error)

    def _style_files(self, request: StyleFiles) -> Iterator[Progress | FilesStyled]:
        from engine.errors import GanvasError

        files: list[Path] = []
        problems: list[str] = []
        for done, path in enumerate(request.paths):
            yield Progress(done, len(request.paths))
            if self._cancelled():
                break
            try:
                given, direction, guide = self._given(path, request.direction)
                target = _free_name(request.folder, path.stem, files)
                self._made(given, request.style, request.seed, direction, guide).write(target)
                files.append(target)
            except GanvasError as error:
                problems.append(str(error))
        yield FilesStyled(tuple(files), tuple(problems))

    def _given(self, path: Path, direction: Direction) -> tuple[Pixels, Direction, Pixels | None]:
        """What the model is given of a picture or document, the way that it goes, and a document's guide."""
        from app.document.file_format import SUFFIX, read_document
        from app.document.styles import DOMAINS
        from engine.errors import RequestError
        from engine.images import fitting
        from engine.images.codec import flatten, read_image

        if path.suffix.lower() == SUFFIX:
            snapshot = read_document(path)
            if snapshot.face is not None:
                raise RequestError("{name} is of a face, which takes no such style.", name=path.name)
            if (
                DOMAINS[snapshot.source.direction] == DOMAINS[direction]
                and snapshot.source.direction in self.translator.directions
            ):
                direction = snapshot.source.direction
            return snapshot.source.composed(snapshot.sketch), direction, self._guide(snapshot.guide)
        rgba = read_image(path)
        if self.translator.spec(direction).input_kind == "photo":
            return flatten(rgba), direction, None
        return fitting.dark_on_light(rgba), direction, None

    def _guide(self, guide: Pixels | None) -> Pixels | None:
        """The guide, where something is painted on it and the model takes one."""
        if guide is None or "guide" not in self.translator.capabilities or not guide[..., 3].any():
            return None
        return guide

    def _export_full_size(self, request: ExportFullSize, report: Callable[[Progress], None]) -> Written:
        def progress(done: int, total: int) -> None:
            if self._cancelled():
                raise StoppedError
            report(Progress(done, total))

        given = request.source.composed(request.sketch)
        made = self._made(
            given,
            request.style,
            request.seed,
            request.source.direction,
            self._guide(request.guide),
            full_size=True,
            progress=progress,
        )
        if self._cancelled():
            raise StoppedError
        made.write(request.path)
        return Written(request.path)

    def _made(
        self,
        given: Pixels,
        style: Code,
        seed: int | None,
        direction: Direction,
        guide: Pixels | None = None,
        *,
        full_size: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Translation:
        from engine.translation.pictures import make_pictures

        styles = np.asarray([style], np.float32)
        return make_pictures(
            self.translator,
            given,
            styles,
            seed,
            direction,
            full_size=full_size,
            progress=progress,
            guide=guide,
        )


def _find_region(request: FindRegion) -> RegionFound:
    """The part at a place of a drawing, cut out."""
    from engine.images.guides import bounds, region_at

    region = region_at(request.sketch, request.x, request.y)
    if region is None:
        return RegionFound(NOTHING, None)
    rect = Rect(*bounds(region))
    return RegionFound(rect, region[rect.slices].copy())


def _vary_region(request: VaryRegion, translator: Translator, guide: Pixels | None) -> RegionFound:
    """The part, as it is in the picture that a style of the request's seed makes.

    The part itself is as if nothing were painted on it. What is seen close to its lines is left out, and the
    inside goes on there: shades of an edge would be taken for the material's own.
    """
    from scipy import ndimage

    found = _find_region(request)
    if found.where is None:
        return found
    if guide is not None:
        guide = guide.copy()
        guide[found.rect.slices][found.where] = 0
    style = translator.sample_styles(1, request.seed)
    given, direction = request.source.composed(request.sketch), request.source.direction
    picture = translator.translate(given, style, direction, guide)[0][found.rect.slices]
    depth = ndimage.distance_transform_edt(np.pad(found.where, 1))[1:-1, 1:-1]
    inner = depth > min(_EDGE * max(request.sketch.shape), depth.max() / 2)
    nearest = ndimage.distance_transform_edt(~inner, return_distances=False, return_indices=True)
    return RegionFound(found.rect, found.where, np.ascontiguousarray(picture[tuple(nearest)]))


def _exemplar_of(rgb: Pixels, name: str, style: Any) -> Exemplar:
    from engine.images import fitting

    thumbnail = io.BytesIO()
    fitting.thumbnail(rgb, THUMBNAIL).save(thumbnail, "PNG")
    return Exemplar(_code(style), name, thumbnail.getvalue())


def _code(values: Any) -> Code:
    return tuple(float(value) for value in values)


def _free_name(folder: Path, stem: str, taken: list[Path]) -> Path:
    """A PNG file in `folder` that is neither there nor among `taken`."""
    number, path = 1, folder / f"{stem}.png"
    while path in taken or path.exists():
        number += 1
        path = folder / f"{stem}-{number}.png"
    return path
