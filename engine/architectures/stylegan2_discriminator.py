"""StyleGAN2's discriminator (Karras et al. 2020a and 2020b), under NVlabs' key names."""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor, nn

from engine.architectures.choices import Architecture
from engine.architectures.layers import (
    EqualisedConv,
    EqualisedLinear,
    downsample,
    half_type,
    resample_filter,
    without_autocast,
)
from engine.architectures.stylegan2 import MappingNetwork, channels_at, resolutions

_HALF = math.sqrt(0.5)


def with_deviation(features: Tensor, group_size: int) -> Tensor:
    """Features (N, C, H, W) and, as one channel more, their standard deviation over groups of the batch.

    Minibatch standard deviation (Karras et al. 2018, section 3). Where N is no multiple of `group_size`, the
    groups are of the largest size below it that divides N.
    """
    count = len(features)
    group = next(size for size in range(min(group_size, count), 0, -1) if count % size == 0)
    # Groups take every (N / group)-th picture, as published.
    grouped = features.float().reshape(group, count // group, *features.shape[1:])
    deviation = (grouped.var(dim=0, unbiased=False) + 1e-8).sqrt().mean(dim=(1, 2, 3))
    channel = deviation.repeat(group)[:, None, None, None].expand(-1, 1, *features.shape[2:])
    return torch.cat([features, channel.to(features.dtype)], dim=1)


class _Block(nn.Module):
    """One resolution: two convolutions, the second to half the size, and the way around them."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        architecture: Architecture,
        picture_channels: int,
        clamp: float | None,
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.register_buffer("resample_filter", resample_filter())
        if picture_channels:
            self.fromrgb = EqualisedConv(picture_channels, inputs, 1, clamp=clamp)
        self.conv0 = EqualisedConv(inputs, inputs, 3, clamp=clamp)
        self.conv1 = EqualisedConv(inputs, outputs, 3, resize="down", clamp=clamp)
        if architecture == "resnet":
            self.skip = EqualisedConv(inputs, outputs, 1, active=False, resize="down")

    def forward(self, features: Tensor | None, picture: Tensor | None) -> tuple[Tensor, Tensor | None]:
        if picture is not None:
            seen = self.fromrgb(picture)
            features = seen if features is None else features + seen
            smaller = self.architecture == "skip"
            picture = downsample(picture, self.get_buffer("resample_filter")) if smaller else None
        assert features is not None
        if self.architecture != "resnet":
            return self.conv1(self.conv0(features)), picture
        around = self.skip(features, gain=_HALF)
        return self.conv1(self.conv0(features), gain=_HALF) + around, picture


class _Epilogue(nn.Module):
    """From 4x4 features to scores."""

    def __init__(
        self, width: int, outputs: int, picture_channels: int, group_size: int, clamp: float | None
    ) -> None:
        super().__init__()
        self.group_size = group_size
        if picture_channels:
            self.fromrgb = EqualisedConv(picture_channels, width, 1)
        self.conv = EqualisedConv(width + 1 if group_size > 1 else width, width, 3, clamp=clamp)
        self.fc = EqualisedLinear(width * 16, width, active=True)
        self.out = EqualisedLinear(width, outputs)

    def forward(self, features: Tensor, picture: Tensor | None) -> Tensor:
        features = features.float()
        if picture is not None:
            features = features + self.fromrgb(picture.float())
        if self.group_size > 1:
            features = with_deviation(features, self.group_size)
        result: Tensor = self.out(self.fc(self.conv(features).flatten(1)))
        return result


class StyleGAN2Discriminator(nn.Module):
    """Judges pictures (N, 3, R, R) in [-1, 1]: scores (N, 1), no sigmoid.

    With labels, the score is the product of the picture's features and the mapped label (Miyato and Koyama
    2018). Under autocast the highest `half_resolutions` run in half precision, everything else in float32.

    Args:
        resolution: R, a power of two from 8 on.
        channel_base: channels at resolution r are channel_base / r,
        channel_max: but never more than this.
        architecture: residual (published), with pictures at every size (`skip`), or neither (`orig`).
        label_size: length of a label, 0 for none.
        group_size: pictures over which the standard deviation is taken; 1 leaves it out.
        mapping_depth: layers of the labels' mapping network.
        clamp: bound of the activations, for half precision.
        half_resolutions: how many of the highest resolutions may run in half precision.
        picture_channels: channels of the picture.
    """

    def __init__(
        self,
        resolution: int = 256,
        channel_base: int = 16384,
        channel_max: int = 512,
        architecture: Architecture = "resnet",
        label_size: int = 0,
        group_size: int = 4,
        mapping_depth: int = 8,
        clamp: float | None = None,
        half_resolutions: int = 4,
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        self.resolutions = resolutions(resolution)[::-1]
        self.half_resolutions = half_resolutions
        width = {r: channels_at(r, channel_base, channel_max) for r in self.resolutions}
        for r in self.resolutions[:-1]:
            sees = picture_channels if r == resolution or architecture == "skip" else 0
            self.add_module(f"b{r}", _Block(width[r], width[r // 2], architecture, sees, clamp))
        outputs = width[4] if label_size else 1
        if label_size:
            self.mapping = MappingNetwork(0, width[4], 0, mapping_depth, label_size)
        sees = picture_channels if architecture == "skip" else 0
        self.b4 = _Epilogue(width[4], outputs, sees, group_size, clamp)
        self.label_size = label_size

    def forward(self, image: Tensor, labels: Tensor | None = None) -> Tensor:
        """Scores (N, 1) of pictures (N, 3, R, R) under labels (N, label_size)."""
        half = half_type(image.device)
        with without_autocast(image.device):
            features: Tensor | None = None
            picture: Tensor | None = image
            for index, r in enumerate(self.resolutions[:-1]):
                kind = half if index < self.half_resolutions else torch.float32
                picture = None if picture is None else picture.to(kind)
                features = None if features is None else features.to(kind)
                features, picture = self.get_submodule(f"b{r}")(features, picture)
            scores: Tensor = self.b4(features, picture)
            if self.label_size:
                if labels is None:
                    raise ValueError("this discriminator judges pictures under labels, and none were given")
                wanted = self.mapping(None, labels)
                scores = (scores * wanted).sum(dim=1, keepdim=True) / math.sqrt(scores.shape[1])
        return scores

    def layers(self) -> list[nn.Module]:
        """Trainable layers from the picture on, in the order that Freeze-D counts them (Mo et al. 2020)."""
        found: list[nn.Module] = []
        for r in self.resolutions[:-1]:
            block = self.get_submodule(f"b{r}")
            found += [
                m for name in ("fromrgb", "conv0", "conv1", "skip") if (m := getattr(block, name, None))
            ]
        return [*found, *self.b4.children()]


# An encoder of pictures to the distribution of their codes, as StyleGAN2's discriminator is built.


class PictureEncoder(nn.Module):
    """Takes pictures (N, 3, R, R) in [-1, 1], gives mean and log variance of codes, (N, latent_size) each.

    Unlike an encoder that ends in an average over places, it knows where things are.

    Args:
        resolution: R, a power of two.
        latent_size: length of a code.
        channel_base: channels at a resolution r are `channel_base / r`.
        channel_max: and never more than this.
    """

    def __init__(
        self, resolution: int = 64, latent_size: int = 256, channel_base: int = 4096, channel_max: int = 256
    ) -> None:
        super().__init__()
        sides = resolutions(resolution)[::-1]
        widths = [channels_at(side, channel_base, channel_max) for side in sides]
        layers: list[nn.Module] = [EqualisedConv(3, widths[0], 1)]
        layers += [EqualisedConv(inputs, outputs, 3, resize="down") for inputs, outputs in pairwise(widths)]
        self.layers = nn.Sequential(*layers)
        self.out = EqualisedLinear(widths[-1] * sides[-1] ** 2, 2 * latent_size)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance, (N, latent_size) each, in float32."""
        features = self.layers(image)
        mean, log_variance = self.out(features.flatten(1)).float().chunk(2, dim=1)
        return mean, log_variance


class InvertingPictureEncoder(PictureEncoder):
    """The same with the mapping of its generator: pictures (N, 3, R, R) to codes (N, layers_count, w_size).

    Args:
        w_size: length of a code in W.
        layers_count: codes in W that one picture takes.
        depth: layers of the mapping.
        config: of `PictureEncoder`.
    """

    def __init__(self, w_size: int = 256, layers_count: int = 10, depth: int = 4, **config: int) -> None:
        super().__init__(**config)
        self.mapping = MappingNetwork(self.out.weight.shape[0] // 2, w_size, layers_count, depth)

    def forward(self, image: Tensor) -> Tensor:  # type: ignore[override]
        """Codes in W of the likeliest z, one for every layer."""
        ws: Tensor = self.mapping(super().forward(image)[0])
        return ws
