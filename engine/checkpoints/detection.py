"""What an importer says of a set of tensors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.nn import functional as F

from engine.architectures.choices import AnyNorm


class OwnedTensors(dict[str, Tensor]):
    """Tensors that nobody looks at again: what is made of them may be made in their own memory."""


@dataclass(frozen=True)
class Detection:
    """A recognised set of tensors: family, role in it, and the network's name and configuration here.

    `unused` names tensors that the published file holds and that no result depends on. `renamed` gives the
    tensors under this project's names, where those of the file are others.
    """

    family: str
    role: str
    architecture: str
    config: Mapping[str, Any]
    unused: frozenset[str] = frozenset()
    renamed: Callable[[Mapping[str, Tensor]], Mapping[str, Tensor]] | None = None


def patch_widths(shapes: Mapping[str, tuple[int, ...]], prefix: str) -> list[int]:
    """Hidden widths of one PatchGAN from its convolutions' shapes; `prefix` ends before the layer's number.

    Returns:
        Channels of the hidden layers in order; empty where no layer bears the prefix.
    """
    widths = {
        int(number): shape[0]
        for name, shape in shapes.items()
        if name.startswith(prefix)
        and name.endswith(".weight")
        and (number := name[len(prefix) : -len(".weight")]).isdigit()
        and len(shape) == 4
    }
    return [widths[number] for number in sorted(widths)][:-1]


def norm_of(shapes: Mapping[str, tuple[int, ...]], layer: str) -> AnyNorm:
    """What a layer behind a convolution is: instance norm has no statistics, nor parameters as published.

    One with both is used as batch norm is, with its stored statistics, and nothing tells them apart.
    """
    if len(shapes.get(f"{layer}.weight", ())) != 1:
        return "instance"
    return "batch" if f"{layer}.running_mean" in shapes else "affine_instance"


def statistics_without_parameters(shapes: Mapping[str, tuple[int, ...]]) -> frozenset[str]:
    """Running statistics of instance norms, which PyTorch wrote before 0.4 and never used.

    A batch norm's statistics stand beside its weight; these stand alone.
    """
    kinds = ("running_mean", "running_var", "num_batches_tracked")
    return frozenset(
        name
        for name in shapes
        if name.rpartition(".")[2] in kinds and f"{name.rpartition('.')[0]}.weight" not in shapes
    )


# Weights of equalised learning rate as they are used; growing and a 3x3 convolution as one layer.


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
