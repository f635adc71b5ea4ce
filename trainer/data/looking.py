"""What the doctor keeps of one picture: its size and mode, what is wrong with it, and what it looks like."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import DatasetError, ImageError
from engine.images.codec import decode_image, flatten, picture_mode
from trainer.data.sources import Picture

Pixels = NDArray[np.uint8]
# Sides of the small picture that copies are told by, and of the one that is hashed.
THUMBNAIL = 16
_HASHED = 9
# Large pictures are first reduced by a whole factor, to so many times the small side at least.
_GAP = 8.0
# Neighbours that differ by less are the same: the noise of a flat background is not a shape.
_STEP = 3
_GREY = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture as the doctor saw it.

    Attributes:
        size: width and height in pixels; zeros where it could not be read.
        mode: Pillow's name of its kind of pixels ("RGB", "L", "CMYK", "I;16", ...).
        problem: "", or the code of what keeps it from being used.
        transparent: some pixel is not opaque.
        grey: it has no colours.
        digest: 16 bytes of its content's hash.
        shape: its perceptual hash, 128 bits as two numbers.
        thumbnail: (16, 16, 3) uint8 as bytes.
    """

    size: tuple[int, int] = (0, 0)
    mode: str = ""
    problem: str = ""
    transparent: bool = False
    grey: bool = False
    digest: bytes = b""
    shape: tuple[int, int] = (0, 0)
    thumbnail: bytes = b""


def look(picture: Picture) -> Seen:
    """Read a picture as training would and keep what findings are made from."""
    try:
        data = picture.read()
    except DatasetError:
        return Seen(problem="unreadable")
    try:
        rgba = decode_image(data)
    except ImageError as error:
        return Seen(problem=_problem(data, str(error)))
    pixels = flatten(rgba)
    small = _reduced(pixels, THUMBNAIL)
    return Seen(
        size=(pixels.shape[1], pixels.shape[0]),
        mode=picture_mode(data),
        transparent=bool(rgba[..., 3].min() < 255),
        grey=bool(np.ptp(small.astype(np.int16), axis=2).max() < _GREY),
        digest=hashlib.sha256(data).digest()[:16],
        shape=perceptual_hash(pixels),
        thumbnail=small.tobytes(),
    )


def _problem(data: bytes, sentence: str) -> str:
    if "larger than" in sentence or "Ganvas opens up to" in sentence or "memory" in sentence:
        return "too_large"
    if "is not a picture" in sentence or not data:
        return "not_a_picture"
    tail = data[-64:]
    cut = (data.startswith(b"\x89PNG") and b"IEND" not in tail) or (
        data.startswith(b"\xff\xd8") and b"\xff\xd9" not in tail
    )
    riff = data.startswith(b"RIFF") and int.from_bytes(data[4:8], "little") + 8 > len(data)
    return "truncated" if cut or riff else "unreadable"


def _reduced(pixels: Pixels, side: int) -> Pixels:
    """(H, W, 3) averaged down to (side, side, 3); large pictures in two steps, the first by whole factors."""
    image = Image.fromarray(pixels)
    return np.asarray(image.resize((side, side), Image.Resampling.BOX, reducing_gap=_GAP))


def perceptual_hash(pixels: Pixels) -> tuple[int, int]:
    """What (H, W, 3) uint8 looks like: 64 bits of brighter-than-the-left, 64 of brighter-than-above.

    Krawetz 2013, "Kind of Like That" (difference hash), both ways. Enlarging, reducing and compressing a
    picture changes a few bits; another picture has about half of them different.
    """
    image = Image.fromarray(pixels).convert("L")
    reduced = image.resize((_HASHED, _HASHED), Image.Resampling.BOX, reducing_gap=_GAP)
    grey = np.asarray(reduced).astype(np.int16)
    across = grey[:-1, 1:] - grey[:-1, :-1] > _STEP
    down = grey[1:, :-1] - grey[:-1, :-1] > _STEP
    first, second = (int.from_bytes(np.packbits(bits).tobytes(), "big") for bits in (across, down))
    return first, second
