"""Changes that a person has accepted for the next leg of a run, kept in the run's folder until it begins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = "next-leg.json"


def pending_changes(run: Path) -> dict[str, Any]:
    """By "section.key", what the next leg of this run is to do differently; empty where nothing is."""
    try:
        found = json.loads((run / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


def keep_changes(run: Path, changes: Mapping[str, Any]) -> None:
    """Remember what the next leg is to do differently; nothing forgets it (raises OSError)."""
    from engine.files import write_atomically

    if changes:
        write_atomically(run / FILE, json.dumps(dict(changes), indent=1).encode())
    else:
        (run / FILE).unlink(missing_ok=True)


def told(changes: Mapping[str, Any]) -> str:
    """The changes as a person reads them: the same keys and values as in the configuration's file."""
    return ", ".join(f"{key} = {json.dumps(value)}" for key, value in changes.items())
