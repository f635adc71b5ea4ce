"""Weights of equalised learning rate as they are used; growing and a 3x3 convolution as one layer."""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn import functional as F


def in_use(weight: Tensor, gain: float = math.sqrt(2), inputs: int | None = None) -> Tensor:
    """A weight (outputs, inputs, ...) times the factor that it is used with (Karras et al. 2018, 4.1).

    Args:
        weight: as it is stored, drawn from N(0, 1) when training began.
        gain: He's constant.
        inputs: numbers that one result is the sum of; by default read off the shape.
    """
    count = math.prod(weight.shape[1:]) if inputs is None else inputs
    return weight.float() * (gain / math.sqrt(count))


def growing(weight: Tensor) -> Tensor:
    """A transposed 4x4 convolution of stride 2 that equals doubling by nearest neighbour and a 3x3 one.

    Args:
        weight: (outputs, inputs, 3, 3) of the 3x3 convolution, which pads with one zero.

    Returns:
        (inputs, outputs, 4, 4), to be used with a padding of 1.
    """
    return fused(weight.transpose(0, 1).flip(2, 3))


def fused(weight: Tensor) -> Tensor:
    """The kernel of a fused upscaling (Karras et al. 2019, `fused_scale`): four shifted copies, summed.

    Args:
        weight: (inputs, outputs, 3, 3), of a transposed convolution.

    Returns:
        (inputs, outputs, 4, 4).
    """
    padded = F.pad(weight, (1, 1, 1, 1))
    both = padded[:, :, 1:] + padded[:, :, :-1]
    return both[:, :, :, 1:] + both[:, :, :, :-1]


def is_untrained(*starts_at_zero: Tensor) -> bool:
    """Whether tensors that training moves first are still exactly zero; unknown for shapes alone: False."""
    return all(not tensor.is_meta and not tensor.any() for tensor in starts_at_zero)
