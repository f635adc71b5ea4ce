"""PatchGAN discriminators at one or several scales (Isola et al. 2017; Wang et al. 2018)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from torch import Tensor, nn

from engine.architectures.munit import ConvBlock

Norm = Literal["batch", "instance"]


def patch_layers(input_channels: int, widths: Sequence[int], norm: Norm) -> nn.Sequential:
    """The layers of one PatchGAN: 4x4 convolutions, stride 2 but for the last two, leaky ReLU 0.2.

    Args:
        input_channels: channels of the picture (or of condition and picture together).
        widths: channels of the hidden layers, e.g. 64 128 256 512.
        norm: instance norm (convolutions have biases) or batch norm (they have none), not on the first layer.
    """
    layers: list[nn.Module] = [
        nn.Conv2d(input_channels, widths[0], 4, stride=2, padding=1),
        nn.LeakyReLU(0.2),
    ]
    for index, (inputs, outputs) in enumerate(pairwise(widths)):
        stride = 1 if index == len(widths) - 2 else 2
        layers.append(nn.Conv2d(inputs, outputs, 4, stride=stride, padding=1, bias=norm == "instance"))
        layers.append(nn.BatchNorm2d(outputs) if norm == "batch" else nn.InstanceNorm2d(outputs))
        layers.append(nn.LeakyReLU(0.2))
    layers.append(nn.Conv2d(widths[-1], 1, 4, stride=1, padding=1))
    return nn.Sequential(*layers)


class PatchGAN(nn.Module):
    """A discriminator that judges patches: picture (N, C, H, W) to scores (N, 1, h, w), no sigmoid.

    Args:
        input_channels: channels of the picture (or of condition and picture together).
        widths: channels of the hidden layers; four of them see 70x70 pixels.
        norm: batch norm (pix2pix) or instance norm.
    """

    def __init__(
        self, input_channels: int = 6, widths: Sequence[int] = (64, 128, 256, 512), norm: Norm = "batch"
    ) -> None:
        super().__init__()
        self.model = patch_layers(input_channels, widths, norm)

    def forward(self, image: Tensor) -> Tensor:
        """Scores (N, 1, h, w)."""
        scores: Tensor = self.model(image)
        return scores


class MultiScalePatchGAN(nn.Module):
    """Several PatchGANs, each on a picture half as large (BicycleGAN's `basic_256_multi`).

    Args:
        input_channels: channels of the picture.
        widths: for each scale, the channels of its hidden layers.
        norm: instance norm (published) or batch norm.
    """

    def __init__(
        self,
        input_channels: int = 3,
        widths: Sequence[Sequence[int]] = ((64, 128, 256, 512), (32, 64, 128, 256)),
        norm: Norm = "instance",
    ) -> None:
        super().__init__()
        self.scales = len(widths)
        # The last two layers each take one place from what all others have halved.
        self.least_sides = [3 * 2 ** (len(scale) - 1) for scale in widths]
        for index, scale in enumerate(widths):
            self.add_module(f"model_{index}", patch_layers(input_channels, scale, norm))
        self.down = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Scores of every scale, the full size first, each (N, 1, h, w); none where it has no place."""
        scores = []
        for index in range(self.scales):
            if index:
                image = self.down(image)
                if min(image.shape[2:]) < self.least_sides[index]:
                    break
            scores.append(self.get_submodule(f"model_{index}")(image))
        return scores


# Discriminators that look at a picture at several scales: MUNIT's and UNIT's, and DRIT's; published keys.


class _Scales(nn.Module):
    """Scores of one discriminator per scale, each on a picture half as large as the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.down = nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False)

    def scores(self, image: Tensor, scales: nn.ModuleList) -> list[Tensor]:
        scores = []
        for index, scale in enumerate(scales):
            scores.append(scale(image))
            if index + 1 < len(scales):
                image = self.down(image)
        return scores


class MunitDiscriminator(_Scales):
    """Pictures (N, C, H, W) to scores of every scale, each (N, 1, h, w), no sigmoid (Huang et al. 2018).

    Args:
        input_channels: channels of the picture.
        widths: channels of the strided 4x4 convolutions.
        scales: how many.
    """

    def __init__(
        self, input_channels: int = 3, widths: Sequence[int] = (64, 128, 256, 512), scales: int = 3
    ) -> None:
        super().__init__()
        self.cnns = nn.ModuleList(
            nn.Sequential(
                *(ConvBlock(a, b, 4, 2, 1, "none", "leaky") for a, b in pairwise([input_channels, *widths])),
                nn.Conv2d(widths[-1], 1, 1),
            )
            for _ in range(scales)
        )

    def forward(self, image: Tensor) -> list[Tensor]:
        """Scores, the full size first."""
        return self.scores(image, self.cnns)


class LeakyConvolution(nn.Module):
    """DRIT's block without norm: reflected padding, convolution, leaky ReLU of slope 0.01."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, padding: int) -> None:
        super().__init__()
        self.model = nn.Sequential(
            nn.ReflectionPad2d(padding), nn.Conv2d(inputs, outputs, kernel, stride), nn.LeakyReLU()
        )

    def forward(self, features: Tensor) -> Tensor:
        """(N, outputs, H', W')."""
        result: Tensor = self.model(features)
        return result


class DritDiscriminator(_Scales):
    """Pictures (N, C, H, W) to scores of every scale, each (N, 1, h, w), no sigmoid (Lee et al. 2018).

    Args:
        input_channels: channels of the picture.
        widths: channels of the strided 4x4 convolutions.
        scales: how many.
    """

    def __init__(
        self, input_channels: int = 3, widths: Sequence[int] = (64, 128, 256, 512), scales: int = 3
    ) -> None:
        super().__init__()
        self.Diss = nn.ModuleList(
            nn.Sequential(
                *(LeakyConvolution(a, b, 4, 2, 1) for a, b in pairwise([input_channels, *widths])),
                nn.Conv2d(widths[-1], 1, 1),
            )
            for _ in range(scales)
        )

    def forward(self, image: Tensor) -> list[Tensor]:
        """Scores, the full size first."""
        return self.scores(image, self.Diss)


class DritContentDiscriminator(nn.Module):
    """Which domain a content comes from: content (N, C, h, w) to scores (N, 1, h', w') (section 3.2).

    Args:
        channels: of the content.
        layers: strided 7x7 convolutions; three need a content of 53 places a side, two 25, one 11, none 4.
    """

    def __init__(self, channels: int = 256, layers: int = 3) -> None:
        super().__init__()
        strided = [LeakyConvolution(channels, channels, 7, 2, 1) for _ in range(layers)]
        self.model = nn.Sequential(
            *strided, LeakyConvolution(channels, channels, 4, 1, 0), nn.Conv2d(channels, 1, 1)
        )

    def forward(self, content: Tensor) -> Tensor:
        """Scores; above 0 means the first domain."""
        scores: Tensor = self.model(content)
        return scores
