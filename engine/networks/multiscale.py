"""Discriminators that look at a picture at several scales: MUNIT's and UNIT's, and DRIT's; published keys."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from engine.networks.content import ConvBlock


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
