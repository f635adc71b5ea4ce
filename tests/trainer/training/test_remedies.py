"""What a health rule advises is more than a valid change: a run that takes it on goes on training with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.made_sick import RUNS, recorded
from helpers.tiny_recipes import BATCH, tiny_values
from typer.testing import CliRunner

from trainer.__main__ import app
from trainer.runs.checkpoints import checkpoints, pictures_seen
from trainer.settings.run_config import parse_config, read_run
from trainer.training.health import RULES, Health
from trainer.training.session import run_training

# Rules whose advice depends on the configuration, with values that lead to each piece of it.
VARIANTS: Mapping[str, list[dict[str, Any]]] = {
    "overfitting": [
        {"settings.augment": "off"},
        {"settings.augment": "ada", "data.flip": False},
        {"settings.augment": "ada", "data.flip": True},
    ],
    "augmentation_leaks": [
        {"data.flip": False},
        {"data.flip": True, "settings.r1_gamma": 0.5},
        {"data.flip": True, "settings.r1_gamma": 0.0},
    ],
}
CASES = [(rule, values) for rule in RULES for values in VARIANTS.get(rule, [{}])]


def remedy(rule: str, run: dict[str, Any]) -> dict[str, Any]:
    """What the rule advises a run with this configuration that fares as the one recorded sick."""
    name = next(name for name, watched in RUNS.items() if watched.rule == rule)
    health = Health(run)
    spoken = [finding for event in recorded(name)[1] for finding in health.observe(event)]
    return dict(next(finding for finding in spoken if finding.rule == rule).changes)


def value_at(config: Mapping[str, Any], place: str) -> Any:
    section, key = place.split(".")
    return config[section][key]


@pytest.mark.parametrize(("rule", "own"), CASES, ids=lambda value: value if isinstance(value, str) else "")
def test_every_remedy_is_gone_on_with(rule: str, own: dict[str, Any], tmp_path: Path) -> None:
    torch.set_num_threads(1)
    recipe = next(watched.recipe for watched in RUNS.values() if watched.rule == rule)
    values = tiny_values(recipe, tmp_path)
    values["reporting"]["metrics"] = 10**9
    for place, value in own.items():
        section, key = place.split(".")
        values[section][key] = value
    config = parse_config(values)
    folder = Path(config.folder)
    run_training(config, resume=False, echo=False, until=2 * BATCH)
    changes = remedy(rule, config.model_dump(mode="json"))
    assert changes, "advice without a change is none that a click could take"
    words = [word for place, to in changes.items() for word in ("--set", f"{place}={json.dumps(to)}")]
    result = CliRunner().invoke(
        app, ["resume", config.folder, "--quiet", "--until", str(4 * BATCH), *words], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert pictures_seen(checkpoints(folder)[-1]) == 4 * BATCH
    before, now = config.model_dump(mode="json"), read_run(folder).model_dump(mode="json")
    for place, to in changes.items():
        assert value_at(now, place) == to != value_at(before, place)
