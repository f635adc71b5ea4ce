"""Figures of aligned pairs, on pictures and models whose right answer is known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from helpers.known_translators import IDENTITY, known_translator

from benchmarks.shapes import draw
from engine.bundle.bundle import open_bundle
from engine.errors import DatasetError
from engine.images.codec import write_image
from engine.types import Pixels
from trainer.metrics.features import Features, NamedExtractor
from trainer.metrics.held_out import HeldOut
from trainer.metrics.tasks import evaluate_pairs, l1, psnr, ssim

SIZE = 32


def mean_colours(pictures: Iterable[Pixels]) -> Features:
    return np.stack([picture.mean(axis=(0, 1)) / 255 for picture in pictures])


COLOURS = NamedExtractor("squeezenet", "mean colours", mean_colours)


def darker(picture: Pixels, by: int) -> Pixels:
    return (picture.astype(int) - by).astype(np.uint8)


def write_pairs(folder: Path, count: int = 24, by: int = 20) -> Path:
    """A beside B, every B 20 levels darker than its A."""
    rng = np.random.default_rng(4)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        a = rng.integers(60, 200, (SIZE, SIZE, 3), dtype=np.uint8)
        write_image(folder / f"{number}.png", np.concatenate([a, darker(a, by)], axis=1))
    return folder


def test_differences_of_pictures_are_those_that_were_made() -> None:
    picture = draw(0, "b", np.random.default_rng(0), 40)
    grey = np.full((16, 16, 3), 100, np.uint8)
    assert l1(grey, darker(grey, 51)) == pytest.approx(0.2)
    assert psnr(grey, darker(grey, 51)) == pytest.approx(20 * math.log10(5))
    assert psnr(picture, picture) == pytest.approx(10 * math.log10(255**2 * 12))
    assert ssim(picture, picture) == pytest.approx(1)
    # Without any structure all that is left is the term of the means.
    c1 = (0.01 * 255) ** 2
    assert ssim(grey, darker(grey, 51)) == pytest.approx((2 * 100 * 49 + c1) / (100**2 + 49**2 + c1))
    with pytest.raises(ValueError, match="11 pixels"):
        ssim(grey[:8], grey[:8])


def test_structural_similarity_is_that_of_its_equation_at_every_place() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 256, (2, 12, 13, 3)).astype(np.uint8)
    line = np.exp(-0.5 * (np.arange(-5, 6) / 1.5) ** 2)
    window = np.outer(line, line) / np.outer(line, line).sum()
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    values = []
    for top in range(2):
        for left in range(3):
            for channel in range(3):
                place = (slice(top, top + 11), slice(left, left + 11), channel)
                x, y = first[place].astype(float), second[place].astype(float)
                mx, my = (window * x).sum(), (window * y).sum()
                vx, vy = (window * (x - mx) ** 2).sum(), (window * (y - my) ** 2).sum()
                covariance = (window * (x - mx) * (y - my)).sum()
                above = (2 * mx * my + c1) * (2 * covariance + c2)
                values.append(above / ((mx**2 + my**2 + c1) * (vx + vy + c2)))
    assert ssim(first, second) == pytest.approx(np.mean(values))


def test_a_model_that_makes_what_the_pairs_show_is_right_and_one_that_does_nothing_is_not(
    tmp_path: Path,
) -> None:
    data = write_pairs(tmp_path / "pairs")
    by = -20 / 127.5
    right = known_translator(tmp_path / "right.gmodel", {"generator": (IDENTITY, (by, by, by))})
    idle = known_translator(tmp_path / "idle.gmodel", {"generator": (IDENTITY, (0, 0, 0))})
    options = {"kind": "side_by_side", "held_out": HeldOut(1.0), "extractor": COLOURS, "foreign": COLOURS}
    found = evaluate_pairs(right, [data], **options)  # type: ignore[arg-type]
    assert found["pictures"] == 24
    assert found["l1"] == pytest.approx(0, abs=1e-6)
    assert found["psnr"] == pytest.approx(10 * math.log10(255**2 * 12))
    assert found["ssim"] == pytest.approx(1)
    assert found["frechet"] == pytest.approx(0, abs=1e-9)
    found = evaluate_pairs(idle, [data], **options)  # type: ignore[arg-type]
    assert found["l1"] == pytest.approx(20 / 255)
    assert found["psnr"] == pytest.approx(20 * math.log10(255 / 20))
    # All means are 20 of 255 away and the spreads are the same.
    assert found["frechet"] == pytest.approx(3 * (20 / 255) ** 2, rel=1e-3)
    assert found["frechet_squeezenet"] == found["frechet"]
    back = evaluate_pairs(right, [data], direction="BtoA", **options)  # type: ignore[arg-type]
    assert back["l1"] == pytest.approx(40 / 255)


def test_pairs_in_two_folders_count_where_the_first_of_each_is_held_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for number in range(60):
        a = rng.integers(60, 200, (SIZE, SIZE, 3), dtype=np.uint8)
        part = "test" if number < 22 else "train"
        for side, picture in (("A", a), ("B", darker(a, 20 if part == "test" else 50))):
            (tmp_path / "data" / part / side).mkdir(parents=True, exist_ok=True)
            write_image(tmp_path / "data" / part / side / f"{number}.png", picture)
    idle = known_translator(tmp_path / "idle.gmodel", {"generator": (IDENTITY, (0, 0, 0))})
    found = evaluate_pairs(
        idle,
        [tmp_path / "data"],
        kind="folders",
        held_out=HeldOut(0.0, ("test",), "as the model says"),
        extractor=COLOURS,
    )
    assert found["pictures"] == 22
    assert found["l1"] == pytest.approx(20 / 255)
    # A model that held nothing out is not measured on what it has learnt from.
    with pytest.raises(DatasetError, match="Only 0 pairs are held out"):
        evaluate_pairs(idle, [tmp_path / "data"], kind="folders", held_out=HeldOut(0.0), extractor=COLOURS)


def test_a_model_with_styles_is_also_measured_in_the_style_of_the_target(
    tmp_path: Path, tiny_bundle: Path
) -> None:
    data = write_pairs(tmp_path / "pairs", 20)
    found = evaluate_pairs(
        open_bundle(tiny_bundle), [data], kind="side_by_side", held_out=HeldOut(1.0), extractor=COLOURS
    )
    assert {"l1", "psnr", "ssim", "l1_own_style", "psnr_own_style", "ssim_own_style"} <= found.keys()
    assert found["l1"] != found["l1_own_style"]


def test_pairs_are_compared_by_eyes_that_took_no_part_in_training(tmp_path: Path, tiny_bundle: Path) -> None:
    """Where a foreign network is at hand, results are compared with their targets by its maps, too."""
    seen: list[tuple[int, int]] = []

    def compare(first: Iterable[Pixels], second: Iterable[Pixels]) -> np.ndarray:
        rows = [(a, b) for a, b in zip(first, second, strict=True)]
        seen.append((len(rows), rows[0][0].shape[0]))
        return np.array([float(np.abs(a.astype(int) - b).mean()) for a, b in rows])

    data = write_pairs(tmp_path / "pairs", 20)
    eyes = NamedExtractor("squeezenet", "differences", mean_colours, compare)
    found = evaluate_pairs(
        open_bundle(tiny_bundle),
        [data],
        kind="side_by_side",
        held_out=HeldOut(1.0),
        extractor=NamedExtractor("lite0", "mean colours", mean_colours),
        foreign=eyes,
    )
    assert found["perceptual_squeezenet"] == pytest.approx(255 * found["l1"], rel=1e-6)
    assert found["perceptual_squeezenet_own_style"] == pytest.approx(255 * found["l1_own_style"], rel=1e-6)
    assert "perceptual" not in found
    assert [count for count, _ in seen] == [20, 20]
