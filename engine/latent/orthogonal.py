"""The lock: an edit direction without its part along locked ones, in the metric of the fitted model.

The metric is the Mahalanobis one: the inner product of two directions u and v at a layer is u' C^-1 v, with
C the covariance of w over samples. An attribute that is fitted as a linear function b'w of w has the axis C
b, so the inner product of any edit u with that axis is b'u: the change of the attribute that the model
predicts. Two axes C a and C b have the inner product a'C b: the covariance of the two attributes over
samples. Orthogonal therefore means both that the locked attribute does not change and that attributes which
go together by statistics alone (age and glasses, say) are taken apart; in the Euclidean metric of TL-GAN and
InterFaceGAN neither holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
# A direction of which less than this share of the length is left when the locked ones are taken out is gone.
_NOTHING_LEFT = 1e-6


class Metric:
    """The inner product of directions (layers, w), layer by layer under one covariance.

    Args:
        covariance: (w, w), symmetric and positive definite.

    Raises:
        ValueError: it is neither.
    """

    def __init__(self, covariance: NDArray[np.floating]) -> None:
        matrix = np.asarray(covariance, dtype=np.float64)
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.isfinite(matrix).all():
            raise ValueError("a covariance is a square of finite numbers")
        if not np.allclose(matrix, matrix.T, rtol=1e-3, atol=1e-6 * float(np.abs(matrix).max(initial=0))):
            raise ValueError("a covariance is symmetric")
        try:
            self._root = np.asarray(np.linalg.cholesky((matrix + matrix.T) / 2), dtype=np.float64)
            # Whitening happens while sliders are dragged: one product is quicker than solving each time.
            self._inverse = np.asarray(np.linalg.inv(self._root), dtype=np.float64)
        except np.linalg.LinAlgError as error:
            raise ValueError("a covariance is positive definite") from error

    def whitened(self, direction: NDArray[np.floating]) -> Matrix:
        """A direction (..., w) in coordinates whose Euclidean inner product is this metric."""
        return np.asarray(np.asarray(direction, dtype=np.float64) @ self._inverse.T)

    def coloured(self, white: Matrix) -> Matrix:
        """Back from `whitened`."""
        return np.asarray(white @ self._root.T)

    def inner(self, first: NDArray[np.floating], second: NDArray[np.floating]) -> float:
        """The inner product of two directions of one shape, (layers, w)."""
        return float(np.sum(self.whitened(first) * self.whitened(second)))


def without(
    metric: Metric, direction: NDArray[np.floating], locked: Sequence[NDArray[np.floating]], most: float = 3.0
) -> Matrix:
    """An edit direction made orthogonal to locked ones (Gram-Schmidt), its own effect kept.

    Taking parts out of a direction also takes from what it does to its own attribute; the rest is stretched
    so that a step of a slider means what it meant. Only layers that the edit touches are moved: a locked
    direction counts with its part in those layers, which makes no difference to the inner product.

    Args:
        metric: the inner product.
        direction: (layers, w).
        locked: directions (layers, w); dependent ones count once.
        most: the longest stretch. An edit that is nearly the locked one itself moves less instead of far
            away.

    Returns:
        (layers, w); zeros where nothing is left.
    """
    layers = np.abs(direction).max(axis=1) > 0
    shape = (int(layers.sum()), direction.shape[1])
    edit = metric.whitened(direction[layers]).ravel()
    length = float(np.linalg.norm(edit))
    basis: list[Matrix] = []
    for other in locked:
        candidate = metric.whitened(other[layers]).ravel()
        size = float(np.linalg.norm(candidate))
        candidate = _against(candidate, basis)
        if np.linalg.norm(candidate) > _NOTHING_LEFT * size:
            basis.append(candidate / np.linalg.norm(candidate))
    rest = _against(edit, basis)
    left = float(np.linalg.norm(rest))
    result = np.zeros(direction.shape)
    if left > _NOTHING_LEFT * length:
        stretch = min(most, (length / left) ** 2)
        result[layers] = metric.coloured((rest * stretch).reshape(shape))
    return result


def _against(vector: Matrix, basis: Sequence[Matrix]) -> Matrix:
    """Modified Gram-Schmidt, twice: once leaves rounding errors that grow with the length taken out."""
    for _ in range(2):
        for unit in basis:
            vector = vector - unit * float(unit @ vector)
    return vector
