"""The description of a recipe as plain values: forms, help and the documentation page are made from it."""

from __future__ import annotations

import json
import textwrap
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from trainer.settings.fields import DATA_KINDS
from trainer.settings.presets import LAPTOP, PRESETS
from trainer.settings.registry import RECIPE_INFOS, declaration_of
from trainer.settings.run_config import RunConfig, flat_values, parse_config, with_laptop
from trainer.settings.toml import to_toml_value

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
    info = declaration_of(name)
    return {
        "name": info.name,
        "title": info.title,
        "goal": info.goal,
        "paper": info.paper,
        "data_kinds": list(info.data_kinds),
        "data": info.data,
        "enough": info.enough,
        "enough_source": info.enough_source,
        "capabilities": list(info.capabilities),
        "metrics": list(info.metrics),
        "networks": list(info.networks),
        "parts": dict(info.networks),
        "sheet": info.sheet,
        "presets": [LAPTOP, *(PRESETS if name == "stylegan2" else ())],
        "kinds": [
            {"name": kind, "label": DATA_KINDS[kind].label, "help": DATA_KINDS[kind].explanation}
            for kind in info.data_kinds
        ],
        "by_kind": {kind: dict(info.with_kind.get(kind, {})) for kind in info.data_kinds},
        "by_size": {str(size): dict(values) for size, values in info.with_size.items()},
        "laptop": flat_values(with_laptop({"recipe": name})),
        "fields": list(_fields(name)),
    }


def describe_all() -> list[Values]:
    """Every recipe, by name."""
    return [describe(name) for name in sorted(RECIPE_INFOS)]


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
    info = declaration_of(name)
    own = {"data.kind": {"default": info.data_kinds[0], "choices": list(info.data_kinds)}}
    changed = {
        place: {"default": default.value, "source": default.source, "changed": True}
        for place, default in info.defaults.items()
    }
    sections = {section: model for model, section in _shared()}
    for section in ("", *_SECTIONS):
        model = info.settings if section == "settings" else sections[section]
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


# Recipes as text for a terminal and as the page docs/recipes.md, made from their descriptions alone.


Description = Mapping[str, Any]
_WIDTH = 96
_TITLES = {
    "": "The run",
    "data": "Pictures (data)",
    "settings": "Settings of the recipe (settings)",
    "schedule": "Schedule (schedule)",
    "optimiser": "Optimiser (optimiser)",
    "averaging": "Averaging of weights (averaging)",
    "reporting": "Reporting (reporting)",
    "hardware": "Hardware (hardware)",
}


def recipes_text(descriptions: Sequence[Description]) -> str:
    """Every recipe with its goal, two lines each."""
    return "\n".join(f"{info['name']:12} {info['title']}\n{'':12} {info['goal']}" for info in descriptions)


def recipe_text(info: Description) -> str:
    """One recipe for a terminal: goal, pictures, and its fields by section."""
    lines = [f"{info['name']}: {info['goal']}", f"After {info['paper']}.", ""]
    facts = (
        ("Pictures", info["data"]),
        ("Enough", f"{info['enough']:,} ({info['enough_source']})"),
        ("Kinds", ", ".join(f"{kind['name']} ({kind['label']})" for kind in info["kinds"])),
        ("Networks", "; ".join(f"{name}: {what}" for name, what in info["parts"].items())),
        ("Sheet", info["sheet"]),
        ("Metrics", ", ".join(info["metrics"]) or "none"),
        ("Can", ", ".join(info["capabilities"]) or "what the bundle that it joins does with it"),
    )
    for name, text in facts:
        lines += textwrap.wrap(f"{name + ':':10} {text}", _WIDTH, subsequent_indent=" " * 11)
    for section, fields in _by_section(info["fields"]).items():
        lines += ["", f"{_TITLES[section]}:"]
        for field in fields:
            lines += [f"  {field['key']} = {_default(field)}   {_bounds(field)}".rstrip()]
            text = f"{field['label']}. {field['help']} [{field['source']}]"
            lines += textwrap.wrap(text, _WIDTH, initial_indent="      ", subsequent_indent="      ")
    return "\n".join(lines)


def recipes_page(descriptions: Sequence[Description], shared: Sequence[Description]) -> str:
    """The page docs/recipes.md: each recipe, then the sections that all of them share."""
    lines = [
        "# Recipes",
        "",
        "Made from the recipes' own declarations by `make docs`; change those, not this page.",
        "A configuration is a TOML file: `recipe`, `name` and `folder` at its top, then the sections below.",
        "",
        "Defaults are the published ones wherever there are some, and mostly too much for a processor. A",
        "run that begins on one is timed in its first steps; where it would take more than 3 days it ends,",
        "and a sentence says how long it would take, and how long with the preset `laptop`: smaller",
        "pictures, half of the channels, a shorter run. `ganvas train CONFIG --preset laptop` lays that over",
        "the file's own values, `--set` over both, and `ganvas trial CONFIG --preset laptop` measures it",
        'beforehand; `preset = "laptop"` in the file is what the file\'s own values lie over. `--anyway`',
        "begins a run however long it takes. Runs that go on, those of 10,000 pictures and less, and those",
        "on a graphics card are not timed.",
        "",
    ]
    lines += [f"- [{info['name']}](#{info['name']}): {info['goal']}" for info in descriptions]
    for info in descriptions:
        lines += ["", *_recipe_page(info)]
    lines += ["", "## Sections that all recipes share", ""]
    lines += ["A recipe may start with another default than the one named here; it then says so above."]
    for section, fields in _by_section(shared).items():
        lines += ["", f"### {_TITLES[section]}", "", *_table(fields)]
    return "\n".join(lines) + "\n"


def _recipe_page(info: Description) -> list[str]:
    lines = [f"## {info['name']}", "", f"**{info['title']}.** {info['goal']} After {info['paper']}.", ""]
    kinds = ", ".join(f"`{kind['name']}`" for kind in info["kinds"])
    lines += [
        f"- Pictures: {info['data']} `data.kind`: {kinds}.",
        f"- Enough: {info['enough']:,} pictures ({info['enough_source']}).",
        "- Networks: " + "; ".join(f"`{name}` {what}" for name, what in info["parts"].items()) + ".",
        f"- Sample sheet: {info['sheet']}",
        f"- Metrics: {', '.join(info['metrics']) or 'none of its own'}.",
        f"- Its bundle can: {', '.join(info['capabilities']) or 'nothing alone; it joins another'}.",
    ]
    for title, which in (("for this kind of data", "by_kind"), ("for pictures of this size", "by_size")):
        for name, values in info[which].items():
            if values:
                given = ", ".join(f"`{key} = {_plain_cell(value)}`" for key, value in values.items())
                lines.append(f"- `{name}`, {title}: {given}.")
    small = ", ".join(f"`{key} = {_plain_cell(value)}`" for key, value in info["laptop"].items())
    lines.append(f"- Its preset `laptop`: {small}.")
    fields = _by_section(info["fields"])
    changed = [field for field in info["fields"] if field.get("changed")]
    lines += ["", *_table(fields.get("settings", []))]
    if changed:
        lines += ["", "Other defaults than the shared ones:", "", *_table(changed)]
    return lines


def _by_section(fields: Sequence[Description]) -> dict[str, list[Description]]:
    sections: dict[str, list[Description]] = {}
    for field in fields:
        section = field["key"].rpartition(".")[0]
        sections.setdefault(section, []).append(field)
    return sections


def _table(fields: Sequence[Description]) -> list[str]:
    lines = ["| key | default | bounds | what it does | source of the default |", "|---|---|---|---|---|"]
    for field in fields:
        name = f"`{field['key']}`" + (" (advanced)" if field["advanced"] else "")
        text = f"**{field['label']}.** {field['help']}"
        cells = (name, f"`{_default(field)}`", _bounds(field), text, field["source"])
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def _default(field: Description) -> str:
    return "(to be given)" if field["required"] else _plain_cell(field["default"])


def _plain_cell(value: Any) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=False)


def _bounds(field: Description) -> str:
    if field["choices"]:
        return ", ".join(map(str, field["choices"]))
    low, high = field["minimum"], field["maximum"]
    above = "above" if "minimum" in field["excluded"] else "at least"
    below = "below" if "maximum" in field["excluded"] else "at most"
    parts = [f"{above} {low:g}"] if low is not None else []
    parts += [f"{below} {high:g}"] if high is not None else []
    return ", ".join(parts) or field["type"]


# A configuration to start from, as commented TOML: what has to be said, and everything that may be.


# What every run is asked for, though it has a usual value.
_SHOWN = (
    "recipe",
    "name",
    "folder",
    "data.sources",
    "data.kind",
    "schedule.pictures",
    "schedule.size",
    "schedule.batch_size",
)
# Stand-ins for what only a person can say.
_REQUIRED: Mapping[str, Any] = {
    "data.sources": ["pictures/"],
    "settings.generator": "generator.gmodel",
    "settings.attributes": {"smile": {"kind": "binary", "label": "smile"}},
}


def starting_values(recipe: str) -> dict[str, Any]:
    """The fewest values that a configuration of this recipe needs, with stand-ins where a person must choose.

    Raises:
        ConfigurationError: there is no such recipe.
    """
    info = describe(recipe)
    required = [field["key"] for field in info["fields"] if field["required"]]
    values: dict[str, Any] = {"recipe": recipe, "name": f"my-{recipe}", "folder": f"runs/my-{recipe}"}
    for key in required:
        section, _, name = key.partition(".")
        if name:
            values.setdefault(section, {})[name] = _REQUIRED[key]
    values.setdefault("data", {})["kind"] = info["data_kinds"][0]
    return values


def starting_toml(recipe: str) -> str:
    """The configuration of `starting_values` with comments; `#key = value` is what holds unless it is said.

    Args:
        recipe: its name.

    Raises:
        ConfigurationError: there is no such recipe.
    """
    info = describe(recipe)
    values = starting_values(recipe)
    usual = parse_config(values).model_dump(mode="json")
    lines = [*_comment(f"{info['title']}. {info['goal']}"), *_comment(f"After {info['paper']}.")]
    lines += _comment(f"Pictures: {info['data']} Enough are {info['enough']:,} ({info['enough_source']}).")
    lines += [*_comment("A line #key = value tells what holds unless you take the # away."), ""]
    lines.append(f"recipe = {to_toml_value(recipe)}")
    for section in ("", *_SECTIONS):
        lines += ["", f"[{section}]"] if section else []
        for field in info["fields"]:
            if field["key"].rpartition(".")[0] == section:
                lines += _lines(field, usual[section] if section else usual, values.get(section, {}))
    return "\n".join(lines) + "\n"


def _lines(field: Mapping[str, Any], usual: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """One key with what it does; as a comment where nobody needs to say it."""
    name = field["key"].rpartition(".")[2]
    yield from _comment(f"{field['label']}. {field['help']}")
    if usual[name] is None:
        yield from _comment(f"{name} is left out unless it is needed.")
        return
    mark = "" if field["key"] in _SHOWN or name in given else "#"
    yield f"{mark}{name} = {to_toml_value(usual[name])}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="# ")
