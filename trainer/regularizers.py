"""Penalties that StyleGAN2's lazy phases add: R1 on the discriminator, path length on the generator."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


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
        """Penalties (N,) and path lengths (N,); moves the mean.

        Args:
            pictures: (N, C, H, W) made from `ws`.
            ws: codes (N, layers, w) that require gradients.
        """
        noise = torch.randn_like(pictures) / math.sqrt(pictures.shape[2] * pictures.shape[3])
        (gradients,) = torch.autograd.grad((pictures * noise).sum(), ws, create_graph=True)
        lengths = gradients.float().square().sum(dim=2).mean(dim=1).sqrt()
        mean = self.mean.lerp(lengths.detach().mean(), self.decay)
        self.mean.copy_(mean)
        return (lengths - mean).square(), lengths.detach()
