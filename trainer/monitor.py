"""What a run is worth while it goes on: kernel distance and diversity on fixed held-out pictures, D's gap.

The networks' state is left as it was, and every step has chance of its own: a run that is measured ends with
the same weights as one that is not.
"""

from __future__ import annotations

import time

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from trainer.data.datasets import TrainingDataset
from trainer.data.sampler import Draw
from trainer.discriminator_probe import probe
from trainer.metrics.diversity import mean_pairwise_distance
from trainer.metrics.features import Extractor, Features, lite0_features
from trainer.metrics.kernel_distance import polynomial_mmd
from trainer.recipes.judged import Judged
from trainer.run_state import Run
from trainer.sheets import make_sheet, tile

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
        self.judged: tuple[Judged, ...] = getattr(type(run.recipe), "judged", ())
        rows = max((judged.rows for judged in self.judged), default=0)
        self._batch = _drawn(run, held_out, rows) if self.judged else {}
        # D's gap needs as many pictures of either kind, and where nothing is held out there is no gap.
        count = min(_PROBED, len(training), len(held_out)) // 2 * 2
        apart = held_out is not training and count >= 2
        self._probed = (_drawn(run, training, count), _drawn(run, held_out, count)) if apart else None
        self._held_out = held_out
        self._extract: Extractor | None = None
        self._real: dict[str, Features] = {}
        self._since, self._spent = time.monotonic(), 0.0

    def measure(self) -> dict[str, float]:
        """Figures of the moment; none where measuring has had its share of the time, or in helper processes.

        `kid` is x 1000; `diversity` of all results and `style_diversity` of one input's are 1 where they vary
        as real pictures do; `d_real_validation_gap` and `d_separation` are those of `probe`.
        """
        begun, run = time.monotonic(), self.run
        allowed = run.config.reporting.metrics_share * (begun - self._since)
        if not run.accelerator.is_main_process or self._spent > allowed:
            return {}
        figures = self._of_pictures()
        if self._probed is not None:
            figures |= probe(run, *self._probed)
        self._spent += time.monotonic() - begun
        return {name: round(value, 5) for name, value in figures.items()}

    def _of_pictures(self) -> dict[str, float]:
        found: dict[str, list[float]] = {"kid": [], "diversity": [], "style_diversity": []}
        if not self.judged:
            return {}
        if self._extract is None:
            self._extract = lite0_features(self.run.accelerator.device)
        device = self.run.accelerator.device
        for judged in self.judged:
            batch = {name: tensor[: judged.rows] for name, tensor in self._batch.items()}
            sheet = make_sheet(self.run.recipe, self.run.shown(), batch, device)[:, judged.first : judged.end]
            if not bool(sheet.isfinite().all()):
                return {}
            rows, columns = sheet.shape[:2]
            made = self._extract(_pictures(sheet.flatten(0, 1)))
            real = self._real_features(judged.real)
            spread = mean_pairwise_distance(real)
            if len(made) < 2 or len(real) < 2 or spread == 0:
                continue
            found["kid"].append(1000 * polynomial_mmd(made, real))
            found["diversity"].append(mean_pairwise_distance(made) / spread)
            if judged.styles:
                within = [mean_pairwise_distance(row) for row in made.reshape(rows, columns, -1)]
                found["style_diversity"].append(float(np.mean(within)) / spread)
        return {name: float(np.mean(values)) for name, values in found.items() if values}

    def _real_features(self, name: str) -> Features:
        """Features of held-out pictures, described once."""
        if name not in self._real:
            assert self._extract is not None
            pictures = _drawn(self.run, self._held_out, _REAL)[name]
            self._real[name] = self._extract(_pictures(pictures))
        return self._real[name]


def _drawn(run: Run, dataset: TrainingDataset, most: int) -> dict[str, Tensor]:
    """The first pictures of a dataset as one batch, the same ones whenever they are drawn."""
    size, seed = run.config.schedule.size, run.config.seed
    items = [dataset[Draw(index, index, size, seed)] for index in range(min(most, len(dataset)))]
    return {key: torch.stack([item[key] for item in items]) for key in items[0]}


def _pictures(planes: Tensor) -> list[NDArray[np.uint8]]:
    return [tile(one[None, None].cpu()) for one in planes]
