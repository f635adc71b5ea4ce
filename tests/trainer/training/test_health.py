"""Each health rule speaks when its figures say so, once, with a remedy that fits the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from helpers.tiny_model import tiny_values
from pydantic import ValidationError

from trainer.settings.run_config import changed_config, parse_config
from trainer.training.health import RULES, Finding, Health

CONFIG = {
    "optimiser": {"learning_rate": 2e-4, "discriminator_rate": None},
    "settings": {"lambda_latent": 0.5, "augment": "off"},
    "data": {"flip": True},
}
Course = Mapping[str, Sequence[float]]


def findings(
    progress: Course | None = None, metrics: Course | None = None, config: Mapping[str, Any] = CONFIG
) -> list[Finding]:
    """What is noticed in a run with these courses: reports every 10 pictures, measurements every 100."""
    health, found = Health(config), []
    events = []
    for kind, every, courses in (("progress", 10, progress or {}), ("metric", 100, metrics or {})):
        for at in range(max(map(len, courses.values()), default=0)):
            facts = {name: values[at] for name, values in courses.items() if at < len(values)}
            events.append({"event": kind, "seen": (at + 1) * every, **facts})
    for event in sorted(events, key=lambda event: event["seen"]):
        found += health.observe(event)
    return found


def rules(found: list[Finding]) -> list[str]:
    return [finding.rule for finding in found]


FALLING = list(np.linspace(200, 40, 10))
FLAT = [200.0, 203, 199, 201, 200, 202, 198, 200, 201, 199]


def test_pictures_that_become_all_alike_are_noticed() -> None:
    (found,) = findings(metrics={"diversity": [0.3, 0.6, 0.8, 0.82, 0.5, 0.3, 0.2, 0.15], "kid": FALLING[:8]})
    assert found.rule == "mode_collapse"
    assert found.changes == {"optimiser.learning_rate": 1e-4}


@pytest.mark.parametrize(
    "diversity",
    [
        [0.02, 0.1, 0.2, 0.4, 0.5, 0.6],  # blurred at first
        [0.8, 0.82, 0.7, 0.75, 0.66, 0.7],  # up and down
        [1.9, 1.5, 1.2, 0.9, 0.8, 0.8],  # noise that becomes pictures
    ],
)
def test_variety_that_grows_or_settles_is_no_collapse(diversity: list[float]) -> None:
    assert findings(metrics={"diversity": diversity}) == []


def test_styles_that_change_nothing_are_noticed() -> None:
    (found,) = findings(metrics={"style_diversity": [0.1, 0.05, 0.02, 0.01, 0.01]})
    assert found.rule == "style_ignored"
    assert found.changes == {"settings.lambda_latent": 1.0}
    assert findings(metrics={"style_diversity": [0.01, 0.02, 0.05, 0.1, 0.2]}) == []


def test_a_gradient_that_vanishes_is_noticed() -> None:
    course = [2.0, 1.8, 2.1, 1.9, 2.0, 1.7, 0.3, 1e-2, 1e-3, 1e-4, 1e-5, 1e-5, 1e-5]
    (found,) = findings({"gradient_generator": course})
    assert found.rule == "vanishing_gradient"
    assert found.changes == {"optimiser.discriminator_rate": 5e-5}
    assert findings({"gradient_generator": list(np.linspace(5, 0.05, 40))}) == []


def test_a_generator_that_has_to_wait_for_its_discriminator_is_not_sick() -> None:
    waiting = {**CONFIG, "settings": {"discriminator_first": 1000}}
    assert findings({"gradient_generator": [0.0] * 30}, config=waiting) == []
    assert rules(findings({"gradient_generator": [0.0] * 30})) == ["vanishing_gradient"]


def test_a_discriminator_that_always_wins_is_noticed() -> None:
    losing = {"loss_gan": list(np.linspace(1, 9, 60))}
    (found,) = findings(losing, {"d_separation": [0.9, 0.99, 1.0, 1.0, 1.0, 1.0], "kid": FLAT[:6]})
    assert found.rule == "discriminator_overpowers"
    assert found.changes == {"optimiser.discriminator_rate": 1e-4}
    # It may win as long as results get better, or as long as the generator keeps up.
    assert findings(losing, {"d_separation": [1.0] * 6, "kid": FALLING[:6]}) == []
    steady = {"loss_gan": [3.0, 3.1, 2.9] * 20}
    assert findings(steady, {"d_separation": [1.0] * 6, "kid": FLAT[:6]}) == []


def test_a_discriminator_that_guesses_is_noticed() -> None:
    (found,) = findings(metrics={"d_separation": [0.5, 0.52, 0.49, 0.5, 0.51], "kid": FLAT[:5]})
    assert found.rule == "discriminator_fooled"
    assert found.changes == {"optimiser.discriminator_rate": 4e-4}
    assert findings(metrics={"d_separation": [0.5] * 5, "kid": FALLING[:5]}) == []


def test_pictures_learnt_by_heart_are_noticed() -> None:
    course = {"d_real_validation_gap": [0.1, 0.3, 0.6, 0.8, 0.9, 0.9]}
    (found,) = findings(metrics=course)
    assert found.rule == "overfitting"
    assert found.changes == {"settings.augment": "ada"}
    (found,) = findings(metrics=course, config={**CONFIG, "settings": {}, "data": {"flip": False}})
    assert found.changes == {"data.flip": True}
    (found,) = findings(metrics=course, config={**CONFIG, "settings": {}})
    assert found.changes == {"optimiser.discriminator_rate": 1e-4}
    assert findings(metrics={"d_real_validation_gap": [0.1, 0.7, -0.2, 0.3, 0.8, 0.1]}) == []


def test_augmentation_that_begins_to_show_in_results_is_noticed() -> None:
    course = {"augment_p": [0.5, 0.7, 0.81, 0.85, 0.9]}
    r1 = {**CONFIG, "settings": {"augment": "ada", "r1_gamma": 0.5}}
    (found,) = findings(course, config=r1)
    assert found.rule == "augmentation_leaks"
    assert "90% of the time" in found.sentence
    assert found.changes == {"settings.r1_gamma": 1.0}
    (found,) = findings(course, config={**r1, "data": {"flip": False}})
    assert found.changes == {"data.flip": True}
    (found,) = findings(course, config={**CONFIG, "settings": {"augment": "ada", "r1_gamma": 0.0}})
    assert found.changes == {"optimiser.discriminator_rate": 1e-4}
    assert findings({"augment_p": [0.5, 0.79, 0.9, 0.8, 0.9, 0.7]}, config=r1) == []


def test_a_run_that_learns_nothing_is_noticed() -> None:
    rng = np.random.default_rng(0)
    course = list(0.5 + rng.normal(0, 0.01, 60))
    (found,) = findings({"loss_l1": course}, {"kid": FLAT})
    assert found.rule == "no_progress"
    assert found.changes == {"optimiser.learning_rate": 6e-4}
    assert findings({"loss_l1": course}, {"kid": FALLING}) == []
    assert findings({"loss_l1": list(np.linspace(0.5, 0.3, 60))}, {"kid": FLAT}) == []
    assert findings({"loss_gan": course}) == [], "adversarial losses need not fall"
    assert findings({"loss_l1": course, "loss_gan": course}) == [], "and what else falls may stay where it is"
    assert rules(findings({"loss_l1": course})) == ["no_progress"]


def test_a_thing_is_said_once_until_it_is_over() -> None:
    collapse = [0.8, 0.8, 0.8, 0.2, 0.15, 0.1, 0.1]
    recovered = [0.7, 0.8, 0.8]
    found = findings(metrics={"diversity": collapse})
    assert rules(found) == ["mode_collapse"]
    found = findings(metrics={"diversity": collapse + recovered + [0.1, 0.1, 0.1]})
    assert rules(found) == ["mode_collapse", "mode_collapse"]


def test_what_a_run_went_back_behind_is_forgotten() -> None:
    health = Health(CONFIG)
    for number, value in enumerate([0.8, 0.8, 0.8, 0.3]):
        assert health.observe({"event": "metric", "seen": number * 100, "diversity": value}) == []
    # A checkpoint of 200 pictures was taken up again.
    assert health.observe({"event": "progress", "seen": 210, "loss_l1": 1.0}) == []
    assert health.history.values("diversity") == [0.8, 0.8, 0.8]


def test_every_remedy_is_a_change_that_a_configuration_takes(tmp_path: Any) -> None:
    config = parse_config(tiny_values(tmp_path))
    values = config.model_dump(mode="json")
    health = Health(values)
    courses: Mapping[str, Sequence[float]] = {
        "diversity": [0.8, 0.8, 0.8, 0.2, 0.1, 0.1, 0.1, 0.1],
        "style_diversity": [0.01] * 8,
        "d_separation": [0.5] * 8,
        "d_real_validation_gap": [0.9] * 8,
        "kid": FLAT[:8],
    }
    found = []
    for at in range(8):
        facts = {name: course[at] for name, course in courses.items()}
        found += health.observe({"event": "metric", "seen": (at + 1) * 100, **facts})
    for at in range(60):
        figures = {"gradient_generator": 0.0, "augment_p": 0.9}
        found += health.observe({"event": "progress", "seen": 900 + at, **figures})
    assert {finding.rule for finding in found} >= RULES.keys() - {"discriminator_overpowers"}
    for finding in found:
        assert finding.changes, finding.rule
        try:
            changed_config(config, [f"{key}={value}" for key, value in finding.changes.items()])
        except ValidationError as error:
            pytest.fail(f"{finding.rule}: {error}")
