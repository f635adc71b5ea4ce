"""The material brush: a U-Net whose colours and stuff are inputs, and what measures both on a photo.

What can be measured can be asked for. The colours of a thing are those of 8 x 8 cells of its bounding box;
its stuff is how much goes on in three bands of luminance and in its colours, and which way it runs, in 3 x 3
cells. Both are stretched over the inside of a drawing, and a person may lay others over them. Decoder:
modulated convolutions and noise at every scale (Karras et al. 2020), a skip of colours per scale; the colours
that are asked for condition it as hints do (Zhang et al. 2017). Convolutions start at half of the side: four
pixels go in and come out together (Shi et al. 2016, "Real-Time Single Image and Video Super-Resolution").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.images.parts import MOST_PARTS

COLOUR_CELLS, STUFF_CELLS = 8, 3
STUFF_CHANNELS = 8
"""Of stuff: energies of three bands of luminance, fine to coarse, and of colours; twice the way it runs."""
_MAPPED_CELLS = 4
COLOUR_SIZE = 3 * COLOUR_CELLS**2
CODE_SIZE = COLOUR_SIZE + STUFF_CHANNELS * STUFF_CELLS**2
GUIDE_CHANNELS = 3 + 1 + STUFF_CHANNELS + 1
"""Of a guide: red, green, blue in [-1, 1] and how far they hold, stuff and how far it does."""
NOISE_SIDE = 256
LUMA = (0.299, 0.587, 0.114)


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
    mean = (values * weight).sum((2, 3)) / (weight.sum((2, 3)) + 1e-3)
    return (total / area + lean * mean[:, :, None, None]) / (share / area + lean)


def pasted(cell_values: Tensor, inside: Tensor) -> Tensor:
    """Cells (N, C, n, n) stretched, bilinear, over the box of `inside` (N, 1, H, W); 0 outside it."""
    count = cell_values.shape[2]
    number = torch.arange(count, device=cell_values.device, dtype=torch.float32)
    rows, columns = (
        (1 - ((at - 0.5).clamp(0, count - 1)[..., None] - number).abs()).clamp(min=0)
        for at in _axes(inside, count)
    )
    return torch.einsum("ncij,nhi,nwj->nchw", cell_values, rows, columns) * inside


def part_means(values: Tensor, parts: Tensor) -> Tensor:
    """Maps (N, C, H, W) with each part's mean in all of it, 0 outside.

    Args:
        values: float32.
        parts: (N, 1, H, W), the numbers that `engine.images.parts.parts_of` gives.
    """
    number = torch.arange(1, MOST_PARTS + 1, device=values.device, dtype=torch.float32)[:, None, None]
    member = ((parts - number).abs() < 0.5).float().flatten(2)
    total = torch.einsum("ncp,nkp->nck", values.flatten(2), member)
    mean = total / (member.sum(2)[:, None] + 1e-3)
    return torch.einsum("nck,nkp->ncp", mean, member).reshape(values.shape)


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


def _binomial(image: Tensor) -> Tensor:
    """Under [1 2 1] / 4, both ways; edges repeat."""
    height, width = image.shape[2:]
    rows, columns = (
        0.75 * _box(length, 3, image) + 0.25 * torch.eye(length, device=image.device)
        for length in (height, width)
    )
    return _smoothed(image, (rows, columns))


def bands(picture: Tensor, inside: Tensor) -> Tensor:
    """What goes on in a picture (N, 3, H, W): luminance in three bands, colours in one, (N, 5, H, W).

    The bands are what boxes of 3, 7 and 15 pixels leave, that of the colours what 7 pixels leave. They end
    where `inside` (N, 1, H, W) does, so that no border is a texture; outside is 0. A binomial filter comes
    first: what alternates from pixel to pixel is no stuff, and a network would make all of it so.
    """
    weight = torch.tensor(LUMA, device=picture.device)[None, :, None, None]
    red, green, blue = (picture * inside).chunk(3, 1)
    luminance = (picture * inside * weight).sum(1, keepdim=True)
    planes = _binomial(torch.cat([luminance, (red - green) * 0.5, (blue - green) * 0.5, inside], 1))
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
    strength = torch.log(box_blurred(power, 3) + 1e-4) * 0.25 + 1.5
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
    """Means (N, 8, 3, 3) of stuff (N, 8, H, W) where it is quiet, in the cells of the inside's box."""
    return cells(energy, quiet, inside, STUFF_CELLS, lean=0.05)


def colours_of(picture: Tensor, inside: Tensor) -> Tensor:
    """Colours (N, 3, 8, 8) of what lies inside (N, 1, H, W) of pictures (N, 3, H, W)."""
    return cells(picture, inside, inside, COLOUR_CELLS)


def stuff_of(picture: Tensor, inside: Tensor) -> Tensor:
    """Stuff (N, 8, 3, 3) of what lies inside of pictures, away from the border.

    A mean of logarithms: a few strong lines are no cloth.
    """
    return stuff_cells(stuff_map(picture, inside), inside, quiet_of(inside))


def code_of(colours: Tensor, stuff: Tensor) -> Tensor:
    """The style code (N, 264) of colours (N, 3, 8, 8) and stuff (N, 8, 3, 3)."""
    return torch.cat([colours.flatten(1), stuff.flatten(1)], 1)


def split_code(code: Tensor) -> tuple[Tensor, Tensor]:
    """Colours (N, 3, 8, 8) and stuff (N, 8, 3, 3) of a style code (N, 264)."""
    colours = code[:, :COLOUR_SIZE].reshape(-1, 3, COLOUR_CELLS, COLOUR_CELLS)
    return colours, code[:, COLOUR_SIZE:].reshape(-1, STUFF_CHANNELS, STUFF_CELLS, STUFF_CELLS)


class MaterialEncoder(nn.Module):
    """Reads the style of a photo: its colours and its stuff. Nothing in it is trained.

    Attributes:
        styles: (kept, 264) uint8, codes of photos to draw styles from, 0 to 255 for -1 to 1; training fills
            them, a row of zeros is empty. Whole numbers, as each of several processes keeps its own.
    """

    styles: Tensor

    def __init__(self, kept: int = 2048) -> None:
        super().__init__()
        self.register_buffer("styles", torch.zeros(kept, CODE_SIZE, dtype=torch.uint8))

    def forward(self, image: Tensor, inside: Tensor) -> Tensor:
        """Codes (N, 264) of photos (N, 3, S, S) whose object lies where `inside` (N, 1, S, S) is 1."""
        return code_of(colours_of(image, inside), stuff_of(image, inside))


# The network.


class _Modulated(nn.Module):
    """A 3x3 convolution under a style, demodulated (Karras et al. 2020, equations 1 and 3)."""

    def __init__(self, inputs: int, outputs: int, style: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, 3, 3) / math.sqrt(inputs * 9))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.scale = nn.Linear(style, inputs)
        nn.init.zeros_(self.scale.weight)
        nn.init.ones_(self.scale.bias)

    def forward(self, maps: Tensor, style: Tensor) -> Tensor:
        scale = self.scale(style)
        return self._convolved(maps * scale[:, :, None, None], scale)

    def _convolved(self, scaled: Tensor, scale: Tensor) -> Tensor:
        # The activation's gain of 1.4 is in the norm: a leaky ReLU lets factors through.
        norm = 1.4 * torch.rsqrt(scale.square() @ self.weight.square().sum((2, 3)).t() + 1e-6)
        maps = F.conv2d(scaled, self.weight, padding=1)
        bias, norm = self.bias[None, :, None, None].to(maps.dtype), norm[:, :, None, None].to(maps.dtype)
        return F.leaky_relu(torch.addcmul(bias, maps, norm), 0.2)


class _Joined(_Modulated):
    """The same of coarser maps, enlarged, a skip and noise of a style's strength, joined."""

    def __init__(self, coarse: int, fine: int, style: int) -> None:
        super().__init__(coarse + fine + 1, fine, style)
        self.split = [coarse, fine, 1]

    def forward(self, maps: Tensor, style: Tensor, skip: Tensor, noise: Tensor) -> Tensor:  # type: ignore[override]
        scale = self.scale(style)
        coarse, fine, strength = (each[:, :, None, None] for each in scale.split(self.split, 1))
        # Scaled while they are small: enlarging lets factors through.
        grown = F.interpolate(maps * coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        return self._convolved(torch.cat([grown, skip * fine, (noise * strength).to(grown.dtype)], 1), scale)


class _ToRGB(nn.Module):
    """Colours of maps, of each place or of `side` x `side` pixels in it, without demodulation."""

    def __init__(self, inputs: int, style: int, side: int = 1) -> None:
        super().__init__()
        self.side = side
        self.weight = nn.Parameter(torch.randn(3 * side**2, inputs) / math.sqrt(inputs) * 0.5)
        self.scale = nn.Linear(style, inputs)
        nn.init.normal_(self.scale.weight, 0, 0.1)
        nn.init.ones_(self.scale.bias)

    def forward(self, maps: Tensor, style: Tensor) -> Tensor:
        weight = self.weight * self.scale(style)[:, None]
        rgb = torch.matmul(weight.to(maps.dtype), maps.flatten(2))
        rgb = rgb.reshape(maps.shape[0], 3 * self.side**2, *maps.shape[2:])
        return F.pixel_shuffle(rgb, self.side) if self.side > 1 else rgb


class MaterialUNet(nn.Module):
    """Lines, parts, a style and a guide to a picture.

    Takes lines (N, 1, S, S) in [-1, 1] with 1 for paper, style codes (N, 264), parts (N, 1, S, S) as
    `parts_of` numbers them, and guides (N, 13, S, S), which hold where their fourth and last channels are 1;
    gives pictures (N, 3, S, S) in [-1, 1], white outside the drawing. S is a multiple of 2 ** len(widths).

    Args:
        widths: channels at S / 2, S / 4, ...; multiples of 8.
        style_size: length of what modulates the decoder.
        part_share: how far a part takes the mean of a style's colours in it, 0 to 1.
    """

    noise: Tensor

    def __init__(
        self,
        widths: Sequence[int] = (64, 112, 176, 208, 208),
        style_size: int = 96,
        part_share: float = 0.5,
    ) -> None:
        super().__init__()
        self.part_share = part_share
        self.mapping = nn.Sequential(
            nn.Linear(3 * _MAPPED_CELLS**2 + STUFF_CHANNELS * STUFF_CELLS**2, style_size),
            nn.LeakyReLU(0.2),
            nn.Linear(style_size, style_size),
            nn.LeakyReLU(0.2),
        )
        # What is sharp, of four pixels each: lines, inside, colours and where they hold, noise; and stuff.
        self.stem = nn.Conv2d(4 * 7 + STUFF_CHANNELS + 1, widths[0], 3, padding=1)
        steps = list(pairwise(widths))
        self.down = nn.ModuleList(
            nn.Sequential(nn.Conv2d(fine, coarse, 4, 2, 1), nn.GroupNorm(8, coarse), nn.LeakyReLU(0.2))
            for fine, coarse in steps
        )
        self.middle = _Modulated(widths[-1], widths[-1], style_size)
        upwards = list(reversed(steps))
        self.joined = nn.ModuleList(_Joined(coarse, fine, style_size) for fine, coarse in upwards)
        self.refined = nn.ModuleList(_Modulated(fine, fine, style_size) for fine, _ in upwards)
        sides = [1] * (len(upwards) - 1) + [2]
        self.to_rgb = nn.ModuleList(
            _ToRGB(fine, style_size, side) for (fine, _), side in zip(upwards, sides, strict=True)
        )
        self.register_buffer("noise", torch.randn(1, 1, NOISE_SIDE, NOISE_SIDE))

    def forward(self, image: Tensor, code: Tensor, parts: Tensor, guide: Tensor) -> Tensor:
        """The picture; a style's colours lie in each part by `part_share`."""
        inside = (parts > 0.5).to(image.dtype)
        return self.painted(image, inside, code, self.laid(parts, code, guide, self.part_share))

    def laid(self, parts: Tensor, code: Tensor, guide: Tensor, part_share: float | Tensor) -> Tensor:
        """A guide (N, 13, S, S) for every place inside: the given one, or the style's where none holds.

        `part_share` is a number or (N, 1, 1, 1).
        """
        inside = (parts > 0.5).to(code.dtype)
        colours, stuff = split_code(code)
        under = pasted(colours, inside)
        under = under + part_share * (part_means(under, parts) - under)
        holds, stuff_holds = guide[:, 3:4] * inside, guide[:, -1:] * inside
        colour = guide[:, :3] * holds + under * (1 - holds)
        energy = guide[:, 4:-1] * stuff_holds + pasted(stuff, inside) * (1 - stuff_holds)
        return torch.cat([colour, holds, energy, stuff_holds], 1)

    def painted(self, image: Tensor, inside: Tensor, code: Tensor, guide: Tensor) -> Tensor:
        """The picture of lines and their inside (N, 1, S, S) under a guide for every place (see `laid`)."""
        colours, stuff = split_code(code)
        style = self.mapping(code_of(F.avg_pool2d(colours, COLOUR_CELLS // _MAPPED_CELLS), stuff))
        side = image.shape[2]
        noise = self._noise(image.shape[0], side, image)
        sharp = F.pixel_unshuffle(torch.cat([image, inside, guide[:, :4], noise * inside], 1), 2)
        maps = F.leaky_relu(self.stem(torch.cat([sharp, F.avg_pool2d(guide[:, 4:], 2)], 1)), 0.2)
        skips = [maps]
        for down in self.down:
            skips.append(down(skips[-1]))
        maps = self.middle(skips.pop(), style)
        picture = None
        for level, (joined, refined, to_rgb) in enumerate(
            zip(self.joined, self.refined, self.to_rgb, strict=True)
        ):
            noise = self._noise(image.shape[0], side >> (len(self.down) - level), image)
            maps = refined(joined(maps, style, skips.pop(), noise), style)
            rgb = to_rgb(maps, style)
            if picture is not None:
                size = rgb.shape[2:]
                rgb = rgb + F.interpolate(picture, size=size, mode="bilinear", align_corners=False)
            picture = rgb
        assert picture is not None
        # Nothing is ever drawn off the drawing: white, from about two pixels of 64 on.
        reach = max(1, side // 32)
        near = F.max_pool2d(inside, 2 * reach + 1, 1, reach)
        result: Tensor = picture.float() * near + (1 - near)
        return result

    def _noise(self, count: int, side: int, like: Tensor) -> Tensor:
        """Fresh in training; afterwards always the same, so that a picture can be made again."""
        if self.training:
            # Channels last: one that is not would take what it is joined to along.
            return torch.randn(count, side, side, 1, device=like.device).permute(0, 3, 1, 2)
        return self.noise[:, :, :side, :side].expand(count, -1, -1, -1)
