"""The inside of drawings, and the parts that their lines make."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.images.guides import MOST_PARTS, object_mask, parts_of

BOX = (20, 30, 108, 98)


def drawing(gap: int = 0, side: int = 128, divided: bool = False) -> np.ndarray:
    """An ellipse in lines of two pixels, open at its top by `gap` pixels; with a line across it if
    divided."""
    paper = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(paper)
    box = tuple(round(place * side / 128) for place in BOX)
    pen.ellipse(box, outline=0, width=2)
    if divided:
        pen.line([(side // 2, box[1]), (side // 2, box[3])], fill=0, width=2)
    if gap:
        pen.rectangle((side // 2 - gap // 2, box[1] - 3, side // 2 + gap // 2, box[1] + 6), fill=255)
    return np.asarray(paper)


def solid(side: int = 128) -> np.ndarray:
    paper = Image.new("L", (side, side), 0)
    ImageDraw.Draw(paper).ellipse(tuple(round(place * side / 128) for place in BOX), fill=1)
    return np.asarray(paper).astype(bool)


def overlap(inside: np.ndarray, truth: np.ndarray) -> float:
    return float((inside & truth).sum() / (inside | truth).sum())


@pytest.mark.parametrize("gap", [0, 4, 8, 14])
def test_the_inside_of_an_outline_is_filled_through_gaps_in_it(gap: int) -> None:
    assert overlap(parts_of(drawing(gap)) > 0, solid()) > 0.93


@pytest.mark.parametrize("side", [48, 64, 256])
def test_lengths_grow_with_the_drawing(side: int) -> None:
    assert overlap(parts_of(drawing(side=side)) > 0, solid(side)) > 0.9


def test_a_line_across_makes_two_parts() -> None:
    parts = parts_of(drawing(divided=True))
    assert set(np.unique(parts)) == {0, 1, 2}
    left, right = parts[64, 30], parts[64, 98]
    assert {left, right} == {1, 2}
    assert (parts[:, :60][parts[:, :60] > 0] == left).mean() > 0.97


def test_an_outline_that_touches_the_edge_of_the_paper_is_filled() -> None:
    paper = Image.new("L", (128, 128), 255)
    ImageDraw.Draw(paper).rectangle((0, 30, 90, 127), outline=0, width=2)
    parts = parts_of(np.asarray(paper))
    assert parts[80, 40] > 0
    assert parts[80, 120] == 0
    assert parts[5, 5] == 0


def test_an_open_drawing_is_the_box_about_its_lines() -> None:
    paper = Image.new("L", (128, 128), 255)
    ImageDraw.Draw(paper).line([(20, 30), (100, 30), (100, 110)], fill=0, width=2)
    inside = parts_of(np.asarray(paper)) > 0
    assert inside[30:110, 20:100].all()
    assert not inside[:29].any()


def test_an_empty_paper_has_no_inside() -> None:
    assert not parts_of(np.full((64, 64), 255, np.uint8)).any()


def test_ink_everywhere_is_one_part() -> None:
    assert set(np.unique(parts_of(np.zeros((64, 64), np.uint8)))) == {1}


@pytest.mark.parametrize("seed", range(5))
def test_scribbles_have_numbered_parts_without_holes_in_the_numbers(seed: int) -> None:
    rng = np.random.default_rng(seed)
    paper = Image.new("L", (128, 96), 255)
    for _ in range(30):
        ImageDraw.Draw(paper).line([tuple(p) for p in rng.integers(0, 96, (4, 2))], fill=0, width=2)
    parts = parts_of(np.asarray(paper))
    assert parts.shape == (96, 128)
    assert parts.max() <= MOST_PARTS
    assert set(np.unique(parts)) - {0} == set(range(1, int(parts.max()) + 1))


def test_the_object_of_a_photo_holds_its_white_parts() -> None:
    photo = np.full((128, 128, 3), 255, np.uint8)
    photo[solid()] = (200, 40, 40)
    photo[60:70, 50:70] = 255  # a white buckle
    assert overlap(object_mask(photo), solid()) > 0.97


def test_where_nothing_tells_the_object_apart_it_is_everything() -> None:
    assert object_mask(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8)).all()
