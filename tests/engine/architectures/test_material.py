"""The material brush draws where it is told to, in what it is told."""

import pytest
import torch

from engine.architectures.material import GUIDE_CHANNELS, MaterialEncoder, MaterialUNet
from engine.architectures.stuff import CODE_SIZE, style_of

SIDE = 64


@pytest.fixture
def network() -> MaterialUNet:
    torch.manual_seed(0)
    return MaterialUNet([8, 16, 16], 8).eval()


def inputs(inside: torch.Tensor) -> tuple[torch.Tensor, ...]:
    torch.manual_seed(1)
    guide = torch.zeros(2, GUIDE_CHANNELS, SIDE, SIDE)
    return torch.ones_like(inside), torch.randn(2, CODE_SIZE), inside.clone(), guide


def test_the_encoder_says_what_the_measures_say(inside: torch.Tensor) -> None:
    photo = torch.rand(2, 3, SIDE, SIDE) * 2 - 1
    code = MaterialEncoder(4)(photo, inside)
    assert torch.equal(code, style_of(photo, inside).code())


def test_nothing_is_drawn_off_the_drawing(network: MaterialUNet, inside: torch.Tensor) -> None:
    with torch.no_grad():
        picture = network(*inputs(inside))
    assert picture.shape == (2, 3, SIDE, SIDE)
    far = torch.nn.functional.max_pool2d(inside, 9, 1, 4) == 0
    assert (picture.masked_select(far) == 1).all()
    assert picture[0, :, 16:48, 8:56].std() > 0.01


def test_a_picture_is_made_again_but_training_has_new_noise(
    network: MaterialUNet, inside: torch.Tensor
) -> None:
    given = inputs(inside)
    with torch.no_grad():
        assert torch.equal(network(*given), network(*given))
        network.train()
        assert not torch.equal(network(*given), network(*given))


def test_a_guide_holds_where_it_is_opaque(network: MaterialUNet, inside: torch.Tensor) -> None:
    _, code, parts, guide = inputs(inside)
    guide[:, :3], guide[:, 3:4] = 0.9, 0.0
    guide[0, 3, 20:30, 10:20] = 1
    laid = network.laid(parts, code, guide, 0.5)
    assert torch.allclose(laid[0, :3, 20:30, 10:20], torch.tensor(0.9))
    untouched = network.laid(parts, code, torch.zeros_like(guide), 0.5)
    assert torch.equal(laid[1, :3], untouched[1, :3])
    assert torch.equal(laid[0, :3, 31:], untouched[0, :3, 31:])
    # What is painted beside the drawing holds nowhere.
    guide[0, 3] = 1
    assert not network.laid(parts, code, guide, 0.5)[0, 3][inside[0, 0] == 0].any()


def test_a_part_takes_one_colour_of_a_style_as_far_as_it_is_told(
    network: MaterialUNet, inside: torch.Tensor
) -> None:
    _, code, parts, guide = inputs(inside)
    whole = network.laid(parts, code, guide, 1.0)[0, 0][inside[0, 0] > 0]
    none = network.laid(parts, code, guide, 0.0)[0, 0][inside[0, 0] > 0]
    assert whole.std() < 1e-4 < none.std()
    assert whole.mean() == pytest.approx(float(none.mean()), abs=1e-3)
