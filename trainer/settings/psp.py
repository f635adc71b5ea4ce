"""What pSp is for, what it takes, and what it can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from trainer.settings.fields import Default, EvaluatedColumns, RecipeInfo, RecipeSettings, setting


class Settings(RecipeSettings):
    """Settings of pSp."""

    generator: str = setting(
        ...,
        "Generator",
        "A model that makes such pictures, or the folder of its run: photos are brought into its codes.",
        "to be chosen",
        min_length=1,
    )
    widths: list[int] = setting(
        [32, 48, 96, 160, 224],
        "Encoder widths",
        "Channels of its five stages.",
        "Ganvas: a small encoder; the paper's is a ResNet of 50 layers",
        advanced=True,
        min_length=5,
        max_length=5,
    )
    depth: list[int] = setting(
        [1, 2, 2, 2],
        "Encoder depth",
        "Blocks of its stages after the first.",
        "Ganvas: a small encoder; the paper's is a ResNet of 50 layers",
        advanced=True,
        min_length=4,
        max_length=4,
    )
    pyramid: int = setting(
        160,
        "Feature pyramid width",
        "Channels in which fine and coarse features meet.",
        "Ganvas: a small encoder; the paper's has 512",
        advanced=True,
        ge=8,
    )
    size: int = setting(
        256,
        "Working size",
        "Side in pixels that pictures are brought to before the encoder, at most the generator's.",
        "Richardson et al. 2021, section 4",
        advanced=True,
        ge=32,
        le=1024,
    )
    generated: float = setting(
        0.5,
        "Generated pictures per real one",
        "Pictures of the generator, whose codes are known, for each real one of a batch.",
        "Ganvas: half as many, after Zhu et al. 2020",
        ge=0,
        le=4,
    )
    perceptual_size: int = setting(
        128,
        "Perceptual loss size",
        "Side in pixels that pictures are brought to before the networks that compare them.",
        "Ganvas: what EfficientNet-Lite sees well",
        advanced=True,
        ge=32,
        le=512,
    )
    lambda_l2: float = setting(
        1.0,
        "Pixel loss weight",
        "Weight of every pixel being like the photo's.",
        "Richardson et al. 2021, equation 2 and section 4",
        ge=0,
    )
    lambda_perceptual: float = setting(
        0.8,
        "Perceptual loss weight",
        "Weight of features of a network that knows photos.",
        "Richardson et al. 2021, equation 3 and section 4",
        ge=0,
    )
    lambda_identity: float = setting(
        0.0,
        "Identity weight",
        "Weight of a second network's features; costs its time.",
        "Ganvas: off; Richardson et al. 2021, equation 5: 0.1 with a network for faces",
        advanced=True,
        ge=0,
    )
    lambda_regulariser: float = setting(
        0.005,
        "W regulariser weight",
        "More keeps codes where the generator is at its best and sliders work; less is closer to the photo.",
        "Richardson et al. 2021, released code, where pictures are translated; it has 0 for inversion, which "
        "Ganvas does not follow, so that sliders work",
        ge=0,
    )
    regulariser: Literal["norm", "deviations"] = setting(
        "norm",
        "W regulariser",
        "How far codes are from the average: `norm` is their L2 norm over all layers and numbers, "
        "`deviations` a mean square in deviations of the generator's own codes, which is much weaker.",
        "Richardson et al. 2021, equation 4",
        advanced=True,
    )
    lambda_w: float = setting(
        0.1,
        "Latent loss weight",
        "Weight of finding the codes of generated pictures again.",
        "Ganvas: after Zhu et al. 2020, who give no weight for it",
        advanced=True,
        ge=0,
    )

    @classmethod
    def of_earlier(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Before there was a choice, codes were measured in deviations."""
        return {"regulariser": "deviations", **values}


RECIPE_INFO = RecipeInfo(
    name="psp",
    settings=Settings,
    data_kinds=("pictures",),
    averaged=("encoder",),
    evaluated=(EvaluatedColumns(1, 2, "picture", rows=32),),
    title="Photos into a generator (pSp)",
    goal="Bring photos into a model that makes such pictures, so that sliders can change them.",
    paper=('Richardson et al. 2021, "Encoding in Style: a StyleGAN Encoder for Image-to-Image Translation"'),
    data=("Pictures of the kind that the generator makes, cut and turned as its own training pictures were."),
    enough=2_000,
    enough_source="Ganvas: generated pictures are added, so that fewer than the paper's 70,000 do",
    networks={
        "encoder": "reads the codes of a photo",
        "synthesis": "the generator, which does not change",
    },
    sheet="Each row a picture and what the generator makes of its codes.",
    metrics=(),
    capabilities=(),
    # Photos are of the side that its generator makes.
    size_is_given=True,
    defaults={
        "schedule.batch_size": Default(8, "Richardson et al. 2021, released code"),
        "schedule.decay": Default("none", "Richardson et al. 2021, released code: constant"),
        "optimiser.learning_rate": Default(1e-4, "Richardson et al. 2021, section 4"),
        "optimiser.beta1": Default(0.9, "Kingma and Ba 2015, section 2"),
    },
)
