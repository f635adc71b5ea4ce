"""Each health rule speaks on a run made sick on purpose, and none on a healthy one of 2,000 steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.made_sick import HEALTHY, RUNS, recorded, train_watched
from helpers.watched_runs import BATCH

from trainer.training.health import RULES, Finding, Health

SICK = {watched.rule: name for name, watched in RUNS.items() if watched.rule}


def findings(name: str) -> list[Finding]:
    """What the rules say to a recorded run, read anew."""
    config, events = recorded(name)
    health = Health(config)
    return [finding for event in events for finding in health.observe(event)]


def test_there_is_a_sick_run_for_every_rule() -> None:
    assert SICK.keys() == RULES.keys()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_speaks_on_its_sick_run_and_names_a_remedy(rule: str) -> None:
    spoken = [finding for finding in findings(SICK[rule]) if finding.rule == rule]
    assert spoken
    assert all(finding.sentence and finding.remedy and finding.changes for finding in spoken)


def test_no_rule_speaks_in_a_healthy_run_of_2000_steps() -> None:
    _, events = recorded(HEALTHY)
    assert max(event["seen"] for event in events) == 2000 * BATCH
    assert sum("gradient_generator" in event for event in events) == 100
    assert sum("diversity" in event for event in events) == 10
    assert findings(HEALTHY) == []


@pytest.mark.slow
def test_a_run_that_is_sick_now_is_told_so_while_it_trains(tmp_path: Path) -> None:
    # Measured on fewer pictures and twice as often as the recorded run, so that the rule speaks sooner.
    unopposed = RUNS["unopposed"]
    often = {**unopposed.changes, "reporting__progress": 20, "reporting__metrics": 80}
    _, events = train_watched(replace(unopposed, steps=160, pictures=80, changes=often), tmp_path)
    (info,) = [event for event in events if event.get("rule") == "discriminator_fooled"]
    assert info["remedy"]["changes"] == {"optimiser.discriminator_rate": 2e-8}
