"""One style out of several, and several out of those that a model stores.

Stored ones are drawn so that any few of them are as varied as all of them are: by stratified sampling
(Cochran 1977, "Sampling Techniques", chapter 5). They are halved again and again along the axis on which they
differ most, and neighbours in a draw come from different halves, quarters, ... A dozen drawn one by one holds
three or seven colourful ones by luck alone. Those near each other in a draw also keep a least distance, where
their stratum has styles so far apart (Cook 1986, "Stochastic Sampling in Computer Graphics", section 4.3):
nobody wants two black ones that only their numbers tell apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import RequestError
from engine.types import Codes

Rows = NDArray[np.intp]
_Strata = Rows | tuple["_Strata", "_Strata"]

_SMALLEST = 16
_ALIKE = 8
_ITERATIONS = 6
# Two that are nearer to each other than this share of all pairs are alike. Each keeps its distance from those
# before it, as many as a row of a contact sheet holds; its place may go to another one of its quarter.
_TOO_NEAR = 0.15
_BEFORE = 11
_QUARTERS = 4
_TRIES = 16
# Of so many styles are distances measured.
_SOME = 400
# Axes are whole numbers of at most this, so that every sum below stays one (less than 2 ** 53), and the same
# seed draws the same styles on every processor.
_AXIS = 1000


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


class StoredStyles:
    """Style codes to draw from.

    Args:
        stored: (N, size) of type uint8, 0 to 255 for -1 to 1; N at least 1, size at most 4096.
    """

    def __init__(self, stored: NDArray[Any]) -> None:
        self._codes = stored.astype(np.float32) / 127.5 - 1.0
        # Numbers beside each other are of one kind, and mostly alike.
        starts = np.arange(0, stored.shape[1], _ALIKE)
        self._rough = np.add.reduceat(stored.astype(np.float64), starts, axis=1)
        self._strata = _halved(self._rough, np.arange(len(stored)))
        self._least = _quantile_of_distances(self._rough[:: max(1, len(stored) // _SOME)])

    def drawn(self, count: int, seed: int) -> Codes:
        """Codes (count, size) in [-1, 1].

        The first codes of a seed are the same whatever the count. All come once before any comes again.
        """
        order = _dealt(self._strata, np.random.default_rng(seed))
        for place in range(1, min(count, len(order))):
            others = order[place : place + _QUARTERS * _TRIES : _QUARTERS]
            gap = self._gaps(others, order[max(0, place - _BEFORE) : place])
            # The first that is far enough away, or else the farthest.
            taken = place + _QUARTERS * int(np.minimum(gap, self._least).argmax())
            order[[place, taken]] = order[[taken, place]]
        return np.asarray(self._codes[order[np.arange(count) % len(order)]])

    def _gaps(self, rows: Rows, others: Rows) -> NDArray[np.float64]:
        """Squared distance of each row from the nearest of the others."""
        apart = self._rough[rows][:, None] - self._rough[others]
        return np.asarray(np.square(apart).sum(axis=-1).min(axis=1))


def _halved(stored: NDArray[np.float64], rows: Rows) -> _Strata:
    if len(rows) <= _SMALLEST:
        return rows
    chosen = stored[rows]
    centred = chosen - np.round(chosen.mean(axis=0))
    ranked = rows[np.argsort(centred @ _principal_axis(centred), kind="stable")]
    middle = (len(ranked) + 1) // 2
    return _halved(stored, ranked[:middle]), _halved(stored, ranked[middle:])


def _principal_axis(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    """Nearly the axis of most variance, by power iteration in whole numbers."""
    axis = centred[np.square(centred).sum(axis=1).argmax()]
    for _ in range(_ITERATIONS):
        axis = centred.T @ (centred @ axis)
        axis = np.floor(axis / max(np.abs(axis).max(), 1.0) * _AXIS)
    return np.asarray(axis)


def _quantile_of_distances(rough: NDArray[np.float64]) -> float:
    """The squared distance that a small share of pairs does not reach; 0 for fewer than two."""
    squares = [np.square(rough[row + 1 :] - rough[row]).sum(axis=1) for row in range(len(rough) - 1)]
    ranked = np.sort(np.concatenate([np.zeros(1), *squares]))
    return float(ranked[int(len(ranked) * _TOO_NEAR)])


def _dealt(strata: _Strata, rng: np.random.Generator) -> Rows:
    """All rows, by turns from one half and from the other, chance alone says which comes first."""
    if isinstance(strata, np.ndarray):
        return rng.permutation(strata)
    first, second = (_dealt(half, rng) for half in strata)
    if rng.random() < 0.5:
        first, second = second, first
    pairs = min(len(first), len(second))
    by_turns = np.stack([first[:pairs], second[:pairs]], axis=1).ravel()
    return np.concatenate([by_turns, first[pairs:], second[pairs:]])
