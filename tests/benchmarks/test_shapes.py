"""The problem with known truth tells its truth: shapes are read back off pictures of both domains."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.shapes import SHAPES, colour_spread, is_light, picture_set, shape_of


@pytest.mark.parametrize("domain", ["a", "b"])
def test_shapes_are_read_back(domain: str) -> None:
    pictures, shapes = picture_set(60, domain, np.random.default_rng(3))
    assert [shape_of(picture) for picture in pictures] == list(shapes)
    assert {is_light(picture) for picture in pictures} == {domain == "b"}
    assert set(shapes) == set(range(len(SHAPES)))


def test_shapes_without_a_form_are_not_all_taken_for_one() -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 255, (30, 32, 32, 3), dtype=np.uint8)
    _, shapes = picture_set(30, "a", rng)
    hits = [shape_of(picture) == shape for picture, shape in zip(noise, shapes, strict=True)]
    assert np.mean(hits) < 0.7


def test_spread_is_none_for_one_colour_and_large_for_many() -> None:
    rng = np.random.default_rng(0)
    pictures, _ = picture_set(20, "b", rng)
    same = np.repeat(pictures[:1], 20, axis=0)
    assert colour_spread(same) == 0
    assert colour_spread(pictures) > 0.2
