"""Rules on the two players: gradients that vanish, a discriminator that always wins or only guesses."""

from __future__ import annotations

from trainer.health.history import Finding, History, mean, median

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
        f"The generator learns nothing any more: its gradient is {now:.2g} and was {early:.2g}.",
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
        f"The discriminator always wins ({mean(values[-3:]):.1%} of the time); the generator cannot follow.",
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
        f"The discriminator only guesses (right {mean(values[-3:]):.0%} of the time), so the generator has "
        "nobody to learn from.",
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
