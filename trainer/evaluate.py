"""Measure a translating model on photos that it has not seen: KID, diversity, faithfulness."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.errors import DatasetError
from engine.images.sketch import draw, photo_to_sketch
from engine.translation.translator import Translator, to_network
from trainer.data.preparation import Preparation, PreparedPhotos, prepare_photos
from trainer.data.sources import open_sources, pictures
from trainer.metrics.diversity import relative_diversity
from trainer.metrics.extractors import NamedExtractor, open_extractor
from trainer.metrics.faithfulness import edge_f1
from trainer.metrics.figures import distribution_figures
from trainer.metrics.perceptual_distance import PerceptualLook

Progress = Callable[[str, int, int], None]
_LEAST = 20


def evaluate(
    bundle: Bundle,
    data: list[Path],
    *,
    held_out: float = 0.05,
    everything: bool = False,
    most: int = 1000,
    sketches: int = 100,
    styles: int = 10,
    seed: int = 0,
    progress: Progress | None = None,
    extractor: NamedExtractor | None = None,
) -> dict[str, float]:
    """Figures of a model that turns sketches into photos.

    Args:
        bundle: the model; takes sketches.
        data: folders or zips of photos.
        held_out: share of the photos, by content hash, that training left out; only these are used.
        everything: use all photos, because the model has seen none of them.
        most: the most photos that KID uses.
        sketches: how many sketches diversity and faithfulness use.
        styles: styles of each sketch for diversity.
        seed: of styles and choices.
        progress: called with (what, done, total).
        extractor: of the features; EfficientNet-Lite0 by default.

    Returns:
        Those of `distribution_figures`, `diversity`, `edge_f1`, `pictures`; of models that rebuild photos out
        of content and style also those of `_rebuilt`.

    Raises:
        DatasetError: too few photos are held out.
    """
    translator = Translator(bundle, open_backend(bundle))
    found = list(pictures(open_sources([str(path) for path in data])))
    with tempfile.TemporaryDirectory() as cache:
        photos = prepare_photos(
            found,
            Preparation(size=translator.size),
            Path(cache),
            split="all" if everything else "validation",
            validation_fraction=held_out,
            progress=(lambda done, total: progress("preparing", done, total)) if progress else None,
        )
        return _figures(translator, photos, most, sketches, styles, seed, progress, extractor)


def _figures(
    translator: Translator,
    photos: PreparedPhotos,
    most: int,
    sketches: int,
    styles: int,
    seed: int,
    progress: Progress | None,
    extractor: NamedExtractor | None,
) -> dict[str, float]:
    if len(photos) < _LEAST:
        raise DatasetError(
            f"Only {len(photos)} photos are held out; {_LEAST} are needed to measure anything."
        )
    order = np.random.default_rng(seed).permutation(len(photos))[:most]
    features = (extractor or open_extractor()).extract
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
    real_features = features(photos.photos[int(index)] for index in order)
    count = min(sketches, len(drawings))
    faithful = [edge_f1(drawing, photo_to_sketch(one)) for drawing, one in zip(drawings, made, strict=True)]
    spread = []
    for row in range(count):
        several = translator.translate(drawings[row], translator.sample_styles(styles, seed + 1 + row))
        spread.append(features(several))
        if progress is not None and row % 10 == 9:
            progress("diversity", row + 1, count)
    return {
        **distribution_figures(made_features, real_features),
        "diversity": relative_diversity(spread, real_features),
        "edge_f1": float(np.mean(faithful)),
        "pictures": float(len(order)),
        **_rebuilt(translator, [photos.photos[int(index)] for index in order[:count]], seed),
    }


def _rebuilt(translator: Translator, photos: list[NDArray[np.uint8]], seed: int) -> dict[str, float]:
    """Mean perceptual distance of photos to what is made of their content again.

    Returns:
        `rebuilt` in their own style, and `restyled` in a random one; nothing where the model has no such way.
    """
    way = "restyle_output"
    if way not in translator.ways or "encode_style" not in translator.capabilities:
        return {}
    look = PerceptualLook()
    distances = []
    for photo, random in zip(photos, translator.sample_styles(len(photos), seed), strict=True):
        styles = np.stack([translator.encode_style(photo, way), random])
        pictures = [photo, *translator.decode(translator.content(photo, way), styles)]
        features = look.features(torch.from_numpy(np.concatenate([to_network(one) for one in pictures])))
        distances.append(look.distance(features[:1], features[1:]))
    rebuilt, restyled = np.mean(distances, axis=0)
    return {"rebuilt": float(rebuilt), "restyled": float(restyled)}
