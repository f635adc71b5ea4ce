"""Colours in Lab, and errors and reach whose right answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.metrics.colour import chroma, colour_error, delta_e, gamut, mean_lab, to_lab


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((119, 119, 119), (50.03, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 255, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 255), (32.30, 79.19, -107.86)),
    ],
)
def test_lab_is_that_of_the_cie(rgb: tuple[int, ...], lab: tuple[float, ...]) -> None:
    assert to_lab(np.array(rgb, dtype=np.uint8)) == pytest.approx(np.array(lab), abs=0.02)


def test_black_and_white_are_a_hundred_apart() -> None:
    black, white = to_lab(np.array([[0, 0, 0], [255, 255, 255]], dtype=np.uint8))
    assert delta_e(black, white) == pytest.approx(100)
    assert chroma(white) == pytest.approx(0, abs=1e-6)


def test_the_white_ground_does_not_count() -> None:
    picture = np.full((20, 20, 3), 255, dtype=np.uint8)
    assert mean_lab(picture).tolist() == [100, 0, 0]
    picture[5:9, 5:9] = (200, 30, 30)
    assert mean_lab(picture) == pytest.approx(to_lab(picture[6, 6]))


def test_a_colour_error_is_0_where_colours_are_met_and_1_where_they_are_ignored() -> None:
    asked = np.random.default_rng(0).normal((50, 0, 0), (20, 30, 30), (200, 3))
    exact = colour_error(asked, asked)
    assert (exact.all, exact.hue_chroma, exact.lightness) == (0, 0, 0)
    ignored = colour_error(asked, np.broadcast_to([40.0, 5.0, 9.0], asked.shape))
    assert (ignored.all, ignored.hue_chroma, ignored.lightness) == pytest.approx((1, 1, 1))
    shuffled = colour_error(asked, np.random.default_rng(1).permutation(asked))
    assert shuffled.hue_chroma == pytest.approx(1, abs=0.1)


def test_a_model_blind_to_colour_that_follows_lightness_is_told_apart() -> None:
    asked = np.random.default_rng(0).normal((50, 0, 0), (20, 30, 30), (200, 3))
    grey = colour_error(asked, asked * [1, 0, 0])
    assert grey.lightness == 0
    assert grey.hue_chroma == pytest.approx(1)
    assert 0 < grey.all < 1


def test_a_colour_error_needs_exemplars_that_differ() -> None:
    with pytest.raises(ValueError, match="different exemplars"):
        colour_error(np.zeros((5, 3)), np.zeros((5, 3)))
    with pytest.raises(ValueError, match="one result for each"):
        colour_error(np.eye(3), np.zeros((2, 3)))


def test_gamut_is_1_where_styles_reach_as_far_as_photos() -> None:
    rng = np.random.default_rng(2)
    real = rng.normal((50, 0, 0), (10, 20, 20), (400, 3))
    same = gamut([rng.permutation(real), rng.permutation(real) + np.array([7, 0, 0])], real)
    assert same.share == pytest.approx(1)
    assert same.colourful == same.colourful_real > 0.5
    half = gamut([real.mean(axis=0) + (real - real.mean(axis=0)) / 2], real)
    assert half.share == pytest.approx(0.5)
    one = gamut([np.full((64, 3), 30.0) * [1, 0, 0]], real)
    assert (one.share, one.colourful) == (0, 0)
