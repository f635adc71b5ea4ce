"""Precision and recall: how much of what is made is plausible, how much of what is real can be made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]
_ROWS_AT_ONCE = 512


def precision_recall(made: Features, real: Features, *, neighbours: int = 3) -> tuple[float, float]:
    """Shares of made features inside the real manifold and the other way round (Kynkaanniemi et al. 2019).

    A manifold is the union of balls around its features, each as large as the distance to the k-th nearest
    other feature (equations 1 and 2).

    Args:
        made: features of generated pictures (M, d).
        real: features of real pictures (N, d).
        neighbours: k; 3 as published.

    Returns:
        Precision and recall, each 0 to 1.

    Raises:
        ValueError: there are not more than k features of either kind.
    """
    if min(len(made), len(real)) <= neighbours:
        raise ValueError(f"precision and recall need more than {neighbours} pictures of either kind")
    return _covered(made, real, neighbours), _covered(real, made, neighbours)


def _covered(points: Features, manifold: Features, neighbours: int) -> float:
    """Share of points in at least one ball of a manifold."""
    # The nearest of all is the feature itself, at distance 0.
    radii = np.concatenate(
        [np.partition(part, neighbours, axis=1)[:, neighbours] for part in _squares(manifold, manifold)]
    )
    inside = [(part <= radii[None]).any(axis=1) for part in _squares(points, manifold)]
    return float(np.concatenate(inside).mean())


def _squares(first: Features, second: Features) -> list[Features]:
    """Squared distances (rows, N) of some rows of (M, d) at a time to all of (N, d)."""
    norms = np.square(second).sum(axis=1)
    found = []
    for start in range(0, len(first), _ROWS_AT_ONCE):
        rows = first[start : start + _ROWS_AT_ONCE]
        squares = np.square(rows).sum(axis=1)[:, None] + norms[None] - 2 * rows @ second.T
        found.append(np.maximum(squares, 0))
    return found
