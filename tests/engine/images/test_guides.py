"""What is painted over a drawing, as a model takes it."""

import numpy as np
import pytest
import torch

from engine.architectures.material import GUIDE_CHANNELS
from engine.architectures.stuff import detail_of, stuff_map
from engine.images import guides as paint_maps
from engine.images.guides import DrawingMaps, guide_maps, letterboxed_guide, photo_maps
from engine.images.letterbox import letterbox

SIDE = 128


def paint(colour: tuple[int, int, int], *, texture: int = 0) -> np.ndarray:
    """A square of one colour in the middle of nothing, with noise of so many grey levels."""
    guide = np.zeros((SIDE, SIDE, 4), np.uint8)
    noise = np.random.default_rng(0).integers(-texture, texture + 1, (64, 64, 1))
    guide[32:96, 32:96, :3] = np.clip(np.array(colour) + noise, 0, 255)
    guide[32:96, 32:96, 3] = 255
    return guide


def test_plain_paint_asks_for_a_colour_and_no_stuff() -> None:
    (maps,) = guide_maps(paint((255, 0, 128)))
    assert maps.shape == (GUIDE_CHANNELS, SIDE, SIDE)
    assert (maps[3] == (paint((0, 0, 0))[..., 3] > 0)).all()
    middle = maps[:3, 40:88, 40:88].reshape(3, -1)
    assert np.allclose(middle, np.array([[1.0], [-1.0], [0.00392]]), atol=1e-4)
    assert not maps[-1].any()
    assert not maps[:, :30].any()


def test_paint_keeps_its_colour_up_to_its_border() -> None:
    (maps,) = guide_maps(paint((255, 0, 128)))
    assert np.allclose(maps[:3, 32, 32:96], np.array([[1.0], [-1.0], [0.00392]]), atol=1e-4)


def test_a_swatch_asks_for_its_stuff_too() -> None:
    swatch = paint((128, 128, 128), texture=60)
    (maps,) = guide_maps(swatch)
    assert (maps[-1, 36:92, 36:92] == 1).all()
    assert not maps[-1, :30].any()
    planes = (
        torch.from_numpy(swatch[32:96, 32:96, :3].transpose(2, 0, 1)[None].astype(np.float32)) / 127.5 - 1
    )
    expected = stuff_map(planes, torch.ones_like(planes[:, :1])).mean((0, 2, 3)).numpy()[:4]
    assert np.allclose(maps[4:8, 60:68, 60:68].mean((1, 2)), expected, atol=0.1)


def test_both_ways_of_measuring_energies_are_one() -> None:
    colour = np.random.default_rng(0).uniform(-1, 1, (48, 48, 3)).astype(np.float32)
    here = paint_maps._stuff(colour)
    there = stuff_map(torch.from_numpy(colour).permute(2, 0, 1)[None], torch.ones(1, 1, 48, 48))[0].numpy()
    assert np.abs(here - there).max() < 1e-3
    here = paint_maps._detail(colour, 48)
    there = detail_of(torch.from_numpy(colour).permute(2, 0, 1)[None], torch.ones(1, 1, 48, 48))[0].numpy()
    assert np.abs(here - there).max() < 1e-3
    assert paint_maps.GUIDE_CHANNELS == GUIDE_CHANNELS


def test_a_drawing_without_paint_has_an_empty_guide() -> None:
    square = np.full((SIDE, SIDE), 255, np.uint8)
    square[30:90, 30:32] = square[30:90, 88:90] = square[30:32, 30:90] = square[88:90, 30:90] = 0
    maps = DrawingMaps().of(square, None)
    assert not maps["guide"].any()
    assert maps["guide"].shape == (1, GUIDE_CHANNELS, SIDE, SIDE)
    assert maps["parts"].shape == (1, 1, SIDE, SIDE)
    assert maps["parts"][0, 0, 60, 60] == 1
    assert not guide_maps(np.zeros((SIDE, SIDE, 4), np.uint8)).any()


def test_the_inside_of_a_photo_is_its_object() -> None:
    photo = np.full((SIDE, SIDE, 3), 255, np.uint8)
    photo[40:80, 30:100] = (20, 90, 30)
    (inside,) = photo_maps(photo)["inside"]
    assert inside[0, 60, 60] == 1
    assert inside[0, 10, 10] == 0


@pytest.mark.parametrize("sides", [(64, 64), (100, 200), (300, 150)])
def test_paint_lies_in_the_square_where_the_drawing_lies(sides: tuple[int, int]) -> None:
    height, width = sides
    guide = np.zeros((height, width, 4), np.uint8)
    guide[: height // 2, : width // 2] = (10, 200, 30, 255)
    drawing = np.where(guide[..., 3] > 0, 0, 255).astype(np.uint8)
    square, placement = letterbox(drawing, SIDE)
    laid = letterboxed_guide(guide, SIDE, placement)
    assert laid.shape == (SIDE, SIDE, 4)
    assert ((laid[..., 3] > 128) == (square < 128)).mean() > 0.99


def test_maps_that_are_kept_are_those_of_this_drawing_and_this_paint() -> None:
    maps = DrawingMaps()
    squares = [np.full((SIDE, SIDE), 255, np.uint8) for _ in range(2)]
    squares[0][30:90, [30, 88]] = squares[0][[30, 88], 30:90] = 0
    squares[1][20:60, [20, 58]] = squares[1][[20, 58], 20:60] = 0
    guides = [None, paint((255, 0, 0)), paint((0, 200, 0), texture=30)]
    for square in (squares[0], squares[1], squares[1], squares[0]):
        for guide in (*guides, guides[2], guides[0], guides[1]):
            kept, fresh = maps.of(square, guide), DrawingMaps().of(square, guide)
            assert all(np.array_equal(kept[name], fresh[name]) for name in ("parts", "guide"))
    # What is painted on in place is another paint.
    maps.of(squares[0], guides[1])
    assert guides[1] is not None
    guides[1][40:50, 40:50, :3] = 7
    assert np.array_equal(maps.of(squares[0], guides[1])["guide"], guide_maps(guides[1]))


def test_paint_far_away_changes_nothing() -> None:
    """Only what is around the paint is measured; with paint in all corners that is the whole square."""
    rng = np.random.default_rng(2)
    guide = np.zeros((128, 128, 4), np.uint8)
    guide[50:70, 44:80, :3] = rng.integers(0, 256, (20, 36, 3))
    guide[50:70, 44:80, 3] = 255
    around = guide.copy()
    for row in (0, 127):
        for column in (0, 127):
            around[row, column] = (200, 30, 30, 255)
    alone, together = guide_maps(guide), guide_maps(around)
    assert alone[..., 50:70, 44:80].any()
    np.testing.assert_allclose(alone[..., 50:70, 44:80], together[..., 50:70, 44:80], atol=2e-4)
    assert not alone[..., :40, :].any()
