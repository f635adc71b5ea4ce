"""Frechet distance, precision and recall follow their definitions; extractors say which network they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import scipy.linalg

from engine.errors import ConfigurationError
from trainer.metrics.distances import Moments, frechet_distance, moments, precision_recall
from trainer.metrics.features import NamedExtractor, open_extractor, real_features


def test_the_distance_of_normal_distributions_with_shared_axes_has_a_closed_form() -> None:
    rng = np.random.default_rng(0)
    axes, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    first, second = rng.uniform(0.1, 3, 6), rng.uniform(0.1, 3, 6)
    means = rng.normal(size=(2, 6))
    clouds = [Moments(m, (axes * v) @ axes.T, 10) for m, v in zip(means, (first, second), strict=True)]
    expected = np.square(means[0] - means[1]).sum() + np.square(np.sqrt(first) - np.sqrt(second)).sum()
    assert frechet_distance(*clouds) == pytest.approx(expected)
    assert frechet_distance(clouds[0], clouds[0]) == pytest.approx(0, abs=1e-9)


def test_the_distance_equals_that_by_the_general_matrix_root() -> None:
    rng = np.random.default_rng(1)
    one = moments(rng.normal(size=(200, 8)) @ rng.normal(size=(8, 8)))
    two = moments(rng.normal(0.5, 1, size=(150, 8)) @ rng.normal(size=(8, 8)))
    root = scipy.linalg.sqrtm(one.covariance @ two.covariance).real
    expected = np.square(one.mean - two.mean).sum() + np.trace(one.covariance + two.covariance - 2 * root)
    assert frechet_distance(one, two) == pytest.approx(expected)
    assert frechet_distance(one, two) == pytest.approx(frechet_distance(two, one))


def test_fewer_pictures_than_features_are_no_trouble() -> None:
    rng = np.random.default_rng(2)
    few = rng.normal(size=(2, 10, 64))
    distance = frechet_distance(moments(few[0]), moments(few[1]))
    assert np.isfinite(distance)
    assert distance > 0
    assert frechet_distance(moments(few[0]), moments(few[0])) == pytest.approx(0, abs=1e-4)


def covered_one_by_one(points: np.ndarray, manifold: np.ndarray, k: int) -> float:
    """The definition, point by point."""
    count = 0
    for point in points:
        for centre in manifold:
            radius = sorted(np.linalg.norm(manifold - centre, axis=1))[k]
            if np.linalg.norm(point - centre) <= radius:
                count += 1
                break
    return count / len(points)


@pytest.mark.parametrize("k", [1, 3])
def test_precision_and_recall_follow_their_definition(k: int) -> None:
    rng = np.random.default_rng(3)
    made, real = rng.normal(0.4, 0.6, size=(40, 3)), rng.normal(size=(60, 3))
    precision, recall = precision_recall(made, real, neighbours=k)
    assert precision == pytest.approx(covered_one_by_one(made, real, k))
    assert recall == pytest.approx(covered_one_by_one(real, made, k))
    assert precision > recall, "what varies less than real pictures is plausible and covers little"


def test_precision_and_recall_of_a_collapsed_and_of_a_strange_generator() -> None:
    rng = np.random.default_rng(4)
    real = rng.normal(size=(1200, 4))
    collapsed = real[:1] + rng.normal(0, 1e-3, size=(100, 4))
    precision, recall = precision_recall(collapsed, real)
    assert precision == 1.0
    assert recall < 0.02
    assert precision_recall(real + 100, real) == (0.0, 0.0)
    assert precision_recall(real, real) == (1.0, 1.0)
    with pytest.raises(ValueError, match="more than 3"):
        precision_recall(real[:3], real)


def test_real_pictures_are_described_once(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    pictures = list(rng.integers(0, 255, (4, 8, 8, 3), dtype=np.uint8))
    calls = 0

    def extract(given: Iterable[np.ndarray]) -> np.ndarray:
        nonlocal calls
        calls += 1
        return np.stack([picture.reshape(-1)[:5].astype(np.float64) for picture in given])

    extractor = NamedExtractor("lite0", "five pixels", extract)
    first = real_features(extractor, pictures, "these", tmp_path / "cache")
    np.testing.assert_array_equal(real_features(extractor, pictures, "these", tmp_path / "cache"), first)
    assert calls == 1
    pictures[2] = pictures[2] + 1
    assert not np.array_equal(real_features(extractor, pictures, "others", tmp_path / "cache"), first)
    assert calls == 2
    for kept in (tmp_path / "cache").iterdir():
        kept.write_bytes(b"broken")
    real_features(extractor, pictures, "these", tmp_path / "cache")
    assert calls == 3


def test_inception_is_taken_with_the_standard_weights_alone(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="weights were not found"):
        open_extractor("inception")
    other = tmp_path / "pt_inception-2015-12-05-6726825d.pth"
    other.write_bytes(b"other weights")
    with pytest.raises(ConfigurationError, match="does not hold the standard Inception weights"):
        open_extractor("inception", other)
