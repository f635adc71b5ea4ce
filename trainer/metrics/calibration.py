"""Calibration of a trained classifier, and how well its answers order and predict labels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.architectures.efficientnet_lite import AttributeHead
from engine.errors import CheckpointError, DatasetError
from engine.files import write_atomically
from trainer.data.build import held_out_folders, make_dataset
from trainer.data.datasets import TrainingDataset
from trainer.data.sampler import Draw
from trainer.data.shared_pictures import SharedPictures
from trainer.recipes.attributes import Attributes
from trainer.recipes.trained import TrainedRun, open_run
from trainer.training.checkpoints import checkpoints, load_checkpoint, save_checkpoint

Values = NDArray[np.float64]
_FEWEST = 20


def calibrate_run(folder: Path) -> dict[str, float]:
    """Calibrate the newest checkpoint of an `attributes` run, in place, and write its `metrics.json`.

    The held-out pictures are halved: gains and shifts are fitted on the first half. `auc <name>` and
    `correlation <name>`, which no calibration changes, are of all of them; `calibration_error <name>` and
    `r2 <name>` of the second half.

    Raises:
        CheckpointError: the run is of another recipe, or has no usable checkpoint.
        DatasetError: too few pictures are held out.
    """
    run = open_run(folder)
    recipe: object = run.recipe
    if not isinstance(recipe, Attributes):
        raise CheckpointError(
            "'{folder}' trains no classifier; there is nothing to calibrate.", folder=folder
        )
    if not run.config.data.validation_fraction and not held_out_folders(run.config):
        raise DatasetError("No pictures are held out; set data.validation_fraction.")
    held_out = make_dataset(run.config, "validation", shared=SharedPictures.of_person())
    answers, labels = _answers(run, recipe, held_out)
    if len(labels) < _FEWEST:
        raise DatasetError(
            "Only {count} pictures are held out; {least} are needed to calibrate.",
            count=len(labels),
            least=_FEWEST,
        )
    gains, shifts = list[float](), list[float]()
    figures = dict[str, float]()
    mean, deviation = (v.double().numpy() for v in _head(run).label_statistics())
    for column, (name, attribute) in enumerate(recipe.settings.attributes.items()):
        given = labels[:, column]
        if attribute.kind == "number":
            given = (given - mean[column]) / deviation[column]
        gain, shift, own = _one(answers[:, column], given, attribute.kind == "binary")
        gains.append(gain)
        shifts.append(shift)
        figures |= {f"{figure} {name}": value for figure, value in own.items() if np.isfinite(value)}
    _keep(folder, run, torch.tensor(gains), torch.tensor(shifts))
    write_atomically(folder / "metrics.json", json.dumps(figures, indent=1).encode())
    return figures


def _one(answers: Values, labels: Values, binary: bool) -> tuple[float, float, dict[str, float]]:
    """Gain, shift and figures of one attribute."""
    known = ~np.isnan(labels)
    answers, labels = answers[known], labels[known]
    # Every other picture: the first half of a folder may be another kind than the second.
    first, second = slice(0, None, 2), slice(1, None, 2)
    figures = {"pictures": float(len(labels))}
    if len(labels) < _FEWEST:
        return 1.0, 0.0, figures
    if binary:
        gain, shift = platt(answers[first], labels[first])
        stated = 1 / (1 + np.exp(-np.clip(answers[second] * gain + shift, -30, 30)))
        figures["auc"] = area_under_curve(answers, labels)
        figures["calibration_error"] = calibration_error(stated, labels[second])
        return gain, shift, figures
    gain, shift = (float(value) for value in np.polyfit(answers[first], labels[first], 1))
    figures["correlation"] = correlation(answers, labels)
    figures["r2"] = determination(answers[second] * gain + shift, labels[second])
    return gain, shift, figures


@torch.inference_mode()
def _answers(
    run: TrainedRun, recipe: Attributes, dataset: TrainingDataset, batch_size: int = 64
) -> tuple[Values, Values]:
    """Uncalibrated answers and labels of a dataset, each (N, A)."""
    head = _head(run)
    size, answers, labels = run.config.schedule.size, [], []
    for start in range(0, len(dataset), batch_size):
        rows = [dataset[Draw(i, i, size, 0)] for i in range(start, min(start + batch_size, len(dataset)))]
        batch = {key: torch.stack([row[key] for row in rows]) for key in rows[0]}
        answers.append(head.uncalibrated(recipe.features(run.networks, batch)).double().numpy())
        labels.append(batch["labels"].double().numpy())
    return np.concatenate(answers), np.concatenate(labels)


def _head(run: TrainedRun) -> AttributeHead:
    head = run.networks["head"]
    assert isinstance(head, AttributeHead)
    return head


def _keep(folder: Path, run: TrainedRun, gain: torch.Tensor, shift: torch.Tensor) -> None:
    """Write the calibration into the newest checkpoint; training never looks at it."""
    state = load_checkpoint(checkpoints(folder)[-1])
    for source in ("networks", "averages"):
        if "head" in state[source]:
            state[source]["head"] |= {"gain": gain, "shift": shift}
    kept = {name: value for name, value in state.items() if name != "format_version"}
    save_checkpoint(folder, run.seen, kept, run.config.reporting.keep)


# AUC, correlation, calibration.


def area_under_curve(answers: Values, labels: Values) -> float:
    """Probability that a random picture with the attribute is answered higher than one without (Hanley 1982).

    Args:
        answers: (N,) of any scale.
        labels: (N,) of 0 and 1; equal answers count half.

    Returns:
        0 to 1; NaN where one of the labels does not occur.
    """
    from scipy.stats import rankdata

    ones = int(labels.sum())
    zeros = len(labels) - ones
    if not ones or not zeros:
        return float("nan")
    ranks = rankdata(answers)
    return float((ranks[labels == 1].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def correlation(answers: Values, labels: Values) -> float:
    """Pearson's correlation of answers and labels, each (N,); NaN where either is constant."""
    if np.ptp(answers) == 0 or np.ptp(labels) == 0:
        return float("nan")
    return float(np.corrcoef(answers, labels)[0, 1])


def determination(answers: Values, labels: Values) -> float:
    """R2: the share of the labels' variance that the answers, in the labels' unit, explain."""
    spread = float(np.square(labels - labels.mean()).sum())
    return 1.0 - float(np.square(labels - answers).sum()) / spread if spread else float("nan")


def calibration_error(probabilities: Values, labels: Values, bins: int = 10) -> float:
    """Mean distance of stated and true frequency over bins of probability (Guo et al. 2017, eq. 3)."""
    places = np.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for place in np.unique(places):
        here = places == place
        total += float(here.mean()) * abs(float(probabilities[here].mean() - labels[here].mean()))
    return total


def platt(answers: Values, labels: Values, steps: int = 50) -> tuple[float, float]:
    """Gain and shift that make answers logits of the labels' frequency (Platt 1999).

    The targets are Platt's, which keep a little doubt: (ones + 1) / (ones + 2) and 1 / (zeros + 2). Newton's
    method on the cross-entropy; the gain stays positive, so that the order of answers stays.

    Returns:
        (1, 0) where only one of the labels occurs.
    """
    ones = float(labels.sum())
    zeros = len(labels) - ones
    if not ones or not zeros:
        return 1.0, 0.0
    targets = np.where(labels == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    inputs = np.stack([answers, np.ones_like(answers)], axis=1)
    weights = np.array([0.0, np.log((ones + 1) / (zeros + 1))])
    for _ in range(steps):
        probabilities = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (probabilities - targets)
        curvature = (inputs * (probabilities * (1 - probabilities))[:, None]).T @ inputs
        step = np.linalg.solve(curvature + 1e-9 * np.eye(2), gradient)
        # A full step may overshoot where the curve is flat; a bounded one still converges.
        weights -= step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < 1e-10:
            break
    return (float(weights[0]), float(weights[1])) if weights[0] > 0 else (1.0, 0.0)
