"""What the doctor reports: findings with what training does about each, and the report that holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["note", "warning", "error"]
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with some files, and what training does about it.

    Attributes:
        code: of what is wrong; stays the same whatever the wording.
        what: is wrong, after a number ("12 ..."), in words.
        consequence: what training does about it.
        severity: `error` stops a run, `warning` harms the result, `note` is good to know.
        files: the places of pictures (`Picture.file`); may be left out by these names.
        like: for copies, the file that each is a copy of.
    """

    code: str
    what: str
    consequence: str
    severity: Severity
    files: tuple[str, ...] = ()
    like: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The finding as a line for a person."""
        if not self.files:
            return f"{self.what}: {self.consequence}"
        named = ", ".join(self.files[:3]) + (" ..." if len(self.files) > 3 else "")
        return f"{len(self.files)} {self.what}: {self.consequence} ({named})"


@dataclass(frozen=True)
class Report:
    """What the doctor saw.

    Attributes:
        pictures: files looked at.
        usable: files that training can use.
        sizes: (width, height) and how many pictures have it, the commonest first.
        findings: everything that is wrong, the worst first, then the most frequent.
        excluded: files that the configuration leaves out.
        enough: pictures that the recipe wants; 0 where none was named.
        labels: of each label its kind ("binary" or "number") and how many pictures have it.
        suggested: values by "section.key" that these pictures ask for.
    """

    pictures: int
    usable: int
    sizes: tuple[tuple[tuple[int, int], int], ...]
    findings: tuple[Finding, ...]
    excluded: int = 0
    enough: int = 0
    labels: tuple[tuple[str, str, int], ...] = ()
    suggested: Mapping[str, Any] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """The report as lines for a person."""
        lines = [f"{self.pictures} pictures, {self.usable} of them usable."]
        if self.excluded:
            lines.append(f"{self.excluded} more are left out by the configuration.")
        if self.sizes:
            (width, height), count = self.sizes[0]
            lines.append(f"{count} are {width} x {height}; there are {len(self.sizes)} different sizes.")
        return lines + [finding.sentence() for finding in self.findings]

    def facts(self) -> dict[str, Any]:
        """The report as plain values; `sizes` as [width, height, count], the hundred commonest."""
        values = asdict(self)
        values["sizes"] = [[*size, count] for size, count in self.sizes[:100]]
        values["suggested"] = dict(self.suggested)
        return values


class Collector:
    """Gathers files by what is wrong with them."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str, str, Severity], list[tuple[str, str]]] = defaultdict(list)

    def add(
        self, code: str, what: str, consequence: str, severity: Severity, file: str = "", like: str = ""
    ) -> None:
        """Note one file, or a finding about all of them where no file is named."""
        self._files[code, what, consequence, severity].append((file, like))

    def findings(self) -> tuple[Finding, ...]:
        """Everything noted, the worst first, then the most frequent."""
        found = []
        for (code, what, consequence, severity), pairs in self._files.items():
            files = tuple(file for file, _ in pairs if file)
            like = tuple(other for _, other in pairs) if any(other for _, other in pairs) else ()
            found.append(Finding(code, what, consequence, severity, files, like))
        return tuple(sorted(found, key=lambda one: (_ORDER[one.severity], -len(one.files))))


# Values that a set of pictures asks for: a size that they have, attributes that are labelled.


def suggest(report: Report, recipe: Mapping[str, Any], *, side_by_side: bool) -> dict[str, Any]:
    """Values by "section.key" for a recipe as `trainer.settings.describe` gives it.

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
