"""Distances in the features of a frozen network that do not see the style of a domain."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def domain_invariant_distance(features: list[Tensor], others: list[Tensor]) -> Tensor:
    """Squared distance of the deepest features after instance norm, which takes a domain's look away.

    Huang et al. 2018, section 5.1 ("domain-invariant perceptual loss"; there VGG, relu4_3).

    Args:
        features: maps of one batch of pictures, the deepest last, each (N, C, H, W).
        others: of the pictures that they are compared with.
    """
    first, second = (F.instance_norm(maps[-1].float()) for maps in (features, others))
    return (first - second).square().mean()
