"""How different the styles of one sketch are, as a fraction of how different real photos are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]


def mean_pairwise_distance(features: Features) -> float:
    """Mean Euclidean distance over all pairs of rows of (N, d)."""
    squares = (features**2).sum(axis=1)
    products = squares[:, None] + squares[None] - 2 * features @ features.T
    upper = np.triu_indices(len(features), 1)
    return float(np.sqrt(np.maximum(products[upper], 0)).mean())


def relative_diversity(styles_by_sketch: list[Features], real: Features) -> float:
    """Mean pairwise distance of the styles of one sketch, over sketches, divided by that of real photos.

    Args:
        styles_by_sketch: for each sketch, features of its styles (K, d).
        real: features of random real photos (N, d).
    """
    within = np.mean([mean_pairwise_distance(features) for features in styles_by_sketch])
    return float(within / mean_pairwise_distance(real))
