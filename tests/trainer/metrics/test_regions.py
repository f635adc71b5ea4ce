"""The inside of drawings, marks beside them, painted regions: each with an answer that is known."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.metrics.regions import dilated, has_marks, painted_error, share_outside, spill

SIDE = 128
ROWS, COLUMNS = np.indices((SIDE, SIDE)) + 0.5
RADIUS = np.hypot(ROWS - 64, COLUMNS - 64)
DISC = RADIUS < 40


def circle() -> np.ndarray:
    """A circle of 40 pixels, drawn 2 wide."""
    return np.where(abs(RADIUS - 40) < 1, 0, 255).astype(np.uint8)


def test_a_mask_grows_in_all_directions() -> None:
    point = np.zeros((21, 21), dtype=bool)
    assert not dilated(point, 5).any()
    point[10, 10] = True
    grown = dilated(point, 5)
    assert grown[10, 5]
    assert grown[14, 13]
    assert not grown[14, 14]


def test_a_mark_is_what_has_colour_off_the_drawing() -> None:
    picture = np.full((SIDE, SIDE, 3), 255, dtype=np.uint8)
    picture[DISC] = (90, 40, 20)
    assert share_outside(picture, circle()) == 0
    # Within 6 % of the side from the outline colour may run over.
    picture[RADIUS < 46] = (90, 40, 20)
    assert not has_marks(picture, circle())
    picture[:7, :7] = 20
    assert share_outside(picture, circle()) == pytest.approx(49 / SIDE**2)
    assert not has_marks(picture, circle())
    picture[:8, :8] = 20
    assert has_marks(picture, circle())
    # The faint shadow of a photo on white is none.
    picture[:8, :8] = 235
    assert not has_marks(picture, circle())


def test_a_painted_region_is_as_far_off_as_its_pixels() -> None:
    region = np.zeros((SIDE, SIDE), dtype=bool)
    region[40:60, 40:60] = True
    picture = np.full((SIDE, SIDE, 3), 255, dtype=np.uint8)
    colour = np.array([200, 30, 30], dtype=np.uint8)
    picture[region] = colour
    exact = painted_error(picture, region, colour)
    assert (exact.pixels, exact.mean) == pytest.approx((0, 0), abs=1e-9)
    white = painted_error(np.full_like(picture, 255), region, np.zeros(3, dtype=np.uint8))
    assert (white.pixels, white.mean) == pytest.approx((100, 100))
    # Half of it black and half of it white: grey in the mean, and nowhere grey.
    picture[40:60, 40:50], picture[40:60, 50:60] = 0, 255
    checked = painted_error(picture, region, np.full(3, 119, dtype=np.uint8))
    assert checked.pixels == pytest.approx(50, abs=0.1)
    assert checked.mean == pytest.approx(0, abs=0.1)
    with pytest.raises(ValueError, match="at least one pixel"):
        painted_error(picture, np.zeros_like(region), colour)


def test_spill_is_what_moves_outside_as_a_share_of_what_moves_inside() -> None:
    region = np.zeros((SIDE, SIDE), dtype=bool)
    region[54:74, 34:54] = True
    before = np.full((SIDE, SIDE, 3), 255, dtype=np.uint8)
    before[DISC] = 119
    after = before.copy()
    after[region] = 0
    assert spill(before, after, region) == 0
    # A seam of 8 % of the side is nobody's.
    after[dilated(region, 10)] = 0
    assert spill(before, after, region) == 0
    # All of the disc moves alike; the white around it, which does not, takes nothing off.
    after[DISC] = 0
    assert spill(before, after, region) == pytest.approx(1)
    after[DISC & ~region] = 94
    assert spill(before, after, region) == pytest.approx(0.2, abs=0.01)
    assert spill(before, before, region) == 0
    after[region] = 119
    assert spill(before, after, region) == float("inf")
    with pytest.raises(ValueError, match="at least one pixel"):
        spill(before, after, np.zeros_like(region))
