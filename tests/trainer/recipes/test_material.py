"""The losses of the material brush are nothing where a picture is as asked for, and tell what is off."""

from collections.abc import Sequence
from typing import Any

import pytest
import torch

from engine.architectures.stuff import bands, energies, quiet_of
from trainer.parts.asked import (
    OTHER_STUFF,
    OWN_STUFF,
    alternation,
    chroma_off,
    layout_error,
    stuff_error,
    texture_correlation,
)
from trainer.recipes.material import MaterialBrush, _on_white
from trainer.settings.material import Settings

SIDE = 32


def batch(count: int = 4) -> dict[str, torch.Tensor]:
    """Rectangles of one colour each on white, in two parts."""
    torch.manual_seed(3)
    parts = torch.zeros(count, 1, SIDE, SIDE)
    parts[:, :, 8:24, 4:16], parts[:, :, 8:24, 16:28] = 1, 2
    thing = (parts > 0).float()
    colour = torch.rand(count, 3, 1, 1) * 2 - 1
    target = torch.where(thing > 0, colour + 0.1 * torch.randn(count, 3, SIDE, SIDE), torch.ones(()))
    return {
        "condition": torch.ones(count, 1, SIDE, SIDE),
        "target": target.clamp(-1, 1),
        "parts": parts,
        "object": thing,
    }


@pytest.fixture(scope="module")
def recipe() -> MaterialBrush:
    torch.manual_seed(0)
    return MaterialBrush(Settings(generator_widths=[8, 16, 16], mapping_width=8, gan_from=100, gan_ramp=50))


def test_colours_as_asked_for_cost_nothing_and_others_do() -> None:
    inside = batch()["object"]
    asked = torch.zeros(4, 3, SIDE, SIDE) + 0.5
    assert float(layout_error(asked, asked, inside)) == pytest.approx(0, abs=1e-6)
    assert float(layout_error(asked + 0.2, asked, inside)) == pytest.approx(0.2, abs=1e-2)
    # What lies outside the drawing is no colour of it.
    assert float(layout_error(torch.where(inside > 0, asked, -1), asked, inside)) < 1e-3


def test_colours_are_off_by_their_hue_and_not_by_their_light() -> None:
    inside = batch()["object"]
    laid = torch.zeros(4, 3, SIDE, SIDE)
    lighter, redder = laid + 0.3, laid.clone()
    redder[:, 0, 12:16, 8:12] = 0.6
    assert float(chroma_off(lighter, laid, inside).max()) < 2e-3
    off = chroma_off(redder, laid, inside)
    assert float(off[:, :, 12:16, 8:12].mean()) > 0.2
    assert float(off[:, :, 20:].max()) < 2e-3
    assert not off[inside == 0].any()


def test_a_colour_that_the_photo_has_nowhere_is_stray() -> None:
    brush = MaterialBrush(Settings(generator_widths=[8, 16, 16], mapping_width=8, hue_turned=0.0))
    grey, patched = batch(), batch()
    grey["target"] = grey["target"].mean(1, keepdim=True).expand(-1, 3, -1, -1)
    patched["target"] = grey["target"].clone()
    patched["target"][:, 0, 10:16, 6:12] = 1
    stray = [
        float(brush.generator_losses(given, {"seen": 0}).terms["loss_chroma"].detach())
        for given in (grey, patched)
    ]
    assert stray[0] > 2 * stray[1] >= 0


def test_energies_as_asked_for_cost_nothing_and_others_do() -> None:
    pictures, inside = batch()["target"], batch()["object"]
    quiet, found = quiet_of(inside), bands(pictures, inside)
    asked = energies(found)
    assert float(stuff_error(found, asked, inside, quiet, OWN_STUFF)) == pytest.approx(0, abs=1e-5)
    flat = bands(torch.zeros_like(pictures), inside)
    assert float(stuff_error(flat, asked, inside, quiet, OWN_STUFF)) > 0.1


def test_what_is_coarse_is_free_and_what_is_fine_is_held() -> None:
    pictures, inside = batch()["target"], batch()["object"]
    quiet, found = quiet_of(inside), bands(pictures, inside)

    def missed(channel: int, weights: Sequence[float]) -> float:
        asked = energies(found).clone()
        asked[:, channel] += 0.3
        return float(stuff_error(found, asked, inside, quiet, weights))

    assert missed(1, OWN_STUFF) > 0.01
    assert missed(2, OWN_STUFF) == missed(2, OTHER_STUFF) == pytest.approx(0, abs=1e-5)
    assert missed(0, OTHER_STUFF) >= missed(0, OWN_STUFF) > 0.01


def test_textures_are_alike_as_they_correlate() -> None:
    torch.manual_seed(0)
    inside = batch()["object"]
    first, second = torch.randn(2, 4, 3, SIDE, SIDE).unbind()

    def correlation(a: torch.Tensor, b: torch.Tensor) -> float:
        return float(texture_correlation(bands(a, inside), bands(b, inside), quiet_of(inside)))

    assert correlation(first, first) == pytest.approx(1, abs=1e-3)
    assert correlation(first, 0.3 * first + 0.5) == pytest.approx(1, abs=1e-2)
    assert correlation(first, second) < 0.15
    assert correlation(first, -first) == 0


def test_the_adversary_waits_and_then_comes_slowly(recipe: MaterialBrush) -> None:
    generator, discriminator = recipe.phases
    terms: list[dict[str, Any]] = []
    for seen in (0, 125, 1000):
        work: dict[str, Any] = {"seen": seen}
        terms.append(dict(generator.losses(batch(), work).terms))
        found = discriminator.losses(batch(), work)
        found.total.backward()
        for name in ("discriminator", "patches"):
            weights = [p.grad for p in recipe.networks[name].parameters() if p.requires_grad]
            moved = any(bool(grad.any()) for grad in weights if grad is not None)
            assert moved is (seen > 0)
            recipe.networks[name].zero_grad()
        assert len(found.scores) == (seen > 0)
    assert "loss_gan" not in terms[0]
    assert {"loss_gan", "loss_gan_other", "loss_gan_patches"} <= terms[1].keys()
    assert [recipe._ramp({"seen": seen}) for seen in (0, 100, 125, 150, 1000)] == [0, 0, 0.5, 1, 1]


def test_a_generator_that_was_taken_over_stays_until_its_discriminators_have_learnt() -> None:
    brush = MaterialBrush(
        Settings(
            generator_widths=[8, 16, 16], mapping_width=8, gan_from=0, gan_ramp=1, discriminator_first=50
        )
    )
    generator, discriminator = brush.phases
    for seen, learns in ((8, False), (50, True)):
        work: dict[str, Any] = {"seen": seen}
        for phase, name, moves in ((generator, "generator", learns), (discriminator, "discriminator", True)):
            network = brush.networks[name]
            network.zero_grad()
            found = phase.losses(batch(), work)
            found.total.backward()
            moved = any(bool(p.grad.any()) for p in network.parameters() if p.grad is not None)
            assert moved is moves, (seen, name)
            assert {"loss_l1", "loss_gan"} <= found.terms.keys() or name == "discriminator"


@pytest.mark.parametrize("weight", [0.0, 0.3])
def test_a_discriminator_that_sees_the_drawing_is_there_where_it_counts(weight: float) -> None:
    brush = MaterialBrush(
        Settings(
            generator_widths=[8, 16, 16], mapping_width=8, gan_from=0, gan_ramp=1, lambda_gan_drawn=weight
        )
    )
    generator, discriminator = brush.phases
    work: dict[str, Any] = {"seen": 8}
    made = generator.losses(batch(), work)
    scored = discriminator.losses(batch(), work)
    assert ("drawn" in brush.networks) is ("drawn" in discriminator.trained) is (weight > 0)
    assert ("loss_gan_drawn" in made.terms) is ("loss_d_drawn" in scored.terms) is (weight > 0)
    if weight:
        scored.total.backward()
        assert all(p.grad is not None and p.grad.any() for p in brush.networks["drawn"].parameters())


def test_shadows_beyond_a_drawing_tell_nothing() -> None:
    pictures = torch.rand(2, 3, 8, 8)
    near = torch.zeros(2, 1, 8, 8)
    near[..., 2:6, 2:6] = 1
    found = _on_white(pictures, near)
    assert torch.equal(found[..., 2:6, 2:6], pictures[..., 2:6, 2:6])
    assert (found[..., :2, :] == 1).all()


def test_styles_of_photos_are_kept_and_not_of_turned_ones() -> None:
    torch.manual_seed(0)
    for turned, kept in ((1.0, 0), (0.0, 4)):
        brush = MaterialBrush(
            Settings(generator_widths=[8, 16, 16], mapping_width=8, hue_turned=turned, gan_from=100)
        )
        brush.generator_losses(batch(), {"seen": 0})
        rows = brush.networks["encoder"].styles  # type: ignore[union-attr]
        assert int((rows > 0).any(1).sum()) == kept  # type: ignore[operator, arg-type]


def test_a_drawing_of_unknown_inside_is_a_box_of_one_part() -> None:
    brush = MaterialBrush(Settings(generator_widths=[8, 16, 16], mapping_width=8, inside_unknown=1.0))
    given = batch()
    given["parts"][:, :, 8:12, 4:16] = 0  # an L
    found = brush._parts(given)
    assert (found[:, :, 8:24, 4:28] == 1).all()
    assert found.sum() == 4 * 16 * 24


def test_the_sheet_has_the_photos_own_style_and_others(recipe: MaterialBrush) -> None:
    networks = {name: recipe.networks[name].eval() for name in recipe.info.averaged}
    with torch.no_grad():
        sheet = recipe.sample(networks, batch())
    assert sheet.shape == (4, 8, 3, SIDE, SIDE)
    # The seventh is four rows on: its own again, with four rows.
    assert torch.equal(sheet[:, 2], sheet[:, 6])


def test_a_checkerboard_alternates_and_what_is_smooth_does_not() -> None:
    at = torch.arange(SIDE)
    checks = ((at[:, None] + at) % 2 * 2.0 - 1).expand(1, 3, -1, -1)
    slope = (at / SIDE).expand(1, 3, SIDE, SIDE)
    inside = torch.zeros(1, 1, SIDE, SIDE)
    inside[..., 4:28, 4:28] = 1
    assert float(alternation(0.1 * checks, inside)) == pytest.approx(0.1, abs=1e-3)
    assert float(alternation(slope, inside)) < 1e-3
    assert float(alternation(checks * (1 - inside), inside)) < 0.2
    assert float(alternation(checks, torch.zeros_like(inside))) == 0


def test_most_steps_see_windows_and_some_see_pictures_whole() -> None:
    torch.manual_seed(0)
    settings = Settings(generator_widths=[8, 16], mapping_width=8, window=0.5)
    windowed, whole = MaterialBrush(settings), MaterialBrush(settings.model_copy(update={"window": 1.0}))
    inside = batch()["object"]
    drawn = [windowed._windows(inside, {"seen": 8 * step}) for step in range(200)]
    assert {windows.side for windows in drawn if windows is not None} == {SIDE // 2}
    assert 0.15 < sum(windows is None for windows in drawn) / 200 < 0.35
    assert all(whole._windows(inside, {"seen": step}) is None for step in range(20))
    # A window is of a side that the network takes, or there is none.
    deep = MaterialBrush(Settings(generator_widths=[8, 16, 16, 16, 16], mapping_width=8, window=0.5))
    assert all(deep._windows(inside, {"seen": step}) is None for step in range(20))
