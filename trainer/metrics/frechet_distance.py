"""Frechet distance of two clouds of features, each taken for a normal distribution (Heusel et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """What the distance needs to know of a cloud.

    Attributes:
        mean: (d,).
        covariance: (d, d), of the sample (divided by N - 1), as published.
        count: of features that these come from.
    """

    mean: Features
    covariance: Features
    count: int


def moments(features: Features) -> Moments:
    """Mean and covariance of features (N, d), N at least 2."""
    return Moments(features.mean(axis=0), np.atleast_2d(np.cov(features, rowvar=False)), len(features))


def frechet_distance(first: Moments, second: Moments) -> float:
    """|m1 - m2|^2 + Tr(C1 + C2 - 2 (C1 C2)^(1/2)) (Dowson and Landau 1982; Heusel et al. 2017, equation 6).

    The root's trace is that of the symmetric (C1^(1/2) C2 C1^(1/2))^(1/2), whose eigenvalues are real:
    covariances of fewer pictures than features are singular, and a general root of their product is not to be
    trusted.
    Few pictures make the distance larger than it is; compare equal numbers.
    """
    root = _root(first.covariance)
    eigenvalues = np.linalg.eigvalsh(root @ second.covariance @ root)
    shared = np.sqrt(np.clip(eigenvalues, 0, None)).sum()
    between = np.square(first.mean - second.mean).sum()
    return float(between + np.trace(first.covariance) + np.trace(second.covariance) - 2 * shared)


def _root(covariance: Features) -> Features:
    """The symmetric square root of a positive semidefinite matrix."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.clip(values, 0, None))) @ vectors.T)
