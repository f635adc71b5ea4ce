"""Rules that look over a run's shoulder: each reads its events and says in plain words what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainer.health.adversaries import discriminator_fooled, discriminator_overpowers, vanishing_gradient
from trainer.health.history import Finding, History, Rule
from trainer.health.learning import no_progress, overfitting
from trainer.health.variety import mode_collapse, style_ignored

__all__ = ["RULES", "Finding", "Health", "History"]

RULES: Mapping[str, Rule] = {
    "mode_collapse": mode_collapse,
    "style_ignored": style_ignored,
    "vanishing_gradient": vanishing_gradient,
    "discriminator_overpowers": discriminator_overpowers,
    "discriminator_fooled": discriminator_fooled,
    "overfitting": overfitting,
    "no_progress": no_progress,
}


class Health:
    """All rules over one run's events, in the order in which they come.

    Args:
        config: of the run, as plain values.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.history = History(config)
        self._said: set[str] = set()

    def observe(self, event: Mapping[str, Any]) -> list[Finding]:
        """What the rules notice now; each says a thing once, until it is over."""
        if not self.history.add(event):
            return []
        found = {name: finding for name, rule in RULES.items() if (finding := rule(self.history)) is not None}
        new = [finding for name, finding in found.items() if name not in self._said]
        self._said = set(found)
        return new
