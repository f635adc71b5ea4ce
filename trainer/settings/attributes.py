"""What the recipe of attributes is for, what it takes, and what it can be told."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from trainer.settings.fields import Default, RecipeInfo, RecipeSettings, setting


class Attribute(BaseModel):
    """One attribute and where its values come from.

    Attributes:
        kind: `binary` (labels 0 and 1) or `number`.
        label: the column of `dataset.json`.
        measure: instead of a label: `brightness`, the mean luminance (0 to 1) of the picture's middle.
        inverse: the label says the opposite (`No_Beard`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["binary", "number"] = "binary"
    label: str = Field("", max_length=64)
    measure: Literal["", "brightness"] = ""
    inverse: bool = False


class Settings(RecipeSettings):
    """Settings of the classifier."""

    attributes: dict[str, Attribute] = setting(
        ...,
        "Attributes",
        "By the name that the editor shows: `label`, a column of dataset.json, and `kind`, binary or number.",
        "to be chosen",
        min_length=1,
        max_length=256,
    )
    form: Literal["frozen", "whole"] = setting(
        "frozen",
        "What is trained",
        "`frozen` trains the last layers alone, in minutes; `whole` trains all, slowly.",
        "Ganvas: as for the bundled models",
    )
    variant: Literal["lite0", "lite1"] = setting(
        "lite0",
        "Features",
        "Which EfficientNet-Lite looks at the pictures; lite1 is larger.",
        "Ganvas: the smallest",
        advanced=True,
    )
    working_size: int = setting(
        128,
        "Working size",
        "Side in pixels that pictures are brought to, a multiple of 64.",
        "Ganvas: as for the bundled models",
        advanced=True,
        ge=64,
        le=512,
        multiple_of=64,
    )
    hidden: int = setting(
        256,
        "Hidden units",
        "Width of the layer between features and answers; 0 for none.",
        "Ganvas: as for the bundled models",
        advanced=True,
        ge=0,
        le=4096,
    )
    dropout: float = setting(
        0.5,
        "Dropout",
        "Share of numbers that are switched off by chance, so that few labels are not learnt by heart.",
        "Srivastava et al. 2014, section A.4",
        advanced=True,
        ge=0,
        lt=1,
    )


RECIPE_INFO = RecipeInfo(
    name="attributes",
    settings=Settings,
    data_kinds=("pictures",),
    averaged=("head", "features"),
    title="Attributes",
    goal="Teach a model to read attributes such as age, smile or glasses off pictures.",
    paper='Caruana 1997, "Multitask Learning"',
    data="Pictures of one kind with a file dataset.json that labels some of them.",
    enough=500,
    enough_source="Ganvas: about 1,480 labelled pictures gave the bundled model its sliders",
    networks={
        "features": "a network that was trained on ImageNet, which looks at the picture",
        "head": "turns what it saw into one answer for each attribute",
    },
    sheet="One row for each attribute: the same pictures from the least of it to the most.",
    metrics=("auc", "correlation", "r2"),
    capabilities=(),
    defaults={
        "optimiser.learning_rate": Default(5e-4, "Ganvas: as for the bundled models"),
        "optimiser.beta1": Default(0.9, "Kingma and Ba 2015, section 2"),
        "schedule.batch_size": Default(64, "Ganvas: as for the bundled models"),
        "schedule.pictures": Default(120_000, "Ganvas: as for the bundled models"),
        "schedule.size": Default(128, "Ganvas: the side that the network looks at"),
        "averaging.half_life": Default(2_000, "Ganvas: as for the bundled models"),
    },
)
