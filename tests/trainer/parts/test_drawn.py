"""A discriminator of pixels beside a drawing sees what is fine, and what is drawn."""

import torch

from trainer.parts.drawn import DrawnDiscriminator

SIDE = 32


def network() -> DrawnDiscriminator:
    torch.manual_seed(0)
    return DrawnDiscriminator().eval()


def test_every_place_has_a_score() -> None:
    assert network()(torch.zeros(2, 3, SIDE, SIDE), torch.zeros(2, 2, SIDE, SIDE)).shape == (2, 1, 8, 8)


def test_what_is_fine_counts_for_more_than_what_is_smooth() -> None:
    pictures, drawn, critic = torch.zeros(4, 3, SIDE, SIDE), torch.zeros(4, 2, SIDE, SIDE), network()
    smooth = torch.full_like(pictures, 0.02)
    fine = 0.02 * torch.randn(pictures.shape).sign()
    with torch.no_grad():
        before = critic(pictures, drawn)
        moved = [float((critic(pictures + change, drawn) - before).abs().mean()) for change in (smooth, fine)]
    assert moved[1] > 2 * moved[0]


def test_the_drawing_counts() -> None:
    pictures, drawn = torch.rand(1, 3, SIDE, SIDE), torch.zeros(1, 2, SIDE, SIDE)
    other = drawn.clone()
    other[:, 0, :, 16] = 1
    assert not torch.equal(network()(pictures, drawn), network()(pictures, other))
