"""Style mixing: coarse, middle and fine layers from different codes (Karras et al. 2019, section 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from engine.errors import LatentError
from engine.types import Codes

Level = Literal["coarse", "middle", "fine"]
LEVELS: tuple[Level, ...] = ("coarse", "middle", "fine")


def layers_of(layers: int) -> dict[Level, slice]:
    """Which layers each level has: 4 to 8 pixels, 16 to 32 pixels, and 64 pixels and more.

    Networks that end below 64 pixels have thirds instead, so that no level is empty.

    Raises:
        LatentError: there are fewer than three layers.
    """
    if layers < 3:
        raise LatentError("A model of {layers} layers has no styles to mix.", layers=layers)
    first, second = (4, 8) if layers > 8 else (layers // 3, 2 * layers // 3)
    return {"coarse": slice(0, first), "middle": slice(first, second), "fine": slice(second, layers)}


def group_sizes(layers: int) -> tuple[int, ...]:
    """How many layers each level has, for samples that axes in W+ are fitted on."""
    return tuple(part.stop - part.start for part in layers_of(layers).values())


def mix(base: Codes, other: Codes, amounts: Mapping[Level, float]) -> Codes:
    """Codes with the styles of another picture at some levels.

    Args:
        base: (layers, w) codes.
        other: of the same shape.
        amounts: level to share of the other, from 0 (none, as levels left out) to 1 (all).

    Returns:
        (layers, w) float32; where all amounts are 0, exactly `base`.

    Raises:
        LatentError: the codes do not fit each other.
    """
    if base.shape != other.shape or base.ndim != 2:
        raise LatentError(
            "Codes of shape {shape} and {other} cannot be mixed.", shape=base.shape, other=other.shape
        )
    result = np.array(base, dtype=np.float32)
    for level, part in layers_of(len(base)).items():
        share = np.float32(amounts.get(level, 0.0))
        if share:
            result[part] += share * (other[part] - result[part])
    return result
