"""Discriminators that see pixels: which patches go together, and whether a picture is what its drawing means.

One that looks through a frozen network sees neither a drawing nor anything finer than that one's maps. Both
have spectral norms (Miyato et al. 2018), under which what is fine is too faint to tell pictures by: it comes
in once more for itself, amplified.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from engine.architectures.layers import without_autocast
from engine.architectures.stuff import binomial
from trainer.parts.windows import Windows

PATCH_SIDE = 24
PATCHES = 4
"""Of every picture: so many are compared, and as many others show the surface to go with."""

# After a few steps a discriminator beside the drawing scored held-out photos above results in 59 % of
# comparisons without what is fine for itself, in 96 % with it.
_GAIN = 4.0


def with_fine(pictures: Tensor) -> Tensor:
    """Pictures (N, 3, H, W) and, behind, what is finer than two pixels of them, amplified: (N, 6, H, W)."""
    with without_autocast(pictures.device):
        return torch.cat([pictures, _GAIN * (pictures - binomial(pictures))], 1)


def patches_of(pictures: Tensor, mask: Tensor) -> Tensor:
    """Patches (N, K, C, p, p) of pictures (N, C, H, W), about places of the mask (N, 1, H, W) by chance."""
    side = min(PATCH_SIDE, *pictures.shape[2:])
    return torch.stack([Windows.about(mask, side)(pictures) for _ in range(PATCHES)], 1)


class PatchDiscriminator(nn.Module):
    """Scores patches beside patches of a surface that they should be of, by their texture.

    The patch co-occurrence discriminator of Park et al. 2020, "Swapping Autoencoder for Deep Image
    Manipulation", section 3.3. Features of the surface's patches are averaged and joined to those of the
    patch that is compared. The mean colour of each is taken away: by it alone most could be matched.

    Args:
        widths: channels at the patch's side, half of it, ...
    """

    def __init__(self, widths: Sequence[int] = (32, 64, 128, 128)) -> None:
        super().__init__()
        layers: list[nn.Module] = [spectral_norm(nn.Conv2d(3 + 3, widths[0], 3, padding=1))]
        layers.append(nn.LeakyReLU(0.2))
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
        texture = (patches - patches.mean((3, 4), keepdim=True)).flatten(0, 1)
        found: Tensor = self.features(with_fine(texture))
        return found.reshape(*patches.shape[:2], -1)

    def forward(self, compared: Tensor, surface: Tensor) -> Tensor:
        """Scores (N, K), unbounded, of described patches (N, K, F) beside described surfaces (N, J, F)."""
        beside = surface.mean(1, keepdim=True).expand_as(compared)
        scores: Tensor = self.together(torch.cat([compared, beside], 2))
        return scores[..., 0]


class DrawnDiscriminator(nn.Module):
    """Scores places of a picture, 26 pixels about each, beside what is drawn there.

    Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks", section 3.2.2, with
    spectral norms in place of batch norm.

    Args:
        drawn: channels of what is drawn.
        widths: channels at a half and a quarter of the side, and behind.
    """

    def __init__(self, drawn: int = 2, widths: Sequence[int] = (48, 96, 160)) -> None:
        super().__init__()
        half, quarter, behind = widths
        self.layers = nn.Sequential(
            spectral_norm(nn.Conv2d(3 + 3 + drawn, half, 4, 2, 1)),
            nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(half, quarter, 4, 2, 1)),
            nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(quarter, behind, 3, padding=1)),
            nn.LeakyReLU(0.2),
            spectral_norm(nn.Conv2d(behind, 1, 3, padding=1)),
        )

    def forward(self, pictures: Tensor, drawn: Tensor) -> Tensor:
        """Scores (N, 1, S / 4, S / 4), unbounded, of pictures (N, 3, S, S) beside what is drawn there."""
        scores: Tensor = self.layers(torch.cat([with_fine(pictures), drawn], 1))
        return scores
