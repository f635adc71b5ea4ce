"""How a recipe describes itself: what it is for, takes and gives, and each setting with its source."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

CHOSEN_HERE = "Ganvas"
ObjectiveName = Literal["lsgan", "vanilla", "hinge"]
"""By which an adversarial loss goes; `trainer.parts.losses` has them."""
Pipeline = Literal[
    "blit", "geom", "color", "filter", "noise", "cutout", "bg", "bgc", "bgcf", "bgcfn", "bgcfnc"
]
"""Which groups of augmentations; `trainer.parts.ada` has them."""


@dataclass(frozen=True)
class Sizes:
    """Sides of the pictures, in pixels, that networks take.

    Attributes:
        multiple: of which every side is a multiple.
        least: the smallest.
        powers: whether every side is a power of 2 besides.
    """

    multiple: int = 1
    least: int = 1
    powers: bool = False

    def takes(self, size: int) -> bool:
        """Whether a side is one of them."""
        return (
            size >= self.least and size % self.multiple == 0 and not (self.powers and size.bit_count() != 1)
        )

    def nearest(self, size: int) -> list[int]:
        """The next smaller and the next larger side, of those that a configuration can have."""
        below = next((side for side in range(size, 15, -1) if self.takes(side)), None)
        above = next((side for side in range(size, 2049) if self.takes(side)), None)
        return sorted({side for side in (below, above) if side is not None})

    def within(self, other: Sizes) -> Sizes:
        """Sides that both have."""
        multiple = math.lcm(self.multiple, other.multiple)
        return Sizes(multiple, max(self.least, other.least), self.powers or other.powers)


class Section(BaseModel):
    """A part of a configuration: unknown keys are refused, values do not change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecipeSettings(BaseModel):
    """Base of every recipe's settings: unknown keys are refused, values do not change.

    `grows` says that networks built for one `resolution` can be trained on smaller pictures first.
    """

    grows: ClassVar[bool] = False
    model_config = ConfigDict(frozen=True, extra="forbid")

    def sizes(self) -> Sizes:
        """Sides of the pictures that networks of these settings take; any where it says nothing."""
        return Sizes()

    @classmethod
    def of_earlier(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The settings that a stored run was started with, those added where an earlier version wrote them.

        A run keeps every setting that its version knew. One that came later has the value here that is what
        that version did, where this is not the default.
        """
        return dict(values)


def setting(
    default: Any,
    label: str,
    explanation: str,
    source: str,
    *,
    advanced: bool = False,
    seen: bool = False,
    **bounds: Any,
) -> Any:
    """A field of a configuration, with everything that a form or a page needs to show it.

    Args:
        default: its value where none is given; `...` for a value that must be given.
        label: two or three words for a person.
        explanation: one or two sentences: what it does, and which way to turn it.
        source: where the default is from: paper and section, or `CHOSEN_HERE` with the reason.
        advanced: nobody needs it for a first model.
        seen: it is the number of pictures seen by which something of a run has begun or ended.
        bounds: as of pydantic's `Field`.
    """
    extra: JsonDict = {"source": source, "advanced": advanced}
    if seen:
        extra["seen"] = True
    return Field(default, title=label, description=explanation, json_schema_extra=extra, **bounds)


@dataclass(frozen=True)
class Default:
    """A value that a recipe starts with instead of that of the shared sections, and where it is from."""

    value: Any
    source: str


@dataclass(frozen=True)
class EvaluatedColumns:
    """Columns of the sheet that the monitor measures.

    Attributes:
        first: column of the first result.
        end: the column behind the last one; None for all that follow.
        real: name of the real pictures in a batch.
        styles: whether the results of a row are styles of one input.
        rows: of the sheet to measure; the fewer, the more columns there are.
    """

    first: int
    end: int | None
    real: str
    styles: bool = False
    rows: int = 16


@dataclass(frozen=True)
class RecipeInfo:
    """What a recipe tells about itself.

    Attributes:
        name: by which configurations choose it.
        settings: their type.
        data_kinds: that it takes, of `DATA_KINDS`; the first is the usual one.
        averaged: networks whose averaged weights are shown, measured and exported; the others help to train.
        title: what a person calls it.
        goal: what it is for, one sentence for a layperson.
        paper: author, year and title.
        data: what pictures it takes, a sentence.
        enough: pictures with which it works well; with fewer it repeats what it has seen.
        enough_source: where that number is from.
        networks: each by name, and what it does.
        sheet: what its sample sheet shows, a sentence.
        metrics: by which its results are judged.
        capabilities: of its bundle, as in `BundleContent`.
        defaults: by "section.key", where the recipe starts with other values than the shared sections.
        with_kind: by kind of data, values by "section.key" that this kind needs.
        evaluated: what of its sheet the monitor measures; nothing where results are no pictures.
        batch_multiple: pictures that every batch is a multiple of.
        with_start: values by "section.key" that suit a run that starts from another model.
        size_is_given: the side of its pictures follows something else than a person's choice.
        laptop: values by "section.key" of the preset `laptop` that do not follow from the others.
        with_size: by the side of the pictures, values by "section.key" that suit it; the sizes to offer.
    """

    name: str
    settings: type[RecipeSettings]
    data_kinds: tuple[str, ...]
    averaged: tuple[str, ...]
    title: str
    goal: str
    paper: str
    data: str
    enough: int
    enough_source: str
    networks: Mapping[str, str]
    sheet: str
    metrics: tuple[str, ...]
    capabilities: tuple[str, ...]
    defaults: Mapping[str, Default] = field(default_factory=dict)
    with_kind: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    with_size: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    with_start: Mapping[str, Any] = field(default_factory=dict)
    size_is_given: bool = False
    laptop: Mapping[str, Any] = field(default_factory=dict)
    evaluated: tuple[EvaluatedColumns, ...] = ()
    batch_multiple: int = 1


@dataclass(frozen=True)
class DataKind:
    """How the pictures of a data set belong together: in a few words and in a sentence."""

    label: str
    explanation: str


DATA_KINDS: Mapping[str, DataKind] = {
    "photos": DataKind(
        "Photos alone",
        "Photos of single objects on a plain background; the sketches that belong to them are drawn "
        "from them.",
    ),
    "side_by_side": DataKind(
        "Pairs, side by side", "Every file holds two pictures of the same size beside each other, A and B."
    ),
    "folders": DataKind(
        "Pairs, in two folders", "Folders A and B with files of the same names: what belongs together."
    ),
    "pictures": DataKind(
        "Single pictures", "Pictures of one kind, with labels in a file dataset.json where there are any."
    ),
    "face_scenes": DataKind(
        "Faces and backgrounds",
        "Faces whose eyes all lie at one place, which are put onto other pictures as backgrounds.",
    ),
    "unpaired": DataKind(
        "Unpaired", "Two folders, or one with folders A and B: pictures of two kinds that nothing pairs."
    ),
    "unpaired_sketches": DataKind(
        "Photos, half of them drawn", "One set of photos: one half becomes sketches, the other stays photos."
    ),
}
