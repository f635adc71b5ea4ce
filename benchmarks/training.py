"""Training BicycleGAN, published width, 256 pixels, batch 2: Ganvas with everything on, and a bare loop."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import torch
from accelerate import Accelerator

from benchmarks.bare_bicyclegan import BareBicycleGAN
from benchmarks.measuring import Row, interleaved, table
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.checkpoints import save_checkpoint
from trainer.training.loop import Run
from trainer.training.reporting import write_sheet

SIZE, BATCH = 256, 2


def published(folder: str) -> RunConfig:
    """The published system, on the processor."""
    return parse_config(
        {
            "recipe": "bicyclegan",
            "name": "published",
            "folder": folder,
            "data": {"sources": ["none"]},
            "schedule": {"batch_size": BATCH, "size": SIZE},
            "hardware": {"device": "cpu"},
        }
    )


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes once."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def measure(rounds: int) -> list[Row]:
    """Ratio of a step's time, and the share of a run that reports and checkpoints take."""
    torch.set_num_threads(2)
    batch = {
        "condition": torch.rand(BATCH, 1, SIZE, SIZE) * 2 - 1,
        "target": torch.rand(BATCH, 3, SIZE, SIZE) * 2 - 1,
    }
    with tempfile.TemporaryDirectory() as folder:
        config = published(folder)
        run = Run(config, Accelerator(cpu=True))
        bare = BareBicycleGAN(deepcopy(run.recipe.networks))
        ours, theirs = interleaved(
            lambda: run.step([batch]),
            lambda: bare.step(batch["condition"], batch["target"]),
            rounds=rounds,
            warm_up=1,
        )
        fixed = {name: tensor.repeat(4, 1, 1, 1) for name, tensor in batch.items()}
        place = torch.device("cpu")
        sheet = seconds(lambda: write_sheet(run.recipe, run.shown(), fixed, Path(folder), 0, place))
        checkpoint = seconds(lambda: save_checkpoint(Path(folder), 0, run.state(), 1))
    every = config.reporting
    share = (sheet / every.samples + checkpoint / every.checkpoints) / (ours / BATCH)
    detail = f"{ours:.2f} s a step against {theirs:.2f} s"
    return [
        Row(
            "Training BicycleGAN 256, batch 2: bare loop / Ganvas with averages",
            theirs / ours,
            "x",
            1.0,
            False,
            detail,
        ),
        Row(
            "Samples and checkpoints, share of a run's time",
            share,
            "",
            0.05,
            True,
            f"sheet {sheet:.1f} s, checkpoint {checkpoint:.1f} s, each every {every.samples} pictures",
        ),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = measure(arguments.rounds)
    print(json.dumps([asdict(row) for row in rows]) if arguments.json else table(rows))


if __name__ == "__main__":
    main()
