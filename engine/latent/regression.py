"""Generalised linear models with an L2 penalty: ridge and logistic regression of attributes on codes.

Inputs are standardised, so that the penalty treats all columns alike; the intercept is not penalised. With
fewer rows than columns the fit is made in the space of the rows, where it is the same and costs less.
Entries of the targets that are NaN are not labelled and do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import LatentError
from engine.types import Matrix

# Shares of the data's own weight that a penalty may have; the best on held-out rows is taken.
PENALTIES = (1e-4, 1e-3, 1e-2, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
_NEWTON_STEPS = 30
_FEWEST = 4


@dataclass(frozen=True, eq=False)
class LinearFit:
    """One attribute as a linear function of the inputs: a number, or the logit of a probability.

    Attributes:
        normal: (D,) the gradient in the inputs' own units.
        intercept: the value at zero.
        penalty: that was chosen.
        quality: on held-out rows: the share of variance explained (ridge) or the area under the ROC curve
            (logistic).
    """

    normal: Matrix
    intercept: float
    penalty: float
    quality: float

    def predict(self, inputs: NDArray[np.floating]) -> Matrix:
        """The attribute, or its logit, for inputs (N, D): (N,)."""
        return np.asarray(inputs @ self.normal + self.intercept, dtype=np.float64)


def fit_ridge(
    inputs: NDArray[np.floating], targets: NDArray[np.floating], penalties: Sequence[float] = PENALTIES
) -> LinearFit:
    """Ridge regression (Hoerl and Kennard 1970) in closed form, the penalty chosen on every fifth row.

    Args:
        inputs: (N, D).
        targets: (N,) numbers, NaN where not known.
        penalties: to choose from, relative to the number of rows.

    Raises:
        LatentError: fewer than four targets are known, or they are all the same.
    """
    rows, values = _known(inputs, targets)
    if values.std() < 1e-12:
        raise LatentError("The attribute is the same for all pictures; no axis can be found for it.")
    held = np.arange(len(rows)) % 5 == 4
    score, penalty = -np.inf, penalties[-1]
    if held.sum() >= 2 and values[~held].std() > 0:
        data = _Standardised(rows[~held])
        centre = values[~held].mean()
        for candidate in penalties:
            weights = data.ridge(values[~held] - centre, candidate)
            rest = values[held] - centre - data.like(rows[held]) @ weights
            spread = float(((values[held] - values[held].mean()) ** 2).sum())
            quality = 1 - float(rest @ rest) / max(spread, 1e-12)
            if quality > score:
                score, penalty = quality, candidate
    data = _Standardised(rows)
    centre = float(values.mean())
    return data.fit(data.ridge(values - centre, penalty), centre, penalty, score)


def fit_logistic(
    inputs: NDArray[np.floating], targets: NDArray[np.floating], penalties: Sequence[float] = PENALTIES
) -> LinearFit:
    """Logistic regression by Newton's method (iteratively reweighted least squares), classes weighted alike.

    Args:
        inputs: (N, D).
        targets: (N,) probabilities from 0 to 1, NaN where not known; 0 and 1 for labels.
        penalties: to choose from, relative to the number of rows.

    Raises:
        LatentError: fewer than four targets are known, or all are on one side.
    """
    rows, values = _known(inputs, targets)
    if values.min() < 0 or values.max() > 1:
        raise LatentError("Probabilities lie between 0 and 1; the labels do not.")
    if not 0 < (values > 0.5).mean() < 1:
        raise LatentError("All pictures have the attribute, or none has; give examples of both.")
    held = _every_fifth_of_each(values > 0.5)
    score, penalty, area = np.inf, 0.1, float("nan")
    if len(np.unique(values[held] > 0.5)) == 2:
        data = _Standardised(rows[~held])
        start: Matrix | None = None
        for candidate in sorted(penalties, reverse=True):
            start = _newton(data, values[~held], candidate, start)
            logits = data.like(rows[held]) @ start[:-1] + start[-1]
            loss = _log_loss(logits, values[held])
            if loss < score:
                score, penalty, area = loss, candidate, _area_under_curve(logits, values[held] > 0.5)
    data = _Standardised(rows)
    solution = _newton(data, values, penalty, None)
    return data.fit(solution[:-1], float(solution[-1]), penalty, area)


class _Standardised:
    """Inputs of mean 0 and deviation 1, in the space of the rows where there are fewer than columns."""

    def __init__(self, rows: Matrix) -> None:
        self.mean, deviation = rows.mean(axis=0), rows.std(axis=0)
        self.scale = np.where(deviation > 1e-9 * max(1.0, float(deviation.max())), deviation, np.inf)
        self.columns: Matrix = (rows - self.mean) / self.scale
        self.turn: Matrix | None = None
        self._spectrum: tuple[Matrix, Matrix] | None = None
        if self.columns.shape[0] < self.columns.shape[1]:
            _, _, turn = np.linalg.svd(self.columns, full_matrices=False)
            self.turn = np.asarray(turn.T)
            self.columns = self.columns @ self.turn

    def like(self, rows: Matrix) -> Matrix:
        """Further inputs in the same coordinates."""
        columns = (rows - self.mean) / self.scale
        return columns if self.turn is None else np.asarray(columns @ self.turn)

    def ridge(self, targets: Matrix, penalty: float) -> Matrix:
        """(X'X + penalty N)^-1 X' targets; the eigenvalues serve every penalty."""
        if self._spectrum is None:
            self._spectrum = np.linalg.eigh(self.columns.T @ self.columns)
        values, vectors = self._spectrum
        right = vectors.T @ (self.columns.T @ targets)
        return np.asarray(vectors @ (right / (np.maximum(values, 0) + penalty * len(self.columns))))

    def fit(self, weights: Matrix, centre: float, penalty: float, quality: float) -> LinearFit:
        """The fit in the inputs' own units."""
        normal = (weights if self.turn is None else self.turn @ weights) / self.scale
        return LinearFit(normal, centre - float(self.mean @ normal), penalty, float(quality))


def _newton(data: _Standardised, targets: Matrix, penalty: float, start: Matrix | None) -> Matrix:
    """Weights and intercept, (D + 1,), that minimise the log loss of equally weighted classes."""
    count, size = data.columns.shape
    positive = targets > 0.5
    share = np.where(positive, 0.5 / positive.mean(), 0.5 / (~positive).mean())
    solution = np.zeros(size + 1) if start is None else start.copy()
    design = np.hstack([data.columns, np.ones((count, 1))])
    ridge = np.full(size + 1, penalty * count * 0.25)  # 1/4 is the curvature of an undecided label
    ridge[-1] = 1e-9 * count

    def loss(candidate: Matrix) -> float:
        logits = design @ candidate
        return float(share @ (np.logaddexp(0, logits) - targets * logits) + 0.5 * ridge @ candidate**2)

    now = loss(solution)
    for _ in range(_NEWTON_STEPS):
        rng = 1 / (1 + np.exp(-np.clip(design @ solution, -35, 35)))
        gradient = design.T @ (share * (rng - targets)) + ridge * solution
        curvature = (design * (share * np.maximum(rng * (1 - rng), 1e-9))[:, None]).T @ design
        curvature[np.diag_indices_from(curvature)] += ridge
        step, length = np.linalg.solve(curvature, gradient), 1.0
        while (then := loss(solution - length * step)) > now and length > 1e-4:
            length /= 2
        if now - then < 1e-9 * max(1.0, abs(now)):
            break
        solution, now = solution - length * step, then
    return solution


def _known(inputs: NDArray[np.floating], targets: NDArray[np.floating]) -> tuple[Matrix, Matrix]:
    rows, values = np.asarray(inputs, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if rows.ndim != 2 or values.shape != (len(rows),):
        raise LatentError(
            "Codes of shape {codes} and labels of shape {labels} do not fit.",
            codes=rows.shape,
            labels=values.shape,
        )
    known = np.isfinite(values)
    if known.sum() < _FEWEST:
        raise LatentError(
            "Only {count} pictures are labelled; at least {least} are needed.",
            count=known.sum(),
            least=_FEWEST,
        )
    return rows[known], values[known]


def _every_fifth_of_each(positive: NDArray[np.bool_]) -> NDArray[np.bool_]:
    held = np.zeros(len(positive), dtype=bool)
    for side in (positive, ~positive):
        held[np.flatnonzero(side)[4::5]] = True
    return held


def _log_loss(logits: Matrix, targets: Matrix) -> float:
    return float((np.logaddexp(0, logits) - targets * logits).mean())


def _area_under_curve(scores: Matrix, positive: NDArray[np.bool_]) -> float:
    """The chance that a positive scores above a negative (Mann and Whitney 1947); ties count half."""
    order = np.concatenate([scores[positive], scores[~positive]])
    _, place, count = np.unique(order, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    ours = int(positive.sum())
    return float((ranks[:ours].sum() - ours * (ours + 1) / 2) / (ours * (len(order) - ours)))
