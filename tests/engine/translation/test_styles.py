"""Any few styles drawn of those that a model stores are as varied as all of them."""

import numpy as np
import pytest

from engine.translation.styles import StoredStyles


@pytest.fixture(scope="module")
def stored() -> np.ndarray:
    """2,000 codes of which a quarter are bright in most of their numbers, in no order."""
    rng = np.random.default_rng(0)
    codes = rng.integers(40, 90, (2000, 24))
    bright = rng.permutation(2000)[:500]
    codes[bright, :16] += 120
    return codes.astype(np.uint8)


def bright(codes: np.ndarray) -> int:
    return int((codes[:, :16].mean(axis=1) > 0).sum())


def test_every_few_hold_their_share_of_what_all_hold(stored: np.ndarray) -> None:
    styles = StoredStyles(stored)
    for seed in range(20):
        drawn = styles.drawn(64, seed)
        assert [bright(drawn[:few]) for few in (8, 16, 64)] == [2, 4, 16]


def test_all_come_once_before_any_comes_again(stored: np.ndarray) -> None:
    styles = StoredStyles(stored)
    drawn = styles.drawn(2500, 3)
    ordered = np.unique(np.round((drawn[:2000] + 1) * 127.5), axis=0)
    np.testing.assert_array_equal(ordered, np.unique(stored.astype(float), axis=0))
    np.testing.assert_array_equal(drawn[2000:], drawn[:500])


def test_none_is_like_one_of_the_dozen_that_it_is_seen_with() -> None:
    """Forty kinds, each in fifty shades that nobody tells apart."""
    rng = np.random.default_rng(0)
    kinds = rng.integers(60, 190, (40, 24))
    stored = np.repeat(kinds, 50, axis=0) + rng.integers(-2, 3, (2000, 24))
    styles = StoredStyles(stored[rng.permutation(2000)].astype(np.uint8))
    for seed in range(20):
        drawn = np.round((styles.drawn(36, seed) + 1) * 127.5)
        found = np.abs(drawn[:, None] - kinds).sum(axis=2).argmin(axis=1)
        assert all(len(set(found[start : start + 12])) == 12 for start in range(24))


def test_seeds_begin_anywhere_and_repeat_themselves(stored: np.ndarray) -> None:
    styles, again = StoredStyles(stored), StoredStyles(stored)
    np.testing.assert_array_equal(styles.drawn(9, 5), again.drawn(30, 5)[:9])
    first = np.stack([styles.drawn(1, seed)[0] for seed in range(400)])
    assert len(np.unique(first, axis=0)) > 300
    # No style is likelier than another to be the first.
    assert abs(bright(first) / 400 - 0.25) < 0.06


@pytest.mark.parametrize("count", [1, 2, 17, 33, 100])
def test_any_number_of_stored_styles_does(count: int) -> None:
    stored = np.random.default_rng(count).integers(1, 255, (count, 6)).astype(np.uint8)
    drawn = StoredStyles(stored).drawn(count, 1)
    assert sorted(map(tuple, drawn)) == sorted(map(tuple, stored.astype(np.float32) / 127.5 - 1.0))


def test_styles_that_are_all_alike_are_drawn_too() -> None:
    alike = np.full((40, 6), 7, dtype=np.uint8)
    assert StoredStyles(alike).drawn(3, 0).shape == (3, 6)
