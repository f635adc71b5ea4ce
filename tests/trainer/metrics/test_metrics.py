"""Metrics say 0 where there is no difference, and rank what is worse as worse."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.metrics.distances import kernel_distance, polynomial_mmd
from trainer.metrics.diversity import edge_f1, mean_pairwise_distance, relative_diversity
from trainer.metrics.features import lite0_features, pad_to_square


def test_the_discrepancy_follows_its_definition() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(5, 3)), rng.normal(1.0, size=(4, 3))

    def kernel(x: np.ndarray, y: np.ndarray) -> float:
        return (x @ y / 3 + 1) ** 3

    within_a = np.mean([kernel(a[i], a[j]) for i in range(5) for j in range(5) if i != j])
    within_b = np.mean([kernel(b[i], b[j]) for i in range(4) for j in range(4) if i != j])
    across = np.mean([kernel(x, y) for x in a for y in b])
    assert polynomial_mmd(a, b) == pytest.approx(within_a + within_b - 2 * across)


def test_samples_of_one_distribution_are_at_distance_zero_and_others_are_not() -> None:
    rng = np.random.default_rng(1)
    real, same = rng.normal(size=(2, 900, 16))
    near, far = real + 0.2, real + 0.6
    assert abs(kernel_distance(same, real)) < 5
    assert kernel_distance(near, real) < kernel_distance(far, real)


def test_diversity_is_one_for_real_photos_and_zero_for_one_style() -> None:
    rng = np.random.default_rng(2)
    real = rng.normal(size=(50, 8))
    assert relative_diversity([real, real], real) == pytest.approx(1.0)
    same = np.repeat(real[:1], 10, axis=0)
    assert relative_diversity([same], real) == pytest.approx(0.0, abs=1e-6)
    assert mean_pairwise_distance(np.array([[0.0, 0.0], [3.0, 4.0]])) == pytest.approx(5.0)


def test_faithfulness_forgives_two_pixels_and_no_more() -> None:
    asked = np.full((128, 128), 255, dtype=np.uint8)
    asked[40, 20:100] = 0
    assert edge_f1(asked, asked) == 1.0
    assert edge_f1(asked, np.roll(asked, 2, axis=0)) == 1.0
    assert edge_f1(asked, np.roll(asked, 4, axis=0)) == 0.0
    assert edge_f1(asked, np.full_like(asked, 255)) == 0.0
    half = asked.copy()
    half[:, 60:] = 255
    assert 0.6 < edge_f1(asked, half) < 0.75


@pytest.mark.slow
def test_features_see_that_a_blurred_picture_is_another() -> None:
    rng = np.random.default_rng(3)
    photo = rng.integers(0, 255, (64, 48, 3), dtype=np.uint8)
    flat = np.full((64, 48, 3), 128, dtype=np.uint8)
    features = lite0_features()([photo, photo, flat])
    assert features.shape == (3, 1280)
    assert np.allclose(features[0], features[1])
    assert np.abs(features[0] - features[2]).max() > 0.1


def test_padding_is_white_and_central() -> None:
    square = pad_to_square(np.zeros((10, 4, 3), dtype=np.uint8))
    assert square.shape == (10, 10, 3)
    assert square[:, :3].min() == 255
    assert square[:, 3:7].max() == 0
