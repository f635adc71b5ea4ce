"""Patches are of the thing, and the discriminator of patches learns which surfaces go together."""

import torch

from trainer.parts.cooccurrence import PATCH_SIDE, PATCHES, PatchDiscriminator, patches_of


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
