"""Values that a set of pictures asks for: a size that they have, attributes that are labelled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer.data.findings import Report


def suggest(report: Report, recipe: Mapping[str, Any], *, side_by_side: bool) -> dict[str, Any]:
    """Values by "section.key" for a recipe as `trainer.describe` gives it.

    Args:
        report: what the doctor saw.
        recipe: its description.
        side_by_side: every file holds two pictures, so that its width counts half.
    """
    fields = {field["key"]: field for field in recipe["fields"]}
    suggested: dict[str, Any] = {}
    usual = fields["schedule.size"]["default"]
    sides = sorted(
        side
        for (width, height), count in report.sizes
        for side in [min(width // 2 if side_by_side else width, height)] * count
    )
    offered = sorted({usual, *map(int, recipe["by_size"])})
    if sides and recipe["by_size"]:
        middle = sides[len(sides) // 2]
        size = max((size for size in offered if size <= min(middle, usual)), default=offered[0])
        if size != usual:
            suggested["schedule.size"] = size
    if "settings.attributes" in fields:
        attributes = {name: {"label": name, "kind": kind} for name, kind, known in report.labels if known}
        if attributes:
            suggested["settings.attributes"] = attributes
    return suggested
