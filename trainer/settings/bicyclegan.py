"""What BicycleGAN is for, what it takes, and what it can be told."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from engine.architectures.choices import Upsample
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
    """Settings of BicycleGAN; defaults are the published ones for pictures of 256 pixels."""

    generator_widths: list[int] = setting(
        [64, 128, 256, 512, 512, 512, 512, 512],
        "Generator widths",
        "Channels of the U-Net, one number for every halving of the picture. Fewer are faster and "
        "learn less.",
        "Zhu et al. 2017, section 4 and released code",
        advanced=True,
        min_length=2,
    )
    encoder_widths: list[int] = setting(
        [64, 128, 192, 256, 256],
        "Encoder widths",
        "Channels of the network that reads styles, one number for every halving.",
        "Zhu et al. 2017, released code: resnet_256",
        advanced=True,
        min_length=1,
    )
    discriminator_width: int = setting(
        64,
        "Discriminator width",
        "Channels of their first layer.",
        "Zhu et al. 2017, released code",
        advanced=True,
        ge=4,
    )
    condition_channels: Literal[1, 3] = setting(
        1,
        "Input channels",
        "1 for sketches and other grey pictures, 3 for pictures in colour.",
        "Zhu et al. 2017, released code for edges: 1",
    )
    latent_size: int = setting(
        8,
        "Style size",
        "More can say more about a style, and are harder to fill with sense.",
        "Zhu et al. 2017, section 4: 8",
        ge=1,
        le=512,
    )
    where_add: Literal["all", "input"] = setting(
        "all",
        "Style injection",
        "At every layer of the generator's way down, or at its input alone.",
        "Zhu et al. 2017, section 4",
        advanced=True,
    )
    upsample: Upsample = setting(
        "basic",
        "Upsampling",
        "How layers enlarge: `basic` as published; `bilinear` and `smooth` leave no checkerboard.",
        "Zhu et al. 2017, released code",
        advanced=True,
    )
    dropout: bool = setting(
        False,
        "Dropout",
        "Switches half of some channels off by chance while training.",
        "Zhu et al. 2017, released code's default",
        advanced=True,
    )
    initial_gain: float = setting(
        0.02,
        "Initial gain",
        "Small networks learn sooner with 1.",
        "Zhu et al. 2017, released code",
        advanced=True,
        gt=0,
    )
    objective: ObjectiveName = setting(
        "lsgan",
        "Adversarial loss",
        "How generator and discriminator are scored against each other.",
        "Zhu et al. 2017, section 4: least squares",
        advanced=True,
    )
    discriminators: Literal["patches", "projected"] = setting(
        "patches",
        "Discriminator",
        "`patches` as published; `projected` looks through a network that knows photos and needs "
        "fewer pictures.",
        "Zhu et al. 2017, section 4; Sauer et al. 2021 for `projected`",
    )
    lambda_gan: float = setting(
        1.0,
        "GAN weight",
        "For photos in a style that was read off one. More is sharper, less is closer to the photo.",
        "Zhu et al. 2017, equation 8, released code: 1",
        advanced=True,
        ge=0,
    )
    lambda_gan2: float = setting(
        1.0,
        "GAN weight, random styles",
        "For photos in random styles.",
        "Zhu et al. 2017, equation 8, released code: 1",
        advanced=True,
        ge=0,
    )
    gan_ramp: int = setting(
        0,
        "GAN weight ramp",
        "Pictures seen within which its weight grows from 0; helps small networks to keep to the sketch.",
        "Ganvas: 0 as published, at full weight from the start",
        advanced=True,
        seen=True,
        ge=0,
    )
    lambda_l1: float = setting(
        10.0,
        "L1 weight",
        "More keeps the result near the photo whose style it has.",
        "Zhu et al. 2017, section 4: 10",
        ge=0,
    )
    lambda_kl: float = setting(
        0.01,
        "KL weight",
        "More makes random styles good ones; too much makes all styles alike.",
        "Zhu et al. 2017, section 4: 0.01; of the mean over the encoded half of a batch, where the released "
        "code takes the sum: the same at its batch of 2, and here the same for every batch",
        ge=0,
    )
    lambda_latent: float = setting(
        0.5,
        "Latent regression weight",
        "More forces different styles to give different photos.",
        "Zhu et al. 2017, section 4: 0.5",
        ge=0,
    )
    lambda_perceptual: float = setting(
        0.0,
        "Perceptual loss weight",
        "Weight of the distance between features of a network that knows photos; needs the projected one.",
        "Ganvas: 0 as published, no such term",
        advanced=True,
        ge=0,
    )
    lambda_background: float = setting(
        0.0,
        "Background weight",
        "Weight of keeping white what is white in the photo.",
        "Ganvas: 0 as published, no such term",
        advanced=True,
        ge=0,
    )

    @model_validator(mode="after")
    def _perceptual_needs_features(self) -> Settings:
        if self.lambda_perceptual and self.discriminators != "projected":
            raise ValueError('lambda_perceptual needs discriminators = "projected"')
        return self

    def sizes(self) -> Sizes:
        """Every width halves the side, and discriminators of four widths need room."""
        patches = self.discriminators == "patches"
        return Sizes(2 ** len(self.generator_widths), least_for_patches([1] * 4) if patches else 1)


RECIPE_INFO = RecipeInfo(
    name="bicyclegan",
    settings=Settings,
    data_kinds=("photos", "side_by_side", "folders"),
    averaged=("generator", "encoder"),
    evaluated=(EvaluatedColumns(3, 8, "target", styles=True, rows=8),),
    batch_multiple=2,
    title="Sketch to many photos (BicycleGAN)",
    goal="Turn a sketch into photos, many styles for one sketch.",
    paper='Zhu et al. 2017, "Toward Multimodal Image-to-Image Translation"',
    data="Photos of one kind of thing on a plain background, or pairs of a sketch and a photo.",
    enough=400,
    enough_source="Zhu et al. 2017, section 5: facades, the smallest of its data sets, are 400 pairs",
    networks={
        "generator": "makes a photo out of a sketch and a style",
        "encoder": "reads the style off a photo",
        "discriminator": "learns to tell made photos from real ones",
    },
    sheet=(
        "Each row a sketch, the real photo, the photo made again in its own style, and five other styles."
    ),
    metrics=("kid", "diversity", "edge_f1", "colour_error", "gamut", "texture_correlation", "marks"),
    capabilities=("translate", "style", "encode_style"),
    defaults={"schedule.batch_size": Default(2, "Zhu et al. 2017, released code: one half for each cycle")},
    with_kind={
        "side_by_side": {"settings.condition_channels": 3},
        "folders": {"settings.condition_channels": 3},
    },
    with_size={
        64: {"settings.generator_widths": [64, 128, 256, 512, 512, 512]},
        128: {"settings.generator_widths": [64, 128, 256, 512, 512, 512, 512]},
    },
)
