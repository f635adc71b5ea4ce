"""Two domains with known truth: grey shapes on dark grounds, the same shapes in colours on light ones.

What shape it is, is content; which colour it has is style. `shape_of` reads the truth back off any picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SHAPES = ("circle", "square", "cross")
Pixels = NDArray[np.uint8]


def inside(shape: int, y: NDArray[np.float64], x: NDArray[np.float64], radius: float) -> NDArray[np.bool_]:
    """Which places, given by their distances from the centre, belong to shape number 0, 1 or 2."""
    if shape == 0:
        return np.asarray(np.hypot(y, x) < radius)
    longer, shorter = np.maximum(abs(y), abs(x)), np.minimum(abs(y), abs(x))
    if shape == 1:
        return np.asarray(longer < 0.88 * radius)
    return np.asarray((shorter < 0.3 * radius) & (longer < 1.15 * radius))


def draw(shape: int, domain: str, rng: np.random.Generator, size: int = 32) -> Pixels:
    """One picture (size, size, 3) of shape number 0, 1 or 2 in domain "a" or "b"."""
    rows, columns = np.indices((size, size)) + 0.5
    y, x = rows - size * rng.uniform(0.42, 0.58), columns - size * rng.uniform(0.42, 0.58)
    where = inside(shape, y, x, size * rng.uniform(0.24, 0.32))
    if domain == "a":
        ground, ink = np.full(3, rng.integers(10, 40)), np.full(3, rng.integers(170, 210))
    else:
        ground = np.full(3, rng.integers(225, 250))
        hue = rng.random()
        ink = np.array([abs((hue * 6 + offset) % 6 - 3) - 1 for offset in (0, 4, 2)]).clip(0, 1) * 200 + 20
    pixels = np.where(where[..., None], ink, ground).astype(np.float32)
    return np.clip(pixels + rng.normal(0, 3, pixels.shape), 0, 255).astype(np.uint8)


def picture_set(
    count: int, domain: str, rng: np.random.Generator, size: int = 32
) -> tuple[Pixels, NDArray[np.int64]]:
    """Pictures (count, size, size, 3) of random shapes, and which shapes they are, (count,)."""
    shapes = rng.integers(0, len(SHAPES), count)
    return np.stack([draw(int(shape), domain, rng, size) for shape in shapes]), shapes


def shape_of(picture: Pixels) -> int:
    """The shape that a picture's ink overlaps best with, wherever it is and however large.

    Ink is what differs from the border's median colour by more than half of the largest difference.
    """
    pixels = picture.astype(np.float64)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    distance = np.linalg.norm(pixels - np.median(border, axis=0), axis=2)
    ink = distance > 0.5 * np.quantile(distance, 0.99)
    rows, columns = np.indices(ink.shape) + 0.5
    y, x = rows - rows[ink].mean(), columns - columns[ink].mean()
    best = []
    for shape in range(len(SHAPES)):
        overlaps = []
        for radius in np.linspace(0.15, 0.4, 26) * len(picture):
            template = inside(shape, y, x, radius)
            overlaps.append((template & ink).sum() / (template | ink).sum())
        best.append(max(overlaps))
    return int(np.argmax(best))


def is_light(picture: Pixels) -> bool:
    """Whether the ground is that of domain B."""
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    return bool(np.median(border) > 128)


def colour_spread(pictures: Pixels) -> float:
    """Mean L1 distance, 0 to 2, of the colour histograms (4 x 4 x 4 bins) of pictures (N, S, S, 3)."""
    bins = (pictures.astype(np.int64) // 64) @ np.array([16, 4, 1])
    histograms = np.stack([np.bincount(one.ravel(), minlength=64) / one.size for one in bins])
    differences = np.abs(histograms[:, None] - histograms[None]).sum(axis=2)
    count = len(pictures)
    return float(differences.sum() / (count * (count - 1)))
