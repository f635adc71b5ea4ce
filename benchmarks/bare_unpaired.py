"""Bare CycleGAN and MUNIT steps as the published code takes them: no shared calls, no averages, no reports.

The yardsticks of `benchmarks.training_unpaired`; tests hold their mathematics equal to the recipes'.
"""

from __future__ import annotations

import random

import torch
from torch import Tensor, nn


class _Bare:
    """Networks with plain Adam."""

    def __init__(self, networks: dict[str, nn.Module], rate: float, weight_decay: float) -> None:
        self.networks = networks
        self.optimisers: dict[str, torch.optim.Optimizer] = {
            name: torch.optim.Adam(
                network.parameters(), lr=rate, betas=(0.5, 0.999), weight_decay=weight_decay
            )
            for name, network in networks.items()
        }

    def _only(self, kind: str) -> None:
        for name, network in self.networks.items():
            network.requires_grad_(name.startswith(kind))

    def _step(self, kind: str) -> None:
        for name, optimiser in self.optimisers.items():
            if name.startswith(kind):
                optimiser.step()
                optimiser.zero_grad(set_to_none=True)


class BareCycleGAN(_Bare):
    """Zhu et al. 2017 in the published order: both generators, then each discriminator on pooled pictures.

    Args:
        networks: `generator_ab`, `generator_ba`, `discriminator_a`, `discriminator_b`.
        pool: pictures that each pool holds.
    """

    def __init__(self, networks: dict[str, nn.Module], pool: int = 50) -> None:
        super().__init__(networks, 2e-4, 0.0)
        self.pool, self.pools = pool, {"a": list[Tensor](), "b": list[Tensor]()}

    def step(self, a: Tensor, b: Tensor) -> None:
        """One update of everything from a picture of each domain, (1, 3, S, S) in [-1, 1]."""
        g, f = self.networks["generator_ab"], self.networks["generator_ba"]
        d_a, d_b = self.networks["discriminator_a"], self.networks["discriminator_b"]
        self._only("generator")
        fake_b = g(a)
        again_a = f(fake_b)
        fake_a = f(b)
        again_b = g(fake_a)
        loss = 5 * (g(b) - b).abs().mean() + 5 * (f(a) - a).abs().mean()
        loss = loss + ((d_b(fake_b) - 1) ** 2).mean() + ((d_a(fake_a) - 1) ** 2).mean()
        loss = loss + 10 * (again_a - a).abs().mean() + 10 * (again_b - b).abs().mean()
        loss.backward()
        self._step("generator")

        self._only("discriminator")
        for domain, scorer, real, made in (("a", d_a, a, fake_a), ("b", d_b, b, fake_b)):
            pooled = self._query(domain, made.detach())
            loss = 0.5 * (((scorer(real) - 1) ** 2).mean() + (scorer(pooled) ** 2).mean())
            loss.backward()
        self._step("discriminator")

    def _query(self, domain: str, made: Tensor) -> Tensor:
        pool = self.pools[domain]
        if len(pool) < self.pool:
            pool.append(made)
            return made
        if not self.pool or random.random() > 0.5:
            return made
        place = random.randrange(self.pool)
        old, pool[place] = pool[place], made
        return old


class BareMUNIT(_Bare):
    """Huang et al. 2018 in the published order: discriminators, then both auto-encoders.

    Args:
        networks: `generator_a`, `generator_b`, `discriminator_a`, `discriminator_b`.
        style_size: length of a style code.
    """

    def __init__(self, networks: dict[str, nn.Module], style_size: int = 8) -> None:
        super().__init__(networks, 1e-4, 1e-4)
        self.style_size = style_size

    def step(self, a: Tensor, b: Tensor) -> None:
        """One update of everything from a picture of each domain, (1, 3, S, S) in [-1, 1]."""
        g_a, g_b = self.networks["generator_a"], self.networks["generator_b"]
        d_a, d_b = self.networks["discriminator_a"], self.networks["discriminator_b"]
        self._only("discriminator")
        s_a, s_b = (torch.randn(1, self.style_size) for _ in "ab")
        c_a, _ = g_a(a)
        c_b, _ = g_b(b)
        x_ba, x_ab = g_a.decode(c_b, s_a), g_b.decode(c_a, s_b)
        loss = sum(
            (fake**2).mean() + ((real - 1) ** 2).mean()
            for scorer, made, photo in ((d_a, x_ba, a), (d_b, x_ab, b))
            for fake, real in zip(scorer(made.detach()), scorer(photo), strict=True)
        )
        loss.backward()
        self._step("discriminator")

        self._only("generator")
        s_a, s_b = (torch.randn(1, self.style_size) for _ in "ab")
        c_a, own_a = g_a(a)
        c_b, own_b = g_b(b)
        loss = 10 * (g_a.decode(c_a, own_a) - a).abs().mean()
        loss = loss + 10 * (g_b.decode(c_b, own_b) - b).abs().mean()
        x_ba, x_ab = g_a.decode(c_b, s_a), g_b.decode(c_a, s_b)
        c_b_again, s_a_again = g_a(x_ba)
        c_a_again, s_b_again = g_b(x_ab)
        loss = loss + (s_a_again - s_a).abs().mean() + (s_b_again - s_b).abs().mean()
        loss = loss + (c_a_again - c_a).abs().mean() + (c_b_again - c_b).abs().mean()
        loss = loss + sum(((scores - 1) ** 2).mean() for scores in d_a(x_ba))
        loss = loss + sum(((scores - 1) ** 2).mean() for scores in d_b(x_ab))
        loss.backward()
        self._step("generator")
