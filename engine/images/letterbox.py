"""Fitting a picture of any size into a model's square, and the model's picture back into its size."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import ImageError


@dataclass(frozen=True)
class Placement:
    """Where a picture lies in a model's square.

    Attributes:
        height: of the picture, in pixels.
        width: of the picture, in pixels.
        top: of the picture within the square.
        left: of the picture within the square.
        scaled_height: that the picture has within the square.
        scaled_width: that the picture has within the square.
    """

    height: int
    width: int
    top: int
    left: int
    scaled_height: int
    scaled_width: int

    def restore(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Cut the picture (size, size[, 3]) out of the square and bring it to (height, width[, 3])."""
        rows = slice(self.top, self.top + self.scaled_height)
        columns = slice(self.left, self.left + self.scaled_width)
        return _resized(picture[rows, columns], self.height, self.width)


def letterbox(
    rgb_or_gray: NDArray[np.uint8], size: int, *, background: int = 255
) -> tuple[NDArray[np.uint8], Placement]:
    """Scale a picture to fit a square and centre it there.

    Args:
        rgb_or_gray: (H, W) or (H, W, 3), 0 to 255.
        size: the square's side in pixels.
        background: the value around the picture, 0 to 255.

    Returns:
        The square, (size, size) or (size, size, 3), and where the picture lies in it.

    Raises:
        ImageError: the picture has no pixels or another shape.
    """
    if rgb_or_gray.ndim not in (2, 3) or rgb_or_gray.size == 0 or rgb_or_gray.shape[2:] not in ((), (3,)):
        raise ImageError(
            "A picture of shape {shape} cannot be fitted; it must be grey or RGB.", shape=rgb_or_gray.shape
        )
    height, width = rgb_or_gray.shape[:2]
    scale = size / max(height, width)
    scaled_height = max(1, min(size, round(height * scale)))
    scaled_width = max(1, min(size, round(width * scale)))
    top, left = (size - scaled_height) // 2, (size - scaled_width) // 2
    square = np.full((size, size, *rgb_or_gray.shape[2:]), background, np.uint8)
    scaled = _resized(rgb_or_gray, scaled_height, scaled_width)
    square[top : top + scaled_height, left : left + scaled_width] = scaled
    return square, Placement(height, width, top, left, scaled_height, scaled_width)


def letterbox_labels(labels: NDArray[np.uint8], size: int) -> tuple[NDArray[np.uint8], Placement]:
    """The same for a picture whose grey values are labels: none between two others appears; 255 around it.

    Args:
        labels: (H, W), 0 to 255.
        size: the square's side in pixels.

    Raises:
        ImageError: as of `letterbox`.
    """
    square, placement = letterbox(np.full_like(labels, 255), size)
    rows = np.arange(placement.scaled_height) * labels.shape[0] // placement.scaled_height
    columns = np.arange(placement.scaled_width) * labels.shape[1] // placement.scaled_width
    top, left = placement.top, placement.left
    inside = slice(top, top + placement.scaled_height), slice(left, left + placement.scaled_width)
    square[inside] = labels[rows[:, None], columns]
    return square, placement


def _resized(pixels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Resample so that thin lines hold together: Lanczos' window to shrink a side, cubic to grow."""
    if pixels.shape[:2] == (height, width):
        return pixels.copy()
    image = Image.fromarray(np.ascontiguousarray(pixels))
    grows = height >= pixels.shape[0] and width >= pixels.shape[1]
    window = Image.Resampling.BICUBIC if grows else Image.Resampling.LANCZOS
    return np.array(image.resize((width, height), window), np.uint8)
