"""What pictures show, as a bundle's classifier reads it: one number for every attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import Backend
from engine.bundle.bundle import Bundle
from engine.errors import RequestError
from engine.images.letterbox import letterbox
from engine.types import Pixels

if TYPE_CHECKING:
    from engine.architectures.efficientnet_lite import PlacedFeatures


Scores = NDArray[np.float32]
_PICTURES_AT_ONCE = 32


class AttributeReader:
    """A classifier at work.

    Args:
        bundle: a model with attributes and the network "classifier".
        backend: with the bundle's networks.

    Attributes:
        names: of the attributes, in the order of the scores.

    Raises:
        RequestError: the model reads no attributes.
    """

    def __init__(self, bundle: Bundle, backend: Backend) -> None:
        self.names = tuple(attribute.name for attribute in bundle.manifest.attributes)
        if not self.names:
            raise RequestError(
                "The model '{name}' reads no attributes off pictures.", name=bundle.manifest.name
            )
        self.bundle, self.backend = bundle, backend

    def scores(self, pictures: Pixels) -> Scores:
        """The attributes of pictures (N, S, S, 3) uint8: (N, A), logits or deviations from the mean.

        Raises:
            DeviceError: memory is short.
        """
        rows = [
            self._scores(pictures[start : start + _PICTURES_AT_ONCE])
            for start in range(0, len(pictures), _PICTURES_AT_ONCE)
        ]
        return np.concatenate(rows) if rows else np.empty((0, len(self.names)), np.float32)

    def _scores(self, pictures: Pixels) -> Scores:
        side = self.bundle.manifest.image.size
        if pictures.shape[1:3] != (side, side):
            pictures = np.stack([letterbox(picture, side)[0] for picture in pictures])
        planes = pictures.transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1.0
        return np.asarray(self.backend.run("classifier", {"image": planes}), dtype=np.float32)


# What pictures show, as numbers by which few examples tell kinds apart: EfficientNet-Lite0's features.


Features = NDArray[np.float32]


class PictureFeatures:
    """Features of square pictures: what is there on the whole (1280 numbers), and what is where.

    PyTorch and the network are loaded at the first call.
    """

    name = "lite0-placed-128"
    whole = 1280

    def __init__(self) -> None:
        self._network: PlacedFeatures | None = None

    def __call__(self, pictures: Pixels) -> Features:
        """Features (N, F) of pictures (N, S, S, 3) uint8."""
        import torch

        network = self._loaded()
        rows = []
        with torch.inference_mode():
            for start in range(0, len(pictures), _PICTURES_AT_ONCE):
                part = np.ascontiguousarray(pictures[start : start + _PICTURES_AT_ONCE].transpose(0, 3, 1, 2))
                rows.append(network(torch.from_numpy(part).float() / 127.5 - 1).numpy())
        return np.concatenate(rows)

    def _loaded(self) -> PlacedFeatures:
        if self._network is None:
            from engine.architectures.efficientnet_lite import PlacedFeatures, load_efficientnet_lite

            network = PlacedFeatures("lite0", 128)
            network.network = load_efficientnet_lite("lite0")
            self._network = network.eval()
        return self._network
