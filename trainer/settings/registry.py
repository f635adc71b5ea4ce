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
    munit,
    pix2pix,
    psp,
    stylegan2,
    unit,
    vae,
)
from trainer.settings.fields import Declaration

DECLARATIONS: Mapping[str, Declaration] = {
    recipe.DECLARATION.name: recipe.DECLARATION
    for recipe in (
        attributes,
        bicyclegan,
        cyclegan,
        discogan,
        drit,
        dualgan,
        glo,
        landmarks,
        munit,
        pix2pix,
        psp,
        stylegan2,
        unit,
        vae,
    )
}


def declaration_of(name: str) -> Declaration:
    """What the recipe of that name declares.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in DECLARATIONS:
        raise ConfigurationError(f"There is no recipe '{name}'; there are {', '.join(sorted(DECLARATIONS))}.")
    return DECLARATIONS[name]
