"""Rules on learning: pictures learnt by heart, and nothing learnt at all."""

from __future__ import annotations

from typing import Any

from trainer.health.history import Finding, History, mean

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
# What is better than the beginning by less has not been learnt.
_LEAST = 0.05


def overfitting(history: History) -> Finding | None:
    """D takes held-out pictures for made ones: it knows the training pictures by heart."""
    values = history.values("d_real_validation_gap")
    if len(values) < _LEARNING_MEASURED or mean(values[-3:]) < _BY_HEART or min(values[-3:]) < _BY_HEART / 2:
        return None
    changes: dict[str, Any] = {}
    augment = history.setting("settings.augment")
    if augment is not None and augment != "ada":
        remedy, changes = "Augment adaptively in the next leg, or add pictures.", {"settings.augment": "ada"}
    elif history.setting("data.flip") is False:
        remedy, changes = "Mirror half of the pictures in the next leg, or add pictures.", {"data.flip": True}
    else:
        remedy = "Slow the discriminator down to half of its learning rate, or add pictures."
        changes = history.scaled("optimiser.discriminator_rate", 0.5, "optimiser.learning_rate")
    return Finding(
        "overfitting",
        "The discriminator knows the training pictures by heart: it is "
        f"{mean(values[-3:]):.0%} of the way to taking pictures that it has not seen for made ones.",
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
        f"Nothing has been learnt in {history.seen:,} pictures: no loss and no distance is better than "
        "at the beginning.",
        "Try three times the learning rate; if that does not help, look at the pictures and the settings.",
        history.scaled("optimiser.learning_rate", 3.0),
    )


def _learnt(values: list[float]) -> bool:
    """Whether the best eighth of the course is better than the first by more than chance would have it."""
    part = max(2, len(values) // 8)
    first = mean(values[:part])
    best = min(mean(values[at : at + part]) for at in range(part, len(values) - part + 1))
    return best < first - _LEAST * abs(first)
