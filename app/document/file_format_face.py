"""The part of a `.ganvas` file about a face: numbers in document.json, the rest beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast, get_args

import numpy as np
from numpy.typing import NDArray

from app.document.face import Face, FaceCode, Mixing, Origin, Photo, Place, decoded, photo_of
from engine.errors import DocumentError
from engine.types import Codes, Draw

PHOTO, CODES, PICTURE, OTHER = "photo", "codes.safetensors", "face.png", "other.png"
MEMBERS = {PHOTO: 512 * 2**20, CODES: 512 * 2**20, PICTURE: 64 * 2**20, OTHER: 64 * 2**20}
MAX_AXES = 256
MAX_VALUE = 100.0
_MOST_CLASSES = 2**16
_SAMPLE_PIXELS = 4096 * 4096


def face_record(face: Face) -> dict[str, Any]:
    """What document.json says of a face; everything large is in members of its own."""
    place, draw = face.place, None if face.code is None else face.code.draw
    record = {
        "photo": None if face.photo is None else {"name": face.photo.name},
        "alignment": None if place is None else list(place.alignment),
        "eyes": None if place is None else [list(eye) for eye in place.eyes],
        "origin": None if face.code is None else face.code.origin,
        "values": [[name, value] for name, value in face.values.items()],
        "locked": list(face.locked),
        "mixing": None if face.mixing is None else list(face.mixing.amounts),
    }
    # Left out where there is none, older versions of Ganvas read the document too.
    return record if draw is None else record | {"draw": asdict(draw)}


def face_members(face: Face) -> dict[str, bytes]:
    """The members of the file that belong to a face, by name."""
    from engine.bundle.safetensors import tensor_file
    from engine.images.codec import encode_image

    members: dict[str, bytes] = {}
    if face.photo is not None:
        members[PHOTO] = face.photo.data
    tensors: dict[str, NDArray[Any]] = {}
    if face.code is not None:
        tensors["ws"] = face.code.ws
        tensors |= {f"noise.{layer}": noise for layer, noise in enumerate(face.code.noises)}
        tensors |= {f"tuning.{name}": change for name, change in face.code.tuning.items()}
        if face.code.picture.size:
            members[PICTURE] = encode_image(face.code.picture, "png")
    if face.mixing is not None:
        tensors["other"] = face.mixing.ws
        members[OTHER] = encode_image(face.mixing.picture, "png")
    if tensors:
        members[CODES] = tensor_file(tensors, {"ganvas_face": "1"})
    return members


def read_face(record: object, members: Mapping[str, bytes], name: str) -> Face:
    """The face that a document describes.

    Args:
        record: of document.json, in whatever state.
        members: those of the file that are there, read within their limits.
        name: what messages call the document.

    Raises:
        DocumentError: a part is missing, damaged or contradicts another.
    """
    try:
        return _Reader(record, members).face()
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise DocumentError("{name} has a damaged face; nothing was opened.", name=name) from error


class _Reader:
    """Any doubt is a ValueError, which becomes one sentence in `read_face`."""

    def __init__(self, record: object, members: Mapping[str, bytes]) -> None:
        if not isinstance(record, dict):
            raise TypeError
        self._record, self._members = record, members

    def face(self) -> Face:
        tensors = self._tensors()
        photo = self._photo()
        code = self._code(tensors)
        place = self._place()
        if (place is not None and photo is None) or (code is None and photo is None):
            raise ValueError
        return Face(
            photo=photo,
            place=place,
            code=code if photo is None or place is not None else None,
            values=self._values(),
            locked=tuple(self._name(name) for name in self._list("locked")),
            mixing=self._mixing(tensors, code),
        )

    def _tensors(self) -> dict[str, Codes]:
        from engine.bundle.safetensors import TensorFileError, read_tensor_file

        if CODES not in self._members:
            return {}
        try:
            tensors, metadata = read_tensor_file(self._members[CODES])
        except TensorFileError as error:
            raise ValueError from error
        if metadata.get("ganvas_face") != "1" or any(one.dtype != np.float32 for one in tensors.values()):
            raise ValueError
        return cast("dict[str, Codes]", {name: one.copy() for name, one in tensors.items()})

    def _photo(self) -> Photo | None:
        from engine.errors import ImageError

        described = self._record["photo"]
        if described is None:
            return None
        name, data = described["name"], self._members[PHOTO]
        if not isinstance(name, str) or len(name) > 4096:
            raise ValueError
        try:
            return photo_of(data, name, decoded(data))
        except ImageError as error:
            raise ValueError from error

    def _place(self) -> Place | None:
        if self._record["alignment"] is None:
            return None
        x, y, a, b = (self._number(value, 1e6) for value in self._list("alignment"))
        if math.hypot(a, b) < 1:
            raise ValueError
        if not self._list("eyes"):
            return Place((x, y, a, b), ())
        left, right = self._list("eyes")
        eyes = tuple((self._number(px, 1e6), self._number(py, 1e6)) for px, py in (left, right))
        return Place((x, y, a, b), (eyes[0], eyes[1]))

    def _code(self, tensors: Mapping[str, Codes]) -> FaceCode | None:
        origin = self._record["origin"]
        if origin is None:
            return None
        ws = tensors["ws"]
        if origin not in get_args(Origin) or ws.ndim != 2:
            raise ValueError
        count = sum(name.startswith("noise.") for name in tensors)
        noises = tuple(tensors[f"noise.{layer}"] for layer in range(count))
        if any(noise.ndim != 2 for noise in noises):
            raise ValueError
        tuning = {
            name.removeprefix("tuning."): one for name, one in tensors.items() if name.startswith("tuning.")
        }
        return FaceCode(ws, origin, noises, tuning, self._picture(PICTURE), self._draw())

    def _draw(self) -> Draw | None:
        held = self._record.get("draw")
        if held is None:
            return None
        seed, index, psi, labels = (held[key] for key in ("seed", "index", "psi", "labels"))
        if type(seed) is not int or type(index) is not int or not (0 <= seed < 2**63 and 0 <= index < 2**16):
            raise ValueError
        if not isinstance(labels, list) or len(labels) > _MOST_CLASSES:
            raise ValueError
        return Draw(seed, index, self._number(psi, 100), tuple(self._number(one, 1e6) for one in labels))

    def _mixing(self, tensors: Mapping[str, Codes], code: FaceCode | None) -> Mixing | None:
        if self._record["mixing"] is None:
            return None
        coarse, middle, fine = (self._number(value, 1.0) for value in self._list("mixing"))
        if code is None or tensors["other"].shape != code.ws.shape or min(coarse, middle, fine) < 0:
            raise ValueError
        return Mixing(tensors["other"], self._picture(OTHER), (coarse, middle, fine))

    def _picture(self, member: str) -> NDArray[np.uint8]:
        from engine.errors import ImageError
        from engine.images.codec import Limits, decode_image, flatten

        if member not in self._members:
            return np.empty((0, 0, 3), np.uint8)
        try:
            return flatten(decode_image(self._members[member], limits=Limits(max_pixels=_SAMPLE_PIXELS)))
        except ImageError as error:
            raise ValueError from error

    def _values(self) -> dict[str, float]:
        pairs = [(self._name(name), self._number(value, MAX_VALUE)) for name, value in self._list("values")]
        return {name: value for name, value in pairs if value}

    def _list(self, key: str) -> list[Any]:
        value = self._record[key]
        if not isinstance(value, list) or len(value) > MAX_AXES:
            raise ValueError
        return value

    def _name(self, value: object) -> str:
        if not isinstance(value, str) or not 0 < len(value) <= 64:
            raise ValueError
        return value

    def _number(self, value: object, most: float) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= most:
            raise ValueError
        return float(value)
