"""How well answers order and predict labels: AUC, correlation, calibration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def area_under_curve(answers: Values, labels: Values) -> float:
    """Probability that a random picture with the attribute is answered higher than one without (Hanley 1982).

    Args:
        answers: (N,) of any scale.
        labels: (N,) of 0 and 1; equal answers count half.

    Returns:
        0 to 1; NaN where one of the labels does not occur.
    """
    from scipy.stats import rankdata

    ones = int(labels.sum())
    zeros = len(labels) - ones
    if not ones or not zeros:
        return float("nan")
    ranks = rankdata(answers)
    return float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def correlation(answers: Values, labels: Values) -> float:
    """Pearson's correlation of answers and labels, each (N,); NaN where either is constant."""
    if np.ptp(answers) == 0 or np.ptp(labels) == 0:
        return float("nan")
    return float(np.corrcoef(answers, labels)[0, 1])


def determination(answers: Values, labels: Values) -> float:
    """R2: the share of the labels' variance that the answers, in the labels' unit, explain."""
    spread = float(np.square(labels - labels.mean()).sum())
    return 1.0 - float(np.square(labels - answers).sum()) / spread if spread else float("nan")


def calibration_error(probabilities: Values, labels: Values, bins: int = 10) -> float:
    """Mean distance of stated and true frequency over bins of probability (Guo et al. 2017, eq. 3)."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for place in np.unique(places):
        here = places == place
        total += float(here.mean()) * abs(float(probabilities[here].mean() - labels[here].mean()))
    return total


def platt(answers: Values, labels: Values, steps: int = 50) -> tuple[float, float]:
    """Gain and shift that make answers logits of the labels' frequency (Platt 1999).

    The targets are Platt's, which keep a little doubt: (ones + 1) / (ones + 2) and 1 / (zeros + 2). Newton's
    method on the cross-entropy; the gain stays positive, so that the order of answers stays.

    Returns:
        (1, 0) where only one of the labels occurs.
    """
    ones = float(labels.sum())
    zeros = len(labels) - ones
    if not ones or not zeros:
        return 1.0, 0.0
    targets = np.where(labels == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    inputs = np.stack([answers, np.ones_like(answers)], axis=1)
    weights = np.array([0.0, np.log((ones + 1) / (zeros + 1))])
    for _ in range(steps):
        probabilities = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (probabilities - targets)
        curvature = (inputs * (probabilities * (1 - probabilities))[:, None]).T @ inputs
        step = np.linalg.solve(curvature + 1e-9 * np.eye(2), gradient)
        # A full step may overshoot where the curve is flat; a bounded one still converges.
        weights -= step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < 1e-10:
            break
    return (float(weights[0]), float(weights[1])) if weights[0] > 0 else (1.0, 0.0)
