"""Frechet distance of two clouds of features, each taken for a normal distribution (Heusel et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainer.metrics.features import Features


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


# Kernel inception distance (Binkowski et al. 2018) over any features.


def polynomial_mmd(first: Features, second: Features) -> float:
    """Unbiased squared maximum mean discrepancy with the kernel (x.y / d + 1)^3 (equation 4).

    Args:
        first: (M, d) features.
        second: (N, d) features.
    """

    def kernel(a: Features, b: Features) -> Features:
        return np.asarray((a @ b.T / a.shape[1] + 1.0) ** 3)

    m, n = len(first), len(second)
    within_first, within_second = kernel(first, first), kernel(second, second)
    same = (within_first.sum() - np.trace(within_first)) / (m * (m - 1))
    same += (within_second.sum() - np.trace(within_second)) / (n * (n - 1))
    return float(same - 2 * kernel(first, second).mean())


def kernel_distance(
    made: Features, real: Features, *, subsets: int = 20, subset_size: int = 300, seed: int = 0
) -> float:
    """Mean discrepancy of random subsets, times 1000.

    Args:
        made: features of generated pictures (M, d).
        real: features of held-out real pictures (N, d).
        subsets: how many subsets are drawn.
        subset_size: pictures in each; fewer where fewer are there.
        seed: of the subsets.
    """
    rng = np.random.default_rng(seed)
    size = min(subset_size, len(made), len(real))
    values = []
    for _ in range(subsets):
        a = made[rng.choice(len(made), size, replace=False)]
        b = real[rng.choice(len(real), size, replace=False)]
        values.append(polynomial_mmd(a, b))
    return 1000.0 * float(np.mean(values))


# Precision and recall: how much of what is made is plausible, how much of what is real can be made.


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


# Every figure that compares made pictures with real ones, under its name.


def distribution_figures(made: Features, real: Features, ending: str = "") -> dict[str, float]:
    """Distances and shares of two clouds of features.

    Args:
        made: of generated pictures (M, d), M at least 4.
        real: of held-out real ones (N, d), N at least 4.
        ending: of the figures' names.

    Returns:
        `kid_x1000`, `frechet`, `precision` and `recall`, each with the ending.
    """
    precision, recall = precision_recall(made, real)
    figures = {
        "kid_x1000": kernel_distance(made, real),
        "frechet": frechet_distance(moments(made), moments(real)),
        "precision": precision,
        "recall": recall,
    }
    return {name + ending: value for name, value in figures.items()}
