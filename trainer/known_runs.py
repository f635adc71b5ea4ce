"""The register of runs that this person has started, so that the next start of the editor finds them."""

from __future__ import annotations

import json
from pathlib import Path

from engine.files import data_folder, write_atomically

_KNOWN_RUNS_NAME = "runs.json"


def registered() -> list[Path]:
    """Folders of runs that still exist, the newest entry first."""
    return [folder for folder in _entries() if (folder / "config.json").exists() or folder.is_dir()]


def remember(folder: Path) -> None:
    """Put a run at the head of the register."""
    own = folder.resolve()
    _write([own, *(entry for entry in _entries() if entry != own)])


def forget(folder: Path) -> None:
    """Take a run out of the register; its files stay."""
    own = folder.resolve()
    _write([entry for entry in _entries() if entry != own])


def _entries() -> list[Path]:
    try:
        found = json.loads((data_folder() / _KNOWN_RUNS_NAME).read_text("utf-8"))
        return [Path(str(entry)) for entry in found["runs"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _write(entries: list[Path]) -> None:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    page = {"runs": [str(entry) for entry in entries]}
    write_atomically(folder / _KNOWN_RUNS_NAME, json.dumps(page, indent=1).encode())
