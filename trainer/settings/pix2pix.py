"""What pix2pix is for, what it takes, and what it can be told."""

from __future__ import annotations

from typing import Literal

from trainer.settings.fields import (
    Default,
    EvaluatedColumns,
    ObjectiveName,
    RecipeInfo,
    RecipeSettings,
    Sizes,
    setting,
)
from trainer.settings.shared import least_for_patches


class Settings(RecipeSettings):
    """Settings of pix2pix; defaults are the published ones for pictures of 256 pixels."""

    generator_widths: list[int] = setting(
        [64, 128, 256, 512, 512, 512, 512, 512],
        "Generator widths",
        "Channels of the U-Net, one number for every halving of the picture. Fewer are faster and "
        "learn less.",
        "Isola et al. 2017, section 6.1",
        advanced=True,
        min_length=2,
    )
    discriminator_widths: list[int] = setting(
        [64, 128, 256, 512],
        "Discriminator widths",
        "Channels of its layers; one layer more looks at larger parts of the picture.",
        "Isola et al. 2017, section 6.1: 70 x 70 pixels",
        advanced=True,
        min_length=2,
    )
    condition_channels: Literal[1, 3] = setting(
        3,
        "Input channels",
        "3 for pictures in colour, 1 for grey ones such as sketches.",
        "Isola et al. 2017, released code",
    )
    norm: Literal["batch", "instance"] = setting(
        "batch",
        "Normalisation",
        "Over the pictures of a batch, or over each picture alone.",
        "Isola et al. 2017, section 6.1",
        advanced=True,
    )
    dropout: bool = setting(
        True,
        "Dropout",
        "Switches half of some channels off by chance: the only chance that this system knows.",
        "Isola et al. 2017, section 3.2.1",
        advanced=True,
    )
    objective: ObjectiveName = setting(
        "vanilla",
        "Adversarial loss",
        "How generator and discriminator are scored against each other.",
        "Isola et al. 2017, equation 1",
        advanced=True,
    )
    lambda_l1: float = setting(
        100.0,
        "L1 weight",
        "More keeps results near the pictures that belong to them; less lets them be sharper and freer.",
        "Isola et al. 2017, equation 4 and section 3.3",
        ge=0,
    )

    def sizes(self) -> Sizes:
        """Every width halves the side, and the discriminator needs room."""
        return Sizes(2 ** len(self.generator_widths), least_for_patches(self.discriminator_widths))


RECIPE_INFO = RecipeInfo(
    name="pix2pix",
    settings=Settings,
    data_kinds=("photos", "side_by_side", "folders"),
    averaged=("generator",),
    evaluated=(EvaluatedColumns(2, 3, "target", rows=32),),
    title="One picture into another (pix2pix)",
    goal="Turn one kind of picture into another, one result for each, from pairs.",
    paper='Isola et al. 2017, "Image-to-Image Translation with Conditional Adversarial Networks"',
    data=(
        "Pairs of pictures that fit each other point by point, or photos alone that are drawn as sketches."
    ),
    enough=400,
    enough_source="Isola et al. 2017, section 6.2: 400 pairs of facades gave good results",
    networks={
        "generator": "makes the second picture out of the first",
        "discriminator": "sees both and learns to tell made pictures from real ones",
    },
    sheet=(
        "Each row the picture that is given, the one that belongs to it, and the one that the model makes."
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
