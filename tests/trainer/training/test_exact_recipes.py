"""Every recipe, killed in the middle and resumed, ends as one that was never stopped: bit for bit."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.clean_processes import clean_process
from helpers.tiny_recipes import BATCH, MAKERS, STEPS, tiny_values

from trainer.recipes.registry import RECIPES
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.session import run_training

KILLED_AFTER = 5


def differences(first: Any, second: Any, place: str = "state") -> list[str]:
    """Places at which two states are not the same."""
    if isinstance(first, torch.Tensor):
        same = isinstance(second, torch.Tensor) and torch.equal(first, second)
        return [] if same else [place]
    if isinstance(first, dict) and isinstance(second, dict):
        if first.keys() != second.keys():
            return [f"{place}: {first.keys() ^ second.keys()}"]
        return [each for key in first for each in differences(first[key], second[key], f"{place}.{key}")]
    return [] if first == second or place == "state.config" else [place]


def kill_in_the_middle(config: RunConfig) -> None:
    """Train in a process of its own and kill it once it has reported step `KILLED_AFTER`."""
    process = clean_process(run_training, config, resume=False, echo=False)
    process.start()
    events, end = Path(config.folder) / "events.jsonl", time.monotonic() + 200
    while f'"seen": {KILLED_AFTER * BATCH}' not in (events.read_text() if events.exists() else ""):
        assert process.is_alive(), "the run ended too early"
        assert time.monotonic() < end
        time.sleep(0.002)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def values(recipe: str, folder: Path, run: str) -> dict[str, Any]:
    """A tiny run that is measured once, after it has been killed: before that it would prove no more."""
    tiny = tiny_values(recipe, folder, run)
    return {**tiny, "reporting": {**tiny["reporting"], "metrics": (KILLED_AFTER + 1) * BATCH}}


def test_every_recipe_has_a_tiny_configuration() -> None:
    assert MAKERS.keys() == RECIPES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("recipe", sorted(MAKERS))
def test_killed_and_resumed_equals_never_stopped(recipe: str, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    whole, killed = (parse_config(values(recipe, tmp_path, run)) for run in ("whole", "killed"))
    assert whole.data.workers > 0
    run_training(whole, resume=False, echo=False)
    kill_in_the_middle(killed)
    newest = checkpoints(Path(killed.folder))[-1]
    assert load_checkpoint(newest)["seen"] < STEPS * BATCH, "the kill came too late to prove anything"
    # What a person may do meanwhile: random numbers of this process have gone on.
    torch.manual_seed(99)
    run_training(killed, resume=True, echo=False)
    ends = [load_checkpoint(checkpoints(Path(run.folder))[-1]) for run in (whole, killed)]
    assert ends[0]["seen"] == STEPS * BATCH
    assert differences(*ends) == []
    kinds = [json.loads(line)["event"] for line in (Path(killed.folder) / "events.jsonl").open()]
    assert kinds.count("started") == 2
    assert kinds[-1] == "finished"
