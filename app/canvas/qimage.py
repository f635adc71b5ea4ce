"""Numpy rows seen as QImages, without copying a pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def image_view(pixels: NDArray[np.uint8]) -> QImage:
    """A QImage over (H, W) grey, (H, W, 3) RGB or (H, W, 4) RGBA rows.

    It is valid while the array lives and is not moved.
    """
    if not pixels.flags.c_contiguous:
        raise ValueError("a view needs rows that lie together")
    height, width = pixels.shape[:2]
    formats = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888}
    format_ = formats.get(pixels.size // (height * width), QImage.Format.Format_RGBA8888)
    return QImage(pixels.data, width, height, pixels.strides[0], format_)


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """The pixels (H, W, 4) RGBA of a QImage, copied."""
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return rows[:, : rgba.width() * 4].reshape(rgba.height(), rgba.width(), 4).copy()
