"""The autoencoder that adversarial runs begin from."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from engine.architectures.stylegan2_discriminator import PictureEncoder
from trainer.recipes.vae import VariationalAutoencoder
from trainer.settings.vae import Settings

TINY = Settings(
    resolution=16, z_size=8, w_size=8, channel_base=128, channel_max=16, lambda_perceptual=0.0, lambda_kl=1e-4
)


def _faces(count: int) -> torch.Tensor:
    """Discs of their own places and colours, (N, 3, 16, 16)."""
    rng = torch.Generator().manual_seed(1)
    places = torch.arange(16).float()
    pictures = []
    for _ in range(count):
        row, column = (4 + 8 * torch.rand(2, generator=rng)).tolist()
        disc = ((places[:, None] - row) ** 2 + (places - column) ** 2 < 16).float()
        colour = torch.rand(3, 1, 1, generator=rng) * 2 - 1
        pictures.append(disc * colour - (1 - disc))
    return torch.stack(pictures)


def test_encoder_gives_a_distribution_for_each_picture() -> None:
    mean, log_variance = PictureEncoder(16, 8, 128, 16)(torch.zeros(3, 3, 16, 16))
    assert mean.shape == log_variance.shape == (3, 8)
    assert mean.dtype == torch.float32


def test_pictures_come_back_and_samples_vary() -> None:
    torch.manual_seed(0)
    recipe = VariationalAutoencoder(TINY)
    parameters = [p for network in recipe.networks.values() for p in network.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=5e-3, betas=(0.9, 0.99))
    batch = {"picture": _faces(8)}
    first = 0.0
    for _ in range(120):
        work: dict[str, Any] = {"seen": 0}
        losses = recipe.phases[0].losses(batch, work)
        first = first or losses.terms["loss_l1"].item()
        optimiser.zero_grad()
        losses.total.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert losses.terms["loss_l1"].item() < 0.25 * first
    sheet = recipe.sample(recipe.networks, batch)
    assert sheet.shape == (8, 8, 3, 16, 16)
    assert (sheet[:, 1] - sheet[:, 0]).abs().mean() < 0.25 * first
    assert sheet[:, 2:].std(dim=0).mean() > 0.02
    assert recipe.networks["mapping"].get_buffer("w_avg").abs().sum() > 0


def test_the_divergence_is_that_of_a_closed_form(monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = VariationalAutoencoder(TINY)
    mean, log_variance = torch.full((2, 8), 0.5), torch.full((2, 8), 0.3)
    monkeypatch.setattr(recipe.networks["encoder"], "forward", lambda picture: (mean, log_variance))
    terms = recipe.phases[0].losses({"picture": _faces(2)}, {"seen": 0}).terms
    given = torch.distributions.Normal(mean, torch.exp(0.5 * log_variance))
    expected = torch.distributions.kl_divergence(given, torch.distributions.Normal(0.0, 1.0)).sum(1).mean()
    torch.testing.assert_close(terms["loss_kl"], expected)
