"""DiscoGAN's encoder-decoder generator and its discriminator with features (Kim et al. 2017)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn


class DiscoGenerator(nn.Module):
    """Pictures (N, input_channels, S, S) in [-1, 1] to (N, output_channels, S, S) in [-1, 1].

    4x4 convolutions down to a bottleneck and back (section 3.1). The published sigmoid gives [0, 1]; here it
    is stretched to [-1, 1] like every other picture. S is a multiple of 2 ** len(widths), and with a
    bottleneck at least 4 * 2 ** len(widths).

    Args:
        widths: channels of the halving layers.
        bottleneck: channels of the narrowest layer; 0 leaves it out.
        input_channels: channels of the input picture.
        output_channels: channels of the result.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 512),
        bottleneck: int = 100,
        input_channels: int = 3,
        output_channels: int = 3,
    ) -> None:
        super().__init__()
        down: list[nn.Module] = [
            nn.Conv2d(input_channels, widths[0], 4, 2, 1, bias=False),
            nn.LeakyReLU(0.2),
        ]
        for inputs, outputs in pairwise(widths):
            down += [
                nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.LeakyReLU(0.2),
            ]
        narrow: list[nn.Module] = []
        if bottleneck:
            narrow = [
                nn.Conv2d(widths[-1], bottleneck, 4, 1, 0, bias=False),
                nn.BatchNorm2d(bottleneck),
                nn.LeakyReLU(0.2),
                nn.ConvTranspose2d(bottleneck, widths[-1], 4, 1, 0, bias=False),
                nn.BatchNorm2d(widths[-1]),
                nn.ReLU(),
            ]
        up: list[nn.Module] = []
        for inputs, outputs in pairwise(reversed(widths)):
            up += [
                nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False),
                nn.BatchNorm2d(outputs),
                nn.ReLU(),
            ]
        up.append(nn.ConvTranspose2d(widths[0], output_channels, 4, 2, 1, bias=False))
        self.main = nn.Sequential(*down, *narrow, *up)

    def forward(self, image: Tensor) -> Tensor:
        """The generated picture, (N, output_channels, S, S) in [-1, 1]."""
        result: Tensor = self.main(image)
        return 2 * torch.sigmoid(result) - 1


class DiscoDiscriminator(nn.Module):
    """Pictures (N, C, S, S) to scores (N, 1, h, w), no sigmoid, and the features that are matched.

    Args:
        input_channels: channels of the picture.
        widths: channels of the halving layers.
    """

    def __init__(self, input_channels: int = 3, widths: Sequence[int] = (64, 128, 256, 512)) -> None:
        super().__init__()
        first = nn.Sequential(nn.Conv2d(input_channels, widths[0], 4, 2, 1, bias=False), nn.LeakyReLU(0.2))
        later = [
            nn.Sequential(nn.Conv2d(a, b, 4, 2, 1, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(0.2))
            for a, b in pairwise(widths)
        ]
        self.layers = nn.ModuleList([first, *later])
        self.last = nn.Conv2d(widths[-1], 1, 4, 1, 0, bias=False)

    def forward(self, image: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Scores, and the features of every layer but the first, each (N, C, h, w)."""
        features = []
        for layer in self.layers:
            image = layer(image)
            features.append(image)
        return self.last(image), features[1:]
