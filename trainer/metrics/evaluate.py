"""Measure a translating model on photos that it has not seen: KID, diversity, faithfulness, styles."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from engine.architectures.attribute_classifier import AttributeHead
from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.errors import CheckpointError, DatasetError
from engine.faces.attributes import AttributeReader
from engine.faces.generator import Generator
from engine.files import cache_folder, write_atomically
from engine.images.codec import decode_image, flatten
from engine.images.sketch import draw, photo_to_sketch
from engine.translation.translator import Translator, to_network
from engine.types import Pixels, PreciseCodes, StageProgress
from trainer.data.build import make_dataset
from trainer.data.layouts import read_labels
from trainer.data.paired import TrainingDataset
from trainer.data.preparation import Preparation, PreparedPhotos, prepare_photos
from trainer.data.sampler import Draw
from trainer.data.sources import Picture, content_digest, open_sources, pictures, split_of
from trainer.metrics.distances import distribution_figures
from trainer.metrics.diversity import PerceptualExtractor, edge_f1, relative_diversity
from trainer.metrics.features import NamedExtractor, open_extractor, real_features
from trainer.metrics.latent import CodePath, Render, lerp, linear_separability, perceptual_path_length, slerp
from trainer.metrics.ranking import area_under_curve, calibration_error, correlation, determination, platt
from trainer.metrics.styles import exemplar_figures, painted_figures, sampled_figures, takes_exemplars
from trainer.parts.frozen_generator import FrozenGenerator, generator_of
from trainer.recipes.attributes import Attributes
from trainer.recipes.trained import TrainedRun, open_run
from trainer.training.checkpoints import checkpoints, load_checkpoint, save_checkpoint

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
    progress: StageProgress | None = None,
    extractor: NamedExtractor | None = None,
    foreign: NamedExtractor | None = None,
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
            found,
            Preparation(size=translator.size),
            Path(cache),
            split="all" if everything else "validation",
            validation_fraction=held_out,
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
    held_out: float = 0.05,
    everything: bool = False,
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
        raise DatasetError(
            "Only {count} photos are held out; {least} are needed to measure anything.",
            count=len(kept),
            least=_LEAST,
        )
    order = np.random.default_rng(seed).permutation(len(kept))[:most]
    chosen = [kept[int(index)] for index in order]
    size = int(str(bundle.manifest.networks["mapping"].config.get("label_size", 0)))
    labels = _labels(chosen, size) if size else None
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


# Measure how well a generator's codes are ordered: perceptual path length and linear separability.


Maps = list[torch.Tensor]
_PICTURES_AT_ONCE = 16


def path_lengths(
    bundle: Bundle, *, pairs: int = 500, epsilon: float = 1e-2, seed: int = 0
) -> dict[str, float]:
    """Perceptual path lengths of a sampling model, on the network's own pictures in float32.

    The distance is LPIPS's (Zhang et al. 2018, equation 1) on EfficientNet-Lite0 at 128 pixels, with all
    channels alike; figures compare models measured here, and not with those published for VGG. The step is
    longer than the published 1e-4: ReLU6 is not smooth, and single precision must tell the pictures apart.

    Returns:
        `ppl_z`, `ppl_w` (anywhere on the path) and `ppl_w_end`.
    """
    generator = generator_of(bundle)
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, pairs, generator.mapping.z_size))
    first_w, second_w = _mapped(generator, first), _mapped(generator, second)
    extractor = _GeneratorExtractor(generator)

    def length(
        ends: tuple[PreciseCodes, PreciseCodes],
        of: Render,
        path: CodePath,
        where: Literal["full", "end"] = "full",
    ) -> float:
        return perceptual_path_length(
            *ends, of, PerceptualExtractor.distance, path=path, where=where, epsilon=epsilon, seed=seed
        )

    return {
        "ppl_z": length((first, second), extractor.of_z, slerp),
        "ppl_w": length((first_w, second_w), extractor.of_w, lerp),
        "ppl_w_end": length((first_w, second_w), extractor.of_w, lerp, "end"),
    }


def separability(
    bundle: Bundle,
    classifier: Bundle,
    *,
    samples: int = 2000,
    seed: int = 0,
    progress: StageProgress | None = None,
) -> dict[str, float]:
    """Linear separability of Z and of W over the binary attributes of a classifier.

    Returns:
        `separability_z`, `separability_w`: 1 to 2 to the power of attributes.

    Raises:
        RequestError: the model does not sample, or the classifier reads nothing.
    """
    generator = Generator(bundle, open_backend(bundle))
    reader = AttributeReader(classifier, open_backend(classifier))
    binary = [spec.kind == "binary" for spec in classifier.manifest.attributes]
    z = generator.sample_z(samples, seed)
    codes, logits = [], []
    for start in range(0, samples, _PICTURES_AT_ONCE):
        ws = generator.map(z[start : start + _PICTURES_AT_ONCE])
        codes.append(ws[:, 0])
        logits.append(reader.scores(generator.synthesise(ws))[:, binary])
        if progress is not None:
            progress("labelling samples", min(start + _PICTURES_AT_ONCE, samples), samples)
    info = np.concatenate(logits)
    return {
        "separability_z": linear_separability(z, info),
        "separability_w": linear_separability(np.concatenate(codes), info),
    }


def evaluate_codes(
    bundle: Bundle,
    classifier: Bundle,
    *,
    most: int = 1000,
    seed: int = 0,
    progress: StageProgress | None = None,
) -> dict[str, float]:
    """Path lengths over `most` paths, and separability too where the classifier's bundle reads attributes."""
    figures = path_lengths(bundle, pairs=most, seed=seed)
    if any(spec.kind == "binary" for spec in classifier.manifest.attributes):
        figures |= separability(bundle, classifier, samples=2 * most, seed=seed, progress=progress)
    return figures


@torch.inference_mode()
def _mapped(generator: FrozenGenerator, z: PreciseCodes) -> PreciseCodes:
    ws = generator.mapping(torch.from_numpy(z).float())[:, 0]
    return np.asarray(ws.double().numpy())


class _GeneratorExtractor:
    """What a generator's pictures look like, by their codes."""

    def __init__(self, generator: FrozenGenerator) -> None:
        self._generator = generator
        self._extractor = PerceptualExtractor()

    @torch.inference_mode()
    def of_w(self, codes: PreciseCodes) -> NDArray[np.floating]:
        """Features (N, F) of codes of W (N, w)."""
        synthesis = self._generator.synthesis
        ws = torch.from_numpy(codes).float()[:, None].repeat(1, synthesis.num_ws, 1)
        return self._extractor.features(synthesis(ws, "const"))

    @torch.inference_mode()
    def of_z(self, codes: PreciseCodes) -> NDArray[np.floating]:
        """Features (N, F) of codes of Z (N, z)."""
        return self.of_w(_mapped(self._generator, codes))


# After a classifier's training: calibrate its answers on held-out pictures and measure them there.


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
    if not run.config.data.validation_fraction:
        raise DatasetError("No pictures are held out; set data.validation_fraction.")
    held_out = make_dataset(run.config, "validation")
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
