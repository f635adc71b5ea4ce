"""What a slider does, told by a classifier that did not find its axis: the arithmetic of the slider check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.latent.axes import AxisSet
from trainer.metrics.latent import kept_identity

Codes = NDArray[np.float32]
Values = NDArray[np.float64]
# What pictures of codes (N, layers, w) show: attributes (N, A), and embeddings (N, E) of who is on them.
Measure = Callable[[Codes], tuple[Values, Values]]
# An attribute is correlated with a slider that changes it by a fifth of what it does to its own.
CORRELATED = 0.2


@dataclass(frozen=True)
class SliderFigures:
    """What moving one slider from one end of its range to the other does, as means over all pictures.

    Attributes:
        name: of the slider.
        change: of its own attribute, in standard deviations.
        locked_change: the same with the correlated sliders locked.
        leaks: by correlated attribute, what is left of its change when locked, as a share of `locked_change`.
        identity: share of pictures at both ends that are nearer to their original than to another.
        nearest_identity: share that are nearer to their original than to any other.
        unlocked: by correlated attribute, its share of the change without locks.
    """

    name: str
    change: float
    locked_change: float
    leaks: Mapping[str, float] = field(default_factory=dict)
    identity: float = float("nan")
    nearest_identity: float = float("nan")
    unlocked: Mapping[str, float] = field(default_factory=dict)

    @property
    def worst_leak(self) -> float:
        """The largest share that a locked attribute still changes by; 0 where none is correlated."""
        return max(self.leaks.values(), default=0.0)


def check_slider(
    axes: AxisSet, name: str, codes: Codes, measure: Measure, names: Sequence[str], spread: Values
) -> SliderFigures:
    """Move a slider of many pictures to both ends, free and with the correlated sliders locked.

    Args:
        axes: of the generator.
        name: of the slider; the classifier knows its attribute by the same name.
        codes: (N, layers, w) of the pictures.
        measure: what pictures of codes show.
        names: of the attributes that `measure` tells.
        spread: (A,) standard deviation of each attribute over photos.
    """
    axis = axes[name]
    own = list(names).index(name)
    _, before = measure(codes)

    def ends(locked: Sequence[str]) -> tuple[Values, Values]:
        scores, embeddings = [], []
        for value in (axis.low, axis.high):
            info, who = measure((codes + axes.move({name: value}, locked)).astype(np.float32))
            scores.append(info)
            embeddings.append(who)
        change = (scores[1] - scores[0]).mean(axis=0) / spread
        return np.asarray(change), np.concatenate(embeddings)

    correlated = [
        other
        for other in axes.names
        if other != name and other in names and abs(axis.effects.get(other, 0.0)) >= CORRELATED
    ]
    free, free_embeddings = ends(())
    held, _ = ends(correlated) if correlated else (free, free_embeddings)
    columns = {other: list(names).index(other) for other in correlated}
    shares = [kept_identity(part, before) for part in np.split(free_embeddings, 2)]
    identity, nearest = np.mean(shares, axis=0)
    return SliderFigures(
        name=name,
        change=float(free[own]),
        locked_change=float(held[own]),
        leaks={other: abs(float(held[c] / held[own])) for other, c in columns.items()},
        identity=float(identity),
        nearest_identity=float(nearest),
        unlocked={other: abs(float(free[c] / free[own])) for other, c in columns.items()},
    )
