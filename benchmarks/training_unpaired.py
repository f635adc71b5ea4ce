"""Training CycleGAN and MUNIT, published widths, 128 pixels, batch 1: Ganvas and bare loops."""

from __future__ import annotations

import argparse
import json
from copy import deepcopy
from dataclasses import asdict

import torch
from accelerate import Accelerator

from benchmarks.bare_unpaired import BareCycleGAN, BareMUNIT
from benchmarks.measuring import Row, interleaved, table
from trainer.settings.run_config import parse_config
from trainer.training.loop import Run

SIZE = 128
PUBLISHED = {
    # Six residual blocks for 128 pixels.
    "cyclegan": {"settings": {"blocks": 6}, "optimiser": {"learning_rate": 2e-4}},
    "munit": {"settings": {}, "optimiser": {"learning_rate": 1e-4, "weight_decay": 1e-4}},
}


def published(recipe: str) -> Run:
    """The published system on the processor, averages on."""
    config = parse_config(
        {
            "recipe": recipe,
            "name": "published",
            "folder": "unused",
            "data": {"sources": ["none"], "kind": "unpaired"},
            "schedule": {"batch_size": 1, "size": SIZE},
            "hardware": {"device": "cpu"},
            **PUBLISHED[recipe],
        }
    )
    return Run(config, Accelerator(cpu=True))


def measure(rounds: int) -> list[Row]:
    """Ratio of a step's time, for each system."""
    torch.set_num_threads(2)
    batch = {domain: torch.rand(1, 3, SIZE, SIZE) * 2 - 1 for domain in "ab"}
    rows = []
    for recipe, kind in (("cyclegan", BareCycleGAN), ("munit", BareMUNIT)):
        run = published(recipe)
        networks = {n: net for n, net in run.recipe.networks.items() if not n.startswith("pool")}
        bare = kind(deepcopy(networks))
        ours, theirs = interleaved(
            lambda run=run: run.step([batch]),  # type: ignore[misc]
            lambda bare=bare: bare.step(batch["a"], batch["b"]),  # type: ignore[misc]
            rounds=rounds,
            warm_up=1,
        )
        what = f"Training {recipe} 128, batch 1: bare loop / Ganvas with averages"
        rows.append(Row(what, theirs / ours, "x", 1.0, False, f"{ours:.2f} s a step against {theirs:.2f} s"))
    return rows


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
