"""Adaptive discriminator augmentation: one probability, turned up while D remembers its training pictures.

Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", section 3 and appendix B.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from trainer.settings.fields import Pipeline

# Geometry of adaptive augmentation: pixel blits, which copy, and general transformations, which resample.
#
# Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", appendix B. Every
# picture
# gets a 3x3 matrix that takes places of the result to places of the source, in pixels from the centre.


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


# Colour, filtering and corruption of adaptive augmentation (Karras et al. 2020b, appendix B).


_BRIGHTNESS, _CONTRAST, _SATURATION = 0.2, 0.5, 1.0
_NOISE, _HOLE = 0.1, 0.5
# Daubechies' wavelet of two vanishing moments; bands are built from it.
_SYM2 = (-0.12940952255092145, 0.22414386804185735, 0.836516303737469, 0.48296291314469025)
# The power of natural pictures in the four bands, 10 : 1 : 1 : 1.
_POWER = (10 / 13, 1 / 13, 1 / 13, 1 / 13)


def colours(count: int, p: Tensor) -> Tensor:
    """Random brightness, contrast, luma flip, hue and saturation: affine maps (N, 4, 4) of RGB."""
    place = p.device
    luma = torch.tensor([1.0, 1.0, 1.0, 0.0], device=place) / math.sqrt(3)
    along = luma[:, None] * luma
    eye = torch.eye(4, device=place)

    light = chosen(count, p, torch.randn(count, device=place) * _BRIGHTNESS, 0.0)
    matrix = eye.repeat(count, 1, 1)
    matrix[:, :3, 3] = light[:, None]
    contrast = chosen(count, p, torch.exp2(torch.randn(count, device=place) * _CONTRAST), 1.0)
    scaling = eye.repeat(count, 1, 1)
    scaling[:, :3, :3] *= contrast[:, None, None]
    matrix = scaling @ matrix
    flipped = chosen(count, p, torch.randint(0, 2, (count,), device=place).float(), 0.0)
    matrix = (eye - 2 * along * flipped[:, None, None]) @ matrix
    hue = chosen(count, p, (torch.rand(count, device=place) * 2 - 1) * math.pi, 0.0)
    matrix = _around_luma(hue) @ matrix
    saturation = chosen(count, p, torch.exp2(torch.randn(count, device=place) * _SATURATION), 1.0)
    return (along + (eye - along) * saturation[:, None, None]) @ matrix


def _around_luma(angle: Tensor) -> Tensor:
    """Rotations (N, 4, 4) about the grey axis (Rodrigues' formula)."""
    v = 1 / math.sqrt(3)
    cross = torch.tensor([[0, -v, v], [v, 0, -v], [-v, v, 0]], device=angle.device)
    cos, sin = torch.cos(angle)[:, None, None], torch.sin(angle)[:, None, None]
    turn = torch.eye(3, device=angle.device) * cos + cross * sin + (1 - cos) * (v * v)
    matrix = torch.eye(4, device=angle.device).repeat(len(angle), 1, 1)
    matrix[:, :3, :3] = turn
    return matrix


def recoloured(pictures: Tensor, matrices: Tensor) -> Tensor:
    """Pictures (N, 3, H, W) whose colours went through affine maps (N, 4, 4)."""
    matrices = matrices.to(pictures.dtype)
    flat = torch.baddbmm(matrices[:, :3, 3:], matrices[:, :3, :3], pictures.flatten(2))
    return flat.reshape(pictures.shape)


def filter_bank() -> NDArray[np.float64]:
    """Four bands as symmetric filters that sum to a unit impulse, (4, taps)."""
    low = np.array(_SYM2)
    high = low * (-1.0) ** np.arange(len(low))
    low2 = np.convolve(low, low[::-1]) / 2
    high2 = np.convolve(high, high[::-1]) / 2
    bank = np.eye(4, 1)
    for index in range(1, 4):
        bank = np.dstack([bank, np.zeros_like(bank)]).reshape(len(bank), -1)[:, :-1]
        bank = np.stack([np.convolve(row, low2) for row in bank])
        middle = (bank.shape[1] - len(high2)) // 2
        bank[index, middle : middle + len(high2)] += high2
    return bank


def filtered(pictures: Tensor, p: Tensor) -> Tensor:
    """Random amplification of four frequency bands."""
    count, channels, height, width = pictures.shape
    place = p.device
    power = torch.tensor(_POWER, device=place)
    gains = torch.ones(count, 4, device=place)
    for band in range(4):
        factor = torch.ones(count, 4, device=place)
        factor[:, band] = chosen(count, p, torch.exp2(torch.randn(count, device=place)), 1.0)
        gains = gains * factor / (power * factor.square()).sum(dim=1, keepdim=True).sqrt()
    bank = torch.from_numpy(filter_bank()).to(place, torch.float32)
    kernels: Tensor = (gains @ bank).to(pictures.dtype).repeat_interleave(channels, dim=0)[:, None]
    reach = bank.shape[1] // 2
    rows = pictures.reshape(1, count * channels, height, width)
    rows = F.pad(rows, (reach, reach, reach, reach), mode="reflect")
    rows = F.conv2d(rows, kernels[:, :, None], groups=count * channels)
    result: Tensor = F.conv2d(rows, kernels[..., None], groups=count * channels).reshape(pictures.shape)
    return result


def noisy(pictures: Tensor, p: Tensor) -> Tensor:
    """Random noise of random strength."""
    count = len(pictures)
    strength = chosen(count, p, torch.randn(count, device=p.device).abs() * _NOISE, 0.0)
    return pictures + torch.randn_like(pictures) * strength[:, None, None, None].to(pictures.dtype)


def holed(pictures: Tensor, p: Tensor) -> Tensor:
    """A random square of half the side set to grey."""
    count, _, height, width = pictures.shape
    place = p.device
    side = chosen(count, p, torch.full((count,), _HOLE, device=place), 0.0)[:, None]
    centre = torch.rand(2, count, 1, device=place)
    beyond = [
        ((torch.arange(length, device=place) + 0.5) / length - middle).abs() >= side / 2
        for length, middle in zip((height, width), centre, strict=True)
    ]
    kept = beyond[0][:, :, None] | beyond[1][:, None, :]
    result: Tensor = pictures * kept[:, None]
    return result


_ALL = ("blit", "geom", "color", "filter", "noise", "cutout")
PIPELINES: Mapping[Pipeline, tuple[str, ...]] = {
    "blit": ("blit",),
    "geom": ("geom",),
    "color": ("color",),
    "filter": ("filter",),
    "noise": ("noise",),
    "cutout": ("cutout",),
    "bg": _ALL[:2],
    "bgc": _ALL[:3],
    "bgcf": _ALL[:4],
    "bgcfn": _ALL[:5],
    "bgcfnc": _ALL,
}
UPDATE_EVERY = 4


class Augmentation(nn.Module):
    """Every transformation of a pipeline, each with probability p; differentiable.

    Args:
        pipeline: which transformations.
        p: probability at the start.

    Attributes:
        p: probability, a scalar buffer that checkpoints keep.
    """

    p: Tensor

    def __init__(self, pipeline: Pipeline = "bgc", p: float = 0.0) -> None:
        super().__init__()
        self.parts = PIPELINES[pipeline]
        self.register_buffer("p", torch.tensor(float(p)))

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures (N, 3, H, W) in about [-1, 1], transformed."""
        count, _, height, width = pictures.shape
        p = self.p
        if "blit" in self.parts:
            pictures = blitted(pictures, blits(count, height, width, p))
        if "geom" in self.parts:
            pictures = transformed(pictures, geometry(count, height, width, p))
        if "color" in self.parts:
            pictures = recoloured(pictures, colours(count, p))
        if "filter" in self.parts:
            pictures = filtered(pictures, p)
        if "noise" in self.parts:
            pictures = noisy(pictures, p)
        return holed(pictures, p) if "cutout" in self.parts else pictures


class AdaptiveAugmentation(Augmentation):
    """Augmentation whose p follows r_t, the mean sign of D on real pictures (section 3.1).

    Args:
        pipeline: which transformations.
        p: probability at the start.
        target: of r_t; above it D overfits, and p goes up.
        kimg: thousand real pictures in which p could go from 0 to 1.

    Attributes:
        signs: sum of signs since p last moved, a buffer.
        count: real pictures since then, a buffer.
        calls: batches since then, a buffer.
    """

    signs: Tensor
    count: Tensor
    calls: Tensor

    def __init__(
        self, pipeline: Pipeline = "bgc", p: float = 0.0, *, target: float = 0.6, kimg: float = 500.0
    ) -> None:
        super().__init__(pipeline, p)
        self.target, self.kimg = target, kimg
        for name in ("signs", "count", "calls"):
            self.register_buffer(name, torch.zeros([]))

    @torch.no_grad()
    def observe(self, *scales: Tensor) -> None:
        """Take note of D's scores of real pictures, (N, ...) at each scale; every fourth batch moves p.

        A picture counts once, with the mean sign of all places at which D judged it.
        In evaluation mode nothing is noted: all processes of a run move p together, or none does.
        """
        if not self.training:
            return
        of_pictures = [scores.float().sign().reshape(len(scores), -1).mean(dim=1) for scores in scales]
        self.signs += torch.stack(of_pictures).mean(dim=0).sum()
        self.count += len(scales[0])
        self.calls += 1
        if int(self.calls) < UPDATE_EVERY:
            return
        totals = torch.stack([self.signs, self.count])
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            torch.distributed.all_reduce(totals)
        step = torch.sign(totals[0] / totals[1] - self.target) * totals[1] / (self.kimg * 1000)
        self.p.copy_((self.p + step).clamp(min=0))
        for buffer in (self.signs, self.count, self.calls):
            buffer.zero_()
