"""What the doctor keeps of one picture, and which pictures are copies of others, or nearly so."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import DatasetError, ImageError
from engine.images.codec import decode_image, flatten, picture_mode
from engine.types import Pixels
from trainer.data.sources import Picture

# Sides of the small picture that copies are told by, and of the one that is hashed.
THUMBNAIL = 16
_HASHED = 9
# Large pictures are first reduced by a whole factor, to so many times the small side at least.
_GAP = 8.0
# Neighbours that differ by less are the same: the noise of a flat background is not a shape.
_STEP = 3
_GREY = 6


@dataclass(frozen=True, slots=True)
class ImageFacts:
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


def inspect(picture: Picture) -> ImageFacts:
    """Read a picture as training would and keep what findings are made from."""
    try:
        data = picture.read()
    except DatasetError:
        return ImageFacts(problem="unreadable")
    try:
        rgba = decode_image(data)
    except ImageError as error:
        return ImageFacts(problem=_problem(data, str(error)))
    pixels = flatten(rgba)
    small = _reduced(pixels, THUMBNAIL)
    return ImageFacts(
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
    if "not supported" in sentence:
        return "unsupported"
    if "what white is" in sentence:
        return "unknown_range"
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


# Copies, in far fewer comparisons than all with all.


# Of 128 bits of the hash. Of the small pictures: the mean difference as a part of their contrast (one level
# is always allowed; contrast is the standard deviation of each colour), and the largest in levels of 255.
# Recompressed, reduced and slightly brightened copies stay within these; two photos of similar things on
# white mostly do not.
MOST_BITS = 10
MOST_OF_CONTRAST = 0.08
MOST_LEVEL = 30
_BANDS = 8
_NEIGHBOURS = 16
_PORTION = 20_000

Words = NDArray[np.uint64]


def copies(seen: Sequence[ImageFacts], groups: Sequence[int]) -> dict[int, int]:
    """Files with the same content as an earlier one of their group: their index to that one's."""
    first: dict[tuple[int, bytes], int] = {}
    found: dict[int, int] = {}
    for index, (one, group) in enumerate(zip(seen, groups, strict=True)):
        if one.problem:
            continue
        original = first.setdefault((group, one.digest), index)
        if original != index:
            found[index] = original
    return found


def near_copies(seen: Sequence[ImageFacts], groups: Sequence[int], but: dict[int, int]) -> dict[int, int]:
    """Pictures that look the same as an earlier one of their group: their index to that one's.

    The hashes are sorted eight times, each time with another sixteen of their bits in front, and each is
    compared with its next neighbours that agree in these (after Manku et al. 2007, "Detecting Near-Duplicates
    for Web Crawling", section 3). Those within `MOST_BITS` are then compared as small pictures.

    Args:
        seen: by index.
        groups: pictures of different groups are never copies of each other.
        but: exact copies, which are passed over.
    """
    chosen = np.array([i for i, one in enumerate(seen) if not one.problem and i not in but], dtype=np.int64)
    if len(chosen) < 2:
        return {}
    words = np.array([seen[i].shape for i in chosen], dtype=np.uint64)
    small = np.frombuffer(b"".join(seen[i].thumbnail for i in chosen), np.uint8).reshape(len(chosen), -1)
    group = np.array([groups[i] for i in chosen])
    pictures = _Small(small)
    original = np.arange(len(chosen))
    for a, b in pictures.alike_among(_candidates(words, group)):
        # Copies of a copy are compared with what that one is a copy of: likeness must not wander.
        first = original[a]
        if original[b] == b and (first == a or pictures.alike(original[[a]], np.array([b]))[0]):
            original[b] = first
    return _resolved(original, chosen)


class _Small:
    """Small pictures (N, P) uint8 and how far apart they may be, which depends on their contrast."""

    def __init__(self, pixels: Pixels) -> None:
        self.pixels = pixels
        side = THUMBNAIL // 4
        blocks = pixels.reshape(len(pixels), 4, side, 4, side, 3)
        self.coarse = blocks.mean(axis=(2, 4, 5), dtype=np.float32).reshape(len(pixels), 16)
        colours = pixels.reshape(len(pixels), -1, 3)
        contrast = colours.std(axis=1, dtype=np.float32).mean(axis=1)
        self.allowed = np.maximum(1.0, MOST_OF_CONTRAST * contrast)

    def alike_among(self, pairs: NDArray[np.int64]) -> list[tuple[int, int]]:
        """Those of (M, 2) pairs that are alike."""
        kept = []
        for start in range(0, len(pairs), _PORTION):
            one, other = pairs[start : start + _PORTION].T
            # Four by four averages first: most pairs differ in them already.
            near = np.abs(self.coarse[one] - self.coarse[other]).max(axis=1) <= MOST_LEVEL
            one, other = one[near], other[near]
            alike = self.alike(one, other)
            kept += list(zip(one[alike].tolist(), other[alike].tolist(), strict=True))
        return kept

    def alike(self, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
        first, second = self.pixels[one], self.pixels[other]
        difference = np.maximum(first, second) - np.minimum(first, second)
        mean = difference.mean(axis=1, dtype=np.float32)
        allowed = np.minimum(self.allowed[one], self.allowed[other])
        return np.asarray((mean <= allowed) & (difference.max(axis=1) <= MOST_LEVEL))


def _resolved(original: NDArray[np.int64], chosen: NDArray[np.int64]) -> dict[int, int]:
    found = {}
    for index in np.flatnonzero(original != np.arange(len(original))):
        first = original[index]
        while original[first] != first:
            first = original[first]
        found[int(chosen[index])] = int(chosen[first])
    return found


def _candidates(words: Words, group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs (M, 2) of rows of (N, 2) hashes that differ in few bits, each once, the earlier row first."""
    found = [np.zeros(0, dtype=np.int64)]
    parts = [
        (words[:, band // 4] >> np.uint64(48 - 16 * (band % 4))) & np.uint64(0xFFFF) for band in range(8)
    ]
    count = len(words)
    for band in range(_BANDS):
        keys = [parts[(band + step) % _BANDS] for step in range(_BANDS)]
        order = np.lexsort((*keys[::-1], group))
        key, own, sorted_words = keys[0][order], group[order], words[order]
        for step in range(1, min(_NEIGHBOURS, count - 1) + 1):
            together = (key[step:] == key[:-step]) & (own[step:] == own[:-step])
            bits = np.bitwise_count(sorted_words[step:] ^ sorted_words[:-step]).sum(axis=1, dtype=np.int64)
            near = together & (bits <= MOST_BITS)
            one, other = order[:-step][near], order[step:][near]
            found.append(np.minimum(one, other) * count + np.maximum(one, other))
    pairs = np.unique(np.concatenate(found))
    return np.stack([pairs // count, pairs % count], axis=1)
