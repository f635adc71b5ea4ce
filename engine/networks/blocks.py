"""Blocks that several architectures share: resampling, residual blocks, initialisation."""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor, nn

Upsample = Literal["basic", "bilinear", "bilinear_last"]


def spatial_code(code: Tensor, picture: Tensor) -> Tensor:
    """A latent code (N, Z) repeated over the picture's places: (N, Z, H, W)."""
    return code[:, :, None, None].expand(-1, -1, picture.shape[2], picture.shape[3])


def with_code(picture: Tensor, code: Tensor | None) -> Tensor:
    """The picture (N, C, H, W) with the code (N, Z) as further channels: (N, C + Z, H, W)."""
    if code is None:
        return picture
    return torch.cat([picture, spatial_code(code, picture)], dim=1)


def upsampling(inputs: int, outputs: int, manner: Literal["basic", "bilinear"]) -> list[nn.Module]:
    """Layers that double the size.

    `basic` is a transposed 4x4 convolution (pix2pix); `bilinear` is resizing and a reflected 3x3 convolution,
    which leaves no checkerboard (Odena et al. 2016; BicycleGAN).
    """
    if manner == "basic":
        return [nn.ConvTranspose2d(inputs, outputs, kernel_size=4, stride=2, padding=1)]
    return [
        nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False),
        nn.ReflectionPad2d(1),
        nn.Conv2d(inputs, outputs, kernel_size=3),
    ]


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


def initialise(network: nn.Module, manner: Literal["xavier", "normal"], gain: float = 0.02) -> None:
    """Weights as the junyanz systems start them; biases are zero, norms start at N(1, gain).

    Args:
        network: changed in place.
        manner: `normal`, N(0, gain) (pix2pix), or `xavier` (BicycleGAN; Glorot and Bengio 2010).
        gain: standard deviation, or Glorot's gain.
    """
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            if manner == "normal":
                nn.init.normal_(module.weight, 0.0, gain)
            else:
                nn.init.xavier_normal_(module.weight, gain)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, gain)
            nn.init.zeros_(module.bias)
