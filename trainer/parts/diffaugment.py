"""Differentiable augmentation with a fixed policy (Zhao et al. 2020): colour, translation, cutout; and blur.

What projected discriminators are trained with (Sauer et al. 2021); the published ADA is in augment.py.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def diffaugment(pictures: Tensor) -> Tensor:
    """Each picture (N, 3, H, W) in about [-1, 1] in another light, moved by up to an eighth, with a hole."""
    return _cutout(_translation(_colour(pictures)))


def blurred(pictures: Tensor, sigma: float) -> Tensor:
    """Pictures (N, C, H, W) under a Gaussian of `sigma` pixels, borders mirrored."""
    channels, reach = pictures.shape[1], max(1, int(3 * sigma + 0.5))
    places = torch.arange(-reach, reach + 1, device=pictures.device, dtype=pictures.dtype)
    line = torch.exp(-0.5 * (places / sigma).square())
    weight = (line / line.sum()).expand(channels, 1, -1)
    padded = F.pad(pictures, (reach, reach, reach, reach), mode="reflect")
    rows = F.conv2d(padded, weight[:, :, None], groups=channels)
    return F.conv2d(rows, weight[..., None], groups=channels)


def _random(pictures: Tensor) -> Tensor:
    return torch.rand(len(pictures), 1, 1, 1, device=pictures.device)


def _colour(pictures: Tensor) -> Tensor:
    pictures = pictures + (_random(pictures) - 0.5)
    grey = pictures.mean(dim=1, keepdim=True)
    pictures = grey + (pictures - grey) * (_random(pictures) * 2)
    middle = pictures.mean(dim=(1, 2, 3), keepdim=True)
    return middle + (pictures - middle) * (_random(pictures) + 0.5)


def _translation(pictures: Tensor, most: float = 0.125) -> Tensor:
    count, _, height, width = pictures.shape
    reach = [int(side * most + 0.5) for side in (height, width)]
    padded = F.pad(pictures, (reach[1], reach[1], reach[0], reach[0]))
    rows, columns = (
        torch.randint(0, 2 * most + 1, (count, 1), device=pictures.device)
        + torch.arange(side, device=pictures.device)
        for most, side in zip(reach, (height, width), strict=True)
    )
    index = torch.arange(count, device=pictures.device)[:, None, None]
    return padded.permute(0, 2, 3, 1)[index, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)


def _cutout(pictures: Tensor, share: float = 0.5) -> Tensor:
    count, _, height, width = pictures.shape
    kept = []
    for side in (height, width):
        hole = int(side * share + 0.5)
        centre = torch.randint(0, side + (1 - hole % 2), (count, 1), device=pictures.device)
        places = torch.arange(side, device=pictures.device)
        kept.append((places < centre - hole // 2) | (places >= centre - hole // 2 + hole))
    mask = kept[0][:, :, None] | kept[1][:, None, :]
    return pictures * mask[:, None]
