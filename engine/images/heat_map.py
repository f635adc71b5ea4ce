"""Errors of a reconstruction as colours, for the window and for the command line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Dark where nothing was lost, bright where much was; each step is lighter than the one before.
HEAT = ((13, 8, 48), (84, 15, 109), (187, 55, 84), (249, 142, 9), (252, 255, 164))
# A quarter of the whole range is much to lose.
FULL = 64 / 255


def heat_map(error: NDArray[np.float32], full: float) -> NDArray[np.uint8]:
    """Errors (H, W) as colours (H, W, 3); `full` and more is the brightest."""
    places = np.clip(error / max(full, 1e-6), 0.0, 1.0) * (len(HEAT) - 1)
    stops = np.arange(len(HEAT))
    channels = [np.interp(places, stops, [colour[c] for colour in HEAT]) for c in range(3)]
    return np.ascontiguousarray(np.stack(channels, axis=2).round().astype(np.uint8))
