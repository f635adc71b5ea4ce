"""The guide layer of a document: colours and swatches painted over the sketch, which the model follows.

A layer is (H, W, 4) uint8, red, green, blue and opacity, of the paper's size: opaque where something is
painted, and zero in all four where nothing is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.document.material import Material
from app.document.strokes import NOTHING, Brush, Rect, Sample, Stroke, segment_coverage, segment_rect
from engine.types import Pixels


def texture(material: Material, rect: Rect) -> Pixels:
    """What a material looks like at `rect` of the paper, (height, width, 3).

    A swatch is repeated from the paper's corner, every other time mirrored: wherever strokes meet they
    agree, and no repetition shows a seam.
    """
    if material.swatch is None:
        return np.broadcast_to(np.asarray(material.colour, np.uint8), (rect.height, rect.width, 3))
    height, width = material.swatch.shape[:2]
    rows, columns = _mirrored(rect.top, rect.bottom, height), _mirrored(rect.left, rect.right, width)
    return material.swatch[rows[:, None], columns]


def paint(layer: Pixels, rect: Rect, where: NDArray[np.bool_], pixels: Pixels | None) -> None:
    """Lay pixels onto a layer, in place, at the places of `rect` that `where` names; None rubs out there.

    Args:
        layer: (H, W, 4).
        rect: within the layer.
        where: (rect.height, rect.width).
        pixels: (rect.height, rect.width, 3), such as `texture` gives.
    """
    view = layer[rect.slices]
    if pixels is None:
        np.copyto(view, 0, where=where[..., None])
    else:
        np.copyto(view[..., :3], pixels, where=where[..., None])
        np.copyto(view[..., 3], 255, where=where)


class GuideStroke(Stroke):
    """One gesture of the material brush, or of its eraser: hard edges, for a guide knows no half opacity."""

    def __init__(self, layer: Pixels, brush: Brush, material: Material | None) -> None:
        """Paint on `layer` (H, W, 4) in place with a material; None rubs out."""
        super().__init__(layer, brush, "material_eraser" if material is None else "material_brush")
        self._material = material

    def _paint_once(self, start: Sample, end: Sample) -> Rect:
        height, width = self._pixels.shape[:2]
        rect = segment_rect(start, end).clipped(width, height)
        if rect.empty:
            return NOTHING
        self._recorder.about_to_paint(rect)
        pixels = None if self._material is None else texture(self._material, rect)
        paint(self._pixels, rect, segment_coverage(rect, start, end) >= 0.5, pixels)
        return rect


def _mirrored(start: int, stop: int, side: int) -> NDArray[np.intp]:
    """Places in a row of `side` that goes on as 0 1 2 2 1 0 0 1 2 ..."""
    places = np.arange(start, stop) % (2 * side)
    return np.minimum(places, 2 * side - 1 - places)
