"""Encoder of content and decoder of pictures that UNIT and MUNIT share, under the published key names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

BlockNorm = Literal["none", "instance", "layer"]
Activation = Literal["none", "relu", "leaky", "tanh"]


class SampleNorm(nn.Module):
    """Each picture's features at mean 0 and deviation 1 over channels and places, then scaled by channel.

    Ba et al. 2016, in the published form of UNIT and MUNIT: unbiased deviation, epsilon added to it.
    """

    def __init__(self, channels: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.rand(channels))
        self.beta = nn.Parameter(torch.zeros(channels))
        self.eps = eps

    def normalised(self, features: Tensor) -> Tensor:
        """The features at mean 0 and deviation 1."""
        mean = features.mean(dim=(1, 2, 3), keepdim=True)
        deviation = features.std(dim=(1, 2, 3), keepdim=True)
        return (features - mean) / (deviation + self.eps)

    def forward(self, features: Tensor) -> Tensor:
        """The normalised features, scaled and shifted, (N, C, H, W)."""
        normal = self.normalised(features.float()).to(features.dtype)
        return normal * self.gamma[:, None, None] + self.beta[:, None, None]


def _norm(kind: BlockNorm, channels: int) -> nn.Module:
    if kind == "none":
        return nn.Identity()
    return nn.InstanceNorm2d(channels) if kind == "instance" else SampleNorm(channels)


def _activation(kind: Activation) -> nn.Module:
    if kind == "none":
        return nn.Identity()
    if kind == "tanh":
        return nn.Tanh()
    return nn.ReLU() if kind == "relu" else nn.LeakyReLU(0.2)


class ConvBlock(nn.Module):
    """Reflected padding, convolution, norm, activation."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int,
        padding: int,
        norm: BlockNorm = "none",
        activation: Activation = "relu",
    ) -> None:
        super().__init__()
        self.pad = nn.ReflectionPad2d(padding)
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride)
        self.norm = _norm(norm, outputs)
        self.activation = _activation(activation)

    def forward(self, features: Tensor) -> Tensor:
        """(N, outputs, H', W')."""
        result: Tensor = self.activation(self.norm(self.conv(self.pad(features))))
        return result


class GrowingBlock(ConvBlock):
    """Doubling by nearest neighbour, then a 5x5 block: the same numbers for a third of the products.

    Of the 25 places that the 5x5 kernel sees on the doubled picture only 9 differ. Each of the four
    pixels that come out of one has a 3x3 kernel of its own, whose weights are sums of the 5x5 kernel's. The
    outermost pixels, where reflection mixes otherwise, are computed in the plain way.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(inputs, outputs, 5, 1, 2, "layer")
        self.up = nn.Upsample(scale_factor=2)
        # For pixels at even and at odd places, what of the 5 taps falls on each of 3 neighbours.
        falls = [[1, 1, 0, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1]]
        falls += [[1, 0, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 1]]
        self.register_buffer("falls", torch.tensor(falls, dtype=torch.float32).T, persistent=False)

    def forward(self, features: Tensor) -> Tensor:
        """(N, outputs, 2 H, 2 W)."""
        result: Tensor = self.activation(self.norm(self._grown(features)))
        return result

    def _grown(self, features: Tensor) -> Tensor:
        weight, bias = self.conv.weight, self.conv.bias
        assert bias is not None
        outputs, inputs = weight.shape[:2]
        falls = self.get_buffer("falls").to(weight.dtype)
        sums = ((weight @ falls).transpose(2, 3) @ falls).reshape(outputs, inputs, 2, 3, 2, 3)
        kernels = sums.permute(0, 4, 2, 1, 5, 3).reshape(4 * outputs, inputs, 3, 3)
        around = F.pad(features, (1, 1, 1, 1), mode="replicate")
        grown = F.pixel_shuffle(F.conv2d(around, kernels, bias.repeat_interleave(4)), 2)
        top = self._plain(features[:, :, :2], (2, 2, 2, 0))[:, :, :1]
        bottom = self._plain(features[:, :, -2:], (2, 2, 0, 2))[:, :, -1:]
        left = self._plain(features[:, :, :, :2], (2, 0, 2, 2))[:, :, 1:-1, :1]
        right = self._plain(features[:, :, :, -2:], (0, 2, 2, 2))[:, :, 1:-1, -1:]
        inner = torch.cat([left, grown[:, :, 1:-1, 1:-1], right], dim=3)
        return torch.cat([top, inner, bottom], dim=2)

    def _plain(self, features: Tensor, around: tuple[int, int, int, int]) -> Tensor:
        result: Tensor = self.conv(F.pad(self.up(features), around, mode="reflect"))
        return result


class ResidualBlock(nn.Module):
    """Two 3x3 blocks with instance norm beside the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        first = ConvBlock(channels, channels, 3, 1, 1, "instance", "relu")
        self.model = nn.Sequential(first, ConvBlock(channels, channels, 3, 1, 1, "instance", "none"))

    def forward(self, features: Tensor) -> Tensor:
        """(N, channels, H, W)."""
        result: Tensor = features + self.model(features)
        return result


class ResidualBlocks(nn.Module):
    """Several residual blocks in a row."""

    def __init__(self, channels: int, count: int) -> None:
        super().__init__()
        self.model = nn.Sequential(*(ResidualBlock(channels) for _ in range(count)))

    def forward(self, features: Tensor) -> Tensor:
        """(N, channels, H, W)."""
        result: Tensor = self.model(features)
        return result


class ContentEncoder(nn.Module):
    """What a picture shows, without how it looks (Huang et al. 2018, section 5.1; Liu et al. 2017).

    Pictures (N, input_channels, H, W) in [-1, 1] to content (N, widths[-1], H / 2^k, W / 2^k); each
    width after the first halves the size, k times in all.

    Args:
        widths: channels after the first convolution and after each halving.
        residual_blocks: at the deepest width.
        input_channels: channels of the picture.
    """

    def __init__(
        self, widths: Sequence[int] = (64, 128, 256), residual_blocks: int = 4, input_channels: int = 3
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [ConvBlock(input_channels, widths[0], 7, 1, 3, "instance")]
        layers += [ConvBlock(a, b, 4, 2, 1, "instance") for a, b in pairwise(widths)]
        self.model = nn.Sequential(*layers, ResidualBlocks(widths[-1], residual_blocks))

    def forward(self, image: Tensor) -> Tensor:
        """The content."""
        content: Tensor = self.model(image)
        return content


def growing_layers(widths: Sequence[int], output_channels: int) -> list[nn.Module]:
    """What follows the residual blocks of a decoder: resizing and 5x5 convolutions, then 7x7 and tanh.

    Args:
        widths: channels of the content encoder, the picture's end first.
        output_channels: channels of the picture.
    """
    layers: list[nn.Module] = []
    for deep, shallow in pairwise(reversed(widths)):
        # The published resizing is a layer of its own; here it is part of the next, which keeps its number.
        layers += [nn.Identity(), GrowingBlock(deep, shallow)]
    return [*layers, ConvBlock(widths[0], output_channels, 7, 1, 3, "none", "tanh")]


class ContentDecoder(nn.Module):
    """Content back to a picture, with instance norm in its residual blocks (UNIT's generator).

    Args:
        widths: of the content encoder.
        residual_blocks: at the deepest width.
        output_channels: channels of the picture.
    """

    def __init__(
        self, widths: Sequence[int] = (64, 128, 256), residual_blocks: int = 4, output_channels: int = 3
    ) -> None:
        super().__init__()
        blocks = ResidualBlocks(widths[-1], residual_blocks)
        self.model = nn.Sequential(blocks, *growing_layers(widths, output_channels))

    def forward(self, content: Tensor) -> Tensor:
        """The picture, (N, output_channels, H, W) in [-1, 1]."""
        picture: Tensor = self.model(content)
        return picture
