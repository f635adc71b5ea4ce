"""Measure a translating model on photos that it has not seen: KID, diversity, faithfulness, styles."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.errors import DatasetError
from engine.faces.generator import Generator
from engine.files import cache_folder
from engine.images.codec import decode_image, flatten
from engine.images.sketch import draw, photo_to_sketch
from engine.translation.translator import Translator, in_colour
from engine.types import Pixels, StageProgress
from trainer.data.layouts import read_labels
from trainer.data.preparation import Preparation, PreparedPhotos, prepare_photos
from trainer.data.sources import (
    Picture,
    content_digest,
    open_sources,
    pictures,
    split_pictures,
)
from trainer.metrics.distances import distribution_figures
from trainer.metrics.diversity import edge_f1, relative_diversity
from trainer.metrics.domains import direction_figures, rebuilt_figures
from trainer.metrics.features import (
    NamedExtractor,
    extractors_with_endings,
    open_extractor,
    real_features,
)
from trainer.metrics.held_out import USUAL, HeldOut, require_enough
from trainer.metrics.styles import exemplar_figures, painted_figures, sampled_figures, takes_exemplars


def evaluate(
    bundle: Bundle,
    data: list[Path],
    *,
    held_out: HeldOut = USUAL,
    most: int = 1000,
    sketches: int = 100,
    styles: int = 10,
    seed: int = 0,
    progress: StageProgress | None = None,
    extractor: NamedExtractor | None = None,
    foreign: NamedExtractor | None = None,
) -> dict[str, float]:
    """Figures of a model that turns sketches into photos.

    Args:
        bundle: the model; takes sketches.
        data: folders or zips of photos.
        held_out: which photos training left out; only these are used.
        most: the most photos that KID uses.
        sketches: how many sketches diversity and faithfulness use.
        styles: styles of each sketch for diversity.
        seed: of styles and choices.
        progress: called with (what, done, total).
        extractor: of the features; EfficientNet-Lite0 by default.
        foreign: of features beside them, of a network that took no part in training.

    Returns:
        Those of `distribution_figures`, with `foreign` also under names that end in its own, `diversity`,
        `edge_f1`, `pictures`; of models that rebuild photos out of content and style also those of
        `rebuilt_figures`; of models that go back, too, those of `direction_figures`, photos against drawings;
        of models whose styles come from photos also those of `sampled_figures` and `exemplar_figures`; of
        models that take a guide those of `painted_figures`. A figure that cannot be told of these pictures
        is left out.

    Raises:
        DatasetError: too few photos are held out.
    """
    translator = Translator(bundle, open_backend(bundle))
    found = list(pictures(open_sources([str(path) for path in data])))
    with tempfile.TemporaryDirectory() as cache:
        photos = prepare_photos(
            held_out.settled(found),
            Preparation(size=translator.size),
            Path(cache),
            split="validation",
            validation_fraction=held_out.share,
            progress=(lambda done, total: progress("preparing", done, total)) if progress else None,
        )
        figures = _figures(translator, photos, most, sketches, styles, seed, progress, extractor, foreign)
    return {name: value for name, value in figures.items() if np.isfinite(value)}


def _figures(
    translator: Translator,
    photos: PreparedPhotos,
    most: int,
    sketches: int,
    styles: int,
    seed: int,
    progress: StageProgress | None,
    extractor: NamedExtractor | None,
    foreign: NamedExtractor | None,
) -> dict[str, float]:
    require_enough(len(photos))
    order = np.random.default_rng(seed).permutation(len(photos))[:most]
    compared = extractors_with_endings(extractor, foreign)
    features = compared[0][0].extract
    drawings = [draw(np.logical_or(*photos.lines(int(index))), 1.3) for index in order]
    codes = translator.sample_styles(len(order), seed)
    made: list[NDArray[np.uint8]] = []

    def translated() -> Iterator[NDArray[np.uint8]]:
        for row, drawing in enumerate(drawings):
            made.append(translator.translate(drawing, codes[row : row + 1])[0])
            if progress is not None and row % 50 == 49:
                progress("translating", row + 1, len(drawings))
            yield made[-1]

    made_features = features(translated())
    real = [np.asarray(photos.photos[int(index)]) for index in order]
    real_features = features(real)
    count = min(sketches, len(drawings))
    faithful = [edge_f1(drawing, photo_to_sketch(one)) for drawing, one in zip(drawings, made, strict=True)]
    several, spread = [], []
    for row in range(count):
        several.append(translator.translate(drawings[row], translator.sample_styles(styles, seed + 1 + row)))
        spread.append(features(several[-1]))
        if progress is not None and row % 10 == 9:
            progress("diversity", row + 1, count)
    figures = {
        **distribution_figures(made_features, real_features),
        "diversity": relative_diversity(spread, real_features),
        "edge_f1": float(np.mean(faithful)),
        "pictures": float(len(order)),
        **rebuilt_figures(translator, real[:count], seed),
    }
    if foreign is not None:
        figures |= distribution_figures(foreign.extract(made), foreign.extract(real), f"_{foreign.name}")
    if "backward" in translator.directions:
        drawn = [each.extract(map(in_colour, drawings)) for each, _ in compared]
        figures |= direction_figures(translator, real, drawn, "backward", seed, compared, progress)
    if takes_exemplars(translator):
        figures |= sampled_figures(translator, real, drawings, made, several, seed, progress)
        outsider = foreign or (None if extractor is None or extractor.name == "lite0" else extractor)
        extract = None if outsider is None else outsider.extract
        figures |= exemplar_figures(translator, real, drawings, extract, progress)
    if "guide" in translator.capabilities:
        figures |= painted_figures(translator, drawings, seed)
    return figures


# Measure a sampling model on photos that it has not seen: KID, untruncated and at other truncations.


def evaluate_samples(
    bundle: Bundle,
    data: list[Path],
    *,
    held_out: HeldOut = USUAL,
    most: int = 1000,
    psis: Sequence[float] = (),
    seed: int = 0,
    progress: StageProgress | None = None,
    extractor: NamedExtractor | None = None,
) -> dict[str, float]:
    """Figures of a model that makes pictures from codes.

    Photos count at the size that they have, pictures at the model's: fewer pixels cost what they blur.

    Args:
        bundle: the model; samples.
        data: folders or zips of photos.
        held_out: which photos training left out; only these are used.
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
    kept = split_pictures(held_out.settled(found), "validation", held_out.share)
    require_enough(len(kept))
    order = np.random.default_rng(seed).permutation(len(kept))[:most]
    chosen = [kept[int(index)] for index in order]
    labels = _labels(chosen, generator.label_size) if generator.label_size else None
    described = extractor or open_extractor()
    photos = _info(_decoded(chosen), "reading photos", len(chosen), progress)
    cache = cache_folder() / "features"
    real = real_features(described, photos, content_digest(chosen, cache), cache)
    figures: dict[str, float] = {}
    for psi in dict.fromkeys((1.0, *psis)):
        made = _info(_made(generator, len(chosen), psi, seed, labels), f"psi {psi:g}", len(chosen), progress)
        figures |= distribution_figures(described.extract(made), real, "" if psi == 1 else f"_psi_{psi:g}")
    return {**figures, "pictures": float(len(chosen))}


def _labels(chosen: Sequence[Picture], size: int) -> NDArray[np.float32]:
    tables = {id(picture.source): read_labels(picture.source) for picture in chosen}
    rows = [tables[id(picture.source)].rows.get(picture.name) for picture in chosen]
    complete = [row for row in rows if row is not None and row.shape == (size,) and not np.isnan(row).any()]
    if len(complete) != len(chosen):
        raise DatasetError(
            "The model depends on {size} labels, and not every photo has them; name labelled photos.",
            size=size,
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


def _info(items: Iterator[Pixels], what: str, total: int, progress: StageProgress | None) -> Iterator[Pixels]:
    for done, item in enumerate(items, start=1):
        if progress is not None and done % 100 == 0:
            progress(what, done, total)
        yield item
