"""Large pictures made smaller a band of rows at a time, so that memory follows the result."""

from __future__ import annotations

import numpy as np
from PIL import Image

from engine.errors import ImageError
from engine.images.codec import flatten
from engine.types import Pixels

_BAND_PIXELS = 4_000_000


def check_photo(photo: Pixels) -> None:
    """Raise ImageError unless this is (H, W), (H, W, 3) or (H, W, 4) uint8 with pixels."""
    if photo.dtype != np.uint8 or photo.ndim not in (2, 3) or photo.shape[2:] not in ((), (3,), (4,)):
        raise ImageError(
            "Pixels of shape {shape} and type {dtype} are not a photo.", shape=photo.shape, dtype=photo.dtype
        )
    if photo.size == 0:
        raise ImageError("The photo has no pixels; open another one.")


def in_colour(photo: Pixels) -> Pixels:
    """(H, W, 3) of grey, RGB or RGBA pixels; transparency is laid on white."""
    if photo.ndim == 2:
        return np.repeat(photo[..., None], 3, axis=2)
    return flatten(photo)


def reduced(photo: Pixels, rows: tuple[int, int], columns: tuple[int, int], factor: int) -> Pixels:
    """A part of a photo in RGB, averaged over blocks of `factor` x `factor` pixels.

    Args:
        photo: (H, W), (H, W, 3) or (H, W, 4) uint8.
        rows: first row and the one after the last.
        columns: first column and the one after the last.
        factor: 1 leaves the size; the last blocks may be smaller than the others.

    Returns:
        (ceil(rows / factor), ceil(columns / factor), 3) uint8.
    """
    step = max(1, _BAND_PIXELS // ((columns[1] - columns[0]) * factor)) * factor
    bands = []
    for start in range(rows[0], rows[1], step):
        band = in_colour(photo[start : min(start + step, rows[1]), columns[0] : columns[1]])
        image = Image.fromarray(np.ascontiguousarray(band))
        bands.append(np.asarray(image.reduce(factor) if factor > 1 else image))
    return np.concatenate(bands)


def shrunk(photo: Pixels, longest: int) -> Pixels:
    """A photo in RGB whose longer side has `longest` pixels, or as it is where it is smaller.

    Blocks are averaged first, then a cubic window does the rest.

    Raises:
        ImageError: this is no photo.
    """
    check_photo(photo)
    height, width = photo.shape[:2]
    longer = max(height, width)
    if longer <= longest:
        return np.ascontiguousarray(in_colour(photo))
    factor = max(1, longer // longest // 2)
    part = Image.fromarray(reduced(photo, (0, height), (0, width), factor))
    size = (max(1, round(width * longest / longer)), max(1, round(height * longest / longer)))
    box = (0, 0, width / factor, height / factor)
    return np.asarray(part.resize(size, Image.Resampling.BICUBIC, box=box))
