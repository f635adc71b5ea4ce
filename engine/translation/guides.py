"""What a model with the capability `guide` takes beside a drawing: its parts, and what is painted over it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.images.codec import Placement
from engine.images.parts import object_mask, parts_of
from engine.types import Pixels

Planes = NDArray[np.float32]
GUIDE_CHANNELS = 8
"""Red, green, blue in [-1, 1] and how far they hold; energies of three bands and how far these do."""
# A band below this much of the logarithmic scale has nothing in it: plain paint asks for no stuff.
_PLAIN = -0.55
# Painted colours are taken as they are over so many parts of the side.
_SMOOTH = 32


def drawing_maps(square: Pixels, guide: Pixels | None) -> Mapping[str, Planes]:
    """Inputs of a guided generator beside the lines, of one drawing.

    Args:
        square: (S, S) uint8, 255 paper and 0 ink, letterboxed to the model's side.
        guide: (S, S, 4) uint8, colours and swatches with transparency where nothing is painted; None for
            nothing.

    Returns:
        `parts` (1, 1, S, S) and `guide` (1, 8, S, S), float32.
    """
    parts = parts_of(square)[None, None].astype(np.float32)
    if guide is None:
        maps = np.zeros((1, GUIDE_CHANNELS, *square.shape), dtype=np.float32)
    else:
        maps = guide_maps(guide)
    return {"parts": parts, "guide": maps}


def guide_maps(guide: Pixels) -> Planes:
    """Paint (S, S, 4) uint8 as a generator takes it, (1, 8, S, S) float32: colours, and energies of swatches.

    What is painted plainly asks for a colour alone; where there is texture, for its energies too, in the
    three bands of `engine.architectures.material.bands`.
    """
    from scipy import ndimage

    side = guide.shape[0]
    holds = guide[..., 3].astype(np.float32) / 255.0
    colour = guide[..., :3].astype(np.float32) / 127.5 - 1.0
    known = holds > 0.5
    if not known.any():
        return np.zeros((1, GUIDE_CHANNELS, side, side), dtype=np.float32)
    # Outwards from what is painted its own colour goes on, so that its border is no texture.
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    filled = colour[tuple(nearest)]
    weight = known.astype(np.float32)
    reach = max(3, side // _SMOOTH) | 1
    share = ndimage.uniform_filter(weight, reach, mode="constant") + 1e-6
    smooth = [
        ndimage.uniform_filter(filled[..., c] * weight, reach, mode="constant") / share for c in range(3)
    ]
    energy = _energies(filled)
    wide = max(5, side // 8) | 1
    share = ndimage.uniform_filter(weight, wide, mode="constant") + 1e-6
    found = [ndimage.uniform_filter(band * weight, wide, mode="constant") / share for band in energy]
    textured = (np.max(found, axis=0) > _PLAIN).astype(np.float32) * weight
    planes = [*(plane * holds for plane in smooth), holds, *(band * textured for band in found), textured]
    return np.stack(planes)[None].astype(np.float32)


def _energies(colour: Planes) -> Planes:
    """How much is going on at every place of (S, S, 3) in [-1, 1], band by band, (3, S, S), logarithmic."""
    from scipy import ndimage

    finest = colour @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    smooth = finest
    for axis in (0, 1):
        smooth = ndimage.convolve1d(smooth, [0.25, 0.5, 0.25], axis=axis, mode="nearest")
    levels = [smooth, *(ndimage.uniform_filter(smooth, side, mode="nearest") for side in (3, 7, 15))]
    bands = [fine - coarse for fine, coarse in pairwise(levels)]
    energy = [ndimage.uniform_filter(np.square(band), 3, mode="nearest") for band in bands]
    return np.asarray(np.log(np.stack(energy) + 1e-4) * 0.25 + 1.5, dtype=np.float32)


def photo_maps(square: Pixels) -> Mapping[str, Planes]:
    """Inputs of a guided model's style encoder beside a photo (S, S, 3) uint8: `inside` (1, 1, S, S)."""
    return {"inside": object_mask(square)[None, None].astype(np.float32)}


def letterboxed_guide(guide: Pixels, size: int, placement: Placement) -> Pixels:
    """Paint (H, W, 4) uint8 laid over a drawing of these sides, as that is letterboxed: (size, size, 4)."""
    sides = placement.scaled_width, placement.scaled_height
    # Pillow weighs colours by their opacity, so that what is transparent lends no colour.
    scaled = Image.fromarray(guide).resize(sides, Image.Resampling.BILINEAR, reducing_gap=2.0)
    square = np.zeros((size, size, 4), dtype=np.uint8)
    rows = slice(placement.top, placement.top + placement.scaled_height)
    columns = slice(placement.left, placement.left + placement.scaled_width)
    square[rows, columns] = np.asarray(scaled)
    return square
