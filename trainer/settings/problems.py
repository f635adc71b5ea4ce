"""What is wrong with a configuration, one sentence for each mistake: section, key, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from engine.sentences import Sentence, joined
from trainer.settings.fields import RecipeInfo, RecipeSettings, Sizes
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.sections import Stage

if TYPE_CHECKING:
    from trainer.settings.run_config import RunConfig

# What pydantic puts before the sentence of a check of ours.
_PREFIX = "Value error, "


def problem_sentences(error: ValidationError, config: type[BaseModel], recipe: str) -> Sentence:
    """A line for every mistake that validation has found.

    Args:
        error: of the validation.
        config: what was validated.
        recipe: that the configuration names; its settings are keys, too.
    """
    return joined(_sentence(detail, config, recipe) for detail in error.errors())


def _sentence(detail: Any, config: type[BaseModel], recipe: str) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "missing":
        return _missing(detail["loc"], config, recipe)
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(detail["loc"][-1]), _known_keys(config, recipe), n=1)
        if not near:
            return Sentence("{place}: there is no such key.", place=place)
        return Sentence("{place}: there is no such key; did you mean '{near}'?", place=place, near=near[0])
    problem = str(detail["msg"]).removeprefix(_PREFIX)
    if not place:
        # A check of the whole says itself which keys it is about.
        return Sentence("{problem}.", problem=problem)
    return Sentence("{place}: {problem}.", place=place, problem=problem)


def _missing(loc: Sequence[str | int], config: type[BaseModel], recipe: str) -> Sentence:
    *sections, key = map(str, loc)
    if not sections and _section(config.model_fields.get(key)) is not None:
        return Sentence("The configuration has no section [{section}]; add it.", section=key)
    label = _label(".".join(sections), key, config, recipe)
    if not sections:
        return Sentence("The configuration does not say '{key}' ({label}); add it.", key=key, label=label)
    return Sentence(
        "The section [{section}] does not say '{key}' ({label}); add it.",
        section=".".join(sections),
        key=key,
        label=label,
    )


def _section(field: FieldInfo | None) -> type[BaseModel] | None:
    kind = field.annotation if field is not None else None
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _label(section: str, key: str, config: type[BaseModel], recipe: str) -> str:
    """What a person calls a key."""
    holder: Any = config
    if section == "settings" and recipe in RECIPE_INFOS:
        holder = RECIPE_INFOS[recipe].settings
    elif section:
        field = config.model_fields.get(section)
        holder = field.annotation if field is not None else None
    found = getattr(holder, "model_fields", {}).get(key)
    return str(found.title or key).lower() if found is not None else key


def _known_keys(config: type[BaseModel], recipe: str) -> list[str]:
    """Keys of every section and of that recipe's settings."""
    found = [_section(field) for field in config.model_fields.values()]
    sections: list[type[BaseModel]] = [config, Stage, *(section for section in found if section is not None)]
    if recipe in RECIPE_INFOS:
        sections.append(RECIPE_INFOS[recipe].settings)
    return [name for section in sections for name in section.model_fields]


def size_problem(info: RecipeInfo, settings: RecipeSettings, kind: str, size: int) -> str:
    """Why a recipe's networks do not take pictures of a side, with the nearest that they take; "" if they do.

    Args:
        info: of the recipe.
        settings: that its networks are built from.
        kind: of the data; what is drawn is kept eight pixels a byte.
        size: of the pictures in pixels.
    """
    kept = Sizes(8 if kind in ("photos", "unpaired_sketches") else 1)
    sizes = settings.sizes().within(kept)
    if sizes.takes(size):
        return ""
    offered = []
    for side, values in info.with_size.items():
        own = {k.removeprefix("settings."): v for k, v in values.items() if k.startswith("settings.")}
        fields = info.settings.model_fields
        # What somebody has set stays as it is when the size changes, and what follows the size goes with it.
        untouched = all(getattr(settings, key) == fields[key].default for key in own)
        if untouched and settings.model_copy(update=own).sizes().within(kept).takes(side):
            offered.append(side)
    nearest = sorted({*sizes.nearest(size), *offered}, key=lambda side: abs(side - size))[:2]
    if not nearest:
        return f"schedule.size: with these settings '{info.name}' takes no size at all; use fewer layers"
    named = " or ".join(map(str, sorted(nearest)))
    return f"schedule.size: the networks of '{info.name}' do not take {size} pixels; the nearest are {named}"


def beyond_the_run(config: RunConfig) -> list[Sentence]:
    """What a run is told to do by a number of pictures that it never sees: one sentence for each setting."""
    schedule, ends = config.schedule, dict[str, int]()
    for stage in schedule.smaller_first:
        ends[f"schedule.smaller_first ({stage.size} pixels)"] = stage.until
    if schedule.decay_from is not None:
        ends["schedule.decay_from"] = schedule.decay_from
    for name, field in type(config.settings).model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict) and extra.get("seen"):
            ends[f"settings.{name}"] = getattr(config.settings, name)
    return [
        Sentence(
            "{key} is {count} pictures, and the run ends after {pictures}: "
            "lower it, or raise schedule.pictures.",
            key=key,
            count=f"{count:,}",
            pictures=f"{schedule.pictures:,}",
        )
        for key, count in ends.items()
        if count >= schedule.pictures
    ]
