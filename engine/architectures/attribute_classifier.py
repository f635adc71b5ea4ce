"""Reads attributes off pictures: features of EfficientNet-Lite, and a head with calibrated answers.

The features keep places as well as kinds (a mouth is open where the mouth is), which a head that sees the
last map's average alone cannot know.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import EfficientNetLite, Variant
from engine.architectures.layers import resized_to

_GRID = 4


class PlacedFeatures(nn.Module):
    """The average of the last map, and the maps at strides 8 and 16 averaged over a grid of 4 x 4 places.

    Args:
        variant: of EfficientNet-Lite; its weights are random until they are loaded.
        working_size: side in pixels that pictures are brought to, a multiple of 64.
    """

    def __init__(self, variant: Variant = "lite0", working_size: int = 128) -> None:
        super().__init__()
        if working_size % 64 or working_size < 64:
            raise ValueError("working_size must be a multiple of 64")
        self.network = EfficientNetLite(variant)
        self.working_size = working_size
        _, eighth, sixteenth, _ = self.network.map_channels
        self.size = 1280 + _GRID**2 * (eighth + sixteenth)

    def forward(self, image: Tensor) -> Tensor:
        """Features (N, size) of square pictures (N, 3, S, S) in [-1, 1]."""
        side = self.working_size
        _, eighth, sixteenth, last = self.network.maps(resized_to(image, side))
        parts = [F.relu6(self.network.head(last)).mean(dim=(2, 3))]
        for features, stride in ((sixteenth, 16), (eighth, 8)):
            parts.append(F.avg_pool2d(features, side // stride // _GRID).flatten(1))
        return torch.cat(parts, dim=1)


class AttributeHead(nn.Module):
    """One number for every attribute: a logit where it is there or not, else deviations from its mean.

    Missing labels are NaN and count nowhere. What labels are like (share of ones, mean, deviation) is learnt
    with the weights and kept beside them.

    Args:
        inputs: features of a picture.
        outputs: attributes.
        hidden: width of the layer between; 0 makes the head linear.
        dropout: share of features, and of hidden units, that a training step leaves out.
    """

    def __init__(self, inputs: int, outputs: int, hidden: int = 256, dropout: float = 0.0) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(inputs, affine=False)
        layers: list[nn.Module] = [nn.Dropout(dropout)]
        if hidden:
            layers += [nn.Linear(inputs, hidden), nn.ReLU(), nn.Dropout(dropout)]
        layers.append(nn.Linear(hidden or inputs, outputs))
        self.layers = nn.Sequential(*layers)
        self.register_buffer("gain", torch.ones(outputs))
        self.register_buffer("shift", torch.zeros(outputs))
        self.register_buffer("label_count", torch.zeros(outputs, dtype=torch.int64))
        self.register_buffer("label_mean", torch.zeros(outputs))
        self.register_buffer("label_variance", torch.zeros(outputs))

    def forward(self, features: Tensor) -> Tensor:
        """Calibrated answers (N, outputs) from features (N, inputs)."""
        return self.uncalibrated(features) * self.get_buffer("gain") + self.get_buffer("shift")

    def uncalibrated(self, features: Tensor) -> Tensor:
        """Answers (N, outputs) as training sees them."""
        answers: Tensor = self.layers(self.norm(features))
        return answers

    @torch.no_grad()
    def note(self, labels: Tensor) -> None:
        """Add labels (N, outputs) to what is known of them (Chan et al. 1983); NaN is missing."""
        count, mean = self.get_buffer("label_count"), self.get_buffer("label_mean")
        variance = self.get_buffer("label_variance")
        known = ~labels.isnan()
        added = known.sum(0)
        total = (count + added).clamp(min=1)
        new_mean = torch.where(known, labels, 0).sum(0) / added.clamp(min=1)
        squares = torch.where(known, (labels - new_mean).square(), 0).sum(0)
        step = torch.where(added > 0, new_mean - mean, 0)
        variance.copy_((variance * count + squares + step.square() * count * added / total) / total)
        mean.add_(step * added / total)
        count.add_(added)

    def label_statistics(self) -> tuple[Tensor, Tensor]:
        """Mean and standard deviation of the labels noted so far, each (outputs,); 1 where all are alike."""
        variance = self.get_buffer("label_variance")
        return self.get_buffer("label_mean"), torch.where(variance > 1e-8, variance.sqrt(), 1.0)

    @torch.no_grad()
    def calibrate(self, gain: Tensor, shift: Tensor) -> None:
        """Take over the calibration (Platt 1999) of uncalibrated answers, each (outputs,)."""
        self.get_buffer("gain").copy_(gain)
        self.get_buffer("shift").copy_(shift)


class AttributeClassifier(nn.Module):
    """Features and head as one network, as a bundle holds it.

    Args:
        attributes: how many it reads.
        variant, working_size: of the features.
        hidden: of the head.
    """

    def __init__(
        self, attributes: int, variant: Variant = "lite0", working_size: int = 128, hidden: int = 256
    ) -> None:
        super().__init__()
        self.features = PlacedFeatures(variant, working_size)
        self.head = AttributeHead(self.features.size, attributes, hidden)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Answers (N, attributes) and the features (N, F) that they come from; pictures in [-1, 1]."""
        features = self.features(image)
        return self.head(features), features
