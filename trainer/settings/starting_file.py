"""A configuration to start from, as commented TOML: what has to be said, and everything that may be."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from trainer.settings.describe import describe
from trainer.settings.run_config import parse_config
from trainer.settings.toml import to_toml_value

_WIDTH = 96
_SECTIONS = ("data", "settings", "schedule", "optimiser", "averaging", "reporting", "hardware")
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
