"""The slider check: every slider of a face model on samples and on photos, by classifiers that found no axis.

`python -m benchmarks.sliders --check CLASSIFIER.gmodel`; several may be given, and for each attribute the
first that reads it counts. Moving a slider over its range must change its own attribute by 1.5 standard
deviations; correlated ones, when locked, must change by at most a third of that; and the person must stay.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.held_out_faces import arguments, held_out_photos, inverted_codes, open_model, print_rows
from benchmarks.measuring import Row
from benchmarks.slider_check import CORRELATED, Codes, Measure, SliderFigures, Values, check_slider
from engine.backends.backend import open_backend
from engine.bundle.bundle import AXES, Bundle, open_bundle
from engine.faces.attributes import AttributeReader
from engine.faces.generator import Generator
from engine.images.letterbox import letterbox
from engine.latent.axes import AxisSet
from trainer.metrics.latent import IdentityEmbedding

Pixels = NDArray[np.uint8]
SAMPLES, SEED = 200, 77
CHECKS = (Path("runs/attributes-check-celeba.gmodel"), Path("runs/attributes-check.gmodel"))


class Checks:
    """Several classifiers as one: every attribute is read by the first that knows it."""

    def __init__(self, paths: list[Path]) -> None:
        bundles = [open_bundle(path) for path in paths]
        self._readers = [AttributeReader(bundle, open_backend(bundle)) for bundle in bundles]
        self._columns: list[list[int]] = []
        names: list[str] = []
        for reader in self._readers:
            own = [column for column, name in enumerate(reader.names) if name not in names]
            names += [reader.names[column] for column in own]
            self._columns.append(own)
        self.names = tuple(names)

    def scores(self, shown: Pixels) -> Values:
        """(N, A) for pictures (N, S, S, 3)."""
        parts = zip(self._readers, self._columns, strict=True)
        return np.concatenate([reader.scores(shown)[:, own] for reader, own in parts], axis=1).astype(
            np.float64
        )


def measure(bundle: Bundle, checks: Checks, photos: list[Pixels], samples: int, steps: int) -> list[Row]:
    """Rows for every slider that the checks have an attribute for."""
    generator = Generator(bundle, open_backend(bundle))
    axes = AxisSet.from_bytes(bundle.read(AXES))
    aligned = np.stack([letterbox(photo, generator.size)[0] for photo in photos])
    embedding = IdentityEmbedding(aligned)
    spread = checks.scores(aligned).std(axis=0)

    def measure(codes: Codes) -> tuple[Values, Values]:
        shown = generator.synthesise(codes)
        return checks.scores(shown), embedding(shown)

    kinds = {
        f"{samples} samples": generator.map(generator.sample_z(samples, SEED)),
        f"{len(photos)} inverted photos": inverted_codes(bundle, photos, steps),
    }
    rows = []
    for name in axes.names:
        if name in checks.names:
            for kind, codes in kinds.items():
                rows += slider_rows(_checked(axes, name, codes, measure, checks, spread), kind)
    return rows


def _checked(
    axes: AxisSet, name: str, codes: Codes, measure: Measure, checks: Checks, spread: Values
) -> SliderFigures:
    return check_slider(axes, name, codes, measure, checks.names, spread)


def slider_rows(figures: SliderFigures, kind: str) -> list[Row]:
    """The promises of one slider on one kind of pictures."""
    leaks = ", ".join(f"{other} {share:.2f}" for other, share in figures.leaks.items()) or "none correlated"
    free = ", ".join(f"{other} {share:.2f}" for other, share in figures.unlocked.items()) or "none"
    title = f"Slider '{figures.name}', {kind}"
    return [
        Row(
            f"{title}: change over its range",
            figures.change,
            "sd",
            1.5,
            False,
            f"{figures.locked_change:.2f} sd with the correlated ones locked",
        ),
        Row(
            f"{title}: locked ones change, share of its own",
            figures.worst_leak,
            "",
            1 / 3,
            True,
            f"locked: {leaks}; free (effect from {CORRELATED} on): {free}",
        ),
        Row(
            f"{title}: nearer to the original than to another",
            figures.identity,
            "",
            0.95,
            False,
            f"than to any other: {figures.nearest_identity:.2f}",
        ),
    ]


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__)
    parser.add_argument("--check", type=Path, action="append", help="a classifier that found no axis")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    given = parser.parse_args()
    photos = held_out_photos(given.data, given.photos)
    checks = Checks(given.check or [path for path in CHECKS if path.exists()])
    rows = measure(open_model(given.model), checks, photos, given.samples, given.steps)
    print_rows(rows, given.json)


if __name__ == "__main__":
    main()
