"""Measure a translating model on photos that it has not seen: KID, diversity, faithfulness, styles."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.errors import DatasetError
from engine.faces.generator import Generator
from engine.files import cache_folder
from engine.images.codec import decode_image, flatten
from engine.images.sketch import draw, photo_to_sketch
from engine.translation.translator import Translator, to_network
from engine.types import Pixels, StageProgress
from trainer.data.layouts import read_labels
from trainer.data.preparation import Preparation, PreparedPhotos, prepare_photos
from trainer.data.sources import (
    Picture,
    content_digest,
    open_sources,
    pictures,
    settled_by_folders,
    split_pictures,
)
from trainer.metrics.distances import distribution_figures
from trainer.metrics.diversity import PerceptualExtractor, edge_f1, relative_diversity
from trainer.metrics.features import NamedExtractor, open_extractor, real_features
from trainer.metrics.styles import exemplar_figures, painted_figures, sampled_figures, takes_exemplars
from trainer.settings.sections import DataSettings

_LEAST = 20
# The share that a configuration holds out where it says nothing.
_USUAL_SHARE: float = DataSettings.model_fields["validation_fraction"].default


@dataclass(frozen=True)
class HeldOut:
    """Which pictures of a folder or zip a model's training never saw.

    Attributes:
        share: of the pictures, by the content of their files; 1 takes all.
        folders: names of folders that hold them where there are such; the share counts elsewhere.
        source: where this is from, in words.
    """

    share: float = _USUAL_SHARE
    folders: tuple[str, ...] = ()
    source: str = "as asked"

    @staticmethod
    def of(bundle: Bundle, share: float | None = None) -> HeldOut:
        """What the model's provenance says, or a given share; the usual share where neither is known."""
        if share is not None:
            return HeldOut(share)
        facts = bundle.manifest.provenance
        stated = facts.get("held_out_share")
        if not isinstance(stated, int | float):
            return HeldOut(source="the usual share, as the model does not say")
        folders = str(facts.get("held_out_folders", "")).split(", ")
        return HeldOut(float(stated), tuple(filter(None, folders)), "as the model says")

    def settled(self, found: Sequence[Picture]) -> list[Picture]:
        """Pictures of one set, marked where their folders decide."""
        return settled_by_folders(found, self.folders) if self.share < 1 else list(found)

    def sentence(self) -> str:
        """Of which pictures the figures are, in a line."""
        if self.share >= 1:
            return f"Measured on all pictures, {self.source}."
        share = f"{self.share:.3g} of the pictures, chosen by their content"
        named = f"those in folders {', '.join(self.folders)}, or elsewhere {share}" if self.folders else share
        return f"Held out: {named} ({self.source})."


def evaluate(
    bundle: Bundle,
    data: list[Path],
    *,
    held_out: HeldOut = HeldOut(),
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
        `_rebuilt`; of models whose styles come from photos also those of `sampled_figures` and
        `exemplar_figures`; of models that take a guide those of `painted_figures`. A figure that cannot be
        told of these pictures is left out.

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
    if len(photos) < _LEAST:
        raise DatasetError(
            "Only {count} photos are held out; {least} are needed to measure anything.",
            count=len(photos),
            least=_LEAST,
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
        **_rebuilt(translator, real[:count], seed),
    }
    if foreign is not None:
        figures |= distribution_figures(foreign.extract(made), foreign.extract(real), f"_{foreign.name}")
    if takes_exemplars(translator):
        figures |= sampled_figures(translator, real, drawings, made, several, seed, progress)
        outsider = foreign or (None if extractor is None or extractor.name == "lite0" else extractor)
        extract = None if outsider is None else outsider.extract
        figures |= exemplar_figures(translator, real, drawings, extract, progress)
    if "guide" in translator.capabilities:
        figures |= painted_figures(translator, drawings, seed)
    return figures


def _rebuilt(translator: Translator, photos: list[NDArray[np.uint8]], seed: int) -> dict[str, float]:
    """Mean perceptual distance of photos to what is made of their content again.

    Returns:
        `rebuilt` in their own style, and `restyled` in a random one; nothing where the model has no such way.
    """
    direction = "restyle_output"
    if direction not in translator.directions or "encode_style" not in translator.capabilities:
        return {}
    extractor = PerceptualExtractor()
    distances = []
    for photo, random in zip(photos, translator.sample_styles(len(photos), seed), strict=True):
        styles = np.stack([translator.encode_style(photo, direction), random])
        pictures = [photo, *translator.decode(translator.content(photo, direction), styles)]
        features = extractor.features(torch.from_numpy(np.concatenate([to_network(one) for one in pictures])))
        distances.append(extractor.distance(features[:1], features[1:]))
    rebuilt, restyled = np.mean(distances, axis=0)
    return {"rebuilt": float(rebuilt), "restyled": float(restyled)}


# Measure a sampling model on photos that it has not seen: KID, untruncated and at other truncations.


def evaluate_samples(
    bundle: Bundle,
    data: list[Path],
    *,
    held_out: HeldOut = HeldOut(),
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
    if len(kept) < _LEAST:
        raise DatasetError(
            "Only {count} photos are held out; {least} are needed to measure anything.",
            count=len(kept),
            least=_LEAST,
        )
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
