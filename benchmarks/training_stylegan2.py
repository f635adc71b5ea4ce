"""Training StyleGAN2 at 64 pixels, batch 16, with ADA: Ganvas, and a bare loop of grouped weights."""

from __future__ import annotations

import statistics
import time
from copy import deepcopy

import torch
from accelerate import Accelerator

from benchmarks.bare_stylegan2_training import BareStyleGAN2
from benchmarks.measuring import Row, report
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.loop import Run

SIZE, BATCH, P = 64, 16, 0.3
# One whole cycle of the lazy phases: R1 every 16 steps, path length every 4.
CYCLE = 16


def published(folder: str = "unused") -> RunConfig:
    """The published `auto` configuration with the widths of the bundled model, on the processor."""
    return parse_config(
        {
            "recipe": "stylegan2",
            "preset": "auto",
            "name": "faces",
            "folder": folder,
            "data": {"sources": ["none"]},
            "settings": {
                "z_size": 256,
                "w_size": 256,
                "channel_base": 4096,
                "channel_max": 256,
                "augment_p": P,
            },
            "schedule": {"batch_size": BATCH, "size": SIZE},
            "hardware": {"device": "cpu"},
        }
    )


def measure() -> list[Row]:
    """Training StyleGAN2-ADA at 64 pixels, against grouped weights without lazy phases.

    Processor time of one thread: what else the machine does changes nothing.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)
    real = torch.rand(BATCH, 3, SIZE, SIZE) * 2 - 1
    config = published()
    run = Run(config, Accelerator(cpu=True))
    settings = config.settings.model_dump()
    bare = BareStyleGAN2(deepcopy(run.recipe.networks), SIZE, settings["z_size"], settings["r1_gamma"])
    seconds: tuple[list[float], list[float]] = ([], [])
    actions = (lambda: run.step([{"picture": real}]), lambda: bare.step(real))
    for turn in range(-1, CYCLE):
        run.seen = max(turn, 0) * BATCH
        # A bare step is the same every time; one for every four of ours keeps a busy machine fair.
        for which in (0, 1) if turn % 4 == 0 or turn < 0 else (0,):
            start = time.process_time()
            actions[which]()
            if turn >= 0:
                seconds[which].append(time.process_time() - start)
    ours, theirs = (BATCH / statistics.fmean(several) for several in seconds)
    detail = f"{ours:.1f} against {theirs:.1f} pictures a second of a thread, float32, p {P:g}, a lazy cycle"
    name = "Training StyleGAN2-ADA 64, batch 16: Ganvas / grouped weights, no lazy phases"
    return [Row(name, ours / theirs, "x", 1.2, False, detail)]


if __name__ == "__main__":
    report(measure)
