"""What a run says of its progress, and when: mean losses, speed, memory, use of the machine; sheets."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

import numpy as np
import psutil
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from engine.images.codec import write_image
from trainer.recipes.base import Recipe
from trainer.runs.events import EventStream, ProgressEvent, RunEvent
from trainer.settings.run_config import RunConfig, to_json
from trainer.settings.sections import Reporting
from trainer.training.distributed import REPORTS, Report
from trainer.training.health import Health
from trainer.training.state import Run

_DIGITS = 5


class ThroughputMeter:
    """Gathers what happens between two progress events.

    Args:
        run: that it follows.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._process = psutil.Process()
        psutil.cpu_percent()
        self._clear()

    def _clear(self) -> None:
        self._sums: dict[str, Tensor] = {}
        self._counts: Counter[str] = Counter()
        self._waited, self._seen, self._clock = 0.0, self.run.seen, time.monotonic()

    def add(self, terms: Mapping[str, Tensor], waited: float) -> None:
        """Take note of one step.

        Args:
            terms: of its losses.
            waited: seconds that it waited for its pictures.
        """
        for name, value in terms.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value
            self._counts[name] += 1
        self._waited += waited

    def means(self) -> dict[str, float]:
        """Every term's mean since the last report, over all processes."""
        if not self._sums:
            return {}
        means = torch.stack([total / self._counts[name] for name, total in self._sums.items()])
        if self.run.accelerator.num_processes > 1:
            means = self.run.accelerator.reduce(means, "mean")
        return dict(zip(self._sums, means.tolist(), strict=True))

    def report(self, means: Mapping[str, float]) -> ProgressEvent:
        """How training has gone since the last report, with the means of its terms; begins anew."""
        run, passed = self.run, max(time.monotonic() - self._clock, 1e-9)
        rate = (run.seen - self._seen) / passed
        config = run.config
        facts = {
            "event": "progress",
            "seen": run.seen,
            "size": config.schedule.size_at(self._seen),
            "per_second": round(rate, 2),
            "eta": round((config.schedule.pictures - run.seen) / rate) if rate else 0,
            "learning_rate": float(f"{run.learning_rate():.{_DIGITS}g}"),
            "data_share": round(self._waited / passed, 4),
            "memory_bytes": self._process.memory_info().rss,
            "cpu_percent": psutil.cpu_percent(),
            **_gpu(run.accelerator.device),
            **{name: float(f"{value:.{_DIGITS}g}") for name, value in means.items()},
        }
        self._clear()
        # A type cannot say that any other name may be there: those of the terms are each recipe's own.
        return cast(ProgressEvent, facts)


def _gpu(device: torch.device) -> dict[str, float]:
    if device.type != "cuda":
        return {}
    facts: dict[str, float] = {"gpu_memory_bytes": torch.cuda.max_memory_allocated(device)}
    # PyTorch asks NVIDIA's management library, whose Python package is not everywhere.
    with suppress(ModuleNotFoundError, RuntimeError):
        facts["gpu_percent"] = torch.cuda.utilization(device)
    return facts


class ReportClock:
    """Which reports are due because of the time that has gone by since the last of their kind.

    Args:
        reporting: the run's intervals, in seconds; 0 is never due.
        fresh: whether the run begins; its first sheet then comes with its first report.
        now: the time in seconds, of a clock that is never set back.
    """

    def __init__(
        self, reporting: Reporting, *, fresh: bool, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._now = now
        self._intervals: dict[Report, float] = {
            "progress": reporting.progress_seconds,
            "samples": reporting.samples_seconds,
            "checkpoints": reporting.checkpoints_seconds,
        }
        self._soon = fresh
        self._since: dict[Report, float] = dict.fromkeys(REPORTS, now())

    def due(self) -> frozenset[Report]:
        """Reports whose time has come."""
        now = self._now()
        return frozenset(
            report for report in REPORTS if 0 < self._interval(report) <= now - self._since[report]
        )

    def _interval(self, report: Report) -> float:
        interval = self._intervals[report]
        if report == "samples" and self._soon:
            return min(interval, self._intervals["progress"] or interval)
        return interval

    def done(self, report: Report) -> None:
        """Take note of a report, for whichever reason it came."""
        self._since[report] = self._now()
        self._soon = self._soon and report != "samples"


# A run's events on their way out: rules look at each, and what they notice becomes an event too.


class EventReporter:
    """Emits events and the findings of the health rules.

    Args:
        config: of the run.
        events: where both go.
    """

    def __init__(self, config: RunConfig, events: EventStream) -> None:
        self._events = events
        self._health = Health(json.loads(to_json(config)))
        self._early: list[ProgressEvent] = []

    def report(self, event: RunEvent) -> None:
        """Emit one event, then what follows from it."""
        self._events.emit(event)
        if "learning_rate" in event:
            event = mean_report([*self._early, cast(ProgressEvent, event)])
            self._early.clear()
        for finding in self._health.observe(event):
            self._events.emit(finding.event(self._health.history.seen))

    def report_early(self, event: ProgressEvent) -> None:
        """Emit a report that came by time; the rules, which count reports, see it in the next one's mean."""
        self._events.emit(event)
        self._early.append(event)


def mean_report(reports: Sequence[ProgressEvent]) -> ProgressEvent:
    """Several reports, oldest first, as one: the last of them with the means of all numbers but `seen`."""
    numbers: dict[str, list[float]] = {}
    for report in reports:
        for name, value in report.items():
            if isinstance(value, int | float) and name != "seen":
                numbers.setdefault(name, []).append(value)
    means = {name: sum(values) / len(values) for name, values in numbers.items()}
    return cast(ProgressEvent, {**reports[-1], **means})


# Sample sheets: what the networks make of fixed inputs, as one picture per moment of a run.


def tile(sheet: Tensor) -> NDArray[np.uint8]:
    """(rows, columns, 3, S, S) in [-1, 1] as one picture (rows * S, columns * S, 3) uint8."""
    rows, columns, channels, height, width = sheet.shape
    picture = sheet.permute(0, 3, 1, 4, 2).reshape(rows * height, columns * width, channels)
    return np.asarray(((picture.float().clamp(-1, 1) + 1) * 127.5 + 0.5).to(torch.uint8).cpu())


@torch.no_grad()
def make_sheet(
    recipe: Recipe, networks: Mapping[str, nn.Module], fixed: Mapping[str, Tensor], device: torch.device
) -> Tensor:
    """What the networks make of fixed inputs: (rows, columns, 3, S, S); their mode is left as it was."""
    modes = {name: network.training for name, network in networks.items()}
    for network in networks.values():
        network.eval()
    sheet = recipe.sample(networks, {name: tensor.to(device) for name, tensor in fixed.items()})
    for name, network in networks.items():
        network.train(modes[name])
    return sheet


def sheet_path(folder: Path, seen: int) -> Path:
    """Where a run's sheet of one moment lies."""
    return folder / "samples" / f"{seen:09d}.png"


def write_sheet(
    recipe: Recipe,
    networks: Mapping[str, nn.Module],
    fixed: Mapping[str, Tensor],
    folder: Path,
    seen: int,
    device: torch.device,
) -> Path:
    """Write `samples/NNNNNNNNN.png` in the run's folder; see `make_sheet`."""
    sheet = make_sheet(recipe, networks, fixed, device)
    path = sheet_path(folder, seen)
    path.parent.mkdir(exist_ok=True)
    write_image(path, tile(sheet))
    return path
