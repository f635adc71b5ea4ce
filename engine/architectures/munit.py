"""Encoder of content and decoder of pictures that UNIT and MUNIT share, under the published key names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise, takewhile
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.checkpoints.detection import Detection, statistics_without_parameters

BlockNorm = Literal["none", "instance", "layer"]
Activation = Literal["none", "relu", "leaky", "tanh"]
Padding = Literal["reflect", "zero"]
Rectifier = Literal["relu", "leaky"]


@dataclass(frozen=True)
class BlockForm:
    """What the published code lets its settings choose for all blocks.

    Attributes:
        padding: what lies around pictures (`pad_type`).
        rectifier: behind norms, ReLU or leaky ReLU of slope 0.2 (`activ`).
        affine: instance norms have parameters.
    """

    padding: Padding = "reflect"
    rectifier: Rectifier = "relu"
    affine: bool = False


PUBLISHED = BlockForm()


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


def _norm(kind: BlockNorm, channels: int, *, affine: bool = False) -> nn.Module:
    if kind == "none":
        return nn.Identity()
    return nn.InstanceNorm2d(channels, affine=affine) if kind == "instance" else SampleNorm(channels)


def _padding(kind: Padding, width: int) -> nn.Module:
    return nn.ZeroPad2d(width) if kind == "zero" else nn.ReflectionPad2d(width)


def _activation(kind: Activation) -> nn.Module:
    if kind == "none":
        return nn.Identity()
    if kind == "tanh":
        return nn.Tanh()
    return nn.ReLU() if kind == "relu" else nn.LeakyReLU(0.2)


class ConvBlock(nn.Module):
    """Padding, convolution, norm, activation; by default the form's rectifier."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int,
        padding: int,
        norm: BlockNorm = "none",
        activation: Activation | None = None,
        form: BlockForm = PUBLISHED,
    ) -> None:
        super().__init__()
        self.pad = _padding(form.padding, padding)
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride)
        self.norm = _norm(norm, outputs, affine=form.affine)
        self.activation = _activation(form.rectifier if activation is None else activation)

    def forward(self, features: Tensor) -> Tensor:
        """(N, outputs, H', W')."""
        result: Tensor = self.activation(self.norm(self.conv(self.pad(features))))
        return result


class GrowingBlock(ConvBlock):
    """Doubling by nearest neighbour, then a 5x5 block: the same numbers for a third of the products.

    Of the 25 places that the 5x5 kernel sees on the doubled picture only 9 differ. Each of the four
    pixels that come out of one has a 3x3 kernel of its own, whose weights are sums of the 5x5 kernel's. The
    outermost pixels, where reflection mixes otherwise, are computed in the plain way; zeros do not mix.
    """

    def __init__(self, inputs: int, outputs: int, form: BlockForm = PUBLISHED) -> None:
        super().__init__(inputs, outputs, 5, 1, 2, "layer", form=form)
        self.zeros = form.padding == "zero"
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
        around = F.pad(features, (1, 1, 1, 1), mode="constant" if self.zeros else "replicate")
        grown = F.pixel_shuffle(F.conv2d(around, kernels, bias.repeat_interleave(4)), 2)
        if self.zeros:
            return grown
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

    def __init__(self, channels: int, form: BlockForm = PUBLISHED) -> None:
        super().__init__()
        first = ConvBlock(channels, channels, 3, 1, 1, "instance", form=form)
        self.model = nn.Sequential(first, ConvBlock(channels, channels, 3, 1, 1, "instance", "none", form))

    def forward(self, features: Tensor) -> Tensor:
        """(N, channels, H, W)."""
        result: Tensor = features + self.model(features)
        return result


class ResidualBlocks(nn.Module):
    """Several residual blocks in a row."""

    def __init__(self, channels: int, count: int, form: BlockForm = PUBLISHED) -> None:
        super().__init__()
        self.model = nn.Sequential(*(ResidualBlock(channels, form) for _ in range(count)))

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
        form: fields of `BlockForm`.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256),
        residual_blocks: int = 4,
        input_channels: int = 3,
        **form: Any,
    ) -> None:
        super().__init__()
        of = BlockForm(**form)
        layers: list[nn.Module] = [ConvBlock(input_channels, widths[0], 7, 1, 3, "instance", form=of)]
        layers += [ConvBlock(a, b, 4, 2, 1, "instance", form=of) for a, b in pairwise(widths)]
        self.model = nn.Sequential(*layers, ResidualBlocks(widths[-1], residual_blocks, of))

    def forward(self, image: Tensor) -> Tensor:
        """The content."""
        content: Tensor = self.model(image)
        return content


def growing_layers(
    widths: Sequence[int], output_channels: int, form: BlockForm = PUBLISHED
) -> list[nn.Module]:
    """What follows the residual blocks of a decoder: resizing and 5x5 convolutions, then 7x7 and tanh.

    Args:
        widths: channels of the content encoder, the picture's end first.
        output_channels: channels of the picture.
        form: of the blocks.
    """
    layers: list[nn.Module] = []
    for deep, shallow in pairwise(reversed(widths)):
        # The published resizing is a layer of its own; here it is part of the next, which keeps its number.
        layers += [nn.Identity(), GrowingBlock(deep, shallow, form)]
    return [*layers, ConvBlock(widths[0], output_channels, 7, 1, 3, "none", "tanh", form)]


class ContentDecoder(nn.Module):
    """Content back to a picture, with instance norm in its residual blocks (UNIT's generator).

    Args:
        widths: of the content encoder.
        residual_blocks: at the deepest width.
        output_channels: channels of the picture.
        form: fields of `BlockForm`.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256),
        residual_blocks: int = 4,
        output_channels: int = 3,
        **form: Any,
    ) -> None:
        super().__init__()
        of = BlockForm(**form)
        blocks = ResidualBlocks(widths[-1], residual_blocks, of)
        self.model = nn.Sequential(blocks, *growing_layers(widths, output_channels, of))

    def forward(self, content: Tensor) -> Tensor:
        """The picture, (N, output_channels, H, W) in [-1, 1]."""
        picture: Tensor = self.model(content)
        return picture


# MUNIT's networks (Huang et al. 2018): a style code, and a decoder that it steers; published keys.


class StyleEncoder(nn.Module):
    """How a picture looks: pictures (N, input_channels, H, W) to codes (N, style_size).

    No norm: instance norm would take away the mean and deviation that carry style (section 5.1).

    Args:
        widths: channels after the first convolution and after each halving.
        style_size: length of the code.
        input_channels: channels of the picture.
        form: fields of `BlockForm`.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 256, 256),
        style_size: int = 8,
        input_channels: int = 3,
        **form: Any,
    ) -> None:
        super().__init__()
        of = BlockForm(**form)
        layers: list[nn.Module] = [ConvBlock(input_channels, widths[0], 7, 1, 3, form=of)]
        layers += [ConvBlock(a, b, 4, 2, 1, form=of) for a, b in pairwise(widths)]
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
    def __init__(self, channels: int, form: BlockForm) -> None:
        super().__init__()
        self.pad = _padding(form.padding, 1)
        self.conv = nn.Conv2d(channels, channels, 3)
        self.norm = AdaptiveInstanceNorm(channels)

    def forward(self, features: Tensor, shift_and_scale: Tensor) -> Tensor:
        result: Tensor = self.norm(self.conv(self.pad(features)), shift_and_scale)
        return result


class _StyledBlock(nn.Module):
    """A residual block whose two norms take their parameters from the style."""

    def __init__(self, channels: int, form: BlockForm) -> None:
        super().__init__()
        self.model = nn.ModuleList([_StyledConvolution(channels, form) for _ in range(2)])
        self.activation = _activation(form.rectifier)

    def forward(self, features: Tensor, parameters: Sequence[Tensor]) -> Tensor:
        inner = self.activation(self.model[0](features, parameters[0]))
        result: Tensor = features + self.model[1](inner, parameters[1])
        return result


class _StyledBlocks(nn.Module):
    def __init__(self, channels: int, count: int, form: BlockForm) -> None:
        super().__init__()
        self.model = nn.ModuleList([_StyledBlock(channels, form) for _ in range(count)])

    def forward(self, features: Tensor, parameters: Tensor) -> Tensor:
        # Slices, not chunks: ONNX has no cheap word for the latter.
        width = parameters.shape[1] // (2 * len(self.model))
        parts = [parameters[:, n * width : (n + 1) * width] for n in range(2 * len(self.model))]
        for number, block in enumerate(self.model):
            features = block(features, parts[2 * number : 2 * number + 2])
        return features


class _StyledPicture(nn.Module):
    """Residual blocks under a style, then the layers that grow the picture."""

    def __init__(
        self, widths: Sequence[int], residual_blocks: int, output_channels: int, form: BlockForm
    ) -> None:
        super().__init__()
        blocks = _StyledBlocks(widths[-1], residual_blocks, form)
        self.model = nn.ModuleList([blocks, *growing_layers(widths, output_channels, form)])

    def forward(self, content: Tensor, parameters: Tensor) -> Tensor:
        picture: Tensor = self.model[0](content, parameters)
        for layer in list(self.model)[1:]:
            picture = layer(picture)
        return picture


class _FullyConnected(nn.Module):
    def __init__(self, inputs: int, outputs: int, activation: Activation) -> None:
        super().__init__()
        self.fc = nn.Linear(inputs, outputs)
        self.activation = _activation(activation)

    def forward(self, features: Tensor) -> Tensor:
        result: Tensor = self.activation(self.fc(features))
        return result


class StyleMLP(nn.Module):
    """From a style code to every AdaIN parameter of a decoder.

    Args:
        style_size: length of the code.
        width: of the hidden layers.
        outputs: number of parameters.
        layers: fully connected layers.
        rectifier: between them.
    """

    def __init__(
        self, style_size: int, width: int, outputs: int, layers: int, rectifier: Rectifier = "relu"
    ) -> None:
        super().__init__()
        widths = list(pairwise([style_size, *[width] * (layers - 1), outputs]))
        kinds: list[Activation] = [*[rectifier] * (layers - 1), "none"]
        self.model = nn.Sequential(
            *(_FullyConnected(a, b, kind) for (a, b), kind in zip(widths, kinds, strict=True))
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
        form: fields of `BlockForm`.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256),
        residual_blocks: int = 4,
        style_size: int = 8,
        mlp_width: int = 256,
        mlp_layers: int = 3,
        output_channels: int = 3,
        **form: Any,
    ) -> None:
        super().__init__()
        of = BlockForm(**form)
        self.dec = _StyledPicture(widths, residual_blocks, output_channels, of)
        # Two norms a block, a shift and a scale for each channel.
        count = 4 * residual_blocks * widths[-1]
        self.mlp = StyleMLP(style_size, mlp_width, count, mlp_layers, of.rectifier)

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
        form: fields of `BlockForm`.
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
        **form: Any,
    ) -> None:
        super().__init__()
        self.enc_style = StyleEncoder(style_widths, style_size, channels, **form)
        self.enc_content = ContentEncoder(widths, residual_blocks, channels, **form)
        decoder = MunitDecoder(widths, residual_blocks, style_size, mlp_width, mlp_layers, channels, **form)
        self.dec, self.mlp = decoder.dec, decoder.mlp

    def decode(self, content: Tensor, code: Tensor) -> Tensor:
        """The picture of content (N, C, h, w) and codes (N, style_size): (N, channels, H, W) in [-1, 1]."""
        picture: Tensor = self.dec(content, self.mlp(code))
        return picture

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Content (N, C, h, w) and style (N, style_size) of pictures (N, channels, H, W) in [-1, 1]."""
        return self.enc_content(image), self.enc_style(image)


# UNIT's variational auto-encoder of one domain (Liu et al. 2017), under the published key names.


class UnitGenerator(nn.Module):
    """Encoder into the latent space that both domains share, and decoder into this domain.

    Translation is the one domain's `enc` followed by the other's `dec`.

    Args:
        widths: channels after the first convolution and after each halving.
        residual_blocks: of encoder and of decoder.
        channels: of the domain's pictures.
        form: fields of `BlockForm`.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256),
        residual_blocks: int = 4,
        channels: int = 3,
        **form: Any,
    ) -> None:
        super().__init__()
        self.enc = ContentEncoder(widths, residual_blocks, channels, **form)
        self.dec = ContentDecoder(widths, residual_blocks, channels, **form)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """The mean of the code (N, C, h, w), and the picture decoded from it (N, channels, H, W).

        The code is that mean plus noise N(0, 1) in training (section 3: a variance of one), the mean alone in
        use.
        """
        mean: Tensor = self.enc(image)
        return mean, self.dec(mean)


# MUNIT and UNIT checkpoints: auto-encoders of one domain, and the multi-scale discriminators of both.


Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The MUNIT or UNIT network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "enc_content.model.0.conv.weight" in shapes and "mlp.model.0.fc.weight" in shapes:
        return _munit(shapes)
    if "enc.model.0.conv.weight" in shapes and "dec.model.0.model.0.model.0.conv.weight" in shapes:
        config = _content(shapes, "enc.")
        return Detection("unit", "generator", "unit_generator", config, statistics_without_parameters(shapes))
    if "cnns.0.0.conv.weight" in shapes:
        config = {
            "input_channels": shapes["cnns.0.0.conv.weight"][1],
            "widths": _widths(shapes, "cnns.0.{}.conv.weight"),
            "scales": len(_widths(shapes, "cnns.{}.0.conv.weight")),
        }
        return Detection("munit", "discriminator", "munit_discriminator", config)
    return None


def _widths(shapes: Shapes, name: str) -> list[int]:
    """Output channels of the layers whose names follow a pattern, from number 0 on."""
    numbers = takewhile(lambda number: name.format(number) in shapes, count())
    return [shapes[name.format(number)][0] for number in numbers]


def _content(shapes: Shapes, prefix: str) -> dict[str, Any]:
    widths = _widths(shapes, prefix + "model.{}.conv.weight")
    blocks = _widths(shapes, f"{prefix}model.{len(widths)}.model.{{}}.model.0.conv.weight")
    affine = {"affine": True} if f"{prefix}model.0.norm.weight" in shapes else {}
    return {
        "widths": widths,
        "residual_blocks": len(blocks),
        "channels": shapes[prefix + "model.0.conv.weight"][1],
        **affine,
    }


def _munit(shapes: Shapes) -> Detection:
    style_widths = _widths(shapes, "enc_style.model.{}.conv.weight")
    mlp = _widths(shapes, "mlp.model.{}.fc.weight")
    config = {
        **_content(shapes, "enc_content."),
        "style_widths": style_widths,
        "style_size": shapes["mlp.model.0.fc.weight"][1],
        "mlp_width": mlp[0],
        "mlp_layers": len(mlp),
    }
    # The decoder's adaptive norms hold statistics in every version; they have no parameters of their own.
    old = {name for name in statistics_without_parameters(shapes) if not name.startswith("dec.model.0.")}
    counters = {name for name in shapes if name.endswith(".num_batches_tracked")}
    return Detection("munit", "generator", "munit_generator", config, frozenset(old | counters))
