"""Whether a picture follows its sketch: F1 between the lines asked for and the lines that are there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 2.0


def edge_f1(asked: NDArray[np.uint8], made: NDArray[np.uint8], tolerance: float = TOLERANCE) -> float:
    """F1 of line pixels that find a counterpart within `tolerance` pixels (Martin et al. 2004, simplified).

    Args:
        asked: (H, W) uint8 sketch, 255 paper and 0 ink.
        made: the same of the picture that was made.
        tolerance: in pixels of a 128-pixel picture.
    """
    from scipy import ndimage

    first, second = asked < 128, made < 128
    if not first.any() or not second.any():
        return float(first.any() == second.any())
    reach = tolerance * max(1.0, asked.shape[0] / 128)
    recall = float(np.mean(ndimage.distance_transform_edt(~second)[first] <= reach))
    precision = float(np.mean(ndimage.distance_transform_edt(~first)[second] <= reach))
    return 2 * precision * recall / max(precision + recall, 1e-12)
