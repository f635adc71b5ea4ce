"""A small network that finds faces and their eyes, everywhere in a picture at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.faces.landmark_maps import MAPS


class LandmarkNetwork(nn.Module):
    """Faces as points: for each cell a score that it lies between two eyes, and where those eyes are.

    After Zhou et al. 2019, "Objects as Points" (scores and offsets), with heat maps of both eyes that are
    read by a local soft-argmax (Sun et al. 2018, "Integral Human Pose Regression"). Features of strides 8, 16
    and 32 are added to those of stride 4 (Lin et al. 2017), so that a cell knows the whole face around it.

    Maps by channel, in the order of `MAPS`, each (S / 4, S / 4):
        face: logit of the score that the middle between two eyes lies in the cell.
        left_heat, right_heat: heat of an eye, to be compared within a face only.
        left_x, left_y, right_x, right_y: from the cell's centre to the eyes, in units of 16 pixels; left and
            right are the picture's.

    Args:
        widths: channels at strides 2, 4, 8, 16 and so on.
        depth: residual blocks at every stride from 4 on.
    """

    def __init__(self, widths: Sequence[int] = (12, 24, 40, 64, 64), depth: int = 1) -> None:
        super().__init__()
        self.stem = _convolution(3, widths[0], 2)
        self.stages = nn.ModuleList()
        for inputs, outputs in pairwise(widths):
            blocks = [ResidualBlock(outputs) for _ in range(depth)]
            self.stages.append(nn.Sequential(_convolution(inputs, outputs, 2), *blocks))
        common = widths[1]
        self.laterals = nn.ModuleList(nn.Conv2d(width, common, 1) for width in widths[1:])
        self.head = nn.Sequential(_convolution(common, common, 1), nn.Conv2d(common, len(MAPS), 1))
        self._start_without_faces()

    def forward(self, image: Tensor) -> Tensor:
        """Pictures (N, 3, S, S) in [-1, 1] to maps (N, 7, S / 4, S / 4); S is a multiple of 32."""
        features = self.stem(image)
        found = []
        for stage in self.stages:
            features = stage(features)
            found.append(features)
        merged: Tensor = self.laterals[-1](found[-1])
        for lateral, level in zip(reversed(list(self.laterals)[:-1]), reversed(found[:-1]), strict=True):
            merged = lateral(level) + F.interpolate(merged, scale_factor=2.0, mode="nearest")
        maps: Tensor = self.head(F.relu(merged))
        return maps

    @torch.no_grad()
    def _start_without_faces(self) -> None:
        """Scores start near one in a hundred, so that the many empty cells do not drown the first steps."""
        last = self.head[-1]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        nn.init.normal_(last.weight, std=0.01)
        nn.init.zeros_(last.bias)
        last.bias[0] = -4.6


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions around an identity (He et al. 2016); (N, width, H, W) stays so."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _convolution(width, width, 1)
        self.second = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)

    def forward(self, features: Tensor) -> Tensor:
        """The block's output, (N, width, H, W)."""
        return F.relu(features + self.norm(self.second(self.first(features))))


def _convolution(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )
