"""Trainers that outlive who started them, and lines of their event streams; no PyTorch."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer.launch_process import line_of

Event = dict[str, Any]


def parsed(text: str | bytes) -> Event | None:
    """An event from one line of JSON; None for anything else."""
    try:
        event = json.loads(text)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def detached(arguments: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a trainer that outlives this program and its terminal; what it says goes to the end of `log`."""
    background = 0
    if sys.platform == "win32":
        background = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
    with log.open("ab") as out:
        return subprocess.Popen(
            line_of(arguments),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            creationflags=background,
        )
