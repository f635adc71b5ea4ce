"""What StyleGAN2 is for, what it takes, and what it can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import model_validator

from engine.architectures.choices import Architecture
from trainer.settings.fields import (
    Default,
    EvaluatedColumns,
    ObjectiveName,
    Pipeline,
    RecipeInfo,
    RecipeSettings,
    Sizes,
    setting,
)
from trainer.settings.presets import suited_to


class StyleGAN2Settings(RecipeSettings):
    """Settings of StyleGAN2; defaults are the published ones for 256 pixels (`paper256`)."""

    resolution: int = setting(
        256,
        "Resolution",
        "The schedule's size, a power of 2; twice the side, four times the work.",
        "Karras et al. 2020b, table 5: paper256",
        ge=8,
        le=2048,
    )
    z_size: int = setting(
        512,
        "Latent size",
        "Chance that a picture is made of.",
        "Karras et al. 2019",
        advanced=True,
        ge=1,
    )
    w_size: int = setting(
        512, "Style size", "What the code is turned into.", "Karras et al. 2019", advanced=True, ge=1
    )
    mapping_depth: int = setting(
        8,
        "Mapping depth",
        "Layers from a code to a style.",
        "Karras et al. 2020b, table 5: paper256",
        advanced=True,
        ge=1,
        le=16,
    )
    channel_base: int = setting(
        16384,
        "Channel base",
        "Channels times side at every size. Half is about twice as fast and learns less.",
        "Karras et al. 2020b, table 5: paper256",
        advanced=True,
        ge=16,
    )
    channel_max: int = setting(
        512,
        "Channel maximum",
        "The most channels of a layer.",
        "Karras et al. 2020a, released code",
        advanced=True,
        ge=4,
    )
    architecture: Architecture = setting(
        "skip",
        "Generator architecture",
        "How its sizes are joined.",
        "Karras et al. 2020a, section 4.1",
        advanced=True,
    )
    label_size: int = setting(
        0,
        "Labels",
        "Numbers of labels that pictures depend on; 0 for none.",
        "Karras et al. 2020b: none for faces",
        advanced=True,
        ge=0,
    )
    clamp: float | None = setting(
        256.0,
        "Clamp",
        "The largest number inside the networks; keeps half precision safe.",
        "Karras et al. 2020b, released code",
        advanced=True,
        gt=0,
    )
    half_resolutions: int = setting(
        4,
        "Half precision resolutions",
        "So many of the largest sizes compute in half precision, on graphics cards.",
        "Karras et al. 2020b, released code",
        advanced=True,
        ge=0,
    )
    mixing: float = setting(
        0.9,
        "Style mixing probability",
        "Share of steps in which a picture is made of two styles.",
        "Karras et al. 2019, section 3.1, released code",
        advanced=True,
        ge=0,
        le=1,
    )
    objective: ObjectiveName = setting(
        "vanilla",
        "Adversarial loss",
        "How generator and discriminator are scored against each other.",
        "Karras et al. 2020a, released code: non-saturating logistic",
        advanced=True,
    )
    discriminators: Literal["stylegan2", "projected"] = setting(
        "stylegan2",
        "Discriminator",
        "`stylegan2` as published; `projected` looks through a network that knows photos and needs "
        "fewer pictures.",
        "Karras et al. 2020a; Sauer et al. 2021 for `projected`",
    )
    discriminator_architecture: Architecture = setting(
        "resnet",
        "Discriminator architecture",
        "How its sizes are joined.",
        "Karras et al. 2020a, section 4.1",
        advanced=True,
    )
    discriminator_base: int | None = setting(
        None,
        "Discriminator channel base",
        "Channels times side at every size; the generator's when empty.",
        "Karras et al. 2020a: the same",
        advanced=True,
    )
    group_size: int = setting(
        4,
        "Minibatch group size",
        "Pictures over which the discriminator looks at variety.",
        "Karras et al. 2018, section 3, released code",
        advanced=True,
        ge=1,
    )
    r1_gamma: float = setting(
        1.0,
        "R1 gamma",
        "More makes it calmer and its lessons weaker; raise it when the run leaps.",
        "Karras et al. 2020b, table 5: paper256; Mescheder et al. 2018",
        ge=0,
    )
    r1_every: int = setting(
        16,
        "R1 interval",
        "Steps between two of R1, which is strengthened accordingly.",
        "Karras et al. 2020a, section 3.1",
        advanced=True,
        ge=1,
    )
    path_length_weight: float = setting(
        2.0,
        "Path length weight",
        "Weight of equal steps of a style giving equal changes of the picture: good for sliders, costs time.",
        "Karras et al. 2020a, section 3.2, released code",
        advanced=True,
        ge=0,
    )
    path_length_every: int = setting(
        4,
        "Path length interval",
        "Steps between two of this term.",
        "Karras et al. 2020a, released code",
        advanced=True,
        ge=1,
    )
    path_length_shrink: int = setting(
        2,
        "Path length batch share",
        "This part of a batch is used for it.",
        "Karras et al. 2020a, released code",
        advanced=True,
        ge=1,
    )
    lambda_range: float = setting(
        0.0,
        "Range weight",
        "Weight of what lies beyond black and white, for projected discriminators.",
        "Ganvas: 0 as published, no such term",
        advanced=True,
        ge=0,
    )
    regularisers: Literal["published", "version_0_1"] = setting(
        "published",
        "Regularisers",
        "`published`; `version_0_1` is for runs of that version, which took R1 at altered pictures, where it "
        "is weaker the more is altered, and left the mean of path lengths out of the gradient.",
        "Karras et al. 2020a and 2020b, released code",
        advanced=True,
    )
    augment: Literal["ada", "fixed", "diffaugment", "off"] = setting(
        "ada",
        "Augmentation",
        "`ada` alters pictures before the discriminator sees them, as much as they are learnt by "
        "heart: few pictures"
        " are then enough. `fixed` does so with one strength, `diffaugment` lightly.",
        "Karras et al. 2020b, section 3",
    )
    augment_pipeline: Pipeline = setting(
        "bgc",
        "Augmentation pipeline",
        "b: pixels moved, g: turned and stretched, c: colours.",
        "Karras et al. 2020b, section 3.1",
        advanced=True,
    )
    augment_p: float = setting(
        0.0,
        "Augmentation probability",
        "Chance of each alteration; with `ada` where it begins, with `fixed` throughout.",
        "Karras et al. 2020b, section 3.2",
        advanced=True,
        ge=0,
        le=1,
    )
    augment_target: float = setting(
        0.6,
        "ADA target",
        "How sure of real pictures the discriminator may be before more is altered.",
        "Karras et al. 2020b, section 3.2",
        advanced=True,
        ge=-1,
        le=1,
    )
    augment_kimg: float = setting(
        500.0,
        "ADA speed",
        "Thousand pictures in which the strength could go from 0 to 1.",
        "Karras et al. 2020b, section 3.2: 500; released code: 100 for a run that starts from another model",
        advanced=True,
        gt=0,
    )
    freeze_d: int = setting(
        0,
        "Freeze-D layers",
        "So many of the discriminator's layers, from the picture on, stay as a model that was taken "
        "over has them.",
        "Ganvas: 0, all are trained; Mo et al. 2020 freeze some",
        advanced=True,
        ge=0,
    )
    projected_group: int = setting(
        1,
        "Minibatch group size, projected",
        "Pictures over which projected discriminators look at variety; 1 for none.",
        "Sauer et al. 2021: none",
        advanced=True,
        ge=1,
    )
    projected_size: int = setting(
        0,
        "Projected size",
        "Side to which pictures are enlarged before projected discriminators; 0 leaves them.",
        "Ganvas: 0, as they are",
        advanced=True,
        ge=0,
    )
    discriminator_first: int = setting(
        0,
        "Discriminator warm-up",
        "Until so many pictures it learns alone, for a generator that was taken over.",
        "Ganvas: 0, both from the start",
        advanced=True,
        seen=True,
        ge=0,
    )
    blur_sigma: float = setting(
        0.0,
        "Initial blur",
        "Pixels by which the discriminator's view is blurred at the start.",
        "Ganvas: 0; Karras et al. 2021, released code: 10",
        advanced=True,
        ge=0,
    )
    blur_pictures: int = setting(
        0,
        "Blur fades until",
        "Pictures within which the blur fades.",
        "Ganvas: 0; Karras et al. 2021, released code: 200,000",
        advanced=True,
        seen=True,
        ge=0,
    )

    @classmethod
    def of_earlier(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Runs of version 0.1 keep its regularisers; a probability of 0 was as good as no augmentation."""
        values = {"regularisers": "version_0_1", **values}
        if values.get("augment") == "fixed" and not values.get("augment_p"):
            values["augment"] = "off"
        return values

    @model_validator(mode="after")
    def _fits_together(self) -> StyleGAN2Settings:
        if self.discriminators == "projected" and (self.label_size or self.r1_gamma):
            raise ValueError(
                "projected discriminators take no labels and no R1: set label_size and r1_gamma to 0"
            )
        if self.augment == "fixed" and not self.augment_p:
            raise ValueError("augment = 'fixed' alters nothing at augment_p = 0: raise it, or choose 'off'")
        return self

    def sizes(self) -> Sizes:
        """Every block doubles the side, from 4 pixels on."""
        return Sizes(least=8, powers=True)


RECIPE_INFO = RecipeInfo(
    name="stylegan2",
    settings=StyleGAN2Settings,
    data_kinds=("pictures",),
    averaged=("mapping", "synthesis"),
    evaluated=(EvaluatedColumns(0, None, "picture", rows=8),),
    title="New pictures of one kind (StyleGAN2)",
    goal="Make new pictures of a kind, such as faces, from pictures alone or with labels.",
    paper=(
        'Karras et al. 2020a, "Analyzing and Improving the Image Quality of StyleGAN"; '
        'Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data"'
    ),
    data="Pictures of one kind of thing, alike in view and framing, with labels where there are any.",
    enough=2_000,
    enough_source='Karras et al. 2020, "... with Limited Data", abstract: a few thousand pictures',
    networks={
        "mapping": "turns chance into a style",
        "synthesis": "makes a picture out of a style",
        "discriminator": "learns to tell made pictures from real ones",
    },
    sheet="A square of pictures out of chance that stays the same throughout the run.",
    metrics=("kid", "path_length", "separability"),
    capabilities=("sample",),
    # As recipes have it whose generators are trained on processors.
    laptop={"settings.channel_base": 4096, "schedule.batch_size": 8},
    defaults={
        "schedule.batch_size": Default(64, "Karras et al. 2020b, table 5: paper256"),
        "schedule.decay": Default("none", "Karras et al. 2020a, released code: constant"),
        "optimiser.learning_rate": Default(2.5e-3, "Karras et al. 2020b, table 5: paper256"),
        "optimiser.beta1": Default(0.0, "Karras et al. 2020a, section 3.1"),
        "optimiser.beta2": Default(0.99, "Karras et al. 2020a, section 3.1"),
        "averaging.half_life": Default(20_000, "Karras et al. 2020b, table 5: paper256"),
    },
    with_start={"settings.augment_kimg": 100.0},
    with_size={size: suited_to(size) for size in (64, 128, 512, 1024)},
)
