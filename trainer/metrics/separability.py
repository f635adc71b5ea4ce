"""Linear separability: how much of an attribute a plane among codes tells (Karras et al. 2019, 4.2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.latent.regression import fit_logistic

_FEWEST = 8


def conditional_entropy(told: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """H(labels | told) in nats: what a side of the plane leaves open, 0 (nothing) to log 2 (everything)."""
    entropy = 0.0
    for side in (False, True):
        here = told == side
        if not here.any():
            continue
        share = float(labels[here].mean())
        for probability in (share, 1 - share):
            if probability > 0:
                entropy -= float(here.mean()) * probability * np.log(probability)
    return entropy


def linear_separability(codes: NDArray[np.floating], logits: NDArray[np.floating]) -> float:
    """The exponential of the sum of conditional entropies over attributes: 1 where planes tell everything.

    Of each attribute the surer half of the pictures counts. The plane is that of a regularised logistic
    regression (the paper's is a support vector machine's). An attribute that all of them have, or none,
    leaves nothing open.

    Args:
        codes: (N, d) in Z or W, some thousands.
        logits: (N, A) of a classifier, above 0 where the picture has the attribute.

    Returns:
        1 to 2^A.
    """
    total = 0.0
    for column in np.asarray(logits, dtype=np.float64).T:
        surest = np.argsort(-np.abs(column))[: len(column) // 2]
        labels = column[surest] > 0
        if min(labels.sum(), (~labels).sum()) < _FEWEST:
            continue
        inputs = np.asarray(codes, dtype=np.float64)[surest]
        fit = fit_logistic(inputs, labels.astype(np.float64))
        total += conditional_entropy(fit.predict(inputs) > 0, labels)
    return float(np.exp(total))
