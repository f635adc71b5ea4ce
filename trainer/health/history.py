"""What the rules read: the course of a run's losses and figures, and its configuration."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What a rule has noticed.

    Attributes:
        rule: its name.
        sentence: what goes wrong, for a layperson.
        remedy: what to do, in a sentence.
        changes: of the configuration for the next leg, "section.key" to value.
    """

    rule: str
    sentence: str
    remedy: str
    changes: Changes = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """As facts of an event."""
        remedy = {"sentence": self.remedy, "changes": dict(self.changes)}
        return {"rule": self.rule, "sentence": self.sentence, "remedy": remedy}


class History:
    """A run's progress and figures by name, each a list of (pictures seen, value), oldest first.

    Args:
        config: of the run, as plain values.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.seen = 0
        self.progress: dict[str, list[tuple[int, float]]] = {}
        self.metrics: dict[str, list[tuple[int, float]]] = {}

    def add(self, event: Mapping[str, Any]) -> bool:
        """Take note of an event; whether the rules have something new to look at."""
        columns = {"progress": self.progress, "metric": self.metrics}.get(event.get("event", ""))
        seen = event.get("seen")
        if columns is None or not isinstance(seen, int):
            return False
        if seen < self.seen:
            self._forget_after(seen)
        self.seen = seen
        for name, value in event.items():
            if isinstance(value, int | float) and name not in ("seen", "time") and math.isfinite(value):
                columns.setdefault(name, []).append((seen, float(value)))
        return True

    def _forget_after(self, seen: int) -> None:
        """The run went back to a checkpoint: what came after it has not been."""
        for columns in (self.progress, self.metrics):
            for name, rows in columns.items():
                columns[name] = [row for row in rows if row[0] < seen]

    def values(self, name: str) -> list[float]:
        """Values of a figure of `metric` events."""
        return [value for _, value in self.metrics.get(name, [])]

    def reported(self, name: str) -> list[float]:
        """Values of a quantity of `progress` events."""
        return [value for _, value in self.progress.get(name, [])]

    def setting(self, key: str) -> Any:
        """A value of the configuration by "section.key", None where it is not there."""
        found: Any = self.config
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def scaled(self, key: str, factor: float, otherwise: str = "") -> dict[str, float]:
        """A change: a number of the configuration times a factor; of `otherwise` where it is not set."""
        value = self.setting(key)
        if not isinstance(value, int | float):
            value = self.setting(otherwise) if otherwise else None
        return {key: float(f"{value * factor:.6g}")} if isinstance(value, int | float) else {}


Rule = Callable[[History], Finding | None]


def mean(values: list[float]) -> float:
    """Arithmetic mean."""
    return sum(values) / len(values)


def median(values: list[float]) -> float:
    """The middle value, the lower one of two."""
    return sorted(values)[(len(values) - 1) // 2]
