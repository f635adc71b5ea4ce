"""Adaptive discriminator augmentation: one probability, turned up while D remembers its training pictures.

Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", section 3 and appendix B.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import torch
from torch import Tensor, nn

from trainer.augment_colour import colours, filtered, holed, noisy, recoloured
from trainer.augment_geometry import blits, blitted, geometry, transformed

Pipeline = Literal[
    "blit", "geom", "color", "filter", "noise", "cutout", "bg", "bgc", "bgcf", "bgcfn", "bgcfnc"
]
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
    def observe(self, scores: Tensor) -> None:
        """Take note of D's scores of real pictures, (N, 1); every fourth batch moves p.

        In evaluation mode nothing is noted: all processes of a run move p together, or none does.
        """
        if not self.training:
            return
        self.signs += scores.float().sign().sum()
        self.count += scores.numel()
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
