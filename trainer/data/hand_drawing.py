"""Sketches for training as people draw them: lines of varying width, gaps, jitter, missing strokes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.images.sketch import draw

Mask = NDArray[np.bool_]
_EIGHT = np.ones((3, 3), dtype=bool)


@dataclass(frozen=True)
class StrokeJitter:
    """How far drawings stray from the lines that a detector finds; lengths in pixels of a 128-pixel picture.

    Attributes:
        thinnest, thickest: range of line widths.
        jitter: largest displacement of a line.
        missing: largest share of inner strokes that is left out.
        gaps: largest share of line length that is interrupted.
        faithful: share of sketches that are drawn as found, in the default width.
    """

    thinnest: float = 0.9
    thickest: float = 2.4
    jitter: float = 1.3
    missing: float = 0.75
    gaps: float = 0.12
    faithful: float = 0.25


def draw_by_hand(
    outline: Mask,
    inner: Mask,
    strokes: StrokeJitter,
    generator: np.random.Generator,
    *,
    default_thickness: float = 1.3,
) -> NDArray[np.uint8]:
    """One of the many ways a person may draw these lines.

    Args:
        outline: (S, S) bool, the silhouette's centre line.
        inner: (S, S) bool, all other centre lines.
        strokes: how much the drawing may vary.
        generator: decides everything; the same generator state gives the same sketch.
        default_thickness: line width of a faithful sketch, in pixels of a 128-pixel picture.

    Returns:
        (S, S) uint8, 255 paper and 0 ink.
    """
    from scipy import ndimage

    scale = outline.shape[0] / 128
    if generator.random() < strokes.faithful:
        return draw(outline | inner, default_thickness * scale)
    inner = _without_strokes(inner, generator.uniform(0, strokes.missing), generator)
    mask = outline | inner
    share = generator.uniform(0, strokes.gaps)
    smooth = _smooth_noise(mask.shape, 5 * scale, generator)
    mask = mask & (smooth > np.quantile(smooth, share))
    thickness = generator.uniform(strokes.thinnest, strokes.thickest) * scale
    if not mask.any():
        return np.full(mask.shape, 255, dtype=np.uint8)
    distance = ndimage.distance_transform_edt(~mask).astype(np.float32)
    amplitude = generator.uniform(0, strokes.jitter) * scale
    shift = [_smooth_noise(mask.shape, 9 * scale, generator) * amplitude for _ in range(2)]
    rows, columns = np.indices(mask.shape, dtype=np.float32)
    moved = ndimage.map_coordinates(distance, [rows + shift[0], columns + shift[1]], order=1, mode="nearest")
    ink = np.clip(thickness / 2 + 0.5 - moved, 0, 1) * generator.uniform(0.7, 1.0)
    return np.asarray(255.5 - 255 * ink).astype(np.uint8)


def _without_strokes(inner: Mask, share: float, generator: np.random.Generator) -> Mask:
    from scipy import ndimage

    labels, count = ndimage.label(inner, _EIGHT)
    keep = generator.random(count + 1) >= share
    keep[0] = False
    return np.asarray(keep[labels], dtype=bool)


def _smooth_noise(
    shape: tuple[int, ...], wavelength: float, generator: np.random.Generator
) -> NDArray[np.float32]:
    """Noise of about unit amplitude that changes over `wavelength` pixels, (H, W)."""
    from PIL import Image

    cells = [max(2, int(side / wavelength) + 1) for side in shape]
    coarse = generator.uniform(-1, 1, cells).astype(np.float32)
    picture = Image.fromarray(coarse).resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.asarray(picture, dtype=np.float32)
