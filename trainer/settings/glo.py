"""What the recipe of components is for, what it takes, and what it can be told."""

from __future__ import annotations

from typing import ClassVar

from trainer.settings.fields import Default, EvaluatedColumns, RecipeInfo, setting
from trainer.settings.shared import SmallGeneratorSettings


class Settings(SmallGeneratorSettings):
    """Settings of codes, losses and the discriminator beside those of the generator."""

    grows: ClassVar[bool] = True

    z_size: int = setting(
        128,
        "Latent size",
        "Principal components that a picture is described by.",
        "Ganvas: 128 components hold 93% of what differs between faces of 32 pixels",
        advanced=True,
        ge=1,
    )
    channel_base: int = setting(
        3072,
        "Channel base",
        "Channels times side at every size. Half is about twice as fast and learns less.",
        "Ganvas: what a processor trains in an evening",
        advanced=True,
        ge=16,
    )
    clamp: float = setting(
        256.0,
        "Clamp",
        "The largest number inside the generator; keeps half precision safe.",
        "Karras et al. 2020b, released code",
        advanced=True,
        gt=0,
    )
    component_decay: float = setting(
        0.7,
        "Component decay",
        "How much more the mapping listens to large components at first: rank to the power of minus this.",
        "Ganvas: about how deviations of faces fall with rank",
        advanced=True,
        ge=0,
    )
    code_noise: float = setting(
        0.1,
        "Latent noise",
        "Share by which a picture's code is displaced before the picture is given back; makes codes smooth.",
        "Ganvas: a tenth",
        advanced=True,
        ge=0,
    )
    rough_size: int = setting(
        16,
        "Coarse size",
        "Side at which pictures of random codes agree with what the components give.",
        "Ganvas: a quarter of the pictures' side",
        advanced=True,
        ge=4,
    )
    lambda_l1: float = setting(
        10.0,
        "Pixel loss weight",
        "Weight of every pixel being like the picture's.",
        "Isola et al. 2017, a tenth",
        ge=0,
    )
    lambda_rough: float = setting(
        10.0,
        "Coarse loss weight",
        "Weight of random pictures being like the blurred picture of their components.",
        "Ganvas: as for pixels",
        ge=0,
    )
    lambda_perceptual: float = setting(
        4.0,
        "Perceptual loss weight",
        "Weight of features of a network that knows photos; more is sharper.",
        "Ganvas: as for the bundled model; after Hou et al. 2017",
        ge=0,
    )
    lambda_gan: float = setting(
        0.2,
        "GAN weight",
        "Weight of the discriminator's word; 0 gives soft pictures, and a start for a run with it.",
        "Ganvas: the hinge is summed over four scales",
        ge=0,
    )
    gan_ramp: int = setting(
        10_000,
        "GAN weight ramp",
        "Pictures within which its weight rises from 0.",
        "Ganvas: as for the bundled model",
        advanced=True,
        seen=True,
        ge=0,
    )
    lambda_range: float = setting(
        1.0,
        "Range weight",
        "Weight of what lies beyond black and white.",
        "Ganvas: as for the bundled model",
        advanced=True,
        ge=0,
    )
    projected_size: int = setting(
        96,
        "Projected size",
        "Side to which pictures are enlarged before networks look at them; 0 leaves them.",
        "Ganvas: the frozen network's finest map has a stride of 4",
        advanced=True,
        ge=0,
    )
    projected_group: int = setting(
        4,
        "Minibatch group size, projected",
        "Over how many pictures the discriminator sees a deviation; 1 for none.",
        "Karras et al. 2018, section 3",
        advanced=True,
        ge=1,
    )


RECIPE_INFO = RecipeInfo(
    name="glo",
    settings=Settings,
    data_kinds=("pictures",),
    averaged=("mapping", "synthesis"),
    # Eight rows have six pictures of random codes each.
    evaluated=(EvaluatedColumns(2, None, "picture", rows=8),),
    title="Faces and the like, on little compute (components)",
    goal="Make new pictures of a kind within hours on any machine, from pictures that are alike in framing.",
    paper='Bojanowski et al. 2018, "Optimizing the Latent Space of Generative Networks"',
    data="Pictures of one kind of thing, alike in view and framing, such as aligned faces.",
    enough=2_000,
    enough_source="Ganvas: components of fewer pictures describe these pictures and little else",
    networks={
        "mapping": "turns the code into a style",
        "synthesis": "makes a picture out of a style",
        "discriminator": "tells real from made, looking through a frozen network",
    },
    sheet="Each row a picture, what its code gives back, and pictures out of chance.",
    metrics=("kid",),
    capabilities=("sample",),
    defaults={
        "schedule.size": Default(64, "Ganvas: as for the bundled model"),
        "schedule.batch_size": Default(16, "Ganvas: as for the bundled model"),
        "schedule.pictures": Default(300_000, "Ganvas: as for the bundled model"),
        "optimiser.learning_rate": Default(1e-3, "Ganvas: as for the bundled model"),
        "optimiser.discriminator_rate": Default(4e-4, "Ganvas: as for the bundled model"),
        "optimiser.beta1": Default(0.0, "Karras et al. 2020b, released code"),
        "optimiser.beta2": Default(0.99, "Karras et al. 2020b, released code"),
    },
)
