"""What watching a run costs: gradient norms, reports, health rules, and measuring on held-out pictures."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from PIL import Image

from benchmarks.measuring import Row, interleaved, report
from benchmarks.shapes import draw
from trainer.data.build import make_dataset, shown_pictures
from trainer.data.loader import batches_from
from trainer.runs.events import EventStream
from trainer.settings.run_config import RunConfig, parse_config
from trainer.settings.sections import Reporting
from trainer.training.loop import Run
from trainer.training.monitor import Monitor
from trainer.training.reporting import EventReporter, ThroughputMeter

SIZE, PICTURES = 64, 200


def bicyclegan(folder: Path) -> RunConfig:
    """A small BicycleGAN on drawn pairs, watched as often as by default."""
    (folder / "pairs").mkdir()
    for number in range(PICTURES):
        pair = [draw(number % 3, domain, np.random.default_rng(number), SIZE) for domain in "ab"]
        Image.fromarray(np.concatenate(pair, axis=1)).save(folder / "pairs" / f"{number}.png")
    return parse_config(
        {
            "recipe": "bicyclegan",
            "name": "watched",
            "folder": str(folder / "run"),
            "data": {
                "sources": [str(folder / "pairs")],
                "kind": "side_by_side",
                "validation_fraction": 0.2,
                "workers": 0,
            },
            "settings": {
                "condition_channels": 3,
                "generator_widths": [32, 64, 128, 128, 128],
                "encoder_widths": [32, 64, 128],
                "discriminator_width": 32,
            },
            "schedule": {"batch_size": 8, "size": SIZE},
            "reporting": {"metrics_share": 1.0},
            "hardware": {"device": "cpu"},
        }
    )


def seconds(action: Callable[[], object]) -> float:
    """Processor time of an action."""
    start = time.process_time()
    action()
    return time.process_time() - start


def measure(rounds: int = 8) -> list[Row]:
    """The share of a run's time that each part of watching takes, at the default intervals.

    In processor time of one thread, so that what else the machine does hardly matters.
    """
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        config = bicyclegan(folder)
        (folder / "run").mkdir()
        accelerator = Accelerator(cpu=True)
        run = Run(config, accelerator)
        training = make_dataset(config, "train")
        held_out = shown_pictures(config, training)
        with batches_from(config, training, 0, accelerator, run.share) as batches:
            batch = next(batches)
        plain, measured = interleaved(
            lambda: run.step([batch]),
            lambda: run.step([batch], measure=True),
            rounds=rounds,
            clock=time.process_time,
        )
        meter, events = ThroughputMeter(run), EventStream(folder / "run" / "events.jsonl", echo=False)
        reporter = EventReporter(config, events)

        meter.add(run.step([batch], measure=True), 0.0)
        # A run of 200,000 pictures has 400 reports; the rules read all of them each time.
        facts = meter.report(meter.means())
        for number in range(400):
            reporter.report({**facts, "seen": 10**6 + number})
        reporter = seconds(lambda: reporter.report({**facts, "seen": 10**7}))
        monitor = Monitor(run, training, held_out)
        first = seconds(monitor.measure)
        later = sorted(seconds(monitor.measure) for _ in range(3))[1]
        events.close()
    reporting, pictures = config.reporting, config.schedule.batch_size
    steps_a_report, steps_a_measurement = reporting.progress / pictures, reporting.metrics / pictures
    reports = (max(0.0, measured - plain) + reporter) / (steps_a_report * plain)
    wanted = later / (steps_a_measurement * plain)
    bound = Reporting().metrics_share
    detail = (
        f"step {plain * 1000:.0f} ms; report {1000 * (max(0.0, measured - plain) + reporter):.1f} ms every "
        f"{reporting.progress} pictures; measurement {later:.1f} s ({first:.1f} s the first) wanted every "
        f"{reporting.metrics}, {wanted:.1%}, and held to {bound:.1%}"
    )
    return [
        Row("Watching a run, share of its time", reports + min(wanted, bound), "", 0.02, True, detail),
        Row("Reports and health rules alone, share of a run's time", reports, "", 0.005, True, ""),
    ]


if __name__ == "__main__":
    report(measure)
