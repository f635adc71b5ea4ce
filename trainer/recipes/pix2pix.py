"""pix2pix: one picture for one condition.

Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks".

G minimises the conditional adversarial loss plus 100 L1 (equation 4); D sees condition and picture together;
half of D's loss is taken (section 3.3). Chance enters by dropout alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from engine.networks import build
from engine.networks.blocks import initialise
from trainer.declaration import Declaration, Default
from trainer.objectives import OBJECTIVES, ObjectiveName
from trainer.recipes.base import Batch, BundleContent, ExportedNetwork, Losses, Phase, RecipeSettings


class Settings(RecipeSettings):
    """Settings of pix2pix; defaults are the published ones for pictures of 256 pixels."""

    generator_widths: list[int] = Field([64, 128, 256, 512, 512, 512, 512, 512], min_length=2)
    discriminator_widths: list[int] = Field([64, 128, 256, 512], min_length=2)
    condition_channels: Literal[1, 3] = 3
    norm: Literal["batch", "instance"] = "batch"
    dropout: bool = True
    objective: ObjectiveName = "vanilla"
    lambda_l1: float = Field(100.0, ge=0)


class Pix2Pix:
    """The system of section 3: networks, the two phases of a step, samples and the bundle."""

    name: ClassVar[str] = "pix2pix"
    declaration: ClassVar[Declaration] = Declaration(
        title="One picture into another (pix2pix)",
        goal="Turn one kind of picture into another, one result for each, from pairs.",
        paper='Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks"',
        data=(
            "Pairs of pictures that fit each other point by point, or photos alone that are drawn as "
            "sketches."
        ),
        enough=400,
        enough_source="Isola et al. 2017, section 6.2: 400 pairs of facades gave good results",
        networks={
            "generator": "makes the second picture out of the first",
            "discriminator": "sees both and learns to tell made pictures from real ones",
        },
        sheet=(
            "Each row the picture that is given, the one that belongs to it, and the one that the model "
            "makes."
        ),
        metrics=("kid", "edge_f1"),
        capabilities=("translate",),
        defaults={"schedule.batch_size": Default(1, "Isola et al. 2017, section 3.3: 1 to 10")},
        with_kind={"photos": {"settings.condition_channels": 1}},
        with_size={
            64: {"settings.generator_widths": [64, 128, 256, 512, 512, 512]},
            128: {"settings.generator_widths": [64, 128, 256, 512, 512, 512, 512]},
        },
    )
    settings_type: ClassVar[type[RecipeSettings]] = Settings
    averaged: ClassVar[tuple[str, ...]] = ("generator",)
    data_kinds: ClassVar[tuple[str, ...]] = ("photos", "side_by_side", "folders")

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
        judge = {
            "input_channels": channels + 3,
            "widths": settings.discriminator_widths,
            "norm": settings.norm,
        }
        self.networks: dict[str, nn.Module] = {
            "generator": build("pix2pix_unet", self.generator_config),
            "discriminator": build("patchgan", judge),
        }
        self.frozen: dict[str, nn.Module] = {}
        for network in self.networks.values():
            initialise(network, "normal")
        self.phases = (
            Phase("discriminator", ("discriminator",), self.discriminator_losses, recorded=("generator",)),
            Phase("generator", ("generator",), self.generator_losses),
        )

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D on real and made pairs, halved."""
        condition, target = batch["condition"], batch["target"]
        work["fake"] = fake = self.networks["generator"](condition)
        judge = self.networks["discriminator"]
        scores_fake = judge(torch.cat([condition, fake.detach()], dim=1))
        scores_real = judge(torch.cat([condition, target], dim=1))
        loss_d = 0.5 * self.objective.discriminator(scores_real, scores_fake)
        return Losses(loss_d, {"loss_d": loss_d})

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
        channels = self.settings.condition_channels
        generator = ExportedNetwork(
            "generator",
            "pix2pix_unet",
            self.generator_config,
            networks["generator"],
            {"image": torch.zeros(2, channels, size, size)},
            ("picture",),
        )
        return BundleContent(
            family=self.name,
            networks=(generator,),
            capabilities=("translate",),
            image_size=size,
            input_channels=channels,
            input_kind="sketch" if channels == 1 else "photo",
            latent_size=None,
        )
