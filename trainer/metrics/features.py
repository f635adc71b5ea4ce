"""Features that pictures are compared by: EfficientNet-Lite0, ImageNet weights, 1280 numbers a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import EfficientNetLite, load_efficientnet_lite

Pixels = NDArray[np.uint8]
Features = NDArray[np.float64]
Extractor = Callable[[Iterable[Pixels]], Features]


def pad_to_square(picture: Pixels) -> Pixels:
    """(H, W, 3) on a white square, centred."""
    height, width = picture.shape[:2]
    side = max(height, width)
    if height == width:
        return picture
    square = np.full((side, side, 3), 255, dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = picture
    return square


def lite0_features(device: torch.device | None = None) -> Extractor:
    """A function from pictures (H, W, 3) uint8 to features (N, 1280), computed on `device`, else the CPU.

    Pictures are padded to a square on white, resized to 128 and then to 224 pixels (bilinear, antialiased).
    """
    place = device or torch.device("cpu")
    return partial(_extract, load_efficientnet_lite("lite0").to(place), place)


@torch.inference_mode()
def _extract(
    network: EfficientNetLite, device: torch.device, pictures: Iterable[Pixels], batch_size: int = 32
) -> Features:
    rows = []
    waiting = iter(pictures)
    while batch := list(islice(waiting, batch_size)):
        inputs = torch.cat([_network_input(picture) for picture in batch])
        rows.append(network.pooled(inputs.to(device)).cpu().numpy().astype(np.float64))
    return np.concatenate(rows)


def _network_input(picture: Pixels) -> torch.Tensor:
    planes = torch.from_numpy(np.array(pad_to_square(picture))).permute(2, 0, 1)[None].float()
    for size in (128, 224):
        if planes.shape[2:] != (size, size):
            planes = F.interpolate(planes, (size, size), mode="bilinear", antialias=True, align_corners=False)
    return planes / 127.5 - 1
