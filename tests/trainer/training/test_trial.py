"""A trial trains for real, says how long a run takes and what fits into memory, and leaves nothing behind."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from PIL import Image

from engine.errors import TrainingError
from trainer.recipes.base import Batch, Losses, Phase, Recipe
from trainer.runs import launch
from trainer.settings.run_config import RunConfig, parse_config
from trainer.settings.toml import write_toml
from trainer.training import state as run_state
from trainer.training import trial as memory
from trainer.training.trial import try_out


@pytest.fixture
def values(tmp_path: Path) -> dict[str, Any]:
    rng = np.random.default_rng(0)
    (tmp_path / "pairs").mkdir()
    for number in range(8):
        pixels = rng.integers(0, 255, (32, 64, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / "pairs" / f"{number}.png")
    return {
        "recipe": "pix2pix",
        "name": "pairs",
        "folder": str(tmp_path / "run"),
        "data": {"sources": [str(tmp_path / "pairs")], "kind": "side_by_side", "workers": 0},
        "settings": {"generator_widths": [4, 8, 8], "discriminator_widths": [4, 4]},
        "schedule": {"pictures": 1000, "batch_size": 4, "size": 32},
        "hardware": {"device": "cpu", "threads": 1},
    }


@pytest.fixture
def config(values: dict[str, Any]) -> RunConfig:
    return parse_config(values)


@pytest.fixture
def thrown_away(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Where temporary folders are made, so that a test sees what stays of them."""
    path = tmp_path / "temporary"
    path.mkdir()
    # PyTorch makes the cache of its compiler there when it is first imported, in whichever test that is.
    monkeypatch.setenv("TORCHINDUCTOR_CACHE_DIR", str(tmp_path_factory.mktemp("inductor")))
    monkeypatch.setattr(tempfile, "tempdir", str(path))
    return path


def with_room_for(most: int, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every recipe's first phase fail where a batch has more pictures than there is memory for."""
    make = run_state.make_recipe

    def made(name: str, settings: Any) -> Recipe:
        recipe = make(name, settings)
        first = recipe.phases[0]

        def losses(batch: Batch, work: dict[str, Any]) -> Losses:
            if len(batch["target"]) > most:
                raise error
            return first.losses(batch, work)

        phase = Phase(first.name, first.trained, losses, first.recorded)
        recipe.phases = (phase, *recipe.phases[1:])
        return recipe

    monkeypatch.setattr(run_state, "make_recipe", made)


def test_a_trial_measures_real_steps_and_leaves_nothing(
    config: RunConfig, tmp_path: Path, thrown_away: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    events: list[dict[str, Any]] = []
    result = try_out(config, 5, events.append)
    assert [event["step"] for event in events if event["event"] == "trial"] == [1, 2, 3, 4, 5]
    assert result.pictures_per_second == pytest.approx(4 / result.seconds_per_step, rel=0.02)
    assert result.seconds_to_finish == pytest.approx(1000 / result.pictures_per_second, rel=0.02, abs=1)
    assert 2**20 < result.peak_memory_bytes < psutil.virtual_memory().total
    assert (result.batch_size, result.suggested_batch_size, result.halved) == (4, 4, False)
    assert sorted(tmp_path.rglob("*")) == before
    assert list(thrown_away.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"
        ),
        MemoryError(),
    ],
)
def test_a_batch_that_does_not_fit_is_halved_and_it_says_so(
    config: RunConfig, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_room_for(1, error, monkeypatch)
    events: list[dict[str, Any]] = []
    result = try_out(config, 3, events.append)
    assert (result.batch_size, result.suggested_batch_size, result.halved) == (1, 1, True)
    info = [event["text"] for event in events if event["event"] == "warning"]
    assert info == [
        "A batch of 4 does not fit into memory; 2 is tried instead.",
        "A batch of 2 does not fit into memory; 1 is tried instead.",
    ]
    assert "did not fit into memory, so it was halved to 1" in result.sentence


@pytest.mark.slow
def test_where_nothing_fits_the_sentence_says_what_to_do(
    config: RunConfig, thrown_away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_room_for(0, MemoryError(), monkeypatch)
    with pytest.raises(TrainingError, match=r"Not even a batch of 1 .* smaller than 32 pixels"):
        try_out(config, 3, lambda _: None)
    assert list(thrown_away.iterdir()) == []


def test_other_failures_are_not_taken_for_a_lack_of_memory(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_room_for(0, RuntimeError("shapes cannot be multiplied"), monkeypatch)
    with pytest.raises(RuntimeError, match="multiplied"):
        try_out(config, 3, lambda _: None)


@pytest.mark.slow
def test_a_machine_without_memory_left_is_noticed_before_it_ends_the_process(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = []

    def left() -> int:
        # Full with the first batch, room for the second.
        return 0 if len(batches) < 1 else 2**40

    def info(event: dict[str, Any]) -> None:
        if event["event"] == "warning":
            batches.append(event["text"])

    monkeypatch.setattr(memory, "_left", left)
    result = try_out(config, 200, info)
    assert (result.batch_size, result.halved) == (2, True)


def test_smaller_sizes_at_first_make_a_run_shorter(config: RunConfig) -> None:
    from trainer.settings.sections import Stage
    from trainer.training.trial import _weighted_pictures

    stages = [Stage(until=400, size=16), Stage(until=600, size=32)]
    schedule = config.schedule.model_copy(update={"smaller_first": stages})
    assert _weighted_pictures(schedule) == 400 / 4 + 600


@pytest.mark.slow
def test_a_trial_runs_in_a_process_and_can_be_cancelled(values: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    write_toml(values, path)
    *steps, result = launch.Trial(path, steps=3).events()
    assert [event["step"] for event in steps] == [1, 2, 3]
    assert result["event"] == "trial_result"
    assert json.dumps(result)
    endless = launch.Trial(path, steps=1_000_000)
    for event in endless.events():
        if event["event"] == "trial":
            endless.cancel()
        assert event["event"] != "failed"
    assert endless.wait(60) != 0
    assert not (tmp_path / "run").exists()
