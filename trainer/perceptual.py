"""Distances in the features of a frozen network that do not see the style of a domain."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F


def domain_invariant_distance(features: Tensor, others: Tensor) -> Tensor:
    """Mean squared distance of features after instance norm, which takes a domain's look away.

    Huang et al. 2018, section 5.1 ("domain-invariant perceptual loss"; there on VGG's features).

    Args:
        features: of one batch of pictures, (N, C, H, W) with more than one place.
        others: of the pictures that they are compared with.
    """
    first, second = F.instance_norm(features.float()), F.instance_norm(others.float())
    return (first - second).square().mean()
