"""Several processes train one run: the same steps, the same losses, and nobody waits for the dead."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest
import torch
import torch.distributed as dist
from helpers.spread_runs import finish, start
from helpers.tiny_recipes import BATCH, STEPS, tiny_values

from engine.errors import ConfigurationError
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.distributed import Heartbeat
from trainer.training.session import run_training


def values(recipe: str, folder: Path, run: str, accumulate: int = 2) -> RunConfig:
    """Steps of two micro-batches: one process works on both, or two on one each."""
    page = tiny_values(recipe, folder, run)
    page["schedule"] = {**page["schedule"], "batch_size": BATCH // accumulate, "accumulate": accumulate}
    page["data"]["workers"] = 1
    return parse_config(page)


def losses(config: RunConfig) -> list[dict[str, float]]:
    events = [json.loads(line) for line in (Path(config.folder) / "events.jsonl").open()]
    return [
        {name: value for name, value in event.items() if name.startswith(("loss", "gradient", "seen"))}
        for event in events
        if "learning_rate" in event
    ]


def assert_alike(first: list[dict[str, float]], second: list[dict[str, float]]) -> None:
    assert [step["seen"] for step in first] == [step["seen"] for step in second]
    for one, two in zip(first, second, strict=True):
        assert one == pytest.approx(two, rel=2e-3, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("recipe", ["bicyclegan", "pix2pix"])
def test_two_processes_give_the_losses_of_one(recipe: str, tmp_path: Path) -> None:
    alone, together = (values(recipe, tmp_path, run) for run in ("alone", "together"))
    finish(start(1, alone))
    finish(start(2, together))
    # Chance is the same too: codes and dropout of a micro-batch do not depend on who works on it.
    assert_alike(losses(alone), losses(together))
    assert len(losses(together)) == STEPS


@pytest.mark.slow
@pytest.mark.skipif(torch.cuda.is_available(), reason="processes that find a graphics card share it out")
def test_processes_that_find_no_graphics_card_are_one_run(tmp_path: Path) -> None:
    page = tiny_values("pix2pix", tmp_path)
    page["hardware"]["device"] = "auto"
    config = parse_config(page)
    finish(start(2, config, until=2 * BATCH))
    events = [json.loads(line) for line in (Path(config.folder) / "events.jsonl").open()]
    assert [event["processes"] for event in events if event["event"] == "started"] == [2]


def test_a_launcher_that_starts_one_process_of_several_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    monkeypatch.setenv("ACCELERATE_USE_CPU", "True")
    monkeypatch.setenv("MASTER_PORT", "29500")
    with pytest.raises(ConfigurationError, match="torchrun"):
        run_training(parse_config(tiny_values("pix2pix", tmp_path)), resume=False, echo=False)


@pytest.mark.slow
def test_a_run_changes_the_number_of_its_processes_and_goes_on(tmp_path: Path) -> None:
    alone = values("pix2pix", tmp_path, "alone")
    finish(start(1, alone))
    for run, first, then in (("grown", 1, 2), ("shrunk", 2, 1)):
        config = values("pix2pix", tmp_path, run)
        finish(start(first, config, until=4 * BATCH))
        finish(start(then, config, resume=True))
        assert_alike(losses(alone), losses(config))
        assert load_checkpoint(checkpoints(Path(config.folder))[-1])["seen"] == STEPS * BATCH


@pytest.mark.slow
def test_a_killed_process_ends_the_others_with_a_checkpoint_kept(tmp_path: Path) -> None:
    page = tiny_values("pix2pix", tmp_path)
    page["schedule"] |= {"pictures": 10**6, "batch_size": BATCH}
    config = parse_config(page)
    first, second = start(2, config)
    end = time.monotonic() + 200
    while not checkpoints(Path(config.folder)):
        assert first.is_alive()
        assert time.monotonic() < end
        time.sleep(0.01)
    assert second.pid is not None
    os.kill(second.pid, signal.SIGKILL)
    first.join(60)
    assert first.exitcode not in (None, 0), "the first process still waits for the second"
    assert load_checkpoint(checkpoints(Path(config.folder))[-1])["seen"] >= 3 * BATCH
    events = [json.loads(line) for line in (Path(config.folder) / "events.jsonl").open()]
    assert events[-1]["event"] == "failed"
    assert "Another process of this run has ended" in events[-1]["reason"]


@pytest.mark.slow
def test_a_process_that_beats_no_more_is_found_dead_and_a_busy_one_is_not() -> None:
    store = dist.HashStore()
    died: list[int] = []
    watching = Heartbeat(store, 0, 3, died.append, patience=5.0)
    alive = Heartbeat(store, 1, 3, died.append, patience=1000.0)
    dying = Heartbeat(store, 2, 3, died.append, patience=1000.0)
    for beat in (watching, alive, dying):
        beat.start()
    time.sleep(5)
    assert died == []
    dying.stop()
    end = time.monotonic() + 120
    while not died and time.monotonic() < end:
        time.sleep(0.05)
    assert died == [2]
    for beat in (watching, alive):
        beat.stop()
