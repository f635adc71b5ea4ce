"""Features of real pictures, computed once: the same photos are measured against again and again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.files import atomic_path
from trainer.metrics.extractors import NamedExtractor
from trainer.metrics.features import Features

Pixels = NDArray[np.uint8]


def real_features(
    extractor: NamedExtractor, pictures: Iterable[Pixels], content: str, cache: Path
) -> Features:
    """Features (N, d) of pictures, from the cache folder where the very same ones were described before.

    Args:
        extractor: that describes them.
        pictures: (H, W, 3) uint8 each; not looked at when their features are known.
        content: digest of what the pictures hold and of what was done to them.
        cache: folder of `.npy` files; made if it is not there.
    """
    digest = hashlib.sha256(f"{extractor.name} {content}".encode()).hexdigest()
    path = cache / f"features-{extractor.name}-{digest[:24]}.npy"
    try:
        found: Features = np.load(path, allow_pickle=False)
        return found
    except (OSError, ValueError):
        pass
    features = extractor.extract(pictures)
    cache.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.save(file, features)
    return features
