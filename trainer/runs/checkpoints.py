"""Which checkpoints a run's folder holds, and which of them a policy keeps; no PyTorch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointError

SET_ASIDE = "set-aside"
_CHECKPOINT_NAME = re.compile(r"checkpoint-(\d{9,})\.pt")


def checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a run, oldest first."""
    return sorted(path for path in folder.glob("checkpoint-*.pt") if _CHECKPOINT_NAME.fullmatch(path.name))


def refuse_begun(folder: Path) -> None:
    """Refuse to begin a run where one is.

    Raises:
        CheckpointError: the folder holds a checkpoint.
    """
    if checkpoints(folder):
        raise CheckpointError(
            "'{folder}' already holds a run; add --resume, or name another folder.", folder=folder
        )


def require_checkpoints(folder: Path) -> list[Path]:
    """The checkpoints of a run that is to go on, oldest first.

    Raises:
        CheckpointError: the folder holds none.
    """
    found = checkpoints(folder)
    if not found:
        raise CheckpointError(
            "'{folder}' holds no checkpoint to resume from; start without --resume.", folder=folder
        )
    return found


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


def chosen_checkpoint(folder: Path, text: str) -> Path:
    """A checkpoint that a person names: its file, its name in the run's folder, or pictures seen.

    Raises:
        CheckpointError: there is none of that name; the sentence says which there are.
    """
    places = [Path(text).expanduser(), folder / text, folder / SET_ASIDE / text]
    if text.isdigit():
        name = checkpoint_path(folder, int(text)).name
        places += [folder / name, folder / SET_ASIDE / name]
    for path in places:
        if path.is_file() and _CHECKPOINT_NAME.fullmatch(path.name):
            return path
    kept = ", ".join(f"{pictures_seen(path)}" for path in checkpoints(folder))
    raise CheckpointError(
        "There is no checkpoint '{name}'; '{folder}' has those of {kept} pictures: name one of them.",
        name=text,
        folder=folder,
        kept=kept or "0",
    )


def set_aside(folder: Path, found: Sequence[Path]) -> Path:
    """Move checkpoints out of the way of a run that goes on from an earlier one, and give their new folder.

    Raises:
        OSError: the disk refuses.
    """
    place = folder / SET_ASIDE
    place.mkdir(exist_ok=True)
    for path in found:
        path.replace(place / path.name)
    return place


def remove_unfinished(folder: Path) -> None:
    """Delete what a killed session was writing in a run's folder; nothing else trains the run."""
    for path in folder.rglob(".*.tmp"):
        with suppress(OSError):
            path.unlink()


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
