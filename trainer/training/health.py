"""Rules that look over a run's shoulder: each reads its events and says in plain words what goes wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.sentences import Sentence
from trainer.runs.events import HealthEvent

# What the rules read: the course of a run's losses and figures, and its configuration.


Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What a rule has noticed.

    Attributes:
        rule: its name.
        sentence: what goes wrong, for a layperson.
        remedy: what to do, in a sentence.
        changes: of the configuration for the next session, "section.key" to value.
    """

    rule: str
    sentence: str
    remedy: str
    changes: Changes = field(default_factory=dict)

    def event(self, seen: int) -> HealthEvent:
        """As an event, noticed after so many pictures."""
        return {
            "event": "health",
            "seen": seen,
            "rule": self.rule,
            "sentence": self.sentence,
            "remedy": {"sentence": self.remedy, "changes": dict(self.changes)},
        }


class History:
    """A run's progress and figures by name, each a list of (pictures seen, value), oldest first.

    Args:
        config: of the run, as plain values.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.config = config
        self.seen = 0
        self.progress: dict[str, list[tuple[int, float]]] = {}
        self.metrics: dict[str, list[tuple[int, float]]] = {}

    def add(self, event: Mapping[str, Any]) -> bool:
        """Take note of an event; whether the rules have something new to look at."""
        columns = {"progress": self.progress, "metric": self.metrics}.get(event.get("event", ""))
        seen = event.get("seen")
        if columns is None or not isinstance(seen, int):
            return False
        if seen < self.seen:
            self._forget_after(seen)
        self.seen = seen
        for name, value in event.items():
            if isinstance(value, int | float) and name not in ("seen", "time") and math.isfinite(value):
                columns.setdefault(name, []).append((seen, float(value)))
        return True

    def _forget_after(self, seen: int) -> None:
        """The run went back to a checkpoint: what came after it has not been."""
        for columns in (self.progress, self.metrics):
            for name, rows in columns.items():
                columns[name] = [row for row in rows if row[0] < seen]

    def values(self, name: str) -> list[float]:
        """Values of a figure of `metric` events."""
        return [value for _, value in self.metrics.get(name, [])]

    def reported(self, name: str) -> list[float]:
        """Values of a quantity of `progress` events."""
        return [value for _, value in self.progress.get(name, [])]

    def setting(self, key: str) -> Any:
        """A value of the configuration by "section.key", None where it is not there."""
        found: Any = self.config
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def scaled(self, key: str, factor: float, otherwise: str = "") -> dict[str, float]:
        """A change: a number of the configuration times a factor; of `otherwise` where it is not set."""
        value = self.setting(key)
        if not isinstance(value, int | float):
            value = self.setting(otherwise) if otherwise else None
        return {key: float(f"{value * factor:.6g}")} if isinstance(value, int | float) else {}


Rule = Callable[[History], Finding | None]


def mean(values: list[float]) -> float:
    """Arithmetic mean."""
    return sum(values) / len(values)


def median(values: list[float]) -> float:
    """The middle value, the lower one of two."""
    return sorted(values)[(len(values) - 1) // 2]


# Rules on the two players: gradients that vanish, a discriminator that always wins or only guesses.


_ADVERSARY_REPORTS, _ADVERSARY_MEASURED = 12, 4
# Against what the gradient was early on; rounding alone is all that is left of it then.
_VANISHED = 1e-3
_ALWAYS, _GUESSING = 0.995, 0.55
# A distance that has fallen less than this tells of no progress.
_STANDSTILL = 0.95


def vanishing_gradient(history: History) -> Finding | None:
    """The gradient that reaches the generator is a thousandth of what it was."""
    values = history.reported("gradient_generator")
    first = history.setting("settings.discriminator_first") or 0
    if len(values) < _ADVERSARY_REPORTS or history.seen <= first:
        return None
    early, now = median(values[: _ADVERSARY_REPORTS // 2]), max(values[-3:])
    if now > _VANISHED * early:
        return None
    return Finding(
        "vanishing_gradient",
        Sentence(
            "The generator learns nothing any more: its gradient is {now:.2g} and was {before:.2g}.",
            now=now,
            before=early,
        ),
        "Slow the discriminator down to a quarter of the learning rate.",
        history.scaled("optimiser.discriminator_rate", 0.25, "optimiser.learning_rate"),
    )


def discriminator_overpowers(history: History) -> Finding | None:
    """D tells real from made nearly always, G loses more and more, and results do not get better."""
    values = history.values("d_separation")
    if len(values) < _ADVERSARY_MEASURED or min(values[-3:]) < _ALWAYS or _improves(history):
        return None
    if not _rises(history):
        return None
    return Finding(
        "discriminator_overpowers",
        Sentence(
            "The discriminator always wins ({share:.1%} of the time); the generator cannot follow.",
            share=mean(values[-3:]),
        ),
        "Slow the discriminator down to half of its learning rate.",
        history.scaled("optimiser.discriminator_rate", 0.5, "optimiser.learning_rate"),
    )


def discriminator_fooled(history: History) -> Finding | None:
    """D guesses, and results do not get better: G has nobody to learn from."""
    values = history.values("d_separation")
    if len(values) < _ADVERSARY_MEASURED or max(values[-3:]) > _GUESSING or _improves(history):
        return None
    return Finding(
        "discriminator_fooled",
        Sentence(
            "The discriminator only guesses (right {share:.0%} of the time), so the generator "
            "has nobody to learn from.",
            share=mean(values[-3:]),
        ),
        "Let the discriminator learn twice as fast.",
        history.scaled("optimiser.discriminator_rate", 2.0, "optimiser.learning_rate"),
    )


def _improves(history: History) -> bool:
    """Whether the kernel distances of the last third are better than the best before them."""
    values = history.values("kid")
    recent = max(2, len(values) // 3)
    return len(values) >= _ADVERSARY_MEASURED and min(values[-recent:]) < _STANDSTILL * min(values[:-recent])


def _rises(history: History) -> bool:
    """Whether the generator's adversarial losses are higher than at any time before, smoothed."""
    rising = []
    for name in history.progress:
        if name.startswith("loss_gan"):
            values = history.reported(name)
            third = len(values) // 3
            if third:
                rising.append(mean(values[-third:]) > mean(values[third : 2 * third]) > mean(values[:third]))
    return any(rising)


# Rules on learning: pictures learnt by heart, and nothing learnt at all.


# Losses that nobody works against; adversarial ones may rise while pictures get better.
_FALLING = (
    "loss_l1",
    "loss_l2",
    "loss_cycle",
    "loss_reconstruction",
    "loss_perceptual",
    "loss_binary",
    "loss_number",
)
_LEARNING_MEASURED, _LEARNING_REPORTS = 4, 40
# ADA lets r_v go to about 0.5 before it acts hard; above, D takes held-out pictures for made ones.
_BY_HEART = 0.6
# Of pictures that ADA alters, and how many reports have to say so.
_LEAKING, _LEAK_REPORTS = 0.8, 3
_MIRRORED = Sentence("Mirror half of the pictures in the next session, or add pictures.")
_SLOWED = Sentence("Slow the discriminator down to half of its learning rate, or add pictures.")
_RATE = "optimiser.learning_rate"
# What is better than the beginning by less has not been learnt.
_LEAST = 0.05


def overfitting(history: History) -> Finding | None:
    """D takes held-out pictures for made ones: it knows the training pictures by heart."""
    values = history.values("d_real_validation_gap")
    if len(values) < _LEARNING_MEASURED or mean(values[-3:]) < _BY_HEART or min(values[-3:]) < _BY_HEART / 2:
        return None
    remedy: str
    changes: Changes
    augment = history.setting("settings.augment")
    if augment is not None and augment != "ada":
        remedy, changes = (
            Sentence("Augment adaptively in the next session, or add pictures."),
            {"settings.augment": "ada"},
        )
    elif history.setting("data.flip") is False:
        remedy, changes = _MIRRORED, {"data.flip": True}
    else:
        remedy, changes = _SLOWED, history.scaled("optimiser.discriminator_rate", 0.5, _RATE)
    return Finding(
        "overfitting",
        Sentence(
            "The discriminator knows the training pictures by heart: it is {share:.0%} of the "
            "way to taking pictures that it has not seen for made ones.",
            share=mean(values[-3:]),
        ),
        remedy,
        changes,
    )


def augmentation_leaks(history: History) -> Finding | None:
    """ADA alters nearly every picture, so that G cannot tell alterations from what pictures show any more.

    Karras et al. 2020b, section 2.2: with p above about 0.8 results begin to look altered themselves.
    """
    values = history.reported("augment_p")
    if len(values) < _LEAK_REPORTS or min(values[-_LEAK_REPORTS:]) <= _LEAKING:
        return None
    remedy: str = _SLOWED
    changes: Changes = history.scaled("optimiser.discriminator_rate", 0.5, _RATE)
    weight = history.setting("settings.r1_gamma")
    if history.setting("data.flip") is False:
        remedy, changes = _MIRRORED, {"data.flip": True}
    elif isinstance(weight, int | float) and weight > 0:
        remedy = Sentence("Let R1 hold the discriminator back twice as much, or add pictures.")
        changes = history.scaled("settings.r1_gamma", 2.0)
    return Finding(
        "augmentation_leaks",
        Sentence(
            "Nearly every picture is altered before the discriminator sees it ({share:.0%} of the time): "
            "above 80% the alterations begin to show in the results.",
            share=min(1.0, values[-1]),
        ),
        remedy,
        changes,
    )


def no_progress(history: History) -> Finding | None:
    """Neither the distance to real pictures nor any loss that should fall is better than at the beginning."""
    distances = history.values("kid")
    courses = [history.reported(name) for name in history.progress if name.startswith(_FALLING)]
    courses = [values for values in courses if len(values) >= _LEARNING_REPORTS]
    if distances and len(distances) < 2 * _LEARNING_MEASURED:
        # The better witness has not said enough yet.
        return None
    if not distances and any(name.startswith("loss_gan") for name in history.progress):
        # Pictures get sharper against an adversary while the distance of pixels stays where it was.
        return None
    courses += [distances] if distances else []
    if not courses or any(_learnt(values) for values in courses):
        return None
    return Finding(
        "no_progress",
        Sentence(
            "Nothing has been learnt in {seen:,} pictures: no loss and no distance is better "
            "than at the beginning.",
            seen=history.seen,
        ),
        "Try three times the learning rate; if that does not help, look at the pictures and the settings.",
        history.scaled("optimiser.learning_rate", 3.0),
    )


def _learnt(values: list[float]) -> bool:
    """Whether the best eighth of the course is better than the first by more than chance would have it."""
    part = max(2, len(values) // 8)
    first = mean(values[:part])
    best = min(mean(values[at : at + part]) for at in range(part, len(values) - part + 1))
    return best < first - _LEAST * abs(first)


# Rules on variety: pictures that become all alike, and styles that change nothing.


# Of real pictures' diversity. Blurred beginnings vary little too, so a fall counts and a low start does not.
_FALLEN, _POOR = 0.5, 0.4
# Styles below this cannot be told apart by eye.
_NO_STYLES = 0.03
_VARIETY_MEASURED = 4


def mode_collapse(history: History) -> Finding | None:
    """Diversity has fallen to half of what it was, and is far from that of real pictures."""
    values = history.values("diversity")
    if len(values) < _VARIETY_MEASURED:
        return None
    best = max(mean(values[at : at + 2]) for at in range(len(values) - 3))
    now = mean(values[-2:])
    if now > _FALLEN * best or now > _POOR:
        return None
    return Finding(
        "mode_collapse",
        Sentence(
            "The results become all alike: they vary {share:.0%} as much as real pictures do, "
            "and it was {best:.0%}. Losses may look fine meanwhile.",
            share=now,
            best=best,
        ),
        "Go on from an earlier checkpoint with half the learning rate.",
        history.scaled("optimiser.learning_rate", 0.5),
    )


def style_ignored(history: History) -> Finding | None:
    """The results of one input hardly differ, whatever the style code."""
    values = history.values("style_diversity")
    if len(values) < _VARIETY_MEASURED or max(values[-3:]) > _NO_STYLES:
        return None
    doubled: dict[str, float] = {}
    for key in ("settings.lambda_latent", "settings.lambda_style"):
        doubled |= history.scaled(key, 2.0)
    return Finding(
        "style_ignored",
        Sentence(
            "Styles change nothing: results of one input vary {share:.1%} as much as real pictures do.",
            share=mean(values[-3:]),
        ),
        "Let the recovered style count twice as much in the next session.",
        doubled,
    )


__all__ = ["RULES", "Finding", "Health", "History"]

RULES: Mapping[str, Rule] = {
    "mode_collapse": mode_collapse,
    "style_ignored": style_ignored,
    "vanishing_gradient": vanishing_gradient,
    "discriminator_overpowers": discriminator_overpowers,
    "discriminator_fooled": discriminator_fooled,
    "overfitting": overfitting,
    "augmentation_leaks": augmentation_leaks,
    "no_progress": no_progress,
}


class Health:
    """All rules over one run's events, in the order in which they come.

    Args:
        config: of the run, as plain values.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.history = History(config)
        self._said: set[str] = set()

    def observe(self, event: Mapping[str, Any]) -> list[Finding]:
        """What the rules notice now; each says a thing once, until it is over."""
        if not self.history.add(event):
            return []
        found = {name: finding for name, rule in RULES.items() if (finding := rule(self.history)) is not None}
        new = [finding for name, finding in found.items() if name not in self._said]
        self._said = set(found)
        return new
