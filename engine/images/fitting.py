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


def dark_on_light(drawing: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A drawing as grey ink on white paper (H, W): ink is where it has lines on nothing, or stands out.

    A dark board is turned around; so is one of a middle grey with lighter lines, whose board becomes white.

    Args:
        drawing: (H, W, 3), or (H, W, 4) with straight alpha.
    """
    rgb, seen = drawing[..., :3], None
    if drawing.shape[2] == 4:
        lines = light_lines(drawing)
        if lines is not None:
            return lines
        seen = drawing[..., 3] >= 128
    grey = np.asarray(Image.fromarray(np.ascontiguousarray(rgb)).convert("L"))
    board = grey if seen is None or not seen.any() else grey[seen]
    paper = float(np.median(board))
    covered = seen is None or float(np.mean(seen)) > 0.5
    above, below = (float(np.maximum(side, 0).mean()) for side in (board - paper, paper - board))
    lighter = paper < 192 and above > 3 * below and above > 1
    if not covered or not (paper < 96 or lighter):
        return grey if seen is None else _laid(grey, drawing[..., 3], 255)
    dark = grey if seen is None else _laid(grey, drawing[..., 3], round(paper))
    if paper < 96:
        return np.asarray(255 - dark, np.uint8)
    stretched = (dark.astype(np.float32) - paper) * (255 / (255 - paper))
    return np.asarray(np.rint(255 - np.clip(stretched, 0, 255)), np.uint8)


def light_lines(rgba: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The ink (H, W) of light lines on nothing, as dark on white; None where a drawing is no such lines.

    On white paper they would not be seen, though their opacity says where they are.
    """
    alpha = rgba[..., 3]
    seen = alpha >= 128
    area = int(np.count_nonzero(seen))
    if area == 0 or area > seen.size / 2:
        return None
    edges = int(np.count_nonzero(seen[1:] != seen[:-1]) + np.count_nonzero(seen[:, 1:] != seen[:, :-1]))
    # A line is as wide as twice its area by the length of its edges; what is wider is a shape.
    if 2 * area / max(1, edges) > max(4.0, 0.04 * max(seen.shape)):
        return None
    grey = np.asarray(Image.fromarray(np.ascontiguousarray(rgba[..., :3])).convert("L"))
    if float(np.mean(grey[seen] >= 176)) < 0.1:
        return None
    return np.subtract(255, alpha, dtype=np.uint8)


def _laid(grey: NDArray[np.uint8], alpha: NDArray[np.uint8], on: int) -> NDArray[np.uint8]:
    mixed = grey.astype(np.uint16) * alpha + np.uint16(on) * (255 - alpha.astype(np.uint16)) + 127
    return np.asarray(mixed // 255, np.uint8)


def thumbnail(rgb: NDArray[np.uint8], side: int) -> Image.Image:
    """A small view (H, W, 3) of at most `side` pixels."""
    return Image.fromarray(shrunk(rgb, (side, side)))
