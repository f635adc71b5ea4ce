"""What CycleGAN is for, what it takes, and what it can be told."""

from __future__ import annotations

from trainer.settings.fields import Default, ObjectiveName, RecipeInfo, Sizes, setting
from trainer.settings.shared import (
    BOTH_CYCLES,
    BOTH_CYCLES_EVALUATED,
    TWO_GENERATORS,
    TwoDomainSettings,
    least_for_patches,
)


class Settings(TwoDomainSettings):
    """Settings of CycleGAN; defaults are the published ones for 256 pixels (six blocks for 128)."""

    generator_width: int = setting(
        64,
        "Generator width",
        "Channels of the first layer. Half is four times faster and learns less.",
        "Zhu et al. 2017, section 4 and appendix",
        advanced=True,
        ge=2,
    )
    blocks: int = setting(
        9,
        "Residual blocks",
        "Depth of the generators: 6 for 128 pixels, 9 from 256 on.",
        "Zhu et al. 2017, section 4",
        advanced=True,
        ge=1,
    )
    discriminator_widths: list[int] = setting(
        [64, 128, 256, 512],
        "Discriminator widths",
        "Channels of their layers; one layer more looks at larger parts of the picture.",
        "Zhu et al. 2017, section 4: 70 x 70 pixels",
        advanced=True,
        min_length=2,
    )
    dropout: bool = setting(
        False,
        "Dropout",
        "Switches half of some channels off by chance while training.",
        "Zhu et al. 2017, released code",
        advanced=True,
    )
    objective: ObjectiveName = setting(
        "lsgan",
        "Adversarial loss",
        "How generators and discriminators are scored against each other.",
        "Zhu et al. 2017, section 4: least squares",
        advanced=True,
    )
    lambda_a: float = setting(
        10.0,
        "Cycle weight A to B to A",
        "Weight of the cycle A to B to A. More keeps shapes, less lets them change.",
        "Zhu et al. 2017, equation 3 and section 4",
        ge=0,
    )
    lambda_b: float = setting(
        10.0,
        "Cycle weight B to A to B",
        "Weight of the cycle B to A to B.",
        "Zhu et al. 2017, equation 3 and section 4",
        ge=0,
    )
    lambda_identity: float = setting(
        0.5,
        "Identity weight",
        "A picture that is B already should stay as it is: keeps colours. 0 lets colours change freely.",
        "Zhu et al. 2017, section 5.2",
        ge=0,
    )
    pool: int = setting(
        50,
        "Image pool size",
        "The discriminators judge pictures of a pool of this size instead of the newest alone.",
        "Zhu et al. 2017, section 4",
        advanced=True,
        ge=0,
    )
    initial_gain: float = setting(
        0.02,
        "Initial gain",
        "Standard deviation of the weights at the start.",
        "Zhu et al. 2017, appendix",
        advanced=True,
        gt=0,
    )

    def sizes(self) -> Sizes:
        """The generators halve the side twice, and the discriminators need room."""
        return Sizes(4, least_for_patches(self.discriminator_widths))


RECIPE_INFO = RecipeInfo(
    name="cyclegan",
    settings=Settings,
    data_kinds=("unpaired", "unpaired_sketches"),
    averaged=("generator_ab", "generator_ba"),
    evaluated=BOTH_CYCLES_EVALUATED,
    title="One kind into another, no pairs (CycleGAN)",
    goal="Turn one kind of picture into another and back, from two sets of pictures without pairs.",
    paper=(
        'Zhu et al. 2017, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks"'
    ),
    data="Two sets of pictures of the same scenes or things in two looks, such as horses and zebras.",
    enough=800,
    enough_source="Zhu et al. 2017, section 5.1.3 and appendix: 400 to 1,300 pictures of each kind",
    networks=TWO_GENERATORS,
    sheet=BOTH_CYCLES,
    metrics=("kid",),
    capabilities=("translate",),
    defaults={"schedule.batch_size": Default(1, "Zhu et al. 2017, section 4")},
    with_size={
        64: {"settings.blocks": 6},
        128: {"settings.blocks": 6},
    },
)
