"""The values that a configuration starts from before its own are laid over: those its recipe declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer.presets import laid_over, with_preset
from trainer.recipes import RECIPES

Values = dict[str, Any]
_SIZE = 256


def with_starting_values(values: Mapping[str, Any]) -> Values:
    """A configuration's values on top of its recipe's, which follow the kind of data and the pictures' size.

    A preset that it names goes before what the recipe declares. `settings.resolution`, where a recipe has it,
    and `schedule.size` follow each other.

    Raises:
        ConfigurationError: see `with_preset`.
    """
    given = with_preset(values)
    recipe = RECIPES.get(str(given.get("recipe")))
    if recipe is None:
        return given
    told = recipe.declaration
    kind = _of(given, "data", "kind") or recipe.data_kinds[0]
    declared = {key: default.value for key, default in told.defaults.items()}
    sides = [_of(given, "schedule", "size"), _of(given, "settings", "resolution")]
    size = next((side for side in sides if isinstance(side, int)), declared.get("schedule.size", _SIZE))
    flat = {"data.kind": kind, "schedule.size": size, **declared}
    if "resolution" in recipe.settings_type.model_fields:
        flat["settings.resolution"] = size
    flat |= {**told.with_kind.get(kind, {}), **told.with_size.get(size, {}), "schedule.size": size}
    base: Values = {}
    for key, value in flat.items():
        section, _, name = key.partition(".")
        base.setdefault(section, {})[name] = value
    return laid_over(base, given)


def _of(values: Mapping[str, Any], section: str, key: str) -> Any:
    inner = values.get(section)
    return inner.get(key) if isinstance(inner, Mapping) else None
