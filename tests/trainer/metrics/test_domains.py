"""Figures of two domains, on colours and models whose right answer is known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from helpers.known_translators import IDENTITY, known_translator

from engine.errors import DatasetError
from engine.images.codec import write_image
from engine.types import Pixels
from trainer.metrics.domains import central_square, evaluate_domains
from trainer.metrics.features import Features, NamedExtractor
from trainer.metrics.held_out import HeldOut

SIZE = 32
# Red and blue change places.
SWAP = ((0, 0, 1), (0, 1, 0), (1, 0, 0))
NOTHING = (0, 0, 0)


def mean_colours(pictures: Iterable[Pixels]) -> Features:
    return np.stack([picture.mean(axis=(0, 1)) / 255 for picture in pictures])


COLOURS = NamedExtractor("squeezenet", "mean colours", mean_colours)


def write_domains(folder: Path, count: int = 24) -> Path:
    """A: reds of many kinds; B: the same in blue, a picture each, in another order."""
    rng = np.random.default_rng(6)
    levels = rng.integers(120, 250, count)
    for letter, channel in (("A", 0), ("B", 2)):
        for number, level in enumerate(rng.permutation(levels)):
            picture = np.full((SIZE, SIZE, 3), 40, np.uint8)
            picture[..., channel] = level
            path = folder / f"train{letter}" / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_image(path, picture)
    return folder


def test_each_direction_is_measured_against_the_domain_that_it_leads_to(tmp_path: Path) -> None:
    data = write_domains(tmp_path / "data")
    one_way_only = {"generator_ab": (SWAP, NOTHING), "generator_ba": (IDENTITY, NOTHING)}
    bundle = known_translator(tmp_path / "known.gmodel", one_way_only)
    found = evaluate_domains(bundle, [data], held_out=HeldOut(1.0), extractor=COLOURS, foreign=COLOURS)
    # Forward makes B exactly. Backward leaves B as it is, as far from A as doing nothing leaves A from B.
    assert found["frechet_forward"] == pytest.approx(0, abs=1e-6)
    assert found["precision_forward"] == found["recall_forward"] == 1
    assert found["frechet_backward"] > 0.3
    assert found["precision_backward"] == found["recall_backward"] == 0
    assert abs(found["kid_x1000_forward"]) < found["kid_x1000_backward"] / 100
    assert found["kid_x1000_untranslated"] == pytest.approx(found["kid_x1000_backward"], rel=0.05)
    assert found["kid_x1000_backward_squeezenet"] == found["kid_x1000_backward"]
    assert found["pictures_a"] == found["pictures_b"] == 24
    # What was swapped once comes back swapped.
    assert found["cycle_l1_a"] == pytest.approx(found["cycle_l1_b"])
    assert found["cycle_l1_a"] > 0.2


def test_what_comes_back_as_it_went_has_no_cycle_error(tmp_path: Path) -> None:
    data = write_domains(tmp_path / "data")
    both = {"generator_ab": (SWAP, NOTHING), "generator_ba": (SWAP, NOTHING)}
    bundle = known_translator(tmp_path / "known.gmodel", both)
    found = evaluate_domains(bundle, [data], held_out=HeldOut(1.0), extractor=COLOURS)
    assert found["cycle_l1_a"] == found["cycle_l1_b"] == pytest.approx(0, abs=1e-6)
    assert found["frechet_backward"] == pytest.approx(0, abs=1e-6)


def test_two_sources_are_a_domain_each_and_each_holds_out_its_own(tmp_path: Path) -> None:
    data = write_domains(tmp_path / "data", 26)
    sources = [data / "trainA", data / "trainB"]
    for source in sources:
        (source / "test").mkdir()
        for number in range(21):
            (source / f"{number}.png").rename(source / "test" / f"{number}.png")
    both = {"generator_ab": (SWAP, NOTHING), "generator_ba": (SWAP, NOTHING)}
    bundle = known_translator(tmp_path / "known.gmodel", both)
    inside = HeldOut(0.0, ("test",))
    found = evaluate_domains(bundle, sources[:1], sources[1:], held_out=inside, extractor=COLOURS)
    assert found["pictures_a"] == found["pictures_b"] == 21
    with pytest.raises(DatasetError, match="Only 0 pictures of domain A are held out"):
        evaluate_domains(bundle, sources[:1], sources[1:], held_out=HeldOut(0.0), extractor=COLOURS)


def test_a_picture_that_is_no_square_is_cut_and_not_bent() -> None:
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[:, 10:30] = 200
    square = central_square(picture, 20)
    assert square.shape == (20, 20, 3)
    assert (square == 200).all()
    assert central_square(picture, 40).shape == (40, 40, 3)
