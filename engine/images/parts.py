"""The parts that a drawing's lines divide its inside into, and the object of a photo."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_PARTS = 16
_INK = 170
_CLOSINGS = (2.0, 3.5, 5.0, 8.0)
_SEAM = 0.8
_SMALLEST_PART = 0.004
_EMPTY = 0.3
# Where a place is looked for in smaller openings first, so that what is closed is filled to its lines alone.
_CLOSINGS_OF_A_REGION = (0.5, 1.0, *_CLOSINGS)
# Thinner than twice this, what lies between lines drawn over each other is no region of its own.
_SLIVER = 0.35
_LARGEST = 1024


def parts_of(drawing: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Which part of the thing drawn every pixel belongs to.

    The outside is what a flood from the border reaches once gaps in the lines are closed: by two pixels of 64
    at first, by more where the flood leaks. A drawing that stays open is taken for the box about its lines.
    Lengths grow with the drawing.

    Args:
        drawing: (H, W) uint8, 255 paper and 0 ink.

    Returns:
        (H, W) uint8: 0 outside, 1 to `MOST_PARTS` inside, the largest part first.
    """
    from scipy import ndimage

    ink = drawing < _INK
    parts = np.zeros(drawing.shape, dtype=np.uint8)
    if not ink.any():
        return parts
    unit = max(drawing.shape) / 64
    inside = _inside(ink, unit)
    distance = ndimage.distance_transform_edt(~ink)
    regions, count = ndimage.label(inside & (distance > _SEAM * unit))
    sizes = np.bincount(regions.ravel(), minlength=count + 1)
    sizes[0] = 0
    order = np.argsort(-sizes, kind="stable")[:MOST_PARTS]
    order = order[sizes[order] >= max(4.0, _SMALLEST_PART * inside.sum())]
    if not len(order):
        parts[inside] = 1
        return parts
    numbers = np.zeros(count + 1, dtype=np.uint8)
    numbers[order] = np.arange(1, len(order) + 1)
    kept = numbers[regions]
    # Lines, and parts too small to count, go to the nearest part.
    nearest = ndimage.distance_transform_edt(kept == 0, return_distances=False, return_indices=True)
    parts[inside] = kept[tuple(nearest)][inside]
    return parts


def region_at(drawing: NDArray[np.uint8], x: int, y: int) -> NDArray[np.bool_] | None:
    """What a fill at a place of a drawing paints: to the middle of the lines about it, gaps in them closed.

    Gaps of the outline are closed by as little as encloses the place, up to a quarter of the drawing's longer
    side; gaps of lines within by 2.5 percent of it. Drawings of more than 1024 pixels a side are looked at
    more coarsely.

    Args:
        drawing: (H, W) uint8, 255 paper and 0 ink.
        x: column of the place.
        y: row of the place.

    Returns:
        (H, W) bool, or None where the place lies outside of what is drawn.
    """
    height, width = drawing.shape
    if not (0 <= x < width and 0 <= y < height):
        return None
    step = -(-max(height, width) // _LARGEST)
    ink = _darkest(drawing, step) < _INK
    found = _region(ink, y // step, x // step) if ink.any() else None
    if found is None or step == 1:
        return found
    return found.repeat(step, axis=0).repeat(step, axis=1)[:height, :width]


def _darkest(drawing: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """The drawing at one pixel for `step` x `step` of its own, the darkest of them, so that lines hold."""
    height, width = drawing.shape
    padded = np.pad(drawing, ((0, -height % step), (0, -width % step)), constant_values=255)
    blocks = padded.reshape(padded.shape[0] // step, step, padded.shape[1] // step, step)
    return np.asarray(blocks.min(axis=(1, 3)))


def _region(ink: NDArray[np.bool_], row: int, column: int) -> NDArray[np.bool_] | None:
    from scipy import ndimage

    unit = max(ink.shape) / 64
    enough = _EMPTY * _box(ink).sum()
    for radius in _CLOSINGS_OF_A_REGION:
        inside = _enclosed(ink, radius * unit)
        if inside[row, column]:
            break
        if radius >= _CLOSINGS[0] and inside.sum() >= enough:
            return None
    else:
        return None
    distance = ndimage.distance_transform_edt(~ink)
    cores, count = ndimage.label(inside & (distance > _SEAM * unit))
    # What is closed by ink and too narrow for a seam is a region nevertheless, unless it is a mere sliver.
    closed, several = ndimage.label(inside & ~ink)
    if several:
        numbers = np.arange(1, several + 1)
        held = ndimage.maximum(cores, closed, numbers) > 0
        wide = ndimage.maximum(distance, closed, numbers) > max(1.0, _SLIVER * unit)
        own = np.concatenate([[False], ~held & wide])
        cores = np.where(own[closed], closed + count, cores)
    if not cores.any():
        return inside
    nearest = ndimage.distance_transform_edt(cores == 0, return_distances=False, return_indices=True)
    regions = cores[tuple(nearest)]
    return np.asarray(inside & (regions == regions[row, column]))


def _inside(ink: NDArray[np.bool_], unit: float) -> NDArray[np.bool_]:
    """What the border cannot reach: outline included, (H, W) bool."""
    from scipy import ndimage

    box = _box(ink)
    for closing in _CLOSINGS:
        inside = _enclosed(ink, closing * unit)
        if inside.sum() >= _EMPTY * box.sum():
            return np.asarray(inside | (ink & ndimage.binary_dilation(inside, iterations=2)))
    return box


def _enclosed(ink: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """Where no disc of this radius gets from the border without touching ink, (H, W) bool."""
    from scipy import ndimage

    # Beyond the paper is outside, whatever is drawn up to its edge.
    rim = int(radius) + 2
    regions, _ = ndimage.label(ndimage.distance_transform_edt(~np.pad(ink, rim)) > radius)
    outside = regions == regions[0, 0]
    reach = ndimage.distance_transform_edt(~outside)[rim:-rim, rim:-rim]
    return np.asarray(reach > radius)


def bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (the last two beyond it) of what is True in (H, W); something is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _box(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    left, top, right, bottom = bounds(ink)
    box = np.zeros(ink.shape, dtype=bool)
    box[top:bottom, left:right] = True
    return box


def object_mask(photo: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the object of a photo (H, W, 3) uint8 lies, holes filled; everywhere if nothing tells it apart.

    Returns:
        (H, W) bool, never empty.
    """
    from engine.images.sketch import silhouette

    mask = silhouette(photo)
    return mask if mask is not None and mask.any() else np.ones(photo.shape[:2], dtype=bool)


# What a model with the capability `guide` takes beside a drawing: its parts, and what is painted over it.
