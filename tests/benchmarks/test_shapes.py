"""The problem with known truth tells its truth: shapes are read back off pictures of both domains."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.shapes import SHAPES, colour_spread, heap, is_light, shape_of


@pytest.mark.parametrize("domain", ["a", "b"])
def test_shapes_are_read_back(domain: str) -> None:
    pictures, shapes = heap(60, domain, np.random.default_rng(3))
    assert [shape_of(picture) for picture in pictures] == list(shapes)
    assert {is_light(picture) for picture in pictures} == {domain == "b"}
    assert set(shapes) == set(range(len(SHAPES)))


def test_shapes_without_a_form_are_not_all_taken_for_one() -> None:
    chance = np.random.default_rng(0)
    noise = chance.integers(0, 255, (30, 32, 32, 3), dtype=np.uint8)
    _, shapes = heap(30, "a", chance)
    hits = [shape_of(picture) == shape for picture, shape in zip(noise, shapes, strict=True)]
    assert np.mean(hits) < 0.7


def test_spread_is_none_for_one_colour_and_large_for_many() -> None:
    chance = np.random.default_rng(0)
    pictures, _ = heap(20, "b", chance)
    same = np.repeat(pictures[:1], 20, axis=0)
    assert colour_spread(same) == 0
    assert colour_spread(pictures) > 0.2
