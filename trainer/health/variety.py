"""Rules on variety: pictures that become all alike, and styles that change nothing."""

from __future__ import annotations

from trainer.health.history import Finding, History, mean

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
        f"The results become all alike: they vary {now:.0%} as much as real pictures do, and it was "
        f"{best:.0%}. Losses may look fine meanwhile.",
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
        "Styles change nothing: results of one input vary "
        f"{mean(values[-3:]):.1%} as much as real pictures do.",
        "Let the recovered style count twice as much in the next leg.",
        doubled,
    )
