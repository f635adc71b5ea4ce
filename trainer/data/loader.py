"""Batches for the loop, from where the run stands, by workers that end with it; the batch of the sheets."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from accelerate import Accelerator
from torch import Tensor
from torch.utils.data import DataLoader

from trainer.data.datasets import TrainingDataset
from trainer.data.sampler import Draw, RunSampler
from trainer.settings.run_config import RunConfig
from trainer.training.distributed import ENDING, WorkPartition

_PARENT_SECONDS = 1.0


@contextmanager
def batches_from(
    config: RunConfig, dataset: TrainingDataset, seen: int, accelerator: Accelerator, share: WorkPartition
) -> Iterator[Iterator[dict[str, Tensor]]]:
    """Batches from where a run stands, for as long as the block lasts; its workers end with it.

    Args:
        config: of the run.
        dataset: what it is trained on.
        seen: pictures that it has drawn.
        accelerator: device and processes.
        share: this process's part of every step.
    """
    sampler = RunSampler(len(dataset), share, config.seed, seen, config.schedule.size_at)
    workers = config.data.workers
    loader: DataLoader[dict[str, Tensor]] = DataLoader(
        dataset,  # type: ignore[arg-type]
        batch_sampler=sampler,
        num_workers=workers,
        pin_memory=accelerator.device.type == "cuda",
        prefetch_factor=4 if workers else None,
        worker_init_fn=_start_worker if workers else None,
    )
    batches = iter(loader)
    try:
        yield batches
    finally:
        # Not left to the garbage collector: a traceback would keep the workers, which ignore signals, alive.
        if workers:
            batches._shutdown_workers()  # type: ignore[attr-defined]


def _start_worker(_: int) -> None:
    # A signal to the whole group must not take the workers away from the step in hand; the loop ends them.
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    torch.set_num_threads(1)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker once the process that started it is gone.

    PyTorch's own watch ends the worker's loop alone: what it has read waits in a pipe that nobody empties.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "win32":
        parent.join()
    else:
        # Its sentinel is no help: workers that were forked later hold it open.
        while os.getppid() == parent.pid:
            time.sleep(_PARENT_SECONDS)
    os._exit(1)


def fixed_batch(dataset: TrainingDataset, config: RunConfig) -> dict[str, Tensor]:
    """Items for the sample sheets, drawn once for the whole run."""
    rows = min(config.reporting.sample_rows, len(dataset))
    items = [dataset[Draw(index, index, config.schedule.size, config.seed)] for index in range(rows)]
    return {key: torch.stack([item[key] for item in items]) for key in items[0]}
