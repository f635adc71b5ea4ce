"""What pictures show, as numbers by which few examples tell kinds apart: EfficientNet-Lite0's features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from engine.networks.attribute_classifier import PlacedFeatures

Pixels = NDArray[np.uint8]
Features = NDArray[np.float32]
_PICTURES_AT_ONCE = 32


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
            from engine.networks.attribute_classifier import PlacedFeatures
            from engine.networks.efficientnet_lite import load_efficientnet_lite

            network = PlacedFeatures("lite0", 128)
            network.network = load_efficientnet_lite("lite0")
            self._network = network.eval()
        return self._network
