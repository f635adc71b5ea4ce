"""The slider check sees what a slider does, what it drags along, what a lock keeps, who becomes another."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.inversion import inversion_rows
from benchmarks.slider_check import check_slider
from benchmarks.sliders import slider_rows
from engine.latent.axes import Axis, AxisSet

NAMES = ("smile", "age", "hat")
LAYERS, SIZE = 3, 8


def unit(*places: float) -> np.ndarray:
    direction = np.zeros(SIZE, dtype=np.float32)
    direction[: len(places)] = places
    return direction / np.linalg.norm(direction)


def axes() -> AxisSet:
    # The smile's axis also ages; attributes are the first three coordinates of the code.
    smile = Axis("smile", "w", unit(1, 0.5), 1.0, -2.0, 2.0, {"smile": 1.0, "age": 0.5, "hat": 0.0})
    age = Axis("age", "w", unit(0, 1), 1.0, -2.0, 2.0, {"smile": 0.0, "age": 1.0, "hat": 0.0})
    return AxisSet([smile, age], np.eye(SIZE), LAYERS)


def measure(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    means = codes.mean(axis=1).astype(np.float64)
    # Identity lives in the last coordinates, which no axis touches.
    return means[:, :3], means[:, 4:]


def codes(count: int = 50) -> np.ndarray:
    rows = np.random.default_rng(0).normal(size=(count, 1, SIZE))
    return np.repeat(rows, LAYERS, axis=1).astype(np.float32)


def test_change_is_counted_in_deviations_and_locks_take_the_correlated_away() -> None:
    spread = np.array([0.5, 1.0, 1.0])
    figures = check_slider(axes(), "smile", codes(), measure, NAMES, spread)
    along = 4 / np.sqrt(1.25)
    assert figures.change == pytest.approx(along / 0.5, rel=1e-4)
    assert list(figures.leaks) == ["age"]
    assert figures.unlocked["age"] == pytest.approx(0.5 * 0.5, rel=1e-4)
    assert figures.leaks["age"] == pytest.approx(0.0, abs=1e-5)
    assert figures.identity == figures.nearest_identity == 1.0


def test_a_slider_without_correlated_ones_has_nothing_to_leak() -> None:
    figures = check_slider(axes(), "age", codes(), measure, NAMES, np.ones(3))
    assert figures.leaks == {}
    assert figures.worst_leak == 0.0
    assert figures.change == figures.locked_change == pytest.approx(4.0, rel=1e-4)


def test_a_slider_that_makes_others_of_people_is_caught() -> None:
    def masked(some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scores, who = measure(some)
        return scores, np.where(np.abs(scores[:, 1:2]) > 1.0, 1.0, who)

    figures = check_slider(axes(), "age", codes(), masked, NAMES, np.ones(3))
    assert figures.identity < 0.95
    change, leak, identity = slider_rows(figures, "50 samples")
    assert change.kept
    assert leak.kept
    assert not identity.kept


def test_stages_that_come_no_nearer_break_their_promise() -> None:
    nearer = inversion_rows(
        {"encode": [1.0, 3.0], "optimise": [1.0, 1.0]},
        {"encode": [0.5, 0.5], "optimise": [0.6, 0.6]},
        {"optimise": [0.1, 0.3]},
        0.02,
    )
    kept = {row.what: row.kept for row in nearer}
    assert kept["Perceptual distance, encoder + descent"] is True
    assert kept["Mean squared error, encoder + descent"] is False
    assert kept["Perceptual distance, encoder alone"] is None
    assert kept["Encoder, one photo"] is True
    assert next(row.value for row in nearer if row.what.startswith("100 steps")) == pytest.approx(20.0)
