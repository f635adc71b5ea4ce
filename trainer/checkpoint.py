"""Whole-state checkpoints: written to a temporary name, synced, renamed; read without executing anything."""

from __future__ import annotations

import io
import pickle
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from engine.files import atomic_path
from trainer.checkpoint_files import CheckpointPolicy, checkpoint_path, checkpoints
from trainer.errors import CheckpointError

__all__ = ["FORMAT_VERSION", "checkpoints", "load_checkpoint", "save_checkpoint"]

FORMAT_VERSION = 1


def save_checkpoint(folder: Path, seen: int, state: Mapping[str, Any], keep: int) -> Path:
    """Write the whole state and remove all but the newest `keep` checkpoints.

    Args:
        folder: of the run.
        seen: pictures seen; names the file.
        state: tensors, numbers, texts, and lists and dictionaries of these.
        keep: how many to leave.

    Raises:
        CheckpointError: the disk is full or refuses; earlier checkpoints are intact.
    """
    path = checkpoint_path(folder, seen)
    buffer = io.BytesIO()
    torch.save({"format_version": FORMAT_VERSION, **state}, buffer)
    data = buffer.getbuffer()
    free = shutil.disk_usage(folder).free
    if free < data.nbytes + 16 * 2**20:
        raise CheckpointError(
            f"The disk has {free // 2**20} MiB left and a checkpoint needs {data.nbytes // 2**20 + 16}: "
            "earlier checkpoints are intact; free some space and resume."
        )
    try:
        with atomic_path(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise CheckpointError(
            f"The checkpoint could not be written ({error.strerror}): earlier ones are intact; resume later."
        ) from error
    for old in CheckpointPolicy(newest=keep).superfluous(checkpoints(folder)):
        old.unlink(missing_ok=True)
    return path


def load_checkpoint(path: Path) -> dict[str, Any]:
    """The state of a run; only tensors and plain values are read, nothing is executed.

    Raises:
        CheckpointError: broken, or of another format version.
    """
    try:
        state: Any = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, pickle.UnpicklingError, EOFError, ValueError) as error:
        raise CheckpointError(
            f"The checkpoint '{path.name}' is broken or incomplete; use an earlier one."
        ) from error
    version = state.get("format_version") if isinstance(state, dict) else None
    if version != FORMAT_VERSION:
        raise CheckpointError(
            f"The checkpoint '{path.name}' has format version {version}; this Ganvas reads {FORMAT_VERSION}."
        )
    checked: dict[str, Any] = state
    return checked
