"""MUNIT's networks (Huang et al. 2018): a style code, and a decoder that it steers; published keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.content import ContentEncoder, ConvBlock, growing_layers


class StyleEncoder(nn.Module):
    """How a picture looks: pictures (N, input_channels, H, W) to codes (N, style_size).

    No norm: instance norm would take away the mean and deviation that carry style (section 5.1).

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
        layers: list[nn.Module] = [ConvBlock(input_channels, widths[0], 7, 1, 3)]
        layers += [ConvBlock(a, b, 4, 2, 1) for a, b in pairwise(widths)]
        self.model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Conv2d(widths[-1], style_size, 1))

    def forward(self, image: Tensor) -> Tensor:
        """The code, (N, style_size)."""
        code: Tensor = self.model(image)
        return code.flatten(1)


class AdaptiveInstanceNorm(nn.Module):
    """Instance norm whose scale and shift come from outside (Huang and Belongie 2017, equation 8).

    The published files hold running statistics that are never used; they are kept for their names' sake.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        self.channels = channels

    def forward(self, features: Tensor, shift_and_scale: Tensor) -> Tensor:
        """Features (N, C, H, W) under (N, 2 C): first the new means, then the new deviations."""
        both = shift_and_scale.to(features.dtype)[:, :, None, None]
        shift, scale = both[:, : self.channels], both[:, self.channels :]
        return self.normalised(features) * scale + shift

    def normalised(self, features: Tensor) -> Tensor:
        """Each channel of each picture at mean 0 and deviation 1."""
        return F.instance_norm(features)


class _StyledConvolution(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.pad = nn.ReflectionPad2d(1)
        self.conv = nn.Conv2d(channels, channels, 3)
        self.norm = AdaptiveInstanceNorm(channels)

    def forward(self, features: Tensor, shift_and_scale: Tensor) -> Tensor:
        result: Tensor = self.norm(self.conv(self.pad(features)), shift_and_scale)
        return result


class _StyledBlock(nn.Module):
    """A residual block whose two norms take their parameters from the style."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.model = nn.ModuleList([_StyledConvolution(channels), _StyledConvolution(channels)])

    def forward(self, features: Tensor, parameters: Sequence[Tensor]) -> Tensor:
        inner = F.relu(self.model[0](features, parameters[0]))
        result: Tensor = features + self.model[1](inner, parameters[1])
        return result


class _StyledBlocks(nn.Module):
    def __init__(self, channels: int, count: int) -> None:
        super().__init__()
        self.model = nn.ModuleList([_StyledBlock(channels) for _ in range(count)])

    def forward(self, features: Tensor, parameters: Tensor) -> Tensor:
        # Slices, not chunks: ONNX has no cheap word for the latter.
        width = parameters.shape[1] // (2 * len(self.model))
        parts = [parameters[:, n * width : (n + 1) * width] for n in range(2 * len(self.model))]
        for number, block in enumerate(self.model):
            features = block(features, parts[2 * number : 2 * number + 2])
        return features


class _StyledPicture(nn.Module):
    """Residual blocks under a style, then the layers that grow the picture."""

    def __init__(self, widths: Sequence[int], residual_blocks: int, output_channels: int) -> None:
        super().__init__()
        blocks = _StyledBlocks(widths[-1], residual_blocks)
        self.model = nn.ModuleList([blocks, *growing_layers(widths, output_channels)])

    def forward(self, content: Tensor, parameters: Tensor) -> Tensor:
        picture: Tensor = self.model[0](content, parameters)
        for layer in list(self.model)[1:]:
            picture = layer(picture)
        return picture


class _FullyConnected(nn.Module):
    def __init__(self, inputs: int, outputs: int, *, last: bool) -> None:
        super().__init__()
        self.fc = nn.Linear(inputs, outputs)
        self.last = last

    def forward(self, features: Tensor) -> Tensor:
        result: Tensor = self.fc(features)
        return result if self.last else F.relu(result)


class StyleMLP(nn.Module):
    """From a style code to every AdaIN parameter of a decoder.

    Args:
        style_size: length of the code.
        width: of the hidden layers.
        outputs: number of parameters.
        layers: fully connected layers.
    """

    def __init__(self, style_size: int, width: int, outputs: int, layers: int) -> None:
        super().__init__()
        widths = [style_size, *[width] * (layers - 1), outputs]
        last = layers - 1
        self.model = nn.Sequential(
            *(_FullyConnected(a, b, last=number == last) for number, (a, b) in enumerate(pairwise(widths)))
        )

    def forward(self, code: Tensor) -> Tensor:
        """The parameters, (N, outputs)."""
        parameters: Tensor = self.model(code)
        return parameters


class MunitDecoder(nn.Module):
    """Content and style to a picture; run on its own so that one content serves many styles.

    Args:
        widths: of the content encoder.
        residual_blocks: at the deepest width.
        style_size: length of the style code.
        mlp_width: of the hidden layers between code and AdaIN parameters.
        mlp_layers: how many fully connected layers there are.
        output_channels: channels of the picture.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256),
        residual_blocks: int = 4,
        style_size: int = 8,
        mlp_width: int = 256,
        mlp_layers: int = 3,
        output_channels: int = 3,
    ) -> None:
        super().__init__()
        self.dec = _StyledPicture(widths, residual_blocks, output_channels)
        # Two norms a block, a shift and a scale for each channel.
        self.mlp = StyleMLP(style_size, mlp_width, 4 * residual_blocks * widths[-1], mlp_layers)

    def forward(self, content: Tensor, code: Tensor) -> Tensor:
        """Pictures (N, output_channels, H, W) in [-1, 1] of contents, or one for all, and codes (N, Z)."""
        picture: Tensor = self.dec(content, self.mlp(code))
        return picture


class MunitGenerator(nn.Module):
    """The auto-encoder of one domain: `enc_content`, `enc_style`, `dec` and `mlp` (figure 3).

    Translation is the one domain's content in the other domain's decoder, with a style of that domain.

    Args:
        widths: channels of the content encoder after the first convolution and after each halving.
        style_widths: the same of the style encoder.
        residual_blocks: of content encoder and of decoder.
        style_size: length of the style code.
        mlp_width: of the hidden layers between code and AdaIN parameters.
        mlp_layers: how many fully connected layers there are.
        channels: of the domain's pictures.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256),
        style_widths: Sequence[int] = (64, 128, 256, 256, 256),
        residual_blocks: int = 4,
        style_size: int = 8,
        mlp_width: int = 256,
        mlp_layers: int = 3,
        channels: int = 3,
    ) -> None:
        super().__init__()
        self.enc_style = StyleEncoder(style_widths, style_size, channels)
        self.enc_content = ContentEncoder(widths, residual_blocks, channels)
        decoder = MunitDecoder(widths, residual_blocks, style_size, mlp_width, mlp_layers, channels)
        self.dec, self.mlp = decoder.dec, decoder.mlp

    def decode(self, content: Tensor, code: Tensor) -> Tensor:
        """The picture of content (N, C, h, w) and codes (N, style_size): (N, channels, H, W) in [-1, 1]."""
        picture: Tensor = self.dec(content, self.mlp(code))
        return picture

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Content (N, C, h, w) and style (N, style_size) of pictures (N, channels, H, W) in [-1, 1]."""
        return self.enc_content(image), self.enc_style(image)
