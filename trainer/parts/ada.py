"""Adaptive discriminator augmentation: one probability, turned up while D remembers its training pictures.

Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", section 3 and appendix B.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from trainer.parts.ada_geometry import blits, blitted, chosen, geometry, transformed
from trainer.settings.fields import Pipeline

# Colour, filtering and corruption (appendix B).
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
