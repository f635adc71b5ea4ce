"""What an edit changes is added to the photo; everything else stays, to the bit."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import ImageError
from engine.faces.alignment import Alignment
from engine.faces.blending import Change, Edge, change_between, paste

TURNED = Alignment(60.0, 25.0, 150.0, 40.0)


def photo_of(height=240, width=280, channels=3, seed=1):
    """Smooth shades with grain, as photos have."""
    y, x = np.mgrid[:height, :width]
    shades = [128 + 70 * np.sin(x / 31 + c) * np.cos(y / 27) for c in range(max(1, channels))]
    grain = np.random.default_rng(seed).normal(0, 9, (height, width, len(shades)))
    photo = np.clip(np.stack(shades, axis=-1) + grain, 0, 255).astype(np.uint8)
    return photo[..., 0] if channels == 0 else photo


def face_of(photo, alignment=TURNED, size=64):
    """What a generator could make of the photo's face: a little softer, a little off in colour."""
    crop = alignment.crop(photo, size).astype(float)
    soft = (crop + np.roll(crop, 1, 0) + np.roll(crop, 1, 1)) / 3
    return np.clip(soft * 0.95 + 4, 0, 255).astype(np.uint8)


def lighter(face, levels=30):
    return np.clip(face.astype(int) + levels, 0, 255).astype(np.uint8)


def places(photo, alignment=TURNED):
    y, x = np.mgrid[: photo.shape[0], : photo.shape[1]] + 0.5
    return alignment.to_square(np.stack([x.ravel(), y.ravel()], 1)).T.reshape(2, *x.shape)


@pytest.mark.parametrize("channels", [0, 3, 4])
@pytest.mark.parametrize("alignment", [TURNED, Alignment(-40, -30, 200, 0), Alignment(100, 90, 30, 5)])
def test_an_edit_of_nothing_gives_the_photo_back(channels, alignment):
    photo = photo_of(channels=channels)
    face = face_of(photo, alignment)
    patch = paste(photo, alignment, change_between(alignment.crop(photo, 64), face, face))
    assert np.array_equal(patch.onto(photo), photo)
    assert patch.pixels.size


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    x=st.floats(-100, 200),
    y=st.floats(-100, 200),
    a=st.floats(-200, 200),
    b=st.floats(-200, 200),
    feather=st.floats(0.05, 1),
)
def test_pixels_outside_the_oval_are_untouched(x, y, a, b, feather):
    if np.hypot(a, b) < 10:
        return
    alignment, photo = Alignment(x, y, a, b), photo_of(120, 140)
    rng = np.random.default_rng(0)
    before, after = rng.integers(0, 256, (2, 32, 32, 3)).astype(np.uint8)
    change = change_between(rng.integers(0, 256, (32, 32, 3)).astype(np.uint8), before, after)
    edge = Edge(feather)
    result = paste(photo, alignment, change, edge=edge).onto(photo)
    u, v = places(photo, alignment)
    outside = np.abs(2 * u - 1) ** 4 + np.abs(2 * v - 1) ** 4 >= 1.0001
    assert np.array_equal(result[outside], photo[outside])


def test_a_masks_zeros_are_untouched_and_its_ones_are_edited():
    photo = photo_of()
    face = face_of(photo)
    change = change_between(TURNED.crop(photo, 64), face, lighter(face))
    free = paste(photo, TURNED, change).onto(photo)
    limit = np.zeros(photo.shape[:2], np.uint8)
    limit[80:160, 100:170] = 255
    limited = paste(photo, TURNED, change, limit=limit).onto(photo)
    assert np.array_equal(limited[limit == 0], photo[limit == 0])
    assert np.array_equal(limited[limit == 255], free[limit == 255])
    assert (limited != photo).any()
    half = paste(photo, TURNED, change, limit=np.full_like(limit, 128)).onto(photo).astype(int)
    off = np.abs((half - photo) - (free.astype(int) - photo) * 128 / 255)
    assert off[free < 255].max() <= 1
    assert np.array_equal(paste(photo, TURNED, change, limit=np.zeros_like(limit)).onto(photo), photo)


def test_a_coarser_mask_is_stretched_over_the_photo():
    photo = photo_of()
    face = face_of(photo)
    change = change_between(TURNED.crop(photo, 64), face, lighter(face))
    coarse = np.zeros((24, 28), np.uint8)
    coarse[8:16, 10:17] = 255
    result = paste(photo, TURNED, change, limit=coarse).onto(photo)
    free = paste(photo, TURNED, change).onto(photo)
    inner, outer = np.s_[85:155, 105:165], np.ones(photo.shape[:2], bool)
    outer[75:165, 95:175] = False
    assert np.array_equal(result[inner], free[inner])
    assert np.array_equal(result[outer], photo[outer])


def test_a_mask_of_the_square_limits_too():
    photo = photo_of()
    face = face_of(photo)
    change = change_between(TURNED.crop(photo, 64), face, lighter(face))
    left_half = np.zeros((32, 32), np.float32)
    left_half[:, :16] = 1
    result = paste(photo, TURNED, change, face_mask=left_half).onto(photo)
    u, v = places(photo)
    right, left = (u > 0.56), (np.abs(u - 0.35) < 0.1) & (np.abs(v - 0.5) < 0.2)
    assert np.array_equal(result[right], photo[right])
    assert ((result.astype(int) - photo)[left] > 10).mean() > 0.95


def test_more_light_keeps_the_photos_grain():
    photo = photo_of()
    face = face_of(photo)
    change = change_between(TURNED.crop(photo, 64), face, lighter(face, 25))
    result = paste(photo, TURNED, change).onto(photo).astype(float)
    u, v = places(photo)
    middle = (np.abs(u - 0.5) < 0.2) & (np.abs(v - 0.5) < 0.2)
    added = (result - photo)[middle]
    assert 15 < added.mean() < 40
    # The grain of the photo has a deviation of 9; what is added has hardly any.
    assert added.std() < 2.5


def test_new_lines_take_the_place_of_old_ones():
    """Lips that open: the line between closed lips must not run through the teeth."""
    size, alignment = 64, Alignment(20, 20, 512, 0)
    photo = np.full((560, 560, 3), 150, np.uint8)
    photo[274:277, 180:380] = 40
    crop = alignment.crop(photo, size)
    opened = crop.copy()
    opened[26:38, 20:45] = 230
    result = paste(photo, alignment, change_between(crop, crop, opened)).onto(photo).astype(float)
    inside = result[260:292, 230:330]
    assert inside.std() < 25
    plain = photo.astype(float) + alignment.spread(opened.astype(np.float32) - crop, (0, 560), (0, 560))
    assert plain[260:292, 230:330].std() > 1.5 * inside.std()


def test_changes_are_scaled_to_the_photos_contrast():
    face = face_of(photo_of(seed=2))
    change = change_between(face, face, lighter(face))
    faded = (face.astype(float) * 0.7 + 40).astype(np.uint8)
    assert change_between(faded, face, lighter(face)).colours.mean() == pytest.approx(
        0.7 * change.colours.mean(), rel=0.05
    )
    flat = np.full_like(face, 99)
    assert change_between(flat, face, lighter(face)).colours.mean() == pytest.approx(
        0.6 * change.colours.mean(), rel=0.05
    )


def test_a_grey_photo_stays_grey():
    grey = photo_of(channels=0)
    photo = np.repeat(grey[..., None], 3, axis=2)
    face = face_of(photo)
    edited = lighter(face)
    edited[..., 0] = lighter(edited[..., 0], 40)
    change = change_between(TURNED.crop(photo, 64), face, edited)
    result = paste(photo, TURNED, change).onto(photo)
    assert (result != photo).any()
    assert (np.ptp(result, axis=2) == 0).all()
    assert np.abs(paste(grey, TURNED, change).onto(grey).astype(int) - result[..., 0]).max() <= 1


def test_transparency_is_kept():
    photo = photo_of(channels=4)
    face = face_of(photo)
    result = paste(photo, TURNED, change_between(TURNED.crop(photo, 64), face, lighter(face))).onto(photo)
    assert np.array_equal(result[..., 3], photo[..., 3])
    assert (result[..., :3] != photo[..., :3]).any()


@pytest.mark.parametrize("limited", [False, True])
def test_the_memory_for_a_patch_follows_the_patch(limited):
    row = photo_of(1, 10_000)
    photo = np.lib.stride_tricks.as_strided(row, (10_000, 10_000, 3), (0, 3, 1))
    alignment = Alignment(4000, 4200, 1900, 500)
    crop = alignment.crop(photo, 64)
    change = change_between(crop, crop, lighter(crop))
    limit = np.zeros((100, 100), np.uint8)
    limit[45:60, 45:60] = 255
    tracemalloc.start()
    patch = paste(photo, alignment, change, limit=limit if limited else None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    rows = slice(patch.top, patch.top + patch.pixels.shape[0])
    columns = slice(patch.left, patch.left + patch.pixels.shape[1])
    assert (patch.pixels != photo[rows, columns]).any()
    assert peak < patch.pixels.nbytes + 80 * 2**20


def test_a_face_outside_the_photo_changes_nothing():
    photo = photo_of()
    face = face_of(photo)
    change = change_between(face, face, lighter(face))
    patch = paste(photo, Alignment(900, 900, 80, 0), change)
    assert patch.pixels.size == 0
    assert np.array_equal(patch.onto(photo), photo)


def test_what_does_not_fit_is_refused():
    face = np.zeros((32, 32, 3), np.uint8)
    with pytest.raises(ImageError, match="differ in size"):
        change_between(face, face, np.zeros((16, 16, 3), np.uint8))
    change = change_between(face, face, lighter(face))
    assert isinstance(change, Change)
    for limit in (np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.float32), np.zeros((0, 4), np.uint8)):
        with pytest.raises(ImageError, match="mask"):
            paste(photo_of(), TURNED, change, limit=limit)
    with pytest.raises(ImageError, match="not a photo"):
        paste(np.zeros((9, 9, 2), np.uint8), TURNED, change)
