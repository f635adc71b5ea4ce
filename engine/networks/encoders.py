"""Encoders of a picture into a latent code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from torch import Tensor, nn

from engine.networks.blocks import MeanPoolBlock


class ResNetEncoder(nn.Module):
    """BicycleGAN's ResNet encoder (Zhu et al. 2017, section 4; published as E_ResNet).

    Takes pictures (N, C, S, S) in [-1, 1], gives mean and log-variance of a code, each (N, latent_size).

    Args:
        widths: channels after the first convolution and after each residual block.
        input_channels: channels of the picture.
        latent_size: length of the code.
    """

    def __init__(
        self, widths: Sequence[int] = (64, 128, 192, 256, 256), input_channels: int = 3, latent_size: int = 8
    ) -> None:
        super().__init__()
        blocks = [MeanPoolBlock(a, b) for a, b in pairwise(widths)]
        first = nn.Conv2d(input_channels, widths[0], 4, stride=2, padding=1)
        self.conv = nn.Sequential(first, *blocks, nn.LeakyReLU(0.2), nn.AdaptiveAvgPool2d(1))
        self.fc = nn.Sequential(nn.Linear(widths[-1], latent_size))
        self.fcVar = nn.Sequential(nn.Linear(widths[-1], latent_size))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance, each (N, latent_size)."""
        features = self.conv(image).flatten(1)
        return self.fc(features), self.fcVar(features)
