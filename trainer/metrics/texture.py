"""Whether styles differ in stuff and not in tint alone: how textures correlate, and swatches found again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.types import Pixels
from trainer.metrics.colour import Mask, to_lab
from trainer.metrics.features import Features
from trainer.metrics.regions import inside_of

# As shares of the side: 1.5 pixels, 3 and 4 of 128.
_BLUR = 1.5 / 128
_FROM_LINES = 3 / 128
_FROM_BORDER = 4 / 128
_INK = 192
# A crop is a quarter of the side: stuff, and not yet shape.
_SWATCH = 0.25


def surface_of(drawing: Pixels) -> Mask:
    """Where a picture of a drawing shows stuff alone: inside, away from the border and from lines.

    Args:
        drawing: (H, W) uint8, 255 paper and 0 ink.

    Returns:
        (H, W) bool.
    """
    from scipy import ndimage

    side, inside = max(drawing.shape), inside_of(drawing)
    from_lines = ndimage.distance_transform_edt(drawing >= _INK) > _FROM_LINES * side
    return np.asarray(inside & from_lines & (ndimage.distance_transform_edt(inside) > _FROM_BORDER * side))


def high_pass(picture: Pixels) -> NDArray[np.float64]:
    """Lightness (H, W) of a picture (H, W, 3) uint8 less its blur by 1.5 pixels of 128: its fine texture."""
    from scipy import ndimage

    lightness = to_lab(picture)[..., 0]
    return np.asarray(lightness - ndimage.gaussian_filter(lightness, _BLUR * max(lightness.shape)))


def texture_correlation(pictures: Pixels, drawing: Pixels) -> float:
    """Mean correlation of the texture of one drawing's pictures, over all pairs of styles.

    1: the same folds and grain in every style, tint apart; near 0: as between photos of different things.

    Args:
        pictures: (K, H, W, 3) uint8, K styles of the drawing, at least two.
        drawing: (H, W) uint8.

    Returns:
        -1 to 1; NaN where the drawing leaves no surface, or fewer than two pictures have any texture there.
    """
    where = surface_of(drawing)
    if not where.any():
        return float("nan")
    rows = np.stack([high_pass(picture)[where] for picture in pictures])
    rows = rows - rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1)
    rows, lengths = rows[lengths > 1e-9], lengths[lengths > 1e-9]
    if len(rows) < 2:
        return float("nan")
    rows = rows / lengths[:, None]
    pairs = (rows @ rows.T)[np.triu_indices(len(rows), 1)]
    return float(pairs.mean())


def swatch(picture: Pixels, drawing: Pixels) -> Pixels:
    """The square crop, a quarter of the side, that shows the most of the inside and the fewest lines.

    Of equally good places it is that nearest to the middle of the inside.

    Args:
        picture: (H, W, 3) uint8.
        drawing: (H, W) uint8, that the picture was made of, or that was made of the picture.
    """
    from scipy import ndimage

    inside = inside_of(drawing)
    height, width = drawing.shape
    side = max(4, round(_SWATCH * min(height, width)))
    worth = ndimage.uniform_filter(
        inside.astype(np.float64) - 2.0 * (drawing < _INK), side, mode="constant", cval=0.0
    )
    half = side // 2
    # A crop lies within the picture; `uniform_filter` puts a window's middle at its place side // 2.
    places = worth[half : height - side + half + 1, half : width - side + half + 1]
    middle = ndimage.center_of_mass(inside) if inside.any() else (height / 2, width / 2)
    rows, columns = np.indices(places.shape) + half
    distance = np.hypot(rows - middle[0], columns - middle[1]) / max(height, width)
    top, left = np.unravel_index(int((places - 0.05 * distance).argmax()), places.shape)
    return np.ascontiguousarray(picture[top : top + side, left : left + side])


def found_again(made: Features, exemplars: Features, among: int = 20) -> float:
    """Share of results whose swatch is nearest to their own exemplar's, of `among`; by chance 1 / among.

    Nearest by the cosine after the mean of all exemplars is taken away, as features of any two pictures point
    the same way. Neighbours in the order make up a group; a last, smaller one is left out.

    Args:
        made: features of results' swatches (N, d), of a network that took no part in training.
        exemplars: of their exemplars' (N, d), in the same order, N at least `among`.
        among: exemplars in a group.

    Raises:
        ValueError: there are fewer than `among`.
    """
    if len(made) != len(exemplars) or len(made) < among:
        raise ValueError(f"swatches are looked for among {among} exemplars; there are {len(exemplars)}")
    mean = exemplars.mean(axis=0)
    a, b = (_directions(features - mean) for features in (made, exemplars))
    hits: list[bool] = []
    for start in range(0, len(made) - among + 1, among):
        group = slice(start, start + among)
        hits += list((a[group] @ b[group].T).argmax(axis=1) == np.arange(among))
    return float(np.mean(hits))


def _directions(features: Features) -> Features:
    return np.asarray(features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12))


def mean_correlation(correlations: Sequence[float]) -> float:
    """Mean of those that are numbers; NaN where none is."""
    known = [one for one in correlations if np.isfinite(one)]
    return float(np.mean(known)) if known else float("nan")
