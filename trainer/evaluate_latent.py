"""Measure how well a generator's codes are ordered: perceptual path length and linear separability."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray

from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle
from engine.faces.attributes import AttributeReader
from engine.faces.generator import Generator
from trainer.generators import FrozenGenerator, generator_of
from trainer.metrics.path_length import CodePath, Render, lerp, perceptual_path_length, slerp
from trainer.metrics.perceptual_distance import PerceptualLook
from trainer.metrics.separability import linear_separability

Codes = NDArray[np.float64]
Maps = list[torch.Tensor]
Progress = Callable[[str, int, int], None]
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
    chance = np.random.default_rng(seed)
    first, second = chance.normal(size=(2, pairs, generator.mapping.z_size))
    first_w, second_w = _mapped(generator, first), _mapped(generator, second)
    look = _GeneratorLook(generator)

    def length(
        ends: tuple[Codes, Codes], of: Render, path: CodePath, where: Literal["full", "end"] = "full"
    ) -> float:
        return perceptual_path_length(
            *ends, of, PerceptualLook.distance, path=path, where=where, epsilon=epsilon, seed=seed
        )

    return {
        "ppl_z": length((first, second), look.of_z, slerp),
        "ppl_w": length((first_w, second_w), look.of_w, lerp),
        "ppl_w_end": length((first_w, second_w), look.of_w, lerp, "end"),
    }


def separability(
    bundle: Bundle,
    classifier: Bundle,
    *,
    samples: int = 2000,
    seed: int = 0,
    progress: Progress | None = None,
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
    told = np.concatenate(logits)
    return {
        "separability_z": linear_separability(z, told),
        "separability_w": linear_separability(np.concatenate(codes), told),
    }


def evaluate_codes(
    bundle: Bundle,
    classifier: Bundle,
    *,
    most: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
) -> dict[str, float]:
    """Path lengths over `most` paths, and separability too where the classifier's bundle reads attributes."""
    figures = path_lengths(bundle, pairs=most, seed=seed)
    if any(spec.kind == "binary" for spec in classifier.manifest.attributes):
        figures |= separability(bundle, classifier, samples=2 * most, seed=seed, progress=progress)
    return figures


@torch.inference_mode()
def _mapped(generator: FrozenGenerator, z: Codes) -> Codes:
    ws = generator.mapping(torch.from_numpy(z).float())[:, 0]
    return np.asarray(ws.double().numpy())


class _GeneratorLook:
    """What a generator's pictures look like, by their codes."""

    def __init__(self, generator: FrozenGenerator) -> None:
        self._generator = generator
        self._look = PerceptualLook()

    @torch.inference_mode()
    def of_w(self, codes: Codes) -> NDArray[np.floating]:
        """Features (N, F) of codes of W (N, w)."""
        synthesis = self._generator.synthesis
        ws = torch.from_numpy(codes).float()[:, None].repeat(1, synthesis.num_ws, 1)
        return self._look.features(synthesis(ws, "const"))

    @torch.inference_mode()
    def of_z(self, codes: Codes) -> NDArray[np.floating]:
        """Features (N, F) of codes of Z (N, z)."""
        return self.of_w(_mapped(self._generator, codes))
