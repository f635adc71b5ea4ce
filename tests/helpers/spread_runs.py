"""Several processes that train one run, with the surroundings that `torchrun` gives them."""

from __future__ import annotations

import os
import socket
from multiprocessing.process import BaseProcess
from typing import Any

import torch
from helpers.clean_processes import clean_process

from trainer.settings.run_config import RunConfig
from trainer.training.session import run_training


def one_of(rank: int, processes: int, port: int, config: RunConfig, options: dict[str, Any]) -> None:
    """One process of a run, with the surroundings that `torchrun` gives it."""
    from accelerate.state import AcceleratorState, PartialState

    AcceleratorState._reset_state(reset_partial_state=True)
    PartialState._reset_state()
    surroundings = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes}
    surroundings |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    os.environ.update({key: str(value) for key, value in surroundings.items()})
    torch.set_num_threads(1)
    run_training(config, echo=False, **options)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(processes: int, config: RunConfig, **options: Any) -> list[BaseProcess]:
    port = free_port()
    options = {"resume": False, **options}
    started = [clean_process(one_of, rank, processes, port, config, options) for rank in range(processes)]
    for process in started:
        process.start()
    return started


def finish(processes: list[BaseProcess]) -> None:
    for process in processes:
        process.join(200)
        assert process.exitcode == 0
