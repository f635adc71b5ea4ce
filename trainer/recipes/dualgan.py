"""DualGAN: dual learning on two unlabelled domains.

Yi et al. 2017, "DualGAN: Unsupervised Dual Learning for Image-to-Image Translation".

Two U-Nets in a closed loop minimise the Wasserstein loss and lambda times the L1 distance of what comes back
(equations 1 to 3; lambda in [100, 1000]); chance enters by dropout. Published: RMSProp at 5e-5, critics
clipped at 0.01 (section 3.4); the authors' code also has the gradient penalty, which is the default here as
it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.layers import initialise
from engine.architectures.registry import build
from trainer.bundling.two_domains import cycle_sheet, one_piece_bundle
from trainer.parts.losses import clip_weights, critic_loss, generator_loss, gradient_penalty
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.dualgan import RECIPE_INFO, Settings
from trainer.settings.fields import RecipeInfo


class DualGAN:
    """The system of figure 1: two generators, two critics."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.generator_config: dict[str, Any] = {
            "widths": settings.generator_widths,
            "norm": settings.norm,
            "dropout": settings.dropout,
        }
        # A critic under a gradient penalty must not mix the pictures of a batch.
        discriminator_config = {
            "input_channels": 3,
            "widths": settings.discriminator_widths,
            "norm": "instance",
        }
        self.networks: dict[str, nn.Module] = {
            "generator_ab": build("pix2pix_unet", self.generator_config),
            "generator_ba": build("pix2pix_unet", self.generator_config),
            "discriminator_a": build("patchgan", discriminator_config),
            "discriminator_b": build("patchgan", discriminator_config),
        }
        for network in self.networks.values():
            initialise(network, "normal")
        self.frozen: dict[str, nn.Module] = {}
        # Critics first: algorithm 1 of the paper.
        self.phases = (
            Phase("discriminator", ("discriminator_a", "discriminator_b"), self.discriminator_losses),
            Phase("generator", ("generator_ab", "generator_ba"), self.generator_losses),
        )

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Each critic on real pictures and on the other domain's, translated."""
        s = self.settings
        with torch.no_grad():
            made = {
                "a": self.networks["generator_ba"](batch["b"]),
                "b": self.networks["generator_ab"](batch["a"]),
            }
        terms: dict[str, Tensor] = {}
        total = torch.zeros((), device=batch["a"].device)
        for domain, fake in made.items():
            critic, real = self.networks[f"discriminator_{domain}"], batch[domain]
            terms[f"loss_d_{domain}"] = critic_loss(*critic(torch.cat([real, fake])).chunk(2))
            total = total + terms[f"loss_d_{domain}"]
            if s.lipschitz == "penalty":
                terms[f"loss_penalty_{domain}"] = gradient_penalty(critic, real, fake)
                total = total + s.lambda_penalty * terms[f"loss_penalty_{domain}"]
        return Losses(total, terms)

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Both generators: the verdict of critics clipped after their step, and what comes back."""
        s, g, f = self.settings, self.networks["generator_ab"], self.networks["generator_ba"]
        if s.lipschitz == "clipping":
            for domain in "ab":
                clip_weights(self.networks[f"discriminator_{domain}"], s.clip)
        a, b = batch["a"], batch["b"]
        fake_b, fake_a = g(a), f(b)
        terms = {
            "loss_gan_a": generator_loss(self.networks["discriminator_a"](fake_a)),
            "loss_gan_b": generator_loss(self.networks["discriminator_b"](fake_b)),
            "loss_recovery_a": (f(fake_b) - a).abs().mean(),
            "loss_recovery_b": (g(fake_a) - b).abs().mean(),
        }
        total = (
            terms["loss_gan_a"]
            + terms["loss_gan_b"]
            + s.lambda_a * terms["loss_recovery_a"]
            + s.lambda_b * terms["loss_recovery_b"]
        )
        return Losses(total, terms)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of both cycles."""
        return cycle_sheet(batch["a"], batch["b"], networks["generator_ab"], networks["generator_ba"])

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Both generators, for pictures of `size` pixels."""
        return one_piece_bundle(
            self.name, self.settings, "pix2pix_unet", self.generator_config, networks, size, None
        )
