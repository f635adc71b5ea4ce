"""An edited face goes back into its photo: what changed is added, all else stays as it was, to the bit.

A generator's picture of a face is coarser than the photo and never quite the person. So not the picture is
pasted but the change: edited minus unedited, both made by the generator. What the generator misses (pores,
grain, an earring) cancels out of the difference and stays in the photo, and an edit of nothing adds nothing.
Only where new structure appears (teeth in an opened mouth, the rims of glasses) would the photo's own fine
lines shine through it; there they are faded out, and the generator's picture is seen in their place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.errors import ImageError
from engine.faces.alignment import Alignment, Spreading
from engine.images.resize import check_photo, in_colour
from engine.types import Pixels, Plane

# Where an edit shows: an oval edge around the face, and what a person's mask leaves of it.


@dataclass(frozen=True)
class Edge:
    """The oval inside of which an edit shows: 1 in its middle, falling smoothly to exactly 0 at its rim.

    A Lame curve x^4 + y^4 = 1 that touches the square's sides: between an ellipse and the square.

    Attributes:
        feather: width of the fall, as a fraction of half the square's side.
    """

    feather: float = 0.3

    def weight(self, u: Plane, v: Plane) -> Plane:
        """The edge at points of the unit square (and 0 outside of it), in [0, 1]."""
        x, y = (np.square(2 * place - 1) for place in (u, v))
        radius = np.sqrt(np.sqrt(np.square(x) + np.square(y)))
        return smoothstep(np.asarray((1 - radius) / self.feather, np.float32))


EDGE = Edge()


def edge_weight(alignment: Alignment, edge: Edge, rows: tuple[int, int], columns: tuple[int, int]) -> Plane:
    """The edge's weight at the photo's pixel centres, (rows, columns)."""
    corner, along, down = alignment.to_square(
        [
            (columns[0] + 0.5, rows[0] + 0.5),
            (columns[0] + 1.5, rows[0] + 0.5),
            (columns[0] + 0.5, rows[0] + 1.5),
        ]
    )
    x = np.arange(columns[1] - columns[0], dtype=np.float32)[None, :]
    y = np.arange(rows[1] - rows[0], dtype=np.float32)[:, None]
    u, v = (
        (corner[i] + x * (along[i] - corner[i]) + y * (down[i] - corner[i])).astype(np.float32)
        for i in range(2)
    )
    return edge.weight(u, v)


def limit_part(
    limit: Pixels, shape: tuple[int, ...], rows: tuple[int, int], columns: tuple[int, int]
) -> Plane:
    """A person's mask over some of the photo's pixels, in [0, 1]; linear between samples of a coarse one."""
    height, width = shape[:2]
    if limit.shape == (height, width):
        part: Plane = limit[rows[0] : rows[1], columns[0] : columns[1]].astype(np.float32)
        return part / np.float32(255)
    vertical = _interpolation(limit.shape[0], height, rows)
    horizontal = _interpolation(limit.shape[1], width, columns)
    lines = [limit[index].astype(np.float32) * share[:, None] for index, share in vertical]
    between = lines[0] + lines[1]
    parts = [between[:, index] * share for index, share in horizontal]
    return np.asarray(np.clip((parts[0] + parts[1]) / 255, 0, 1), np.float32)


def _interpolation(
    count: int, length: int, wanted: tuple[int, int]
) -> tuple[tuple[NDArray[np.intp], Plane], tuple[NDArray[np.intp], Plane]]:
    """Which two of `count` samples over `length` pixels each wanted pixel lies between, with their shares."""
    places = (np.arange(*wanted) + 0.5) * count / length - 0.5
    lower = np.floor(places)
    share = (places - lower).astype(np.float32)
    first = np.clip(lower, 0, count - 1).astype(np.intp)
    second = np.clip(lower + 1, 0, count - 1).astype(np.intp)
    return (first, 1 - share), (second, share)


def smoothstep(value: Plane) -> Plane:
    """0 below 0, 1 above 1, and between them without a corner at either end."""
    clipped = np.clip(value, 0, 1)
    return np.asarray(clipped * clipped * (3 - 2 * clipped), np.float32)


# ITU-R BT.601 luma and colour differences, and back; linear in 8-bit sRGB, so that differences add.
_TO_OPPONENT = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]], np.float32)
_FROM_OPPONENT = np.linalg.inv(_TO_OPPONENT.astype(np.float64)).astype(np.float32)
_LEAST_GAIN, _MOST_GAIN = 0.6, 1.6
_QUIET, _LOUD = 6.0, 24.0
_BAND_PIXELS = 500_000


@dataclass(frozen=True)
class Change:
    """What an edit does to a face, in the model's square.

    Attributes:
        colours: (S, S, 3) what is added, in 8-bit levels, matched to the photo's contrast.
        original: (S, S, 3) the face in the photo, in 8-bit levels.
        replaced: (S, S) in [0, 1], how far the photo's own detail gives way to new structure.
    """

    colours: Plane
    original: Plane
    replaced: Plane

    @cached_property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not self.colours.any()


@dataclass(frozen=True)
class Patch:
    """A rectangle of new pixels for a photo.

    Attributes:
        top: its first row in the photo.
        left: its first column.
        pixels: (h, w) or (h, w, C) uint8, as the photo; empty where the face lies outside of it.
    """

    top: int
    left: int
    pixels: Pixels

    def onto(self, photo: Pixels) -> Pixels:
        """A copy of the photo with the patch in its place."""
        result = photo.copy()
        height, width = self.pixels.shape[:2]
        result[self.top : self.top + height, self.left : self.left + width] = self.pixels
        return result


def change_between(original: Pixels, unedited: Pixels, edited: Pixels) -> Change:
    """The change from `unedited` to `edited`, fitted to the photo.

    Mean and spread of luma and of both colour differences are matched between the generator's unedited face
    and the photo's (Reinhard et al. 2001, "Color Transfer between Images", with BT.601 differences in place
    of their l-alpha-beta, so that the match stays linear). In a difference the means cancel; what is left is
    the ratio of the spreads, kept between 0.6 and 1.6. A grey face gets changes of luma only.

    Args:
        original: (N, N, 3) uint8, the photo's crop at any size.
        unedited: (S, S, 3) uint8, the generator's picture without edits.
        edited: (S, S, 3) uint8, with them.

    Raises:
        ImageError: the pictures are not square or differ in size.
    """
    if unedited.shape != edited.shape or unedited.shape[0] != unedited.shape[1] or unedited.ndim != 3:
        raise ImageError("The edited face and the unedited one differ in size; make both anew.")
    face = original.astype(np.float32)
    if np.array_equal(unedited, edited):
        side = unedited.shape[0]
        return Change(np.zeros((side, side, 3), np.float32), face, np.zeros((side, side), np.float32))
    difference: Plane = np.subtract(edited, unedited, dtype=np.float32) @ _TO_OPPONENT.T
    replaced = _new_structure(difference[..., 0])
    gains = _spread(face) / np.maximum(_spread(unedited.astype(np.float32)), 1.0)
    gains = np.clip(gains, _LEAST_GAIN, _MOST_GAIN, dtype=np.float32)
    if (np.ptp(original, axis=2) == 0).all():
        gains[1:] = 0
    colours: Plane = (difference * gains) @ _FROM_OPPONENT.T
    return Change(colours, face, replaced)


def paste(
    photo: Pixels,
    alignment: Alignment,
    change: Change,
    *,
    edge: Edge = EDGE,
    face_mask: Plane | None = None,
    limit: Pixels | None = None,
) -> Patch:
    """The photo's pixels under the face, with a change in them.

    Works on bands of rows: memory follows the patch. A pixel where the edge, a mask or the change is 0 keeps
    its value exactly, and so does the alpha channel.

    Args:
        photo: (H, W), (H, W, 3) or (H, W, 4) uint8.
        alignment: of the face in it.
        change: what is added.
        edge: where the edit fades out.
        face_mask: (M, M) in [0, 1] over the model's square: limits the edit further.
        limit: (h, w) uint8 over the whole photo at any resolution, 0 for untouched to 255: a person's mask.

    Raises:
        ImageError: photo or mask have a wrong shape.
    """
    check_photo(photo)
    if limit is not None and (limit.ndim != 2 or limit.dtype != np.uint8 or limit.size == 0):
        raise ImageError("The mask is no grey picture; paint it again.")
    top, bottom, left, right = alignment.region(photo.shape)
    patch = Patch(top, left, photo[top:bottom, left:right].copy())
    if change.empty or patch.pixels.size == 0:
        return patch
    layers = _Layers(alignment, change)
    masked = None if face_mask is None else Spreading(alignment, face_mask)
    for rows in _bands(top, bottom, right - left):
        weight = edge_weight(alignment, edge, rows, (left, right))
        if masked is not None:
            weight *= np.clip(masked.part(rows, (left, right)), 0, 1)
        if limit is not None:
            weight *= limit_part(limit, photo.shape, rows, (left, right))
        part = patch.pixels[rows[0] - top : rows[1] - top]
        if weight.any():
            layers.add(part, weight, (rows[0], left))
    return patch


class _Layers:
    """A change laid over the photo, ready to be added band by band."""

    def __init__(self, alignment: Alignment, change: Change) -> None:
        self.alignment = alignment
        self.colours = Spreading(alignment, change.colours)
        touched = np.nonzero(change.replaced)
        self.replacing = len(touched[0]) > 0
        if self.replacing:
            self.replaced = Spreading(alignment, change.replaced)
            self.original = Spreading(alignment, change.original)
            # A cell more on each side, because spreading blurs.
            (v0, u0), (v1, u1) = (np.array([f(axis) for axis in touched]) for f in (np.min, np.max))
            ends = np.array([u0 - 1, v0 - 1, u1 + 2, v1 + 2]) / change.replaced.shape[0]
            corners = alignment.to_photo([(u, v) for u in ends[::2] for v in ends[1::2]])
            self.first = np.floor(corners.min(axis=0)).astype(int)
            self.last = np.ceil(corners.max(axis=0)).astype(int)

    def add(self, part: Pixels, weight: Plane, corner: tuple[int, int]) -> None:
        """Change a band of photo pixels in place, whose first row and column in the photo are `corner`."""
        # Narrow to what the weight leaves, because a person's mask may be small.
        inner = [np.flatnonzero(weight.any(axis=axis)) for axis in (1, 0)]
        cut = (slice(int(inner[0][0]), int(inner[0][-1]) + 1), slice(int(inner[1][0]), int(inner[1][-1]) + 1))
        part, weight = part[cut], weight[cut][..., None]
        top, left = corner[0] + cut[0].start, corner[1] + cut[1].start
        added = self.colours.part((top, top + part.shape[0]), (left, left + part.shape[1]))
        if self.replacing:
            self._fade(part, added, top, left)
        if part.ndim == 2:
            part += _steps(part, weight[..., 0] * (added @ _TO_OPPONENT[0]))
        else:
            part[..., :3] += _steps(part[..., :3], weight * added)

    def _fade(self, part: Pixels, added: Plane, top: int, left: int) -> None:
        """Take the photo's own detail out of where new structure comes."""
        start = np.maximum(self.first, (left, top))
        end = np.minimum(self.last, (left + part.shape[1], top + part.shape[0]))
        if (start >= end).any():
            return
        columns, rows = ((int(start[axis]), int(end[axis])) for axis in (0, 1))
        cut = (slice(rows[0] - top, rows[1] - top), slice(columns[0] - left, columns[1] - left))
        gone = np.clip(self.replaced.part(rows, columns), 0, 1)[..., None]
        detail = in_colour(part[cut]).astype(np.float32) - self.original.part(rows, columns)
        added[cut] -= gone * detail


def _steps(before: Pixels, added: Plane) -> Pixels:
    """What to add to 8-bit values, modulo 256, to get the nearest values to the sum."""
    after: Pixels = np.clip(np.rint(before + added), 0, 255).astype(np.uint8)
    return after - before


def _new_structure(luma: Plane) -> Plane:
    """How much a difference in luma (S, S) draws new lines, in [0, 1]: shades and light do not count.

    The local root mean square of what differs from its surroundings, from 6 levels on and fully at 24.
    """
    from scipy import ndimage

    side = luma.shape[0]
    lines = luma - ndimage.gaussian_filter(luma, side / 16, mode="nearest")
    strength = np.sqrt(ndimage.gaussian_filter(lines**2, max(1.0, side / 40), mode="nearest"))
    return smoothstep((strength - _QUIET) / (_LOUD - _QUIET))


def _spread(face: Plane) -> Plane:
    """Standard deviation of luma over the oval of (S, S, 3), and that of both colour differences, twice."""
    side = face.shape[0]
    line = (np.arange(side, dtype=np.float32) + 0.5) / side
    weight = EDGE.weight(line[None, :], line[:, None])[..., None]
    opponent = face @ _TO_OPPONENT.T
    total = weight.sum()
    mean = (weight * opponent).sum(axis=(0, 1)) / total
    variance = (weight * (opponent - mean) ** 2).sum(axis=(0, 1)) / total
    colour = np.sqrt((variance[1] + variance[2]) / 2)
    return np.asarray([np.sqrt(variance[0]), colour, colour], np.float32)


def _bands(top: int, bottom: int, width: int) -> Iterator[tuple[int, int]]:
    step = max(1, _BAND_PIXELS // max(1, width))
    for start in range(top, bottom, step):
        yield start, min(start + step, bottom)
