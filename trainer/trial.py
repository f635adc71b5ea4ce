"""A trial: some real steps of a run before it is begun: how long it takes, what fits into memory."""

from __future__ import annotations

import gc
import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator

from engine.errors import TrainingError
from trainer.accelerating import make_accelerator
from trainer.config import RunConfig
from trainer.data.datasets import TrainingDataset
from trainer.data.sources import Exclusion, open_sources, pictures
from trainer.loading import batches_from
from trainer.memory import PeakMemory, is_out_of_memory
from trainer.run_data import make_dataset
from trainer.run_state import Run
from trainer.sections import Schedule
from trainer.transfer import read_start

Tell = Callable[[dict[str, Any]], None]
# So many pictures are prepared for a trial; a run prepares all.
_PICTURES = 256
_PREPARED = ("photos", "pictures", "unpaired_sketches")
_PROBING = 4
_WORTH = 1.1


@dataclass(frozen=True)
class TrialResult:
    """What a trial measured.

    Attributes:
        seconds_per_step: mean over whole rounds of the recipe's phases, the first steps left out.
        pictures_per_second: that follow from it.
        seconds_to_finish: of the whole schedule at that speed, smaller sizes counted by their area.
        seconds_to_prepare: of all pictures at the speed of those of the trial; a run does it once.
        peak_memory_bytes: the most that was taken: of the graphics card, or of the processes.
        batch_size: that was measured.
        suggested_batch_size: the largest that fits, or a larger one that was measured to be faster.
        halved: the configuration's own batch did not fit into memory.
        device: "cpu", "cuda", ...
        sentence: all that for a person.
    """

    seconds_per_step: float
    pictures_per_second: float
    seconds_to_finish: float
    seconds_to_prepare: float
    peak_memory_bytes: int
    batch_size: int
    suggested_batch_size: int
    halved: bool
    device: str
    sentence: str


def try_out(config: RunConfig, steps: int, tell: Tell) -> TrialResult:
    """Train for some steps in a folder that is thrown away.

    Args:
        config: of the run; its own folder is not touched.
        steps: how many are measured.
        tell: receives the events {"event": "trial", "step", "steps"} and {"event": "warning", "text"}.

    Raises:
        TrainingError: not even the smallest batch fits into memory.
        GanvasError: what would stop the run itself.
    """
    if config.hardware.threads:
        torch.set_num_threads(config.hardware.threads)
    accelerator = make_accelerator(config.hardware)
    with tempfile.TemporaryDirectory(prefix="ganvas-trial-") as folder:
        schedule = config.schedule.model_copy(update={"smaller_first": []})
        tried = config.model_copy(update={"folder": folder, "schedule": schedule})
        tried, share = _with_some_pictures(tried)
        began = time.monotonic()
        dataset = make_dataset(tried, "train", warn=lambda text: tell({"event": "warning", "text": text}))
        preparing = (time.monotonic() - began) / share
        batch, halved = schedule.batch_size, False
        while True:
            measured = _measure(_with_batch(tried, batch), dataset, steps, accelerator, tell)
            if measured is not None:
                break
            smaller = _half(batch, tried)
            tell(
                {
                    "event": "warning",
                    "text": f"A batch of {batch} does not fit into memory; {smaller} is tried instead.",
                }
            )
            batch, halved = smaller, True
        suggested = batch if halved else _faster(tried, dataset, accelerator, measured)
    return _result(config, measured, preparing, batch, suggested, halved, str(accelerator.device.type))


@dataclass(frozen=True)
class _Measured:
    seconds: float
    pictures: int
    memory: int

    @property
    def speed(self) -> float:
        return self.pictures / self.seconds


def _with_some_pictures(config: RunConfig) -> tuple[RunConfig, float]:
    """A configuration that leaves out most pictures where each is prepared before the run; the share kept."""
    data = config.data
    if data.kind not in _PREPARED:
        return config, 1.0
    found = Exclusion(data.exclude).rest(pictures(open_sources(data.sources)))
    most = max(_PICTURES, 2 * config.schedule.batch_size)
    kept = set(found[:: max(1, len(found) // most)][:most])
    left_out = [*data.exclude, *(picture.file for picture in found if picture not in kept)]
    some = data.model_copy(update={"exclude": left_out})
    return config.model_copy(update={"data": some}), len(kept) / max(1, len(found))


def _with_batch(config: RunConfig, batch: int) -> RunConfig:
    schedule = config.schedule.model_copy(update={"batch_size": batch})
    return config.model_copy(update={"schedule": schedule})


def _half(batch: int, config: RunConfig) -> int:
    from trainer.recipes import recipe_type

    multiple = getattr(recipe_type(config.recipe), "batch_multiple", 1)
    half = batch // 2 // multiple * multiple
    if half < 1:
        size = config.schedule.size
        raise TrainingError(
            f"Not even a batch of {batch} fits into memory; nothing was begun. Choose pictures smaller than "
            f"{size} pixels, or narrower networks."
        )
    return half


def _measure(
    config: RunConfig, dataset: TrainingDataset, steps: int, accelerator: Accelerator, tell: Tell | None
) -> _Measured | None:
    """Seconds, pictures and memory of steps; None where they did not fit into memory."""
    run: Run | None = None
    try:
        with PeakMemory(accelerator.device) as memory:
            run = Run(config, accelerator)
            if config.start:
                run.start_from(read_start(Path(config.start)))
            ends = [time.monotonic()]
            with batches_from(config, dataset, 0, accelerator, run.share) as batches:
                for step in range(steps):
                    run.step([_moved(next(batches), run) for _ in run.share.micro_batches])
                    if accelerator.device.type == "cuda":
                        torch.cuda.synchronize()
                    ends.append(time.monotonic())
                    if tell is not None:
                        tell({"event": "trial", "step": step + 1, "steps": steps})
            counted = _round(run, steps)
            return _Measured((ends[-1] - ends[-1 - counted]) / counted, run.share.pictures, memory.peak())
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
    # Outside of the handler: the traceback holds on to everything that filled the memory.
    del run
    gc.collect()
    if accelerator.device.type == "cuda":
        torch.cuda.empty_cache()
    return None


def _round(run: Run, steps: int) -> int:
    """How many of the last steps to count: whole rounds of the lazy phases, never the first step."""
    length = math.lcm(*(phase.every for phase in run.recipe.phases))
    return max(1, (steps - 1) // length * length or steps - 1)


def _moved(batch: dict[str, torch.Tensor], run: Run) -> dict[str, torch.Tensor]:
    return {name: tensor.to(run.accelerator.device, non_blocking=True) for name, tensor in batch.items()}


def _faster(config: RunConfig, dataset: TrainingDataset, accelerator: Accelerator, now: _Measured) -> int:
    """Twice the batch where a graphics card has room for it and is then measured to be faster."""
    batch = config.schedule.batch_size
    if accelerator.device.type != "cuda" or 2 * now.memory > torch.cuda.mem_get_info()[1] // 2:
        return batch
    more = _measure(_with_batch(config, 2 * batch), dataset, _PROBING, accelerator, None)
    return 2 * batch if more is not None and more.speed > _WORTH * now.speed else batch


def _result(
    config: RunConfig,
    measured: _Measured,
    preparing: float,
    batch: int,
    suggested: int,
    halved: bool,
    device: str,
) -> TrialResult:
    finish = _weighted_pictures(config.schedule) / measured.speed
    sentence = (
        f"A step takes {_figure(measured.seconds)} s: about {_duration(finish)} to the end, with "
        f"{measured.memory / 2**30:.1f} GB of memory."
    )
    if preparing > 60:
        sentence += f" Preparing the pictures takes about {_duration(preparing)} before."
    if halved:
        sentence += (
            f" A batch of {config.schedule.batch_size} did not fit into memory, so it was halved to {batch}."
        )
    elif suggested != batch:
        sentence += f" A batch of {suggested} would be faster."
    return TrialResult(
        seconds_per_step=round(measured.seconds, 4),
        pictures_per_second=round(measured.speed, 3),
        seconds_to_finish=round(finish),
        seconds_to_prepare=round(preparing),
        peak_memory_bytes=measured.memory,
        batch_size=batch,
        suggested_batch_size=suggested,
        halved=halved,
        device=device,
        sentence=sentence,
    )


def _weighted_pictures(schedule: Schedule) -> float:
    """Pictures of the schedule, those of smaller sizes counted by their share of the full area."""
    done, weighted = 0, 0.0
    for stage in schedule.smaller_first:
        part = max(0, min(stage.until, schedule.pictures) - done)
        weighted += part * (stage.size / schedule.size) ** 2
        done += part
    return weighted + schedule.pictures - done


def _figure(seconds: float) -> str:
    return f"{seconds:.2g}" if seconds < 10 else f"{seconds:.0f}"


def _duration(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes / 60
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


def in_events(config: RunConfig, steps: int, tell: Tell) -> None:
    """A trial with its result as the last event."""
    result = try_out(config, steps, tell)
    tell({"event": "trial_result", **asdict(result)})
