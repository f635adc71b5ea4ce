"""Halving and doubling by fixed filters that leave no aliases (Zhang 2019), as CUT's generators have them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _filters(taps: Sequence[float], channels: int, total: float) -> Tensor:
    """The separable filter of these taps with that sum, one for each channel: (channels, 1, k, k)."""
    line = torch.tensor(taps, dtype=torch.float32)
    kernel = line[:, None] * line
    return (kernel * (total / kernel.sum())).repeat(channels, 1, 1, 1)


class FilteredHalving(nn.Module):
    """(N, C, H, W) to (N, C, H / 2, W / 2): reflected edges, [1 2 1] both ways, every second place."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("filt", _filters((1, 2, 1), channels, 1))

    def forward(self, features: Tensor) -> Tensor:
        """The halved features."""
        kernel = self.get_buffer("filt").to(features.dtype)
        around = F.pad(features, (1, 1, 1, 1), mode="reflect")
        return F.conv2d(around, kernel, stride=2, groups=features.shape[1])


class FilteredDoubling(nn.Module):
    """(N, C, H, W) to (N, C, 2 H, 2 W): zeros between, then [1 3 3 1] both ways, edges repeated."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("filt", _filters((1, 3, 3, 1), channels, 4))

    def forward(self, features: Tensor) -> Tensor:
        """The doubled features."""
        kernel = self.get_buffer("filt").to(features.dtype)
        around = F.pad(features, (1, 1, 1, 1), mode="replicate")
        # A padding of three takes off what the repeated edges have grown to as well.
        return F.conv_transpose2d(around, kernel, stride=2, padding=3, groups=features.shape[1])
