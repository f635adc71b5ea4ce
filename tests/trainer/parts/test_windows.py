"""Windows of a batch lie in its pictures, show something of its things, and are the same of all its maps."""

import pytest
import torch

from trainer.parts.windows import Windows


def masks(count: int, height: int, width: int) -> torch.Tensor:
    """Of each picture one small square, each somewhere else, corners among them."""
    torch.manual_seed(5)
    found = torch.zeros(count, 1, height, width)
    places = [(0, 0), (height - 3, width - 3), (0, width - 3), (height - 3, 0)]
    for row in range(count):
        down, across = places[row] if row < 4 else (row % (height - 3), 3 * row % (width - 3))
        found[row, :, down : down + 3, across : across + 3] = 1
    return found


@pytest.mark.parametrize(("height", "width", "side"), [(32, 32, 16), (40, 24, 24), (32, 32, 32)])
def test_every_window_shows_something_of_its_thing(height: int, width: int, side: int) -> None:
    mask = masks(12, height, width)
    for seed in range(5):
        torch.manual_seed(seed)
        cut = Windows.drawn(mask, side)(mask)
        assert cut.shape == (12, 1, side, side)
        assert (cut.flatten(1).sum(1) > 0).all()


def test_all_maps_of_a_batch_are_cut_alike() -> None:
    mask = masks(6, 32, 32)
    at = torch.arange(32 * 32, dtype=torch.float32).reshape(1, 1, 32, 32).expand(6, 1, 32, 32)
    windows = Windows.drawn(mask, 8)
    first, second = windows(at), windows(torch.cat([at, 2 * at], 1))
    assert torch.equal(second[:, :1], first)
    assert torch.equal(second[:, 1:], 2 * first)
    assert first[0, 0, 0].diff().eq(1).all()


def test_windows_lie_everywhere() -> None:
    windows = Windows.drawn(torch.ones(400, 1, 32, 32), 16)
    assert set(windows.rows) == set(windows.columns) == set(range(17))


def test_a_picture_of_nothing_has_a_window_too() -> None:
    assert Windows.drawn(torch.zeros(2, 1, 32, 32), 16)(torch.zeros(2, 1, 32, 32)).shape == (2, 1, 16, 16)
