"""What an importer says of a set of tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor


class Taken(dict[str, Tensor]):
    """Tensors that nobody looks at again: what is made of them may be made in their own memory."""


@dataclass(frozen=True)
class Found:
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
