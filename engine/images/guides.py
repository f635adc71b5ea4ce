"""What a drawing and the paint over it mean: parts that its lines enclose, and maps that guide a model."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.images.letterbox import Placement
from engine.types import Pixels

# What lines enclose.

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


# What a model with the capability `guide` takes beside lines: parts, and the paint laid over them.


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
