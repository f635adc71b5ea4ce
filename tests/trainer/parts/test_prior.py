"""Codes held to their prior: the distance is right on average, and gradients lead to the prior."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from trainer.parts.losses import energy_to_normal


def mean_energy(spread: Callable[[torch.Tensor], torch.Tensor], batches: int = 400) -> float:
    torch.manual_seed(0)
    return sum(float(energy_to_normal(spread(torch.randn(8, 6)))) for _ in range(batches)) / batches


def test_codes_of_the_prior_are_at_no_distance_however_few() -> None:
    assert mean_energy(lambda codes: codes) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(
    "spread",
    [
        lambda codes: codes * 0.5,
        lambda codes: codes * 2,
        lambda codes: codes + 0.5,
        lambda codes: codes[:, :1].expand(-1, 6),
    ],
    ids=["narrow", "wide", "shifted", "all alike"],
)
def test_other_spreads_are_at_a_distance(spread: Callable[[torch.Tensor], torch.Tensor]) -> None:
    assert mean_energy(spread) > 0.15


def test_a_linear_encoder_learns_to_whiten() -> None:
    torch.manual_seed(0)
    matrix = (0.1 * torch.randn(6, 4)).requires_grad_()
    optimiser = torch.optim.Adam([matrix], 5e-3)
    for _ in range(1500):
        optimiser.zero_grad()
        energy_to_normal(torch.randn(8, 6) @ matrix).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    torch.testing.assert_close(matrix.detach().T @ matrix.detach(), torch.eye(4), atol=0.3, rtol=0)


def test_one_code_says_nothing_of_a_spread() -> None:
    code = torch.randn(1, 6, requires_grad=True)
    distance = energy_to_normal(code)
    distance.backward()  # type: ignore[no-untyped-call]
    assert float(distance.detach()) == 0
    assert code.grad is not None
    assert not code.grad.any()
