"""Every system that Ganvas trains, one file each."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.errors import ConfigurationError
from trainer.recipes.base import Recipe, RecipeSettings
from trainer.recipes.bicyclegan import BicycleGAN
from trainer.recipes.pix2pix import Pix2Pix

_ALL: tuple[type[BicycleGAN] | type[Pix2Pix], ...] = (BicycleGAN, Pix2Pix)
RECIPES: Mapping[str, type[BicycleGAN] | type[Pix2Pix]] = {recipe.name: recipe for recipe in _ALL}


def recipe_type(name: str) -> type[BicycleGAN] | type[Pix2Pix]:
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
