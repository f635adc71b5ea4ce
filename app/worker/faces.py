"""What the worker does about faces: the open generator, its sliders, and the pictures of one face at a time.

The engine is imported inside the functions, so that the window is on screen before any of it loads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.document.face import Face, FaceCode, Photo, Place, decoded, photo_of
from app.worker.face_messages import (
    AddAttribute,
    CodeMade,
    ExportFace,
    ExportWalk,
    FaceDrawn,
    FaceFound,
    FacePicture,
    FindFace,
    OpenPhoto,
    PhotoRead,
    RefineFace,
    SampleGrid,
    SamplesPart,
    TakeSample,
)
from app.worker.messages import AxisInfo, LoadModel, ModelInfo, Request, Written
from engine.types import Codes, Draw, Pixels

if TYPE_CHECKING:
    from engine.backends.backend import Backend
    from engine.bundle.bundle import Bundle
    from engine.faces.alignment import Alignment
    from engine.faces.generator import Generator
    from engine.faces.portrait import EditedFace, Edits, Portrait


# Small steps between a document's face and the engine: places, edits, masked samples, files.


COARSE_SIDE = 200
"""Side in pixels at which a face is pasted while something moves."""


def alignment_of(place: Place) -> Alignment:
    """The engine's alignment of a place."""
    from engine.faces.alignment import Alignment

    return Alignment(*place.alignment)


def edits_of(face: Face, mask: Pixels | None) -> Edits:
    """The engine's edits of a face."""
    from engine.faces.portrait import Edits

    return Edits(dict(face.values), face.locked, mask)


def read_file(path: Path) -> bytes:
    """The bytes of a picture file within the engine's limit.

    Raises:
        ImageError: it cannot be read.
    """
    from engine.errors import ImageError
    from engine.images.codec import Limits

    try:
        with path.open("rb") as file:
            return bytes(file.read(Limits().max_bytes + 1))
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise ImageError(
            "{name} cannot be read ({reason}); nothing was opened.", name=path.name, reason=reason
        ) from error


class CoarsePhoto:
    """Pastes an edited face at a small size and adds what changed to the large photo: quick, and nearly it.

    Args:
        portrait: over the photo as it is shown.
    """

    def __init__(self, portrait: Portrait) -> None:
        self._photo, longest = portrait.photo, max(portrait.photo.shape[:2])
        factor = min(1.0, COARSE_SIDE / portrait.alignment.side)
        self._small = portrait.scaled(max(1, round(longest * factor)))
        self._factor = max(self._small.photo.shape[:2]) / longest

    def drawn(self, edited: EditedFace, edits: Edits) -> Pixels:
        """The photo (h, w, 3) with the coarse picture of a face in it."""
        from PIL import Image

        self._small.face = edited
        patch = self._small.patch(edits, coarse=True)
        if self._factor == 1.0:
            return patch.onto(self._photo)
        result = self._photo.copy()
        height, width = patch.pixels.shape[:2]
        under = self._small.photo[patch.top : patch.top + height, patch.left : patch.left + width]
        # Half the difference around 128 fits 8 bits, which Pillow enlarges fastest.
        halved = (patch.pixels.astype(np.int16) - under) // 2 + 128
        top, left = round(patch.top / self._factor), round(patch.left / self._factor)
        bottom = min(result.shape[0], round((patch.top + height) / self._factor))
        right = min(result.shape[1], round((patch.left + width) / self._factor))
        if bottom <= top or right <= left:
            return result
        size = (right - left, bottom - top)
        large = Image.fromarray(halved.astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)
        part = result[top:bottom, left:right]
        added = (np.asarray(large, np.int16) - 128) * 2
        part[...] = np.clip(part + added, 0, 255)
        return result


_KEPT_PIXELS = 40_000_000
_SMALLEST_SAMPLE = 64
_SAMPLES_AT_ONCE = 4


class FaceSession:
    """One open model that makes pictures of codes, and one face that is being edited."""

    def __init__(self, bundle: Bundle, request: LoadModel, cancelled: Callable[[], bool]) -> None:
        """Open `bundle`, as `request` asks, and make it warm.

        Raises:
            GanvasError: the model cannot be used.
        """
        from engine.backends.backend import open_backend
        from engine.faces.generator import Generator
        from engine.latent.axis_store import AxisStore

        self._request, self.cancelled = request, cancelled
        self.generator = Generator(
            bundle, open_backend(bundle, backend=request.backend, device=request.device)
        )
        self.generator.warm_up()
        self.axes = AxisStore().of(bundle)
        self._detector: Backend | None = None
        self._whole: tuple[Photo, Pixels] | None = None
        self._crop: tuple[Photo, Place, Pixels] | None = None
        self._coarse: tuple[Photo, Place | None, CoarsePhoto] | None = None
        self._tuned: tuple[FaceCode, Generator] | None = None
        self._edited: tuple[tuple[Any, ...], EditedFace] | None = None

    @property
    def bundle(self) -> Bundle:
        """The open model."""
        return self.generator.bundle

    def info(self) -> ModelInfo:
        """What the window may know of the model."""
        manifest, backend = self.bundle.manifest, self.generator.backend
        capabilities = set(manifest.capabilities) - {"translate", "style", "encode_style"}
        # A person's own axes are as good as those of the bundle.
        capabilities |= {"axes"} if self.axes is not None else set()
        return ModelInfo(
            name=self._request.name,
            title=manifest.title,
            capabilities=frozenset(capabilities),
            licence=manifest.licence,
            card=self.bundle.card(),
            digest=self.bundle.digest,
            size=self.generator.size,
            device=backend.device,
            backend=backend.name,
            axes=self.axis_infos(),
            layers=self.generator.num_ws,
            classes=self.generator.classes,
        )

    def axis_infos(self) -> tuple[AxisInfo, ...]:
        """The sliders in the order in which they are shown."""
        from engine.latent.axis_store import AxisStore

        if self.axes is None:
            return ()
        own = AxisStore().own(self.bundle)
        mine = () if own is None else own.names
        return tuple(AxisInfo(a.name, a.low, a.high, a.name in mine, a.space == "z") for a in self.axes.axes)

    def notices(self) -> list[str]:
        """What the backend wants to say."""
        return self.generator.backend.notices()

    def answers(self, request: Request[Any]) -> Iterator[Any]:
        """Do a request about faces; a grid answers in parts, a task with its progress first."""
        from app.worker import face_tasks

        match request:
            case FacePicture():
                yield self._picture(request)
            case SampleGrid():
                yield from self._samples(request)
            case OpenPhoto():
                yield self._open(request)
            case FindFace():
                yield self._find(request)
            case TakeSample():
                picture = self.picture_of_code(request.ws)
                yield CodeMade(FaceCode(request.ws, "sample", picture=picture, draw=request.draw))
            case ExportFace():
                yield self._export(request)
            case RefineFace() | ExportWalk() | AddAttribute():
                yield from face_tasks.answers(request, self)
            case _:
                raise TypeError(f"{type(request).__name__} is no request about faces")

    # One face

    def whole(self, photo: Photo) -> Pixels:
        """The photo (H, W, 3) in full; kept while it is small enough for that.

        Raises:
            ImageError: it cannot be decoded.
        """
        if photo.screen.shape[:2] == (photo.size[1], photo.size[0]):
            return photo.screen
        if self._whole is None or self._whole[0] is not photo:
            self._whole = None
            pixels = decoded(photo.data)
            if pixels.size > 3 * _KEPT_PIXELS:
                return pixels
            self._whole = (photo, pixels)
        return self._whole[1]

    def crop(self, photo: Photo, place: Place) -> Pixels:
        """The face as the model sees it, (S, S, 3)."""
        if self._crop is None or self._crop[0] is not photo or self._crop[1] != place:
            pixels = alignment_of(place).crop(self.whole(photo), self.generator.size)
            self._crop = (photo, place, pixels)
        return self._crop[2]

    def generator_of(self, code: FaceCode) -> Generator:
        """What makes the pictures of a code: the model, or its copy that was tuned for the photo."""
        if not code.tuning:
            return self.generator
        if self._tuned is None or self._tuned[0] is not code:
            from engine.faces.edit_portrait import tuned_generator

            asked = self._request
            self._tuned = (code, tuned_generator(self.generator, code.tuning, asked.backend, asked.device))
        return self._tuned[1]

    def picture_of_code(self, ws: Codes) -> Pixels:
        """The full picture (S, S, 3) of a code."""
        return np.asarray(self.generator.synthesise(ws[None])[0])

    def edited_face(self, face: Face) -> EditedFace:
        """The face with what its edits need; kept until photo, place, code or mixing are others.

        Raises:
            RequestError: the code is of another model.
        """
        from engine.errors import RequestError
        from engine.faces.portrait import EditedFace, MixedFace

        code = face.code
        if code is None:
            raise RequestError("There is no face yet; click both eyes of the face.")
        key = (face.photo, face.place, code, face.mixing, self.axes)
        if self._edited is None or any(a is not b for a, b in zip(self._edited[0], key, strict=True)):
            generator = self.generator_of(code)
            noises = code.noises or None
            if face.photo is not None and face.place is not None:
                original = self.crop(face.photo, face.place)
            else:
                original = np.asarray(generator.synthesise(code.ws[None], noises=noises)[0])
            parts = (original, code.ws, generator, self.axes)
            made = EditedFace(*parts, noises=noises, draw=code.draw)
            if face.mixing is not None and any(face.mixing.amounts):
                from engine.latent.mixing import mix

                mixing = partial(mix, other=face.mixing.ws, amounts=face.mixing.by_level)
                made = MixedFace(*parts, mixing=mixing, noises=noises, draw=code.draw)
            self._edited = (key, made)
        return self._edited[1]

    def drawn(self, face: Face, mask: Pixels | None, *, coarse: bool = False) -> Pixels:
        """The edited face as the canvas shows it: in the photo for the screen, or a square."""
        edited, edits = self.edited_face(face), edits_of(face, mask)
        if face.photo is None:
            generator = edited.generator
            return edited.masked(edits, generator.preview_size if coarse else generator.size)
        portrait = self._portrait(face, edited, face.photo.screen)
        if not coarse:
            return portrait.render(edits)
        if self._coarse is None or self._coarse[0] is not face.photo or self._coarse[1] is not face.place:
            self._coarse = (face.photo, face.place, CoarsePhoto(portrait))
        return self._coarse[2].drawn(edited, edits)

    def _portrait(self, face: Face, edited: EditedFace, photo: Pixels) -> Portrait:
        from engine.faces.portrait import Portrait

        assert face.photo is not None
        assert face.place is not None
        alignment = alignment_of(face.place)
        if photo is face.photo.screen:
            alignment = alignment.scaled(face.photo.scale)
        return Portrait(photo, alignment, edited)

    def _picture(self, request: FacePicture) -> FaceDrawn:
        started = time.perf_counter()
        pixels = self.drawn(request.face, request.mask, coarse=request.coarse)
        return FaceDrawn(pixels, (time.perf_counter() - started) * 1000)

    def _samples(self, request: SampleGrid) -> Iterator[SamplesPart]:
        generator = self.generator
        number = min(request.number, generator.label_size - 1) if generator.label_size else None
        ws = generator.sample_ws(request.count, request.seed, request.psi, number)
        label = () if number is None else tuple(float(value) for value in generator.label(number))
        side = min((size for size in generator.sizes if size >= _SMALLEST_SAMPLE), default=generator.size)
        for first in range(0, len(ws), _SAMPLES_AT_ONCE):
            codes = ws[first : first + _SAMPLES_AT_ONCE]
            draws = tuple(
                Draw(request.seed, first + place, request.psi, label) for place in range(len(codes))
            )
            yield SamplesPart(first, generator.synthesise(codes, size=side), codes, draws)

    def _open(self, request: OpenPhoto) -> PhotoRead:
        from engine.errors import RequestError
        from engine.images.codec import encode_image, flatten

        if request.path is not None:
            data, name = read_file(request.path), request.path.name
            pixels = decoded(data)
        elif request.pixels is not None:
            pixels, name = flatten(request.pixels), ""
            data = encode_image(pixels, "png")
        else:
            raise RequestError("There is no photo to open.")
        photo = photo_of(data, name, pixels)
        if pixels.size <= 3 * _KEPT_PIXELS:
            self._whole = (photo, pixels)
        return PhotoRead(photo)

    def _find(self, request: FindFace) -> FaceFound:
        from engine.faces.edit_portrait import locate_face

        photo = request.photo
        eyes = None
        if request.eyes is not None:
            left, right = sorted(request.eyes)
            eyes = (left, right)
        found = locate_face(self.whole(photo), self.generator, eyes, self._open_detector)
        place = Place(found.alignment.numbers, found.eyes)
        return FaceFound(place, self._first_code(self.crop(photo, place)))

    def _open_detector(self) -> Backend | None:
        if self._detector is None:
            from engine.faces.detection import bundled_detector

            self._detector = bundled_detector()
        return self._detector

    def _first_code(self, square: Pixels) -> FaceCode:
        """The encoder's answer for a face; the model's average where it has no encoder."""
        generator = self.generator
        if "encoder" in generator.backend.networks:
            from engine.faces.inversion import Inverter

            ws = Inverter(self.bundle, generator.backend).encode(square)
            return FaceCode(ws, "encode", picture=self.picture_of_code(ws))
        ws = np.repeat(generator.average[None], generator.num_ws, axis=0)
        return FaceCode(ws, "average", picture=self.picture_of_code(ws))

    def _export(self, request: ExportFace) -> Written:
        from engine.faces.edit_portrait import write_face, write_portrait

        face = request.face
        edited, edits = self.edited_face(face), edits_of(face, request.mask)
        generator = self.generator_of(face.code) if face.code is not None else self.generator
        if face.photo is None:
            _, has_recipe = write_face(request.path, edited, edits, generator, self.axes)
        else:
            portrait = self._portrait(face, edited, self.whole(face.photo))
            _, has_recipe = write_portrait(request.path, portrait, edits, generator, self.axes)
        return Written(request.path, has_recipe)
