"""The inside of a drawing's outline, and the parts that its lines divide it into."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_PARTS = 16
_INK = 170
_CLOSINGS = (2.0, 3.5, 5.0, 8.0)
_SEAM = 0.8
_SMALLEST_PART = 0.004
_EMPTY = 0.3


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


def _inside(ink: NDArray[np.bool_], unit: float) -> NDArray[np.bool_]:
    """What the border cannot reach: outline included, (H, W) bool."""
    from scipy import ndimage

    box = _box(ink)
    for radius in (closing * unit for closing in _CLOSINGS):
        # Beyond the paper is outside, whatever is drawn up to its edge.
        rim = int(radius) + 2
        regions, _ = ndimage.label(ndimage.distance_transform_edt(~np.pad(ink, rim)) > radius)
        outside = regions == regions[0, 0]
        reach = ndimage.distance_transform_edt(~outside)[rim:-rim, rim:-rim]
        inside = np.asarray(reach > radius)
        if inside.sum() >= _EMPTY * box.sum():
            return np.asarray(inside | (ink & ndimage.binary_dilation(inside, iterations=2)))
    return box


def _box(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    box = np.zeros(ink.shape, dtype=bool)
    box[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
    return box


def object_mask(photo: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the object of a photo (H, W, 3) uint8 lies, holes filled; everywhere if nothing tells it apart.

    Returns:
        (H, W) bool, never empty.
    """
    from engine.images.sketch import silhouette

    mask = silhouette(photo)
    return mask if mask is not None and mask.any() else np.ones(photo.shape[:2], dtype=bool)
