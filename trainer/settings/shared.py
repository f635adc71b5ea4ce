"""What recipes of two domains declare alike: kinds of pictures, two generators, a sheet of both cycles."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bundle.manifest import PictureKind
from trainer.settings.fields import EvaluatedColumns, RecipeSettings, Sizes, setting

TWO_GENERATORS = {
    "generator_ab": "turns A into B",
    "generator_ba": "turns B into A",
    "discriminator_a": "learns to tell made pictures of A from real ones",
    "discriminator_b": "learns to tell made pictures of B from real ones",
}
BOTH_CYCLES = "Each row a picture of A, as B, and back as A; then a picture of B, as A, and back as B."
# Of the same sheet: A, in B, back, B, in A, back.
BOTH_CYCLES_EVALUATED = (EvaluatedColumns(1, 2, "b"), EvaluatedColumns(4, 5, "a"))


class TwoDomainSettings(RecipeSettings):
    """What the pictures of domain A and of domain B show; the bundle's forward way is A to B."""

    kind_a: PictureKind = setting(
        "photo",
        "What A shows",
        "Tells the editor what to give the model: photos, sketches or label maps.",
        "Ganvas: photos, as in most papers",
    )
    kind_b: PictureKind = setting(
        "photo",
        "What B shows",
        "Tells the editor what the model gives.",
        "Ganvas: photos, as in most papers",
    )


def least_for_patches(widths: Sequence[int]) -> int:
    """The smallest side that a PatchGAN of these widths judges: all layers but the last two halve it."""
    return 3 * (1 << (len(widths) - 1))


def least_for_scales(widths: Sequence[int], scales: int) -> int:
    """The smallest side that discriminators of several scales judge; reflections need 2 pixels at the end."""
    return (1 << (scales - 1)) * ((1 << len(widths)) - 1) + 1


# What the recipes that train a small StyleGAN2 generator on a processor can be told about it.


class SmallGeneratorSettings(RecipeSettings):
    """The generator's settings, under the names that they have in `stylegan2`."""

    resolution: int = setting(
        64,
        "Resolution",
        "The schedule's size, a power of 2.",
        "Ganvas: minutes on a processor",
        ge=8,
        le=2048,
    )
    z_size: int = setting(
        256,
        "Latent size",
        "Numbers that a picture is pressed into.",
        "Ganvas: half of StyleGAN2's 512",
        advanced=True,
        ge=1,
    )
    w_size: int = setting(
        256,
        "Style size",
        "Numbers of the styles that the generator works with.",
        "Ganvas: half of StyleGAN2's 512",
        advanced=True,
        ge=1,
    )
    mapping_depth: int = setting(
        2,
        "Mapping depth",
        "Layers from a code to a style.",
        "Karras et al. 2020b, table 5: auto",
        advanced=True,
        ge=1,
        le=16,
    )
    channel_base: int = setting(
        4096,
        "Channel base",
        "Channels times side at every size. Half is about twice as fast and learns less.",
        "Ganvas: a quarter of StyleGAN2's for 256 pixels",
        advanced=True,
        ge=16,
    )
    channel_max: int = setting(
        256,
        "Channel maximum",
        "The most channels of a layer.",
        "Ganvas: half of StyleGAN2's 512",
        advanced=True,
        ge=4,
    )

    def sizes(self) -> Sizes:
        """Every block doubles the side, from 4 pixels on."""
        return Sizes(least=8, powers=True)
