"""The precision "auto" is measured once a machine, said, kept with the run, and the same in all processes."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.clean_processes import clean_process
from helpers.run_states import assert_same
from helpers.spread_runs import finish, free_port, start
from helpers.tiny_recipes import tiny_values

from trainer.settings.run_config import RunConfig, parse_config
from trainer.settings.sections import Hardware
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.distributed import make_accelerator
from trainer.training.precision import FACTS, PrecisionChoice, bfloat16_ratio, choose_precision, read_choice


def config(folder: Path, run: str, precision: str) -> RunConfig:
    page = tiny_values("pix2pix", folder, run)
    page["hardware"]["precision"] = precision
    return parse_config(page)


def said(folder: Path) -> list[dict[str, Any]]:
    events = [json.loads(line) for line in (folder / "events.jsonl").open()]
    return [event for event in events if event["event"] == "precision"]


def test_bfloat16_is_taken_only_where_it_is_clearly_faster() -> None:
    ratios = (0.2, 1.0, 1.25, 1.3, 3.0)
    chosen = [choose_precision(True, measure=iter([ratio]).__next__) for ratio in ratios]
    assert [one.precision for one in chosen] == ["float32"] * 3 + ["bfloat16"] * 2
    assert chosen[-1].sentence().startswith("Precision: bfloat16; bfloat16 is 3.00 times as fast as float32")


def test_a_machine_is_measured_once_and_another_one_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = choose_precision(True, folder=tmp_path, measure=lambda: 2.0)
    assert choose_precision(True, folder=tmp_path, measure=lambda: 1.0) == first == read_choice(tmp_path)
    monkeypatch.setattr(platform, "node", lambda: "another")
    moved = choose_precision(True, folder=tmp_path, measure=lambda: 1.0)
    assert (moved.precision, moved.before) == ("float32", "bfloat16")
    assert "was on another one before, in bfloat16" in moved.sentence()
    again = choose_precision(True, folder=tmp_path, measure=lambda: 2.0)
    assert (again.precision, again.before) == ("float32", None)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"precision": "int8", "ratio": 1, "machine": "x"}'])
def test_facts_that_nobody_can_read_are_measured_again(text: str, tmp_path: Path) -> None:
    (tmp_path / FACTS).write_text(text)
    assert read_choice(tmp_path) is None
    assert choose_precision(True, folder=tmp_path, measure=lambda: 2.0).precision == "bfloat16"


def test_measuring_takes_no_chance_from_the_training() -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    assert bfloat16_ratio() > 0
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.slow
def test_a_run_says_what_was_chosen_and_learns_as_in_that_precision(tmp_path: Path) -> None:
    chosen_here = config(tmp_path, "auto", "auto")
    finish(start(1, chosen_here, until=8))
    finish(start(1, chosen_here, resume=True))
    folder = Path(chosen_here.folder)
    first, again = said(folder)
    assert first["ratio"] > 0
    assert {**first, "time": 0} == {**again, "time": 0}, "the machine is the same"
    plain = config(tmp_path, "plain", first["precision"])
    finish(start(1, plain))
    states = [load_checkpoint(checkpoints(Path(each.folder))[-1]) for each in (chosen_here, plain)]
    assert_same(*states)


def chosen_by(rank: int, port: int, folder: Path) -> None:
    """One of two processes that would each choose something else."""
    surroundings = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": 2, "LOCAL_WORLD_SIZE": 2}
    surroundings |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    os.environ.update({key: str(value) for key, value in surroundings.items()})

    def choose(on_processor: bool) -> PrecisionChoice:
        assert on_processor
        return PrecisionChoice("bfloat16" if rank == 0 else "float32", 2.0, "this one")

    accelerator = make_accelerator(Hardware(precision="auto", device="cpu"), choose)
    (folder / str(rank)).write_text(accelerator.mixed_precision)
    accelerator.end_training()


@pytest.mark.slow
def test_all_processes_follow_the_choice_of_the_first(tmp_path: Path) -> None:
    port = free_port()
    processes = [clean_process(chosen_by, rank, port, tmp_path) for rank in range(2)]
    for process in processes:
        process.start()
    finish(processes)
    assert [(tmp_path / str(rank)).read_text() for rank in range(2)] == ["bf16", "bf16"]
