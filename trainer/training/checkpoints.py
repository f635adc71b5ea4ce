"""Whole-state checkpoints: written whole or not at all, read without executing anything, gone back to."""

from __future__ import annotations

import errno
import io
import pickle
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from engine.errors import BrokenCheckpointError, CheckpointError, DiskFullError, TrainingError
from engine.files import atomic_path
from engine.sentences import Sentence
from trainer.runs.checkpoints import (
    CheckpointPolicy,
    checkpoint_path,
    checkpoints,
    pictures_seen,
    require_checkpoints,
    set_aside,
)
from trainer.runs.events import EventStream, HealthEvent

if TYPE_CHECKING:
    from trainer.training.state import Run

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
    zipfile.BadZipFile,
    zlib.error,
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
        BrokenCheckpointError: it cannot be read, or is not as it was written.
        CheckpointError: it is of a format version that this Ganvas does not know, or of something else.
    """
    try:
        # PyTorch writes a checksum of every record and compares none of them.
        with zipfile.ZipFile(path) as records:
            changed = records.testzip()
        if changed is not None:
            raise zipfile.BadZipFile(changed)
        state: Any = torch.load(path, map_location="cpu", weights_only=True)
    except _BROKEN as error:
        raise BrokenCheckpointError(
            "The checkpoint '{name}' is broken or incomplete; use an earlier one.", name=path.name
        ) from error
    run = migrated(state, path.name) if isinstance(state, dict) else {}
    if "networks" not in run:
        raise CheckpointError("The checkpoint '{name}' holds no run; use another one.", name=path.name)
    return run


# A run's checkpoints as the loop uses them: write, find the newest good one, roll back to it.


# Halvings without getting any further; 2 to the minus 5 of a rate is no rate to learn with.
_MOST_ROLLS = 5


class CheckpointManager:
    """Writes a run's checkpoints and goes back to them.

    Args:
        run: whose state is kept.
        events: receives what happens.
        begin: gives the run as it was at its beginning, for going back where there is no checkpoint.

    Attributes:
        has_saved: whether it has written a checkpoint.
    """

    def __init__(self, run: Run, events: EventStream, begin: Callable[[], Run]) -> None:
        self.run, self.events, self._begin = run, events, begin
        self.folder = Path(run.config.folder)
        self._saved: int | None = None
        self.has_saved = False
        self._rolls, self._farthest = 0, 0

    def resume(self, chosen: Path | None = None) -> None:
        """Take over a checkpoint: the newest that is whole, unless one is chosen; every process calls this.

        Later ones are put aside, so that the next session does not go back to them.

        Args:
            chosen: the checkpoint to go on from.

        Raises:
            CheckpointError: there is none, the chosen one or all of them are broken, or it is of another
                configuration.
        """
        found = checkpoints(self.folder) if chosen is not None else require_checkpoints(self.folder)
        path, state = (chosen, load_checkpoint(chosen)) if chosen is not None else _newest_whole(found)
        self.run.restore(state)
        # The others may still be reading what is moved.
        self.run.accelerator.wait_for_everyone()
        if self.run.accelerator.is_main_process:
            self._put_later_aside(path, found, chosen is not None)
        self._saved = self.run.seen

    def _put_later_aside(self, path: Path, found: Sequence[Path], chosen: bool) -> None:
        own = checkpoint_path(self.folder, self.run.seen)
        later = [one for one in found if pictures_seen(one) > self.run.seen]
        try:
            if not own.exists():
                with atomic_path(own) as temporary:
                    shutil.copyfile(path, temporary)
            place = set_aside(self.folder, later) if later else self.folder
        except OSError as error:
            raise CheckpointError(
                "The run's folder cannot be changed ({reason}); its checkpoints are intact.",
                reason=error.strerror,
            ) from error
        if later:
            self.events.emit({"event": "warning", "text": _gone_back(path, later, place, chosen)})

    @property
    def current(self) -> bool:
        """Whether the newest checkpoint is of this moment."""
        return self._saved == self.run.seen and bool(checkpoints(self.folder))

    def save(self) -> None:
        """Write a checkpoint; every process of the run calls this.

        Raises:
            DiskFullError: there is no room; raised in every process.
            CheckpointError: the disk refuses; raised in every process.
        """
        run, failure = self.run, None
        if run.accelerator.is_main_process:
            try:
                path = save_checkpoint(self.folder, run.seen, run.state(), run.config.reporting.keep)
                self.events.emit({"event": "checkpoint", "seen": run.seen, "file": path.name})
            except CheckpointError as error:
                failure = error
        self._agree(failure)
        self._saved, self.has_saved = run.seen, True

    def _agree(self, failure: CheckpointError | None) -> None:
        """Raise the first process's failure in every process: they would wait for it for ever."""
        accelerator = self.run.accelerator
        if accelerator.num_processes > 1:
            kind = 0 if failure is None else 2 if isinstance(failure, DiskFullError) else 1
            info = torch.tensor([float(kind)], device=accelerator.device)
            kind = int(accelerator.reduce(info, "sum").item())
            if kind and failure is None:
                error = DiskFullError if kind == 2 else CheckpointError
                failure = error("The first process could not write a checkpoint; its message says why.")
        if failure is not None:
            raise failure

    def roll_back(self) -> None:
        """Go back to the newest checkpoint whose weights are numbers and halve the learning rate.

        Broken checkpoints are deleted. Where no good one is left, the run begins anew.

        Raises:
            TrainingError: that has not helped several times; the last good checkpoint is intact.
        """
        run, was_at, factor = self.run, self.run.seen, self.run.rate_factor / 2
        self._rolls = self._rolls + 1 if was_at <= self._farthest else 1
        self._farthest = max(self._farthest, was_at)
        if self._rolls > _MOST_ROLLS:
            raise TrainingError(
                "The weights stopped being numbers {times} times in a row, however low the learning "
                "rate was set; the last good checkpoint is intact: look at the pictures and the "
                "settings.",
                times=self._rolls,
            )
        for path in reversed(checkpoints(self.folder)):
            if self._holds_numbers(path):
                place = Sentence("the checkpoint of {count:,} pictures", count=pictures_seen(path))
                break
            run.accelerator.wait_for_everyone()
            if run.accelerator.is_main_process:
                path.unlink(missing_ok=True)
        else:
            run.restore(self._begin().state())
            place = Sentence("its beginning")
        run.rate_factor = factor
        self._saved = run.seen
        rate = run.config.optimiser.learning_rate
        event: HealthEvent = {
            "event": "health",
            "seen": was_at,
            "rule": "not_finite",
            "sentence": Sentence(
                "The losses stopped being numbers after {seen:,} pictures; the run went back to {place} "
                "and goes on with half the learning rate ({rate:.3g}).",
                seen=was_at,
                place=place,
                rate=rate * factor,
            ),
            "remedy": {
                "sentence": Sentence("Begin the next session with this lower learning rate."),
                "changes": {"optimiser.learning_rate": rate * factor},
            },
            "back_to": run.seen,
        }
        self.events.emit(event)

    def _holds_numbers(self, path: Path) -> bool:
        """Take over a checkpoint; whether it is whole and its weights are numbers."""
        try:
            self.run.restore(load_checkpoint(path))
        except BrokenCheckpointError:
            return False
        return self.run.finite()


def _newest_whole(found: Sequence[Path]) -> tuple[Path, State]:
    """The newest checkpoint that is as it was written, of those `found`, oldest first."""
    broken: BrokenCheckpointError | None = None
    for path in reversed(found):
        try:
            return path, load_checkpoint(path)
        except BrokenCheckpointError as error:
            broken = broken or error
    assert broken is not None
    raise broken


def _gone_back(path: Path, later: Sequence[Path], place: Path, chosen: bool) -> Sentence:
    if chosen:
        return Sentence(
            "The run goes on from '{name}'; {count} later checkpoints were put into '{place}': delete them "
            "when nobody needs them any more.",
            name=path.name,
            count=len(later),
            place=place,
        )
    return Sentence(
        "{count} checkpoints are broken, the newest of them '{broken}', and were put into '{place}'; the run "
        "goes on from '{name}', the last one that is whole.",
        count=len(later),
        broken=later[-1].name,
        place=place,
        name=path.name,
    )


def warn_of_little_room(run: Run, events: EventStream) -> None:
    """Say at the start of a session that its checkpoints will not find room, before hours have gone by."""
    weights = [p for network in run.recipe.networks.values() for p in network.parameters()]
    averages = [p for network in run.averages.networks.values() for p in network.parameters()]
    # Adam remembers two numbers for every weight. The new checkpoint is there before the oldest one goes.
    needed = sum(p.nbytes * 3 for p in weights) + sum(p.nbytes for p in averages)
    free = shutil.disk_usage(run.config.folder).free
    if free < needed:
        text = Sentence(
            "The disk has {free} MiB left and a checkpoint takes about {needed}: "
            "the run will pause at its first one; free some space now.",
            free=free // 2**20,
            needed=needed // 2**20,
        )
        events.emit({"event": "warning", "text": text})
