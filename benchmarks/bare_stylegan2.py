"""StyleGAN2's synthesis as published for eager PyTorch: weights for every picture, convolutions in groups.

The yardstick of `benchmarks.synthesis` (Karras et al. 2020a, appendix B, with the reference paths of filters
and activations, where no CUDA operator is compiled); a test holds its pictures equal to Ganvas'.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F


class BareSynthesis:
    """The skip architecture from a state under NVlabs' names, with the stored noise.

    Args:
        state: tensors of a synthesis network.
        resolution: of its pictures.
    """

    def __init__(self, state: Mapping[str, Tensor], resolution: int) -> None:
        self.state = {name: tensor.detach().clone() for name, tensor in state.items()}
        self.resolution = resolution

    def __call__(self, ws: Tensor) -> Tensor:
        """Pictures (N, 3, R, R) of codes (N, num_ws, w_size)."""
        features, picture, at, r = self.state["b4.const"].repeat(len(ws), 1, 1, 1), None, 0, 4
        while r <= self.resolution:
            if r > 4:
                features = self._layer(f"b{r}.conv0", features, ws[:, at], up=True)
                at += 1
            features = self._layer(f"b{r}.conv1", features, ws[:, at], up=False)
            at += 1
            drawn = self._picture(f"b{r}.torgb", features, ws[:, at])
            if picture is not None:
                drawn = drawn + upfirdn(
                    picture, self.state[f"b{r}.resample_filter"], up=2, pad=(2, 1), gain=4
                )
            picture, r = drawn, r * 2
        assert picture is not None
        return picture

    def _styles(self, name: str, w: Tensor) -> Tensor:
        weight, bias = self.state[f"{name}.affine.weight"], self.state[f"{name}.affine.bias"]
        return torch.addmm(bias[None], w, (weight / math.sqrt(weight.shape[1])).t())

    def _layer(self, name: str, features: Tensor, w: Tensor, *, up: bool) -> Tensor:
        kernel = self.state[f"{name}.resample_filter"]
        features = modulated(
            features,
            self.state[f"{name}.weight"],
            self._styles(name, w),
            kernel if up else None,
            demodulate=True,
        )
        features = features + self.state[f"{name}.noise_const"] * self.state[f"{name}.noise_strength"]
        features = features + self.state[f"{name}.bias"].reshape(1, -1, 1, 1)
        return F.leaky_relu(features, 0.2) * math.sqrt(2)

    def _picture(self, name: str, features: Tensor, w: Tensor) -> Tensor:
        weight = self.state[f"{name}.weight"]
        styles = self._styles(name, w) / math.sqrt(weight.shape[1])
        drawn = modulated(features, weight, styles, None, demodulate=False)
        return drawn + self.state[f"{name}.bias"].reshape(1, -1, 1, 1)


def modulated(
    features: Tensor, weight: Tensor, styles: Tensor, kernel: Tensor | None, *, demodulate: bool
) -> Tensor:
    """The published modulated convolution; with a `kernel`, to twice the size and under that filter."""
    count, (outputs, inputs, size, _) = len(features), weight.shape
    weights = weight[None] * styles.reshape(count, 1, -1, 1, 1)
    if demodulate:
        weights = weights * (weights.square().sum(dim=[2, 3, 4]) + 1e-8).rsqrt().reshape(count, -1, 1, 1, 1)
    features = features.reshape(1, -1, *features.shape[2:])
    if kernel is None:
        made = F.conv2d(features, weights.reshape(-1, inputs, size, size), padding=size // 2, groups=count)
    else:
        turned = weights.transpose(1, 2).reshape(count * inputs, outputs, size, size)
        made = upfirdn(
            F.conv_transpose2d(features, turned, stride=2, groups=count), kernel, pad=(1, 1), gain=4
        )
    return made.reshape(count, outputs, *made.shape[2:])


def upfirdn(
    features: Tensor, kernel: Tensor, *, pad: tuple[int, int], up: int = 1, gain: float = 1
) -> Tensor:
    """Zeros between the pixels, margins, and the filter, as in the published reference path."""
    count, channels, height, width = features.shape
    features = features.reshape(count, channels, height, 1, width, 1)
    features = F.pad(features, [0, up - 1, 0, 0, 0, up - 1])
    features = features.reshape(count, channels, height * up, width * up)
    features = F.pad(features, [*pad, *pad])
    weight = (kernel * gain).flip([0, 1])[None, None].repeat(channels, 1, 1, 1)
    return F.conv2d(features, weight, groups=channels)
