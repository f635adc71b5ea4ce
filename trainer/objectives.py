"""Adversarial objectives as interchangeable parts: least squares, vanilla, hinge.

Each takes the scores of one or several scales; the result is summed over scales, as the published systems do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

Scores = Tensor | Sequence[Tensor]
ObjectiveName = Literal["lsgan", "vanilla", "hinge"]


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
