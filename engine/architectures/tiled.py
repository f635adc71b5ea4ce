"""A network that works on one tile of a picture with the statistics of the whole picture.

Its norms take means and variances from outside in place of the tile's own, and report what the tile
contributes, so that the whole picture's statistics can be gathered tile by tile
(engine/translation/tiling.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.drit import LayerNorm
from engine.architectures.layers import FilteredDoubling, FilteredHalving
from engine.architectures.munit import AdaptiveInstanceNorm, SampleNorm


class _Ledger:
    """What goes into and comes out of the norms of one run: statistics given, moments measured."""

    def __init__(self, channels: int) -> None:
        self.channels = channels
        self.given = torch.empty(0)
        self.mask = torch.empty(0)
        self.means: list[Tensor] = []
        self.squares: list[Tensor] = []
        self.place = 0

    def open(self, given: Tensor, mask: Tensor) -> None:
        self.given, self.mask, self.place = given, mask, 0
        self.means, self.squares = [], []

    def exchange(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Note the features' moments by channel under the mask; give the whole's mean and variance."""
        mask = F.interpolate(self.mask, size=features.shape[2:], mode="nearest")
        share = mask.mean(dim=(2, 3))
        self.means.append((features * mask).mean(dim=(2, 3)) / share)
        self.squares.append((features.square() * mask).mean(dim=(2, 3)) / share)
        start, end = self.place, self.place + features.shape[1]
        self.place = end
        mean, logarithm = self.given[:, start:end], self.given[:, self.channels + start : self.channels + end]
        return mean[:, :, None, None], torch.exp(logarithm)[:, :, None, None]


class _GivenInstanceNorm(nn.InstanceNorm2d):
    def __init__(self, ledger: _Ledger, channels: int, eps: float, *, affine: bool) -> None:
        super().__init__(channels, eps, affine=affine)
        self.ledger = ledger

    def forward(self, features: Tensor) -> Tensor:
        mean, variance = self.ledger.exchange(features)
        normal = (features - mean) * torch.rsqrt(variance + self.eps)
        return normal * self.weight[:, None, None] + self.bias[:, None, None] if self.affine else normal


class _GivenAdaptiveNorm(AdaptiveInstanceNorm):
    def __init__(self, ledger: _Ledger, channels: int) -> None:
        super().__init__(channels)
        self.ledger = ledger

    def normalised(self, features: Tensor) -> Tensor:
        mean, variance = self.ledger.exchange(features)
        return (features - mean) * torch.rsqrt(variance + 1e-5)


def _of_all_channels(mean: Tensor, variance: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and variance over channels and places, from those of each channel."""
    whole = mean.mean(dim=1, keepdim=True)
    return whole, (variance + (mean - whole).square()).mean(dim=1, keepdim=True)


class _GivenSampleNorm(SampleNorm):
    def __init__(self, ledger: _Ledger, channels: int) -> None:
        super().__init__(channels)
        self.ledger = ledger

    def normalised(self, features: Tensor) -> Tensor:
        mean, variance = _of_all_channels(*self.ledger.exchange(features))
        return (features - mean) / (variance.sqrt() + self.eps)


class _GivenLayerNorm(LayerNorm):
    def __init__(self, ledger: _Ledger, channels: int) -> None:
        super().__init__(channels)
        self.ledger = ledger

    def normalised(self, features: Tensor) -> Tensor:
        mean, variance = _of_all_channels(*self.ledger.exchange(features))
        return (features - mean) * torch.rsqrt(variance + 1e-5)


def _replacement(module: nn.Module, ledger: _Ledger) -> tuple[nn.Module, int] | None:
    """The norm that takes its statistics from the ledger, and its channels; None for other modules."""
    if isinstance(module, AdaptiveInstanceNorm):
        return _GivenAdaptiveNorm(ledger, module.channels), module.channels
    if isinstance(module, SampleNorm):
        return _GivenSampleNorm(ledger, len(module.gamma)), len(module.gamma)
    if isinstance(module, LayerNorm):
        return _GivenLayerNorm(ledger, len(module.weight)), len(module.weight)
    if isinstance(module, nn.InstanceNorm2d):
        channels = module.num_features
        return _GivenInstanceNorm(ledger, channels, module.eps, affine=module.affine), channels
    return None


class TiledNetwork(nn.Module):
    """A network on one tile; see the module's docstring.

    It takes a tile (N, C, h, w) with its surroundings, a mask (N, 1, h, w) of the tile itself, statistics
    (N, S), which are the means of all channels of all norms in order and then the logarithms of their
    variances, and a style code where the network takes one. It gives the result, and moments (N, S):
    the means and then the mean squares that the norms saw under the mask.

    Args:
        inner: the network; its norms are replaced.
        halo: surroundings that a tile needs, in places of its input.
        statistics: S.
        styled: whether the network takes a style code.
    """

    output_names = ("result", "moments")

    def __init__(self, inner: nn.Module, halo: int, statistics: int, styled: bool) -> None:
        super().__init__()
        self.inner = inner
        self.halo, self.statistics = halo, statistics
        self.input_names = ("tile", "mask", "statistics", *(("code",) if styled else ()))
        self._ledger = _Ledger(statistics // 2)
        channels = 0
        for name, module in list(self.inner.named_modules()):
            replaced = _replacement(module, self._ledger)
            if replaced is not None:
                norm, width = replaced
                norm.load_state_dict(module.state_dict())
                parent, _, last = name.rpartition(".")
                setattr(self.inner.get_submodule(parent), last, norm)
                channels += width
        if 2 * channels != statistics:
            raise ValueError(f"its norms have {2 * channels} statistics, not {statistics}")

    def forward(self, tile: Tensor, mask: Tensor, statistics: Tensor, *code: Tensor) -> tuple[Tensor, Tensor]:
        """The result for the tile with its surroundings, and the moments, (N, S)."""
        self._ledger.open(statistics, mask)
        result: Tensor = self.inner(tile, *code)
        return result, torch.cat([*self._ledger.means, *self._ledger.squares], dim=1)

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """Both results by name; neither comes without the other."""
        both = dict(zip(self.output_names, self(*inputs.values()), strict=True))
        return {name: both[name] for name in outputs}


def tiled_config(
    architecture: str, config: Mapping[str, Any], network: nn.Module, *, styled: bool
) -> dict[str, Any]:
    """The arguments of `TiledNetwork` for a network."""
    ledger = _Ledger(0)
    replaced = [_replacement(module, ledger) for module in network.modules()]
    channels = sum(found[1] for found in replaced if found is not None)
    own = {"halo": reach(network), "statistics": 2 * channels, "styled": styled}
    return {"architecture": architecture, **own, **config}


def reach(network: nn.Module) -> int:
    """How far, in places of its input, what a convolutional network makes of a place depends on others.

    Layers count in the order in which the network holds them; parallel branches count as if in a row.
    """
    radius, step = 0.0, 1.0
    growing: tuple[Callable[..., nn.Module], ...] = (nn.Upsample, nn.ConvTranspose2d)
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            radius += math.ceil((module.kernel_size[0] - 1) / 2) * step
            step *= module.stride[0]
        elif isinstance(module, growing):  # type: ignore[arg-type]
            factor = module.stride[0] if isinstance(module, nn.ConvTranspose2d) else module.scale_factor
            step /= float(factor)  # type: ignore[arg-type]
            radius += step
        elif isinstance(module, FilteredHalving):
            radius += step
            step *= 2
        elif isinstance(module, FilteredDoubling):
            step /= 2
            radius += 2 * step
    return math.ceil(radius)
