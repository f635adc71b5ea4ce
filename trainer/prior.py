"""How far codes are from a standard normal distribution, measured on few of them."""

from __future__ import annotations

import math

import torch
from torch import Tensor


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
