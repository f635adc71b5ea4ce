"""Texture that stays the same or differs from style to style, and swatches that find their exemplar."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.metrics.styles import found_again, surface_of, swatch, texture_correlation

SIDE = 128
ROWS, COLUMNS = np.indices((SIDE, SIDE)) + 0.5
RADIUS = np.hypot(ROWS - 64, COLUMNS - 64)
DRAWING = np.where((abs(RADIUS - 48) < 1) | ((abs(COLUMNS - 90) < 1) & (RADIUS < 48)), 0, 255).astype(
    np.uint8
)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 12, (SIDE, SIDE, 1))


def made(grain: np.ndarray, tint: tuple[int, int, int]) -> np.ndarray:
    """A tinted disc with its drawing's lines and a grain."""
    lines = np.where(DRAWING < 128, -60, 0)[..., None]
    return np.where(RADIUS[..., None] < 48, np.clip(tint + grain + lines, 0, 255), 255).astype(np.uint8)


def test_a_surface_is_inside_and_away_from_lines() -> None:
    where = surface_of(DRAWING)
    assert where[64, 64]
    assert not where[64, 90]
    assert not where[64, 87]
    assert not where[5, 5]
    assert RADIUS[where].max() < 46


def test_one_grain_in_other_tints_correlates_and_grains_of_their_own_do_not() -> None:
    tints = [(150, 60, 60), (60, 60, 150), (130, 130, 130)]
    same = texture_correlation(np.stack([made(noise(0), tint) for tint in tints]), DRAWING)
    assert same > 0.97
    other = texture_correlation(np.stack([made(noise(i), tint) for i, tint in enumerate(tints)]), DRAWING)
    assert abs(other) < 0.05
    half = [made((noise(9) + noise(i)) / 2**0.5, (130, 130, 130)) for i in range(4)]
    assert texture_correlation(np.stack(half), DRAWING) == pytest.approx(0.5, abs=0.05)


def test_shading_and_lines_are_no_texture() -> None:
    shading = 20 * np.sin(COLUMNS / 40)[..., None]
    pictures = np.stack([made(noise(i) + shading, (120, 120, 120)) for i in range(3)])
    assert abs(texture_correlation(pictures, DRAWING)) < 0.05


def test_what_has_no_texture_is_no_number() -> None:
    flat = np.full((2, SIDE, SIDE, 3), 128, dtype=np.uint8)
    assert np.isnan(texture_correlation(flat, DRAWING))
    blank = np.full((SIDE, SIDE), 255, dtype=np.uint8)
    assert np.isnan(texture_correlation(np.stack([made(noise(i), (9, 9, 9)) for i in range(2)]), blank))


def test_a_swatch_is_cut_from_the_inside_beside_the_lines() -> None:
    places = np.stack([ROWS, COLUMNS, np.zeros_like(ROWS)], axis=-1).astype(np.uint8)
    crop = swatch(places, DRAWING)
    assert crop.shape == (32, 32, 3)
    rows, columns = crop[..., 0].astype(int), crop[..., 1].astype(int)
    assert RADIUS[rows, columns].max() < 48
    assert DRAWING[rows, columns].min() == 255
    blank = np.full((SIDE, SIDE), 255, dtype=np.uint8)
    assert swatch(places, blank).shape == (32, 32, 3)
    tall = swatch(np.zeros((60, 40, 3), dtype=np.uint8), np.full((60, 40), 255, dtype=np.uint8))
    assert tall.shape == (10, 10, 3)


def test_swatches_that_keep_their_features_are_all_found_and_others_by_chance() -> None:
    rng = np.random.default_rng(3)
    exemplars = rng.normal(size=(2000, 16)) + 5
    assert found_again(exemplars + rng.normal(0, 0.01, exemplars.shape), exemplars) == 1
    assert found_again(rng.normal(size=exemplars.shape) + 5, exemplars) == pytest.approx(1 / 20, abs=0.02)
    with pytest.raises(ValueError, match="among 20 exemplars"):
        found_again(exemplars[:19], exemplars[:19])
