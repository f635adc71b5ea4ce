"""The legs of a run: each has a configuration, and the run remembers what a leg changed of the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from accelerate import Accelerator
from accelerate.utils import broadcast_object_list

from engine.errors import ConfigurationError
from engine.files import write_atomically
from trainer.config import RunConfig, parse_config, to_json

_CONFIG = "config.json"


def write_config(config: RunConfig, folder: Path) -> None:
    """Keep the configuration beside the run's checkpoints."""
    write_atomically(folder / _CONFIG, to_json(config).encode())


def begin_leg(config: RunConfig, folder: Path, accelerator: Accelerator) -> dict[str, Any]:
    """Keep a leg's configuration and give the facts of its event: `processes` and perhaps `changes`.

    These are "section.key" to the new value, against the configuration that the folder held.
    """
    changes = _changes(folder, config) if accelerator.is_main_process else {}
    if accelerator.is_main_process:
        write_config(config, folder)
    # What changed is known to the process that writes alone.
    (changes,) = broadcast_object_list([changes])
    facts: dict[str, Any] = {"processes": accelerator.num_processes}
    return {**facts, "changes": changes} if changes else facts


def _changes(folder: Path, config: RunConfig) -> dict[str, Any]:
    try:
        kept = json.loads((folder / _CONFIG).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    # A setting that an earlier version did not know was at its default there. What that version allowed, and
    # this one does not, is compared as it stands.
    with suppress(ConfigurationError):
        kept = json.loads(to_json(parse_config(kept)))
    before, now = _flat(kept), _flat(json.loads(to_json(config)))
    # Where a run lies is no setting.
    return {
        key: value for key, value in now.items() if key in before and before[key] != value and key != "folder"
    }


def _flat(values: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{place}{key}.")
        else:
            found[f"{place}{key}"] = value
    return found
