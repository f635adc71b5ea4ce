"""What a run is worth while it goes on: kernel distance and diversity on fixed held-out pictures, D's gap.

The networks' state is left as it was, and every step has chance of its own: a run that is measured ends with
the same weights as one that is not.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from trainer.data.datasets import TrainingDataset
from trainer.metrics.distances import polynomial_mmd
from trainer.metrics.diversity import mean_pairwise_distance
from trainer.metrics.features import Extractor, Features, lite0_features
from trainer.parts.ada import AdaptiveAugmentation
from trainer.parts.losses import RealAndFake, Scores
from trainer.runs.events import MetricEvent
from trainer.settings.fields import EvaluatedColumns
from trainer.training.reporting import make_sheet, tile
from trainer.training.state import Run, first_pictures

# What D says of training pictures, of held-out ones and of made ones: whether it remembers, wins or
# guesses.
#
# Karras et al. 2020b, "Training Generative Adversarial Networks with Limited Data", equation 1.


# (N,) a scale, of real and of made pictures.
ByPicture = tuple[list[Tensor], list[Tensor]]


def _by_picture(scores: Scores) -> list[Tensor]:
    scales = [scores] if isinstance(scores, Tensor) else scores
    return [scale.detach().float().flatten(1).mean(dim=1) for scale in scales]


def probe(run: Run, training: Mapping[str, Tensor], held_out: Mapping[str, Tensor]) -> dict[str, float]:
    """Figures of D; none for recipes without scored phases.

    Args:
        run: whose networks and chance are left as they are.
        training: a batch that D has learnt from.
        held_out: as many pictures that it has not.

    Returns:
        `d_real_validation_gap`: (training - held out) / (training - made) of D's mean scores: 0 where
        held-out pictures are as real to it as training pictures, 1 where it takes them for made ones.
        `d_separation`: how often a training picture is scored higher than a made one.
    """
    if not any(phase.scored for phase in run.recipe.phases):
        return {}
    with _unchanged(run.recipe.networks), torch.no_grad():
        seen, unseen = _scores(run, training), _scores(run, held_out)
    if not seen:  # discriminators that have not begun yet
        return {}
    trained, made = _means(seen)
    known, _ = _means(unseen)
    figures = {"d_separation": _separation(seen)}
    distance = trained - made
    # Where D cannot tell what is made, it remembers nothing that could be seen.
    if distance > 0.05 * (abs(trained) + abs(made)):
        figures["d_real_validation_gap"] = max(-1.0, min(2.0, (trained - known) / distance))
    return figures


def _scores(run: Run, batch: Mapping[str, Tensor]) -> list[ByPicture]:
    """What each D says, its losses and those of the generator called for as in a step."""
    device = run.accelerator.device
    here = {
        name: tensor.to(device, memory_format=run.layout) if tensor.dim() == 4 else tensor.to(device)
        for name, tensor in batch.items()
    }
    torch.manual_seed(run.config.seed)
    work: dict[str, Any] = {"seen": run.seen}
    found: list[RealAndFake] = []
    for phase in run.recipe.phases:
        if phase.scored or phase.name == "generator":
            with run.accelerator.autocast():
                found += phase.losses(here, work).scores
    return [(_by_picture(scores.real), _by_picture(scores.fake)) for scores in found]


def _means(evaluated: list[ByPicture]) -> tuple[float, float]:
    """Mean scores of real and of made pictures, over discriminators and scales."""
    real = [float(scale.mean()) for each in evaluated for scale in each[0]]
    made = [float(scale.mean()) for each in evaluated for scale in each[1]]
    return sum(real) / len(real), sum(made) / len(made)


def _separation(evaluated: list[ByPicture]) -> float:
    """Area under the curve of telling real from made by score: a mean over discriminators and scales."""
    areas = []
    for reals, fakes in evaluated:
        for real, made in zip(reals, fakes, strict=True):
            difference = real[:, None] - made[None]
            areas.append(float(((difference > 0).float() + 0.5 * (difference == 0).float()).mean()))
    return sum(areas) / len(areas)


@contextmanager
def _unchanged(networks: Mapping[str, nn.Module]) -> Iterator[None]:
    """Leave what networks note beside their weights as it was."""
    modules = [module for network in networks.values() for module in network.modules()]
    buffers = [buffer for network in networks.values() for buffer in network.buffers()]
    kept = [buffer.clone() for buffer in buffers]
    noted = [
        (m, m.get_extra_state()) for m in modules if type(m).get_extra_state is not nn.Module.get_extra_state
    ]
    adaptive = [module for module in modules if isinstance(module, AdaptiveAugmentation)]
    for augmentation in adaptive:
        augmentation.eval()
    try:
        yield
    finally:
        for augmentation in adaptive:
            augmentation.train()
        with torch.no_grad():
            for buffer, before in zip(buffers, kept, strict=True):
                buffer.copy_(before)
        for module, state in noted:
            module.set_extra_state(state)


_REAL = 64
_PROBED = 16


class Monitor:
    """Measures a run; pictures are drawn and real ones described once.

    Args:
        run: to measure.
        training: what it is trained on.
        held_out: what it is measured on.
    """

    def __init__(self, run: Run, training: TrainingDataset, held_out: TrainingDataset) -> None:
        self.run = run
        self.evaluated: tuple[EvaluatedColumns, ...] = run.recipe.info.evaluated
        rows = max((evaluated.rows for evaluated in self.evaluated), default=0)
        self._batch = first_pictures(run, held_out, rows) if self.evaluated else {}
        # D's gap needs as many pictures of either kind, and where nothing is held out there is no gap.
        count = min(_PROBED, len(training), len(held_out)) // 2 * 2
        apart = held_out is not training and count >= 2
        self._probed = (
            (first_pictures(run, training, count), first_pictures(run, held_out, count)) if apart else None
        )
        self._held_out = held_out
        self._extract: Extractor | None = None
        self._real: dict[str, Features] = {}
        self._since, self._spent = time.monotonic(), 0.0

    def measure(self) -> MetricEvent | None:
        """Figures of the moment.

        None where there are none, where measuring has had its share of the time, and in helper processes.
        `kid` is x 1000; `diversity` of all results and `style_diversity` of one input's are 1 where they vary
        as real pictures do; `d_real_validation_gap` and `d_separation` are those of `probe`.
        """
        begun, run = time.monotonic(), self.run
        allowed = run.config.reporting.metrics_share * (begun - self._since)
        if not run.accelerator.is_main_process or self._spent > allowed:
            return None
        figures = self._of_pictures()
        if self._probed is not None:
            figures |= probe(run, *self._probed)
        self._spent += time.monotonic() - begun
        if not figures:
            return None
        rounded = {name: round(value, 5) for name, value in figures.items()}
        return cast(MetricEvent, {"event": "metric", "seen": run.seen, **rounded})

    def _of_pictures(self) -> dict[str, float]:
        found: dict[str, list[float]] = {"kid": [], "diversity": [], "style_diversity": []}
        if not self.evaluated:
            return {}
        if self._extract is None:
            self._extract = lite0_features(self.run.accelerator.device)
        device = self.run.accelerator.device
        for evaluated in self.evaluated:
            batch = {name: tensor[: evaluated.rows] for name, tensor in self._batch.items()}
            sheet = make_sheet(self.run.recipe, self.run.shown(), batch, device)[
                :, evaluated.first : evaluated.end
            ]
            if not bool(sheet.isfinite().all()):
                return {}
            rows, columns = sheet.shape[:2]
            made = self._extract(_pictures(sheet.flatten(0, 1)))
            real = self._real_features(evaluated.real)
            spread = mean_pairwise_distance(real)
            if len(made) < 2 or len(real) < 2 or spread == 0:
                continue
            found["kid"].append(1000 * polynomial_mmd(made, real))
            found["diversity"].append(mean_pairwise_distance(made) / spread)
            if evaluated.styles:
                within = [mean_pairwise_distance(row) for row in made.reshape(rows, columns, -1)]
                found["style_diversity"].append(float(np.mean(within)) / spread)
        return {name: float(np.mean(values)) for name, values in found.items() if values}

    def _real_features(self, name: str) -> Features:
        """Features of held-out pictures, described once."""
        if name not in self._real:
            assert self._extract is not None
            pictures = first_pictures(self.run, self._held_out, _REAL)[name]
            self._real[name] = self._extract(_pictures(pictures))
        return self._real[name]


def _pictures(planes: Tensor) -> list[NDArray[np.uint8]]:
    return [tile(one[None, None].cpu()) for one in planes]
