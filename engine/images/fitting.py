"""Bringing foreign pictures onto the paper: size, tone and direction, on plain arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.images.letterbox import letterbox

MAX_SIDE = 2048
MIN_SIDE = 64


def paper_for(width: int, height: int) -> tuple[int, int]:
    """The paper (width, height) on which a picture of that size opens: its own, within limits."""
    factor = min(1.0, MAX_SIDE / max(width, height))
    return max(MIN_SIDE, round(width * factor)), max(MIN_SIDE, round(height * factor))


def shrunk(picture: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """`picture` (H, W, ...) no larger than `size` (width, height), its proportions kept."""
    height, width = picture.shape[:2]
    factor = min(1.0, size[0] / width, size[1] / height)
    if factor == 1.0:
        return picture
    target = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(Image.fromarray(picture).resize(target, Image.Resampling.LANCZOS))


def on_paper(sketch: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A grey sketch (H, W) centred on white paper of `size` (width, height), as large as fits."""
    width, height = size
    factor = min(width / sketch.shape[1], height / sketch.shape[0])
    scaled = (max(1, round(sketch.shape[1] * factor)), max(1, round(sketch.shape[0] * factor)))
    if scaled != (sketch.shape[1], sketch.shape[0]):
        sketch = np.asarray(Image.fromarray(sketch).resize(scaled, Image.Resampling.LANCZOS))
    paper = np.full((height, width), 255, np.uint8)
    top, left = (height - scaled[1]) // 2, (width - scaled[0]) // 2
    paper[top : top + scaled[1], left : left + scaled[0]] = sketch
    return paper


def photo_on_paper(rgb: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A photo (H, W, 3) centred on white paper of `size` (width, height), as large as fits."""
    return np.stack([on_paper(rgb[..., channel], size) for channel in range(3)], axis=2)


def middle_square(picture: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """The square in the middle of a picture (H, W, 3), at (size, size, 3)."""
    side = min(picture.shape[:2])
    top, left = ((length - side) // 2 for length in picture.shape[:2])
    return letterbox(np.ascontiguousarray(picture[top : top + side, left : left + side]), size)[0]


def dark_on_light(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A drawing (H, W, 3) as grey ink on white paper (H, W); a dark board is turned around."""
    grey = np.asarray(Image.fromarray(rgb).convert("L"))
    return 255 - grey if float(np.median(grey)) < 96 else grey


def thumbnail(rgb: NDArray[np.uint8], side: int) -> Image.Image:
    """A small view (H, W, 3) of at most `side` pixels."""
    return Image.fromarray(shrunk(rgb, (side, side)))
