"""Whether colours are those asked for: CIE Lab, errors as a share of chance, and how far styles reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import Pixels

Lab = NDArray[np.float64]
Mask = NDArray[np.bool_]

# A pixel whose every channel is at least this, of 255, is the white ground.
WHITE = 240
# CIE chroma above which anybody names a hue; below it are black, grey, white and dull brown.
COLOURFUL = 15.0

# Linear sRGB to CIE XYZ (IEC 61966-2-1), each row divided by the white point D65.
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_TO_XYZ = _TO_XYZ / _TO_XYZ.sum(axis=1, keepdims=True)
_LINEAR = np.arange(256) / 255.0
_LINEAR = np.where(_LINEAR <= 0.04045, _LINEAR / 12.92, ((_LINEAR + 0.055) / 1.055) ** 2.4)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def to_lab(pixels: Pixels) -> Lab:
    """CIE 1976 L*a*b* of sRGB under D65: L from 0 to 100, a and b about -128 to 128.

    Args:
        pixels: (..., 3) uint8.

    Returns:
        (..., 3) float64; white is (100, 0, 0).
    """
    xyz = _LINEAR[pixels] @ _TO_XYZ.T
    f = np.where(xyz > _EPSILON, np.cbrt(xyz), (_KAPPA * xyz + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def delta_e(first: Lab, second: Lab) -> NDArray[np.float64]:
    """Euclidean distance in Lab (CIE 1976), (...): about 2 is just seen, 100 is black to white."""
    return np.asarray(np.linalg.norm(first - second, axis=-1))


def not_white(picture: Pixels) -> Mask:
    """(H, W) bool, where a picture (H, W, 3) shows something else than the white ground."""
    return np.asarray(picture.min(axis=2) < WHITE)


def mean_lab(picture: Pixels) -> Lab:
    """Mean Lab (3,) of the object's pixels, those that are not white; white where nothing else is there."""
    shown = picture[not_white(picture)]
    return to_lab(shown).mean(axis=0) if len(shown) else np.array([100.0, 0.0, 0.0])


def chroma(colours: Lab) -> NDArray[np.float64]:
    """Distance from grey (CIE 1976), (...) of Lab (..., 3)."""
    return np.asarray(np.linalg.norm(colours[..., 1:], axis=-1))


@dataclass(frozen=True)
class ColourError:
    """How far results lie from the colours asked for, as a share of how far they would by chance.

    0: exact; 1: no nearer to their own exemplar than to any other.

    Attributes:
        all: in Lab.
        hue_chroma: in a and b alone.
        lightness: in L alone.
    """

    all: float
    hue_chroma: float
    lightness: float


def colour_error(asked: Lab, found: Lab) -> ColourError:
    """Mean distance of results to their own exemplars, divided by that to all others.

    The mean over all others is what shuffled exemplars give in expectation, without a shuffle's luck.

    Args:
        asked: mean Lab of exemplars, (N, 3), at least two of them different.
        found: of what was made in their styles, (N, 3), in the same order.

    Raises:
        ValueError: the numbers differ, or the exemplars are too few or all alike.
    """
    if asked.shape != found.shape or len(asked) < 2 or not np.ptp(asked, axis=0).any():
        raise ValueError("a colour error needs two or more different exemplars, with one result for each")
    return ColourError(
        all=_share_of_chance(asked, found),
        hue_chroma=_share_of_chance(asked[:, 1:], found[:, 1:]),
        lightness=_share_of_chance(asked[:, :1], found[:, :1]),
    )


def _share_of_chance(asked: Lab, found: Lab) -> float:
    distances = np.linalg.norm(asked[:, None] - found[None], axis=2)
    count = len(asked)
    own = np.trace(distances) / count
    others = (distances.sum() - np.trace(distances)) / (count * (count - 1))
    return float(own / others) if others else 0.0


def spread(colours: Lab) -> float:
    """Root of the mean squared Delta E of colours (N, 3) from their mean."""
    return float(np.sqrt(np.square(colours - colours.mean(axis=0)).sum(axis=1).mean()))


@dataclass(frozen=True)
class Gamut:
    """How far the colours of sampled styles reach, beside those of photos.

    Attributes:
        share: spread of the styles of one drawing, as a share of that of photos; 1 is as varied.
        colourful: share of results with chroma above `COLOURFUL`, 0 to 1.
        colourful_real: the same of photos.
    """

    share: float
    colourful: float
    colourful_real: float


def gamut(styles: Sequence[Lab], real: Lab) -> Gamut:
    """Compare the mean colours of results with those of photos.

    Args:
        styles: for each drawing the mean Lab of its results, (K, 3) each, one for every sampled style.
        real: mean Lab of photos, (N, 3).
    """
    within = float(np.mean([spread(colours) for colours in styles]))
    return Gamut(
        share=within / max(spread(real), 1e-12),
        colourful=float((chroma(np.concatenate(list(styles))) > COLOURFUL).mean()),
        colourful_real=float((chroma(real) > COLOURFUL).mean()),
    )
