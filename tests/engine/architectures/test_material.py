"""The material brush draws where it is told to, in what it is told."""

import pytest
import torch

from engine.architectures.material import GUIDE_CHANNELS, MaterialEncoder, MaterialUNet
from engine.architectures.stuff import COARSE, CODE_SIZE, Style, alternating, style_of

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
    centred = MaterialEncoder(4, centred=True)(photo, inside)
    assert torch.equal(centred, style_of(photo, inside, centred=True).code())


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


def test_a_style_says_what_is_coarse_only_where_it_is_listened_to(inside: torch.Tensor) -> None:
    torch.manual_seed(0)
    listens = MaterialUNet([8, 16, 16], 8).eval()
    deaf = MaterialUNet([8, 16, 16], 8, coarse_stuff=False).eval()
    deaf.load_state_dict(listens.state_dict())
    image, code, parts, guide = inputs(inside)

    def moved(network: MaterialUNet, channel: int, guide: torch.Tensor) -> float:
        style = Style.of(code)
        stuff = style.stuff.clone()
        stuff[:, channel] += 0.5
        other = style._replace(stuff=stuff).code()
        with torch.no_grad():
            return float(
                (network(image, other, parts, guide) - network(image, code, parts, guide)).abs().max()
            )

    assert [moved(listens, channel, guide) > 0 for channel in (1, 2, 3)] == [True, True, True]
    assert [moved(deaf, channel, guide) > 0 for channel in (1, 2, 3)] == [True, False, True]
    # Who paints it gets it.
    painted = guide.clone()
    painted[:, -1], painted[:, 4:-1] = 1, 0.1
    coarser = painted.clone()
    coarser[:, 4 + COARSE] = 0.5
    with torch.no_grad():
        assert not torch.equal(deaf(image, code, parts, painted), deaf(image, code, parts, coarser))


def test_four_pixels_out_of_one_place_make_no_mesh(inside: torch.Tensor) -> None:
    def mesh(full_width: int) -> float:
        torch.manual_seed(0)
        network = MaterialUNet([8, 16, 16], 8, full_width=full_width).eval()
        with torch.no_grad():
            # Of four pixels the first is lighter: the finest mesh there is.
            for layer in network.to_rgb:
                layer.weight.zero_()
            network.to_rgb[-1].weight[0::4] = 1
            network.joined[-1].bias += 1
            image, code, _, guide = inputs(inside)
            picture = network(image, code, torch.ones_like(inside), guide)
        middle = picture[:, :, 16:48, 16:48]
        waves = torch.fft.fft2(middle - middle.mean((2, 3), keepdim=True)).abs()
        return float(waves[..., 16, :].mean() + waves[..., 16].mean())

    assert mesh(8) < 0.02 * mesh(0)


def test_layers_at_the_full_side_begin_as_nothing_and_learn(inside: torch.Tensor) -> None:
    network = MaterialUNet([8, 16, 16], 8, full_width=8)
    network(*inputs(inside)).square().sum().backward()
    assert network.full_size is not None
    assert not network.full_size.last.weight.any()
    assert network.full_size.last.weight.grad is not None
    assert network.full_size.last.weight.grad.abs().sum() > 0


def test_a_network_without_them_is_as_it_was(network: MaterialUNet) -> None:
    assert not [name for name in network.state_dict() if name.startswith("full_size")]


def test_no_checkerboard_is_left_where_none_may_be(inside: torch.Tensor) -> None:
    torch.manual_seed(0)
    made = MaterialUNet([8, 16, 16], 8, full_width=8)
    torch.nn.init.normal_(made.full_size.last.weight)  # type: ignore[union-attr]
    torch.manual_seed(0)
    without = MaterialUNet([8, 16, 16], 8, full_width=8, alternates=False)
    without.load_state_dict(made.state_dict())
    within = (slice(0, 1), slice(None), slice(20, 44), slice(12, 52))
    left = []
    for network in (made.eval(), without.eval()):
        with torch.no_grad():
            left.append(alternating(network(*inputs(inside)))[within].abs().mean())
    assert left[1] < 0.4 * left[0]


@pytest.fixture
def matched() -> MaterialUNet:
    torch.manual_seed(0)
    return MaterialUNet([8, 16, 16], 8, matched=True).eval()


def mean_of(picture: torch.Tensor, where: torch.Tensor) -> torch.Tensor:
    return (picture * where).sum((2, 3)) / where.sum((2, 3))


def test_matched_colours_are_the_means_asked_for_whatever_the_shape(
    matched: MaterialUNet, inside: torch.Tensor
) -> None:
    image, code, parts, guide = inputs(inside)
    code = code.clamp(-1, 1) * 0.5
    parts[1, :, 20:30] = 0  # another shape in the same box
    with torch.no_grad():
        picture = matched(image, code, parts, guide)
    asked = Style.of(code).colours.mean((2, 3))
    assert torch.allclose(mean_of(picture, (parts > 0.5).float()), asked, atol=2e-3)


def test_paint_is_matched_part_by_part_and_changes_no_mean_elsewhere(
    matched: MaterialUNet, inside: torch.Tensor
) -> None:
    image, code, parts, guide = inputs(inside)
    parts[0, :, 16:32] *= 2
    parts[0, :, 32:40] *= 3
    paint = torch.zeros_like(inside)
    paint[0, :, 16:40] = 1
    paint = paint * (parts > 0.5)
    guide[:, 3:4] = paint
    guide[:, :3] = torch.where(parts == 2, 0.8, -0.3) * paint
    with torch.no_grad():
        painted = matched(image, code, parts, guide)
        guide[:, :3] = 0.1 * paint
        otherwise = matched(image, code, parts, guide)
    for number, value in ((2, 0.8), (3, -0.3)):
        found = mean_of(painted, (parts == number).float())[0]
        assert torch.allclose(found, torch.full_like(found, value), atol=2e-3)
    rest = ((parts == 1) & (paint == 0)).float()
    assert torch.allclose(mean_of(painted, rest)[0], mean_of(otherwise, rest)[0], atol=2e-3)


def test_a_window_is_painted_as_the_whole_picture_is(inside: torch.Tensor) -> None:
    """Away from its border, as far as noise and what layers see of it allow."""
    torch.manual_seed(0)
    network = MaterialUNet([8, 16], 8, full_width=8).eval()
    network.noise.zero_()
    image, code, parts, guide = inputs(inside)
    with torch.no_grad():
        laid, near = network.laid(parts, code, guide, 0.5), network.surroundings(inside)
        for norm in (down[1] for down in network.down):
            # Norms of whole pictures and of windows differ: here they leave things as they are.
            norm.forward = lambda maps: maps  # type: ignore[method-assign]
        whole = network.painted(image, parts, near, code, laid)
        of_window = (each[..., 8:56, 4:52] for each in (image, parts, near))
        window = network.painted(*of_window, code, laid[..., 8:56, 4:52])
    assert torch.allclose(window[..., 16:32, 16:32], whole[..., 24:40, 20:36], atol=1e-4)
