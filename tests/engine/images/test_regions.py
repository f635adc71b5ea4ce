"""What a fill paints: the part that was tapped, up to its lines, however many gaps these have."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.images.guides import region_at

# Shares of the side: an outline like a shoe's, clockwise.
SHOE = [
    (0.12, 0.68),
    (0.14, 0.45),
    (0.3, 0.42),
    (0.45, 0.3),
    (0.6, 0.32),
    (0.62, 0.5),
    (0.88, 0.6),
    (0.9, 0.7),
]


def drawn(side: int, width: int, gap: float, *, height: int | None = None) -> Image.Image:
    """The shoe with a gap of so many shares of the side in the middle of every other edge."""
    paper = Image.new("L", (side, height or side), 255)
    pen = ImageDraw.Draw(paper)
    for place, (start, end) in enumerate(zip(SHOE, [*SHOE[1:], SHOE[0]], strict=True)):
        a, b = np.array(start) * side, np.array(end) * side
        if place % 2 or not gap:
            pen.line([*a, *b], fill=0, width=width)
            continue
        middle, along = (a + b) / 2, (b - a) / np.linalg.norm(b - a)
        half = min(gap * side / 2, 0.4 * np.linalg.norm(b - a))
        pen.line([*a, *(middle - along * half)], fill=0, width=width)
        pen.line([*(middle + along * half), *b], fill=0, width=width)
    return paper


def area(side: int) -> np.ndarray:
    whole = Image.new("1", (side, side))
    ImageDraw.Draw(whole).polygon([(x * side, y * side) for x, y in SHOE], fill=1)
    return np.asarray(whole)


def tapped(paper: Image.Image, x: float, y: float) -> np.ndarray | None:
    side = paper.width
    return region_at(np.asarray(paper), int(x * side), int(y * side))


@pytest.mark.parametrize("side", [128, 512, 900, 2048])
@pytest.mark.parametrize("gap", [0.0, 0.01, 0.04, 0.08])
def test_a_fill_stays_in_an_outline_with_gaps(side: int, gap: float) -> None:
    found = tapped(drawn(side, max(1, side // 200), gap), 0.4, 0.6)
    assert found is not None
    shoe = area(side)
    assert (found & shoe).sum() > 0.97 * shoe.sum()
    assert (found & ~shoe).sum() < 0.05 * shoe.sum()


@pytest.mark.parametrize("width", [1, 2, 5, 12])
def test_lines_of_any_width_hold_it(width: int) -> None:
    found = tapped(drawn(512, width, 0.03), 0.4, 0.6)
    assert found is not None
    shoe = area(512)
    assert (found & shoe).sum() > 0.95 * shoe.sum()
    assert (found & ~shoe).sum() < 0.06 * shoe.sum() + 4 * 512 * width


@pytest.mark.parametrize(
    "place", [(0.02, 0.02), (0.5, 0.9), (0.95, 0.4), (0.2, 0.25), (-0.1, 0.5), (0.5, 1.2)]
)
@pytest.mark.parametrize("gap", [0.0, 0.04])
def test_outside_of_the_drawing_there_is_nothing_to_fill(place: tuple[float, float], gap: float) -> None:
    assert tapped(drawn(512, 3, gap), *place) is None


def test_white_paper_has_no_parts() -> None:
    assert region_at(np.full((64, 80), 255, np.uint8), 40, 30) is None


def test_a_stroke_that_encloses_nothing_is_not_filled() -> None:
    paper = Image.new("L", (512, 512), 255)
    ImageDraw.Draw(paper).line((60, 60, 450, 430), fill=0, width=4)
    assert tapped(paper, 0.7, 0.3) is None


@pytest.mark.parametrize("gap", [0, 8])
def test_lines_within_divide_it_and_small_gaps_in_them_are_closed(gap: int) -> None:
    paper = drawn(512, 3, 0.02)
    pen = ImageDraw.Draw(paper)
    pen.line((256, 100, 256, 280 - gap // 2), fill=0, width=3)
    pen.line((256, 280 + gap // 2, 256, 400), fill=0, width=3)
    left, right = tapped(paper, 0.35, 0.55), tapped(paper, 0.7, 0.6)
    assert left is not None
    assert right is not None
    assert not (left & right).any()
    both = left | right
    assert (both & area(512)).sum() > 0.97 * area(512).sum()
    assert left[:, 262:].sum() < 0.02 * left.sum()


def test_a_small_ring_within_is_a_part_of_its_own() -> None:
    paper = drawn(512, 2, 0.0)
    ImageDraw.Draw(paper).ellipse((200, 270, 214, 284), outline=0, width=1)
    ring, around = tapped(paper, 207 / 512, 277 / 512), tapped(paper, 0.3, 0.6)
    assert ring is not None
    assert around is not None
    assert 80 < ring.sum() < 300
    assert not (ring & around).any()


def test_of_two_things_drawn_apart_one_is_filled() -> None:
    paper = Image.new("L", (512, 512), 255)
    pen = ImageDraw.Draw(paper)
    for middle in (60, 450):
        pen.arc((middle - 40, middle - 40, middle + 40, middle + 40), 20, 350, fill=0, width=2)
    found = tapped(paper, 60 / 512, 60 / 512)
    assert found is not None
    assert not found[256:, 256:].any()
    assert 0.9 * np.pi * 1600 < found.sum() < 1.15 * np.pi * 1600
    assert tapped(paper, 0.5, 0.5) is None


def test_lines_drawn_twice_leave_no_slivers() -> None:
    paper = drawn(512, 2, 0.0)
    again = [(x * 512 + 3 * (place % 2), y * 512 + 3 * (place // 2 % 2)) for place, (x, y) in enumerate(SHOE)]
    ImageDraw.Draw(paper).line([*again, again[0]], fill=0, width=2)
    found = tapped(paper, 0.4, 0.6)
    assert found is not None
    assert (found & area(512)).sum() > 0.97 * area(512).sum()
