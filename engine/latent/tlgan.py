"""TL-GAN: feature axes from labelled samples (Guan 2018, "Generating custom photo-realistic faces using AI").

Samples of the generator are labelled by a classifier, and a generalised linear model of each attribute is
fitted on their codes. Three things differ from the article. An axis is not the model's normal b but C b,
with C the covariance of the codes: the likeliest change of a code that changes the attribute (see
engine.latent.axes for what that does for locks). Steps are measured on moved samples instead of taken
as they come. And a range says how far realism holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import LatentError
from engine.latent.axes import Axis, AxisSet, Space
from engine.latent.regression import LinearFit, fit_logistic, fit_ridge
from engine.types import Codes, Matrix

# How far moved codes or pictures are from what samples are like.


_MOST_COMPONENTS = 64
_MOST_ROWS = 1500
_QUANTILE = 0.99


class Typicality:
    """The region where 99 of 100 samples lie: a bound on the Mahalanobis distance in principal components.

    What lies outside the components counts too, with the average variance that samples have there (the
    probabilistic PCA of Tipping and Bishop 1999).

    Args:
        samples: (N, D) codes or features.
    """

    def __init__(self, samples: NDArray[np.floating]) -> None:
        rows = np.asarray(samples, dtype=np.float64)
        self._mean: Matrix = rows.mean(axis=0)
        centred = rows - self._mean
        _, values, turn = np.linalg.svd(centred[:_MOST_ROWS], full_matrices=False)
        keep = int(min(_MOST_COMPONENTS, max(1, (values > 1e-6 * values[0]).sum())))
        self._turn: Matrix = turn[:keep].T
        inside = centred @ self._turn
        self._variances: Matrix = np.maximum(inside.var(axis=0), 1e-12)
        outside = (centred**2).sum(axis=1) - (inside**2).sum(axis=1)
        spare = max(1, rows.shape[1] - keep)
        self._rest = max(float(outside.mean()) / spare, 1e-9 * float(self._variances[0]))
        self._limit = float(np.quantile(self.distances(rows), _QUANTILE))

    def distances(self, points: NDArray[np.floating]) -> Matrix:
        """Squared distances of points (N, D) from the samples' mean, in the samples' own spread: (N,)."""
        centred = np.asarray(points, dtype=np.float64) - self._mean
        inside = centred @ self._turn
        outside = np.maximum((centred**2).sum(axis=1) - (inside**2).sum(axis=1), 0)
        return np.asarray((inside**2 / self._variances).sum(axis=1) + outside / self._rest)

    def holds(self, points: NDArray[np.floating]) -> bool:
        """Whether at least half of the points lie in the region."""
        return bool(np.median(self.distances(points)) <= self._limit)


Model = Literal["auto", "ridge", "logistic"]

# Samples that are moved to measure a step, and how far, in predicted steps.
_BASES, _NEAR = 40, (-1.0, -0.5, 0.5, 1.0)
# Samples that are moved to find the range, and how far, in measured steps.
_FEWER_BASES, _FAR = 24, (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
# A step further must still do a quarter of what the first steps do.
_STILL_CHANGES = 0.25
# A range ends where the attribute has come to what so small a share of samples shows.
_SELDOM = 0.03
_FEWEST = 16


class Scorer(Protocol):
    """Makes pictures of codes and says what they show."""

    def __call__(self, codes: Codes) -> tuple[NDArray[np.floating], NDArray[np.floating] | None]:
        """The attributes (N, A) and, where it has any, features (N, F) of codes (N, layers, w)."""


@dataclass(frozen=True, eq=False)
class Samples:
    """Labelled codes that axes are fitted on.

    Attributes:
        codes: (N, G, w), a code for each group of layers; G is 1 in W and in Z.
        scores: (N, A), numbers, logits, or labels 0 and 1; NaN where not known.
        groups: how many layers each group has; their sum is the generator's number of layers. (1,) in Z.
        features: (N, F) of the pictures, for the range, or None.
    """

    codes: Codes
    scores: NDArray[np.floating]
    groups: tuple[int, ...]
    features: NDArray[np.floating] | None = None

    def over_layers(self, rows: slice) -> Codes:
        """Some of the codes as the generator takes them, (N, layers, w)."""
        return np.repeat(self.codes[rows], self.groups, axis=1)


def find_axes(
    names: Sequence[str],
    samples: Samples,
    scorer: Scorer,
    *,
    wanted: Sequence[str] | None = None,
    space: Space = "w",
    model: Model = "auto",
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> AxisSet:
    """Axes with measured steps, ranges and effects.

    Args:
        names: of the attributes, in the order of the scores.
        samples: some thousands for good axes.
        scorer: for moved samples; its attributes are those of `names`.
        wanted: the attributes to find axes for; all when left out.
        space: "w" needs samples of one group, "w+" of some groups of layers; "z" of one.
        model: "auto" takes logistic regression for labels that are 0 or 1, else ridge.
        progress: called with the axis, those done and their number; may raise to end the work.

    Raises:
        LatentError: the samples do not fit, an attribute is not labelled, or its axis does not change it.
    """
    count, group_count, size = samples.codes.shape
    if samples.scores.shape != (count, len(names)) or len(samples.groups) != group_count:
        raise LatentError(
            "{count} attributes and labels of shape {labels} do not fit.",
            count=len(names),
            labels=samples.scores.shape,
        )
    if (space != "w+" and group_count != 1) or count < _FEWEST:
        raise LatentError(
            "{count} samples in {groups} groups are not enough to find axes in {space}.",
            count=count,
            groups=group_count,
            space=space,
        )
    covariance = shrunk_covariance(samples.codes.reshape(-1, size))
    measured = _Measured(samples, scorer, covariance)
    chosen = list(names) if wanted is None else list(wanted)
    axes = []
    for done, name in enumerate(chosen):
        progress(name, done, len(chosen))
        column = list(names).index(name)
        fit = _fit(samples, column, model)
        rows, slope = _direction(fit, covariance, samples.groups)
        deviation = measured.deviations[column]
        guess = float(deviation / slope)
        axes.append(measured.axis(name, column, space, rows if space == "w+" else rows[0], guess, names))
    progress("", len(chosen), len(chosen))
    return AxisSet(axes, covariance, sum(samples.groups))


def shrunk_covariance(codes: NDArray[np.floating]) -> Matrix:
    """The covariance of codes (N, w), drawn towards a multiple of the identity (Ledoit and Wolf 2004).

    It is positive definite also where codes lie in fewer dimensions than they have.
    """
    centred = np.asarray(codes, dtype=np.float64) - np.mean(codes, axis=0, dtype=np.float64)
    count, size = centred.shape
    covariance = centred.T @ centred / count
    scale = float(np.trace(covariance)) / size
    spread = float(((covariance - scale * np.eye(size)) ** 2).sum())
    noise = float((np.square(centred).T @ np.square(centred)).sum()) / count - float((covariance**2).sum())
    share = min(1.0, max(0.001, noise / count / spread)) if spread > 0 else 1.0
    return np.asarray((1 - share) * covariance + share * max(scale, 1e-12) * np.eye(size))


def _fit(samples: Samples, column: int, model: Model) -> LinearFit:
    scores = np.asarray(samples.scores[:, column], dtype=np.float64)
    inputs = samples.codes.reshape(len(scores), -1)
    known = scores[np.isfinite(scores)]
    if model == "logistic" or (model == "auto" and np.isin(known, (0.0, 1.0)).all()):
        return fit_logistic(inputs, scores)
    return fit_ridge(inputs, scores)


def _direction(fit: LinearFit, covariance: Matrix, groups: Sequence[int]) -> tuple[Codes, float]:
    """The axis of a fit and the change of the attribute for one unit of distance along it.

    A group's normal is shared out among its layers, so that the inner product of the metric with the axis is
    the change that the fit predicts for any edit of layers.

    Returns:
        (layers, w) of length 1, or rows of length 1 each where there is one group; and the slope.
    """
    normals = fit.normal.reshape(len(groups), -1)
    per_layer = np.concatenate(
        [np.repeat(row[None] / share, share, axis=0) for row, share in zip(normals, groups, strict=True)]
    )
    rows = per_layer @ covariance
    length = float(np.linalg.norm(rows[0] if len(groups) == 1 else rows))
    if not length > 0:
        raise LatentError("The attribute does not depend on the code; no axis can be found for it.")
    rows /= length
    return rows.astype(np.float32), float((per_layer * rows).sum())


class _Measured:
    """Samples moved along candidate axes, and what the judge says of them."""

    def __init__(self, samples: Samples, scorer: Scorer, covariance: Matrix) -> None:
        self._scorer = scorer
        bases = samples.over_layers(slice(_BASES))
        self._bases = bases
        self._before = np.asarray(scorer(bases)[0], dtype=np.float64)
        self.deviations = np.nanstd(np.asarray(samples.scores, dtype=np.float64), axis=0)
        labels = np.isin(samples.scores, (0.0, 1.0)) | ~np.isfinite(samples.scores)
        # Labels say which side a picture is on, and the judge how far: its own spread is the measure then.
        spread = self._before.std(axis=0)
        self.deviations = np.where(labels.all(axis=0), spread, self.deviations)
        self.deviations = np.where(self.deviations > 1e-9, self.deviations, np.inf)
        shares = (_SELDOM, 1 - _SELDOM)
        usual = np.nanquantile(np.asarray(samples.scores, dtype=np.float64), shares, axis=0)
        self._usual = np.where(labels.all(axis=0), np.quantile(self._before, shares, axis=0), usual)
        flat = samples.codes.reshape(-1, samples.codes.shape[2])
        self._codes = Typicality(flat)
        self._pictures = None if samples.features is None else Typicality(samples.features)

    def axis(
        self, name: str, column: int, space: Space, direction: Codes, guess: float, names: Sequence[str]
    ) -> Axis:
        slopes = self._slopes(direction, guess)
        # Along the guessed distance the attribute should change by one deviation; it must by a tenth at
        # least.
        if not slopes[column] * guess > 0.1 * self.deviations[column]:
            raise LatentError(
                "Moving along the axis of '{name}' changes it too little; sample more.", name=name
            )
        step = float(self.deviations[column] / slopes[column])
        low, high = (self._reach(direction, column, sign * step) for sign in (-1, 1))
        effects = {
            other: float(slope * step / deviation)
            for other, slope, deviation in zip(names, slopes, self.deviations, strict=True)
            if np.isfinite(slope) and np.isfinite(deviation)
        }
        return Axis(name, space, direction, step, -low, high, effects)

    def _slopes(self, direction: Codes, guess: float) -> Matrix:
        """The change of every attribute for one unit of distance, regressed through the unmoved samples."""
        distances = np.asarray(_NEAR) * guess
        moved = np.concatenate([self._bases + distance * direction for distance in distances])
        scores = np.asarray(self._scorer(moved.astype(np.float32))[0], dtype=np.float64)
        changes = scores.reshape(len(distances), len(self._bases), -1) - self._before
        return np.asarray(np.tensordot(distances, changes.mean(axis=1), 1) / (distances @ distances))

    def _reach(self, direction: Codes, column: int, step: float) -> float:
        """How many steps one way keep to what samples are like and still change the attribute."""
        bases, before = self._bases[:_FEWER_BASES], self._before[:_FEWER_BASES, column].mean()
        reached, sign = 1.0, np.sign(step)
        for steps in _FAR:
            moved = (bases + steps * step * direction).astype(np.float32)
            scores, features = self._scorer(moved)
            after = float(np.mean(scores[:, column]))
            changed = sign * (after - before) / self.deviations[column]
            typical = self._codes.holds(moved.reshape(-1, moved.shape[2]))
            if features is not None and self._pictures is not None:
                typical = typical and self._pictures.holds(features)
            usual = self._usual[0, column] <= after <= self._usual[1, column]
            if steps > 1 and not (usual and typical and changed >= _STILL_CHANGES * (steps - reached)):
                break
            reached, before = steps, after
        return reached
