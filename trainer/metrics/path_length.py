"""Perceptual path length: how evenly pictures change along a path of codes (Karras et al. 2019, 4.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.float64]
# (N, d) codes to what shows them: pictures, or features.
Render = Callable[[Codes], NDArray[np.floating]]
# Points on the ways between codes (N, d) and (N, d), at t (N,).
CodePath = Callable[[Codes, Codes, NDArray[np.floating]], Codes]
# Distances (N,) of N pairs of renderings.
Distance = Callable[[NDArray[np.floating], NDArray[np.floating]], NDArray[np.floating]]


def lerp(first: Codes, second: Codes, t: NDArray[np.floating]) -> Codes:
    """Points on the lines between codes (N, d), at t (N,): the paths of W."""
    return first + (second - first) * np.asarray(t)[:, None]


def slerp(first: Codes, second: Codes, t: NDArray[np.floating]) -> Codes:
    """Points on the great circles between the directions of codes (N, d), at t (N,): the paths of Z."""
    a = first / np.linalg.norm(first, axis=1, keepdims=True)
    b = second / np.linalg.norm(second, axis=1, keepdims=True)
    cosine = (a * b).sum(axis=1, keepdims=True)
    across = b - cosine * a
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    angle = np.asarray(t)[:, None] * np.arccos(np.clip(cosine, -1, 1))
    return np.asarray(a * np.cos(angle) + across * np.sin(angle))


def perceptual_path_length(
    first: Codes,
    second: Codes,
    render: Render,
    distance: Distance,
    *,
    path: CodePath = lerp,
    where: Literal["full", "end"] = "full",
    epsilon: float = 1e-4,
    reject: float = 0.01,
    seed: int = 0,
    batch_size: int = 16,
) -> float:
    """Mean of d(g(path(t)), g(path(t + epsilon))) / epsilon^2 over random pairs of codes (equations 2 and 3).

    Args:
        first: ends of the paths (N, d), codes of Z or of W.
        second: their other ends.
        render: what shows codes.
        distance: squared, as LPIPS is; so that the square of epsilon takes the step out again.
        path: `lerp` in W, `slerp` in Z.
        where: t is uniform over the path (`full`), or 0 (`end`).
        epsilon: length of the step, as a share of the path.
        reject: share of the smallest and of the largest values that is left out, as published.
        seed: of t.
        batch_size: codes that are rendered at once.
    """
    t = np.random.default_rng(seed).random(len(first)) if where == "full" else np.zeros(len(first))
    starts, ends = path(first, second, t), path(first, second, t + epsilon)
    values = []
    for at in range(0, len(first), batch_size):
        part = slice(at, at + batch_size)
        values.append(np.asarray(distance(render(starts[part]), render(ends[part])), dtype=np.float64))
    lengths = np.concatenate(values) / epsilon**2
    low, high = np.quantile(lengths, [reject, 1 - reject])
    return float(lengths[(lengths >= low) & (lengths <= high)].mean())
