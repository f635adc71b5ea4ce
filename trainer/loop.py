"""THE training loop: one for all recipes. Accumulate, step, average, report, keep, stop."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from pathlib import Path

import torch
from accelerate import Accelerator
from torch import Tensor

from trainer.checkpoint import checkpoints, load_checkpoint, save_checkpoint
from trainer.config import RunConfig
from trainer.data.datasets import TrainingDataset
from trainer.errors import CheckpointError, TrainingError
from trainer.events import EventStream
from trainer.legs import begin_leg, write_config
from trainer.loading import batches_from
from trainer.progress import Meter
from trainer.run_state import Run
from trainer.sheets import write_sheet
from trainer.stopping import stopping
from trainer.transfer import read_start

__all__ = ["Run", "train", "write_config"]


def train(
    config: RunConfig,
    dataset: TrainingDataset,
    fixed: Mapping[str, Tensor],
    *,
    accelerator: Accelerator,
    events: EventStream,
    resume: bool,
    until: int | None = None,
) -> Run:
    """Train until the schedule's end, a signal, or `until` pictures.

    SIGINT and SIGTERM end the step in hand, write a checkpoint and return.

    Args:
        config: of the run; its folder exists.
        dataset: what the recipe is trained on.
        fixed: the batch that every sample sheet starts from.
        accelerator: device, precision, processes.
        events: receives what happens.
        resume: continue from the newest checkpoint.
        until: stop after this many pictures, as a signal would.

    Raises:
        CheckpointError: nothing to resume from, or a checkpoint could not be written.
        TrainingError: a loss is not finite.
    """
    folder, schedule, reporting = Path(config.folder), config.schedule, config.reporting
    run = Run(config, accelerator)
    if resume:
        found = checkpoints(folder)
        if not found:
            raise CheckpointError(f"'{folder}' holds no checkpoint to resume from; start without --resume.")
        run.restore(load_checkpoint(found[-1]))
    elif config.start:
        for kept in run.start_from(read_start(Path(config.start))):
            events.emit("warning", text=f"Started from {Path(config.start).name}: {kept.sentence()}")
    facts = {"pictures": schedule.pictures, "device": str(accelerator.device), "of": len(dataset)}
    events.emit("started", seen=run.seen, **facts, **begin_leg(config, folder, accelerator))
    saved, why = run.seen, ""
    meter = Meter(run)
    with (
        stopping(folder, accelerator) as ending,
        batches_from(config, dataset, run.seen, accelerator) as batches,
    ):
        while run.seen < min(schedule.pictures, until or schedule.pictures) and not (why := ending.reason()):
            before, asked = run.seen, time.monotonic()
            micro_batches = [_to_device(next(batches), run) for _ in range(schedule.accumulate)]
            waited = time.monotonic() - asked
            terms = run.step(micro_batches)
            meter.add(terms, waited)
            if _passed(before, run.seen, reporting.progress):
                means = meter.means()
                _require_finite(means)
                events.emit("progress", **meter.report(means))
            if _passed(before, run.seen, reporting.samples) and accelerator.is_main_process:
                path = write_sheet(run.recipe, run.shown(), fixed, folder, run.seen, accelerator.device)
                events.emit("sample", seen=run.seen, file=path.name)
            if _passed(before, run.seen, reporting.checkpoints):
                _require_finite({name: float(value) for name, value in terms.items()})
                saved = _save(run, folder, events)
        if saved != run.seen or not checkpoints(folder):
            _save(run, folder, events)
        if run.seen >= schedule.pictures:
            events.emit("finished", seen=run.seen)
        else:
            events.emit("paused" if why == "paused" else "stopped", seen=run.seen)
    return run


def _to_device(batch: dict[str, Tensor], run: Run) -> dict[str, Tensor]:
    def moved(tensor: Tensor) -> Tensor:
        layout = run.layout if tensor.dim() == 4 else torch.preserve_format
        return tensor.to(run.accelerator.device, memory_format=layout, non_blocking=True)

    return {name: moved(tensor) for name, tensor in batch.items()}


def _require_finite(losses: Mapping[str, float]) -> None:
    sick = sorted(name for name, value in losses.items() if not math.isfinite(value))
    if sick:
        raise TrainingError(
            f"{sick[0]} is not finite; the last checkpoint is intact: resume with a lower rate."
        )


def _passed(before: int, after: int, every: int) -> bool:
    return before // every != after // every


def _save(run: Run, folder: Path, events: EventStream) -> int:
    if run.accelerator.is_main_process:
        path = save_checkpoint(folder, run.seen, run.state(), run.config.reporting.keep)
        events.emit("checkpoint", seen=run.seen, file=path.name)
    run.accelerator.wait_for_everyone()
    return run.seen
