"""Drawing styles from those that a model stores: any few of them are as varied as all of them are.

Stratified sampling (Cochran 1977, "Sampling Techniques", chapter 5): styles are halved again and again along
the axis on which they differ most, and neighbours in a draw come from different halves, quarters, ... A dozen
drawn one by one holds three or seven colourful ones by luck alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.types import Codes

Rows = NDArray[np.intp]
_Strata = Rows | tuple["_Strata", "_Strata"]

_SMALLEST = 16
_ALIKE = 8
_ITERATIONS = 6
# Axes are whole numbers of at most this, so that every sum below stays one (less than 2 ** 53), and the same
# seed draws the same styles on every processor.
_AXIS = 1000


class StoredStyles:
    """Style codes to draw from.

    Args:
        stored: (N, size) of type uint8, 0 to 255 for -1 to 1; N at least 1, size at most 4096.
    """

    def __init__(self, stored: NDArray[Any]) -> None:
        self._codes = stored.astype(np.float32) / 127.5 - 1.0
        # Numbers beside each other are of one kind, and mostly alike.
        starts = np.arange(0, stored.shape[1], _ALIKE)
        rough = np.add.reduceat(stored.astype(np.float64), starts, axis=1)
        self._strata = _halved(rough, np.arange(len(stored)))

    def drawn(self, count: int, seed: int) -> Codes:
        """Codes (count, size) in [-1, 1].

        The first codes of a seed are the same whatever the count. All come once before any comes again.
        """
        order = _dealt(self._strata, np.random.default_rng(seed))
        return np.asarray(self._codes[order[np.arange(count) % len(order)]])


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
