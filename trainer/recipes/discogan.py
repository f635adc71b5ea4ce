"""DiscoGAN: relations between two domains, found without pairs.

Kim et al. 2017, "Learning to Discover Cross-Domain Relations with Generative Adversarial Networks".

Each generator minimises the standard GAN loss and the distance of what it rebuilds through the other domain
(equations 3 to 8). As published in code: squared error of the reconstruction, features of the discriminator
matched in their mean (0.9) beside the GAN loss (0.1), the reconstruction's share low at first, and every
third step the discriminators' in place of the generators'.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.layers import initialise
from engine.architectures.registry import build
from trainer.bundling.two_domains import cycle_sheet, one_piece_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.discogan import RECIPE_INFO, Settings
from trainer.settings.fields import RecipeInfo


class DiscoGAN:
    """The system of figure 2 (c): two generators, two discriminators."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES[settings.objective]
        self.generator_config: dict[str, Any] = {
            "widths": settings.widths,
            "bottleneck": settings.bottleneck,
        }
        self.networks: dict[str, nn.Module] = {
            "generator_ab": build("discogan_generator", self.generator_config),
            "generator_ba": build("discogan_generator", self.generator_config),
            "discriminator_a": build("discogan_discriminator", {"widths": settings.widths}),
            "discriminator_b": build("discogan_discriminator", {"widths": settings.widths}),
        }
        for network in self.networks.values():
            initialise(network, "normal")
        self.frozen: dict[str, nn.Module] = {}
        discriminators = ("discriminator_a", "discriminator_b")
        self.phases = (
            Phase(
                "generator",
                ("generator_ab", "generator_ba"),
                self.generator_losses,
                except_every=settings.discriminator_every,
            ),
            Phase(
                "discriminator",
                discriminators,
                self.discriminator_losses,
                every=settings.discriminator_every,
                scored=True,
            ),
        )

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Both generators: fool and match features there, rebuild back here."""
        s, g, f = self.settings, self.networks["generator_ab"], self.networks["generator_ba"]
        a, b = batch["a"], batch["b"]
        fake_b, fake_a = g(a), f(b)
        rate = s.early_rate if work["seen"] < s.curriculum else s.rate
        terms = {
            "loss_const_a": _squared_error(f(fake_b), a),
            "loss_const_b": _squared_error(g(fake_a), b),
        }
        for domain, real, fake in (("a", a, fake_a), ("b", b, fake_b)):
            discriminator = self.networks[f"discriminator_{domain}"]
            with torch.no_grad():
                _, wanted = discriminator(real)
            scores, features = discriminator(fake)
            terms[f"loss_gan_{domain}"] = self.objective.generator(scores)
            distances = [
                (w.mean(0) - m.mean(0)).square().mean() for w, m in zip(wanted, features, strict=True)
            ]
            terms[f"loss_features_{domain}"] = torch.stack(distances).sum()
        gan = terms["loss_gan_a"] + terms["loss_gan_b"]
        matching = terms["loss_features_a"] + terms["loss_features_b"]
        rebuilding = terms["loss_const_a"] + terms["loss_const_b"]
        total = (1 - rate) * ((1 - s.feature_share) * gan + s.feature_share * matching) + rate * rebuilding
        return Losses(total, terms)

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Each D on real and made pictures, at half the loss."""
        terms: dict[str, Tensor] = {}
        scores: list[RealAndFake] = []
        with torch.no_grad():
            made = {
                "a": self.networks["generator_ba"](batch["b"]),
                "b": self.networks["generator_ab"](batch["a"]),
            }
        for domain in "ab":
            discriminator = self.networks[f"discriminator_{domain}"]
            real, _ = discriminator(batch[domain])
            fake, _ = discriminator(made[domain])
            scores.append(RealAndFake(real, fake))
            terms[f"loss_d_{domain}"] = 0.5 * self.objective.discriminator(real, fake)
        return Losses(terms["loss_d_a"] + terms["loss_d_b"], terms, scores)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of both cycles."""
        return cycle_sheet(batch["a"], batch["b"], networks["generator_ab"], networks["generator_ba"])

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Both generators, for pictures of `size` pixels."""
        return one_piece_bundle(
            self.name, self.settings, "discogan_generator", self.generator_config, networks, size, None
        )


def _squared_error(made: Tensor, wanted: Tensor) -> Tensor:
    """Of pictures in [0, 1], as published; those here are in [-1, 1], where it is four times as much."""
    return ((made - wanted) / 2).square().mean()
