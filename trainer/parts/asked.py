"""How far pictures are off the colours and the stuff that they were asked for: the material brush's losses.

All are differentiable in the pictures, and are 0 where these are as asked for.
"""

from __future__ import annotations

import torch
from torch import Tensor

from engine.architectures.stuff import binomial, box_blurred, cells, energies, opponent, stuff_cells

# Colours are held to what is asked for in coarser cells than they are asked for in: parts may differ.
_HELD_CELLS = 4
# Of stuff. What is coarse in a photo are its parts, which another drawing has elsewhere: asked for in full it
# came as stripes.
_STUFF_WEIGHTS = (1.0, 1.0, 0.25, 0.5, 0.2, 0.2, 0.2, 0.2)


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


def stuff_error(found: Tensor, asked: Tensor, inside: Tensor, quiet: Tensor) -> Tensor:
    """Mean absolute difference, in cells, of the stuff found, as `bands`, and of what is asked for."""
    made, wanted = (stuff_cells(energy, inside, quiet) for energy in (energies(found), asked))
    weight = torch.tensor(_STUFF_WEIGHTS, device=found.device)
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
