"""The description of a recipe as plain values: forms, help and the documentation page are made from it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trainer.config import RunConfig
from trainer.declaration import DATA_KINDS, Declaration
from trainer.presets import PRESETS
from trainer.recipes import RECIPES, recipe_type

Values = dict[str, Any]
_SECTIONS = ("data", "settings", "schedule", "optimiser", "averaging", "reporting", "hardware")
_BOUNDS = {
    "ge": "minimum",
    "gt": "minimum",
    "le": "maximum",
    "lt": "maximum",
    "min_length": "shortest",
    "max_length": "longest",
    "multiple_of": "multiple_of",
    "pattern": "pattern",
}


def describe(name: str) -> Values:
    """Everything about one recipe; `fields` are those of all sections, with keys "section.key".

    A field has `key`, `label`, `help`, `type` ("integer", "number", "boolean", "choice", "text", "list" or
    "table"), `default` (None where there is none), `required`, `optional` (may be left empty), `minimum`,
    `maximum` (None without; `excluded` names those that are themselves out of bounds), `choices`, `items`
    (the type of a list's items), `source` and `advanced`. `by_kind` says which values a kind of data needs.

    Raises:
        ConfigurationError: there is no such recipe.
    """
    recipe = recipe_type(name)
    told: Declaration = recipe.declaration
    return {
        "name": recipe.name,
        "title": told.title,
        "goal": told.goal,
        "paper": told.paper,
        "data_kinds": list(recipe.data_kinds),
        "data": told.data,
        "enough": told.enough,
        "enough_source": told.enough_source,
        "capabilities": list(told.capabilities),
        "metrics": list(told.metrics),
        "networks": list(told.networks),
        "parts": dict(told.networks),
        "sheet": told.sheet,
        "presets": list(PRESETS) if name == "stylegan2" else [],
        "kinds": [
            {"name": kind, "label": DATA_KINDS[kind].label, "help": DATA_KINDS[kind].explanation}
            for kind in recipe.data_kinds
        ],
        "by_kind": {kind: dict(told.with_kind.get(kind, {})) for kind in recipe.data_kinds},
        "by_size": {str(size): dict(values) for size, values in told.with_size.items()},
        "fields": list(_fields(name)),
    }


def describe_all() -> list[Values]:
    """Every recipe, by name."""
    return [describe(name) for name in sorted(RECIPES)]


def describe_shared() -> list[Values]:
    """The fields of the sections that all recipes share, with the defaults of recipes that name no others."""
    return [field for model, section in _shared() for field in _described(model, section)]


def _shared() -> Iterator[tuple[type[BaseModel], str]]:
    yield RunConfig, ""
    for section in _SECTIONS:
        annotation = RunConfig.model_fields[section].annotation
        assert isinstance(annotation, type)
        assert issubclass(annotation, BaseModel)
        if section != "settings":
            yield annotation, section


def _described(model: type[BaseModel], section: str) -> Iterator[Values]:
    for key, field in model.model_fields.items():
        if section or (key not in _SECTIONS and key != "recipe"):
            yield _field(f"{section}.{key}" if section else key, field)


def _fields(name: str) -> Iterator[Values]:
    recipe = recipe_type(name)
    defaults = recipe.declaration.defaults
    own = {"data.kind": {"default": recipe.data_kinds[0], "choices": list(recipe.data_kinds)}}
    changed = {
        place: {"default": told.value, "source": told.source, "changed": True}
        for place, told in defaults.items()
    }
    sections = {section: model for model, section in _shared()}
    for section in ("", *_SECTIONS):
        model = recipe.settings_type if section == "settings" else sections[section]
        for field in _described(model, section):
            yield {**field, **own.get(field["key"], {}), **changed.get(field["key"], {})}


def _field(key: str, field: FieldInfo) -> Values:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    kind, rest = _type(field.annotation)
    bounds: Values = {"minimum": None, "maximum": None}
    excluded = []
    for constraint in field.metadata:
        for attribute, name in _BOUNDS.items():
            value = getattr(constraint, attribute, None)
            if value is not None:
                bounds[name] = value
                excluded += [name] if attribute in ("gt", "lt") else []
    return {
        "key": key,
        "label": field.title or "",
        "help": field.description or "",
        "type": kind,
        "default": None if field.is_required() else _plain(field.get_default(call_default_factory=True)),
        "required": field.is_required(),
        **bounds,
        "excluded": excluded,
        **rest,
        "source": extra.get("source", ""),
        "advanced": bool(extra.get("advanced", False)),
    }


def _type(annotation: Any) -> tuple[str, Values]:
    """A field's type as forms know it, and what else they need: choices, a list's items, emptiness."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        some = [argument for argument in arguments if argument is not type(None)]
        kind, rest = _type(some[0])
        return kind, {**rest, "optional": len(some) < len(arguments)}
    rest = {"choices": None, "items": None, "optional": False}
    if origin is Literal:
        return "choice", {**rest, "choices": list(arguments)}
    if origin in (list, tuple):
        return "list", {**rest, "items": _type(arguments[0])[0]}
    if origin is dict or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return "table", rest
    names = {bool: "boolean", int: "integer", float: "number", str: "text"}
    return names[annotation], rest


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
