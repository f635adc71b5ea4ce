"""How different the styles of one sketch are, as a fraction of how different real photos are."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import resized_to

Features = NDArray[np.float64]


def mean_pairwise_distance(features: Features) -> float:
    """Mean Euclidean distance over all pairs of rows of (N, d)."""
    squares = (features**2).sum(axis=1)
    products = squares[:, None] + squares[None] - 2 * features @ features.T
    upper = np.triu_indices(len(features), 1)
    return float(np.sqrt(np.maximum(products[upper], 0)).mean())


def relative_diversity(styles_by_sketch: list[Features], real: Features) -> float:
    """Mean pairwise distance of the styles of one sketch, over sketches, divided by that of real photos.

    Args:
        styles_by_sketch: for each sketch, features of its styles (K, d).
        real: features of random real photos (N, d).
    """
    within = np.mean([mean_pairwise_distance(features) for features in styles_by_sketch])
    return float(within / mean_pairwise_distance(real))


# Whether a picture follows its sketch: F1 between the lines asked for and the lines that are there.


TOLERANCE = 2.0


def edge_f1(asked: NDArray[np.uint8], made: NDArray[np.uint8], tolerance: float = TOLERANCE) -> float:
    """F1 of line pixels that find a counterpart within `tolerance` pixels (Martin et al. 2004, simplified).

    Args:
        asked: (H, W) uint8 sketch, 255 paper and 0 ink.
        made: the same of the picture that was made.
        tolerance: in pixels of a 128-pixel picture.
    """
    from scipy import ndimage

    first, second = asked < 128, made < 128
    if not first.any() or not second.any():
        return float(first.any() == second.any())
    reach = tolerance * max(1.0, asked.shape[0] / 128)
    recall = float(np.mean(ndimage.distance_transform_edt(~second)[first] <= reach))
    precision = float(np.mean(ndimage.distance_transform_edt(~first)[second] <= reach))
    return 2 * precision * recall / max(precision + recall, 1e-12)


# How different two pictures look: LPIPS's distance on EfficientNet-Lite0's features, all channels alike.
#
# Zhang et al. 2018, equation 1. Figures compare what is measured here, and not what is published for VGG.


PerceptualFeatures = NDArray[np.floating]
_SIDE = 128


class PerceptualExtractor:
    """Features whose squared differences add up to the distance of two pictures."""

    def __init__(self) -> None:
        """Load the network, in float32 on the processor."""
        self._network = load_efficientnet_lite("lite0")

    @torch.inference_mode()
    def features(self, pictures: Tensor) -> PerceptualFeatures:
        """Features (N, F) of square pictures (N, 3, S, S) in [-1, 1], looked at with 128 pixels a side."""
        maps = self._network.maps(resized_to(pictures, _SIDE))[:3]
        # Each map's part of the sum of squares is its mean over places, and the maps count alike.
        parts = [F.normalize(m, dim=1) / (m.shape[2] * m.shape[3] * len(maps)) ** 0.5 for m in maps]
        return np.asarray(torch.cat([part.flatten(1) for part in parts], dim=1).double().numpy())

    @staticmethod
    def distance(first: PerceptualFeatures, second: PerceptualFeatures) -> PerceptualFeatures:
        """Distances (N,) of pictures by their features."""
        return np.asarray(((first - second) ** 2).sum(axis=1))
