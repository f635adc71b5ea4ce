"""Measure a sampling model on photos that it has not seen: KID, untruncated and at other truncations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.errors import DatasetError
from engine.faces.generator import Generator
from engine.files import cache_folder
from engine.images.codec import decode_image, flatten
from trainer.data.content import content_digest
from trainer.data.label_tables import read_labels
from trainer.data.sources import Picture, open_sources, pictures, split_of
from trainer.metrics.extractors import NamedExtractor, open_extractor
from trainer.metrics.figures import distribution_figures
from trainer.metrics.real_features import real_features

Pixels = NDArray[np.uint8]
Progress = Callable[[str, int, int], None]
_LEAST = 20


def evaluate_samples(
    bundle: Bundle,
    data: list[Path],
    *,
    held_out: float = 0.05,
    everything: bool = False,
    most: int = 1000,
    psis: Sequence[float] = (),
    seed: int = 0,
    progress: Progress | None = None,
    extractor: NamedExtractor | None = None,
) -> dict[str, float]:
    """Figures of a model that makes pictures from codes.

    Photos count at the size that they have, pictures at the model's: fewer pixels cost what they blur.

    Args:
        bundle: the model; samples.
        data: folders or zips of photos.
        held_out: share of the photos, by content hash, that training left out; only these are used.
        everything: use all photos, because the model has seen none of them.
        most: the most photos that KID uses, and as many pictures are made.
        psis: truncations to measure besides 1.
        seed: of codes and choices.
        progress: called with (what, done, total).
        extractor: of the features; EfficientNet-Lite0 by default.

    Returns:
        Those of `distribution_figures`, also as `kid_x1000_psi_0.7` and so on, and `pictures`.

    Raises:
        DatasetError: too few photos are held out, or they lack the labels that the model depends on.
    """
    generator = Generator(bundle, open_backend(bundle))
    found = list(pictures(open_sources([str(path) for path in data])))
    kept = [p for p in found if everything or split_of(p.read(), held_out) == "validation"]
    if len(kept) < _LEAST:
        raise DatasetError(f"Only {len(kept)} photos are held out; {_LEAST} are needed to measure anything.")
    order = np.random.default_rng(seed).permutation(len(kept))[:most]
    chosen = [kept[int(index)] for index in order]
    size = int(str(bundle.manifest.networks["mapping"].config.get("label_size", 0)))
    labels = _labels(chosen, size) if size else None
    described = extractor or open_extractor()
    photos = _told(_decoded(chosen), "reading photos", len(chosen), progress)
    cache = cache_folder() / "features"
    real = real_features(described, photos, content_digest(chosen, cache), cache)
    figures: dict[str, float] = {}
    for psi in dict.fromkeys((1.0, *psis)):
        made = _told(_made(generator, len(chosen), psi, seed, labels), f"psi {psi:g}", len(chosen), progress)
        figures |= distribution_figures(described.extract(made), real, "" if psi == 1 else f"_psi_{psi:g}")
    return {**figures, "pictures": float(len(chosen))}


def _labels(chosen: Sequence[Picture], size: int) -> NDArray[np.float32]:
    tables = {id(picture.source): read_labels(picture.source) for picture in chosen}
    rows = [tables[id(picture.source)].rows.get(picture.name) for picture in chosen]
    complete = [row for row in rows if row is not None and row.shape == (size,) and not np.isnan(row).any()]
    if len(complete) != len(chosen):
        raise DatasetError(
            f"The model depends on {size} labels, and not every photo has them; name labelled photos."
        )
    return np.stack(complete)


def _decoded(chosen: Sequence[Picture]) -> Iterator[Pixels]:
    for picture in chosen:
        yield flatten(decode_image(picture.read()))


def _made(
    generator: Generator, count: int, psi: float, seed: int, labels: NDArray[np.float32] | None
) -> Iterator[Pixels]:
    codes = generator.sample_z(count, seed)
    for start in range(0, count, 16):
        part = slice(start, start + 16)
        ws = generator.map(codes[part], psi, labels=None if labels is None else labels[part])
        yield from generator.synthesise(ws)


def _told(items: Iterator[Pixels], what: str, total: int, progress: Progress | None) -> Iterator[Pixels]:
    for done, item in enumerate(items, start=1):
        if progress is not None and done % 100 == 0:
            progress(what, done, total)
        yield item
