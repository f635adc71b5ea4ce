"""There and back: a picture translated, translated back, and where the way lost something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Cycle:
    """What became of a picture on the way to the other domain and back.

    Attributes:
        there: (H, W, 3) uint8, the translation.
        back: (H, W, 3) uint8, the translation's translation.
        error: (H, W) float32, 0 to 1: mean absolute difference of the colours from the picture's.
    """

    there: Pixels
    back: Pixels
    error: NDArray[np.float32]

    @property
    def mean_error(self) -> float:
        """Of all places, 0 to 1."""
        return float(self.error.mean())


def reconstruction_error(picture: Pixels, again: Pixels) -> NDArray[np.float32]:
    """Mean absolute difference of colours at every place, (H, W) float32 from 0 to 1.

    Args:
        picture: (H, W, 3) uint8.
        again: (H, W, 3) uint8.
    """
    difference = np.abs(picture.astype(np.float32) - again.astype(np.float32))
    return np.asarray(difference.mean(axis=2) / 255.0, dtype=np.float32)
