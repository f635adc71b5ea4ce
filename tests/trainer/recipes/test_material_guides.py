"""What is asked of the material brush in training: turned hues, coarser layouts, painted regions."""

import pytest
import torch

from engine.architectures.material import GUIDE_CHANNELS
from engine.architectures.stuff import COLOUR_CELLS, STUFF_CHANNELS
from trainer.parts.asked import (
    REGIONS,
    cells_by_chance,
    coarser,
    guide_of,
    hue_turned,
    random_regions,
    region_means,
)

LUMA = torch.tensor([0.299, 0.587, 0.114])[None, :, None, None]


def parts() -> torch.Tensor:
    found = torch.zeros(6, 1, 32, 32)
    found[:, :, 8:24, 4:16], found[:, :, 8:24, 16:28] = 1, 2
    return found


def test_turned_hues_keep_white_and_luminance() -> None:
    torch.manual_seed(0)
    # Muted colours, which no turn takes out of the range of colours.
    pictures = torch.rand(8, 3, 16, 16) * 0.2 - 0.1
    pictures[:, :, :4] = 1
    turned = hue_turned(pictures, torch.ones(8, dtype=torch.bool))
    assert torch.allclose(turned[:, :, :4], torch.ones(()), atol=1e-4)
    assert torch.allclose((turned * LUMA).sum(1), (pictures * LUMA).sum(1), atol=1e-4)
    assert (turned - pictures)[:, :, 4:].abs().mean((1, 2, 3)).min() > 1e-3


def test_hues_are_turned_where_they_are_told_to() -> None:
    pictures = torch.rand(4, 3, 8, 8) * 2 - 1
    chosen = torch.tensor([True, False, True, False])
    turned = hue_turned(pictures, chosen)
    assert torch.equal(turned[~chosen], pictures[~chosen])
    assert turned.abs().max() <= 1


def test_every_hue_comes_out_of_one() -> None:
    torch.manual_seed(0)
    red = torch.tensor([0.3, -0.3, -0.3])[None, :, None, None].expand(64, 3, 2, 2)
    turned = hue_turned(red, torch.ones(64, dtype=torch.bool))[:, :, 0, 0]
    assert {int(channel) for channel in turned.argmax(1)} == {0, 1, 2}


def test_coarser_layouts_have_the_same_mean() -> None:
    torch.manual_seed(0)
    colours = torch.rand(200, 3, COLOUR_CELLS, COLOUR_CELLS)
    rough = coarser(colours)
    assert torch.allclose(rough.mean((2, 3)), colours.mean((2, 3)), atol=1e-5)
    different = [len(layout[0].unique()) for layout in rough]
    assert {1, 4, 16, 64} == set(different)


def test_painted_regions_lie_inside_and_do_not_overlap() -> None:
    torch.manual_seed(0)
    painted = random_regions(parts(), 1.0)
    assert painted.regions.shape == (6, REGIONS, 32, 32)
    assert painted.regions.sum(1).max() <= 1
    assert not (painted.regions * (parts() == 0)).any()
    assert painted.regions.any()
    assert not random_regions(parts(), 0.0).regions.any()


def test_some_regions_are_whole_parts() -> None:
    torch.manual_seed(0)
    found = random_regions(parts().repeat(20, 1, 1, 1), 1.0).regions
    whole = (parts()[0] == 1).float()
    assert any(torch.equal(region, whole[0]) for picture in found for region in picture)


@pytest.mark.parametrize("empty", [False, True])
def test_a_guide_says_what_its_regions_were_given(empty: bool) -> None:
    torch.manual_seed(0)
    painted = random_regions(parts(), 0.0 if empty else 1.0)
    colours, stuff = torch.rand(6, 3, REGIONS), torch.rand(6, STUFF_CHANNELS, REGIONS)
    detail = torch.rand(6, 3, 32, 32)
    guide = guide_of(painted, colours, stuff, detail)
    assert torch.equal(guide[:, 12:15], detail * guide[:, 15:])
    assert guide.shape == (6, GUIDE_CHANNELS, 32, 32)
    assert torch.equal(guide[:, 3], painted.regions.sum(1))
    assert (guide[:, -1] <= guide[:, 3]).all()
    again = region_means(guide[:, :3], painted.regions)
    filled = painted.regions.sum((2, 3))[:, None] > 0
    assert torch.allclose(again, colours * filled, atol=1e-3)


def test_random_cells_are_cells_of_the_layout() -> None:
    colours, stuff = torch.rand(3, 3, COLOUR_CELLS, COLOUR_CELLS), torch.rand(3, STUFF_CHANNELS, 3, 3)
    some, energies = cells_by_chance(colours, stuff)
    for row in range(3):
        known = {tuple(cell) for cell in colours[row].flatten(1).t().tolist()}
        assert {tuple(cell) for cell in some[row].t().tolist()} <= known
        energy = {tuple(cell) for cell in stuff[row].flatten(1).t().tolist()}
        assert {tuple(cell) for cell in energies[row].t().tolist()} <= energy
