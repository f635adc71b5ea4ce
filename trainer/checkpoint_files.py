"""Which checkpoints a run's folder holds and which of them a policy keeps; no PyTorch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CHECKPOINT_NAME = re.compile(r"checkpoint-(\d{9,})\.pt")


def checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a run, oldest first."""
    return sorted(path for path in folder.glob("checkpoint-*.pt") if _CHECKPOINT_NAME.fullmatch(path.name))


def checkpoint_path(folder: Path, seen: int) -> Path:
    """Where the checkpoint of `seen` pictures lies."""
    return folder / f"checkpoint-{seen:09d}.pt"


def pictures_seen(checkpoint: Path) -> int:
    """How many pictures a run had seen when it wrote this checkpoint.

    Raises:
        ValueError: it is not named like one.
    """
    match = _CHECKPOINT_NAME.fullmatch(checkpoint.name)
    if match is None:
        raise ValueError(f"'{checkpoint.name}' is not the name of a checkpoint.")
    return int(match[1])


@dataclass(frozen=True)
class CheckpointPolicy:
    """Which checkpoints stay: the newest ones, and the first of every so many pictures.

    Attributes:
        newest: how many of the newest, at least 1.
        every: pictures between those that stay besides; 0 for none.
    """

    newest: int = 2
    every: int = 0

    def superfluous(self, found: Sequence[Path]) -> list[Path]:
        """Those of `found`, oldest first, that need not stay."""
        kept = set(found[-max(1, self.newest) :])
        if self.every:
            first: dict[int, Path] = {}
            for path in found:
                first.setdefault(pictures_seen(path) // self.every, path)
            kept.update(first.values())
        return [path for path in found if path not in kept]
