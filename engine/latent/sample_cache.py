"""Samples of a generator with their pictures' features, kept in the cache folder by the model's digest.

Making them takes most of the time that a new axis needs, and they are the same for every axis.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.bundle.safetensors import TensorFileError, read_tensor_file, tensor_file
from engine.files import cache_folder, write_atomically
from engine.types import Codes, Pixels, Progress

Features = NDArray[np.float32]

COUNT, SEED = 2000, 20_181
_FORMAT = "1"
_PICTURES_AT_ONCE = 32


class PictureMaker(Protocol):
    """The part of `engine.faces.generator.Generator` that finding axes needs."""

    @property
    def num_ws(self) -> int:
        """Codes that a picture takes."""

    def sample_z(self, count: int, seed: int) -> Codes:
        """(count, z) from N(0, 1)."""

    def map(self, z: Codes) -> Codes:
        """(N, layers, w) untruncated codes of z (N, z)."""

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
    """The samples of generators, made once for each.

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
        ws = generator.map(generator.sample_z(self.count, SEED))
        rows = list[NDArray[np.float16]]()
        for start in range(0, len(ws), _PICTURES_AT_ONCE):
            progress(start, len(ws))
            pictures = generator.synthesise(ws[start : start + _PICTURES_AT_ONCE])
            rows.append(features(pictures).astype(np.float16))
        progress(len(ws), len(ws))
        return SampledPictures(np.ascontiguousarray(ws[:, 0]), np.concatenate(rows))
