"""What an importer says of a set of tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Found:
    """A recognised set of tensors: family, role in it, and the network's name and configuration here."""

    family: str
    role: str
    architecture: str
    config: Mapping[str, Any]


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
