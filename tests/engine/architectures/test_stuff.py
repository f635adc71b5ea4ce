"""What is measured on photos is what is there, and a style's code holds it all."""

import pytest
import torch

from engine.architectures.stuff import (
    CODE_SIZE,
    COLOUR_CELLS,
    STUFF_CHANNELS,
    SWATCH_SIDE,
    Style,
    alternating,
    cells,
    colours_of,
    part_means,
    pasted,
    stuff_map,
    stuff_of,
    swatch_of,
    tiled,
)

SIDE = 64


def test_cells_are_the_means_of_a_box(inside: torch.Tensor) -> None:
    values = torch.zeros(2, 1, SIDE, SIDE)
    values[0, :, 16:24, 8:20] = 1  # the first cell of the first box
    found = cells(values, inside, inside, 4, lean=0.0)
    expected = torch.zeros(4, 4)
    expected[0, 0] = 1
    assert torch.allclose(found[0, 0], expected, atol=1e-5)
    assert not found[1].any()


def test_cells_that_the_object_hardly_touches_lean_to_its_mean(inside: torch.Tensor) -> None:
    weight = inside.clone()
    weight[0, :, 16:24, 8:20] = 0  # nothing of the object in the first cell
    found = cells(torch.full((2, 1, SIDE, SIDE), 0.5), weight, inside, 4)
    assert torch.allclose(found, torch.full_like(found, 0.5), atol=1e-3)


def test_pasted_cells_lie_over_the_box_and_nowhere_else(inside: torch.Tensor) -> None:
    torch.manual_seed(0)
    values = torch.rand(2, 3, 4, 4)
    laid = pasted(values, inside)
    assert not (laid * (1 - inside)).any()
    # The middles of the cells have the cells' values.
    assert torch.allclose(laid[0, :, [20, 28, 36, 44]][:, :, [14, 26, 38, 50]], values[0], atol=0.12)
    constant = pasted(torch.full((2, 3, 4, 4), 0.3), inside)
    assert torch.allclose(constant, 0.3 * inside.expand(-1, 3, -1, -1), atol=1e-6)


def test_a_photo_of_one_colour_asks_for_that_colour_everywhere(inside: torch.Tensor) -> None:
    colour = torch.tensor([0.7, -0.4, 0.1])[None, :, None, None]
    photo = torch.where(inside > 0, colour, torch.ones(()))
    found = colours_of(photo, inside)
    assert torch.allclose(found, colour.expand_as(found), atol=1e-3)


def test_centred_colours_keep_the_mean_of_a_thing_of_any_shape(inside: torch.Tensor) -> None:
    """A thin bright spike makes up many cells of a box, and little of the thing."""
    shape = inside.clone()
    shape[0, :, 16:40, 8:53] = 0  # of the box, a spike at its right and a base
    photo = torch.where(torch.arange(SIDE)[:, None] < 40, 0.9, -0.6).expand(2, 3, SIDE, SIDE).clone()
    true = (photo * shape).sum((2, 3)) / shape.sum((2, 3))
    plain, centred = (colours_of(photo, shape, choice).mean((2, 3)) for choice in (False, True))
    assert torch.allclose(centred, true, atol=1e-3)
    assert (plain - true)[0].abs().min() > 0.04


def test_parts_take_their_means() -> None:
    parts = torch.zeros(1, 1, 8, 8)
    parts[..., :4], parts[..., 4:6] = 1, 2
    values = torch.arange(8.0).expand(1, 1, 8, 8)
    found = part_means(values, parts)
    assert torch.allclose(found[0, 0, 0], torch.tensor([1.5, 1.5, 1.5, 1.5, 4.5, 4.5, 0, 0]), atol=1e-3)
    weight = (torch.arange(8.0) % 2).expand(1, 1, 8, 8)
    weighed = part_means(values, parts, weight)
    assert torch.allclose(weighed[0, 0, 0], torch.tensor([2.0, 2, 2, 2, 5, 5, 0, 0]), atol=1e-3)


def test_checkerboards_alternate_and_straight_lines_do_not() -> None:
    rows, columns = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    board, stripes = (-1.0) ** (rows + columns), (-1.0) ** columns
    assert torch.allclose(alternating(board[None, None])[..., 1:-1, 1:-1], board[1:-1, 1:-1], atol=1e-5)
    for plain in (stripes, columns / 16.0, torch.ones(16, 16)):
        assert torch.allclose(alternating(plain[None, None]), torch.zeros(()), atol=1e-5)


def test_more_texture_is_more_stuff_and_only_in_its_own_band(inside: torch.Tensor) -> None:
    torch.manual_seed(0)
    checks = (torch.arange(SIDE)[:, None] // 2 + torch.arange(SIDE) // 2) % 2 * 2.0 - 1
    photos = [torch.zeros(2, 3, SIDE, SIDE) + strength * checks for strength in (0.0, 0.1, 0.4)]
    plain, some, much = (stuff_of(photo, inside) for photo in photos)
    assert (some[:, 0] > plain[:, 0] + 0.1).all()
    assert (much[:, 0] > some[:, 0] + 0.1).all()
    assert ((much - plain)[:, 2] < 0.2 * (much - plain)[:, 0]).all()


def test_a_few_lines_are_no_cloth(inside: torch.Tensor) -> None:
    lined = torch.zeros(2, 3, SIDE, SIDE)
    lined[..., ::16] = -1
    noisy = 0.3 * torch.randn(2, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(0))
    assert lined.std() > 0.2
    assert (
        stuff_of(noisy, inside)[:, 0].mean((1, 2)) > stuff_of(lined, inside)[:, 0].mean((1, 2)) + 0.12
    ).all()


def test_a_sign_on_plain_leather_is_no_cloth(inside: torch.Tensor) -> None:
    checks = (torch.arange(SIDE)[:, None] // 2 + torch.arange(SIDE) // 2) % 2 * 2.0 - 1
    cloth = 0.4 * checks.expand(2, 3, -1, -1)
    signed = cloth.clone()
    signed[..., torch.arange(SIDE) % 16 >= 6] = 0
    photos = (0 * cloth, cloth, signed)
    plain, everywhere, some = (stuff_of(photo, inside)[:, 0].mean((1, 2)) for photo in photos)
    assert (everywhere - plain > 0.6).all()
    assert (some - plain < 0.35 * (everywhere - plain)).all()


@pytest.mark.parametrize("corner", [(16, 8), (16, 40), (40, 8)])
def test_a_part_that_is_busy_is_no_cloth_and_a_cloth_is_one_all_over(
    inside: torch.Tensor, corner: tuple[int, int]
) -> None:
    torch.manual_seed(1)
    cloth = (0.5 * torch.randn(2, 1, SIDE, SIDE)).expand(-1, 3, -1, -1)
    plain, busy = 0.02 * cloth, torch.zeros(2, 1, SIDE, SIDE)
    busy[:, :, corner[0] : corner[0] + 12, corner[1] : corner[1] + 12] = 1
    laced = torch.where(busy > 0, cloth, plain)
    of_plain, of_laced, of_cloth = (stuff_of(photo, inside)[:1, :2] for photo in (plain, laced, cloth))
    assert (of_laced - of_plain).abs().max() < 0.15
    assert (of_cloth - of_plain).min() > 0.5


def test_stuff_is_measured_in_fixed_units() -> None:
    found = stuff_map(torch.zeros(1, 3, 16, 16), torch.ones(1, 1, 16, 16))
    assert found[:, :4].unique().numel() == 1
    assert float(found[:, :4].max()) == pytest.approx(0.25 * -9.2103 + 1.5, abs=1e-3)
    assert not found[:, 4:].any()


def test_the_step_to_the_ground_is_no_texture(inside: torch.Tensor) -> None:
    plain = torch.where(inside > 0, torch.full((2, 3, SIDE, SIDE), -0.9), torch.ones(()))
    nothing = 0.25 * torch.log(torch.tensor(1e-4)) + 1.5
    assert torch.allclose(stuff_of(plain, inside)[:, :4], nothing.expand(2, 4, 3, 3), atol=1e-2)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 135, 160])
def test_stuff_says_which_way_stripes_run(angle: int) -> None:
    radians = torch.deg2rad(torch.tensor(float(angle)))
    at = torch.arange(SIDE, dtype=torch.float32)
    phase = at * torch.cos(radians) + at[:, None] * torch.sin(radians)
    whole = torch.ones(1, 1, SIDE, SIDE)
    stripes = (0.5 * torch.sin(phase * 0.7)).expand(1, 3, -1, -1)
    cosine, sine = stuff_map(stripes, whole)[0, [4, 6], 20:44, 20:44].mean((1, 2))
    clear = torch.hypot(cosine, sine)
    assert 0.6 < float(clear) <= 1
    assert float(cosine / clear) == pytest.approx(float(torch.cos(2 * radians)), abs=0.1)
    assert float(sine / clear) == pytest.approx(float(torch.sin(2 * radians)), abs=0.1)


def test_colours_that_change_at_equal_luminance_are_stuff() -> None:
    at = torch.arange(SIDE)
    checks = ((at[:, None] // 3 + at // 3) % 2 * 2 - 1).float()
    # Green against red and blue, of which 0.587 = 0.299 + 0.288.
    photo = 0.3 * torch.stack([checks, -checks * (0.413 / 0.587), checks])[None]
    whole = torch.ones(1, 1, SIDE, SIDE)
    found, plain = (stuff_map(each, whole)[0, :4, 20:44, 20:44].mean((1, 2)) for each in (photo, 0 * photo))
    assert float((found - plain)[:3].abs().max()) < 0.05
    assert float((found - plain)[3]) > 0.4


def test_what_alternates_from_pixel_to_pixel_is_no_stuff(inside: torch.Tensor) -> None:
    at = torch.arange(SIDE)
    plain = stuff_of(torch.zeros(2, 3, SIDE, SIDE), inside)[:, 0]
    fine, coarser = (
        stuff_of(((at[:, None] // step + at // step) % 2 * 0.8 - 0.4).expand(2, 3, -1, -1), inside)[:, 0]
        for step in (1, 2)
    )
    assert (fine - plain).abs().max() < 0.01
    assert (coarser - plain).min() > 0.3


def test_codes_are_split_as_they_were_joined() -> None:
    half = SWATCH_SIDE // 2
    chroma = torch.randn(2, 2, half, half).repeat_interleave(2, 2).repeat_interleave(2, 3)
    style = Style(
        torch.randn(2, 3, COLOUR_CELLS, COLOUR_CELLS),
        torch.randn(2, STUFF_CHANNELS, 3, 3),
        torch.cat([torch.randn(2, 1, SWATCH_SIDE, SWATCH_SIDE), chroma], 1),
    )
    assert style.code().shape == (2, CODE_SIZE)
    for part, again in zip(style, Style.of(style.code()), strict=True):
        torch.testing.assert_close(again, part)


def test_a_swatch_is_cut_where_the_thing_is_and_calm(inside: torch.Tensor) -> None:
    torch.manual_seed(0)
    photo = torch.zeros(2, 3, SIDE, SIDE)
    photo[0, :, :, :32] = torch.rand(SIDE, 32) * 2 - 1  # the left is rough, the right has checks
    at = torch.arange(SIDE)
    checks = ((at[:, None] + at) % 2 * 0.2 - 0.1).expand(3, -1, -1)
    photo[0, :, :, 32:] = checks[:, :, 32:]
    photo[1] = torch.where(inside[1] > 0, photo[1], 1.0)
    found = swatch_of(photo, inside)
    assert found.shape == (2, 3, SWATCH_SIDE, SWATCH_SIDE)
    fine = found[0, 0]
    assert float(fine.abs().mean()) == pytest.approx(0.2, abs=0.02)  # twice what is fine
    assert float((fine + fine.roll(SWATCH_SIDE // 8, 1)).abs().mean()) < 0.1
    assert not found[1].any()  # plain, and the step to the ground is no surface
    assert not found[:, 1:].any()  # grey


@pytest.mark.parametrize("size", [32, 64, 128, 256])
def test_a_swatch_covers_a_square_without_a_seam(size: int) -> None:
    ramp = torch.linspace(-1, 1, SWATCH_SIDE)
    swatch = (ramp[:, None] + ramp).expand(1, 3, -1, -1) / 2
    laid = tiled(swatch, size)
    assert laid.shape == (1, 3, size, size)
    # Neighbours differ by no more than one step of the ramp.
    step = 2 / (SWATCH_SIDE - 1) * max(1, 128 // size) / 2 + 1e-5
    assert float(laid.diff(dim=2).abs().max()) <= step
    assert float(laid.diff(dim=3).abs().max()) <= step
    assert float(laid.max() - laid.min()) > 1.4


def test_a_thing_that_is_not_there_has_a_style_of_numbers() -> None:
    nothing = torch.zeros(1, 1, SIDE, SIDE)
    style = Style(
        colours_of(torch.ones(1, 3, SIDE, SIDE), nothing),
        stuff_of(torch.ones(1, 3, SIDE, SIDE), nothing),
        swatch_of(torch.ones(1, 3, SIDE, SIDE), nothing),
    )
    assert all(bool(torch.isfinite(part).all()) for part in style)
