"""Parts of a drawing, found for a fill, and what a part looks like in another style."""

from __future__ import annotations

import numpy as np

from app.document.strokes import NOTHING, Rect
from app.worker.messages import FindRegion, RegionFound, VaryRegion
from engine.images.parts import bounds, region_at
from engine.translation.translator import Translator
from engine.types import Pixels

# Nearer to a line than this, a picture shows the line; of the drawing's longer side.
_EDGE = 1 / 80


def find_region(request: FindRegion) -> RegionFound:
    """The part at a place of a drawing, cut out."""
    region = region_at(request.sketch, request.x, request.y)
    if region is None:
        return RegionFound(NOTHING, None)
    rect = Rect(*bounds(region))
    return RegionFound(rect, region[rect.slices].copy())


def vary_region(request: VaryRegion, translator: Translator, guide: Pixels | None) -> RegionFound:
    """The part, as it is in the picture that a style of the request's seed makes.

    The part itself is as if nothing were painted on it. What is seen close to its lines is left out, and the
    inside goes on there: shades of an edge would be taken for the material's own.
    """
    from scipy import ndimage

    found = find_region(request)
    if found.where is None:
        return found
    if guide is not None:
        guide = guide.copy()
        guide[found.rect.slices][found.where] = 0
    style = translator.sample_styles(1, request.seed)
    given, direction = request.source.composed(request.sketch), request.source.direction
    picture = translator.translate(given, style, direction, guide)[0][found.rect.slices]
    depth = ndimage.distance_transform_edt(np.pad(found.where, 1))[1:-1, 1:-1]
    inner = depth > min(_EDGE * max(request.sketch.shape), depth.max() / 2)
    nearest = ndimage.distance_transform_edt(~inner, return_distances=False, return_indices=True)
    return RegionFound(found.rect, found.where, np.ascontiguousarray(picture[tuple(nearest)]))
