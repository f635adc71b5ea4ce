"""What stays where it belongs: marks beside the drawing, and painted regions in their colour and place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.images.guides import parts_of
from engine.types import Pixels
from trainer.metrics.colour import Mask, delta_e, not_white, to_lab

# Beyond the outline by this share of the side nothing but white belongs.
_OUTLINE_REACH = 0.06
# Off the drawing a channel below this, of 255, is no longer the faint shadow that photos on white have too.
_MARKED = 225
# More of such pixels than this share of all are a mark.
_MARK = 0.003
# A region's colours may run so far over its border.
_REGION_REACH = 0.08


def inside_of(drawing: Pixels) -> Mask:
    """What a drawing's outline holds, its lines included, (H, W) bool; as of `parts_of`."""
    return parts_of(drawing) > 0


def dilated(mask: Mask, reach: float) -> Mask:
    """A mask (H, W) grown by `reach` pixels in all directions."""
    from scipy import ndimage

    if not mask.any():
        return mask
    return np.asarray(ndimage.distance_transform_edt(~mask) <= reach)


def share_outside(picture: Pixels, drawing: Pixels) -> float:
    """Share of a picture's pixels, 0 to 1, that lie off the drawing and are plainly not white.

    Args:
        picture: (H, W, 3) uint8, made of the drawing.
        drawing: (H, W) uint8; its filled outline, grown by 6 % of the side, may have any colour.
    """
    allowed = dilated(inside_of(drawing), _OUTLINE_REACH * max(drawing.shape))
    return float(((picture.min(axis=2) < _MARKED) & ~allowed).mean())


def has_marks(picture: Pixels, drawing: Pixels) -> bool:
    """Whether more than 0.3 % of a picture's pixels are coloured off the drawing; as of `share_outside`."""
    return share_outside(picture, drawing) > _MARK


@dataclass(frozen=True)
class PaintedError:
    """How far a painted region is from the colour that it was painted with, in Delta E (CIE 1976).

    Attributes:
        pixels: mean over the region's pixels; shading and texture count.
        mean: of the region's mean colour alone.
    """

    pixels: float
    mean: float


def painted_error(picture: Pixels, region: Mask, colour: Pixels) -> PaintedError:
    """Distance of a region's pixels to the painted colour.

    Args:
        picture: (H, W, 3) uint8.
        region: (H, W) bool, what was painted, at least one pixel.
        colour: (3,) uint8.

    Raises:
        ValueError: the region is empty.
    """
    if not region.any():
        raise ValueError("a painted region has at least one pixel")
    found, asked = to_lab(picture[region]), to_lab(np.asarray(colour, dtype=np.uint8))
    return PaintedError(
        pixels=float(delta_e(found, asked).mean()), mean=float(delta_e(found.mean(axis=0), asked))
    )


def spill(before: Pixels, after: Pixels, region: Mask) -> float:
    """How much a change in one region moves what lies outside it, as a share of what it moves inside.

    Each is the mean Delta E between the two pictures; outside begins at 8 % of the side from the region, and
    only what shows something in either picture counts, as a white ground that stays white would flatter.

    Args:
        before: (H, W, 3) uint8.
        after: (H, W, 3) uint8, made alike but for what was painted in the region.
        region: (H, W) bool, at least one pixel.

    Returns:
        0 where nothing moves outside; infinite where something does there and nothing inside.

    Raises:
        ValueError: the region is empty.
    """
    if not region.any():
        raise ValueError("a painted region has at least one pixel")
    moved = delta_e(to_lab(before), to_lab(after))
    outside = ~dilated(region, _REGION_REACH * max(region.shape)) & (not_white(before) | not_white(after))
    out = float(moved[outside].mean()) if outside.any() else 0.0
    inside = float(moved[region].mean())
    if not inside:
        return float("inf") if out else 0.0
    return out / inside
