"""Blocks that several architectures share: resampling, residual blocks, initialisation."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, Protocol, runtime_checkable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.choices import AnyNorm, Norm

LevelUpsample = Literal["basic", "bilinear", "smooth"]
_FEW_CHANNELS = 4


def spatial_code(code: Tensor, picture: Tensor) -> Tensor:
    """A latent code (N, Z) repeated over the picture's places: (N, Z, H, W)."""
    return code[:, :, None, None].expand(-1, -1, picture.shape[2], picture.shape[3])


def with_code(picture: Tensor, code: Tensor | None) -> Tensor:
    """The picture (N, C, H, W) with the code (N, Z) as further channels: (N, C + Z, H, W)."""
    if code is None:
        return picture
    return torch.cat([picture, spatial_code(code, picture)], dim=1)


def norm_layer(kind: AnyNorm, channels: int) -> nn.Module:
    """What stands behind a convolution of the junyanz systems."""
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    return nn.InstanceNorm2d(channels, affine=kind == "affine_instance")


def upsampling(inputs: int, outputs: int, manner: LevelUpsample) -> list[nn.Module]:
    """Layers that double the size.

    `basic` is a transposed 4x4 convolution (pix2pix); `bilinear` is resizing and a reflected 3x3 convolution,
    which leaves no checkerboard (Odena et al. 2016; BicycleGAN). `smooth` is `basic` and a fixed low-pass
    filter that takes away what alternates from pixel to pixel (Sugawara et al. 2018; Karras et al. 2019), at
    little more than the cost of `basic` and under its key names.
    """
    layer = nn.ConvTranspose2d if outputs > _FEW_CHANNELS else ThinTransposed
    transposed = layer(inputs, outputs, kernel_size=4, stride=2, padding=1)
    if manner == "basic":
        return [transposed]
    if manner == "smooth":
        return [transposed, LowPass(outputs)]
    return [
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
        nn.ReflectionPad2d(1),
        nn.Conv2d(inputs, outputs, kernel_size=3),
    ]


class ThinTransposed(nn.ConvTranspose2d):
    """A transposed 4x4 convolution of stride 2 to few channels, (N, C, H, W) to (N, O, 2 H, 2 W).

    Runtimes of graphs fill whole vectors with output channels and leave most of them empty here. So graphs
    hold it as one matrix product, what every pixel spreads over its 16 neighbours, and the sum of these.
    """

    def forward(self, features: Tensor, output_size: list[int] | None = None) -> Tensor:
        """The enlarged features; see the class."""
        if not torch.compiler.is_exporting():
            return super().forward(features, output_size)
        count, inputs, height, width = features.shape
        weight = self.weight.permute(2, 3, 1, 0).reshape(16 * self.out_channels, inputs)
        spread = torch.matmul(weight, features.flatten(2))
        spread = spread.reshape(count, 4, 4, self.out_channels, height, width)
        rows = [_spread_sum(spread, 1, phase, 3) for phase in (0, 1)]
        places = [_spread_sum(row, 1, phase, 3) for row in rows for phase in (0, 1)]
        blocks = torch.stack(places, dim=2).reshape(count, 4 * self.out_channels, height, width)
        if self.bias is not None:
            blocks = blocks + self.bias.repeat_interleave(4)[None, :, None, None]
        return F.pixel_shuffle(blocks, 2)


def _spread_sum(spread: Tensor, taps: int, phase: int, places: int) -> Tensor:
    """What reaches the even (phase 0) or odd places of an axis: tap 3 or 0 next door, tap 1 or 2 at home.

    `taps` is the axis of the four taps, which goes, and `places` that of the places once it is gone.
    """
    neighbour, home = spread.select(taps, 3 - 3 * phase), spread.select(taps, 1 + phase)
    last = neighbour.shape[places] - 1
    edge = torch.zeros_like(neighbour.narrow(places, 0, 1))
    moved = neighbour.narrow(places, phase, last)
    return home + torch.cat([moved, edge] if phase else [edge, moved], dim=places)


class LowPass(nn.Module):
    """Each channel of (N, channels, H, W) under the binomial filter [1 2 1] / 4, both ways; edges repeat."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        line = torch.tensor([0.25, 0.5, 0.25])
        kernel = (line[:, None] * line).expand(channels, 1, 3, 3).contiguous()
        self.register_buffer("kernel", kernel, persistent=False)
        self.channels = channels

    def forward(self, features: Tensor) -> Tensor:
        """The filtered features, (N, channels, H, W)."""
        padded = F.pad(features, (1, 1, 1, 1), mode="replicate")
        return F.conv2d(padded, self.get_buffer("kernel").to(features.dtype), groups=self.channels)


class MeanPoolBlock(nn.Module):
    """Residual block that halves the size by average pooling (BicycleGAN's encoder, `BasicBlock`).

    Takes (N, inputs, H, W), gives (N, outputs, H / 2, W / 2).
    """

    def __init__(self, inputs: int, outputs: int, norm: Norm = "instance") -> None:
        super().__init__()
        self.conv = nn.Sequential(
            norm_layer(norm, inputs),
            nn.LeakyReLU(0.2),
            nn.Conv2d(inputs, inputs, 3, padding=1),
            norm_layer(norm, inputs),
            nn.LeakyReLU(0.2),
            nn.Sequential(nn.Conv2d(inputs, outputs, 3, padding=1), nn.AvgPool2d(2)),
        )
        self.shortcut = nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(inputs, outputs, 1))

    def forward(self, features: Tensor) -> Tensor:
        """The block's output, (N, outputs, H / 2, W / 2)."""
        result: Tensor = self.conv(features) + self.shortcut(features)
        return result


def initialise(
    network: nn.Module, manner: Literal["xavier", "normal", "kaiming"], gain: float = 0.02
) -> None:
    """Weights as the junyanz systems start them; biases are zero, norms start at N(1, gain).

    Args:
        network: changed in place.
        manner: `normal`, N(0, gain) (pix2pix), `xavier` (BicycleGAN; Glorot and Bengio 2010), or `kaiming`
            without gain (MUNIT's generators; He et al. 2015).
        gain: standard deviation, or Glorot's gain.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            if manner == "normal":
                nn.init.normal_(module.weight, 0.0, gain)
            elif manner == "xavier":
                nn.init.xavier_normal_(module.weight, gain)
            else:
                nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, gain)
            nn.init.zeros_(module.bias)


def resized_to(image: Tensor, side: int) -> Tensor:
    """Square pictures (N, C, S, S) at another side: averaged down where they are much larger, else bilinear.

    Every part exports to ONNX, which antialiased interpolation does not.
    """
    while image.shape[2] >= 2 * side and image.shape[2] % 2 == 0:
        image = F.avg_pool2d(image, 2)
    if image.shape[2] == side:
        return image
    return F.interpolate(image, (side, side), mode="bilinear", align_corners=False)


# Halving and doubling by fixed filters that leave no aliases (Zhang 2019), as CUT's generators have them.


def _filters(taps: Sequence[float], channels: int, total: float) -> Tensor:
    """The separable filter of these taps with that sum, one for each channel: (channels, 1, k, k)."""
    line = torch.tensor(taps, dtype=torch.float32)
    kernel = line[:, None] * line
    return (kernel * (total / kernel.sum())).repeat(channels, 1, 1, 1)


class FilteredHalving(nn.Module):
    """(N, C, H, W) to (N, C, H / 2, W / 2): reflected edges, [1 2 1] both ways, every second place."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("filt", _filters((1, 2, 1), channels, 1))

    def forward(self, features: Tensor) -> Tensor:
        """The halved features."""
        kernel = self.get_buffer("filt").to(features.dtype)
        around = F.pad(features, (1, 1, 1, 1), mode="reflect")
        return F.conv2d(around, kernel, stride=2, groups=features.shape[1])


class FilteredDoubling(nn.Module):
    """(N, C, H, W) to (N, C, 2 H, 2 W): zeros between, then [1 3 3 1] both ways, edges repeated."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.register_buffer("filt", _filters((1, 3, 3, 1), channels, 4))

    def forward(self, features: Tensor) -> Tensor:
        """The doubled features."""
        kernel = self.get_buffer("filt").to(features.dtype)
        around = F.pad(features, (1, 1, 1, 1), mode="replicate")
        # A padding of three takes off what the repeated edges have grown to as well.
        return F.conv_transpose2d(around, kernel, stride=2, padding=3, groups=features.shape[1])


# What a network offers that has several results, of which often only some are wanted.


@runtime_checkable
class NamedOutputs(Protocol):
    """A network whose inputs and results go by the names that its ONNX graph gives them."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """Names of all inputs in the graph's order."""

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of all results, the main one first."""

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """Compute these results and no more than they need."""


# For networks that choose the type of every layer themselves: autocast is their switch, not their master.


def half_type(device: torch.device) -> torch.dtype:
    """The type that autocast asks for on that device; float32 where it is off."""
    if torch.is_autocast_enabled(device.type):
        return torch.get_autocast_dtype(device.type)
    return torch.float32


def without_autocast(device: torch.device) -> AbstractContextManager[object]:
    """Keeps autocast from choosing types again."""
    if torch.is_autocast_enabled(device.type):
        return torch.autocast(device.type, enabled=False)
    return nullcontext()


# Filtered resampling by two, alone and joined with convolutions (Karras et al. 2020a, appendix B).
#
# Every function takes the filter as a small tensor, (4, 4) with a sum of one; it is symmetric, so that
# correlation and convolution are the same. Plain depthwise convolutions: no operator of our own is
# compiled.


TAPS = (1, 3, 3, 1)


def resample_filter(taps: Sequence[float] = TAPS) -> Tensor:
    """The separable filter of these four taps, (4, 4), with a sum of one."""
    total = sum(taps) ** 2
    # Not computed by PyTorch: on the meta device it would load its compiler for that.
    return torch.tensor([[one * other / total for other in taps] for one in taps], dtype=torch.float32)


def _depthwise(kernel: Tensor, features: Tensor) -> Tensor:
    return kernel.to(features.dtype).expand(features.shape[1], 1, -1, -1)


def blur(features: Tensor, kernel: Tensor, padding: int) -> Tensor:
    """Each channel of (N, C, H, W) under the filter: (N, C, H + 2 padding - 3, W + 2 padding - 3)."""
    return F.conv2d(features, _depthwise(kernel, features), padding=padding, groups=features.shape[1])


def upsample(features: Tensor, kernel: Tensor) -> Tensor:
    """Twice the size, (N, C, 2H, 2W): zeros between the pixels, then the filter, brightness kept."""
    weight = _depthwise(kernel * 4, features)
    return F.conv_transpose2d(features, weight, stride=2, padding=1, groups=features.shape[1])


def downsample(features: Tensor, kernel: Tensor) -> Tensor:
    """Half the size, (N, C, H / 2, W / 2): the filter, then every second pixel."""
    weight = _depthwise(kernel, features)
    return F.conv2d(features, weight, stride=2, padding=1, groups=features.shape[1])


def up_convolution(features: Tensor, weight: Tensor, kernel: Tensor) -> Tensor:
    """A transposed 3x3 convolution of stride 2 and the filter behind it: (N, O, 2H, 2W).

    Args:
        features: (N, I, H, W).
        weight: (O, I, 3, 3).
        kernel: the filter, (4, 4).
    """
    grown = F.conv_transpose2d(features, weight.transpose(0, 1), stride=2)
    return blur(grown, kernel * 4, padding=1)


def down_convolution(features: Tensor, weight: Tensor, kernel: Tensor, bias: Tensor | None = None) -> Tensor:
    """The filter and a 3x3 convolution of stride 2 behind it: (N, O, H / 2, W / 2).

    Args:
        features: (N, I, H, W).
        weight: (O, I, 3, 3).
        kernel: the filter, (4, 4).
        bias: (O,), added to the result.
    """
    return F.conv2d(blur(features, kernel, padding=2), weight, bias, stride=2)


# Layers with equalised learning rate: weights N(0, 1), scaled in use (Karras et al. 2018, section 4.1).


SLOPE = 0.2
GAIN = math.sqrt(2)

Resize = Literal["none", "up", "down"]


def drawn(*shape: int, deviation: float = 1.0) -> Tensor:
    """Normally distributed weights; none on the meta device, where drawing loads PyTorch's whole compiler."""
    made = torch.empty(shape)
    return made if made.is_meta else made.normal_(std=deviation)


def normalised(vectors: Tensor) -> Tensor:
    """Vectors (N, C) of mean square 1 (Karras et al. 2018, section 4.2)."""
    return vectors * (vectors.square().mean(dim=1, keepdim=True) + 1e-8).rsqrt()


def activated(features: Tensor, gain: float = GAIN, clamp: float | None = None) -> Tensor:
    """Leaky ReLU (0.2) times `gain`, then between -clamp and clamp; may change its argument."""
    result = F.leaky_relu_(features, SLOPE)
    if gain != 1:
        result = result * gain
    return result if clamp is None else result.clamp(-clamp, clamp)


class EqualisedLinear(nn.Module):
    """Fully connected, (N, inputs) to (N, outputs).

    Args:
        inputs: length of the input.
        outputs: length of the result.
        active: leaky ReLU times the square root of two behind it.
        bias: what the bias starts from.
        lr_multiplier: of weights and bias, against the other layers (Karras et al. 2019, section C).
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        active: bool = False,
        bias: float = 0.0,
        lr_multiplier: float = 1.0,
    ) -> None:
        super().__init__()
        self.active, self.lr_multiplier = active, lr_multiplier
        self.scale = lr_multiplier / math.sqrt(inputs)
        self.weight = nn.Parameter(drawn(outputs, inputs, deviation=1 / lr_multiplier))
        self.bias = nn.Parameter(torch.full((outputs,), bias))

    def forward(self, vectors: Tensor) -> Tensor:
        """The result, (N, outputs)."""
        bias = self.bias if self.lr_multiplier == 1 else self.bias * self.lr_multiplier
        result = F.linear(vectors, self.weight * self.scale, bias)
        return activated(result) if self.active else result


class EqualisedConv(nn.Module):
    """A convolution of 1x1 or 3x3 with filtered resampling: NVlabs' `Conv2dLayer`.

    Takes (N, inputs, H, W), gives (N, outputs, h, w), where h is H, 2H or H / 2.

    Args:
        inputs: channels.
        outputs: channels.
        size: of the kernel, 1 or 3.
        active: a bias, and leaky ReLU times the square root of two behind it; else neither.
        resize: `up` for 1x1 kernels alone, `down` for both.
        clamp: bound of the activations.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        size: int,
        *,
        active: bool = True,
        resize: Resize = "none",
        clamp: float | None = None,
    ) -> None:
        super().__init__()
        if size not in (1, 3) or (resize == "up" and size != 1):
            raise ValueError(f"there is no {size}x{size} convolution with resize '{resize}'")
        self.size, self.active, self.resize, self.clamp = size, active, resize, clamp
        self.scale = 1 / math.sqrt(inputs * size * size)
        self.weight = nn.Parameter(drawn(outputs, inputs, size, size))
        if active:
            self.bias = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("resample_filter", resample_filter())

    def forward(self, features: Tensor, gain: float = 1.0) -> Tensor:
        """The result times `gain`, (N, outputs, h, w), in the type of `features`."""
        total = gain * GAIN if self.active else gain
        # Leaky ReLU is positively homogeneous: its gain goes into weights and bias, where it costs nothing.
        weight = (self.weight * (self.scale * total)).to(features.dtype)
        bias = (self.bias * total).to(features.dtype) if self.active else None
        result = self._convolved(features, weight, bias)
        if not self.active:
            return result
        return activated(result, 1.0, None if self.clamp is None else self.clamp * gain)

    def _convolved(self, features: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        kernel = self.get_buffer("resample_filter")
        if self.resize == "up":
            return upsample(F.conv2d(features, weight, bias), kernel)
        if self.resize == "none":
            return F.conv2d(features, weight, bias, padding=self.size // 2)
        if self.size == 1:
            return F.conv2d(downsample(features, kernel), weight, bias)
        return down_convolution(features, weight, kernel, bias)
