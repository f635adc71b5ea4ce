"""What styles do to a drawing: colours and stuff as asked for, and nothing where nothing belongs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.images.parts import parts_of
from engine.translation.translator import Translator
from engine.types import Pixels, StageProgress
from trainer.metrics.colour import colour_error, gamut, mean_lab
from trainer.metrics.features import Extractor
from trainer.metrics.regions import has_marks, painted_error, spill
from trainer.metrics.texture import found_again, mean_correlation, swatch, texture_correlation

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
