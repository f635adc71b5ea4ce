"""Blocks that several architectures share: resampling, residual blocks, initialisation."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Upsample = Literal["basic", "bilinear", "bilinear_last", "smooth"]
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

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            nn.InstanceNorm2d(inputs),
            nn.LeakyReLU(0.2),
            nn.Conv2d(inputs, inputs, 3, padding=1),
            nn.InstanceNorm2d(inputs),
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


def brought_to(image: Tensor, side: int) -> Tensor:
    """Square pictures (N, C, S, S) at another side: averaged down where they are much larger, else bilinear.

    Every part exports to ONNX, which antialiased interpolation does not.
    """
    while image.shape[2] >= 2 * side and image.shape[2] % 2 == 0:
        image = F.avg_pool2d(image, 2)
    if image.shape[2] == side:
        return image
    return F.interpolate(image, (side, side), mode="bilinear", align_corners=False)
