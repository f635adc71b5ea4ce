"""Strokes on pixels: what an antialiased round pen paints, and what changed, kept as tiles for undo.

A change is kept as a bounded difference: only the 64 x 64 tiles that changed, as compressed exclusive-or.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

TILE = 64
PAPER = 255
ToolName = Literal["brush", "eraser", "line", "material_brush", "material_eraser"]
Sample = tuple[float, float, float]


@dataclass(frozen=True)
class Rect:
    """A rectangle of whole pixels, `left <= x < right`, `top <= y < bottom`: what a document says changed."""

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


# How the pen paints: antialiased, with smoothing, pressure and mirror.


@dataclass(frozen=True)
class Brush:
    """How a stroke looks: width in pixels, smoothing in [0, 1], and which way it is mirrored."""

    size: float = 5.0
    smoothing: float = 0.35
    pressure: bool = True
    mirror: bool = False

    def radius(self, pressure: float) -> float:
        """Half the width at a pen pressure in [0, 1]; a mouse counts as full pressure."""
        factor = 0.25 + 0.75 * min(1.0, max(0.0, pressure)) if self.pressure else 1.0
        return max(0.35, self.size * factor / 2)


def paint_segment(pixels: NDArray[np.uint8], start: Sample, end: Sample, *, erase: bool = False) -> Rect:
    """Paint a round-ended segment between two (x, y, radius) samples onto (H, W) grey pixels in place.

    Overlapping segments of a stroke never grow darker than the stroke itself. Returns the rectangle that
    was touched.
    """
    rect = segment_rect(start, end).clipped(pixels.shape[1], pixels.shape[0])
    if rect.empty:
        return NOTHING
    coverage = segment_coverage(rect, start, end)
    view = pixels[rect.slices]
    if erase:
        np.maximum(view, (coverage * PAPER + 0.5).astype(np.uint8), out=view)
    else:
        np.minimum(view, ((1.0 - coverage) * PAPER + 0.5).astype(np.uint8), out=view)
    return rect


def segment_rect(start: Sample, end: Sample) -> Rect:
    """The pixels that a segment between two samples may touch."""
    return Rect.around([start[:2], end[:2]], max(start[2], end[2]) + 1)


def segment_coverage(rect: Rect, start: Sample, end: Sample) -> NDArray[np.float32]:
    """How much of every pixel of `rect` a segment covers, (height, width) in [0, 1].

    It falls with the signed distance to the segment, one pixel wide.
    """
    # Pixel centres lie at half coordinates.
    x = np.arange(rect.left, rect.right, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(rect.top, rect.bottom, dtype=np.float32)[:, None] + np.float32(0.5)
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x * along_x + along_y * along_y
    if length < 1e-9:
        distance = np.hypot(x - end[0], y - end[1]) - max(start[2], end[2])
    else:
        t = np.clip(((x - start[0]) * along_x + (y - start[1]) * along_y) / length, 0.0, 1.0)
        distance = np.hypot(x - start[0] - t * along_x, y - start[1] - t * along_y)
        distance -= start[2] + t * (end[2] - start[2])
    return np.asarray(np.clip(0.5 - distance, 0.0, 1.0))


class Stroke:
    """One gesture of the pen, from touching the paper to leaving it."""

    def __init__(self, pixels: NDArray[np.uint8], brush: Brush, tool: ToolName = "brush") -> None:
        """Paint on `pixels` (H, W) in place with `brush`."""
        self._pixels = pixels
        self._brush = brush
        self._tool = tool
        self._recorder = TileRecorder(pixels)
        self._tip: Sample | None = None
        self._middle: Sample | None = None
        self._last: Sample | None = None
        self._start: Sample | None = None

    def begin(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        """Touch the paper; a touch alone leaves a dot."""
        sample = (x, y, self._brush.radius(pressure))
        self._start = self._tip = self._middle = self._last = sample
        return self._paint(sample, sample)

    def move(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        """Move on the paper; returns the pixels that changed."""
        if self._tip is None or self._middle is None or self._start is None:
            raise ValueError("a stroke begins before it moves")
        sample = (x, y, self._brush.radius(pressure))
        self._last = sample
        if self._tool == "line":
            changed = self._recorder.restore()
            return changed.united(self._paint(self._start, sample))
        keep = 0.85 * self._brush.smoothing
        tip = _between(sample, self._tip, keep)
        middle = _between(self._tip, tip, 0.5)
        changed = self._curve(self._middle, self._tip, middle)
        self._tip, self._middle = tip, middle
        return changed

    def end(self) -> tuple[Rect, TileDiff]:
        """Leave the paper where the pen last was; returns the last change and the whole difference."""
        changed = NOTHING
        if self._tool != "line" and self._middle and self._tip and self._last:
            changed = self._curve(self._middle, self._tip, self._last)
        return changed, self._recorder.finish()

    def cancel(self) -> Rect:
        """Take the whole gesture back."""
        return self._recorder.restore()

    def _curve(self, start: Sample, control: Sample, end: Sample) -> Rect:
        """A quadratic curve in steps of about two pixels."""
        length = math.dist(start[:2], control[:2]) + math.dist(control[:2], end[:2])
        steps = max(1, min(64, math.ceil(length / max(2.0, self._brush.size / 2))))
        changed, previous = NOTHING, start
        for step in range(1, steps + 1):
            t = step / steps
            point = _between(_between(start, control, t), _between(control, end, t), t)
            changed = changed.united(self._paint(previous, point))
            previous = point
        return changed

    def _paint(self, start: Sample, end: Sample) -> Rect:
        changed = self._paint_once(start, end)
        if self._brush.mirror:
            width = self._pixels.shape[1]
            flipped = [(width - x, y, radius) for x, y, radius in (start, end)]
            changed = changed.united(self._paint_once(flipped[0], flipped[1]))
        return changed

    def _paint_once(self, start: Sample, end: Sample) -> Rect:
        self._recorder.about_to_paint(segment_rect(start, end))
        return paint_segment(self._pixels, start, end, erase=self._tool == "eraser")


def straightened(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """`end` turned to the nearest multiple of 45 degrees around `start`, at the same distance."""
    length = math.dist(start, end)
    angle = round(math.atan2(end[1] - start[1], end[0] - start[0]) / (math.pi / 4)) * (math.pi / 4)
    return start[0] + length * math.cos(angle), start[1] + length * math.sin(angle)


def _between(start: Sample, end: Sample, t: float) -> Sample:
    return (
        start[0] + (end[0] - start[0]) * t,
        start[1] + (end[1] - start[1]) * t,
        start[2] + (end[2] - start[2]) * t,
    )
