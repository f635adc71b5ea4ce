"""The Wasserstein objective and the two ways to keep its critic Lipschitz: clipping and gradient penalty."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn


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
