"""A bare BicycleGAN step as the published code takes it: one call per half, no averages, no reports.

The yardstick of `benchmarks.training`; a test holds its mathematics equal to the recipe's.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class BareBicycleGAN:
    """Published order and losses (Zhu et al. 2017) with plain Adam.

    Args:
        networks: `generator`, `encoder`, `discriminator` and `discriminator2`.
    """

    def __init__(self, networks: dict[str, nn.Module]) -> None:
        self.networks = networks
        self.optimisers = {
            name: torch.optim.Adam(network.parameters(), lr=2e-4, betas=(0.5, 0.999))
            for name, network in networks.items()
        }

    def step(self, condition: Tensor, target: Tensor) -> None:
        """One update of G and E, then of D and D2, from a batch (2N, C, S, S) in [-1, 1]."""
        g, e = self.networks["generator"], self.networks["encoder"]
        d, d2 = self.networks["discriminator"], self.networks["discriminator2"]
        half = len(target) // 2
        condition, real, real_random = condition[:half], target[:half], target[half:]

        self._require_gradients(["generator", "encoder"])
        mean, log_variance = e(real)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        z_random = torch.randn_like(mean)
        fake, fake_random = g(condition, z), g(condition, z_random)
        mean_again, _ = e(fake_random)
        loss = sum(((scores - 1) ** 2).mean() for scores in d(fake))
        loss = loss + sum(((scores - 1) ** 2).mean() for scores in d2(fake_random))
        loss = loss + 10.0 * (fake - real).abs().mean()
        divergence = -0.5 * (1 + log_variance - mean**2 - log_variance.exp())
        loss = loss + 0.01 * divergence.sum(dim=1).mean()
        loss.backward(retain_graph=True)
        loss_latent = 0.5 * (mean_again - z_random).abs().mean()
        loss_latent.backward(inputs=list(g.parameters()))
        self._step(["generator", "encoder"])

        self._require_gradients(["discriminator", "discriminator2"])
        for scorer, made, photos in ((d, fake, real), (d2, fake_random, real_random)):
            loss = sum((scores**2).mean() for scores in scorer(made.detach()))
            loss = loss + sum(((scores - 1) ** 2).mean() for scores in scorer(photos))
            loss.backward()
        self._step(["discriminator", "discriminator2"])

    def _require_gradients(self, trained: list[str]) -> None:
        for name, network in self.networks.items():
            network.requires_grad_(name in trained)

    def _step(self, trained: list[str]) -> None:
        for name in trained:
            self.optimisers[name].step()
            self.optimisers[name].zero_grad(set_to_none=True)
