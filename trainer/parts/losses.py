"""Losses and penalties that recipes share: objectives by name, critics, regularisers, distances of codes.

Each takes the scores of one or several scales; the result is summed over scales, as the published systems do.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from trainer.settings.fields import ObjectiveName

Scores = Tensor | Sequence[Tensor]


class RealAndFake(NamedTuple):
    """Unbounded scores of one discriminator: of real pictures, and of as many made ones."""

    real: Scores
    fake: Scores


class Objective(Protocol):
    """What the two players minimise, given unbounded scores."""

    def discriminator(self, real: Scores, fake: Scores) -> Tensor:
        """Loss of the discriminator: a scalar."""

    def generator(self, fake: Scores) -> Tensor:
        """Loss of the generator: a scalar."""


def _scales(scores: Scores) -> Sequence[Tensor]:
    return [scores] if isinstance(scores, Tensor) else scores


def _summed(terms: list[Tensor]) -> Tensor:
    return torch.stack(terms).sum()


class LeastSquares:
    """LSGAN (Mao et al. 2017, equation 9 with a = 0, b = c = 1, without the factor 1/2)."""

    def discriminator(self, real: Scores, fake: Scores) -> Tensor:
        """Mean (D(x) - 1)^2 plus mean D(G(z))^2."""
        pairs = zip(_scales(real), _scales(fake), strict=True)
        return _summed([(r.float() - 1).square().mean() + f.float().square().mean() for r, f in pairs])

    def generator(self, fake: Scores) -> Tensor:
        """Mean (D(G(z)) - 1)^2."""
        return _summed([(f.float() - 1).square().mean() for f in _scales(fake)])


class Vanilla:
    """The non-saturating objective (Goodfellow et al. 2014, section 3), as cross-entropy on logits."""

    def discriminator(self, real: Scores, fake: Scores) -> Tensor:
        """Mean softplus(-D(x)) plus mean softplus(D(G(z)))."""
        pairs = zip(_scales(real), _scales(fake), strict=True)
        return _summed([F.softplus(-r.float()).mean() + F.softplus(f.float()).mean() for r, f in pairs])

    def generator(self, fake: Scores) -> Tensor:
        """Mean softplus(-D(G(z)))."""
        return _summed([F.softplus(-f.float()).mean() for f in _scales(fake)])


class Hinge:
    """The hinge objective (Lim and Ye 2017; Miyato et al. 2018)."""

    def discriminator(self, real: Scores, fake: Scores) -> Tensor:
        """Mean max(0, 1 - D(x)) plus mean max(0, 1 + D(G(z)))."""
        pairs = zip(_scales(real), _scales(fake), strict=True)
        return _summed([F.relu(1 - r.float()).mean() + F.relu(1 + f.float()).mean() for r, f in pairs])

    def generator(self, fake: Scores) -> Tensor:
        """Minus the mean score."""
        return _summed([-f.float().mean() for f in _scales(fake)])


OBJECTIVES: dict[ObjectiveName, Objective] = {"lsgan": LeastSquares(), "vanilla": Vanilla(), "hinge": Hinge()}


# The Wasserstein objective and the two ways to keep its critic Lipschitz: clipping and gradient penalty.


def critic_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Mean D(fake) minus mean D(real) (Arjovsky et al. 2017, algorithm 1, signs turned): a scalar."""
    return fake.float().mean() - real.float().mean()


def generator_loss(fake: Tensor) -> Tensor:
    """Minus the mean score: a scalar."""
    return -fake.float().mean()


@torch.no_grad()
def clip_weights(critic: nn.Module, bound: float) -> None:
    """Bring every weight into [-bound, bound], in place (Arjovsky et al. 2017)."""
    for parameter in critic.parameters():
        parameter.clamp_(-bound, bound)


def gradient_penalty(critic: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
    """Mean (|gradient of D| - 1)^2 at points between real and fake (Gulrajani et al. 2017, equation 3).

    Args:
        critic: pictures to scores (N, ...); a picture's score is the mean of its own.
        real: (N, C, H, W).
        fake: (N, C, H, W).
    """
    share = torch.rand(len(real), 1, 1, 1, device=real.device)
    between = (share * real + (1 - share) * fake).detach().requires_grad_()
    scores = critic(between).float().flatten(1).mean(dim=1).sum()
    (gradient,) = torch.autograd.grad(scores, between, create_graph=True)
    penalty: Tensor = (gradient.flatten(1).norm(dim=1) - 1).square().mean()
    return penalty


# How far codes are from a standard normal distribution, measured on few of them.


def energy_to_normal(codes: Tensor, drawn: int = 256) -> Tensor:
    """Energy distance of codes to N(0, I), without bias for any number of codes.

    Zero where codes are spread as the prior is, their correlations included: what WAE-MMD asks of a whole
    aggregate of codes (Tolstikhin et al. 2018), with the kernel -|x - y| (Szekely and Rizzo 2013),
    which needs no width. A few codes may well come out below zero.

    Args:
        codes: (N, Z); nothing is known of a spread from one of them, and the distance is then zero.
        drawn: how many codes of the prior they are compared with.
    """
    count, size = codes.shape
    if count < 2:
        return codes.sum() * 0
    codes = codes.float()
    prior = torch.randn(drawn, size, device=codes.device)
    across = _distances(codes, prior).mean()
    within = _distances(codes, codes).sum() / (count * (count - 1))
    # The mean distance of two draws from N(0, I).
    own = 2 * math.exp(math.lgamma((size + 1) / 2) - math.lgamma(size / 2))
    return 2 * across - within - own


def _distances(first: Tensor, second: Tensor) -> Tensor:
    # Not by matrix products, whose rounding makes near codes nearer.
    return torch.cdist(first, second, compute_mode="donot_use_mm_for_euclid_dist")


# Distances in the features of a frozen network that do not see the style of a domain.


def domain_invariant_distance(features: Tensor, others: Tensor) -> Tensor:
    """Mean squared distance of features after instance norm, which takes a domain's look away.

    Huang et al. 2018, section 5.1 ("domain-invariant perceptual loss"; there on VGG's features).

    Args:
        features: of one batch of pictures, (N, C, H, W) with more than one place.
        others: of the pictures that they are compared with.
    """
    first, second = F.instance_norm(features.float()), F.instance_norm(others.float())
    return (first - second).square().mean()


# Penalties that StyleGAN2's lazy phases add: R1 on the discriminator, path length on the generator.


def r1_penalty(scores: Tensor, pictures: Tensor) -> Tensor:
    """Squared gradient norm of each score with respect to its picture (Mescheder et al. 2018, equation 9).

    Args:
        scores: (N, ...) of the discriminator.
        pictures: (N, C, H, W) that they were computed from; require gradients.

    Returns:
        (N,) penalties, to be weighted by gamma / 2.
    """
    (gradients,) = torch.autograd.grad(scores.sum(), pictures, create_graph=True)
    return gradients.float().square().sum(dim=(1, 2, 3))


class PathLength(nn.Module):
    """Path length regularisation (Karras et al. 2020a, equation 4): equal steps in W, equally large changes.

    Args:
        decay: by which the mean of lengths moves towards those of a batch.

    Attributes:
        mean: running mean of path lengths, a scalar buffer that checkpoints keep.
    """

    mean: Tensor

    def __init__(self, decay: float = 0.01) -> None:
        super().__init__()
        self.decay = decay
        self.register_buffer("mean", torch.zeros([]))

    def forward(self, pictures: Tensor, ws: Tensor) -> tuple[Tensor, Tensor]:
        """Path lengths (N,), and their mean as it has moved with them; both carry gradients.

        The penalty is the squared distance of lengths from the mean. As published the mean of a step takes
        part in its gradient, and is a constant for the next.

        Args:
            pictures: (N, C, H, W) made from `ws`.
            ws: codes (N, layers, w) that require gradients.
        """
        noise = torch.randn_like(pictures) / math.sqrt(pictures.shape[2] * pictures.shape[3])
        (gradients,) = torch.autograd.grad((pictures * noise).sum(), ws, create_graph=True)
        lengths = gradients.float().square().sum(dim=2).mean(dim=1).sqrt()
        mean = self.mean.lerp(lengths.mean(), self.decay)
        self.mean.copy_(mean.detach())
        return lengths, mean
