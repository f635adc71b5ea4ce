"""What DualGAN is for, what it takes, and what it can be told."""

from __future__ import annotations

from typing import Literal

from trainer.settings.fields import Default, RecipeInfo, Sizes, setting
from trainer.settings.shared import BOTH_CYCLES, BOTH_CYCLES_EVALUATED, TwoDomainSettings, least_for_patches


class Settings(TwoDomainSettings):
    """Settings of DualGAN; defaults are the published ones for pictures of 256 pixels.

    The paper trains with `optimiser.algorithm = "rmsprop"`, a rate of 5e-5 and beta2 0.9.
    """

    generator_widths: list[int] = setting(
        [64, 128, 256, 512, 512, 512, 512, 512],
        "Generator widths",
        "Channels of the U-Nets, one number for every halving of the picture.",
        "Yi et al. 2017, section 3.3",
        advanced=True,
        min_length=2,
    )
    discriminator_widths: list[int] = setting(
        [64, 128, 256, 512],
        "Critic widths",
        "Channels of their layers; one layer more looks at larger parts of the picture.",
        "Yi et al. 2017, section 3.3",
        advanced=True,
        min_length=2,
    )
    norm: Literal["batch", "instance"] = setting(
        "batch",
        "Normalisation",
        "Over the pictures of a batch, or over each picture alone.",
        "Yi et al. 2017, released code",
        advanced=True,
    )
    dropout: bool = setting(
        True,
        "Dropout",
        "Switches half of some channels off by chance: the only chance that this system knows.",
        "Yi et al. 2017, section 3",
        advanced=True,
    )
    lipschitz: Literal["penalty", "clipping"] = setting(
        "penalty",
        "Lipschitz constraint",
        "`penalty` holds their gradients near 1, `clipping` their weights near 0.",
        "Yi et al. 2017, released code; section 3.4 clips",
        advanced=True,
    )
    lambda_penalty: float = setting(
        10.0,
        "Gradient penalty weight",
        "How strictly gradients of the critics are held near 1.",
        "Gulrajani et al. 2017, section 4",
        advanced=True,
        ge=0,
    )
    clip: float = setting(
        0.01,
        "Weight clipping",
        "The largest weight of a critic where weights are clipped.",
        "Yi et al. 2017, section 3.4",
        advanced=True,
        gt=0,
    )
    lambda_a: float = setting(
        500.0,
        "Cycle weight A to B to A",
        "Weight of the loop A to B to A. More keeps shapes, less lets them change.",
        "Yi et al. 2017, section 3.2: 100 to 1,000",
        ge=0,
    )
    lambda_b: float = setting(
        500.0,
        "Cycle weight B to A to B",
        "Weight of the loop B to A to B.",
        "Yi et al. 2017, section 3.2: 100 to 1,000",
        ge=0,
    )

    def sizes(self) -> Sizes:
        """Every width halves the side, and the critics need room."""
        return Sizes(2 ** len(self.generator_widths), least_for_patches(self.discriminator_widths))


RECIPE_INFO = RecipeInfo(
    name="dualgan",
    settings=Settings,
    data_kinds=("unpaired", "unpaired_sketches"),
    averaged=("generator_ab", "generator_ba"),
    evaluated=BOTH_CYCLES_EVALUATED,
    title="One kind into another with U-Nets (DualGAN)",
    goal=("Turn one kind of picture into another and back with networks that keep every line in its place."),
    paper='Yi et al. 2017, "DualGAN: Unsupervised Dual Learning for Image-to-Image Translation"',
    data="Two sets of pictures whose shapes are alike, such as photos and sketches of the same things.",
    enough=800,
    enough_source="Yi et al. 2017, section 4: 400 facades and 995 sketches are among its data sets",
    networks={
        "generator_ab": "turns A into B",
        "generator_ba": "turns B into A",
        "discriminator_a": "a critic that scores how real pictures of A look",
        "discriminator_b": "a critic that scores how real pictures of B look",
    },
    sheet=BOTH_CYCLES,
    metrics=("kid",),
    capabilities=("translate",),
    defaults={
        "schedule.batch_size": Default(1, "Yi et al. 2017, section 3.4: 1 to 4"),
        "schedule.decay": Default("none", "Yi et al. 2017, released code: constant"),
        "optimiser.algorithm": Default("rmsprop", "Yi et al. 2017, section 3.4"),
        "optimiser.learning_rate": Default(5e-5, "Yi et al. 2017, section 3.4"),
        "optimiser.beta2": Default(0.9, "Yi et al. 2017, section 3.4"),
    },
    with_size={
        64: {"settings.generator_widths": [64, 128, 256, 512, 512, 512]},
        128: {"settings.generator_widths": [64, 128, 256, 512, 512, 512, 512]},
    },
)
