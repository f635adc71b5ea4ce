"""Every figure that compares made pictures with real ones, under its name."""

from __future__ import annotations

from trainer.metrics.features import Features
from trainer.metrics.frechet_distance import frechet_distance, moments
from trainer.metrics.kernel_distance import kernel_distance
from trainer.metrics.precision_recall import precision_recall


def distribution_figures(made: Features, real: Features, ending: str = "") -> dict[str, float]:
    """Distances and shares of two clouds of features.

    Args:
        made: of generated pictures (M, d), M at least 4.
        real: of held-out real ones (N, d), N at least 4.
        ending: of the figures' names.

    Returns:
        `kid_x1000`, `frechet`, `precision` and `recall`, each with the ending.
    """
    precision, recall = precision_recall(made, real)
    figures = {
        "kid_x1000": kernel_distance(made, real),
        "frechet": frechet_distance(moments(made), moments(real)),
        "precision": precision,
        "recall": recall,
    }
    return {name + ending: value for name, value in figures.items()}
