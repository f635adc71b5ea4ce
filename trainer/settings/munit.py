"""What MUNIT is for, what it takes, and what it can be told."""

from __future__ import annotations

from typing import Literal

from trainer.settings.fields import Default, EvaluatedColumns, ObjectiveName, RecipeInfo, Sizes, setting
from trainer.settings.shared import TwoDomainSettings, least_for_scales


class Settings(TwoDomainSettings):
    """Settings of MUNIT; defaults are the published ones for pictures of 256 pixels."""

    widths: list[int] = setting(
        [64, 128, 256],
        "Generator widths",
        "Channels, one number for every halving of the picture, the first at full size.",
        "Huang et al. 2018, appendix B",
        advanced=True,
        min_length=2,
    )
    style_widths: list[int] = setting(
        [64, 128, 256, 256, 256],
        "Style encoder widths",
        "Channels, one number for every halving of the picture, the first at full size.",
        "Huang et al. 2018, appendix B",
        advanced=True,
        min_length=1,
    )
    residual_blocks: int = setting(
        4,
        "Residual blocks",
        "Depth of encoders and decoders at the small size.",
        "Huang et al. 2018, appendix B",
        advanced=True,
        ge=1,
    )
    style_size: int = setting(
        8,
        "Style size",
        "More can say more about a style, and are harder to fill with sense.",
        "Huang et al. 2018, section 5.1",
        ge=1,
        le=512,
    )
    mlp_width: int = setting(
        256,
        "MLP width",
        "Channels of the layers that turn a style into scales and shifts.",
        "Huang et al. 2018, released code",
        advanced=True,
        ge=1,
    )
    discriminators: Literal["patches", "projected"] = setting(
        "patches",
        "Discriminators",
        "`patches` as published; `projected` look through a network that knows photos and need "
        "fewer pictures.",
        "Huang et al. 2018, appendix B; Sauer et al. 2021 for `projected`",
    )
    discriminator_widths: list[int] = setting(
        [64, 128, 256, 512],
        "Discriminator widths",
        "Channels of their layers at every scale; of `patches` alone.",
        "Huang et al. 2018, appendix B",
        advanced=True,
        min_length=1,
    )
    discriminator_scales: int = setting(
        3,
        "Discriminator scales",
        "How many sizes of the picture are judged, each half of the last; of `patches` alone.",
        "Huang et al. 2018, released code",
        advanced=True,
        ge=1,
    )
    objective: ObjectiveName = setting(
        "lsgan",
        "Adversarial loss",
        "How generators and discriminators are scored against each other.",
        "Huang et al. 2018, section 5.1: least squares",
        advanced=True,
    )
    lambda_gan: float = setting(
        1.0,
        "GAN weight",
        "More makes results sharper, less keeps them nearer to what was given.",
        "Huang et al. 2018, equation 5",
        advanced=True,
        ge=0,
    )
    lambda_reconstruction: float = setting(
        10.0,
        "Reconstruction weight",
        "Weight of giving a picture back out of its own content and style.",
        "Huang et al. 2018, equations 1 and 5, appendix B",
        ge=0,
    )
    lambda_details: float = setting(
        0.0,
        "Detail reconstruction weight",
        "Weight of a rebuilt picture's likeness to a network that knows photos, besides that of its pixels.",
        "Ganvas: not in the paper; Johnson et al. 2016, section 3.2",
        advanced=True,
        ge=0,
    )
    lambda_content: float = setting(
        1.0,
        "Content reconstruction weight",
        "Weight of finding the content again in a picture that got another style.",
        "Huang et al. 2018, equations 2 and 5, appendix B",
        ge=0,
    )
    lambda_style: float = setting(
        1.0,
        "Latent regression weight",
        "Weight of finding the style again in a picture that was made with it.",
        "Huang et al. 2018, equations 3 and 5, appendix B",
        ge=0,
    )
    lambda_style_prior: float = setting(
        0.0,
        "KL weight",
        "More makes random styles as varied as those of pictures, where a run is short; needs batches of "
        "several pictures.",
        "Ganvas: not in the paper, which trusts long runs; Tolstikhin et al. 2018 (WAE-MMD)",
        advanced=True,
        ge=0,
    )
    lambda_cycle: float = setting(
        0.0,
        "Cycle weight",
        "Weight of the way to the other kind and back, with the picture's own style; 10 where one "
        "kind says little.",
        "Huang et al. 2018, section 5.1: optional",
        ge=0,
    )
    lambda_perceptual: float = setting(
        0.0,
        "Perceptual loss weight",
        "Weight of features of a network that knows photos, compared without regard to the kind.",
        "Huang et al. 2018, section 5.1: for pictures of 512 pixels and more",
        advanced=True,
        ge=0,
    )

    def sizes(self) -> Sizes:
        """All widths but the first halve the side, and discriminators at several scales need room."""
        least = least_for_scales(self.discriminator_widths, self.discriminator_scales)
        return Sizes(2 ** (len(self.widths) - 1), least if self.discriminators == "patches" else 1)


RECIPE_INFO = RecipeInfo(
    name="munit",
    settings=Settings,
    data_kinds=("unpaired", "unpaired_sketches"),
    averaged=("generator_a", "generator_b"),
    evaluated=(EvaluatedColumns(2, 5, "b", styles=True), EvaluatedColumns(8, 9, "a")),
    title="Shape of one, style of another (MUNIT)",
    goal="Give the shape of one picture the style of another, from two sets without pairs.",
    paper='Huang et al. 2018, "Multimodal Unsupervised Image-to-Image Translation"',
    data="Two sets of pictures without pairs, such as sketches and photos of shoes.",
    enough=2_000,
    enough_source="Ganvas: the paper's smallest sets hold about a thousand pictures each",
    networks={
        "generator_a": "splits pictures of A into content and style, and makes them out of both",
        "generator_b": "the same for B",
        "discriminator_a": "learns to tell made pictures of A from real ones",
        "discriminator_b": "learns to tell made pictures of B from real ones",
    },
    sheet=(
        "Each row a picture of A, itself again, three random styles and the style of a B; the B, "
        "itself, in A's."
    ),
    metrics=("kid", "diversity", "colour_error", "gamut", "texture_correlation", "marks"),
    capabilities=("translate", "style", "encode_style"),
    defaults={
        "schedule.batch_size": Default(1, "Huang et al. 2018, appendix B"),
        "schedule.halve_every": Default(100_000, "Huang et al. 2018, appendix B: each 100,000 steps"),
        "optimiser.learning_rate": Default(1e-4, "Huang et al. 2018, appendix B"),
        "optimiser.weight_decay": Default(1e-4, "Huang et al. 2018, released code"),
    },
)
