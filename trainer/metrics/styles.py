"""What styles do to a drawing: colours and stuff as asked for, and nothing where nothing belongs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.images.guides import parts_of
from engine.translation.translator import Translator
from engine.types import Pixels, StageProgress
from trainer.metrics.colour import Mask, colour_error, gamut, mean_lab, to_lab
from trainer.metrics.features import Extractor, Features
from trainer.metrics.regions import has_marks, inside_of, painted_error, spill

_EXEMPLARS = 300
_AMONG = 20
_GAMUT_DRAWINGS = 8
_GAMUT_STYLES = 64
_PAINTED = 100
# A part that is painted makes up this share of its picture or more.
_LEAST_PART = 0.01


def takes_exemplars(translator: Translator) -> bool:
    """Whether a model turns drawings into pictures in the style of photos, which these figures are of."""
    return (
        translator.style_size > 0
        and "encode_style" in translator.capabilities
        and translator.spec("forward").input_kind == "sketch"
    )


def exemplar_figures(
    translator: Translator,
    photos: Sequence[Pixels],
    drawings: Sequence[Pixels],
    extract: Extractor | None,
    progress: StageProgress | None = None,
) -> dict[str, float]:
    """Figures of held-out drawings in the styles of other held-out photos.

    Args:
        translator: as of `takes_exemplars`.
        photos: (H, W, 3) uint8 each, in random order, on white.
        drawings: (H, W) uint8 each, of the photos, in their order.
        extract: features of a network that took no part in training; without it swatches are not looked for.
        progress: called with (what, done, total).

    Returns:
        `colour_error`, `colour_error_hue_chroma` and `colour_error_lightness` as of `ColourError`; with
        features and 20 or more photos also `swatches_found` as of `found_again`.
    """
    count = min(_EXEMPLARS, len(photos))
    # Each drawing takes the style of the next photo.
    exemplars = [(row + 1) % count for row in range(count)]
    made = []
    for row, exemplar in enumerate(exemplars):
        style = translator.encode_style(photos[exemplar])
        made.append(translator.translate(drawings[row], style[None])[0])
        if progress is not None and row % 50 == 49:
            progress("exemplars", row + 1, count)
    error = colour_error(
        np.stack([mean_lab(photos[exemplar]) for exemplar in exemplars]),
        np.stack([mean_lab(picture) for picture in made]),
    )
    figures = {
        "colour_error": error.all,
        "colour_error_hue_chroma": error.hue_chroma,
        "colour_error_lightness": error.lightness,
    }
    if extract is not None and count >= _AMONG:
        figures["swatches_found"] = found_again(
            extract(swatch(picture, drawings[row]) for row, picture in enumerate(made)),
            extract(swatch(photos[exemplar], drawings[exemplar]) for exemplar in exemplars),
            _AMONG,
        )
    return figures


def sampled_figures(
    translator: Translator,
    photos: Sequence[Pixels],
    drawings: Sequence[Pixels],
    made: Sequence[Pixels],
    several: Sequence[Pixels],
    seed: int,
    progress: StageProgress | None = None,
) -> dict[str, float]:
    """Figures of held-out drawings in sampled styles.

    Args:
        translator: as of `takes_exemplars`.
        photos: (H, W, 3) uint8 each, on white.
        drawings: (H, W) uint8 each, of the photos, in their order.
        made: of each drawing one picture (H, W, 3) in a style of its own.
        several: of each of the first drawings pictures (K, H, W, 3) in K styles.
        seed: of the 64 styles whose gamut is measured; the same for each of eight drawings.
        progress: called with (what, done, total).

    Returns:
        `gamut`, `colourful` and `colourful_real` as of `Gamut`, `texture_correlation`, and `marks`, the share
        of `made` that `has_marks`.
    """
    styles, colours = translator.sample_styles(_GAMUT_STYLES, seed), []
    chosen = drawings[:_GAMUT_DRAWINGS]
    for done, drawing in enumerate(chosen, start=1):
        colours.append(np.stack([mean_lab(picture) for picture in translator.translate(drawing, styles)]))
        if progress is not None:
            progress("gamut", done, len(chosen))
    reach = gamut(colours, np.stack([mean_lab(photo) for photo in photos]))
    textures = [
        texture_correlation(pictures, drawing)
        for pictures, drawing in zip(several, drawings, strict=False)
        if len(pictures) > 1
    ]
    return {
        "gamut": reach.share,
        "colourful": reach.colourful,
        "colourful_real": reach.colourful_real,
        "texture_correlation": mean_correlation(textures),
        "marks": float(np.mean([has_marks(*pair) for pair in zip(made, drawings, strict=True)])),
    }


def painted_figures(translator: Translator, drawings: Sequence[Pixels], seed: int) -> dict[str, float]:
    """Figures of drawings in sampled styles, one part painted in one colour and then in another.

    Args:
        translator: with the capability `guide`.
        drawings: (H, W) uint8 each.
        seed: of styles, parts and colours.

    Returns:
        `painted_delta_e`, of a part's mean colour to the paint, and `painted_delta_e_pixels`, of its pixels,
        as of `PaintedError`; `spill`, what the second colour moves elsewhere of what it moves in the part.
        Nothing where no drawing has a part.
    """
    rng = np.random.default_rng(seed)
    styles = translator.sample_styles(len(drawings[:_PAINTED]), seed)
    means, pixels, spilled = [], [], []
    for drawing, style in zip(drawings, styles, strict=False):
        parts = parts_of(drawing)
        sizes = np.bincount(parts.ravel())[1:]
        large = 1 + np.flatnonzero(sizes >= _LEAST_PART * parts.size)
        if not len(large):
            continue
        region = parts == rng.choice(large)
        made = []
        for colour in rng.integers(20, 236, (2, 3), dtype=np.uint8):
            guide = np.zeros((*drawing.shape, 4), dtype=np.uint8)
            guide[region] = (*colour, 255)
            made.append(translator.translate(drawing, style[None], guide=guide)[0])
            error = painted_error(made[-1], region, colour)
            means.append(error.mean)
            pixels.append(error.pixels)
        spilled.append(spill(made[0], made[1], region))
    if not means:
        return {}
    return {
        "painted_delta_e": float(np.mean(means)),
        "painted_delta_e_pixels": float(np.mean(pixels)),
        "spill": float(np.mean(spilled)),
    }


# Whether styles differ in stuff and not in tint alone: how textures correlate, and swatches found again.


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
