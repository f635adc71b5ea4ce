"""Every system that Ganvas trains, one file each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from engine.types import Progress
from trainer.data.datasets import TrainingDataset
from trainer.recipes.attributes import Attributes
from trainer.recipes.bicyclegan import BicycleGAN
from trainer.recipes.cyclegan import CycleGAN
from trainer.recipes.discogan import DiscoGAN
from trainer.recipes.drit import DRIT
from trainer.recipes.dualgan import DualGAN
from trainer.recipes.glo import GLO
from trainer.recipes.landmarks import Landmarks
from trainer.recipes.material import MaterialBrush
from trainer.recipes.munit import MUNIT
from trainer.recipes.pix2pix import Pix2Pix
from trainer.recipes.psp import PSP
from trainer.recipes.stylegan2 import StyleGAN2
from trainer.recipes.unit import UNIT
from trainer.recipes.vae import VariationalAutoencoder
from trainer.settings.fields import RecipeSettings
from trainer.settings.registry import declaration_of

AnyRecipe = (
    type[Attributes]
    | type[BicycleGAN]
    | type[CycleGAN]
    | type[DiscoGAN]
    | type[DRIT]
    | type[DualGAN]
    | type[GLO]
    | type[Landmarks]
    | type[MaterialBrush]
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
    MaterialBrush,
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
    return RECIPES[declaration_of(name).name]


Adapt = Callable[[Any, TrainingDataset, Path, Progress | None], TrainingDataset]
_ADAPTING: Mapping[str, Adapt] = {
    "attributes": Attributes.adapted,
    "glo": GLO.adapted,
    "material": MaterialBrush.adapted,
}


def adapted(
    name: str,
    settings: RecipeSettings,
    dataset: TrainingDataset,
    cache: Path,
    progress: Progress | None = None,
) -> TrainingDataset:
    """The dataset as the recipe of that name wants it; what takes long to make is kept in `cache`."""
    adapt = _ADAPTING.get(name)
    return dataset if adapt is None else adapt(settings, dataset, cache, progress)
