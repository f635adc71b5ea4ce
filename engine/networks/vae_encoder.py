"""An encoder of pictures to the distribution of their codes, as StyleGAN2's discriminator is built."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from engine.networks.equalised import EqualisedConv, EqualisedLinear
from engine.networks.stylegan2_widths import channels_at, resolutions


class PictureEncoder(nn.Module):
    """Takes pictures (N, 3, R, R) in [-1, 1], gives mean and log variance of codes, (N, latent_size) each.

    Unlike an encoder that ends in an average over places, it knows where things are.

    Args:
        resolution: R, a power of two.
        latent_size: length of a code.
        channel_base: channels at a resolution r are `channel_base / r`.
        channel_max: and never more than this.
    """

    def __init__(
        self, resolution: int = 64, latent_size: int = 256, channel_base: int = 4096, channel_max: int = 256
    ) -> None:
        super().__init__()
        sides = resolutions(resolution)[::-1]
        widths = [channels_at(side, channel_base, channel_max) for side in sides]
        layers: list[nn.Module] = [EqualisedConv(3, widths[0], 1)]
        layers += [EqualisedConv(inputs, outputs, 3, resize="down") for inputs, outputs in pairwise(widths)]
        self.layers = nn.Sequential(*layers)
        self.out = EqualisedLinear(widths[-1] * sides[-1] ** 2, 2 * latent_size)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance, (N, latent_size) each, in float32."""
        features = self.layers(image)
        mean, log_variance = self.out(features.flatten(1)).float().chunk(2, dim=1)
        return mean, log_variance
