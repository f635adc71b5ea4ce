"""One style out of several: the weighted mean of their codes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import RequestError

Codes = NDArray[np.float32]


def weighted_style(codes: Codes, weights: Sequence[float] | None = None) -> Codes:
    """The mean of styles, each with its weight.

    Args:
        codes: (N, style_size).
        weights: N numbers, 0 or more, at least one of them above 0; equal by default.

    Returns:
        (style_size,) float32.

    Raises:
        RequestError: there are no codes, or the weights do not fit them.
    """
    shares = np.ones(len(codes)) if weights is None else np.asarray(weights, dtype=np.float64)
    if codes.ndim != 2 or not len(codes) or shares.shape != (len(codes),):
        raise RequestError("Styles are mixed from one or more of them, with one weight for each.")
    if not np.isfinite(shares).all() or shares.min() < 0 or shares.sum() <= 0:
        raise RequestError("Weights of styles are 0 or more, and one of them must be above 0.")
    return np.asarray(shares / shares.sum() @ codes.astype(np.float64), dtype=np.float32)
