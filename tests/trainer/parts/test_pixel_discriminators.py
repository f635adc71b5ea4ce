"""Discriminators of pixels: which surfaces go together, and what is fine beside a drawing."""

import torch

from trainer.parts.pixel_discriminators import (
    PATCH_SIDE,
    PATCHES,
    DrawnDiscriminator,
    PatchDiscriminator,
    patches_of,
)


def test_patches_are_about_places_of_the_mask() -> None:
    torch.manual_seed(0)
    mask = torch.zeros(3, 1, 96, 96)
    mask[:, :, 40:56, 40:56] = 1
    found = patches_of(mask, mask)
    assert found.shape == (3, PATCHES, 1, PATCH_SIDE, PATCH_SIDE)
    middle = PATCH_SIDE // 2
    assert (found[..., middle, middle] == 1).all()
    # Not all of a picture in one place.
    assert len({float(patch.sum()) for patch in found[0]}) > 1


def test_patches_of_a_picture_smaller_than_one_are_all_of_it() -> None:
    small = torch.rand(2, 3, 16, 16)
    assert torch.equal(patches_of(small, torch.ones(2, 1, 16, 16))[:, 0], small)


def surfaces(count: int) -> torch.Tensor:
    """Patches (N, K, 3, p, p) of one grey: smooth in every other picture, speckled in the rest."""
    speckle = torch.randn(count, PATCHES, 1, PATCH_SIDE, PATCH_SIDE).expand(-1, -1, 3, -1, -1)
    strength = torch.tensor([0.02, 0.5]).repeat(count // 2)
    return speckle * strength[:, None, None, None, None]


def test_it_learns_which_patches_are_of_one_surface() -> None:
    torch.manual_seed(0)
    network = PatchDiscriminator((8, 16, 16, 16))
    steps = torch.optim.Adam(network.parameters(), 4e-3, (0.5, 0.99))

    def scores() -> tuple[torch.Tensor, torch.Tensor]:
        compared, beside = network.described(surfaces(8)), network.described(surfaces(8))
        return network(compared, beside), network(compared, beside.roll(1, 0))

    for _ in range(60):
        alike, other = scores()
        loss = torch.relu(1 - alike).mean() + torch.relu(1 + other).mean()
        steps.zero_grad()
        loss.backward()
        steps.step()
    with torch.no_grad():
        alike, other = scores()
    assert float((alike > 0).float().mean()) > 0.9
    assert float((other < 0).float().mean()) > 0.9


def test_patches_of_one_texture_are_described_alike_in_any_colour() -> None:
    torch.manual_seed(0)
    network, texture = PatchDiscriminator((8, 16)).eval(), surfaces(2) * 0.2
    tinted = texture + torch.tensor([0.3, -0.2, 0.1])[:, None, None]
    assert torch.allclose(network.described(texture), network.described(tinted), atol=1e-5)


def beside_drawings() -> DrawnDiscriminator:
    torch.manual_seed(0)
    return DrawnDiscriminator().eval()


def test_every_place_has_a_score() -> None:
    assert beside_drawings()(torch.zeros(2, 3, 32, 32), torch.zeros(2, 2, 32, 32)).shape == (2, 1, 8, 8)


def test_what_is_fine_counts_for_more_than_what_is_smooth() -> None:
    pictures, drawn, critic = torch.zeros(4, 3, 32, 32), torch.zeros(4, 2, 32, 32), beside_drawings()
    smooth = torch.full_like(pictures, 0.02)
    fine = 0.02 * torch.randn(pictures.shape).sign()
    with torch.no_grad():
        before = critic(pictures, drawn)
        moved = [float((critic(pictures + change, drawn) - before).abs().mean()) for change in (smooth, fine)]
    assert moved[1] > 2 * moved[0]


def test_the_drawing_counts() -> None:
    pictures, drawn = torch.rand(1, 3, 32, 32), torch.zeros(1, 2, 32, 32)
    other = drawn.clone()
    other[:, 0, :, 16] = 1
    assert not torch.equal(beside_drawings()(pictures, drawn), beside_drawings()(pictures, other))
