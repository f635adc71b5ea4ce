"""Inversion of held-out photos: how near encoder, descent and tuning come, and how long they take."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from benchmarks.held_out_faces import arguments, held_out_photos, open_model, print_rows, seconds
from benchmarks.measuring import Row
from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.faces.inversion import InversionSettings, Inverter
from engine.faces.inversion_io import Stage

Pixels = NDArray[np.uint8]
TUNING_STEPS = 50
NAMES: dict[Stage, str] = {
    "encode": "encoder alone",
    "optimise": "encoder + descent",
    "tune": "encoder + descent + tuning",
}


def measure(bundle: Bundle, photos: list[Pixels], steps: int, tuning_steps: int) -> list[Row]:
    """Rows of distances by stage, and of times."""
    inverter = Inverter(bundle, open_backend(bundle))
    inverter.encode(photos[0])
    encoder = statistics.median(seconds(lambda: inverter.encode(photos[0]), 20))
    perceptual: dict[Stage, list[float]] = defaultdict(list)
    pixels: dict[Stage, list[float]] = defaultdict(list)
    taken: dict[Stage, list[float]] = defaultdict(list)
    for photo in photos:
        clock = _Clock()
        settings = InversionSettings(steps=steps, tuning_steps=tuning_steps)
        found = inverter.invert(photo, settings, progress=clock)
        for stage, closeness in found.closeness.items():
            perceptual[stage].append(closeness.perceptual)
            pixels[stage].append(closeness.pixels)
        for stage, per_step in clock.per_step().items():
            taken[stage].append(per_step)
    return inversion_rows(perceptual, pixels, taken, encoder)


class _Clock:
    """Notes when steps end."""

    def __init__(self) -> None:
        self._ends: dict[Stage, list[float]] = defaultdict(list)

    def __call__(self, stage: Stage, step: int, steps: int, error: float) -> None:
        self._ends[stage].append(time.perf_counter())

    def per_step(self) -> dict[Stage, float]:
        """Mean seconds of a step, by stage; stages that stopped at once are left out."""
        return {
            stage: (ends[-1] - ends[0]) / (len(ends) - 1)
            for stage, ends in self._ends.items()
            if len(ends) > 1
        }


def inversion_rows(
    perceptual: dict[Stage, list[float]],
    pixels: dict[Stage, list[float]],
    taken: dict[Stage, list[float]],
    encoder: float,
) -> list[Row]:
    """The promises: every stage nearer than the one before it, the encoder and 100 steps in time."""
    rows: list[Row] = []
    before: Stage | None = None
    for stage, name in NAMES.items():
        if stage not in perceptual:
            continue
        distance, error = statistics.fmean(perceptual[stage]), statistics.fmean(pixels[stage])
        target = None if before is None else statistics.fmean(perceptual[before])
        detail = f"{len(perceptual[stage])} held-out photos"
        rows.append(Row(f"Perceptual distance, {name}", distance, "", target, True, detail))
        target = None if before is None else statistics.fmean(pixels[before])
        rows.append(Row(f"Mean squared error, {name}", error, "", target, True, "pictures in [-1, 1]"))
        before = stage
    rows.append(Row("Encoder, one photo", encoder * 1000, "ms", 150.0, True, "median of 20"))
    for stage, per_step in taken.items():
        target = 60.0 if stage == "optimise" else None
        value = 100 * statistics.median(per_step)
        rows.append(Row(f"100 steps, {stage}", value, "s", target, True, "median over photos"))
    return rows


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--tuning", type=int, default=TUNING_STEPS, help="steps of tuning for each photo")
    given = parser.parse_args()
    photos = held_out_photos(given.data, given.photos)
    print_rows(measure(open_model(given.model), photos, given.steps, given.tuning), given.json)


if __name__ == "__main__":
    main()
