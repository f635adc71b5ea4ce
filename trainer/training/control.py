"""The sessions of a run: each has a configuration; the run remembers what one changed of the one before."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import torch
from accelerate import Accelerator
from accelerate.utils import broadcast_object_list

from engine.errors import ConfigurationError
from engine.files import write_atomically
from trainer.runs.lock import asked
from trainer.settings.run_config import RunConfig, parse_config, to_json

_CONFIG = "config.json"


def write_config(config: RunConfig, folder: Path) -> None:
    """Keep the configuration beside the run's checkpoints."""
    write_atomically(folder / _CONFIG, to_json(config).encode())


def begin_session(config: RunConfig, folder: Path, accelerator: Accelerator) -> dict[str, Any]:
    """Keep a session's configuration and give its changes, perhaps none.

    These are "section.key" to the new value, against the configuration that the folder held.
    """
    changes = _changes(folder, config) if accelerator.is_main_process else {}
    if accelerator.is_main_process:
        write_config(config, folder)
    # What changed is known to the process that writes alone.
    (changes,) = broadcast_object_list([changes])
    return dict(changes)


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


# Why a run ends early: a signal, or a request in its folder; every process of a run agrees on it.


Reason = Literal["", "stopped", "paused"]
_REASONS: tuple[Reason, ...] = ("", "stopped", "paused")


class Stopping:
    """What a run looks at between two steps.

    Args:
        folder: of the run, where requests are left.
        accelerator: the processes that must agree.
    """

    def __init__(self, folder: Path, accelerator: Accelerator) -> None:
        self.folder, self.accelerator = folder, accelerator
        self.signals: list[int] = []

    def reason(self) -> Reason:
        """Why to end now; nothing to go on. Every process of the run gets the same answer."""
        own: Reason = "stopped" if self.signals else ""
        if not own and self.accelerator.is_main_process:
            own = {"pause": "paused", "stop": "stopped"}.get(asked(self.folder), "")  # type: ignore[assignment]
        if self.accelerator.num_processes == 1:
            return own
        # A process that stopped alone would leave the others waiting for its gradients.
        votes = torch.zeros(len(_REASONS), device=self.accelerator.device)
        votes[_REASONS.index(own)] = 1
        votes = self.accelerator.reduce(votes, "sum")
        return next((reason for reason in ("stopped", "paused") if votes[_REASONS.index(reason)] > 0), "")


@contextmanager
def stopping(folder: Path, accelerator: Accelerator) -> Iterator[Stopping]:
    """Take note of SIGINT and SIGTERM for as long as the block lasts."""
    noted = Stopping(folder, accelerator)

    def note(number: int, _: FrameType | None) -> None:
        noted.signals.append(number)

    previous = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield noted
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
