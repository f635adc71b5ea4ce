"""Every system that Ganvas trains, one file each."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import ConfigurationError
from trainer.recipes.attributes import Attributes
from trainer.recipes.base import Recipe, RecipeSettings
from trainer.recipes.bicyclegan import BicycleGAN
from trainer.recipes.cyclegan import CycleGAN
from trainer.recipes.discogan import DiscoGAN
from trainer.recipes.drit import DRIT
from trainer.recipes.dualgan import DualGAN
from trainer.recipes.glo import GLO
from trainer.recipes.landmarks import Landmarks
from trainer.recipes.munit import MUNIT
from trainer.recipes.pix2pix import Pix2Pix
from trainer.recipes.psp import PSP
from trainer.recipes.stylegan2 import StyleGAN2
from trainer.recipes.unit import UNIT
from trainer.recipes.vae import VariationalAutoencoder

AnyRecipe = (
    type[Attributes]
    | type[BicycleGAN]
    | type[CycleGAN]
    | type[DiscoGAN]
    | type[DRIT]
    | type[DualGAN]
    | type[GLO]
    | type[Landmarks]
    | type[MUNIT]
    | type[Pix2Pix]
    | type[PSP]
    | type[StyleGAN2]
    | type[UNIT]
    | type[VariationalAutoencoder]
)

_ALL: tuple[AnyRecipe, ...] = (
    Attributes,
    BicycleGAN,
    CycleGAN,
    DiscoGAN,
    DRIT,
    DualGAN,
    GLO,
    Landmarks,
    MUNIT,
    Pix2Pix,
    PSP,
    StyleGAN2,
    UNIT,
    VariationalAutoencoder,
)
RECIPES: Mapping[str, AnyRecipe] = {recipe.name: recipe for recipe in _ALL}


def recipe_type(name: str) -> AnyRecipe:
    """The recipe of that name.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in RECIPES:
        raise ConfigurationError(f"There is no recipe '{name}'; there are {', '.join(sorted(RECIPES))}.")
    return RECIPES[name]


def make_recipe(name: str, settings: RecipeSettings) -> Recipe:
    """A recipe with untrained networks."""
    make: type = recipe_type(name)
    recipe: Recipe = make(settings)
    return recipe
