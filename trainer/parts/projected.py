"""Discriminators that look through a frozen network (Sauer et al. 2021, "Projected GANs Converge Faster")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.parametrizations import spectral_norm

from engine.architectures.efficientnet_lite import EfficientNetLite
from engine.architectures.stylegan2_discriminator import with_deviation

FEATURE_CHANNELS = (24, 40, 112, 320)


class _Head(nn.Module):
    """Scores of one feature map; as many halvings as the map's share of the stride leaves."""

    def __init__(self, channels: int, halvings: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(halvings):
            layers += [spectral_norm(nn.Conv2d(channels, channels, 4, 2, 1)), nn.LeakyReLU(0.2)]
        layers += [spectral_norm(nn.Conv2d(channels, channels, 3, padding=1)), nn.LeakyReLU(0.2)]
        layers.append(spectral_norm(nn.Conv2d(channels, 1, 1)))
        self.layers = nn.Sequential(*layers)

    def forward(self, features: Tensor) -> Tensor:
        scores: Tensor = self.layers(features)
        return scores


class ProjectedDiscriminator(nn.Module):
    """Four heads on randomly mixed features of a frozen EfficientNet-Lite.

    Channels and scales are mixed by fixed random convolutions (cross-channel and cross-scale mixing, section
    3.2), which are drawn once and kept in the checkpoint; the heads are trained.

    Args:
        width: channels of every mixed map.
        group_size: the head of the coarsest map also sees its standard deviation over so many pictures
            (Karras et al. 2018, section 3), so that pictures that are all alike stand out; 1 for no.
    """

    def __init__(self, width: int = 64, group_size: int = 1) -> None:
        super().__init__()
        self.group_size = group_size
        self.mix_channels = nn.ModuleList([nn.Conv2d(c, width, 1, bias=False) for c in FEATURE_CHANNELS])
        self.mix_scales = nn.ModuleList([nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in range(3)])
        for module in (*self.mix_channels, *self.mix_scales):
            nn.init.kaiming_normal_(module.get_parameter("weight"), nonlinearity="linear")
            module.requires_grad_(False)
        extra = (0, 0, 0, 1 if group_size > 1 else 0)
        sizes = zip(extra, (2, 1, 0, 0), strict=True)
        self.heads = nn.ModuleList([_Head(width + more, halvings) for more, halvings in sizes])

    def forward(self, maps: Sequence[Tensor]) -> list[Tensor]:
        """Scores of each scale from the maps at strides 4, 8, 16 and 32, each (N, 1, h, w)."""
        mixed = [mix(m) / _rms(m) for mix, m in zip(self.mix_channels, maps, strict=True)]
        for index in range(len(mixed) - 2, -1, -1):
            coarse = F.interpolate(mixed[index + 1], size=mixed[index].shape[2:], mode="nearest")
            mixed[index] = mixed[index] + self.mix_scales[index](coarse)
            mixed[index] = mixed[index] / _rms(mixed[index])
        if self.group_size > 1:
            mixed[-1] = with_deviation(mixed[-1], self.group_size)
        return [head(features) for head, features in zip(self.heads, mixed, strict=True)]


def _rms(features: Tensor) -> Tensor:
    """Root mean square of a batch's features, without gradient: brings every scale to the same size."""
    return torch.sqrt(features.detach().float().square().mean() + 1e-8).to(features.dtype)


def perceptual_distance(fake: Sequence[Tensor], real: Sequence[Tensor]) -> Tensor:
    """Mean absolute difference of feature maps, each divided by the real map's root mean square.

    A feature-matching loss as in pix2pixHD (Wang et al. 2018, equation 4) on frozen features
    (Johnson et al. 2016).
    """
    terms = [((f - r).abs().mean() / _rms(r)).float() for f, r in zip(fake, real, strict=True)]
    return torch.stack(terms).mean()


def style_distance(
    fake: Sequence[Tensor], fake_inside: Tensor, real: Sequence[Tensor], real_inside: Tensor
) -> Tensor:
    """How far apart two pictures' textures are: means and deviations of their features inside, a scalar.

    Huang and Belongie 2017 ("Arbitrary Style Transfer in Real-time with Adaptive Instance Normalization",
    equation 13), with every channel divided by the batch's deviation of it. The finest maps count alone:
    coarser ones see what a thing is.

    Args:
        fake: feature maps (N, C, h, w) of results, fine to coarse.
        fake_inside: (N, 1, S, S), 1 where a result shows its object.
        real: of the pictures whose style each result has.
        real_inside: likewise.
    """
    terms = []
    for f, r in zip(fake[:_STYLE_MAPS], real[:_STYLE_MAPS], strict=True):
        mean_f, deviation_f = _moments(f.float(), fake_inside)
        mean_r, deviation_r = _moments(r.float(), real_inside)
        size = (deviation_r.square() + (mean_r - mean_r.mean(0)).square()).mean(0).sqrt().detach() + 1e-3
        terms.append(
            ((mean_f - mean_r).abs() / size).mean() + ((deviation_f - deviation_r).abs() / size).mean()
        )
    return torch.stack(terms).mean()


_STYLE_MAPS = 2


def _moments(maps: Tensor, inside: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation (N, C) of maps (N, C, h, w) where it is inside."""
    weight = F.adaptive_avg_pool2d(inside, (maps.shape[2], maps.shape[3]))
    total = weight.sum((2, 3)) + 1e-3
    mean = (maps * weight).sum((2, 3)) / total
    spread = ((maps - mean[:, :, None, None]).square() * weight).sum((2, 3)) / total
    return mean, (spread + 1e-6).sqrt()


def discriminator_features(
    networks: Mapping[str, nn.Module], frozen: Mapping[str, nn.Module]
) -> dict[str, str]:
    """Through which network's features a discriminator looked: figures on those of its family flatter."""
    features = frozen.get("features")
    projected = any(isinstance(network, ProjectedDiscriminator) for network in networks.values())
    if not projected or not isinstance(features, EfficientNetLite):
        return {}
    return {"discriminator_features": f"EfficientNet-{features.variant.capitalize()}"}
