"""DRIT's encoders of content and attribute (Lee et al. 2018; DRIT++ 2020), under the published key names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn

from engine.networks.multiscale import LeakyConvolution

Domain = Literal["a", "b"]


class InstanceResidual(nn.Module):
    """Residual block of two reflected 3x3 convolutions with instance norm."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(2):
            layers += [nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), nn.InstanceNorm2d(channels)]
            layers.append(nn.ReLU())
        self.model = nn.Sequential(*layers[:-1])

    def forward(self, features: Tensor) -> Tensor:
        """(N, channels, H, W)."""
        result: Tensor = features + self.model(features)
        return result


class _Halving(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.model = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(inputs, outputs, 3, stride=2),
            nn.InstanceNorm2d(outputs),
            nn.ReLU(),
        )

    def forward(self, features: Tensor) -> Tensor:
        result: Tensor = self.model(features)
        return result


class Noise(nn.Module):
    """Adds N(0, 1) in training; nothing in use."""

    def forward(self, features: Tensor) -> Tensor:
        """The features, with noise in training."""
        return features + torch.randn_like(features) if self.training else features


def _own_layers(input_channels: int, width: int, downsamplings: int, blocks: int) -> nn.Sequential:
    layers: list[nn.Module] = [LeakyConvolution(input_channels, width, 7, 1, 3)]
    layers += [_Halving(width * 2**level, width * 2 ** (level + 1)) for level in range(downsamplings)]
    layers += [InstanceResidual(width * 2**downsamplings) for _ in range(blocks)]
    return nn.Sequential(*layers)


def _shared_layers(channels: int, blocks: int) -> nn.Sequential:
    return nn.Sequential(*(InstanceResidual(channels) for _ in range(blocks)), Noise())


class DritContentPath(nn.Module):
    """The content encoder of one domain: pictures (N, C, H, W) to content (N, width * 2^k, H / 2^k, W / 2^k).

    Args:
        input_channels: channels of the picture.
        width: channels of the first layer; each of the k halvings doubles them.
        downsamplings: k.
        blocks: residual blocks of the domain's own.
        shared_blocks: residual blocks that both domains share in training.
    """

    def __init__(
        self,
        input_channels: int = 3,
        width: int = 64,
        downsamplings: int = 2,
        blocks: int = 3,
        shared_blocks: int = 1,
    ) -> None:
        super().__init__()
        self.conv = _own_layers(input_channels, width, downsamplings, blocks)
        self.conv_share = _shared_layers(width * 2**downsamplings, shared_blocks)

    def forward(self, image: Tensor) -> Tensor:
        """The content."""
        content: Tensor = self.conv_share(self.conv(image))
        return content


class DritContentEncoder(nn.Module):
    """Both domains' content encoders, whose last layer is one: `convA`, `convB`, `conv_share` (section 3.1).

    Args: as of `DritContentPath`.
    """

    def __init__(
        self,
        input_channels: int = 3,
        width: int = 64,
        downsamplings: int = 2,
        blocks: int = 3,
        shared_blocks: int = 1,
    ) -> None:
        super().__init__()
        self.conv_share = _shared_layers(width * 2**downsamplings, shared_blocks)
        self.convA = _own_layers(input_channels, width, downsamplings, blocks)
        self.convB = _own_layers(input_channels, width, downsamplings, blocks)

    def forward(self, image: Tensor, domain: Domain = "a") -> Tensor:
        """The content of pictures of one domain."""
        own = self.convA if domain == "a" else self.convB
        content: Tensor = self.conv_share(own(image))
        return content


def _feature_wise_layers(input_channels: int, widths: Sequence[int], style_size: int) -> nn.Sequential:
    layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(input_channels, widths[0], 7), nn.ReLU()]
    for inputs, outputs in pairwise(widths):
        layers += [nn.ReflectionPad2d(1), nn.Conv2d(inputs, outputs, 4, stride=2), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Conv2d(widths[-1], style_size, 1))


class DritAttributePath(nn.Module):
    """The feature-wise attribute encoder of one domain: pictures (N, C, H, W) to codes (N, style_size).

    Args:
        widths: channels after the first convolution and after each halving.
        style_size: length of the code.
        input_channels: channels of the picture.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 256, 256),
        style_size: int = 8,
        input_channels: int = 3,
    ) -> None:
        super().__init__()
        self.model = _feature_wise_layers(input_channels, widths, style_size)

    def forward(self, image: Tensor) -> Tensor:
        """The code, (N, style_size)."""
        code: Tensor = self.model(image)
        return code.flatten(1)


class DritAttributeEncoder(nn.Module):
    """Feature-wise attribute encoders of both domains, `model_a` and `model_b`; args as of the path."""

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 256, 256),
        style_size: int = 8,
        input_channels: int = 3,
    ) -> None:
        super().__init__()
        self.model_a = _feature_wise_layers(input_channels, widths, style_size)
        self.model_b = _feature_wise_layers(input_channels, widths, style_size)

    def forward(self, image: Tensor, domain: Domain = "a") -> Tensor:
        """The code of pictures of one domain, (N, style_size)."""
        code: Tensor = (self.model_a if domain == "a" else self.model_b)(image)
        return code.flatten(1)


class _MeanPoolBlock(nn.Module):
    """Residual block without norm that halves the size by average pooling."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        pooled = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(inputs, outputs, 3), nn.AvgPool2d(2))
        self.conv = nn.Sequential(
            nn.LeakyReLU(0.2), nn.ReflectionPad2d(1), nn.Conv2d(inputs, inputs, 3), nn.LeakyReLU(0.2), pooled
        )
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(inputs, outputs, 1))

    def forward(self, features: Tensor) -> Tensor:
        result: Tensor = self.conv(features) + self.shortcut(features)
        return result


def _variational_layers(input_channels: int, widths: Sequence[int]) -> nn.Sequential:
    return nn.Sequential(
        nn.ReflectionPad2d(1),
        nn.Conv2d(input_channels, widths[0], 4, stride=2),
        *(_MeanPoolBlock(a, b) for a, b in pairwise(widths)),
        nn.LeakyReLU(0.2),
        nn.AdaptiveAvgPool2d(1),
    )


class DritVariationalPath(nn.Module):
    """The variational attribute encoder of one domain: pictures to mean and log-variance of a code.

    Args:
        widths: channels after the first convolution and after each residual block.
        style_size: length of the code.
        input_channels: channels of the picture.
    """

    def __init__(
        self, widths: Sequence[int] = (64, 128, 192, 256), style_size: int = 8, input_channels: int = 3
    ) -> None:
        super().__init__()
        self.conv = _variational_layers(input_channels, widths)
        self.fc = nn.Sequential(nn.Linear(widths[-1], style_size))
        self.fcVar = nn.Sequential(nn.Linear(widths[-1], style_size))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the code."""
        features = self.conv(image).flatten(1)
        return self.fc(features), self.fcVar(features)


class DritVariationalEncoder(nn.Module):
    """Variational attribute encoders of both domains (the `concat` form); args as of the path."""

    def __init__(
        self, widths: Sequence[int] = (64, 128, 192, 256), style_size: int = 8, input_channels: int = 3
    ) -> None:
        super().__init__()
        for domain in "AB":
            self.add_module(f"fc_{domain}", nn.Sequential(nn.Linear(widths[-1], style_size)))
            self.add_module(f"fcVar_{domain}", nn.Sequential(nn.Linear(widths[-1], style_size)))
            self.add_module(f"conv_{domain}", _variational_layers(input_channels, widths))

    def forward(self, image: Tensor, domain: Domain = "a") -> tuple[Tensor, Tensor]:
        """Mean and log-variance of the code of pictures of one domain, each (N, style_size)."""
        name = domain.upper()
        features = self.get_submodule(f"conv_{name}")(image).flatten(1)
        return self.get_submodule(f"fc_{name}")(features), self.get_submodule(f"fcVar_{name}")(features)
