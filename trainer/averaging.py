"""Exponential moving averages of weights (Karras et al. 2018): what is sampled, measured and exported."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import torch
from torch import nn


class AveragedNetworks:
    """Copies of networks whose weights follow the trained ones slowly.

    Args:
        networks: those to follow.
        half_life: pictures after which half of the old average is left.
        ramp: the half-life is never longer than this share of the pictures seen, so that early averages move.
    """

    def __init__(self, networks: Mapping[str, nn.Module], half_life: int, ramp: float) -> None:
        self.networks = {
            name: copy.deepcopy(network).eval().requires_grad_(False) for name, network in networks.items()
        }
        self._followed = dict(networks)
        self.half_life, self.ramp = half_life, ramp

    @torch.no_grad()
    def update(self, seen: int, batch_size: int) -> None:
        """Move the averages towards the networks after `batch_size` more pictures, `seen` in all."""
        half_life = max(1.0, min(self.half_life, self.ramp * seen))
        weight = 1.0 - 0.5 ** (batch_size / half_life)
        for name, average in self.networks.items():
            followed = self._followed[name]
            torch._foreach_lerp_(list(average.parameters()), list(followed.parameters()), weight)
            for mine, theirs in zip(average.buffers(), followed.buffers(), strict=True):
                mine.copy_(theirs)
