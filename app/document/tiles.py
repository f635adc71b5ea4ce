"""Undo as bounded differences: only the 64 x 64 tiles that changed, as compressed exclusive-or."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Whole-pixel rectangles, the unit in which the document says what changed.


@dataclass(frozen=True)
class Rect:
    """A rectangle of pixels: `left <= x < right`, `top <= y < bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across, never negative."""
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        """Pixels down, never negative."""
        return max(0, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        """Whether no pixel lies inside."""
        return self.width == 0 or self.height == 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Row and column slices for an array of shape (H, W, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clipped(self, width: int, height: int) -> Rect:
        """The part inside a picture of `width` x `height` pixels."""
        return Rect(max(0, self.left), max(0, self.top), min(width, self.right), min(height, self.bottom))

    @classmethod
    def around(cls, points: list[tuple[float, float]], margin: float) -> Rect:
        """The pixels within `margin` of any of `points` (x, y)."""
        return cls(
            math.floor(min(x for x, _ in points) - margin),
            math.floor(min(y for _, y in points) - margin),
            math.ceil(max(x for x, _ in points) + margin) + 1,
            math.ceil(max(y for _, y in points) + margin) + 1,
        )


NOTHING = Rect(0, 0, 0, 0)


TILE = 64


@dataclass(frozen=True)
class TileDiff:
    """The difference between two pictures of one size; applying it twice changes nothing."""

    tiles: tuple[tuple[int, int, bytes], ...]

    @property
    def size(self) -> int:
        """Bytes of memory that the compressed tiles take."""
        return sum(len(packed) for _, _, packed in self.tiles)

    def toggle(self, pixels: NDArray[np.uint8]) -> Rect:
        """Turn the picture before into the picture after, or back, in place; returns what changed."""
        changed = NOTHING
        for row, column, packed in self.tiles:
            view = _tile(pixels, row, column)
            view ^= _unpacked(packed, view.shape)
            changed = changed.united(_tile_rect(pixels, row, column))
        return changed


def difference(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> TileDiff:
    """The tiles in which two pictures of the same shape, (H, W) or (H, W, C), differ."""
    if before.shape != after.shape:
        raise ValueError(f"pictures of {before.shape} and {after.shape} cannot be compared by tiles")
    recorder = TileRecorder(after)
    recorder.keep_all(before)
    return recorder.finish()


class TileRecorder:
    """Remembers the tiles of a picture as they were, just before they are painted on."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        """Watch `pixels`, (H, W) or (H, W, C), which the caller goes on painting in place."""
        self._pixels = pixels
        self._before: dict[tuple[int, int], NDArray[np.uint8]] = {}

    def about_to_paint(self, rect: Rect) -> None:
        """Keep the tiles under `rect` that were not kept yet."""
        height, width = self._pixels.shape[:2]
        rect = rect.clipped(width, height)
        if rect.empty:
            return
        for row in range(rect.top // TILE, (rect.bottom - 1) // TILE + 1):
            for column in range(rect.left // TILE, (rect.right - 1) // TILE + 1):
                if (row, column) not in self._before:
                    self._before[row, column] = _tile(self._pixels, row, column).copy()

    def restore(self) -> Rect:
        """Put everything back as it was (a line tool does this on every move); returns what changed."""
        changed = NOTHING
        for (row, column), before in self._before.items():
            _tile(self._pixels, row, column)[...] = before
            changed = changed.united(_tile_rect(self._pixels, row, column))
        return changed

    def keep_all(self, before: NDArray[np.uint8]) -> None:
        """Take every tile of `before` as the state to come back to."""
        for row in range(-(-before.shape[0] // TILE)):
            for column in range(-(-before.shape[1] // TILE)):
                self._before[row, column] = _tile(before, row, column)

    def finish(self) -> TileDiff:
        """What really changed since the tiles were kept."""
        tiles = []
        for (row, column), before in sorted(self._before.items()):
            changed = before ^ _tile(self._pixels, row, column)
            if changed.any():
                tiles.append((row, column, _packed(changed)))
        return TileDiff(tuple(tiles))


def _tile(pixels: NDArray[np.uint8], row: int, column: int) -> NDArray[np.uint8]:
    return pixels[row * TILE : (row + 1) * TILE, column * TILE : (column + 1) * TILE]


def _tile_rect(pixels: NDArray[np.uint8], row: int, column: int) -> Rect:
    rect = Rect(column * TILE, row * TILE, (column + 1) * TILE, (row + 1) * TILE)
    return rect.clipped(pixels.shape[1], pixels.shape[0])


def _packed(changed: NDArray[np.uint8]) -> bytes:
    """A tile (h, w) or (h, w, C), compressed channel by channel: plain colours are runs then."""
    planes = np.moveaxis(changed, 2, 0) if changed.ndim == 3 else changed
    compressor = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return compressor.compress(planes.tobytes()) + compressor.flush()


def _unpacked(packed: bytes, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """The tile of this shape that was packed."""
    pixels = np.frombuffer(zlib.decompress(packed), np.uint8)
    if len(shape) == 2:
        return pixels.reshape(shape)
    return np.moveaxis(pixels.reshape(shape[2], *shape[:2]), 0, 2)
