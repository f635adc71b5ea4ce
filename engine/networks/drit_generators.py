"""DRIT's generators, concat and feature-wise (Lee et al. 2018, section 3.1), under the published keys."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from engine.networks.blocks import with_code
from engine.networks.drit import Domain, InstanceResidual


class LayerNorm(nn.Module):
    """Ba et al. 2016 over channels and places, with a weight and a bias for each channel, (C, 1, 1)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels, 1, 1))
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

    def normalised(self, features: Tensor) -> Tensor:
        """The features at mean 0 and deviation 1."""
        mean = features.mean(dim=(1, 2, 3), keepdim=True)
        variance = (features - mean).square().mean(dim=(1, 2, 3), keepdim=True)
        return (features - mean) * torch.rsqrt(variance + 1e-5)

    def forward(self, features: Tensor) -> Tensor:
        """The normalised features, scaled and shifted, (N, C, H, W)."""
        normal = self.normalised(features.float()).to(features.dtype)
        return normal * self.weight + self.bias


class _Doubling(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        grow = nn.ConvTranspose2d(inputs, outputs, 3, 2, padding=1, output_padding=1)
        self.model = nn.Sequential(grow, LayerNorm(outputs), nn.ReLU())

    def forward(self, features: Tensor) -> Tensor:
        result: Tensor = self.model(features)
        return result


class _StyledResidual(nn.Module):
    """A residual block that mixes a style into every place by 1x1 convolutions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        for number in (1, 2):
            convolution = nn.Sequential(nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3))
            mixing = nn.Sequential(
                nn.Conv2d(2 * channels, 2 * channels, 1),
                nn.ReLU(),
                nn.Conv2d(2 * channels, channels, 1),
                nn.ReLU(),
            )
            self.add_module(f"conv{number}", nn.Sequential(convolution, nn.InstanceNorm2d(channels)))
            self.add_module(f"blk{number}", mixing)

    def forward(self, features: Tensor, style: Tensor) -> Tensor:
        inner = features
        for number in (1, 2):
            inner = self.get_submodule(f"conv{number}")(inner)
            many = inner.expand(style.shape[0], -1, -1, -1)
            inner = self.get_submodule(f"blk{number}")(with_code(many, style))
        return features + inner


def concat_layers(
    channels: int, blocks: int, upsamplings: int, style_size: int, outputs: int
) -> list[nn.Module]:
    """The stages of one domain's `concat` decoder; before each, the style code joins the features."""
    width = channels + style_size
    stages: list[nn.Module] = [nn.Sequential(*(InstanceResidual(width) for _ in range(blocks)))]
    for _ in range(upsamplings):
        width += style_size
        stages.append(nn.Sequential(_Doubling(width, width // 2)))
        width //= 2
    last = nn.ConvTranspose2d(width + style_size, outputs, 1)
    return [*stages, nn.Sequential(last, nn.Tanh())]


def feature_wise_layers(channels: int, blocks: int, upsamplings: int, outputs: int) -> list[nn.Module]:
    """The residual blocks of one domain's feature-wise decoder, and last the layers that grow the picture."""
    stages: list[nn.Module] = [_StyledResidual(channels) for _ in range(blocks)]
    grow: list[nn.Module] = [
        _Doubling(channels // 2**level, channels // 2 ** (level + 1)) for level in range(upsamplings)
    ]
    last = nn.ConvTranspose2d(channels // 2**upsamplings, outputs, 1)
    return [*stages, nn.Sequential(*grow, last, nn.Tanh())]


def _mlp(style_size: int, width: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(style_size, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, outputs)
    )


def _concat(features: Tensor, code: Tensor, stages: Iterable[nn.Module]) -> Tensor:
    features = features.expand(code.shape[0], -1, -1, -1)
    for stage in stages:
        features = stage(with_code(features, code))
    return features


def _feature_wise(features: Tensor, parameters: Tensor, stages: list[nn.Module]) -> Tensor:
    # Slices, not chunks: ONNX has no cheap word for the latter.
    width = parameters.shape[1] // (len(stages) - 1)
    for number, stage in enumerate(stages[:-1]):
        features = stage(features, parameters[:, number * width : (number + 1) * width])
    picture: Tensor = stages[-1](features)
    return picture


class DritConcatDecoder(nn.Module):
    """One domain's `concat` decoder: content (N, C, h, w) and code (N, style_size) to a picture.

    Args:
        channels: of the content.
        blocks: residual blocks of the domain's own.
        upsamplings: how often the size is doubled.
        style_size: length of the code.
        shared_blocks: residual blocks that both domains share in training.
        output_channels: channels of the picture.
    """

    def __init__(
        self,
        channels: int = 256,
        blocks: int = 3,
        upsamplings: int = 2,
        style_size: int = 8,
        shared_blocks: int = 1,
        output_channels: int = 3,
    ) -> None:
        super().__init__()
        self.dec_share = nn.Sequential(*(InstanceResidual(channels) for _ in range(shared_blocks)))
        self.dec = nn.ModuleList(concat_layers(channels, blocks, upsamplings, style_size, output_channels))

    def forward(self, content: Tensor, code: Tensor) -> Tensor:
        """The picture, (N, output_channels, H, W)."""
        return _concat(self.dec_share(content), code, self.dec)


class DritConcatGenerator(nn.Module):
    """Both domains' `concat` decoders behind one shared block; args as of the decoder."""

    def __init__(
        self,
        channels: int = 256,
        blocks: int = 3,
        upsamplings: int = 2,
        style_size: int = 8,
        shared_blocks: int = 1,
        output_channels: int = 3,
    ) -> None:
        super().__init__()
        self.dec_share = nn.Sequential(*(InstanceResidual(channels) for _ in range(shared_blocks)))
        for domain in "AB":
            stages = concat_layers(channels, blocks, upsamplings, style_size, output_channels)
            for number, stage in enumerate(stages, start=1):
                self.add_module(f"dec{domain}{number}", stage)
        self.count = upsamplings + 2

    def stages(self, domain: Domain) -> list[nn.Module]:
        """The stages of one domain's decoder, in order."""
        return [self.get_submodule(f"dec{domain.upper()}{n}") for n in range(1, self.count + 1)]

    def forward(self, content: Tensor, code: Tensor, domain: Domain = "a") -> Tensor:
        """The picture of one domain, (N, output_channels, H, W)."""
        return _concat(self.dec_share(content), code, self.stages(domain))


class DritFeatureWiseDecoder(nn.Module):
    """One domain's feature-wise decoder: content (N, C, h, w) and code (N, style_size) to a picture.

    Args:
        channels: of the content.
        blocks: residual blocks, each with its own part of the style.
        upsamplings: how often the size is doubled.
        style_size: length of the code.
        mlp_width: of the layers between the code and the blocks' styles.
        output_channels: channels of the picture.
    """

    def __init__(
        self,
        channels: int = 256,
        blocks: int = 4,
        upsamplings: int = 2,
        style_size: int = 8,
        mlp_width: int = 256,
        output_channels: int = 3,
    ) -> None:
        super().__init__()
        self.dec = nn.ModuleList(feature_wise_layers(channels, blocks, upsamplings, output_channels))
        self.mlp = _mlp(style_size, mlp_width, blocks * channels)

    def forward(self, content: Tensor, code: Tensor) -> Tensor:
        """The picture, (N, output_channels, H, W)."""
        return _feature_wise(content, self.mlp(code), list(self.dec))


class DritFeatureWiseGenerator(nn.Module):
    """Both domains' feature-wise decoders; args as of the decoder."""

    def __init__(
        self,
        channels: int = 256,
        blocks: int = 4,
        upsamplings: int = 2,
        style_size: int = 8,
        mlp_width: int = 256,
        output_channels: int = 3,
    ) -> None:
        super().__init__()
        for domain in "AB":
            stages = feature_wise_layers(channels, blocks, upsamplings, output_channels)
            for number, stage in enumerate(stages, start=1):
                self.add_module(f"dec{domain}{number}", stage)
            self.add_module(f"mlp{domain}", _mlp(style_size, mlp_width, blocks * channels))
        self.count = blocks + 1

    def stages(self, domain: Domain) -> list[nn.Module]:
        """The stages of one domain's decoder, in order."""
        return [self.get_submodule(f"dec{domain.upper()}{n}") for n in range(1, self.count + 1)]

    def forward(self, content: Tensor, code: Tensor, domain: Domain = "a") -> Tensor:
        """The picture of one domain, (N, output_channels, H, W)."""
        parameters = self.get_submodule(f"mlp{domain.upper()}")(code)
        return _feature_wise(content, parameters, self.stages(domain))
