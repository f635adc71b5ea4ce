"""What a model with the capability `guide` takes beside lines: parts, and the paint laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.images.letterbox import Placement
from engine.images.parts import object_mask, parts_of
from engine.types import Pixels

Planes = NDArray[np.float32]
GUIDE_CHANNELS = 16
"""Red, green, blue in [-1, 1] and how far they hold; stuff, what is fine of a surface, how far both do."""
# A band below this much of the logarithmic scale has nothing in it: plain paint asks for no stuff.
_PLAIN = -0.55
# Painted colours are taken as they are over so many parts of the side.
_SMOOTH = 32
# Opacity, of 255, above which paint is there.
_HALF = 127
# So many pixels away `_stuff` looks.
_REACH = 13


class DrawingMaps:
    """Inputs of a guided generator beside the lines; what did not change since the last drawing is kept."""

    def __init__(self) -> None:
        self._parts: tuple[Pixels, Planes] | None = None
        self._paint: tuple[Pixels, Planes] | None = None

    def of(self, square: Pixels, guide: Pixels | None) -> Mapping[str, Planes]:
        """Those of one drawing.

        Args:
            square: (S, S) uint8, 255 paper and 0 ink, letterboxed to the model's side.
            guide: (S, S, 4) uint8, colours and swatches with transparency where nothing is painted; None for
                nothing.

        Returns:
            `parts` (1, 1, S, S) and `guide` (1, 16, S, S), float32.
        """
        parts = self._parts
        if parts is None or not np.array_equal(parts[0], square):
            parts = self._parts = square.copy(), parts_of(square)[None, None].astype(np.float32)
        if guide is None:
            empty = np.zeros((1, GUIDE_CHANNELS, *square.shape), dtype=np.float32)
            return {"parts": parts[1], "guide": empty}
        paint = self._paint
        if paint is None or not np.array_equal(paint[0], guide):
            paint = self._paint = guide.copy(), guide_maps(guide)
        return {"parts": parts[1], "guide": paint[1]}


def guide_maps(guide: Pixels) -> Planes:
    """Paint (S, S, 4) uint8 as a generator takes it, (1, 16, S, S) float32: colours, and stuff of swatches.

    What is painted plainly asks for a colour alone; where there is texture, for its stuff too, in the
    terms of `engine.architectures.stuff.energies`.
    """
    side = guide.shape[0]
    maps = np.zeros((1, GUIDE_CHANNELS, side, side), dtype=np.float32)
    if (guide[..., 3] > _HALF).any():
        # Nothing farther from the paint than a filter reaches changes anything.
        margin = max(_REACH, side // 16 + 1)
        along = [np.flatnonzero(guide[..., 3].any(axis=axis)) for axis in (1, 0)]
        rows, columns = (slice(max(0, at[0] - margin), at[-1] + 1 + margin) for at in along)
        maps[0, :, rows, columns] = _maps_around(guide[rows, columns], side)
    return maps


def _maps_around(guide: Pixels, side: int) -> Planes:
    """Those (16, h, w) of a part (h, w, 4) of a guide that is `side` pixels wide."""
    from scipy import ndimage

    holds = guide[..., 3].astype(np.float32) / 255.0
    colour = guide[..., :3].astype(np.float32) / 127.5 - 1.0
    known = guide[..., 3] > _HALF
    # Outwards from what is painted its own colour goes on, so that its border is no texture.
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    filled = colour[tuple(nearest)]
    weight = known.astype(np.float32)
    reach = max(3, side // _SMOOTH) | 1
    share = ndimage.uniform_filter(weight, reach, mode="constant") + 1e-6
    smooth = [
        ndimage.uniform_filter(filled[..., c] * weight, reach, mode="constant") / share for c in range(3)
    ]
    stuff = _stuff(filled)
    wide = max(5, side // 8) | 1
    share = ndimage.uniform_filter(weight, wide, mode="constant") + 1e-6
    found = [ndimage.uniform_filter(band * weight, wide, mode="constant") / share for band in stuff]
    textured = (np.max(found[:4], axis=0) > _PLAIN).astype(np.float32) * weight
    surface = [plane * textured for plane in (*found, *_detail(filled, side))]
    planes = [*(plane * holds for plane in smooth), holds, *surface, textured]
    return np.stack(planes).astype(np.float32)


def _stuff(colour: Planes) -> Planes:
    """Stuff (8, h, w) at every place of (h, w, 3) in [-1, 1], as `engine.architectures.stuff.energies`."""
    from scipy import ndimage

    planes = _opponent(colour)
    for axis in (1, 2):
        planes = ndimage.convolve1d(planes, [0.25, 0.5, 0.25], axis=axis, mode="nearest")
    levels = [planes[0], *(_blurred(planes[0], side) for side in (3, 7, 15))]
    bands = [fine - coarse for fine, coarse in pairwise(levels)]
    powers = [np.square(band) for band in bands]
    powers.append(sum(np.square(plane - _blurred(plane, 7)) for plane in planes[1:]))
    strength = [np.log(_blurred(power, 3) + 1e-4) * 0.25 + 1.5 for power in powers]
    orientations: list[tuple[Planes, Planes]] = []
    for band in bands[:2]:
        edged = np.pad(band, 1, mode="edge")
        across, down = edged[1:-1, 2:] - edged[1:-1, :-2], edged[2:, 1:-1] - edged[:-2, 1:-1]
        size = _blurred(across**2 + down**2, 7) + 1e-3
        orientations.append((_blurred(across**2 - down**2, 7) / size, _blurred(2 * across * down, 7) / size))
    cosines, sines = zip(*orientations, strict=True)
    return np.asarray([*strength, *cosines, *sines], dtype=np.float32)


def _detail(colour: Planes, side: int) -> Planes:
    """What is fine in (h, w, 3), (3, h, w), as `engine.architectures.stuff.detail_of` of pictures so wide."""
    planes = _opponent(colour)
    around = np.stack([_blurred(plane, side // 8 | 1) for plane in planes])
    return np.asarray((2 * (planes - around)).clip(-1, 1))


def _opponent(colour: Planes) -> Planes:
    """Luminance and two axes of colour (3, h, w), as `engine.architectures.stuff.opponent`."""
    red, green, blue = np.moveaxis(colour, 2, 0)
    luminance = colour @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.stack([luminance, (red - green) * 0.5, (blue - green) * 0.5])


def _blurred(plane: Planes, side: int) -> Planes:
    from scipy import ndimage

    return np.asarray(ndimage.uniform_filter(plane, side, mode="nearest"))


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
