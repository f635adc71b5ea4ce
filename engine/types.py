"""What many modules pass to each other: arrays by shape, range and dtype, and how work says how far it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A picture (H, W, 3) or several (N, H, W, 3): RGB of 0 to 255; a fourth channel is opacity, grey has none.
Pixels = NDArray[np.uint8]
# One value a pixel (H, W), from 0 to 1 where nothing else is said.
Plane = NDArray[np.float32]
# Latent or style codes (N, size), or (N, layers, size) where each layer of a generator has its own.
Codes = NDArray[np.float32]
# The same in double precision, for figures that are differences of large numbers.
PreciseCodes = NDArray[np.float64]
# What goes into a network and comes out of it; its specification says the shape.
Array = NDArray[np.float32]
# (n, m), in double precision for linear algebra.
Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Draw:
    """Where a sampled code comes from; the same draw of a model gives the same code again.

    Attributes:
        seed: that z was drawn with.
        index: which of the seed's codes.
        psi: truncation.
        labels: of a conditional model, the label that z is mapped with; else empty.
    """

    seed: int
    index: int = 0
    psi: float = 1.0
    labels: tuple[float, ...] = ()


# Told how many are done, of how many.
Progress = Callable[[int, int], None]
# Told what is being done, how much of it is done, of how much.
StageProgress = Callable[[str, int, int], None]
