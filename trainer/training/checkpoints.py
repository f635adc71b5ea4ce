"""Whole-state checkpoints: written to a temporary name, synced, renamed; read without executing anything."""

from __future__ import annotations

import errno
import io
import pickle
import shutil
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from engine.errors import CheckpointError, DiskFullError
from engine.files import atomic_path
from trainer.runs.folder import CheckpointPolicy, checkpoint_path, checkpoints

# Checkpoints of older format versions, brought up to this one step by step.


FORMAT_VERSION = 2

State = dict[str, Any]


def _from_1(state: State) -> State:
    """Version 2 keeps what rolling back made of the learning rate, and the factor of losses."""
    return {**state, "rate_factor": 1.0, "scaling": {}}


_STEPS: Mapping[int, Callable[[State], State]] = {1: _from_1}


def migrated(state: State, name: str) -> State:
    """A checkpoint's state as this version has it; those without a version are of the first.

    Args:
        state: as it was read.
        name: of the file, for the sentence.

    Raises:
        CheckpointError: it is of a later version, or of none that ever was.
    """
    version = state.get("format_version", 1)
    if not isinstance(version, int) or not 1 <= version <= FORMAT_VERSION:
        raise CheckpointError(
            "The checkpoint '{name}' has format version {version} and this Ganvas reads 1 to "
            "{newest}; use the version that wrote it, or a newer one.",
            name=name,
            version=version,
            newest=FORMAT_VERSION,
        )
    for number in range(version, FORMAT_VERSION):
        state = {**_STEPS[number](state), "format_version": number + 1}
    return state


__all__ = ["FORMAT_VERSION", "checkpoints", "load_checkpoint", "save_checkpoint"]

# Beside the checkpoint itself, so that events and sheets still find room.
_SPARE = 16 * 2**20
# What reading something else than a checkpoint ends in; which of them depends on its first bytes.
_BROKEN = (
    OSError,
    RuntimeError,
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    struct.error,
)


def save_checkpoint(folder: Path, seen: int, state: Mapping[str, Any], keep: int) -> Path:
    """Write the whole state and remove all but the newest `keep` checkpoints.

    Args:
        folder: of the run.
        seen: pictures seen; names the file.
        state: tensors, numbers, texts, and lists and dictionaries of these.
        keep: how many to leave.

    Raises:
        DiskFullError: there is no room, before writing or while it goes on; earlier checkpoints are intact.
        CheckpointError: the disk refuses for another reason; earlier checkpoints are intact.
    """
    path = checkpoint_path(folder, seen)
    buffer = io.BytesIO()
    torch.save({"format_version": FORMAT_VERSION, **state}, buffer)
    data = buffer.getbuffer()
    free = shutil.disk_usage(folder).free
    if free < data.nbytes + _SPARE:
        raise DiskFullError(
            "The disk has {free} MiB left and a checkpoint needs {needed}: the run pauses, "
            "earlier checkpoints are intact; free some space and resume.",
            free=free // 2**20,
            needed=(data.nbytes + _SPARE) // 2**20,
        )
    try:
        with atomic_path(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError(
                "The disk became full while a checkpoint was written: the run pauses, earlier checkpoints "
                "are intact; free some space and resume."
            ) from error
        raise CheckpointError(
            "The checkpoint could not be written ({reason}): earlier ones are intact; resume later.",
            reason=error.strerror,
        ) from error
    for old in CheckpointPolicy(newest=keep).superfluous(checkpoints(folder)):
        old.unlink(missing_ok=True)
    return path


def load_checkpoint(path: Path) -> dict[str, Any]:
    """The state of a run; only tensors and plain values are read, nothing is executed.

    Raises:
        CheckpointError: broken, or of a format version that this Ganvas does not know.
    """
    try:
        state: Any = torch.load(path, map_location="cpu", weights_only=True)
    except _BROKEN as error:
        raise CheckpointError(
            "The checkpoint '{name}' is broken or incomplete; use an earlier one.", name=path.name
        ) from error
    run = migrated(state, path.name) if isinstance(state, dict) else {}
    if "networks" not in run:
        raise CheckpointError("The checkpoint '{name}' holds no run; use another one.", name=path.name)
    return run
