"""Kernel inception distance (Binkowski et al. 2018) over any features."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Features = NDArray[np.float64]


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
    chance = np.random.default_rng(seed)
    size = min(subset_size, len(made), len(real))
    values = []
    for _ in range(subsets):
        a = made[chance.choice(len(made), size, replace=False)]
        b = real[chance.choice(len(real), size, replace=False)]
        values.append(polynomial_mmd(a, b))
    return 1000.0 * float(np.mean(values))
