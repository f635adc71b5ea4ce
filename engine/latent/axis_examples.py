"""A new axis from pictures that have a feature and pictures that have not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.errors import LatentError
from engine.latent.axes import AxisSet
from engine.latent.regression import LinearFit, fit_logistic
from engine.latent.sample_cache import FeatureExtractor, PictureMaker, SampledPictures
from engine.latent.tlgan import Samples, find_axes

Pixels = NDArray[np.uint8]
Codes = NDArray[np.float32]
_FEWEST = 2


def axis_from_examples(
    name: str,
    positive: Pixels,
    negative: Pixels,
    sampled: SampledPictures,
    generator: PictureMaker,
    features: FeatureExtractor,
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> AxisSet:
    """One axis, found in three steps.

    Logistic regression on the examples' features learns to tell them apart; it labels the sampled pictures,
    whose features are known already; and TL-GAN fits those labels on the codes.

    Args:
        name: of the axis.
        positive: (P, S, S, 3) uint8 pictures with the feature, aligned as the model's are; two at least.
        negative: (N, S, S, 3) pictures without it; two at least.
        sampled: of the model; see engine.latent.sample_cache.
        generator: the model.
        features: those that `sampled` was made with.
        progress: see `find_axes`.

    Returns:
        A set of one axis with its metric.

    Raises:
        LatentError: there are too few examples, or moving along the axis does not bring the feature.
    """
    fewest = min(len(positive), len(negative))
    if fewest < _FEWEST:
        raise LatentError(f"An axis needs at least {_FEWEST} pictures with the feature and as many without.")
    inputs = np.concatenate([features(positive), features(negative)])
    labels = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
    fit = fit_logistic(inputs, labels)
    scores = fit.predict(sampled.features.astype(np.float32))[:, None]
    samples = Samples(sampled.codes[:, None], scores, (generator.num_ws,), sampled.features)
    return find_axes([name], samples, _Judge(generator, features, fit), model="ridge", progress=progress)


class _Judge:
    """Says how much of the feature the pictures of codes have."""

    def __init__(self, generator: PictureMaker, features: FeatureExtractor, fit: LinearFit) -> None:
        self._generator, self._features, self._fit = generator, features, fit

    def __call__(self, codes: Codes) -> tuple[NDArray[np.floating], NDArray[np.floating] | None]:
        """The feature (N, 1) and all features (N, F) of codes (N, layers, w)."""
        found = self._features(self._generator.synthesise(codes))
        return self._fit.predict(found)[:, None], found
