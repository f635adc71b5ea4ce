"""What StyleGAN2's generator and discriminator agree on: resolutions and channels (Karras et al. 2020a)."""

from __future__ import annotations

from typing import Literal

Architecture = Literal["skip", "resnet", "orig"]


def resolutions(largest: int) -> list[int]:
    """4, 8, ... up to `largest`; raises ValueError when that is no power of two from 8 on."""
    if largest < 8 or largest & (largest - 1):
        raise ValueError(f"a resolution is a power of two from 8 on, not {largest}")
    return [2**exponent for exponent in range(2, largest.bit_length())]


def channels_at(resolution: int, base: int, most: int) -> int:
    """Channels of the features at that resolution."""
    return min(base // resolution, most)
