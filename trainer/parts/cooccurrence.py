"""Which patches go together: a discriminator of small patches beside others of the same surface.

The patch co-occurrence discriminator of Park et al. 2020, "Swapping Autoencoder for Deep Image Manipulation",
section 3.3. It sees pixels; one that looks through a frozen network sees nothing finer than that one's maps.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from trainer.parts.windows import Windows

PATCH_SIDE = 24
PATCHES = 4
"""Of every picture: so many are compared, and as many others show the surface to go with."""


def patches_of(pictures: Tensor, mask: Tensor) -> Tensor:
    """Patches (N, K, C, p, p) of pictures (N, C, H, W), about places of the mask (N, 1, H, W) by chance."""
    side = min(PATCH_SIDE, *pictures.shape[2:])
    return torch.stack([Windows.about(mask, side)(pictures) for _ in range(PATCHES)], 1)


class PatchDiscriminator(nn.Module):
    """Scores patches beside patches of a surface that they should be of.

    Features of the surface's patches are averaged and joined to those of the patch that is compared.

    Args:
        widths: channels at the patch's side, half of it, ...
    """

    def __init__(self, widths: Sequence[int] = (32, 64, 128, 128)) -> None:
        super().__init__()
        layers: list[nn.Module] = [spectral_norm(nn.Conv2d(3, widths[0], 3, padding=1)), nn.LeakyReLU(0.2)]
        for fine, coarse in pairwise(widths):
            layers += [spectral_norm(nn.Conv2d(fine, coarse, 4, 2, 1)), nn.LeakyReLU(0.2)]
        self.features = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(2), nn.Flatten())
        size = 4 * widths[-1]
        self.together = nn.Sequential(
            spectral_norm(nn.Linear(2 * size, 128)),
            nn.LeakyReLU(0.2),
            spectral_norm(nn.Linear(128, 1)),
        )

    def described(self, patches: Tensor) -> Tensor:
        """Features (N, K, F) of patches (N, K, 3, p, p)."""
        found: Tensor = self.features(patches.flatten(0, 1))
        return found.reshape(*patches.shape[:2], -1)

    def forward(self, compared: Tensor, surface: Tensor) -> Tensor:
        """Scores (N, K), unbounded, of described patches (N, K, F) beside described surfaces (N, J, F)."""
        beside = surface.mean(1, keepdim=True).expand_as(compared)
        scores: Tensor = self.together(torch.cat([compared, beside], 2))
        return scores[..., 0]
