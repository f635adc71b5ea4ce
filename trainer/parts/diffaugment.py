"""Differentiable augmentation with a fixed policy (Zhao et al. 2020): colour, translation, cutout; and blur.

What projected discriminators are trained with (Sauer et al. 2021); the published ADA is in augment.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor
from torch.nn import functional as F

_TRANSLATION, _CUTOUT = 0.125, 0.5


def diffaugment(pictures: Tensor) -> Tensor:
    """Each picture (N, 3, H, W) in about [-1, 1] in another light, moved by up to an eighth, with a hole."""
    return Augmentation.drawn(len(pictures), pictures.shape[2:], pictures.device)(pictures)


@dataclass(frozen=True)
class Augmentation:
    """What is done to each of N pictures, drawn once, so that two batches can be changed alike.

    Attributes:
        brightness, saturation, contrast: (N, 1, 1, 1), 0 to 1.
        rows, columns: (N, 1), by how much each is moved, 0 to twice the reach.
        hole: (N, 1) twice, the middle of the hole.
    """

    brightness: Tensor
    saturation: Tensor
    contrast: Tensor
    rows: Tensor
    columns: Tensor
    hole: tuple[Tensor, Tensor]

    @classmethod
    def drawn(cls, count: int, sides: Sequence[int], device: torch.device) -> Self:
        """By chance, for `count` pictures of these sides (height, width)."""
        height, width = sides
        light = [torch.rand(count, 1, 1, 1, device=device) for _ in range(3)]
        moves = [
            torch.randint(0, 2 * _reach(side) + 1, (count, 1), device=device) for side in (height, width)
        ]
        middles = [
            torch.randint(0, side + (1 - _hole(side) % 2), (count, 1), device=device) for side in sides
        ]
        return cls(light[0], light[1], light[2], moves[0], moves[1], (middles[0], middles[1]))

    @classmethod
    def translation(cls, count: int, sides: Sequence[int], device: torch.device) -> Self:
        """Of the policy only that pictures are moved: light and everything in them stays."""
        drawn = cls.drawn(count, sides, device)
        same = torch.full((count, 1, 1, 1), 0.5, device=device)
        beyond = [torch.full((count, 1), -side, device=device) for side in sides]
        return replace(drawn, brightness=same, saturation=same, contrast=same, hole=(beyond[0], beyond[1]))

    def __call__(self, pictures: Tensor) -> Tensor:
        """The pictures (N, 3, H, W), changed."""
        return self._with_hole(self._moved(self._lit(pictures)))

    def moved(self, masks: Tensor) -> Tensor:
        """Masks (N, 1, H, W) of the pictures, moved with them: 0 in the hole and beyond the border."""
        return self._with_hole(self._moved(masks))

    def roll(self, by: int) -> Self:
        """The same with each picture's change given to the one `by` places on."""
        names = ("brightness", "saturation", "contrast", "rows", "columns")
        rolled = {name: getattr(self, name).roll(by, 0) for name in names}
        return replace(self, hole=(self.hole[0].roll(by, 0), self.hole[1].roll(by, 0)), **rolled)

    def _lit(self, pictures: Tensor) -> Tensor:
        pictures = pictures + (self.brightness - 0.5)
        grey = pictures.mean(dim=1, keepdim=True)
        pictures = grey + (pictures - grey) * (self.saturation * 2)
        middle = pictures.mean(dim=(1, 2, 3), keepdim=True)
        return middle + (pictures - middle) * (self.contrast + 0.5)

    def _moved(self, pictures: Tensor) -> Tensor:
        height, width = pictures.shape[2:]
        down, across = _reach(height), _reach(width)
        padded = F.pad(pictures, (across, across, down, down))
        rows = self.rows + torch.arange(height, device=pictures.device)
        columns = self.columns + torch.arange(width, device=pictures.device)
        index = torch.arange(len(pictures), device=pictures.device)[:, None, None]
        return padded.permute(0, 2, 3, 1)[index, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)

    def _with_hole(self, pictures: Tensor) -> Tensor:
        kept = []
        for side, centre in zip(pictures.shape[2:], self.hole, strict=True):
            hole = _hole(side)
            places = torch.arange(side, device=pictures.device)
            kept.append((places < centre - hole // 2) | (places >= centre - hole // 2 + hole))
        mask = kept[0][:, :, None] | kept[1][:, None, :]
        return pictures * mask[:, None]


def _reach(side: int) -> int:
    return int(side * _TRANSLATION + 0.5)


def _hole(side: int) -> int:
    return int(side * _CUTOUT + 0.5)


def blurred(pictures: Tensor, sigma: float) -> Tensor:
    """Pictures (N, C, H, W) under a Gaussian of `sigma` pixels, borders mirrored."""
    channels, reach = pictures.shape[1], max(1, int(3 * sigma + 0.5))
    places = torch.arange(-reach, reach + 1, device=pictures.device, dtype=pictures.dtype)
    line = torch.exp(-0.5 * (places / sigma).square())
    weight = (line / line.sum()).expand(channels, 1, -1)
    padded = F.pad(pictures, (reach, reach, reach, reach), mode="reflect")
    rows = F.conv2d(padded, weight[:, :, None], groups=channels)
    return F.conv2d(rows, weight[..., None], groups=channels)
