"""A trial trains for real, says how long a run takes and what fits into memory, and leaves nothing behind."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from helpers.tiny_recipes import tiny_values
from PIL import Image
from typer.testing import CliRunner

from engine.errors import TrainingError
from trainer.__main__ import app
from trainer.recipes.base import Batch, Losses, Phase, Recipe
from trainer.runs import launch
from trainer.runs.checkpoints import checkpoints
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.run_config import RunConfig, parse_config, read_run
from trainer.settings.toml import write_toml
from trainer.training import state as run_state
from trainer.training import trial
from trainer.training.distributed import make_accelerator
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

    monkeypatch.setattr(trial, "_left", left)
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


# Runs that would take a processor more than days.


@pytest.fixture
def endless(values: dict[str, Any], tmp_path: Path) -> Path:
    """A run of small networks that is far too long for any processor."""
    values["schedule"]["pictures"] = 10**10
    write_toml(values, tmp_path / "run.toml")
    return tmp_path / "run.toml"


def _said(endless: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["train", str(endless), *options])
    return result.exit_code, result.output + str(result.exception or "")


def test_a_run_of_months_is_refused_with_its_time_and_what_fits(endless: Path, tmp_path: Path) -> None:
    code, said = _said(endless)
    assert code == 1
    sentence = next(line for line in said.splitlines() if '"failed"' in line)
    days, small = re.findall(r"takes? about ([\d.]+ (?:days|h|min))", sentence)
    assert days.endswith("days")
    assert float(days.split()[0]) > 3
    assert small.endswith(("min", "h"))
    assert "--preset laptop" in sentence
    assert "--anyway begins it" in sentence
    assert not checkpoints(tmp_path / "run")
    assert all(event["event"] != "stopped" for event in map(json.loads, said.splitlines()[:-1]))


@pytest.mark.parametrize("options", [["--anyway", "--until", "8"], ["--until", "24"]])
def test_whoever_says_so_begins_it_and_goes_on_with_it(
    endless: Path, options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "--anyway" in options:
        monkeypatch.setattr(trial, "_UNTIMED", 1)
        monkeypatch.setattr(trial, "MOST_DAYS", 0)
    assert _said(endless, *options)[0] == 0
    assert checkpoints(tmp_path / "run")
    until = "--until", "40"
    monkeypatch.setattr(trial, "_UNTIMED", 1)
    monkeypatch.setattr(trial, "MOST_DAYS", 0)
    assert _said(endless, "--resume", *until)[0] == 0, "what was begun is not refused"


def test_with_the_preset_the_same_file_is_trained(endless: Path, tmp_path: Path) -> None:
    assert _said(endless, "--preset", "laptop", "--until", "24")[0] == 0
    config = read_run(tmp_path / "run")
    assert config.schedule.pictures == 50_000
    assert config.schedule.size == 32
    assert config.settings.generator_widths == [4, 8, 8]  # type: ignore[attr-defined]
    code, said = _said(endless, "--preset", "phone")
    assert code == 1
    assert "There is no preset 'phone'; there are laptop," in said


def test_only_the_quickest_of_the_first_steps_counts(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_state.Run(config, make_accelerator(config.hardware))

    def timed(seconds: list[float], last: int) -> None:
        moments = iter([0.0, *(sum(seconds[: n + 1]) for n in range(len(seconds)))])
        monkeypatch.setattr(trial.time, "monotonic", lambda: next(moments))
        pace = trial.Pace(run, last)
        for _ in range(len(seconds) + 1):
            pace.step()

    day = 86_400
    # Four pictures a step; three days and a little more.
    timed([9.0, 3 * day / 10_000 * 0.99, 30.0], 40_000)
    timed([10 * day] * 3, 10_000)
    with pytest.raises(trial.RunTooLongError) as error:
        timed([9_999.0, 3 * day / 10_000 * 1.01, 9_999.0], 40_000)
    assert error.value.seconds == pytest.approx(3 * day * 1.01)


def test_a_trial_of_a_run_that_is_too_long_measures_the_preset(
    endless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tried(*options: str) -> dict[str, Any]:
        result = CliRunner().invoke(app, ["trial", str(endless), "--steps", "3", *options])
        assert result.exit_code == 0, result.output
        return dict(json.loads(result.stdout.splitlines()[-1]))

    whole, small = tried(), tried("--preset", "laptop")
    assert (whole["too_long"], whole["preset"]) == (True, "laptop")
    assert 0 < whole["preset_seconds"] < 86_400 < whole["seconds_to_finish"]
    assert "more than 3 days. With --preset laptop it takes about" in whole["sentence"]
    assert (small["too_long"], small["preset"], small["preset_seconds"]) == (False, "", 0)
    assert small["seconds_to_finish"] < 86_400


# What a person has to choose; a few pictures have few principal components.
_NEEDED = ("generator", "attributes", "z_size")


@pytest.mark.slow
@pytest.mark.parametrize("recipe", sorted(RECIPE_INFOS))
def test_every_recipe_can_be_trained_with_the_preset(recipe: str, tmp_path: Path) -> None:
    values = tiny_values(recipe, tmp_path)
    kept = {key: values["settings"][key] for key in _NEEDED if key in values["settings"]}
    size = {"size": 32} if RECIPE_INFOS[recipe].size_is_given else {}
    made = {**values, "settings": kept, "schedule": size, "preset": "laptop"}
    assert try_out(parse_config(made), 2, lambda event: None).seconds_to_finish < 3 * 86_400
