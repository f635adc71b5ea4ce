"""What can be trained, by name: every recipe's declaration, without the networks that it declares."""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import ConfigurationError
from trainer.settings import (
    attributes,
    bicyclegan,
    cyclegan,
    discogan,
    drit,
    dualgan,
    glo,
    landmarks,
    material,
    munit,
    pix2pix,
    psp,
    stylegan2,
    unit,
    vae,
)
from trainer.settings.fields import RecipeInfo

RECIPE_INFOS: Mapping[str, RecipeInfo] = {
    recipe.RECIPE_INFO.name: recipe.RECIPE_INFO
    for recipe in (
        attributes,
        bicyclegan,
        cyclegan,
        discogan,
        drit,
        dualgan,
        glo,
        landmarks,
        material,
        munit,
        pix2pix,
        psp,
        stylegan2,
        unit,
        vae,
    )
}


def declaration_of(name: str) -> RecipeInfo:
    """What the recipe of that name declares.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in RECIPE_INFOS:
        raise ConfigurationError(
            "There is no recipe '{name}'; there are {names}.",
            name=name,
            names=", ".join(sorted(RECIPE_INFOS)),
        )
    return RECIPE_INFOS[name]
