"""Runs that were made sick on purpose, one for each health rule, a healthy one, and what was noted of them.

`python tests/helpers/made_sick.py [NAME...]` trains them anew and writes the records, which tests read.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).resolve().parents[1] / "records"
HEALTHY = "healthy"
# Facts that rules read; the rest of an event tells of the machine.
_REPORTED = ("event", "seen", "loss", "gradient", "kid", "diversity", "style_diversity", "d_", "augment_p")


@dataclass(frozen=True)
class Watched:
    """A run: what is trained, for how long, and what is wrong with it.

    Attributes:
        recipe: of the run.
        steps: how many.
        rule: that has to speak; "" for none.
        changes: of the configuration, "section__key" to value.
        pictures: how many are drawn.
        deaf: the generator does not hear its style code.
    """

    recipe: str
    steps: int
    rule: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    pictures: int = 240
    deaf: bool = False


_OFTEN = {"reporting__progress": 40, "reporting__metrics": 160}
RUNS: Mapping[str, Watched] = {
    HEALTHY: Watched("pix2pix", 2000, changes={"reporting__metrics": 800, "optimiser__learning_rate": 1e-4}),
    # Codes that must be chance itself cannot tell one picture from another.
    "collapsed": Watched(
        "vae",
        320,
        "mode_collapse",
        {
            "reporting__progress": 40,
            "reporting__metrics": 80,
            "settings__lambda_kl": 10.0,
            "optimiser__learning_rate": 0.02,
            "averaging__half_life": 40,
        },
    ),
    "one-style": Watched("bicyclegan", 160, "style_ignored", _OFTEN, deaf=True),
    # A discriminator that stands still is fooled wholly, and then has no gradient to give.
    "saturated": Watched(
        "stylegan2",
        480,
        "vanishing_gradient",
        {**_OFTEN, "optimiser__discriminator_rate": 1e-5, "optimiser__learning_rate": 5e-3},
    ),
    "rushed": Watched(
        "pix2pix",
        160,
        "discriminator_overpowers",
        {"reporting__progress": 4, "reporting__metrics": 160, "optimiser__learning_rate": 0.3},
    ),
    "unopposed": Watched(
        "pix2pix",
        320,
        "discriminator_fooled",
        {**_OFTEN, "optimiser__discriminator_rate": 1e-8, "settings__lambda_l1": 0.0},
    ),
    "few-pictures": Watched(
        "stylegan2",
        240,
        "overfitting",
        {**_OFTEN, "data__validation_fraction": 0.5, "settings__augment": "off", "settings__r1_gamma": 0.5},
        pictures=8,
    ),
    # Far too quick, and never content.
    "altered": Watched(
        "stylegan2",
        80,
        "augmentation_leaks",
        {**_OFTEN, "settings__augment_kimg": 0.1, "settings__augment_target": -0.5},
    ),
    "frozen": Watched("pix2pix", 480, "no_progress", {**_OFTEN, "optimiser__learning_rate": 1e-9}),
}


@contextmanager
def without_styles() -> Iterator[None]:
    """Generators of BicycleGAN get no code at all, whatever they are told."""
    from engine.architectures.bicyclegan import BicycleUNet

    hearing = BicycleUNet.forward
    BicycleUNet.forward = lambda self, image, code: hearing(self, image, 0 * code)
    try:
        yield
    finally:
        BicycleUNet.forward = hearing


def train_watched(watched: Watched, folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Train in this process; the configuration as plain values, and the events."""
    from helpers.watched_runs import train, values

    made = values(watched.recipe, folder, watched.steps, watched.pictures, **watched.changes)
    with without_styles() if watched.deaf else nullcontext():
        events = train(made)
    config: dict[str, Any] = json.loads((folder / "run" / "config.json").read_text("utf-8"))
    return config, events


def record(name: str) -> None:
    """Train a run and write down what rules read of it."""
    with tempfile.TemporaryDirectory() as place:
        config, events = train_watched(RUNS[name], Path(place))
    write_record(name, config, events)


def write_record(name: str, config: dict[str, Any], events: list[dict[str, Any]]) -> None:
    """One JSON object a line: the configuration, then the events."""
    config["folder"], config["data"]["sources"] = "run", ["pictures"]
    kept = [event for event in events if event["event"] in ("progress", "metric") and "seen" in event]
    RECORDS.mkdir(exist_ok=True)
    with (RECORDS / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for line in (config, *map(_info, kept)):
            file.write(json.dumps(line) + "\n")


def _info(event: Mapping[str, Any]) -> dict[str, Any]:
    info = {key: value for key, value in event.items() if key.startswith(_REPORTED)}
    return {key: float(f"{v:.4g}") if isinstance(v, float) else v for key, v in info.items()}


def recorded(name: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The configuration and the events of a recorded run."""
    config, *events = map(json.loads, (RECORDS / f"{name}.jsonl").read_text("utf-8").splitlines())
    return config, events


if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[level]) for level in (2, 1)]
    for chosen in sys.argv[1:] or RUNS:
        record(chosen)
