"""What is measured on a photo of a thing: its colours, its stuff, and a swatch of its surface.

What can be measured can be asked for (Zhang et al. 2017, "Real-Time User-Guided Image Colorization"; Xian et
al. 2018, "TextureGAN"). Colours are those of 8 x 8 cells of the thing's bounding box; stuff is how much goes
on in three bands of luminance and in the colours, and which way it runs, in 3 x 3 cells; a swatch is a
square of an eighth of the side, as sharp as it is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.images.guides import MOST_PARTS

COLOUR_CELLS, STUFF_CELLS, SWATCH_SIDE = 8, 3, 16
STUFF_CHANNELS = 8
"""Of stuff: energies of three bands of luminance, fine to coarse, and of colours; twice the way it runs."""
COARSE, TYPICAL_COARSE = 2, -0.22
"""Which of them says how much is coarse, and what half of 2,048 photos of shoes do not reach in a cell."""
# The first of them say how much goes on, in logarithms of energy times this.
_MUCH, _LOG_SCALE = 4, 0.25
DETAIL_CHANNELS = 3
LUMA = (0.299, 0.587, 0.114)
_SIZES = [
    3 * COLOUR_CELLS**2,
    STUFF_CHANNELS * STUFF_CELLS**2,
    SWATCH_SIDE**2,
    2 * (SWATCH_SIDE // 2) ** 2,
]
CODE_SIZE = sum(_SIZES)


# Cells of a bounding box: the mean of a map in each, and a map out of them.


def _along(occupied: Tensor) -> tuple[Tensor, Tensor]:
    """First place and length of what is occupied (N, S) of an axis; of the whole where nothing is."""
    side = occupied.shape[1]
    at = torch.arange(side, device=occupied.device, dtype=torch.float32).expand_as(occupied)
    low = torch.where(occupied, at, float(side)).amin(1)
    high = torch.where(occupied, at, -1.0).amax(1)
    empty = high < low
    low = torch.where(empty, 0.0, low)
    return low, torch.where(empty, float(side), high - low + 1)


def _in_cells(occupied: Tensor, count: int) -> Tensor:
    """Where each place of an axis lies among the cells of what is occupied: (N, S), 0 to `count` within."""
    low, length = _along(occupied)
    at = torch.arange(occupied.shape[1], device=occupied.device, dtype=torch.float32) + 0.5
    return (at[None] - low[:, None]) / length[:, None] * count


def _axes(inside: Tensor, count: int) -> tuple[Tensor, Tensor]:
    rows, columns = inside[:, 0].amax(2) > 0.5, inside[:, 0].amax(1) > 0.5
    return _in_cells(rows, count), _in_cells(columns, count)


def cells(values: Tensor, weight: Tensor, box: Tensor, count: int, lean: float = 0.08) -> Tensor:
    """Weighted means in the cells of a box; cells of little weight lean to the mean of all.

    Args:
        values: (N, C, H, W) float32.
        weight: (N, 1, H, W), 0 to 1.
        box: (N, 1, H, W), whose bounding box is divided; 1 inside, 0 outside.
        count: cells along each side.
        lean: share of a cell at which its own mean and that of all count alike.

    Returns:
        (N, C, count, count).
    """
    number = torch.arange(count, device=values.device, dtype=torch.float32)
    rows, columns = (
        ((at[..., None] >= number) & (at[..., None] < number + 1)).float() for at in _axes(box, count)
    )
    total = torch.einsum("nchw,nhi,nwj->ncij", values * weight, rows, columns)
    share = torch.einsum("nchw,nhi,nwj->ncij", weight, rows, columns)
    area = torch.einsum("nhi,nwj->nij", rows, columns)[:, None].clamp(min=1.0)
    return (total / area + lean * mean_within(values, weight)) / (share / area + lean)


def pasted(cell_values: Tensor, inside: Tensor) -> Tensor:
    """Cells (N, C, n, n) stretched, bilinear, over the box of `inside` (N, 1, H, W); 0 outside it."""
    count = cell_values.shape[2]
    number = torch.arange(count, device=cell_values.device, dtype=torch.float32)
    rows, columns = (
        (1 - ((at - 0.5).clamp(0, count - 1)[..., None] - number).abs()).clamp(min=0)
        for at in _axes(inside, count)
    )
    return torch.einsum("ncij,nhi,nwj->nchw", cell_values, rows, columns) * inside


def part_means(values: Tensor, parts: Tensor, weight: Tensor | None = None) -> Tensor:
    """Maps (N, C, H, W) with each part's mean in all of it, 0 outside.

    Args:
        values: float32.
        parts: (N, 1, H, W), the numbers that `engine.images.guides.parts_of` gives.
        weight: (N, 1, H, W), 0 to 1, how much each place counts; 1 everywhere where it is not given.
    """
    number = torch.arange(1, MOST_PARTS + 1, device=values.device, dtype=torch.float32)[:, None, None]
    member = ((parts - number).abs() < 0.5).float().flatten(2)
    counted = member if weight is None else member * weight.flatten(2)
    total = torch.einsum("ncp,nkp->nck", values.flatten(2), counted)
    mean = total / (counted.sum(2)[:, None] + 1e-3)
    return torch.einsum("nck,nkp->ncp", mean, member).reshape(values.shape)


def mean_within(values: Tensor, weight: Tensor) -> Tensor:
    """Weighted means (N, C, 1, 1) of maps (N, C, H, W) under weights (N, 1, H, W); 0 where all are 0."""
    total = (values * weight).sum((2, 3), keepdim=True)
    return total / (weight.sum((2, 3), keepdim=True) + 1e-3)


# What is measured: of photos, and of results.


def _box(length: int, side: int, like: Tensor) -> Tensor:
    """The matrix (length, length) of a mean over `side` places, edges repeated: fastest as a product."""
    reach, last = side // 2, length - 1
    at = torch.arange(length, device=like.device, dtype=torch.float32)
    row, column = at[:, None], at[None]
    near = ((row - column).abs() <= reach).float()
    below = (column == 0).float() * (reach - row).clamp(min=0)
    above = (column == last).float() * (row + reach - last).clamp(min=0)
    return (near + below + above) / side


def _smoothed(image: Tensor, matrices: tuple[Tensor, Tensor]) -> Tensor:
    rows, columns = matrices
    return torch.matmul(torch.matmul(rows, image), columns.t())


def box_blurred(image: Tensor, side: int) -> Tensor:
    """Means of (N, C, H, W) over squares of an odd side; edges repeat."""
    return _smoothed(image, (_box(image.shape[2], side, image), _box(image.shape[3], side, image)))


def binomial(image: Tensor) -> Tensor:
    """Under [1 2 1] / 4, both ways; edges repeat."""
    height, width = image.shape[2:]
    return _smoothed(image, (_binomial(height, image), _binomial(width, image)))


def _binomial(length: int, like: Tensor) -> Tensor:
    """The matrix (length, length) of [1 2 1] / 4, edges repeated."""
    return 0.75 * _box(length, 3, like) + 0.25 * torch.eye(length, device=like.device)


def alternating(image: Tensor) -> Tensor:
    """What changes from pixel to pixel both ways, as on a checkerboard, of (N, C, H, W): under [-1 2 -1] / 4.

    All of a checkerboard, a quarter of what is as fine as four pixels, nothing of lines that run straight.
    """
    rows, columns = (
        torch.eye(length, device=image.device) - _binomial(length, image) for length in image.shape[2:]
    )
    return _smoothed(image, (rows, columns))


def opponent(picture: Tensor) -> Tensor:
    """Luminance and two axes of colour (N, 3, H, W) of red, green and blue, all in [-1, 1]."""
    red, green, blue = picture.chunk(3, 1)
    luminance = LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue
    return torch.cat([luminance, (red - green) * 0.5, (blue - green) * 0.5], 1)


def bands(picture: Tensor, inside: Tensor) -> Tensor:
    """What goes on in a picture (N, 3, H, W): luminance in three bands, colours in one, (N, 5, H, W).

    The bands are what boxes of 3, 7 and 15 pixels leave, that of the colours what 7 pixels leave. They end
    where `inside` (N, 1, H, W) does, so that no border is a texture; outside is 0. A binomial filter comes
    first: what alternates from pixel to pixel is no stuff, and a network would make all of it so.
    """
    planes = binomial(torch.cat([opponent(picture * inside), inside], 1))
    wide = box_blurred(planes, 7)
    ends = planes[:, [0, 3]]
    blurs = [ends, box_blurred(ends, 3), wide[:, [0, 3]], box_blurred(ends, 15)]
    levels = [blur[:, :1] / (blur[:, 1:] + 1e-4) for blur in blurs]
    colours = planes[:, 1:3] / (planes[:, 3:] + 1e-4) - wide[:, 1:3] / (wide[:, 3:] + 1e-4)
    return torch.cat([*(fine - coarse for fine, coarse in pairwise(levels)), colours], 1) * inside


def eroded(inside: Tensor, pixels: int) -> Tensor:
    """A mask (N, 1, H, W) without its border of so many pixels."""
    return 1 - F.max_pool2d(1 - inside, 2 * pixels + 1, 1, pixels)


def energies(found: Tensor) -> Tensor:
    """Stuff at every place of `bands`: (N, 8, H, W), -1 to 1.

    How much goes on in each band of luminance and in the colours is logarithmic, from -0.8 for nothing. The
    way it runs in the two finer bands is the structure tensor's (Bigun and Granlund 1987): twice the angle's
    cosine and sine, nothing where no way is before the others.
    """
    power = found.square()
    power = torch.cat([power[:, :3], power[:, 3:].sum(1, keepdim=True)], 1)
    strength = torch.log(box_blurred(power, 3) + 1e-4) * _LOG_SCALE + 1.5
    finer = F.pad(found[:, :2], (1, 1, 1, 1), mode="replicate")
    across = finer[:, :, 1:-1, 2:] - finer[:, :, 1:-1, :-2]
    down = finer[:, :, 2:, 1:-1] - finer[:, :, :-2, 1:-1]
    squares = across.square(), down.square()
    tensor = torch.cat([squares[0] - squares[1], 2 * across * down, squares[0] + squares[1]], 1)
    cosine, sine, size = box_blurred(tensor, 7).chunk(3, 1)
    return torch.cat([strength, cosine / (size + 1e-3), sine / (size + 1e-3)], 1)


def stuff_map(picture: Tensor, inside: Tensor) -> Tensor:
    """The stuff (N, 8, H, W) of a picture (N, 3, H, W) inside (N, 1, H, W), as of `energies`."""
    return energies(bands(picture, inside))


def quiet_of(inside: Tensor) -> Tensor:
    """Where an inside (N, 1, H, W) is away from its border, by two pixels of 64."""
    return eroded(inside, max(1, inside.shape[2] // 32))


def stuff_cells(energy: Tensor, inside: Tensor, quiet: Tensor) -> Tensor:
    """Stuff (N, 8, 3, 3) of `energies` (N, 8, H, W) where it is quiet, in the cells of the inside's box.

    How much goes on is a harmonic mean, which is near the least of it: laces, stripes and a maker's sign on
    plain leather are no cloth. Asked for as if they were, they came as patches all over a shoe. For the same
    reason no cell has more than the harmonic mean of all: what lies in one place is a part of a thing.
    """
    much, direction = energy[:, :_MUCH], energy[:, _MUCH:]
    # Less 1, so that where nothing is quiet the mean is that of no logarithm.
    little = torch.exp(much / -_LOG_SCALE) - 1
    found = cells(torch.cat([little, direction], 1), quiet, inside, STUFF_CELLS, lean=0.05)
    whole = cells(little, quiet, inside, 1, lean=0.05)
    little = torch.maximum(found[:, :_MUCH], whole)
    return torch.cat([-_LOG_SCALE * torch.log(little + 1), found[:, _MUCH:]], 1)


def colours_of(picture: Tensor, inside: Tensor, centred: bool = False) -> Tensor:
    """Colours (N, 3, 8, 8) of what lies inside (N, 1, H, W) of pictures (N, 3, H, W).

    Args:
        picture: float32, -1 to 1.
        inside: 1 inside, 0 outside.
        centred: whether the mean of the cells is that of what lies inside. Without, cells that hold little of
            a thing count as much as full ones, and its mean is lost.
    """
    found = cells(picture, inside, inside, COLOUR_CELLS)
    if not centred:
        return found
    return found + mean_within(picture, inside) - found.mean((2, 3), keepdim=True)


def stuff_of(picture: Tensor, inside: Tensor) -> Tensor:
    """Stuff (N, 8, 3, 3) of what lies inside of pictures, away from the border."""
    return stuff_cells(stuff_map(picture, inside), inside, quiet_of(inside))


# A swatch: how the surface of a thing looks from near, at full sharpness.


def detail_of(picture: Tensor, inside: Tensor) -> Tensor:
    """What is fine in a picture (N, 3, H, W): its `opponent` planes less their means around, in [-1, 1].

    Means are over an eighth of the side, of what is inside (N, 1, H, W); outside is 0. Twice as large as it
    is, as little of it is large.
    """
    planes = torch.cat([opponent(picture) * inside, inside], 1)
    around = box_blurred(planes, detail_reach(picture.shape[2]))
    fine = planes[:, :3] - inside * around[:, :3] / (around[:, 3:] + 1e-4)
    return (2 * fine).clamp(-1, 1)


def detail_reach(side: int) -> int:
    """Over so many pixels of a side the means go that `detail_of` takes away; odd."""
    return side // 8 | 1


def swatch_of(picture: Tensor, inside: Tensor) -> Tensor:
    """The calmest square of an eighth of the side that shows the inside, near to its middle.

    Args:
        picture: (N, 3, S, S) in [-1, 1].
        inside: (N, 1, S, S), 1 where the object is.

    Returns:
        Its `detail_of`, (N, 3, 16, 16) in [-1, 1].
    """
    size = inside.shape[2]
    side = size // 8
    detail = detail_of(picture, inside)
    places = size - side + 1
    at = torch.arange(places, device=inside.device, dtype=torch.float32)
    of = torch.arange(size, device=inside.device, dtype=torch.float32)
    window = ((of >= at[:, None]) & (of < at[:, None] + side)).float() / side
    shown, busy = (
        torch.matmul(torch.matmul(window, plane), window.t()) for plane in (inside[:, 0], detail[:, 0].abs())
    )
    # A little off the middle, so that of two places as good one is always the nearer.
    off = [
        (at[None] + (side - 1) / 2 - (low + length / 2)[:, None] + 0.3) / size
        for low, length in (_along(inside[:, 0].amax(axis) > 0.5) for axis in (2, 1))
    ]
    far = (off[0].square()[:, :, None] + 0.9 * off[1].square()[:, None]).sqrt()
    best = (shown - 0.3 * busy - 0.1 * far).flatten(1).argmax(1)
    rows, columns = torch.div(best, places, rounding_mode="floor"), best % places
    taken = torch.arange(side, device=inside.device)
    pick = [((start[:, None] + taken)[..., None] == of).float()[:, None] for start in (rows, columns)]
    found = torch.matmul(torch.matmul(pick[0], detail), pick[1].transpose(2, 3))
    return resized(found, SWATCH_SIDE)


def resized(planes: Tensor, side: int) -> Tensor:
    """Planes (N, C, s, s) of another side: a whole multiple or a whole part of s."""
    if planes.shape[2] >= side:
        return F.avg_pool2d(planes, planes.shape[2] // side)
    return F.interpolate(planes, size=(side, side), mode="nearest")


def tiled(swatch: Tensor, size: int) -> Tensor:
    """Swatches (N, 3, 16, 16) laid over a square (N, 3, S, S), mirrored at their edges so that none shows."""
    tile = resized(swatch, size // 8)
    tile = torch.cat([tile, tile.flip(2)], 2)
    tile = torch.cat([tile, tile.flip(3)], 3)
    return tile.repeat(1, 1, 4, 4)


# The code: all of a style in a row.


class Style(NamedTuple):
    """Colours (N, 3, 8, 8), stuff (N, 8, 3, 3) and a swatch (N, 3, 16, 16) of photos, in [-1, 1]."""

    colours: Tensor
    stuff: Tensor
    swatch: Tensor

    def code(self) -> Tensor:
        """The style code (N, 648); a swatch's colours are kept half as sharp as its luminance."""
        luminance, colours = self.swatch[:, :1], F.avg_pool2d(self.swatch[:, 1:], 2)
        return torch.cat([part.flatten(1) for part in (self.colours, self.stuff, luminance, colours)], 1)

    @classmethod
    def of(cls, code: Tensor) -> Style:
        """The style of a code (N, 648)."""
        colours, stuff, luminance, chroma = torch.split(code, _SIZES, 1)
        half = SWATCH_SIDE // 2
        chroma = resized(chroma.reshape(-1, 2, half, half), SWATCH_SIDE)
        return cls(
            colours.reshape(-1, 3, COLOUR_CELLS, COLOUR_CELLS),
            stuff.reshape(-1, STUFF_CHANNELS, STUFF_CELLS, STUFF_CELLS),
            torch.cat([luminance.reshape(-1, 1, SWATCH_SIDE, SWATCH_SIDE), chroma], 1),
        )


def style_of(picture: Tensor, inside: Tensor, centred: bool = False) -> Style:
    """The style of what lies inside (N, 1, S, S) of pictures (N, 3, S, S); `centred` as of `colours_of`."""
    colours = colours_of(picture, inside, centred)
    return Style(colours, stuff_of(picture, inside), swatch_of(picture, inside))
