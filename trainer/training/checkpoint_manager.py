"""A run's checkpoints as the loop uses them: write, find the newest good one, roll back to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import torch

from engine.errors import CheckpointError, DiskFullError, TrainingError
from engine.sentences import Sentence
from trainer.runs.events import EventStream, HealthEvent
from trainer.runs.folder import pictures_seen
from trainer.training.checkpoints import checkpoints, load_checkpoint, save_checkpoint
from trainer.training.state import Run

# Halvings without getting any further; 2 to the minus 5 of a rate is no rate to learn with.
_MOST_ROLLS = 5


class CheckpointManager:
    """Writes a run's checkpoints and goes back to them.

    Args:
        run: whose state is kept.
        events: receives what happens.
        begin: gives the run as it was at its beginning, for going back where there is no checkpoint.
    """

    def __init__(self, run: Run, events: EventStream, begin: Callable[[], Run]) -> None:
        self.run, self.events, self._begin = run, events, begin
        self.folder = Path(run.config.folder)
        self._saved: int | None = None
        self._rolls, self._farthest = 0, 0

    def resume(self) -> None:
        """Take over the newest checkpoint.

        Raises:
            CheckpointError: there is none, it is broken, or of another configuration.
        """
        found = checkpoints(self.folder)
        if not found:
            raise CheckpointError(
                "'{folder}' holds no checkpoint to resume from; start without --resume.", folder=self.folder
            )
        self.run.restore(load_checkpoint(found[-1]))
        self._saved = self.run.seen

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
        self._saved = run.seen

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
            run.restore(load_checkpoint(path))
            if run.finite():
                place = f"the checkpoint of {pictures_seen(path):,} pictures"
                break
            run.accelerator.wait_for_everyone()
            if run.accelerator.is_main_process:
                path.unlink(missing_ok=True)
        else:
            run.restore(self._begin().state())
            place = "its beginning"
        run.rate_factor = factor
        self._saved = run.seen
        rate = run.config.optimiser.learning_rate
        event: HealthEvent = {
            "event": "health",
            "seen": was_at,
            "rule": "not_finite",
            "sentence": (
                f"The losses stopped being numbers after {was_at:,} pictures; the run went back to {place} "
                f"and goes on with half the learning rate ({rate * factor:.3g})."
            ),
            "remedy": {
                "sentence": "Begin the next leg with this lower learning rate.",
                "changes": {"optimiser.learning_rate": rate * factor},
            },
            "back_to": run.seen,
        }
        self.events.emit(event)


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
