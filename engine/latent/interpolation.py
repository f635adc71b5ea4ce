"""Ways between latent codes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.float32]


def lerp(start: Codes, end: Codes, t: float) -> Codes:
    """Straight from `start` (t = 0) to `end` (t = 1); codes of any one shape."""
    return np.asarray(start + (end - start) * np.float32(t), dtype=np.float32)


def slerp(start: Codes, end: Codes, t: float) -> Codes:
    """Along the great circle between two codes (Z,), lengths changing evenly (Shoemake 1985; White 2016).

    Samples of a normal prior stay likely on the way, where a straight line would pass near its mean.
    """
    long_start, long_end = float(np.linalg.norm(start)), float(np.linalg.norm(end))
    if min(long_start, long_end) < 1e-6:
        return lerp(start, end, t)
    cosine = float(np.clip(np.dot(start / long_start, end / long_end), -1.0, 1.0))
    angle = float(np.arccos(cosine))
    if angle < 1e-4 or np.pi - angle < 1e-4:
        return lerp(start, end, t)
    first = np.sin((1 - t) * angle) / np.sin(angle) * start / long_start
    second = np.sin(t * angle) / np.sin(angle) * end / long_end
    length = long_start + (long_end - long_start) * t
    return np.asarray((first + second) * length, dtype=np.float32)


def blend(codes: Codes, weights: Sequence[float]) -> Codes:
    """The weighted mean of codes (N, Z), weights normalised to sum 1: (Z,).

    Raises:
        ValueError: the weights sum to 0 or their number differs from N.
    """
    shares = np.asarray(weights, dtype=np.float32)
    if shares.shape != (len(codes),) or abs(float(shares.sum())) < 1e-9:
        raise ValueError("as many weights as codes are needed, with a sum other than 0")
    return np.asarray(shares @ codes / shares.sum(), dtype=np.float32)
