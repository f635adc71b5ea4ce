"""Layers with equalised learning rate: weights N(0, 1), scaled in use (Karras et al. 2018, section 4.1)."""

from __future__ import annotations

import math
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.resampling import down_convolution, downsample, resample_filter, upsample

SLOPE = 0.2
GAIN = math.sqrt(2)

Resize = Literal["none", "up", "down"]


def drawn(*shape: int, deviation: float = 1.0) -> Tensor:
    """Normally distributed weights; none on the meta device, where drawing loads PyTorch's whole compiler."""
    made = torch.empty(shape)
    return made if made.is_meta else made.normal_(std=deviation)


def normalised(vectors: Tensor) -> Tensor:
    """Vectors (N, C) of mean square 1 (Karras et al. 2018, section 4.2)."""
    return vectors * (vectors.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


def activated(features: Tensor, gain: float = GAIN, clamp: float | None = None) -> Tensor:
    """Leaky ReLU (0.2) times `gain`, then between -clamp and clamp; may change its argument."""
    result = F.leaky_relu_(features, SLOPE)
    if gain != 1:
        result = result * gain
    return result if clamp is None else result.clamp(-clamp, clamp)


class EqualisedLinear(nn.Module):
    """Fully connected, (N, inputs) to (N, outputs).

    Args:
        inputs: length of the input.
        outputs: length of the result.
        active: leaky ReLU times the square root of two behind it.
        bias: what the bias starts from.
        lr_multiplier: of weights and bias, against the other layers (Karras et al. 2019, section C).
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        active: bool = False,
        bias: float = 0.0,
        lr_multiplier: float = 1.0,
    ) -> None:
        super().__init__()
        self.active, self.lr_multiplier = active, lr_multiplier
        self.scale = lr_multiplier / math.sqrt(inputs)
        self.weight = nn.Parameter(drawn(outputs, inputs, deviation=1 / lr_multiplier))
        self.bias = nn.Parameter(torch.full((outputs,), bias))

    def forward(self, vectors: Tensor) -> Tensor:
        """The result, (N, outputs)."""
        bias = self.bias if self.lr_multiplier == 1 else self.bias * self.lr_multiplier
        result = F.linear(vectors, self.weight * self.scale, bias)
        return activated(result) if self.active else result


class EqualisedConv(nn.Module):
    """A convolution of 1x1 or 3x3 with filtered resampling: NVlabs' `Conv2dLayer`.

    Takes (N, inputs, H, W), gives (N, outputs, h, w), where h is H, 2H or H / 2.

    Args:
        inputs: channels.
        outputs: channels.
        size: of the kernel, 1 or 3.
        active: a bias, and leaky ReLU times the square root of two behind it; else neither.
        resize: `up` for 1x1 kernels alone, `down` for both.
        clamp: bound of the activations.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        size: int,
        *,
        active: bool = True,
        resize: Resize = "none",
        clamp: float | None = None,
    ) -> None:
        super().__init__()
        if size not in (1, 3) or (resize == "up" and size != 1):
            raise ValueError(f"there is no {size}x{size} convolution with resize '{resize}'")
        self.size, self.active, self.resize, self.clamp = size, active, resize, clamp
        self.scale = 1 / math.sqrt(inputs * size * size)
        self.weight = nn.Parameter(drawn(outputs, inputs, size, size))
        if active:
            self.bias = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("resample_filter", resample_filter())

    def forward(self, features: Tensor, gain: float = 1.0) -> Tensor:
        """The result times `gain`, (N, outputs, h, w), in the type of `features`."""
        total = gain * GAIN if self.active else gain
        # Leaky ReLU is positively homogeneous: its gain goes into weights and bias, where it costs nothing.
        weight = (self.weight * (self.scale * total)).to(features.dtype)
        bias = (self.bias * total).to(features.dtype) if self.active else None
        result = self._convolved(features, weight, bias)
        if not self.active:
            return result
        return activated(result, 1.0, None if self.clamp is None else self.clamp * gain)

    def _convolved(self, features: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        kernel = self.get_buffer("resample_filter")
        if self.resize == "up":
            return upsample(F.conv2d(features, weight, bias), kernel)
        if self.resize == "none":
            return F.conv2d(features, weight, bias, padding=self.size // 2)
        if self.size == 1:
            return F.conv2d(downsample(features, kernel), weight, bias)
        return down_convolution(features, weight, kernel, bias)
