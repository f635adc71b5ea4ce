"""Recipes as text for a terminal and as the page docs/recipes.md, made from their descriptions alone."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

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
    return "\n".join(f"{told['name']:12} {told['title']}\n{'':12} {told['goal']}" for told in descriptions)


def recipe_text(told: Description) -> str:
    """One recipe for a terminal: goal, pictures, and its fields by section."""
    lines = [f"{told['name']}: {told['goal']}", f"After {told['paper']}.", ""]
    facts = (
        ("Pictures", told["data"]),
        ("Enough", f"{told['enough']:,} ({told['enough_source']})"),
        ("Kinds", ", ".join(f"{kind['name']} ({kind['label']})" for kind in told["kinds"])),
        ("Networks", "; ".join(f"{name}: {what}" for name, what in told["parts"].items())),
        ("Sheet", told["sheet"]),
        ("Metrics", ", ".join(told["metrics"]) or "none"),
        ("Can", ", ".join(told["capabilities"]) or "what the bundle that it joins does with it"),
    )
    for name, text in facts:
        lines += textwrap.wrap(f"{name + ':':10} {text}", _WIDTH, subsequent_indent=" " * 11)
    for section, fields in _by_section(told["fields"]).items():
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
    ]
    lines += [f"- [{told['name']}](#{told['name']}): {told['goal']}" for told in descriptions]
    for told in descriptions:
        lines += ["", *_recipe_page(told)]
    lines += ["", "## Sections that all recipes share", ""]
    lines += ["A recipe may start with another default than the one named here; it then says so above."]
    for section, fields in _by_section(shared).items():
        lines += ["", f"### {_TITLES[section]}", "", *_table(fields)]
    return "\n".join(lines) + "\n"


def _recipe_page(told: Description) -> list[str]:
    lines = [f"## {told['name']}", "", f"**{told['title']}.** {told['goal']} After {told['paper']}.", ""]
    kinds = ", ".join(f"`{kind['name']}`" for kind in told["kinds"])
    lines += [
        f"- Pictures: {told['data']} `data.kind`: {kinds}.",
        f"- Enough: {told['enough']:,} pictures ({told['enough_source']}).",
        "- Networks: " + "; ".join(f"`{name}` {what}" for name, what in told["parts"].items()) + ".",
        f"- Sample sheet: {told['sheet']}",
        f"- Metrics: {', '.join(told['metrics']) or 'none of its own'}.",
        f"- Its bundle can: {', '.join(told['capabilities']) or 'nothing alone; it joins another'}.",
    ]
    for title, which in (("for this kind of data", "by_kind"), ("for pictures of this size", "by_size")):
        for name, values in told[which].items():
            if values:
                given = ", ".join(f"`{key} = {_plain_cell(value)}`" for key, value in values.items())
                lines.append(f"- `{name}`, {title}: {given}.")
    fields = _by_section(told["fields"])
    changed = [field for field in told["fields"] if field.get("changed")]
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
