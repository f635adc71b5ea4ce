"""Filtered resampling by two, alone and joined with convolutions (Karras et al. 2020a, appendix B).

Every function takes the filter as a small tensor, (4, 4) with a sum of one; it is symmetric, so that
correlation and convolution are the same. Plain depthwise convolutions: no operator of our own is compiled.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

TAPS = (1, 3, 3, 1)


def resample_filter(taps: Sequence[float] = TAPS) -> Tensor:
    """The separable filter of these four taps, (4, 4), with a sum of one."""
    total = sum(taps) ** 2
    # Not computed by PyTorch: on the meta device it would load its compiler for that.
    return torch.tensor([[one * other / total for other in taps] for one in taps], dtype=torch.float32)


def _depthwise(kernel: Tensor, features: Tensor) -> Tensor:
    return kernel.to(features.dtype).expand(features.shape[1], 1, -1, -1)


def blur(features: Tensor, kernel: Tensor, padding: int) -> Tensor:
    """Each channel of (N, C, H, W) under the filter: (N, C, H + 2 padding - 3, W + 2 padding - 3)."""
    return F.conv2d(features, _depthwise(kernel, features), padding=padding, groups=features.shape[1])


def upsample(features: Tensor, kernel: Tensor) -> Tensor:
    """Twice the size, (N, C, 2H, 2W): zeros between the pixels, then the filter, brightness kept."""
    weight = _depthwise(kernel * 4, features)
    return F.conv_transpose2d(features, weight, stride=2, padding=1, groups=features.shape[1])


def downsample(features: Tensor, kernel: Tensor) -> Tensor:
    """Half the size, (N, C, H / 2, W / 2): the filter, then every second pixel."""
    weight = _depthwise(kernel, features)
    return F.conv2d(features, weight, stride=2, padding=1, groups=features.shape[1])


def up_convolution(features: Tensor, weight: Tensor, kernel: Tensor) -> Tensor:
    """A transposed 3x3 convolution of stride 2 and the filter behind it: (N, O, 2H, 2W).

    Args:
        features: (N, I, H, W).
        weight: (O, I, 3, 3).
        kernel: the filter, (4, 4).
    """
    grown = F.conv_transpose2d(features, weight.transpose(0, 1), stride=2)
    return blur(grown, kernel * 4, padding=1)


def down_convolution(features: Tensor, weight: Tensor, kernel: Tensor, bias: Tensor | None = None) -> Tensor:
    """The filter and a 3x3 convolution of stride 2 behind it: (N, O, H / 2, W / 2).

    Args:
        features: (N, I, H, W).
        weight: (O, I, 3, 3).
        kernel: the filter, (4, 4).
        bias: (O,), added to the result.
    """
    return F.conv2d(blur(features, kernel, padding=2), weight, bias, stride=2)
