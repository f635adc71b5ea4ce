"""A trial: some real steps of a run before it is begun: how long it takes, what fits into memory."""

from __future__ import annotations

import _thread
import gc
import math
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from types import FrameType, TracebackType
from typing import Any

import psutil
import torch
from accelerate import Accelerator

from engine.errors import GanvasError, TrainingError
from trainer.data.build import make_dataset
from trainer.data.datasets import TrainingDataset
from trainer.data.loader import batches_from
from trainer.data.sources import Exclusion, open_sources, pictures
from trainer.settings.presets import LAPTOP
from trainer.settings.registry import declaration_of
from trainer.settings.run_config import RunConfig, laptop_config
from trainer.settings.sections import Schedule
from trainer.training.distributed import make_accelerator
from trainer.training.start import find_start
from trainer.training.state import Run
from trainer.training.transfer import read_start

# How much memory a piece of work takes, and whether an error means that there was too little.


_INTERVAL = 0.05
# With less than this left the system may end processes at any moment, without a word.
_RESERVE = 256 * 2**20
_SIGNAL = signal.SIGABRT
_SIGNS = ("out of memory", "can't allocate memory", "not enough memory", "defaultcpuallocator")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: on a graphics card, in PyTorch's own allocator, or in Python."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


def _left() -> int:
    """Bytes that the machine can still give without swapping."""
    return int(psutil.virtual_memory().available)


def _raise_memory_error(_: int, __: FrameType | None) -> None:
    raise MemoryError


class PeakMemory:
    """Watches the most memory that is taken while the block lasts.

    On a graphics card it is what PyTorch reserves; on a processor what this process and those that it
    started hold in memory, looked at twenty times a second. Where next to nothing is left of the machine's
    memory, the block ends with a MemoryError before the system ends the process.

    Args:
        device: on which the work is done.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._peak = 0
        self._done, self._info = threading.Event(), False
        self._previous: object = None
        self._thread = threading.Thread(target=self._reporter, daemon=True)

    def __enter__(self) -> PeakMemory:
        if self._device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self._device)
        else:
            if threading.current_thread() is threading.main_thread():
                self._previous = signal.signal(_SIGNAL, _raise_memory_error)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._previous is not None:
            signal.signal(_SIGNAL, self._previous)  # type: ignore[arg-type]

    def peak(self) -> int:
        """Bytes, until now."""
        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_reserved(self._device))
        self._measure_memory()
        return self._peak

    def _reporter(self) -> None:
        while not self._done.wait(_INTERVAL):
            self._measure_memory()
            if self._previous is not None and not self._info and _left() < _RESERVE:
                # It only pretends that the signal came: the handler runs in the main thread, on any system.
                self._info = True
                _thread.interrupt_main(_SIGNAL)

    def _measure_memory(self) -> None:
        process = psutil.Process()
        taken = process.memory_info().rss
        for child in process.children(recursive=True):
            # One that ends meanwhile takes nothing.
            with suppress(psutil.Error):
                taken += child.memory_info().rss
        self._peak = max(self._peak, taken)


Report = Callable[[dict[str, Any]], None]
# So many pictures are prepared for a trial; a run prepares all.
_PICTURES = 256
_PREPARED = ("photos", "pictures", "unpaired_sketches")
_PROBING = 4
# Of the first steps, after the first, which builds what is built once.
_TIMED, _UNTIMED = 3, 10_000
_DAY = 86_400
MOST_DAYS = 3
"""A run that would take a processor longer is not begun unless somebody says so."""
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
        too_long: it takes this processor more than `MOST_DAYS`.
        preset: that fits in its place; "" where the run is not too long, or none makes it shorter.
        preset_seconds: that a run with it takes.
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
    too_long: bool = False
    preset: str = ""
    preset_seconds: int = 0


def try_out(config: RunConfig, steps: int, report: Report) -> TrialResult:
    """Train for some steps in a folder that is thrown away; where a run is too long, those of a preset, too.

    The preset is `laptop`, and a run is too long that takes a processor more than `MOST_DAYS`.

    Args:
        config: of the run; its own folder is not touched.
        steps: how many are measured.
        report: receives the events {"event": "trial", "step", "steps"} and {"event": "warning", "text"}.

    Raises:
        TrainingError: not even the smallest batch fits into memory.
        GanvasError: what would stop the run itself.
    """
    result = _try_out(config, steps, report)
    if result.device != "cpu" or result.seconds_to_finish <= MOST_DAYS * _DAY:
        return result
    seconds = laptop_seconds(config)
    sentence = result.sentence + f" That is more than {MOST_DAYS} days."
    if seconds is not None:
        sentence += f" With --preset laptop it takes about {duration(seconds)}."
    return replace(
        result,
        too_long=True,
        preset="" if seconds is None else LAPTOP,
        preset_seconds=round(seconds or 0),
        sentence=sentence,
    )


def laptop_seconds(config: RunConfig) -> float | None:
    """How long the same run takes with the preset `laptop`, by a few steps; None where that makes none."""
    with suppress(GanvasError):
        small = laptop_config(config)
        if small != config:
            return _try_out(small, _PROBING, lambda event: None).seconds_to_finish
    return None


def _try_out(config: RunConfig, steps: int, report: Report) -> TrialResult:
    """Train for some steps in a folder that is thrown away; arguments and errors as of `try_out`."""
    if config.hardware.threads:
        torch.set_num_threads(config.hardware.threads)
    accelerator = make_accelerator(config.hardware)
    with tempfile.TemporaryDirectory(prefix="ganvas-trial-") as folder:
        schedule = config.schedule.model_copy(update={"smaller_first": []})
        tried = config.model_copy(update={"folder": folder, "schedule": schedule})
        tried, share = _with_some_pictures(tried)
        began = time.monotonic()
        dataset = make_dataset(tried, "train", warn=lambda text: report({"event": "warning", "text": text}))
        preparing = (time.monotonic() - began) / share
        batch, halved = schedule.batch_size, False
        while True:
            measured = _measure(_with_batch(tried, batch), dataset, steps, accelerator, report)
            if measured is not None:
                break
            smaller = _half(batch, tried)
            report(
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
    multiple = declaration_of(config.recipe).batch_multiple
    half = batch // 2 // multiple * multiple
    if half < 1:
        size = config.schedule.size
        raise TrainingError(
            "Not even a batch of {batch} fits into memory; nothing was begun. Choose pictures "
            "smaller than {size} pixels, or narrower networks.",
            batch=batch,
            size=size,
        )
    return half


def _measure(
    config: RunConfig, dataset: TrainingDataset, steps: int, accelerator: Accelerator, report: Report | None
) -> _Measured | None:
    """Seconds, pictures and memory of steps; None where they did not fit into memory."""
    run: Run | None = None
    try:
        with PeakMemory(accelerator.device) as memory:
            run = Run(config, accelerator)
            if config.start:
                run.start_from(read_start(find_start(config.start)))
            ends = [time.monotonic()]
            with batches_from(config, dataset, 0, accelerator, run.share) as batches:
                for step in range(steps):
                    run.step([_moved(next(batches), run) for _ in run.share.micro_batches])
                    if accelerator.device.type == "cuda":
                        torch.cuda.synchronize()
                    ends.append(time.monotonic())
                    if report is not None:
                        report({"event": "trial", "step": step + 1, "steps": steps})
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
        f"A step takes {_figure(measured.seconds)} s: about {duration(finish)} to the end, with "
        f"{measured.memory / 2**30:.1f} GB of memory."
    )
    if preparing > 60:
        sentence += f" Preparing the pictures takes about {duration(preparing)} before."
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


def duration(seconds: float) -> str:
    """A time for a person, e.g. 12 min, 3.4 h, 5.0 days."""
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes / 60
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.1f} days"


# The first steps of a run that begins on a processor tell whether it will end in a time that anybody waits.


class RunTooLongError(TrainingError):
    """A run would take `seconds`, more than `MOST_DAYS`."""

    def __init__(self, seconds: float) -> None:
        super().__init__("The run would take about {time}.", time=duration(seconds))
        self.seconds = seconds


class Pace:
    """Times the first steps of a run as they are trained, and ends one that would take too long.

    The quickest counts, so that a machine that was busy for a moment refuses nothing. Runs of 10,000 pictures
    and less are not timed.

    Args:
        run: that begins.
        last: pictures seen at which it ends.
    """

    def __init__(self, run: Run, last: int) -> None:
        schedule = run.config.schedule.model_copy(update={"pictures": last})
        self._weighted, share = _weighted_pictures(schedule), schedule.size_at(0) / schedule.size
        self._step = run.share.pictures * share**2
        self._times: list[float] = []
        self._left = _TIMED if last > _UNTIMED else 0

    def step(self) -> None:
        """Take note that a step is done.

        Raises:
            RunTooLongError: it was the last of those that are timed.
        """
        if self._left == 0:
            return
        self._times.append(time.monotonic())
        self._left -= 1
        if self._left == 0:
            quickest = min(after - before for before, after in pairwise(self._times))
            seconds = self._weighted / self._step * quickest
            if seconds > MOST_DAYS * _DAY:
                raise RunTooLongError(seconds)


def too_long_sentence(error: RunTooLongError, config: RunConfig) -> TrainingError:
    """What is said of a run that would take too long: its time, and what fits, which is measured for that."""
    time, seconds = duration(error.seconds), laptop_seconds(config)
    if seconds is None:
        return TrainingError(
            "On this machine the run would take about {time}, so it was not begun and nothing was kept: "
            "choose smaller pictures or a shorter run, train on a graphics card, or begin it with --anyway.",
            time=time,
        )
    return TrainingError(
        "On this machine the run would take about {time}, so it was not begun and nothing was kept: "
        "--preset laptop takes about {less}, and --anyway begins it as it is.",
        time=time,
        less=duration(seconds),
    )


def in_events(config: RunConfig, steps: int, report: Report) -> None:
    """A trial with its result as the last event; raises GanvasError, whatever stood in the way."""
    try:
        result = try_out(config, steps, report)
    except GanvasError:
        raise
    except Exception as error:
        reason = (str(error).splitlines() or [""])[0]
        raise TrainingError(
            "The trial failed ({kind}: {reason}); nothing was begun and nothing is kept.",
            kind=type(error).__name__,
            reason=reason,
        ) from error
    report({"event": "trial_result", **asdict(result)})
