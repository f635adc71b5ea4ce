"""A new axis from pictures that have a feature and pictures that have not, and the samples that it needs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.bundle.safetensors import TensorFileError, read_tensor_file, tensor_file
from engine.errors import LatentError
from engine.faces.attributes import PictureFeatures
from engine.faces.generator import Generator
from engine.files import cache_folder, write_atomically
from engine.images.codec import pictures_in, read_rgb
from engine.images.fitting import middle_square
from engine.latent.axes import Axis, AxisSet
from engine.latent.axis_store import AxisStore, refuse_taken
from engine.latent.regression import LinearFit, fit_logistic
from engine.latent.tlgan import Samples, find_axes
from engine.types import Codes, Pixels, Progress

Features = NDArray[np.float32]

# Samples of a model: the same for every axis, and most of the time that one takes.
COUNT, SEED = 2000, 20_181
_FORMAT = "1"
_PICTURES_AT_ONCE = 32
# What an axis takes the most time for: samples of the model, once for each model, then measuring the axis.
Stage = Literal["samples", "measure"]
_FEWEST = 2


@dataclass(frozen=True, eq=False)
class AddedAxis:
    """An axis that was found and kept.

    Attributes:
        axis: the new one.
        axes: all that the model has now.
        positive: how many pictures showed the feature.
        negative: how many did not.
    """

    axis: Axis
    axes: AxisSet
    positive: int
    negative: int


def add_axis(
    generator: Generator,
    name: str,
    positive: Sequence[Path],
    negative: Sequence[Path],
    *,
    samples: int,
    replace: bool = False,
    progress: Callable[[Stage, int, int], None] = lambda stage, done, total: None,
) -> AddedAxis:
    """Find an axis from example pictures and keep it among the person's own.

    Args:
        generator: the model.
        name: of the axis.
        positive: files and folders of pictures with the feature; what counts is the square in their middle.
        negative: files and folders of pictures without it.
        samples: pictures of the model to look at; they are made once for each model.
        replace: an axis of that name gives way; else the name is refused.
        progress: told the stage, what is done of it and how much there is; may raise to end the work, then
            nothing is kept.

    Raises:
        ImageError: a picture cannot be read, or a folder holds none.
        LatentError: the name is taken, the examples make no axis, it fits no others of the model, or the
            disk refuses.
        DeviceError: memory is short.
    """
    store = AxisStore()
    if not replace:
        # Before the work, which can take minutes.
        refuse_taken(store.of(generator.bundle), [name])
    with_it, without_it = (example_squares(paths, generator.size) for paths in (positive, negative))
    features = PictureFeatures()
    sampled = SampleCache(count=samples).get(
        generator.bundle.digest, generator, features, lambda done, total: progress("samples", done, total)
    )
    found = axis_from_examples(
        name,
        with_it,
        without_it,
        sampled,
        generator,
        features,
        lambda _, done, total: progress("measure", done, total),
    )
    axes = (store.replace if replace else store.add)(generator.bundle, found)
    return AddedAxis(found[name], axes, len(with_it), len(without_it))


def example_squares(paths: Sequence[Path], size: int) -> Pixels:
    """Pictures of files and folders, cut square about the middle, at the model's size: (N, S, S, 3) uint8.

    Raises:
        ImageError: a picture cannot be read, or a folder holds none.
    """
    return np.stack([middle_square(read_rgb(path), size) for path in pictures_in(paths)])


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
        sampled: of the model; see engine.latent.axis_examples.
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
        raise LatentError(
            "An axis needs at least {least} pictures with the feature and as many without.", least=_FEWEST
        )
    inputs = np.concatenate([features(positive), features(negative)])
    labels = np.concatenate([np.ones(len(positive)), np.zeros(len(negative))])
    fit = fit_logistic(inputs, labels)
    scores = fit.predict(sampled.features.astype(np.float32))[:, None]
    samples = Samples(sampled.codes[:, None], scores, (generator.num_ws,), sampled.features)
    return find_axes([name], samples, _Scorer(generator, features, fit), model="ridge", progress=progress)


class _Scorer:
    """Says how much of the feature the pictures of codes have."""

    def __init__(self, generator: PictureMaker, features: FeatureExtractor, fit: LinearFit) -> None:
        self._generator, self._features, self._fit = generator, features, fit

    def __call__(self, codes: Codes) -> tuple[NDArray[np.floating], NDArray[np.floating] | None]:
        """The feature (N, 1) and all features (N, F) of codes (N, layers, w)."""
        found = self._features(self._generator.synthesise(codes))
        return self._fit.predict(found)[:, None], found


class PictureMaker(Protocol):
    """The part of `engine.faces.generator.Generator` that finding axes needs."""

    @property
    def num_ws(self) -> int:
        """Codes that a picture takes."""

    def sample_ws(self, count: int, seed: int) -> Codes:
        """(count, layers, w) random codes, not truncated."""

    def synthesise(self, ws: Codes) -> Pixels:
        """(N, S, S, 3) pictures of codes (N, layers, w), with the stored noise."""


class FeatureExtractor(Protocol):
    """Pictures to features; see `engine.faces.attributes.PictureFeatures`."""

    name: str

    def __call__(self, pictures: Pixels) -> Features:
        """(N, F) of (N, S, S, 3)."""


@dataclass(frozen=True, eq=False)
class SampledPictures:
    """What is known of the samples of a generator.

    Attributes:
        codes: (N, w) mapped codes, not truncated.
        features: (N, F) of their pictures, float16.
    """

    codes: Codes
    features: NDArray[np.float16]


class SampleCache:
    """The samples of generators with their features, made once for each, kept by the model's digest.

    Args:
        folder: of the files; None takes the user's cache folder.
        count: samples of each generator.
    """

    def __init__(self, folder: Path | None = None, count: int = COUNT) -> None:
        self.folder = cache_folder() / "samples" if folder is None else folder
        self.count = count

    def path(self, digest: str, features: FeatureExtractor) -> Path:
        """The file of a model, by the digest of its bundle."""
        return self.folder / f"{digest}-{features.name}-{self.count}.safetensors"

    def get(
        self,
        digest: str,
        generator: PictureMaker,
        features: FeatureExtractor,
        progress: Progress = lambda done, total: None,
    ) -> SampledPictures:
        """The samples of a model, from the cache or made now; a damaged or foreign file is made again.

        Args:
            digest: of the model's bundle.
            generator: the model.
            features: what is wanted of the pictures.
            progress: told while samples are made; may raise to end the work, then nothing is kept.
        """
        path = self.path(digest, features)
        kept = self._read(path)
        if kept is not None:
            return kept
        made = self._make(generator, features, progress)
        tensors: dict[str, NDArray[Any]] = {"codes": made.codes, "features": made.features}
        # A full disk costs time at the next call and nothing else.
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, tensor_file(tensors, {"ganvas_samples": _FORMAT}))
        return made

    def _read(self, path: Path) -> SampledPictures | None:
        try:
            tensors, metadata = read_tensor_file(path.read_bytes())
            codes, features = tensors["codes"], tensors["features"]
        except (OSError, TensorFileError, KeyError):
            return None
        shapes_fit = codes.ndim == features.ndim == 2 and len(codes) == len(features) == self.count
        if metadata.get("ganvas_samples") != _FORMAT or not shapes_fit:
            return None
        return SampledPictures(codes.astype(np.float32), features.astype(np.float16))

    def _make(
        self, generator: PictureMaker, features: FeatureExtractor, progress: Progress
    ) -> SampledPictures:
        ws = generator.sample_ws(self.count, SEED)
        rows = list[NDArray[np.float16]]()
        for start in range(0, len(ws), _PICTURES_AT_ONCE):
            progress(start, len(ws))
            pictures = generator.synthesise(ws[start : start + _PICTURES_AT_ONCE])
            rows.append(features(pictures).astype(np.float16))
        progress(len(ws), len(ws))
        return SampledPictures(np.ascontiguousarray(ws[:, 0]), np.concatenate(rows))
