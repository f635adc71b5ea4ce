"""Faces are found again where they were put, at every size, angle and edge."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ImageError
from engine.faces.alignment import EYES, FIVE_POINTS, Alignment, align_eyes, align_points

TURNED = Alignment(40.0, 25.0, 96.0, 31.0)
numbers = st.floats(-3000, 3000)


def waves(x, y):
    """A smooth picture that is known everywhere: (..., 3) in [0, 255]."""
    planes = [np.sin(x / 17) * np.cos(y / 23), np.sin((x + y) / 31), np.cos(x / 29 - y / 19)]
    return 127.5 + 100 * np.stack(planes, axis=-1)


def photo_of(height, width, scale=1.0):
    y, x = (np.mgrid[:height, :width] + 0.5) / scale
    return np.rint(waves(x, y)).astype(np.uint8)


def seen_by(alignment, size, scale=1.0):
    v, u = (np.mgrid[:size, :size] + 0.5) / size
    points = alignment.to_photo(np.stack([u.ravel(), v.ravel()], 1)) / scale
    return waves(*points.T).reshape(size, size, 3)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(lx=numbers, ly=numbers, rx=numbers, ry=numbers)
def test_eyes_come_to_their_places(lx, ly, rx, ry):
    if np.hypot(lx - rx, ly - ry) < 3:
        return
    alignment = align_eyes((lx, ly), (rx, ry))
    np.testing.assert_allclose(alignment.to_square([(lx, ly), (rx, ry)]), EYES, atol=1e-9)
    np.testing.assert_allclose(alignment.to_photo(EYES), [(lx, ly), (rx, ry)], atol=1e-8)


def test_the_eyes_of_the_training_squares_give_the_whole_square():
    alignment = align_eyes((40.96, 40.0), (86.016, 40.0))
    np.testing.assert_allclose(alignment.numbers, (0, 0, 128, 0), atol=1e-9)
    photo = photo_of(128, 128)
    assert np.array_equal(alignment.crop(photo, 128), photo)


def test_five_points_with_errors_give_the_least_squares():
    rng = np.random.default_rng(4)
    points = TURNED.to_photo(FIVE_POINTS)
    assert np.allclose(align_points(points).numbers, TURNED.numbers)
    points = points + rng.normal(0, 3, points.shape)
    best = align_points(points)

    def error(alignment):
        return ((alignment.to_photo(FIVE_POINTS) - points) ** 2).sum()

    for step in rng.normal(0, 0.5, (200, 4)):
        assert error(best) < error(Alignment(*(np.array(best.numbers) + step)))


@pytest.mark.parametrize("size", [16, 64, 128, 300])
@pytest.mark.parametrize("alignment", [TURNED, Alignment(190, 130, -80, 60), Alignment(60.3, 20.7, 90, 0)])
def test_a_crop_shows_what_lies_under_the_square(alignment, size):
    difference = alignment.crop(photo_of(220, 260), size) - seen_by(alignment, size)
    # A pixel of the crop averages its area, which takes a little of the waves' height.
    assert np.abs(difference).max() < (8 if size == 16 else 2)
    assert np.abs(difference.mean()) < 0.2


def test_a_large_photo_is_cropped_like_a_small_one():
    large = Alignment(*(12 * value for value in TURNED.numbers)).crop(photo_of(2640, 3120, 12), 128)
    assert np.abs(large - TURNED.crop(photo_of(220, 260), 128).astype(float)).max() < 3


def test_fine_patterns_become_their_mean():
    y, x = np.mgrid[:1500, :1500]
    for pattern in ((x + y) % 2, x % 3 == 0, (x // 2 + y // 2) % 2):
        photo = (255 * pattern).astype(np.uint8)
        crop = Alignment(300, 250, 900, 140).crop(photo, 64).astype(float)
        assert crop.std() < 4
        assert abs(crop.mean() - photo.mean()) < 2


@pytest.mark.parametrize("shape", [(90, 70), (90, 70, 3), (90, 70, 4)])
def test_grey_and_transparent_photos_are_cropped_in_colour(shape):
    photo = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    crop = Alignment(10, 10, 50, 5).crop(photo, 32)
    assert crop.shape == (32, 32, 3)
    if len(shape) == 2:
        assert np.array_equal(crop[..., 0], crop[..., 2])


def test_beyond_the_photo_lies_its_mirror_image():
    photo = photo_of(60, 60)
    crop = Alignment(-30, -30, 90, 0).crop(photo, 90)
    mirrored = np.pad(photo, ((30, 0), (30, 0), (0, 0)), mode="symmetric")
    assert np.abs(crop.astype(int) - mirrored).max() <= 1
    assert Alignment(-400, -300, 900, 0).crop(photo, 32).std() > 5
    with pytest.raises(ImageError, match="outside the photo"):
        Alignment(500, 0, 90, 0).crop(photo, 90)


def test_the_coverage_says_what_is_photo():
    alignment = Alignment(-30, -15, 90, 0)
    covered = alignment.coverage((60, 60, 3), 90)
    assert covered.sum() == 60 * 60
    assert covered[15:75, 30:].all()
    assert Alignment(5, 5, 40, 3).coverage((60, 60), 16).all()


@pytest.mark.parametrize("alignment", [Alignment(2000.5, 1500, 3800, 900), Alignment(-3000, 0, 12_000, 3000)])
def test_the_memory_for_a_crop_follows_its_size_not_the_photos(alignment):
    row = photo_of(1, 10_000)
    photo = np.lib.stride_tricks.as_strided(row, (10_000, 10_000, 3), (0, 3, 1))
    tracemalloc.start()
    crop = alignment.crop(photo, 128)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert crop.shape == (128, 128, 3)
    assert peak < 40 * 2**20


@pytest.mark.parametrize("alignment", [TURNED, Alignment(190, 130, -80, 60), Alignment(60, 20, 48, 20)])
def test_spreading_undoes_the_crop(alignment):
    shape = (220, 260, 3)
    crop = alignment.crop(photo_of(*shape[:2]), 128).astype(np.float32)
    top, bottom, left, right = alignment.region(shape)
    back = alignment.spread(crop, (top, bottom), (left, right))
    y, x = np.mgrid[top:bottom, left:right] + 0.5
    places = alignment.to_square(np.stack([x.ravel(), y.ravel()], 1)).reshape(*x.shape, 2)
    inside = ((places > 0.03) & (places < 0.97)).all(axis=2)
    assert inside.sum() > 0.4 * inside.size
    assert np.abs(back - waves(x, y))[inside].max() < 4
    outside = ((places < -0.1) | (places > 1.1)).any(axis=2)
    assert not back[outside].any()


def test_spreading_in_parts_equals_spreading_at_once():
    square = np.random.default_rng(3).normal(0, 30, (64, 64)).astype(np.float32)
    whole = TURNED.spread(square, (10, 90), (20, 140))
    parts = [TURNED.spread(square, (row, row + 16), (20, 140)) for row in range(10, 90, 16)]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-3)


def test_the_region_is_cut_at_the_photos_edges():
    assert Alignment(-5, 10.2, 50, 0).region((40, 30, 3)) == (10, 40, 0, 30)
    top, bottom, left, right = Alignment(500, 500, 50, 0).region((40, 30))
    assert top == bottom
    assert left == right


def test_what_is_no_face_is_refused_in_one_sentence():
    nothing = float("nan")
    for left, right in [((5, 5), (5, 5)), ((5, 5), (5.5, 5)), ((nothing, 0), (9, 9)), ((0, 0), (9e9, 0))]:
        with pytest.raises(ImageError, match="mark both eyes again"):
            align_eyes(left, right)
    with pytest.raises(ImageError, match="mark all of them"):
        align_points([(0, 0), (9, 0), (5, 5)])
    for photo in (np.zeros((5, 5, 2), np.uint8), np.zeros((0, 5), np.uint8), np.zeros((9, 9), np.float32)):
        with pytest.raises(ImageError):
            TURNED.crop(photo, 8)


def test_scaling_the_photo_scales_the_alignment():
    np.testing.assert_allclose(TURNED.scaled(3).to_photo(EYES), 3 * TURNED.to_photo(EYES))
