"""Checkpoints of older format versions, brought up to this one step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import CheckpointError

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
            f"The checkpoint '{name}' has format version {version} and this Ganvas reads 1 to "
            f"{FORMAT_VERSION}; use the version that wrote it, or a newer one."
        )
    for number in range(version, FORMAT_VERSION):
        state = {**_STEPS[number](state), "format_version": number + 1}
    return state
