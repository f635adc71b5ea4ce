"""A bare StyleGAN2 step: weights for every picture in groups, and every penalty in every step.

The yardstick of `benchmarks.training_stylegan2`: generator as in `bare_stylegan2`, the same discriminator and
the same augmentation as Ganvas', no lazy regularisation, no averages, new fakes for every phase.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from benchmarks.bare_stylegan2 import BareSynthesis


class BareStyleGAN2:
    """Published losses (Karras et al. 2020a and 2020b) with plain Adam.

    Args:
        networks: `mapping`, `synthesis`, `discriminator` and `augmentation` of the recipe; they are copied or
            trained in place.
        resolution: of the pictures.
        z_size: length of a code.
        gamma: weight of R1.
    """

    def __init__(self, networks: dict[str, nn.Module], resolution: int, z_size: int, gamma: float) -> None:
        self.mapping, self.discriminator = networks["mapping"], networks["discriminator"]
        self.augmentation, self.z_size, self.gamma = networks["augmentation"], z_size, gamma
        self.synthesis = BareSynthesis(networks["synthesis"].state_dict(), resolution)
        trained = {name for name, _ in networks["synthesis"].named_parameters()}
        for name in trained:
            self.synthesis.state[name].requires_grad_()
        self.made = [*self.mapping.parameters(), *(self.synthesis.state[name] for name in sorted(trained))]
        self.evaluated = list(self.discriminator.parameters())
        self.optimisers = [
            torch.optim.Adam(parameters, lr=0.0025, betas=(0.0, 0.99))
            for parameters in (self.made, self.evaluated)
        ]
        self.path_mean = torch.zeros([])

    def codes(self, count: int) -> Tensor:
        """Codes of random pictures, styles mixed nine times out of ten."""
        ws: Tensor = self.mapping(torch.randn(count, self.z_size))
        if float(torch.rand([])) < 0.9:
            cutoff = int(torch.randint(1, ws.shape[1], []))
            ws = torch.cat([ws[:, :cutoff], self.mapping(torch.randn(count, self.z_size))[:, cutoff:]], dim=1)
        return ws

    def step(self, real: Tensor) -> None:
        """One update of G with path length and of D with R1 from a batch (N, 3, R, R) in [-1, 1]."""
        count = len(real)
        for parameter in self.evaluated:
            parameter.requires_grad_(False)
        fake = self.synthesis(self.codes(count))
        F.softplus(-self.discriminator(self.augmentation(fake))).mean().backward()
        ws = self.codes(count // 2)
        fake = self.synthesis(ws)
        noise = torch.randn_like(fake) / math.sqrt(fake.shape[2] * fake.shape[3])
        (gradients,) = torch.autograd.grad((fake * noise).sum(), ws, create_graph=True)
        lengths = gradients.square().sum(2).mean(1).sqrt()
        self.path_mean = self.path_mean.lerp(lengths.mean().detach(), 0.01)
        (2 * (lengths - self.path_mean).square().mean()).backward()
        self._update(0)

        for parameter in self.evaluated:
            parameter.requires_grad_(True)
        with torch.no_grad():
            fake = self.synthesis(self.codes(count))
        F.softplus(self.discriminator(self.augmentation(fake))).mean().backward()
        seen = self.augmentation(real).detach().requires_grad_()
        scores = self.discriminator(seen)
        (gradients,) = torch.autograd.grad(scores.sum(), seen, create_graph=True)
        penalty = self.gamma / 2 * gradients.square().sum(dim=(1, 2, 3))
        (F.softplus(-scores).mean() + penalty.mean()).backward()
        self._update(1)

    def _update(self, which: int) -> None:
        self.optimisers[which].step()
        self.optimisers[which].zero_grad(set_to_none=True)
