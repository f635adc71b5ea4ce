"""Where a face lies in a photo: the similarity between a model's square and the photo, and crops by it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import ImageError
from engine.images.resize import check_photo, reduced
from engine.types import Pixels

Point = tuple[float, float]

# Fractions of the square's side, x to the right and y down, as a person in front of the picture sees it.
EYES: tuple[Point, Point] = ((0.32, 0.3125), (0.672, 0.3125))
"""Left and right eye in the squares that the bundled face model was trained on (FairFace at 128 pixels)."""
FFHQ_EYES: tuple[Point, Point] = ((0.375, 0.4725), (0.625, 0.4725))
"""The same in FFHQ's squares, which published StyleGANs of faces and their encoders take.

A square is as wide as the eyes are apart four times, or as eyes and mouth 3.6 times, and its centre is a
tenth of the way from the eyes' middle to the mouth's (the data set's published program). This is for faces
whose eyes and mouth are 1.1 times as far apart as the eyes.
"""
FIVE_POINTS: tuple[Point, ...] = (*EYES, (0.5, 0.53), (0.34, 0.655), (0.66, 0.655))
"""Eyes, tip of the nose, corners of the mouth; the last three read off the mean of those squares."""

_LEAST_SIDE, _MOST_SIDE = 4.0, 1e6
_MOST_SPREAD, _FRAME = 2048, 2


@dataclass(frozen=True)
class Alignment:
    """A similarity that takes the unit square of a model's picture into a photo.

    A point (u, v) of the square, both in [0, 1], lies at (x + a u - b v, y + b u + a v) in the photo. Photo
    coordinates are continuous: the pixel in column 0 covers 0 to 1, and its centre is at 0.5.

    Attributes:
        x: photo column of the square's first corner.
        y: photo row of it.
        a: columns from the first corner to the second, along the square's top.
        b: rows from the first corner to the second.
    """

    x: float
    y: float
    a: float
    b: float

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) and abs(value) <= _MOST_SIDE for value in self.numbers):
            raise ImageError("The face cannot lie there; mark both eyes again.")
        if not self.side >= _LEAST_SIDE:
            raise ImageError("The eyes are too close together to be a face; mark both eyes again.")

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """The four numbers, in the order in which the class takes them."""
        return self.x, self.y, self.a, self.b

    @property
    def side(self) -> float:
        """Side of the square in photo pixels."""
        return math.hypot(self.a, self.b)

    @property
    def corners(self) -> tuple[Point, ...]:
        """The square's corners in the photo: first, along the top, opposite, along the left."""
        corners = self.to_photo([(0, 0), (1, 0), (1, 1), (0, 1)])
        return tuple((float(x), float(y)) for x, y in corners)

    def to_photo(self, points: Sequence[Point] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (K, 2) of the unit square as photo coordinates (K, 2)."""
        u, v = np.asarray(points, np.float64).reshape(-1, 2).T
        return np.stack([self.x + self.a * u - self.b * v, self.y + self.b * u + self.a * v], axis=1)

    def to_square(self, points: Sequence[Point] | NDArray[np.float64]) -> NDArray[np.float64]:
        """Photo coordinates (K, 2) as points (K, 2) of the unit square; undoes `to_photo`."""
        dx, dy = (np.asarray(points, np.float64).reshape(-1, 2) - (self.x, self.y)).T
        return np.stack([self.a * dx + self.b * dy, self.a * dy - self.b * dx], axis=1) / self.side**2

    def scaled(self, factor: float) -> Alignment:
        """The same face in the photo enlarged by `factor`."""
        return Alignment(*(factor * value for value in self.numbers))

    def crop(self, photo: Pixels, size: int) -> Pixels:
        """The face as the model sees it.

        Shrinking averages first (area, then a cubic window), so nothing flickers or aliases; what lies
        outside the photo is its mirror image. Only the part of the photo under the square is read, a band at
        a time: memory follows `size`, not the photo.

        Args:
            photo: (H, W), (H, W, 3) or (H, W, 4) uint8; transparency is laid on white.
            size: side of the result in pixels.

        Returns:
            (size, size, 3) uint8.

        Raises:
            ImageError: the photo is none, or the face lies outside it.
        """
        check_photo(photo)
        factor = max(1, int(self.side / size / 2))
        left, top, right, bottom = self._bounds(margin=3.0 * factor + 2.0)
        height, width = photo.shape[:2]
        columns, rows = (max(0, left), min(width, right)), (max(0, top), min(height, bottom))
        if columns[0] >= columns[1] or rows[0] >= rows[1]:
            raise ImageError("The face lies outside the photo; mark both eyes again.")
        part = reduced(photo, rows, columns, factor)
        before = ((rows[0] - top) / factor, (columns[0] - left) / factor)
        after = ((bottom - rows[1]) / factor, (right - columns[1]) / factor)
        part, padded = _mirrored(part, before, after)
        x, y = ((self.x - columns[0]) / factor + padded[1], (self.y - rows[0]) / factor + padded[0])
        # As many samples as the part has pixels, or more; then down to the size with antialiasing.
        samples = size * max(1, math.ceil(self.side / factor / size - 1e-9))
        a, b = self.a / factor / samples, self.b / factor / samples
        crop = np.empty((size, size, 3), np.uint8)
        for channel in range(3):
            # In float32: Pillow's transform cuts 8-bit values off instead of rounding them.
            plane = Image.fromarray(part[..., channel].astype(np.float32))
            moved = _moved(plane, (samples, samples), (a, -b, x, b, a, y), Image.Resampling.BICUBIC)
            if samples != size:
                moved = moved.resize((size, size), Image.Resampling.BICUBIC)
            crop[..., channel] = np.clip(np.rint(np.asarray(moved)), 0, 255)
        return crop

    def region(self, photo_shape: tuple[int, ...]) -> tuple[int, int, int, int]:
        """The photo's rows and columns that the square touches: top, bottom, left, right (ends excluded)."""
        left, top, right, bottom = self._bounds(margin=0.0)
        height, width = photo_shape[:2]
        rows = (min(max(0, top), height), min(max(0, bottom), height))
        columns = (min(max(0, left), width), min(max(0, right), width))
        return rows[0], max(rows), columns[0], max(columns)

    def coverage(self, photo_shape: tuple[int, ...], size: int) -> NDArray[np.float32]:
        """Which pixels of a crop show the photo: (size, size), 1 inside it, 0 where its mirror image is."""
        v, u = (np.mgrid[:size, :size] + 0.5) / size
        x, y = self.to_photo(np.stack([u.ravel(), v.ravel()], axis=1)).T
        inside = (x >= 0) & (y >= 0) & (x < photo_shape[1]) & (y < photo_shape[0])
        return np.asarray(inside.reshape(size, size), np.float32)

    def spread(
        self, square: NDArray[np.float32], rows: tuple[int, int], columns: tuple[int, int]
    ) -> NDArray[np.float32]:
        """A picture of the square over some of the photo's pixels: `Spreading(self, square).part(...)`."""
        return Spreading(self, square).part(rows, columns)

    def _bounds(self, margin: float) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the square in whole photo pixels, widened by a margin."""
        xs, ys = zip(*self.corners, strict=True)
        lowest = (math.floor(min(xs) - margin), math.floor(min(ys) - margin))
        return *lowest, math.ceil(max(xs) + margin), math.ceil(max(ys) + margin)


class Spreading:
    """A picture of the model's square as it lies over the photo: the inverse of `Alignment.crop`.

    It is brought to about its size in the photo once, by a cubic window that averages where it shrinks; parts
    are then read off linearly. Beyond the square its edge goes on for two pixels, then comes 0.

    Args:
        alignment: of the square in the photo.
        square: (S, S) or (S, S, C) float32, any range.
    """

    def __init__(self, alignment: Alignment, square: NDArray[np.float32]) -> None:
        self.alignment, self._flat = alignment, square.ndim == 2
        planes = square[..., None] if self._flat else square
        most = max(planes.shape[0], _MOST_SPREAD)
        self._side = min(most, max(1, round(alignment.side)))
        self._planes = [self._framed(planes[..., channel]) for channel in range(planes.shape[2])]

    def _framed(self, plane: NDArray[np.float32]) -> Image.Image:
        image = Image.fromarray(np.ascontiguousarray(plane, np.float32))
        if self._side != plane.shape[0]:
            image = image.resize((self._side, self._side), Image.Resampling.BICUBIC)
        return Image.fromarray(np.pad(np.asarray(image), _FRAME, mode="edge"))

    def part(self, rows: tuple[int, int], columns: tuple[int, int]) -> NDArray[np.float32]:
        """What lies over some of the photo's pixels.

        Args:
            rows: first row and the one after the last.
            columns: first column and the one after the last.

        Returns:
            (rows, columns) or (rows, columns, C), at the pixels' centres.
        """
        a, b = (value * self._side / self.alignment.side**2 for value in (self.alignment.a, self.alignment.b))
        x, y = self.alignment.to_square([(columns[0], rows[0])])[0] * self._side + _FRAME
        shape = (columns[1] - columns[0], rows[1] - rows[0])
        found = np.empty((shape[1], shape[0], len(self._planes)), np.float32)
        for channel, plane in enumerate(self._planes):
            moved = _moved(plane, shape, (a, b, x, -b, a, y), Image.Resampling.BILINEAR)
            found[..., channel] = np.asarray(moved)
        return found[..., 0] if self._flat else found


def middle_square(photo_shape: tuple[int, ...]) -> Alignment:
    """The largest square in the middle of a photo of that shape.

    Raises:
        ImageError: the photo is smaller than a square can be.
    """
    height, width = photo_shape[:2]
    side = min(height, width)
    if side < _LEAST_SIDE:
        raise ImageError("The photo of {width}x{height} pixels is too small.", width=width, height=height)
    return Alignment((width - side) // 2, (height - side) // 2, float(side), 0.0)


def align_eyes(left: Point, right: Point, eyes_at: tuple[Point, Point] = EYES) -> Alignment:
    """The alignment that puts two eyes where the model expects them; exact.

    Args:
        left: the eye on the picture's left, (column, row) in photo coordinates.
        right: the other one.
        eyes_at: where they belong in the square, as fractions of its side.

    Raises:
        ImageError: both are at the same place, or no numbers.
    """
    return align_points((left, right), eyes_at)


def align_points(points: Sequence[Point], places: Sequence[Point] = FIVE_POINTS) -> Alignment:
    """The alignment that brings points closest to where the model expects them, in least squares.

    Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns",
    equations 40 to 42, in the plane and without reflection. The sum of squares is taken in the photo.

    Args:
        points: (column, row) in photo coordinates, two or more, in the order of `places`.
        places: where they belong in the square, as fractions of its side.

    Raises:
        ImageError: the points are too few, at one place, or no numbers.
    """
    found, wanted = np.asarray(points, np.float64), np.asarray(places, np.float64)
    if found.shape != wanted.shape or found.ndim != 2 or found.shape[1:] != (2,) or len(found) < 2:
        raise ImageError("A face is aligned by {count} points; mark all of them.", count=len(wanted))
    if not np.isfinite(found).all():
        raise ImageError("The face cannot lie there; mark both eyes again.")
    centre, origin = found.mean(axis=0), wanted.mean(axis=0)
    p, q = found - centre, wanted - origin
    # In the plane the rotation times the scale of equation 42 has this closed form.
    spread = float((q**2).sum())
    a = float((q * p).sum()) / spread
    b = float((q[:, 0] * p[:, 1] - q[:, 1] * p[:, 0]).sum()) / spread
    x = float(centre[0]) - a * float(origin[0]) + b * float(origin[1])
    y = float(centre[1]) - b * float(origin[0]) - a * float(origin[1])
    return Alignment(x, y, a, b)


def _moved(
    plane: Image.Image,
    shape: tuple[int, int],
    matrix: tuple[float, ...],
    window: Literal[Image.Resampling.BILINEAR, Image.Resampling.BICUBIC],
) -> Image.Image:
    return plane.transform(shape, Image.Transform.AFFINE, matrix, window)


def _mirrored(
    part: Pixels, before: tuple[float, float], after: tuple[float, float]
) -> tuple[Pixels, tuple[int, int]]:
    """The part with its mirror image around it, and by how many rows and columns it grew at the start."""
    start = (math.ceil(before[0]), math.ceil(before[1]))
    widths = [(start[0], math.ceil(after[0])), (start[1], math.ceil(after[1])), (0, 0)]
    return np.ascontiguousarray(np.pad(part, widths, mode="symmetric")), start
