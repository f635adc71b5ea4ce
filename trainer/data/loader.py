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
from torch.utils.data import DataLoader, Dataset, default_collate

from engine.errors import GanvasError
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
    loader: DataLoader[dict[str, Tensor] | GanvasError] = DataLoader(
        _WithErrors(dataset),
        collate_fn=_together,
        batch_sampler=sampler,
        num_workers=workers,
        pin_memory=accelerator.device.type == "cuda",
        prefetch_factor=4 if workers else None,
        worker_init_fn=_start_worker if workers else None,
    )
    batches = iter(loader)
    try:
        yield map(_or_raise, batches)
    finally:
        # Not left to the garbage collector: a traceback would keep the workers, which ignore signals, alive.
        if workers:
            batches._shutdown_workers()  # type: ignore[attr-defined]


class _WithErrors(Dataset["dict[str, Tensor] | GanvasError"]):
    """Items, or the error that stands in for one: raised in a worker it would arrive as a printed stack."""

    def __init__(self, dataset: TrainingDataset) -> None:
        self.dataset = dataset

    def __getitem__(self, draw: Draw) -> dict[str, Tensor] | GanvasError:
        try:
            return self.dataset[draw]
        except GanvasError as error:
            return error


def _together(items: list[dict[str, Tensor] | GanvasError]) -> dict[str, Tensor] | GanvasError:
    error = next((item for item in items if isinstance(item, GanvasError)), None)
    return default_collate(items) if error is None else error


def _or_raise(batch: dict[str, Tensor] | GanvasError) -> dict[str, Tensor]:
    if isinstance(batch, GanvasError):
        raise batch
    return batch


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
