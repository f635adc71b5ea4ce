"""What UNIT is for, what it takes, and what it can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import model_validator

from trainer.settings.fields import Default, EvaluatedColumns, ObjectiveName, RecipeInfo, Sizes, setting
from trainer.settings.shared import TwoDomainSettings, least_for_scales


class Settings(TwoDomainSettings):
    """Settings of UNIT; defaults are the published ones for pictures of 256 pixels."""

    widths: list[int] = setting(
        [64, 128, 256],
        "Generator widths",
        "Channels, one number for every halving of the picture, the first at full size.",
        "Liu et al. 2017, appendix and released code",
        advanced=True,
        min_length=2,
    )
    residual_blocks: int = setting(
        4,
        "Residual blocks",
        "Depth of encoders and decoders at the small size.",
        "Liu et al. 2017, released code",
        advanced=True,
        ge=1,
    )
    shared_blocks: int = setting(
        1,
        "Shared blocks",
        "Residual blocks that both kinds share, behind the encoders and before the decoders: the same code "
        "then means the same. 0: none, as the later released code has it.",
        "Liu et al. 2017, section 2 and appendix",
        advanced=True,
        ge=0,
    )
    discriminator_widths: list[int] = setting(
        [64, 128, 256, 512],
        "Discriminator widths",
        "Channels of their layers at every scale.",
        "Liu et al. 2017, released code",
        advanced=True,
        min_length=1,
    )
    discriminator_scales: int = setting(
        3,
        "Discriminator scales",
        "How many sizes of the picture are judged, each half of the last.",
        "Liu et al. 2017, released code",
        advanced=True,
        ge=1,
    )
    objective: ObjectiveName = setting(
        "lsgan",
        "Adversarial loss",
        "How generators and discriminators are scored against each other.",
        "Liu et al. 2017, released code",
        advanced=True,
    )
    lambda_gan: float = setting(
        1.0,
        "GAN weight",
        "More makes results sharper, less keeps them nearer to what was given.",
        "Liu et al. 2017, equations 4 to 10, released code: 1",
        advanced=True,
        ge=0,
    )
    lambda_reconstruction: float = setting(
        10.0,
        "Reconstruction weight",
        "Weight of giving a picture back out of its own code.",
        "Liu et al. 2017, equations 4 to 10, released code: 10",
        ge=0,
    )
    lambda_kl: float = setting(
        0.01,
        "KL weight",
        "Weight of keeping codes near a normal distribution.",
        "Liu et al. 2017, equations 4 to 10, released code: 0.01",
        advanced=True,
        ge=0,
    )
    lambda_cycle: float = setting(
        10.0,
        "Cycle weight",
        "Weight of the way to the other kind and back. More keeps shapes, less lets them change.",
        "Liu et al. 2017, equations 4 to 10, released code: 10",
        ge=0,
    )
    lambda_kl_cycle: float = setting(
        0.01,
        "KL weight of the cycle",
        "The same order for codes of translated pictures.",
        "Liu et al. 2017, equations 4 to 10, released code: 0.01",
        advanced=True,
        ge=0,
    )
    lambda_perceptual: float = setting(
        0.0,
        "Perceptual loss weight",
        "Weight of features of a network that knows photos, compared without regard to the kind.",
        "Liu et al. 2017, released code: 0, and 1 for streets",
        advanced=True,
        ge=0,
    )

    @classmethod
    def of_earlier(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Version 0.1 shared nothing."""
        return {"shared_blocks": 0, **values}

    @model_validator(mode="after")
    def _blocks_to_share(self) -> Settings:
        if self.shared_blocks > self.residual_blocks:
            raise ValueError(f"shared_blocks can be {self.residual_blocks} at most, the residual blocks")
        return self

    def sizes(self) -> Sizes:
        """All widths but the first halve the side, and discriminators at several scales need room."""
        least = least_for_scales(self.discriminator_widths, self.discriminator_scales)
        return Sizes(2 ** (len(self.widths) - 1), least)


RECIPE_INFO = RecipeInfo(
    name="unit",
    settings=Settings,
    data_kinds=("unpaired", "unpaired_sketches"),
    averaged=("generator_a", "generator_b"),
    evaluated=(EvaluatedColumns(2, 3, "b"), EvaluatedColumns(6, 7, "a")),
    title="Two kinds, one meaning (UNIT)",
    goal=(
        "Turn one kind of picture into another that means the same, such as day into night, without pairs."
    ),
    paper='Liu et al. 2017, "Unsupervised Image-to-Image Translation Networks"',
    data=(
        "Two sets of pictures without pairs whose contents correspond, such as streets by day and by night."
    ),
    enough=2_000,
    enough_source="Ganvas: the paper uses tens of thousands; fewer are learnt by heart",
    networks={
        "generator_a": "encodes pictures of A and makes them out of codes",
        "generator_b": "the same for B, with the same codes",
        "discriminator_a": "learns to tell made pictures of A from real ones",
        "discriminator_b": "learns to tell made pictures of B from real ones",
    },
    sheet="Each row a picture of A, itself again, as B, and back; then the same from B.",
    metrics=("kid",),
    capabilities=("translate",),
    defaults={
        "schedule.batch_size": Default(1, "Liu et al. 2017, appendix: one picture of each kind"),
        "schedule.halve_every": Default(100_000, "Liu et al. 2017, released code: each 100,000 steps"),
        "optimiser.learning_rate": Default(1e-4, "Liu et al. 2017, section 4"),
        "optimiser.weight_decay": Default(1e-4, "Liu et al. 2017, released code"),
    },
)
