"""Where the model lies that a run starts from: at a path, or in the library under its name."""

from __future__ import annotations

from pathlib import Path

from engine.bundle.library import Library
from engine.errors import CheckpointError


def find_start(start: str) -> Path:
    """The file or folder that `start` of a configuration means; what lies at a path goes first.

    Args:
        start: a path, or the name of a model in the library.

    Raises:
        CheckpointError: there is neither; the sentence lists the models that there are.
    """
    path = Path(start).expanduser()
    if path.exists():
        return path
    entries = [entry for entry in Library.default().entries() if not entry.problem]
    for entry in entries:
        if entry.name == start:
            return entry.path
    raise CheckpointError(
        "A run cannot start from '{start}': there is no such file or folder, and the library has {names}; "
        "name one of these, or start from scratch.",
        start=start,
        names=", ".join(entry.name for entry in entries) or "no model",
    )
