"""Large pictures become small ones of the same look, in little memory."""

import tracemalloc

import numpy as np
import pytest

from engine.errors import ImageError
from engine.images.resize import in_colour, reduced, shrunk


def ramp(height, width):
    y, x = np.mgrid[:height, :width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) % 2 * 255], axis=-1).astype(np.uint8)


def test_blocks_are_averaged_across_bands(monkeypatch):
    photo = ramp(61, 47)
    whole = reduced(photo, (5, 58), (2, 47), 4)
    monkeypatch.setattr("engine.images.resize._BAND_PIXELS", 400)
    assert np.array_equal(reduced(photo, (5, 58), (2, 47), 4), whole)
    assert whole.shape == (14, 12, 3)
    assert np.abs(whole[0, 0] - photo[5:9, 2:6].mean(axis=(0, 1))).max() <= 1


@pytest.mark.parametrize(
    ("shape", "expected"), [((1000, 731), (100, 73)), ((90, 30), (90, 30)), ((7, 2000), (1, 100))]
)
def test_the_longer_side_gets_the_length(shape, expected):
    small = shrunk(ramp(*shape), 100)
    assert small.shape == (*expected, 3)
    if min(expected) > 50:
        y, x = np.mgrid[: expected[0], : expected[1]] + 0.5
        assert np.abs(small[..., 0] - x * 255 / expected[1])[:, 3:-3].max() < 4
        assert np.abs(small[..., 1] - y * 255 / expected[0])[3:-3].max() < 4


def test_fine_patterns_become_their_mean():
    assert np.abs(shrunk(ramp(800, 800), 90)[..., 2].astype(int) - 127).max() < 12


def test_a_huge_photo_is_shrunk_in_little_memory():
    row = ramp(1, 10_000)
    photo = np.lib.stride_tricks.as_strided(row, (10_000, 10_000, 3), (0, 3, 1))
    tracemalloc.start()
    assert shrunk(photo, 512).shape == (512, 512, 3)
    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()


def test_grey_and_transparent_pixels_become_colours():
    grey = np.arange(6, dtype=np.uint8).reshape(2, 3)
    assert np.array_equal(in_colour(grey)[..., 1], grey)
    clear = np.zeros((2, 2, 4), np.uint8)
    assert (in_colour(clear) == 255).all()
    assert shrunk(clear, 10).shape == (2, 2, 3)


@pytest.mark.parametrize(
    "photo", [np.zeros((0, 3, 3), np.uint8), np.zeros((3, 3)), np.zeros((3, 3, 2), np.uint8)]
)
def test_what_is_no_photo_is_refused(photo):
    with pytest.raises(ImageError):
        shrunk(photo, 10)
