"""THE training loop: one for all recipes. Accumulate, step, average, report, keep, roll back, stop."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import torch
from accelerate import Accelerator
from torch import Tensor

from engine.errors import DiskFullError, ImageError
from engine.sentences import Sentence
from trainer.data.datasets import TrainingDataset
from trainer.data.loader import batches_from
from trainer.runs.events import EventStream, StartedEvent
from trainer.settings.problems import beyond_the_run
from trainer.settings.run_config import RunConfig
from trainer.training.checkpoints import CheckpointManager, warn_of_little_room
from trainer.training.distributed import (
    Stopping,
    begin_session,
    configuration_of_newest_checkpoint,
    stopping,
)
from trainer.training.monitor import Monitor
from trainer.training.reporting import EventReporter, ReportClock, ThroughputMeter, sheet_path, write_sheet
from trainer.training.start import find_start
from trainer.training.state import BatchStatistics, Run
from trainer.training.transfer import read_start, refuse_untrained_frozen_layers
from trainer.training.trial import Pace

End = Literal["done", "stopped", "paused", "sick"]


def train(
    config: RunConfig,
    dataset: TrainingDataset,
    fixed: Mapping[str, Tensor],
    *,
    accelerator: Accelerator,
    events: EventStream,
    resume: bool,
    chosen: Path | None = None,
    until: int | None = None,
    held_out: TrainingDataset | None = None,
    timed: bool = False,
) -> Run:
    """Train until the schedule's end, a signal, a request in the run's folder, or `until` pictures.

    Each of these ends the step in hand, writes a checkpoint and returns. A disk without room pauses the run.
    Weights that are no longer numbers send it back to the last good checkpoint with half the learning rate.

    Args:
        config: of the run; its folder exists.
        dataset: what the recipe is trained on.
        fixed: the batch that every sample sheet starts from.
        accelerator: device, precision, processes.
        events: receives what happens.
        resume: continue from a checkpoint.
        chosen: that checkpoint; the newest that is whole by default.
        until: stop after this many pictures, as a signal would.
        held_out: pictures that the run is measured on; without them it is not.
        timed: end it after some steps where they say that it will take too long.

    Raises:
        RunTooLongError: it would, and was to be timed.
        DiskFullError: the disk has no room for a checkpoint; the run is paused.
        CheckpointError: nothing to resume from, or a checkpoint could not be written.
        TrainingError: rolling back has not helped.
    """
    folder = Path(config.folder)
    run = Run(config, accelerator) if resume else _untrained(config, accelerator, events)
    manager = CheckpointManager(run, events, lambda: _untrained(config, accelerator, None))
    if resume:
        manager.resume(chosen)
    with configuration_of_newest_checkpoint(folder, accelerator, lambda: manager.has_saved):
        _train_session(run, dataset, fixed, manager, events, until, held_out, timed)
    return run


def _train_session(
    run: Run,
    dataset: TrainingDataset,
    fixed: Mapping[str, Tensor],
    manager: CheckpointManager,
    events: EventStream,
    until: int | None,
    held_out: TrainingDataset | None,
    timed: bool,
) -> None:
    """One session from where the run stands, with its events; see `train`."""
    config, accelerator, folder = run.config, run.accelerator, manager.folder
    session_changes = begin_session(config, folder, accelerator)
    if "optimiser.learning_rate" in session_changes:
        run.rate_factor = 1.0
    started: StartedEvent = {
        "event": "started",
        "seen": run.seen,
        "pictures": config.schedule.pictures,
        "device": str(accelerator.device),
        "of": len(dataset),
        "processes": accelerator.num_processes,
    }
    if session_changes:
        started["changes"] = session_changes
    events.emit(started)
    warn_of_little_room(run, events)
    monitor = Monitor(run, dataset, held_out) if held_out is not None else None
    statistics = BatchStatistics(run, dataset)
    reporter, clock = EventReporter(config, events), ReportClock(config.reporting, fresh=run.seen == 0)
    last = min(config.schedule.pictures, until or config.schedule.pictures)
    try:
        with stopping(folder, accelerator) as ending:
            train_on = partial(_session, run, dataset, fixed, last, manager, ending, reporter, clock)
            pace = Pace(run, last) if timed else None
            while (end := train_on(monitor, statistics, pace)) == "sick":
                manager.roll_back()
            if not manager.current:
                statistics.settle()
                manager.save()
            if end == "done" and config.reporting.samples_seconds:
                _show(run, fixed, reporter, again=False)
    except DiskFullError as error:
        events.emit({"event": "paused", "seen": run.seen, "reason": str(error)})
        raise
    if run.seen >= config.schedule.pictures:
        events.emit({"event": "finished", "seen": run.seen})
    elif end == "paused":
        events.emit({"event": "paused", "seen": run.seen})
    else:
        events.emit({"event": "stopped", "seen": run.seen})


def _session(
    run: Run,
    dataset: TrainingDataset,
    fixed: Mapping[str, Tensor],
    last: int,
    manager: CheckpointManager,
    ending: Stopping,
    reporter: EventReporter,
    clock: ReportClock,
    monitor: Monitor | None,
    statistics: BatchStatistics,
    pace: Pace | None,
) -> End:
    """Train from where the run stands until there is a reason not to go on."""
    config, accelerator, reporting = run.config, run.accelerator, run.config.reporting
    meter, why = ThroughputMeter(run), ""
    with batches_from(config, dataset, run.seen, accelerator, run.share) as batches:
        while run.seen < last:
            why, due = ending.agreed(clock.due())
            if why:
                break
            before, asked = run.seen, time.monotonic()
            micro_batches = [_to_device(next(batches), run) for _ in run.share.micro_batches]
            waited = time.monotonic() - asked
            whole = _passed(before, before + run.share.pictures, reporting.progress)
            reports = whole or "progress" in due
            meter.add(run.step(micro_batches, measure=reports), waited)
            if pace is not None:
                pace.step()
            if reports:
                means = meter.means()
                if not run.scaling.enabled and not all(map(math.isfinite, means.values())):
                    return "sick"
                (reporter.report if whole else reporter.report_early)(meter.report(means))
                clock.done("progress")
            measures = monitor is not None and _passed(before, run.seen, reporting.metrics)
            shows = _passed(before, run.seen, reporting.samples) or "samples" in due
            saves = _passed(before, run.seen, reporting.checkpoints) or "checkpoints" in due
            if measures or shows or saves:
                statistics.settle()
            if monitor is not None and measures:
                measured = monitor.measure()
                if measured is not None:
                    reporter.report(measured)
            if shows:
                _show(run, fixed, reporter)
                clock.done("samples")
            if saves:
                if not run.finite():
                    return "sick"
                manager.save()
                clock.done("checkpoints")
    if not run.finite():
        return "sick"
    return "paused" if why == "paused" else "stopped" if why else "done"


def _untrained(config: RunConfig, accelerator: Accelerator, events: EventStream | None) -> Run:
    """A run at its beginning, with the weights that its configuration lets it start from."""
    run = Run(config, accelerator)
    if events is not None:
        for sentence in beyond_the_run(config):
            events.emit({"event": "warning", "text": sentence})
    if config.start:
        for kept in run.start_from(read_start(find_start(config.start))):
            if events is not None:
                text = f"Started from {Path(config.start).name}: {kept.sentence()}"
                events.emit({"event": "warning", "text": text})
    else:
        refuse_untrained_frozen_layers(run.recipe.networks, config.settings)
    return run


def _show(run: Run, fixed: Mapping[str, Tensor], reporter: EventReporter, *, again: bool = True) -> None:
    """Write a sheet of samples in the first process; one that finds no room is no reason to stop.

    Unless `again`, one that is there of this moment stays as it is.
    """
    folder, device = Path(run.config.folder), run.accelerator.device
    if not run.accelerator.is_main_process or (not again and sheet_path(folder, run.seen).exists()):
        return
    try:
        sheet = write_sheet(run.recipe, run.shown(), fixed, folder, run.seen, device)
        reporter.report({"event": "sample", "seen": run.seen, "file": sheet.name})
    except (ImageError, OSError) as error:
        text = Sentence("No sample sheet was written: {error}", error=error)
        reporter.report({"event": "warning", "seen": run.seen, "text": text})


def _to_device(batch: dict[str, Tensor], run: Run) -> dict[str, Tensor]:
    def moved(tensor: Tensor) -> Tensor:
        layout = run.layout if tensor.dim() == 4 else torch.preserve_format
        return tensor.to(run.accelerator.device, memory_format=layout, non_blocking=True)

    return {name: moved(tensor) for name, tensor in batch.items()}


def _passed(before: int, after: int, every: int) -> bool:
    return before // every != after // every
