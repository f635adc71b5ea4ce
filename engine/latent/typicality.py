"""How far moved codes or pictures are from what samples are like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
_MOST_COMPONENTS = 64
_MOST_ROWS = 1500
_QUANTILE = 0.99


class Typicality:
    """The region where 99 of 100 samples lie: a bound on the Mahalanobis distance in principal components.

    What lies outside the components counts too, with the average variance that samples have there (the
    probabilistic PCA of Tipping and Bishop 1999).

    Args:
        samples: (N, D) codes or features.
    """

    def __init__(self, samples: NDArray[np.floating]) -> None:
        rows = np.asarray(samples, dtype=np.float64)
        self._mean: Matrix = rows.mean(axis=0)
        centred = rows - self._mean
        _, values, turn = np.linalg.svd(centred[:_MOST_ROWS], full_matrices=False)
        keep = int(min(_MOST_COMPONENTS, max(1, (values > 1e-6 * values[0]).sum())))
        self._turn: Matrix = turn[:keep].T
        inside = centred @ self._turn
        self._variances: Matrix = np.maximum(inside.var(axis=0), 1e-12)
        outside = (centred**2).sum(axis=1) - (inside**2).sum(axis=1)
        spare = max(1, rows.shape[1] - keep)
        self._rest = max(float(outside.mean()) / spare, 1e-9 * float(self._variances[0]))
        self._limit = float(np.quantile(self.distances(rows), _QUANTILE))

    def distances(self, points: NDArray[np.floating]) -> Matrix:
        """Squared distances of points (N, D) from the samples' mean, in the samples' own spread: (N,)."""
        centred = np.asarray(points, dtype=np.float64) - self._mean
        inside = centred @ self._turn
        outside = np.maximum((centred**2).sum(axis=1) - (inside**2).sum(axis=1), 0)
        return np.asarray((inside**2 / self._variances).sum(axis=1) + outside / self._rest)

    def holds(self, points: NDArray[np.floating]) -> bool:
        """Whether at least half of the points lie in the region."""
        return bool(np.median(self.distances(points)) <= self._limit)
