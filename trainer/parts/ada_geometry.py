"""Geometry of adaptive augmentation: pixel blits, which copy, and general transformations, which resample.

Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", appendix B. Every picture
gets a 3x3 matrix that takes places of the result to places of the source, in pixels from the centre.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

# Symlet with 6 vanishing moments (Daubechies 1992, table 6.3): orthogonal, so that going up and down again
# changes nothing, and close to an ideal low-pass.
SYM6 = (
    0.015404109327027373,
    0.0034907120842174702,
    -0.11799011114819057,
    -0.048311742585633,
    0.4910559419267466,
    0.787641141030194,
    0.3379294217276218,
    -0.07263752278646252,
    -0.021060292512300564,
    0.04472490177066578,
    0.0017677118642428036,
    -0.007800708325034148,
)
_REACH = len(SYM6) // 4
_MOST_SHIFT, _SHIFT_SPREAD, _SCALE_SPREAD = 0.125, 0.125, 0.2


def chosen(count: int, p: Tensor, values: Tensor, neutral: float) -> Tensor:
    """`values` with probability p for each of `count` pictures, else `neutral`."""
    mask = torch.rand(count, device=p.device) < p
    return torch.where(mask.reshape(-1, *[1] * (values.dim() - 1)), values, neutral)


def blits(count: int, height: int, width: int, p: Tensor) -> Tensor:
    """Random mirroring, quarter turns and shifts by whole pixels: (N, 3, 3)."""
    place = p.device
    mirrored = chosen(count, p, torch.randint(0, 2, (count,), device=place).float(), 0.0)
    matrix = _scaling(1 - 2 * mirrored, torch.ones_like(mirrored))
    quarters = chosen(count, p, torch.randint(0, 4, (count,), device=place).float(), 0.0)
    matrix = matrix @ _turning(quarters * (math.pi / 2))
    shift = chosen(count, p, (torch.rand(count, 2, device=place) * 2 - 1) * _MOST_SHIFT, 0.0)
    sides = torch.tensor([width, height], device=place)
    return matrix @ _shifting((shift * sides).round())


def geometry(count: int, height: int, width: int, p: Tensor) -> Tensor:
    """Random scaling, turning, stretching, turning again and shifting: (N, 3, 3)."""
    place = p.device
    scale = chosen(count, p, torch.exp2(torch.randn(count, device=place) * _SCALE_SPREAD), 1.0)
    matrix = _scaling(1 / scale, 1 / scale)
    # Two turns, one before and one after stretching, happen with probability p together.
    p_turn = 1 - (1 - p).clamp(0, 1).sqrt()
    matrix = matrix @ _turning(chosen(count, p_turn, _angles(count, place), 0.0))
    stretch = chosen(count, p, torch.exp2(torch.randn(count, device=place) * _SCALE_SPREAD), 1.0)
    matrix = matrix @ _scaling(1 / stretch, stretch)
    matrix = matrix @ _turning(chosen(count, p_turn, _angles(count, place), 0.0))
    shift = chosen(count, p, torch.randn(count, 2, device=place) * _SHIFT_SPREAD, 0.0)
    return matrix @ _shifting(shift * torch.tensor([width, height], device=place))


def _angles(count: int, place: torch.device) -> Tensor:
    return (torch.rand(count, device=place) * 2 - 1) * math.pi


def blitted(pictures: Tensor, matrices: Tensor) -> Tensor:
    """Pictures (N, C, S, S) seen through matrices of `blits`: pixels are copied, borders mirrored."""
    count, channels, height, width = pictures.shape
    place = pictures.device
    y, x = torch.meshgrid(
        torch.arange(height, device=place) - (height - 1) / 2,
        torch.arange(width, device=place) - (width - 1) / 2,
        indexing="ij",
    )
    places = torch.stack([x.flatten(), y.flatten(), torch.ones(height * width, device=place)])
    source = (matrices @ places)[:, :2]
    columns = _mirrored((source[:, 0] + (width - 1) / 2).round().long(), width)
    rows = _mirrored((source[:, 1] + (height - 1) / 2).round().long(), height)
    index = (rows * width + columns)[:, None].expand(-1, channels, -1)
    return pictures.flatten(2).gather(2, index).reshape(count, channels, height, width)


def _mirrored(index: Tensor, length: int) -> Tensor:
    """Indices beyond the borders reflected into 0 to length - 1."""
    around = index.remainder(2 * (length - 1))
    return torch.minimum(around, 2 * (length - 1) - around)


def transformed(pictures: Tensor, matrices: Tensor) -> Tensor:
    """Pictures (N, C, H, W) seen through matrices (N, 3, 3).

    Borders are mirrored, and aliasing is kept away by an orthogonal wavelet at twice the size (appendix B.2).
    Pictures whose matrix is the identity are handed through.
    """
    neutral = torch.eye(3, device=matrices.device)
    moved = (matrices != neutral).flatten(1).any(dim=1).nonzero()[:, 0]
    if len(moved) == 0:
        return pictures
    if len(moved) == len(pictures):
        return _resampled(pictures, matrices)
    return pictures.index_copy(0, moved, _resampled(pictures[moved], matrices[moved]))


def _resampled(pictures: Tensor, matrices: Tensor) -> Tensor:
    _, channels, height, width = pictures.shape
    place = pictures.device
    half = torch.tensor([(width - 1) / 2, (height - 1) / 2], device=place)
    corners = torch.tensor([[-1, -1], [1, -1], [1, 1], [-1, 1]], device=place) * half
    homogeneous = torch.cat([corners, torch.ones(4, 1, device=place)], dim=1).t()
    reached = (matrices @ homogeneous)[:, :2].permute(1, 0, 2).flatten(1)
    margins = torch.cat([-reached, reached]).amax(dim=1) + (2 * _REACH - half).repeat(2)
    most = torch.tensor([width - 1, height - 1] * 2, device=place)
    left, top, right, bottom = margins.clamp(min=0).minimum(most).ceil().int().tolist()

    padded = F.pad(pictures, (left, right, top, bottom), mode="reflect")
    centre = torch.tensor([[(left - right) / 2, (top - bottom) / 2]], device=place)
    matrices = _shifting(centre) @ matrices
    kernel = torch.tensor(SYM6, device=place, dtype=pictures.dtype)
    doubled = _up(padded, kernel)
    two = torch.full((1,), 2.0, device=place)
    inner = torch.full((1, 2), -0.5, device=place)
    matrices = (
        _shifting(inner) @ _scaling(two, two) @ matrices @ _scaling(1 / two, 1 / two) @ _shifting(-inner)
    )

    out = (height + 2 * _REACH) * 2, (width + 2 * _REACH) * 2
    ends = [torch.tensor([float(side)], device=place) / 2 for side in (doubled.shape[3], doubled.shape[2])]
    starts = [torch.tensor([float(side)], device=place) / 2 for side in (out[1], out[0])]
    grid_matrix = _scaling(1 / ends[0], 1 / ends[1]) @ matrices @ _scaling(*starts)
    grid = F.affine_grid(grid_matrix[:, :2], [len(pictures), channels, *out], align_corners=False)
    sampled: Tensor = _Sampling.apply(doubled, grid.to(pictures.dtype))
    return _down(sampled, kernel)


def _sampled(pictures: Tensor, grid: Tensor) -> Tensor:
    return F.grid_sample(pictures, grid, "bilinear", "zeros", align_corners=False)


class _Sampling(torch.autograd.Function):
    """Bilinear sampling at fixed places, differentiable twice, as R1 through an augmentation needs it."""

    @staticmethod
    def forward(ctx: Any, pictures: Tensor, grid: Tensor) -> Tensor:
        ctx.save_for_backward(grid)
        ctx.shape = pictures.shape
        return _sampled(pictures, grid)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        (grid,) = ctx.saved_tensors
        return _Spreading.apply(gradient, grid, ctx.shape), None


class _Spreading(torch.autograd.Function):
    """The transpose of sampling, which is linear: its own gradient is sampling again."""

    @staticmethod
    def forward(ctx: Any, gradient: Tensor, grid: Tensor, shape: torch.Size) -> Tensor:
        ctx.save_for_backward(grid)
        bilinear, zeros = 0, 0
        of_pictures: Tensor = torch.ops.aten.grid_sampler_2d_backward(
            gradient, gradient.new_zeros(shape), grid, bilinear, zeros, False, (True, False)
        )[0]
        return of_pictures

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        (grid,) = ctx.saved_tensors
        return _sampled(gradient, grid), None, None


def _up(pictures: Tensor, kernel: Tensor) -> Tensor:
    """Twice the size: zeros between the pixels, then the filter with a gain of 2 for each axis."""
    channels = pictures.shape[1]
    # A transposed convolution is zero insertion and a true convolution; sym6 has a sum of sqrt(2).
    gain = kernel * (2 / kernel.sum())
    weight = gain.expand(channels, 1, -1)
    start = len(SYM6) // 2 - 1
    rows = F.conv_transpose2d(pictures, weight[..., None], stride=(2, 1), groups=channels)
    rows = rows[:, :, start : start + 2 * pictures.shape[2]]
    both = F.conv_transpose2d(rows, weight[:, :, None], stride=(1, 2), groups=channels)
    return both[:, :, :, start : start + 2 * pictures.shape[3]]


def _down(pictures: Tensor, kernel: Tensor) -> Tensor:
    """The mirrored filter and every second pixel, without the margin that `_resampled` adds."""
    channels = pictures.shape[1]
    weight = (kernel / kernel.sum()).expand(channels, 1, -1)
    inside = pictures[:, :, 1:-1, 1:-1]
    rows = F.conv2d(inside, weight[..., None], stride=(2, 1), groups=channels)
    return F.conv2d(rows, weight[:, :, None], stride=(1, 2), groups=channels)


def _matrix(rows: list[list[Tensor | float]]) -> Tensor:
    like = next(entry for row in rows for entry in row if isinstance(entry, Tensor))
    entries = [
        torch.as_tensor(e, device=like.device).to(like.dtype).expand(like.shape) for r in rows for e in r
    ]
    return torch.stack(entries, dim=-1).reshape(*like.shape, 3, 3)


def _scaling(x: Tensor, y: Tensor) -> Tensor:
    return _matrix([[x, 0, 0], [0, y, 0], [0, 0, 1]])


def _turning(angle: Tensor) -> Tensor:
    cos, sin = torch.cos(angle), torch.sin(angle)
    return _matrix([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def _shifting(by: Tensor) -> Tensor:
    """Towards places of the source that lie `by` (N, 2) further back."""
    return _matrix([[1, 0, by[:, 0]], [0, 1, by[:, 1]], [0, 0, 1]])
