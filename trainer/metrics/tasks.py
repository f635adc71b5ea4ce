"""What a model is for decides how it is measured: drawings of photos, aligned pairs, two domains, samples.

Here are the figures of aligned pairs, too: how near a translation comes to the very picture that belongs to
its input.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.errors import ConfigurationError
from engine.sentences import Sentence
from engine.translation.translator import Translator
from engine.types import Pixels, StageProgress
from trainer.data.datasets import Direction, PairedDataset
from trainer.data.layouts import folder_pairs, layout_of, side_by_side_pairs, some_sizes
from trainer.data.sampler import Draw
from trainer.data.sources import open_sources, pictures
from trainer.metrics.distances import distribution_figures
from trainer.metrics.domains import evaluate_domains
from trainer.metrics.evaluate import evaluate, evaluate_samples
from trainer.metrics.features import NamedExtractor, extractors_with_endings
from trainer.metrics.held_out import USUAL, HeldOut, require_enough

PairKind = Literal["side_by_side", "folders"]
Task = Literal["samples", "sketches", "pairs", "domains"]
TASK_LABELS: dict[Task, str] = {
    "samples": "pictures out of codes, against photos",
    "sketches": "photos out of sketches that are drawn of them",
    "pairs": "aligned pairs, against the picture that belongs to each",
    "domains": "two domains that nothing pairs, each direction against the domain it leads to",
}
_TASKS: dict[str, Task] = {
    "photos": "sketches",
    "unpaired_sketches": "sketches",
    "side_by_side": "pairs",
    "folders": "pairs",
    "unpaired": "domains",
}


@dataclass(frozen=True)
class EvaluationData:
    """Pictures that a model is measured on, and how they belong together where that is said.

    Attributes:
        first: folders or zips; of two domains A, or both.
        second: of domain B.
        kind: of `trainer.settings.fields.DATA_KINDS`; None where the model or the pictures have to tell.
        domains: what chooses A and what B.
    """

    first: list[Path]
    second: tuple[Path, ...] = ()
    kind: str | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """Figures of a model, and what they are of.

    Attributes:
        task: that was measured.
        figures: by name; `pictures`, or `pictures_a` and `pictures_b`, say of how many.
    """

    task: Task
    figures: dict[str, float]

    @property
    def pictures(self) -> int:
        """How many held-out pictures, or pairs, were measured."""
        return int(sum(value for name, value in self.figures.items() if name.startswith("pictures")))


def task_of(bundle: Bundle, data: EvaluationData) -> tuple[Task, str]:
    """What to measure, and how the pictures belong together.

    What is asked for goes first, then what the model was trained on; an older model does not say that, and
    the pictures' own folders and shapes decide.

    Raises:
        ConfigurationError: nothing tells, or the kind of pictures is none that such a model is measured on.
        DatasetError: a source is missing or holds no picture.
    """
    facts = bundle.manifest.provenance
    if "sample" in bundle.manifest.capabilities:
        return "samples", "pictures"
    kind = data.kind or ("unpaired" if data.second else facts.get("data_kind"))
    if kind is None:
        found = list(pictures(open_sources([str(path) for path in data.first])))
        kind = layout_of(found, some_sizes(found))
    if kind is None and bundle.manifest.image.input_kind == "sketch":
        kind = "photos"
    task = _TASKS.get(str(kind))
    if task is None:
        raise ConfigurationError(
            "Nothing says how the pictures belong together that '{name}' is measured on; say it with --kind "
            "{kinds}.",
            name=bundle.manifest.name,
            kinds=", ".join(_TASKS),
        )
    return task, str(kind)


def measure(
    bundle: Bundle,
    data: EvaluationData,
    *,
    held_out: HeldOut,
    most: int,
    psis: Sequence[float],
    seed: int,
    progress: StageProgress,
    extractor: NamedExtractor,
    foreign: NamedExtractor | None,
) -> Evaluation:
    """Figures of a model by its task.

    Args:
        bundle: the model.
        data: what it is measured on.
        held_out: which pictures training left out; only these are used.
        most: the most pictures that are used.
        psis: truncations of a sampling model to measure besides 1.
        seed: of styles, codes and choices.
        progress: called with (what, done, total).
        extractor: of the features.
        foreign: of features beside them, of a network that took no part in training; not for samples.

    Raises:
        ConfigurationError: see `task_of`.
        DatasetError: too few pictures are held out.
    """
    task, kind = task_of(bundle, data)
    common: dict[str, Any] = {"held_out": held_out, "most": most, "seed": seed}
    common |= {"progress": progress, "extractor": extractor}
    facts = bundle.manifest.provenance
    if task == "samples":
        return Evaluation(task, evaluate_samples(bundle, data.first, psis=psis, **common))
    common["foreign"] = foreign
    if task == "sketches":
        return Evaluation(task, evaluate(bundle, data.first, **common))
    if task == "pairs":
        direction = cast(Direction, facts.get("data_direction", "AtoB"))
        pair_kind = cast(PairKind, kind)
        return Evaluation(
            task, evaluate_pairs(bundle, data.first, kind=pair_kind, direction=direction, **common)
        )
    domains = data.domains or _stated_domains(facts.get("data_domains"))
    return Evaluation(task, evaluate_domains(bundle, data.first, data.second, domains=domains, **common))


def _stated_domains(stated: object) -> tuple[str, ...]:
    """What chose the domains in training, as the model says; nothing where it says nothing of use."""
    with suppress(ValueError):
        given = json.loads(str(stated))
        if isinstance(given, list) and len(given) <= 2:
            return tuple(str(selector) for selector in given)
    return ()


# Aligned pairs: a translation against the very picture that belongs to its input.


# Wang et al. 2004, section III C: a circular Gaussian window of 11 pixels, K1 and K2.
_WINDOW, _SIGMA = 11, 1.5
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
# Mean squared error of rounding to whole numbers: no picture of 8 bits is nearer than that to what it shows.
_ROUNDING = 1 / 12


def l1(first: Pixels, second: Pixels) -> float:
    """Mean absolute difference of two pictures (H, W, 3) uint8 as a share of the full range, 0 to 1."""
    return float(np.abs(first.astype(np.float64) - second).mean() / 255)


def psnr(first: Pixels, second: Pixels) -> float:
    """Peak signal-to-noise ratio of two pictures (H, W, 3) uint8, in dB over all channels.

    Pictures that are the same count as one and its rounding to whole numbers, 58.9 dB, and not as infinite:
    a mean over many stays a number.
    """
    error = float(np.square(first.astype(np.float64) - second).mean())
    return float(10 * np.log10(255**2 / max(error, _ROUNDING)))


def ssim(first: Pixels, second: Pixels) -> float:
    """Structural similarity (Wang et al. 2004, equation 13), -1 to 1, the mean over places and channels.

    Places are those where the whole window lies inside the picture, as published; each channel counts alike.

    Args:
        first: (H, W, 3) uint8, 11 pixels or more a side.
        second: the same shape.

    Raises:
        ValueError: the pictures are smaller than the window.
    """
    if min(first.shape[:2]) < _WINDOW:
        raise ValueError(f"structural similarity needs pictures of {_WINDOW} pixels or more")
    a, b = first.astype(np.float64), second.astype(np.float64)
    mean_a, mean_b = _windowed(a), _windowed(b)
    variance_a = _windowed(a * a) - mean_a**2
    variance_b = _windowed(b * b) - mean_b**2
    covariance = _windowed(a * b) - mean_a * mean_b
    alike = (2 * mean_a * mean_b + _C1) * (2 * covariance + _C2)
    return float((alike / ((mean_a**2 + mean_b**2 + _C1) * (variance_a + variance_b + _C2))).mean())


def _windowed(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted means (H - 10, W - 10, C) over the window."""
    from scipy.ndimage import correlate1d

    reach = _WINDOW // 2
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / _SIGMA) ** 2)
    weights /= weights.sum()
    blurred = correlate1d(correlate1d(plane, weights, axis=0), weights, axis=1)
    return np.asarray(blurred[reach:-reach, reach:-reach])


def pair_figures(made: Sequence[Pixels], targets: Sequence[Pixels], ending: str = "") -> dict[str, float]:
    """`l1`, `psnr` and `ssim`, means over pairs, each with the ending.

    Args:
        made: (H, W, 3) uint8 each.
        targets: what they should be, in the same order and of the same sizes.
        ending: of the figures' names.
    """
    rows = [(l1(a, b), psnr(a, b), ssim(a, b)) for a, b in zip(made, targets, strict=True)]
    means = np.mean(rows, axis=0)
    return {name + ending: float(value) for name, value in zip(("l1", "psnr", "ssim"), means, strict=True)}


def evaluate_pairs(
    bundle: Bundle,
    data: list[Path],
    *,
    kind: PairKind,
    direction: Direction = "AtoB",
    held_out: HeldOut = USUAL,
    most: int = 1000,
    seed: int = 0,
    progress: StageProgress | None = None,
    extractor: NamedExtractor | None = None,
    foreign: NamedExtractor | None = None,
) -> dict[str, float]:
    """Figures of a model that was trained on pairs, on those of its held-out ones.

    Both pictures of a pair are brought to the model's square as training brings them, without its crops.

    Args:
        bundle: the model; translates.
        data: folders or zips of pairs.
        kind: A and B side by side in one file, or in folders A and B.
        direction: AtoB makes A what is translated.
        held_out: which pairs training left out; only these are used.
        most: the most pairs that are used.
        seed: of styles and choices.
        progress: called with (what, done, total).
        extractor: of the features; EfficientNet-Lite0 by default.
        foreign: of features beside them, of a network that took no part in training.

    Returns:
        Those of `pair_figures` (a random style each, where the model has styles), of models that read styles
        also with the ending `_own_style` for the target's own; those of `distribution_figures`, with
        `foreign` also under names that end in its own; where an extractor compares pictures, `perceptual`,
        the mean of `perceptual_distances`, with its ending; `pictures`, the pairs measured.

    Raises:
        DatasetError: too few pairs are held out, or they are no pairs.
    """
    translator = Translator(bundle, open_backend(bundle))
    found = held_out.settled(list(pictures(open_sources([str(path) for path in data]))))
    pairs = side_by_side_pairs(found) if kind == "side_by_side" else folder_pairs(found)
    kept = [pair for pair in pairs if held_out.holds(pair.first)]
    require_enough(len(kept), Sentence("pairs"))
    order = np.random.default_rng(seed).permutation(len(kept))[:most]
    shown = PairedDataset(
        [kept[int(index)] for index in order],
        direction=direction,
        condition_channels=translator.input_channels,
        load_scale=1.0,
        flip=False,
    )
    codes = translator.sample_styles(len(order), seed)
    made, own, targets = list[Pixels](), list[Pixels](), list[Pixels]()
    for row, (condition, target) in enumerate(_as_pixels(shown, translator.size)):
        made.append(translator.translate(condition, codes[row : row + 1])[0])
        if "encode_style" in translator.capabilities:
            own.append(translator.translate(condition, translator.encode_style(target)[None])[0])
        targets.append(target)
        if progress is not None and row % 50 == 49:
            progress("translating", row + 1, len(order))
    figures = pair_figures(made, targets)
    if own:
        figures |= pair_figures(own, targets, "_own_style")
    for described, ending in extractors_with_endings(extractor, foreign):
        figures |= distribution_figures(described.extract(made), described.extract(targets), ending)
        if described.compare is not None:
            figures[f"perceptual{ending}"] = float(described.compare(made, targets).mean())
            if own:
                figures[f"perceptual{ending}_own_style"] = float(described.compare(own, targets).mean())
    return {**figures, "pictures": float(len(order))}


def _as_pixels(shown: PairedDataset, size: int) -> Iterator[tuple[Pixels, Pixels]]:
    """What is translated, (S, S) or (S, S, 3), and what it should become, (S, S, 3), pair by pair."""
    for index in range(len(shown)):
        row = shown[Draw(index, index, size, 0)]
        condition, target = (
            ((row[name].numpy() + 1) * 127.5 + 0.5).astype(np.uint8).transpose(1, 2, 0)
            for name in ("condition", "target")
        )
        yield condition[..., 0] if condition.shape[2] == 1 else condition, target
