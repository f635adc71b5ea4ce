"""Figures of models of two domains that nothing pairs: each direction against what it should look like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.bundle.manifest import Direction
from engine.sentences import Sentence
from engine.translation.translator import Translator, to_network
from engine.types import Pixels, StageProgress
from trainer.data.layouts import two_domains
from trainer.data.sources import open_sources, pictures, split_pictures
from trainer.metrics.distances import distribution_figures, kernel_distance
from trainer.metrics.diversity import PerceptualExtractor
from trainer.metrics.features import Features, NamedExtractor, extractors_with_endings
from trainer.metrics.held_out import USUAL, HeldOut, require_enough


def evaluate_domains(
    bundle: Bundle,
    data: list[Path],
    second: Sequence[Path] = (),
    *,
    domains: Sequence[str] = (),
    held_out: HeldOut = USUAL,
    most: int = 1000,
    rebuilt: int = 100,
    seed: int = 0,
    progress: StageProgress | None = None,
    extractor: NamedExtractor | None = None,
    foreign: NamedExtractor | None = None,
) -> dict[str, float]:
    """Figures of a model of two domains, each direction on its held-out pictures.

    Args:
        bundle: the model; translates.
        data: folders or zips with pictures of A, or of both domains.
        second: with pictures of B.
        domains: what chooses A and what B; see `trainer.data.layouts.two_domains`.
        held_out: which pictures training left out; only these are used.
        most: the most pictures of a domain that are used.
        rebuilt: how many are rebuilt and brought back.
        seed: of styles and choices.
        progress: called with (what, done, total).
        extractor: of the features; EfficientNet-Lite0 by default.
        foreign: of features beside them, of a network that took no part in training.

    Returns:
        Those of `direction_figures` for every direction that the model has: forward against pictures of B,
        backward against those of A. `kid_x1000_untranslated` is what doing nothing would get: the distance of
        the domains to each other. Of models without styles `cycle_l1_a` and `cycle_l1_b`, the mean absolute
        difference of pictures to what comes back, 0 to 1; of others those of `rebuilt_figures`, on B.
        `pictures_a` and `pictures_b`, how many were measured.

    Raises:
        DatasetError: a domain is empty, or too few pictures of it are held out.
    """
    translator = Translator(bundle, open_backend(bundle))
    sets = [list(pictures(open_sources([str(path) for path in some]))) for some in (data, second)]
    photos: list[list[Pixels]] = []
    for letter, domain in zip("AB", two_domains(sets[0], sets[1], domains), strict=True):
        kept = split_pictures(held_out.settled(domain), "validation", held_out.share)
        require_enough(len(kept), Sentence("pictures of domain {letter}", letter=letter))
        order = np.random.default_rng(seed).permutation(len(kept))[:most]
        photos.append([central_square(kept[int(index)].pixels(), translator.size) for index in order])
    a, b = photos
    compared = extractors_with_endings(extractor, foreign)
    described_a, described_b = ([each.extract(domain) for each, _ in compared] for domain in photos)
    figures = direction_figures(translator, a, described_b, "forward", seed, compared, progress)
    for (_, ending), real_a, real_b in zip(compared, described_a, described_b, strict=True):
        figures[f"kid_x1000_untranslated{ending}"] = kernel_distance(real_a, real_b)
    if "backward" in translator.directions:
        figures |= direction_figures(translator, b, described_a, "backward", seed, compared, progress)
        if not translator.style_size:
            figures["cycle_l1_a"] = _cycle_error(translator, a[:rebuilt], "forward")
            figures["cycle_l1_b"] = _cycle_error(translator, b[:rebuilt], "backward")
    figures |= rebuilt_figures(translator, b[:rebuilt], seed)
    return {**figures, "pictures_a": float(len(a)), "pictures_b": float(len(b))}


def _cycle_error(translator: Translator, photos: Sequence[Pixels], direction: Direction) -> float:
    """Mean absolute difference of pictures to what comes back of them, 0 to 1; of models without styles."""
    no_style = np.zeros(0, dtype=np.float32)
    return float(np.mean([translator.cycle(photo, no_style, direction).mean_error for photo in photos]))


def central_square(picture: Pixels, size: int) -> Pixels:
    """The middle of a picture (H, W, 3) as (size, size, 3): its shorter side becomes `size`, none is bent."""
    height, width = picture.shape[:2]
    scale = size / min(height, width)
    scaled = max(size, round(width * scale)), max(size, round(height * scale))
    resized = Image.fromarray(np.ascontiguousarray(picture)).resize(
        scaled, Image.Resampling.BICUBIC, reducing_gap=3.0
    )
    left, top = (scaled[0] - size) // 2, (scaled[1] - size) // 2
    return np.asarray(resized)[top : top + size, left : left + size]


def direction_figures(
    translator: Translator,
    inputs: Sequence[Pixels],
    targets: Sequence[Features],
    direction: Direction,
    seed: int,
    extractors: Sequence[tuple[NamedExtractor, str]],
    progress: StageProgress | None = None,
) -> dict[str, float]:
    """Those of `distribution_figures` of one direction, with the ending `_forward`, `_backward`, ...

    Args:
        translator: goes that direction.
        inputs: held-out pictures of the domain that it leads from, (H, W, 3) uint8, at least 4.
        targets: features (N, d) of held-out pictures of the domain that it leads to, of each extractor.
        direction: of the model.
        seed: of one random style a picture, where the model has styles.
        extractors: of features, with what their figures' names end in besides.
        progress: called with (what, done, total).
    """
    codes = translator.sample_styles(len(inputs), seed)

    def translated() -> Iterator[NDArray[np.uint8]]:
        for row, picture in enumerate(inputs):
            if progress is not None and row % 50 == 49:
                progress(direction, row + 1, len(inputs))
            yield translator.translate(picture, codes[row : row + 1], direction)[0]

    made = list(translated())
    figures: dict[str, float] = {}
    for (described, ending), real in zip(extractors, targets, strict=True):
        figures |= distribution_figures(described.extract(made), real, f"_{direction}{ending}")
    return figures


def rebuilt_figures(translator: Translator, photos: list[NDArray[np.uint8]], seed: int) -> dict[str, float]:
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
