"""How different two pictures look: LPIPS's distance on EfficientNet-Lite0's features, all channels alike.

Zhang et al. 2018, equation 1. Figures compare what is measured here, and not what is published for VGG.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import brought_to

PerceptualFeatures = NDArray[np.floating]
_SIDE = 128


class PerceptualLook:
    """Features whose squared differences add up to the distance of two pictures."""

    def __init__(self) -> None:
        """Load the network, in float32 on the processor."""
        self._network = load_efficientnet_lite("lite0")

    @torch.inference_mode()
    def features(self, pictures: Tensor) -> PerceptualFeatures:
        """Features (N, F) of square pictures (N, 3, S, S) in [-1, 1], looked at with 128 pixels a side."""
        maps = self._network.maps(brought_to(pictures, _SIDE))[:3]
        # Each map's part of the sum of squares is its mean over places, and the maps count alike.
        parts = [F.normalize(m, dim=1) / (m.shape[2] * m.shape[3] * len(maps)) ** 0.5 for m in maps]
        return np.asarray(torch.cat([part.flatten(1) for part in parts], dim=1).double().numpy())

    @staticmethod
    def distance(first: PerceptualFeatures, second: PerceptualFeatures) -> PerceptualFeatures:
        """Distances (N,) of pictures by their features."""
        return np.asarray(((first - second) ** 2).sum(axis=1))
