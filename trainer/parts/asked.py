"""What is asked of the material brush: drawn by chance for training, and how far results are off it.

First what a person may ask for, layouts of colours and painted regions; then how far pictures are off the
colours and the stuff that were asked for, differentiable in the pictures, 0 where they are as asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.architectures.stuff import (
    COLOUR_CELLS,
    LUMA,
    STUFF_CELLS,
    STUFF_CHANNELS,
    binomial,
    box_blurred,
    cells,
    energies,
    opponent,
    stuff_cells,
)
from trainer.parts.windows import places_in

REGIONS = 3
"""At most so many regions of a picture are painted."""
# Sides of the layouts that are asked for, in cells: the finest in half of them.
_LAYOUTS = (1, 2, 4, 4, 4, 8, 8, 8, 8, 8)
# Colours are held to what is asked for in coarser cells than they are asked for in: parts may differ.
_HELD_CELLS = 4
# Weights of stuff. What is coarse in a photo are its parts, which another drawing has elsewhere: asked for in
# full it came as stripes, and held at all in another's style as pale patches on dark shoes. L1 holds the own.
OWN_STUFF = (1.0, 1.0, 0.0, 0.5, 0.2, 0.2, 0.2, 0.2)
OTHER_STUFF = (1.0, 0.5, 0.0, 0.25, 0.2, 0.2, 0.2, 0.2)


def hue_turned(pictures: Tensor, turned: Tensor) -> Tensor:
    """Pictures (N, 3, H, W) in [-1, 1] with hue and saturation changed where `turned` (N,) is true.

    The colours turn about the axis of greys, by any angle, in the plane of equal luminance; white stays
    white.
    """
    count, place = len(pictures), pictures.device
    angle = torch.rand(count, device=place) * 2 * torch.pi
    more = torch.exp(torch.empty(count, device=place).uniform_(-0.35, 0.5))
    luma = torch.tensor(LUMA, device=place)
    # Two axes of equal luminance: every colour is its luminance and a place in their plane.
    first = torch.tensor([1.0, -luma[0] / luma[1], 0.0], device=place)
    second = torch.tensor([-0.5, -0.5, (0.5 * (luma[0] + luma[1]) / luma[2]).item()], device=place)
    basis = torch.stack([torch.ones(3, device=place), first / first.norm(), second / second.norm()], 1)
    turn = torch.zeros(count, 3, 3, device=place)
    turn[:, 0, 0] = 1
    turn[:, 1, 1] = turn[:, 2, 2] = more * angle.cos()
    turn[:, 1, 2], turn[:, 2, 1] = -more * angle.sin(), more * angle.sin()
    matrix = basis @ turn @ torch.linalg.inv(basis)
    changed = torch.einsum("nij,njhw->nihw", matrix, pictures - 1) + 1
    return torch.where(turned[:, None, None, None], changed.clamp(-1, 1), pictures)


def coarser(colours: Tensor) -> Tensor:
    """Layouts (N, 3, 8, 8), some of them as of 4 x 4 or 2 x 2 cells or of the mean alone."""
    choice = torch.randint(len(_LAYOUTS), (len(colours),), device=colours.device)
    sides = torch.tensor(_LAYOUTS, device=colours.device)[choice][:, None, None, None]
    result = colours
    for side in (1, 2, 4):
        rough = F.interpolate(F.adaptive_avg_pool2d(colours, side), size=COLOUR_CELLS, mode="nearest")
        result = torch.where(sides == side, rough, result)
    return result


class Painted(NamedTuple):
    """Regions (N, R, H, W) painted by chance, 1 where the r-th is; and which of them have stuff, (N, R)."""

    regions: Tensor
    stuff: Tensor


def random_regions(parts: Tensor, share: float) -> Painted:
    """Regions that a person might paint: whole parts, and blots and strokes across them.

    Args:
        parts: (N, 1, H, W) as `engine.images.guides.parts_of` numbers them.
        share: of the pictures that have any.
    """
    count, _, height, width = parts.shape
    place = parts.device
    inside = (parts > 0.5).float()
    centre = places_in(inside, REGIONS)
    row, column = (centre // width).float(), (centre % width).float()
    at_row = torch.arange(height, device=place, dtype=torch.float32)[:, None]
    at_column = torch.arange(width, device=place, dtype=torch.float32)
    angle = torch.rand(count, REGIONS, device=place) * torch.pi
    cos, sin = angle.cos()[..., None, None], angle.sin()[..., None, None]
    down = (at_row - row[..., None, None]) / height
    across = (at_column - column[..., None, None]) / width
    radii = torch.exp(torch.empty(count, REGIONS, 2, device=place).uniform_(-3.4, -1.5))
    long, short = radii.amax(2)[..., None, None] * 1.5, radii.amin(2)[..., None, None]
    blot = ((across * cos + down * sin) / long).square() + ((down * cos - across * sin) / short).square() < 1
    number = parts.flatten(2).gather(2, centre.flatten()[:, None].reshape(count, 1, REGIONS))
    part = (parts - number.reshape(count, REGIONS, 1, 1)).abs() < 0.5
    whole = torch.rand(count, REGIONS, 1, 1, device=place) < 0.4
    region = torch.where(whole, part, blot).float() * inside
    painted = torch.rand(count, 1, 1, 1, device=place) < share
    used = painted & (torch.rand(count, REGIONS, 1, 1, device=place) < 0.6)
    region = region * used.float()
    # The last one painted lies on top.
    for index in range(REGIONS - 1):
        region[:, index] = region[:, index] * (1 - region[:, index + 1 :].amax(1))
    return Painted(region, torch.rand(count, REGIONS, device=place) < 0.5)


def region_means(values: Tensor, regions: Tensor) -> Tensor:
    """Means (N, C, R) of maps (N, C, H, W) over regions (N, R, H, W); 0 where a region is empty."""
    total = torch.einsum("nchw,nrhw->ncr", values, regions)
    return total / (regions.sum((2, 3))[:, None] + 1e-3)


def guide_of(painted: Painted, colours: Tensor, stuff: Tensor, detail: Tensor) -> Tensor:
    """The guide (N, 16, H, W) that paints regions.

    Args:
        painted: the regions.
        colours: (N, 3, R) in [-1, 1].
        stuff: (N, 8, R).
        detail: (N, 3, H, W), of a surface that regions with stuff have.
    """
    holds = painted.regions.sum(1, keepdim=True)
    colour = torch.einsum("ncr,nrhw->nchw", colours, painted.regions)
    with_stuff = painted.regions * painted.stuff[..., None, None].float()
    energy = torch.einsum("ncr,nrhw->nchw", stuff, with_stuff)
    stuff_holds = with_stuff.sum(1, keepdim=True)
    return torch.cat([colour, holds, energy, detail * stuff_holds, stuff_holds], 1)


def cells_by_chance(colours: Tensor, stuff: Tensor) -> tuple[Tensor, Tensor]:
    """Colours (N, 3, R) and stuff (N, 8, R) of random cells of layouts, one for each region."""
    count, place = len(colours), colours.device
    at = torch.randint(COLOUR_CELLS**2, (count, 1, REGIONS), device=place)
    some = colours.flatten(2).gather(2, at.expand(-1, 3, -1))
    at = torch.randint(STUFF_CELLS**2, (count, 1, REGIONS), device=place)
    return some, stuff.flatten(2).gather(2, at.expand(-1, STUFF_CHANNELS, -1))


def layout_error(fake: Tensor, asked: Tensor, inside: Tensor) -> Tensor:
    """Mean absolute difference of the colours in cells, found and asked for."""
    found, wanted = (cells(picture, inside, inside, _HELD_CELLS) for picture in (fake, asked))
    return (found - wanted).abs().mean()


def region_error(fakes: Tensor, laid: Tensor) -> Tensor:
    """How far painted places are off what is painted there, smoothed a little: texture is free."""
    holds = laid[:, 3:4]
    off = box_blurred((fakes - laid[:, :3]) * holds, 5)
    return off.abs().sum() / (3 * holds.sum() + len(fakes))


def chroma_off(pictures: Tensor, laid: Tensor, inside: Tensor) -> Tensor:
    """How far the colour of places, without its light, is off what is laid there: (N, 1, S, S), 0 outside.

    Of pictures and what is laid (N, 3, S, S), smoothed over five pixels of the inside (N, 1, S, S).
    """
    difference = (pictures - laid) * inside
    difference = difference - opponent(difference)[:, :1]
    smooth = box_blurred(torch.cat([difference, inside], 1), 5)
    chroma = smooth[:, :3] / (smooth[:, 3:] + 1e-3)
    return (chroma.square().sum(1, keepdim=True) + 1e-6).sqrt() * inside


def stuff_error(
    found: Tensor, asked: Tensor, inside: Tensor, quiet: Tensor, weights: Sequence[float]
) -> Tensor:
    """Mean absolute difference, in cells, of the stuff found, as `bands`, and of what is asked for.

    `weights` are those of the channels of stuff: `OWN_STUFF` or `OTHER_STUFF`.
    """
    made, wanted = (stuff_cells(energy, inside, quiet) for energy in (energies(found), asked))
    weight = torch.tensor(weights, device=found.device)
    return ((made - wanted).abs().mean((0, 2, 3)) * weight).sum() / weight.sum()


def alternation(pictures: Tensor, inside: Tensor) -> Tensor:
    """How much of pictures alternates from pixel to pixel inside, (N,).

    What `bands` leave out, so that nothing else holds it (Odena et al. 2016, "Deconvolution and Checkerboard
    Artifacts").
    """
    finest = pictures - binomial(pictures)
    return (finest.abs() * inside).sum((1, 2, 3)) / (3 * inside.sum((1, 2, 3)) + 1)


def texture_correlation(first: Tensor, second: Tensor, quiet: Tensor) -> Tensor:
    """How alike the textures of two styles of a drawing are: their correlation above 0, a scalar.

    Args:
        first: `bands` (N, 5, S, S) of the one; the two finer ones of luminance count.
        second: of the other.
        quiet: where it is away from lines and border (N, 1, S, S), 1 or 0.
    """
    a, b = (found[:, :2] * quiet for found in (first, second))
    both = (a * b).sum((1, 2, 3))
    size = (a.square().sum((1, 2, 3)) * b.square().sum((1, 2, 3)) + 1e-6).sqrt()
    return torch.relu(both / size).mean()
