"""What an inversion minimises: perceptual and pixel differences, and how ordinary codes and noise are."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.efficientnet_lite import load_efficientnet_lite

# Sides that pictures are brought to before the feature network sees them.
_LEAST_SIDE, _MOST_SIDE = 128, 256


class PictureDistance(nn.Module):
    """How far pictures are from one target, to the eye and by pixels.

    The perceptual distance is that of LPIPS (Zhang et al. 2018, equation 1) on EfficientNet-Lite0 with all
    channels weighted alike: feature vectors of length 1 at every place, squared differences, averaged over
    places, at strides 4, 8 and 16.

    Args:
        target: (1, 3, S, S) in [-1, 1].
        weight: (1, 1, S, S) how much each pixel counts, 0 to 1; None for all alike.
    """

    def __init__(self, target: Tensor, weight: Tensor | None = None) -> None:
        super().__init__()
        self.network = load_efficientnet_lite("lite0").to(target.device)
        self.target = target
        self.weight = torch.ones_like(target[:, :1]) if weight is None else weight
        with torch.no_grad():
            self.features = self._features(target)
        self.weights = [
            F.adaptive_avg_pool2d(self.weight, (features.shape[2], features.shape[3]))
            for features in self.features
        ]

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        """The perceptual distance of a picture (1, 3, S, S) and its mean squared error: scalars."""
        perceptual = torch.zeros((), device=picture.device)
        for ours, theirs, weight in zip(self._features(picture), self.features, self.weights, strict=True):
            difference = (ours - theirs).square().sum(dim=1, keepdim=True)
            perceptual = perceptual + (difference * weight).sum() / weight.sum().clamp(min=1e-6)
        squared = (picture - self.target).square().mean(dim=1, keepdim=True)
        pixels = (squared * self.weight).sum() / self.weight.sum().clamp(min=1e-6)
        return perceptual / len(self.features), pixels

    def _features(self, picture: Tensor) -> list[Tensor]:
        side = picture.shape[2]
        if side < _LEAST_SIDE:
            picture = F.interpolate(picture, (_LEAST_SIDE,) * 2, mode="bilinear", align_corners=False)
        elif side > _MOST_SIDE:
            picture = F.interpolate(
                picture, (_MOST_SIDE,) * 2, mode="bilinear", antialias=True, align_corners=False
            )
        return [F.normalize(features, dim=1) for features in self.network.maps(picture)[:3]]


def noise_regularity(noises: Sequence[Tensor]) -> Tensor:
    """How much noise pictures resemble themselves a pixel further on, at all scales down to 8 pixels.

    Without it the picture would move into the noise (Karras et al. 2020, appendix D). Scalar, 0 for white
    noise.

    Args:
        noises: (1, 1, r, r) each.
    """
    total = torch.zeros((), device=noises[0].device)
    for noise in noises:
        scale = noise
        while True:
            total = total + (scale * scale.roll(1, dims=3)).mean().square()
            total = total + (scale * scale.roll(1, dims=2)).mean().square()
            if scale.shape[2] <= 8:
                break
            scale = F.avg_pool2d(scale, 2) * 2
    return total


@torch.no_grad()
def make_ordinary(noises: Sequence[Tensor]) -> None:
    """Bring noise pictures back to mean 0 and deviation 1, in place (Karras et al. 2020, appendix D)."""
    for noise in noises:
        noise.sub_(noise.mean()).div_(noise.square().mean().sqrt().clamp(min=1e-6))
