"""What DRIT is for, what it takes, and what it can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import field_validator

from trainer.settings.fields import Default, EvaluatedColumns, ObjectiveName, RecipeInfo, Sizes, setting
from trainer.settings.shared import TwoDomainSettings, least_for_scales

PUBLISHED_ATTRIBUTE_WIDTHS = {"concat": [64, 128, 192, 256], "feature_wise": [64, 128, 256, 256, 256]}


class Settings(TwoDomainSettings):
    """Settings of DRIT; defaults are the published ones for crops of 216 pixels.

    `form` is `concat` (shapes may change: the attribute joins as channels, drawn from a Gaussian) or
    `feature_wise` (shapes stay). `content_layers` is 3 from 212 pixels on, 2 from 100, 1 from 44, else 0.
    """

    form: Literal["concat", "feature_wise"] = setting(
        "concat",
        "Style injection",
        "`concat` where shapes may change with the look, `feature_wise` where they stay.",
        "Lee et al. 2018, released code",
    )
    width: int = setting(
        64,
        "Width",
        "Channels of the first layer of encoders and generator.",
        "Lee et al. 2018, released code",
        advanced=True,
        ge=2,
    )
    blocks: int = setting(
        3,
        "Residual blocks",
        "Depth of each kind's own part of the content encoder.",
        "Lee et al. 2018, released code",
        advanced=True,
        ge=1,
    )
    decoder_blocks: int = setting(
        0,
        "Residual blocks of the generator",
        "Depth of each kind's own part of the generator. 0: that of the content encoder with `concat`, one "
        "more with `feature_wise`.",
        "Lee et al. 2018, released code: 3 and 4",
        advanced=True,
        ge=0,
    )
    mlp_width: int = setting(
        256,
        "MLP width",
        "Of the layers between a look and the generator's blocks with `feature_wise`.",
        "Lee et al. 2018, released code",
        advanced=True,
        ge=1,
    )
    attribute_widths: list[int] = setting(
        [],
        "Attribute encoder widths",
        "Channels, one number for every halving of the picture. Without any, those of the style injection: "
        "64, 128, 192, 256 of `concat`, 64, 128, 256, 256, 256 of `feature_wise`.",
        "Lee et al. 2018, released code",
        advanced=True,
    )
    style_size: int = setting(
        8,
        "Style size",
        "More can say more about a look, and are harder to fill with sense.",
        "Lee et al. 2018, section 4",
        ge=1,
        le=512,
    )
    discriminator_widths: list[int] = setting(
        [64, 128, 256, 512],
        "Discriminator widths",
        "Channels of their layers at every scale.",
        "Lee et al. 2018, released code",
        advanced=True,
        min_length=1,
    )
    discriminator_scales: int = setting(
        3,
        "Discriminator scales",
        "How many sizes of the picture are judged, each half of the last.",
        "Lee et al. 2018, released code",
        advanced=True,
        ge=1,
    )
    content_layers: int = setting(
        3,
        "Content discriminator layers",
        "3 from 212 pixels on, 2 from 100, 1 from 44, 0 below.",
        "Lee et al. 2018, released code: 3 at 216 pixels",
        advanced=True,
        ge=0,
        le=3,
    )
    content_steps: int = setting(
        3,
        "Content discriminator steps",
        "Steps of it for one of all the others.",
        "Lee et al. 2018, released code",
        advanced=True,
        ge=1,
    )
    content_rate: float = setting(
        0.4,
        "Content discriminator learning rate",
        "Its learning rate as a part of the others'.",
        "Lee et al. 2018, released code: 4e-5 beside 1e-4",
        advanced=True,
        gt=0,
    )
    objective: ObjectiveName = setting(
        "vanilla",
        "Adversarial loss",
        "How generators and discriminators are scored against each other.",
        "Lee et al. 2018, released code",
        advanced=True,
    )
    lambda_gan: float = setting(
        1.0,
        "GAN weight",
        "More makes results sharper, less keeps them nearer to what was given.",
        "Lee et al. 2018, section 4",
        advanced=True,
        ge=0,
    )
    lambda_content_gan: float = setting(
        1.0,
        "Content GAN weight",
        "Weight of not being able to tell from a shape which kind it is of.",
        "Lee et al. 2018, equation 2 and section 4",
        advanced=True,
        ge=0,
    )
    lambda_cross_cycle: float = setting(
        10.0,
        "Cycle weight",
        "Weight of exchanging looks twice, which must give the pictures back.",
        "Lee et al. 2018, equation 3 and section 4",
        ge=0,
    )
    lambda_reconstruction: float = setting(
        10.0,
        "Reconstruction weight",
        "Weight of giving a picture back out of its own shape and look.",
        "Lee et al. 2018, section 3.3 and section 4",
        ge=0,
    )
    lambda_kl: float = setting(
        0.01,
        "KL weight",
        "More makes random looks good ones; too much makes all looks alike.",
        "Lee et al. 2018, section 4",
        advanced=True,
        ge=0,
    )
    lambda_content: float = setting(
        0.01,
        "Content regularisation weight",
        "Weight of keeping the numbers of shapes small.",
        "Lee et al. 2018, released code",
        advanced=True,
        ge=0,
    )
    lambda_latent: float = setting(
        10.0,
        "Latent regression weight",
        "Weight of finding a random look again in a picture that was made with it.",
        "Lee et al. 2018, section 3.3 and section 4",
        ge=0,
    )
    lambda_mode_seeking: float = setting(
        0.0,
        "Mode seeking weight",
        "Weight of two random looks giving pictures that are far apart; 1 as in DRIT++.",
        "Ganvas: 0, as in Lee et al. 2018, for it costs a third more; the later released code: 1",
        ge=0,
    )

    @classmethod
    def of_earlier(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Version 0.1 gave the generator as many blocks as the content encoder."""
        return {"decoder_blocks": values.get("blocks", 3), **values}

    @field_validator("attribute_widths")
    @classmethod
    def _none_or_several(cls, value: list[int]) -> list[int]:
        if len(value) == 1:
            raise ValueError("give two numbers or more, or none")
        return value

    def sizes(self) -> Sizes:
        """The side is halved twice; the content discriminator's layers, and all others', need room."""
        content = 4 * (7 * 2**self.content_layers - 3)
        return Sizes(4, max(content, least_for_scales(self.discriminator_widths, self.discriminator_scales)))


RECIPE_INFO = RecipeInfo(
    name="drit",
    settings=Settings,
    data_kinds=("unpaired", "unpaired_sketches"),
    averaged=("content_encoder", "attribute_encoder", "generator"),
    evaluated=(EvaluatedColumns(2, 5, "b", styles=True), EvaluatedColumns(7, 8, "a")),
    title="Exchange shape and look (DRIT)",
    goal="Exchange shape and look between two kinds of pictures, many looks for one shape.",
    paper='Lee et al. 2018, "Diverse Image-to-Image Translation via Disentangled Representations"',
    data="Two sets of pictures without pairs, such as photos and paintings.",
    enough=1_000,
    enough_source="Lee et al. 2018, section 4: 1,100 portraits are the smaller of its sets",
    networks={
        "content_encoder": "reads the shape off a picture",
        "attribute_encoder": "reads the look off a picture",
        "generator": "makes a picture out of a shape and a look",
        "content_discriminator": "makes shapes of both kinds alike",
        "discriminator_a": "learns to tell made pictures from real ones; there are four such",
    },
    sheet=(
        "Each row a picture of A, itself again, three random looks and the look of a B; then the B "
        "and a look of A."
    ),
    metrics=("kid", "diversity"),
    capabilities=("translate", "style", "encode_style"),
    defaults={
        "schedule.size": Default(216, "Lee et al. 2018, section 4: crops of 216 pixels"),
        "schedule.batch_size": Default(2, "Lee et al. 2018, released code"),
        "optimiser.learning_rate": Default(1e-4, "Lee et al. 2018, section 4"),
        "optimiser.weight_decay": Default(1e-4, "Lee et al. 2018, section 4"),
    },
    with_size={
        64: {"settings.content_layers": 1},
        128: {"settings.content_layers": 2},
    },
)
