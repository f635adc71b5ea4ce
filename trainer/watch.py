"""A run's events on their way out: rules look at each, and what they notice becomes an event too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from trainer.config import RunConfig, to_json
from trainer.events import EventKind, EventStream
from trainer.health import Health


class Watch:
    """Emits events and the findings of the health rules.

    Args:
        config: of the run.
        events: where both go.
    """

    def __init__(self, config: RunConfig, events: EventStream) -> None:
        self._events = events
        self._health = Health(json.loads(to_json(config)))

    def tell(self, kind: EventKind, facts: Mapping[str, Any]) -> None:
        """Emit one event, then what follows from it."""
        self._events.emit(kind, **facts)
        for finding in self._health.observe({"event": kind, **facts}):
            self._events.emit("health", seen=facts.get("seen", 0), **finding.facts())
