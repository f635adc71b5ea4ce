"""pix2pix: one picture for one condition.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks".

G minimises the conditional adversarial loss plus 100 L1 (equation 4); D sees condition and picture together;
half of D's loss is taken (section 3.3). Chance enters by dropout alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.layers import initialise
from engine.architectures.registry import build
from engine.bundle.manifest import PictureKind
from trainer.bundling.translators import Built, translator_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.pix2pix import RECIPE_INFO, Settings


class Pix2Pix:
    """The system of section 3: networks, the two phases of a step, samples and the bundle."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES[settings.objective]
        channels = settings.condition_channels
        self.generator_config: dict[str, Any] = {
            "widths": settings.generator_widths,
            "input_channels": channels,
            "norm": settings.norm,
            "dropout": settings.dropout,
        }
        discriminator_config = {
            "input_channels": channels + 3,
            "widths": settings.discriminator_widths,
            "norm": settings.norm,
        }
        self.networks: dict[str, nn.Module] = {
            "generator": build("pix2pix_unet", self.generator_config),
            "discriminator": build("patchgan", discriminator_config),
        }
        self.frozen: dict[str, nn.Module] = {}
        for network in self.networks.values():
            initialise(network, "normal")
        self.phases = (
            Phase(
                "discriminator",
                ("discriminator",),
                self.discriminator_losses,
                recorded=("generator",),
                scored=True,
            ),
            Phase("generator", ("generator",), self.generator_losses),
        )

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D on real and made pairs, halved."""
        condition, target = batch["condition"], batch["target"]
        work["fake"] = fake = self.networks["generator"](condition)
        discriminator = self.networks["discriminator"]
        scores_fake = discriminator(torch.cat([condition, fake.detach()], dim=1))
        scores_real = discriminator(torch.cat([condition, target], dim=1))
        loss_d = 0.5 * self.objective.discriminator(scores_real, scores_fake)
        return Losses(loss_d, {"loss_d": loss_d}, [RealAndFake(scores_real, scores_fake)])

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G against the D just improved, and close to the target."""
        fake = work["fake"]
        scores = self.networks["discriminator"](torch.cat([batch["condition"], fake], dim=1))
        loss_gan = self.objective.generator(scores)
        loss_l1 = (fake - batch["target"]).abs().mean()
        total = loss_gan + self.settings.lambda_l1 * loss_l1
        return Losses(total, {"loss_gan": loss_gan, "loss_l1": loss_l1})

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of condition, target and result."""
        condition = batch["condition"]
        columns = [condition.expand(-1, 3, -1, -1), batch["target"], networks["generator"](condition)]
        return torch.stack(columns, dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """The generator, for pictures of `size` pixels."""
        generator = Built("pix2pix_unet", self.generator_config, networks["generator"])
        kind: PictureKind = "sketch" if self.settings.condition_channels == 1 else "photo"
        return translator_bundle(self.name, generator, size, kind=kind)
