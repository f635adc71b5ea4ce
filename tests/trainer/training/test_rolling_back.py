"""Weights that are no longer numbers send a run back to its last good checkpoint, at half the rate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.tiny_recipes import BATCH, STEPS, tiny_values

from engine.errors import TrainingError
from trainer.settings.run_config import RunConfig, parse_config
from trainer.training.checkpoints import checkpoints, load_checkpoint
from trainer.training.session import run_training
from trainer.training.state import Run


@pytest.fixture
def config(tmp_path: Path) -> RunConfig:
    torch.set_num_threads(1)
    return parse_config(tiny_values("pix2pix", tmp_path))


def poison(monkeypatch: pytest.MonkeyPatch, after: int, cured_at: float) -> None:
    """Let a gradient overflow in the step after `after` pictures while the rate is above `cured_at`."""
    step = Run.step

    def poisoned(run: Run, *arguments: Any, **options: Any) -> dict[str, torch.Tensor]:
        sick = run.seen == after and run.rate_factor > cured_at
        terms = step(run, *arguments, **options)
        if sick:
            with torch.no_grad():
                next(run.recipe.networks["generator"].parameters()).fill_(float("nan"))
        return terms

    monkeypatch.setattr(Run, "step", poisoned)


def events_of(config: RunConfig) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (Path(config.folder) / "events.jsonl").open()]


def finite(state: dict[str, Any]) -> bool:
    networks = [*state["networks"].values(), *state["averages"].values()]
    return all(bool(t.isfinite().all()) for net in networks for t in net.values() if t.is_floating_point())


# Just before a checkpoint is due, so that it must not be written; and in between, where a loss tells.
@pytest.mark.parametrize("after", [5 * BATCH, 6 * BATCH])
def test_a_run_goes_back_and_on_with_half_the_rate(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    poison(monkeypatch, after, cured_at=0.5)
    run_training(config, resume=False, echo=False)
    events = events_of(config)
    (info,) = [event for event in events if event["event"] == "health" and event["rule"] == "not_finite"]
    good = max(seen for seen in (3 * BATCH, 6 * BATCH) if seen <= after)
    assert info["back_to"] == good
    assert info["remedy"]["changes"] == {"optimiser.learning_rate": 1e-4}
    assert f"the checkpoint of {good} pictures" in info["sentence"]
    rates = [event["learning_rate"] for event in events if "learning_rate" in event]
    assert rates[0] == 2e-4
    assert all(rate <= 1e-4 for rate in rates[-2:])
    assert events[-1]["event"] == "finished"
    for path in checkpoints(Path(config.folder)):
        state = load_checkpoint(path)
        assert finite(state), path.name
    assert state["seen"] == STEPS * BATCH
    assert state["rate_factor"] == 0.5


def test_without_a_checkpoint_it_begins_anew(config: RunConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    poison(monkeypatch, BATCH, cured_at=0.25)
    run_training(config, resume=False, echo=False)
    info = [event for event in events_of(config) if event.get("rule") == "not_finite"]
    assert [event["back_to"] for event in info] == [0, 0]
    assert "its beginning" in info[0]["sentence"]
    assert load_checkpoint(checkpoints(Path(config.folder))[-1])["rate_factor"] == 0.25


@pytest.mark.slow
def test_what_never_heals_ends_with_the_good_checkpoint_intact(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(monkeypatch, 4 * BATCH, cured_at=0.0)
    with pytest.raises(TrainingError, match="times in a row"):
        run_training(config, resume=False, echo=False)
    (kept,) = checkpoints(Path(config.folder))
    state = load_checkpoint(kept)
    assert state["seen"] == 3 * BATCH
    assert finite(state)
    assert events_of(config)[-1]["event"] == "failed"


@pytest.mark.slow
def test_a_broken_checkpoint_on_the_disk_is_passed_over(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_training(config, resume=False, echo=False, until=6 * BATCH)
    good, newest = checkpoints(Path(config.folder))
    state = load_checkpoint(newest)
    for name in ("networks", "averages"):
        next(iter(state[name]["generator"].values())).fill_(float("nan"))
    torch.save(state, newest)
    run_training(config, resume=True, echo=False)
    (info,) = [event for event in events_of(config) if event.get("rule") == "not_finite"]
    assert info["back_to"] == load_checkpoint(good)["seen"]
    assert all(finite(load_checkpoint(path)) for path in checkpoints(Path(config.folder)))


@pytest.mark.slow
def test_the_halved_rate_is_kept_until_the_person_sets_another(
    config: RunConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(monkeypatch, BATCH, cured_at=0.5)
    run_training(config, resume=False, echo=False, until=4 * BATCH)
    run_training(config, resume=True, echo=False, until=6 * BATCH)
    newest = checkpoints(Path(config.folder))[-1]
    assert load_checkpoint(newest)["rate_factor"] == 0.5
    own = config.model_copy(update={"optimiser": config.optimiser.model_copy(update={"learning_rate": 3e-4})})
    run_training(own, resume=True, echo=False)
    assert load_checkpoint(checkpoints(Path(config.folder))[-1])["rate_factor"] == 1.0
