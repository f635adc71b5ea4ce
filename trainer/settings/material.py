"""What the material brush is for, what it takes, and what it can be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer.settings.fields import (
    CHOSEN_HERE,
    Default,
    EvaluatedColumns,
    RecipeInfo,
    RecipeSettings,
    Sizes,
    setting,
)

_TRIALS = f"{CHOSEN_HERE}: trials at 64 pixels"


class Settings(RecipeSettings):
    """Settings of the material brush; defaults are those of its trials on shoes."""

    generator_widths: list[int] = setting(
        [64, 112, 176, 208, 208],
        "Generator widths",
        "Channels of the U-Net, one number for every halving of the picture; multiples of 8.",
        _TRIALS,
        advanced=True,
        min_length=2,
    )
    mapping_width: int = setting(
        96,
        "Mapping width",
        "Length of what modulates the decoder.",
        _TRIALS,
        advanced=True,
        ge=8,
    )
    full_width: int = setting(
        16,
        "Full-size width",
        "Channels of the two layers at the picture's full side; 0 leaves them out.",
        f"{CHOSEN_HERE}: without them a mesh lay in dark places",
        advanced=True,
        ge=0,
    )
    colours_matched: bool = setting(
        True,
        "Colours matched",
        "The mean colours of a result are made those asked for, whatever the drawing's shape.",
        f"{CHOSEN_HERE}: colours are an input, not a hope",
        advanced=True,
    )
    window: float = setting(
        0.75,
        "Windows",
        "Side of the windows that three of four steps see, as a share of a picture's; 1: whole pictures.",
        f"{CHOSEN_HERE}: a step on them costs half",
        advanced=True,
        gt=0,
        le=1,
    )
    part_share: float = setting(
        0.5,
        "Colours by part",
        "How far each part of a drawing takes one colour of a style: 0 leaves them as they lie in its photo.",
        f"{CHOSEN_HERE}: a sole is not to run up into the shaft",
        ge=0,
        le=1,
    )
    coarse_stuff: bool = setting(
        False,
        "Coarse stuff of a style",
        "Whether a style says how much is coarse, such as stripes; without, only what is painted says it.",
        f"{CHOSEN_HERE}: what is coarse in a photo are its parts, which another drawing has elsewhere",
    )
    painted: float = setting(
        0.35,
        "Painted share",
        "Share of pictures in which regions are painted over the style.",
        _TRIALS,
        advanced=True,
        ge=0,
        le=1,
    )
    inside_unknown: float = setting(
        0.1,
        "Inside unknown",
        "Share of drawings whose inside is only known to lie in the box about their lines, as of open ones.",
        _TRIALS,
        advanced=True,
        ge=0,
        le=1,
    )
    hue_turned: float = setting(
        0.5,
        "Hues turned",
        "Share of photos whose hue and saturation are changed, so that every colour is seen.",
        _TRIALS,
        ge=0,
        le=1,
    )
    lambda_l1: float = setting(
        10.0,
        "L1 weight",
        "More keeps the result near the photo whose style it has.",
        "Isola et al. 2017 use 100, Zhu et al. 2017 10",
        ge=0,
    )
    lambda_alternation: float = setting(
        10.0,
        "Checkerboard weight",
        "Weight of what alternates from pixel to pixel, beyond what photos have of it.",
        f"{CHOSEN_HERE}: without it checkerboards came, which no other loss sees",
        advanced=True,
        ge=0,
    )
    lambda_ground: float = setting(
        5.0,
        "Background weight",
        "Weight of keeping white what is white in the photo.",
        _TRIALS,
        advanced=True,
        ge=0,
    )
    lambda_layout: float = setting(
        6.0,
        "Colour weight",
        "Weight of the colours asked for, cell by cell, in styles of other photos.",
        _TRIALS,
        ge=0,
    )
    lambda_region: float = setting(
        4.0,
        "Painted colour weight",
        "Weight of the colours of painted regions.",
        _TRIALS,
        ge=0,
    )
    lambda_chroma: float = setting(
        0.0,
        "Stray colour weight",
        "Weight of colours that are further off what is asked for than anywhere in the photo asked for.",
        f"{CHOSEN_HERE}: without it soles of black shoes came red beside green",
        ge=0,
    )
    lambda_stuff: float = setting(
        2.0,
        "Stuff weight",
        "Weight of the energies asked for in a photo's own style.",
        _TRIALS,
        ge=0,
    )
    lambda_stuff_other: float = setting(
        3.0,
        "Stuff weight, other styles",
        "Weight of the energies asked for in styles of other photos.",
        _TRIALS,
        ge=0,
    )
    lambda_perceptual: float = setting(
        5.0,
        "Perceptual loss weight",
        "Weight of the distance between features of a network that knows photos.",
        "Johnson et al. 2016; weight by trials at 64 pixels",
        ge=0,
    )
    lambda_style: float = setting(
        1.0,
        "Texture feature weight",
        "Weight of features' means and deviations, for styles of other photos.",
        "Huang and Belongie 2017; weight by trials at 64 pixels",
        ge=0,
    )
    lambda_apart: float = setting(
        0.5,
        "Texture diversity weight",
        "Weight of holding the textures of two styles of one drawing apart.",
        _TRIALS,
        ge=0,
    )
    lambda_gan: float = setting(
        0.06,
        "GAN weight",
        "For photos in their own style. The hinge is summed over four scales of features.",
        _TRIALS,
        ge=0,
    )
    lambda_gan_other: float = setting(
        0.16,
        "GAN weight, other styles",
        "For photos in styles of other photos.",
        _TRIALS,
        ge=0,
    )
    lambda_gan_patches: float = setting(
        0.3,
        "GAN weight, patches",
        "For small patches beside others of the surface that they should be of.",
        f"{CHOSEN_HERE}: Park et al. 2020 use 1 where the adversary of whole pictures has 0.5 to 1",
        ge=0,
    )
    lambda_gan_drawn: float = setting(
        0.0,
        "GAN weight, drawn",
        "For every place of a picture beside what is drawn there; 0: without this discriminator.",
        "Isola et al. 2017",
        ge=0,
    )
    feature_scale: float = setting(
        1.75,
        "Feature scale",
        "How many times pictures are enlarged for the network that the discriminator looks through.",
        "Sauer et al. 2021 enlarge smaller pictures to 224 pixels",
        advanced=True,
        ge=1,
        le=4,
    )
    gan_from: int = setting(
        8000,
        "GAN starts at",
        "Pictures seen before the discriminator and its loss begin.",
        _TRIALS,
        advanced=True,
        seen=True,
        ge=0,
    )
    gan_ramp: int = setting(
        3000,
        "GAN weight ramp",
        "Pictures within which its weight grows from 0.",
        _TRIALS,
        advanced=True,
        seen=True,
        ge=1,
    )
    discriminator_first: int = setting(
        0,
        "Discriminator warm-up",
        "Until so many pictures the discriminators learn alone, for a generator that was taken over.",
        f"{CHOSEN_HERE}: 0, as they start with it",
        advanced=True,
        seen=True,
        ge=0,
    )
    clip_norm: float = setting(
        2.0,
        "Gradient clipping",
        "The most that the gradients of the generator may be long together.",
        _TRIALS,
        advanced=True,
        gt=0,
    )

    @classmethod
    def of_earlier(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Styles said what is coarse before there was a choice."""
        return {"coarse_stuff": True, **values}

    def sizes(self) -> Sizes:
        """Every width halves the side, and swatches are doubled until they cover the picture."""
        return Sizes(2 ** len(self.generator_widths), least=32, powers=True)


RECIPE_INFO = RecipeInfo(
    name="material",
    settings=Settings,
    data_kinds=("photos",),
    averaged=("generator", "encoder"),
    evaluated=(EvaluatedColumns(3, 8, "target", styles=True, rows=8),),
    batch_multiple=2,
    title="Sketch to photos in any colour and stuff (material brush)",
    goal="Turn a sketch into photos whose colours and stuff are chosen: from another photo, or painted.",
    paper='Zhang et al. 2017, "Real-Time User-Guided Image Colorization"; Xian et al. 2018, "TextureGAN"',
    data="Photos of one kind of thing on a plain background.",
    enough=1000,
    enough_source=f"{CHOSEN_HERE}: not tried with fewer than 15,700",
    networks={
        "generator": "makes a photo out of a sketch, a style and what is painted over it",
        "encoder": "measures colours and stuff of a photo",
        "discriminator": "learns to tell made photos from real ones",
        "patches": "learns to tell which small patches are of one real surface",
    },
    sheet=("Each row a sketch, the real photo, the photo made again in its own style and in five others'."),
    metrics=(
        "kid",
        "diversity",
        "edge_f1",
        "colour_error",
        "gamut",
        "texture_correlation",
        "marks",
        "painted_delta_e",
    ),
    capabilities=("translate", "style", "encode_style", "guide"),
    defaults={
        "schedule.batch_size": Default(16, _TRIALS),
        "optimiser.learning_rate": Default(6e-4, _TRIALS),
        "optimiser.beta2": Default(0.99, _TRIALS),
        "averaging.half_life": Default(5500, _TRIALS),
    },
    with_size={64: {}, 128: {}},
)
