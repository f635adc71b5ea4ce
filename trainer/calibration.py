"""After a classifier's training: calibrate its answers on held-out pictures and measure them there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.architectures.attribute_classifier import AttributeHead
from engine.errors import CheckpointError, DatasetError
from engine.files import write_atomically
from trainer.checkpoint import checkpoints, load_checkpoint, save_checkpoint
from trainer.data.datasets import TrainingDataset
from trainer.data.sampler import Draw
from trainer.export import TrainedRun, open_run
from trainer.metrics.ranking import area_under_curve, calibration_error, correlation, determination, platt
from trainer.recipes.attributes import Attributes
from trainer.run_data import make_dataset

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
        raise CheckpointError(f"'{folder}' trains no classifier; there is nothing to calibrate.")
    if not run.config.data.validation_fraction:
        raise DatasetError("No pictures are held out; set data.validation_fraction.")
    held_out = make_dataset(run.config, "validation")
    answers, labels = _answers(run, recipe, held_out)
    if len(labels) < _FEWEST:
        raise DatasetError(f"Only {len(labels)} pictures are held out; {_FEWEST} are needed to calibrate.")
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
