"""What DiscoGAN is for, what it takes, and what it can be told."""

from __future__ import annotations

from trainer.settings.fields import Default, ObjectiveName, RecipeInfo, Sizes, setting
from trainer.settings.shared import BOTH_CYCLES, BOTH_CYCLES_EVALUATED, TWO_GENERATORS, TwoDomainSettings


class Settings(TwoDomainSettings):
    """Settings of DiscoGAN; defaults are the published ones for pictures of 64 pixels in batches of 64.

    `curriculum` is in pictures: 10,000 steps of the published batch.
    """

    widths: list[int] = setting(
        [64, 128, 256, 512],
        "Widths",
        "Channels of all networks, one number for every halving of the picture.",
        "Kim et al. 2017, section 3 and released code",
        advanced=True,
        min_length=1,
    )
    bottleneck: int = setting(
        100,
        "Bottleneck width",
        "Numbers that a picture is pressed into between the two kinds. Fewer keep less of its shape; 0 "
        "leaves the layer out, and shapes stay.",
        "Kim et al. 2017, released code: 100; its script for pictures leaves the layer out",
        advanced=True,
        ge=0,
    )
    objective: ObjectiveName = setting(
        "vanilla",
        "Adversarial loss",
        "How generators and discriminators are scored against each other.",
        "Kim et al. 2017, equations 3 to 8",
        advanced=True,
    )
    feature_share: float = setting(
        0.9,
        "Feature matching share",
        "How much counts that made pictures resemble real ones on average to the discriminator's eye.",
        "Kim et al. 2017, released code",
        advanced=True,
        ge=0,
        le=1,
    )
    early_rate: float = setting(
        0.01,
        "Reconstruction share, early",
        "Share of the reconstruction until the curriculum ends.",
        "Kim et al. 2017, released code",
        advanced=True,
        ge=0,
        le=1,
    )
    rate: float = setting(
        0.5,
        "Reconstruction share",
        "Share of the reconstruction afterwards. More keeps shapes, less lets them change.",
        "Kim et al. 2017, released code",
        ge=0,
        le=1,
    )
    curriculum: int = setting(
        640_000,
        "Curriculum length",
        "Pictures until which the reconstruction counts little.",
        "Kim et al. 2017, released code: 10,000 steps of 64",
        advanced=True,
        seen=True,
        ge=0,
    )
    discriminator_every: int = setting(
        3,
        "Discriminator every",
        "Every so-manieth step is the discriminators' in place of the generators'; 1: every step is both's.",
        "Kim et al. 2017, released code",
        advanced=True,
        ge=1,
    )

    def sizes(self) -> Sizes:
        """Every width halves the side, and four pixels go into the bottleneck."""
        return Sizes(2 ** len(self.widths), 4 * 2 ** len(self.widths))


RECIPE_INFO = RecipeInfo(
    name="discogan",
    settings=Settings,
    data_kinds=("unpaired", "unpaired_sketches"),
    averaged=("generator_ab", "generator_ba"),
    evaluated=BOTH_CYCLES_EVALUATED,
    title="What two kinds have in common (DiscoGAN)",
    goal="Find what two kinds of pictures have in common, small and fast, without pairs.",
    paper=(
        'Kim et al. 2017, "Learning to Discover Cross-Domain Relations with Generative Adversarial Networks"'
    ),
    data="Two sets of small pictures, such as shoes and handbags.",
    enough=2_000,
    enough_source="Ganvas: the paper uses tens of thousands; fewer are learnt by heart",
    networks=TWO_GENERATORS,
    sheet=BOTH_CYCLES,
    metrics=("kid",),
    capabilities=("translate",),
    laptop={"schedule.pictures": 60_000, "settings.curriculum": 20_000},
    defaults={
        "schedule.size": Default(64, "Kim et al. 2017, section 3"),
        "schedule.batch_size": Default(64, "Kim et al. 2017, released code"),
        "schedule.pictures": Default(
            1_920_000, "Ganvas: three times the curriculum, which a shorter run would never leave"
        ),
        "schedule.decay": Default("none", "Kim et al. 2017, released code: constant"),
        "optimiser.weight_decay": Default(1e-5, "Kim et al. 2017, released code"),
    },
)
