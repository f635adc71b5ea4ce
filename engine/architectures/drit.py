"""DRIT's encoders of content and attribute (Lee et al. 2018; DRIT++ 2020), under the published key names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count, pairwise, takewhile
from typing import Literal

import torch
from torch import Tensor, nn

from engine.architectures.discriminators import LeakyConvolution
from engine.architectures.layers import with_code
from engine.checkpoints.detection import Detection

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


# DRIT's generators, concat and feature-wise (Lee et al. 2018, section 3.1), under the published keys.


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


# DRIT checkpoints: encoders and generators of both domains, picture and content discriminators.


Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The DRIT network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    for first, read in (
        ("convA.0.model.1.weight", _content_encoder),
        ("fcVar_A.0.weight", _variational_encoder),
        ("model_a.1.weight", _attribute_encoder),
        ("decA1.0.model.1.weight", _concat_generator),
        ("decA1.conv1.0.1.weight", _feature_wise_generator),
        ("Diss.0.0.model.1.weight", _discriminator),
        ("model.0.model.1.weight", _content_discriminator),
    ):
        if first in shapes:
            return read(shapes)
    return None


def _count(shapes: Shapes, name: str, start: int = 0) -> int:
    return len(list(takewhile(lambda number: name.format(number) in shapes, count(start))))


def _content_encoder(shapes: Shapes) -> Detection:
    first = shapes["convA.0.model.1.weight"]
    blocks = sum(name.startswith("convA.") and name.endswith(".model.5.weight") for name in shapes)
    config = {
        "input_channels": first[1],
        "width": first[0],
        "downsamplings": _count(shapes, "convA.{}.model.1.weight") - blocks - 1,
        "blocks": blocks,
        "shared_blocks": _count(shapes, "conv_share.{}.model.1.weight"),
    }
    return Detection("drit", "content_encoder", "drit_content_encoder", config)


def _variational_encoder(shapes: Shapes) -> Detection:
    first = shapes["conv_A.1.weight"]
    blocks = _count(shapes, "conv_A.{}.shortcut.1.weight", 2)
    config = {
        "widths": [first[0], *(shapes[f"conv_A.{2 + n}.shortcut.1.weight"][0] for n in range(blocks))],
        "style_size": shapes["fc_A.0.weight"][0],
        "input_channels": first[1],
    }
    return Detection("drit", "style_encoder", "drit_variational_encoder", config)


def _attribute_encoder(shapes: Shapes) -> Detection:
    layers = list(takewhile(lambda n: f"model_a.{n}.weight" in shapes, count(1, 3)))
    config = {
        "widths": [shapes[f"model_a.{n}.weight"][0] for n in layers[:-1]],
        "style_size": shapes[f"model_a.{layers[-1]}.weight"][0],
        "input_channels": shapes["model_a.1.weight"][1],
    }
    return Detection("drit", "style_encoder", "drit_attribute_encoder", config)


def _concat_generator(shapes: Shapes) -> Detection:
    channels = shapes["dec_share.0.model.1.weight"][0]
    upsamplings = _count(shapes, "decA{}.0.model.0.weight", 2)
    config = {
        "channels": channels,
        "blocks": _count(shapes, "decA1.{}.model.1.weight"),
        "upsamplings": upsamplings,
        "style_size": shapes["decA1.0.model.1.weight"][0] - channels,
        "shared_blocks": _count(shapes, "dec_share.{}.model.1.weight"),
        "output_channels": shapes[f"decA{upsamplings + 2}.0.weight"][1],
    }
    return Detection("drit", "generator", "drit_concat_generator", config)


def _feature_wise_generator(shapes: Shapes) -> Detection:
    blocks = _count(shapes, "decA{}.conv1.0.1.weight", 1)
    last = f"decA{blocks + 1}"
    upsamplings = _count(shapes, last + ".{}.model.0.weight")
    config = {
        "channels": shapes["decA1.conv1.0.1.weight"][0],
        "blocks": blocks,
        "upsamplings": upsamplings,
        "style_size": shapes["mlpA.0.weight"][1],
        "mlp_width": shapes["mlpA.0.weight"][0],
        "output_channels": shapes[f"{last}.{upsamplings}.weight"][1],
    }
    return Detection("drit", "generator", "drit_feature_wise_generator", config)


def _discriminator(shapes: Shapes) -> Detection:
    layers = _count(shapes, "Diss.0.{}.model.1.weight")
    config = {
        "input_channels": shapes["Diss.0.0.model.1.weight"][1],
        "widths": [shapes[f"Diss.0.{n}.model.1.weight"][0] for n in range(layers)],
        "scales": _count(shapes, "Diss.{}.0.model.1.weight"),
    }
    return Detection("drit", "discriminator", "drit_discriminator", config)


def _content_discriminator(shapes: Shapes) -> Detection:
    config = {
        "channels": shapes["model.0.model.1.weight"][1],
        # The last of these is the 4x4 convolution without stride.
        "layers": _count(shapes, "model.{}.model.1.weight") - 1,
    }
    return Detection("drit", "content_discriminator", "drit_content_discriminator", config)
