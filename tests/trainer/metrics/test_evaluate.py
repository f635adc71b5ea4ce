"""`ganvas evaluate` of models for sketches, and the distance by which rebuilt photos are judged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.unpaired_bundles import make_bundle

from benchmarks.shapes import draw
from engine.bundle.bundle import open_bundle
from engine.errors import DatasetError
from engine.images.codec import write_image
from trainer.metrics.diversity import PerceptualExtractor
from trainer.metrics.evaluate import evaluate


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, rng = tmp_path_factory.mktemp("photos"), np.random.default_rng(2)
    for number in range(24):
        write_image(folder / f"{number}.png", draw(number % 3, "b", rng, 40))
    return folder


@pytest.mark.slow
def test_a_model_of_content_and_style_is_evaluated_by_what_it_rebuilds(photos: Path, tmp_path: Path) -> None:
    munit = open_bundle(make_bundle("munit", tmp_path / "munit.gmodel"))
    figures = evaluate(munit, [photos], everything=True, sketches=6, styles=3)
    assert {"kid_x1000", "diversity", "edge_f1", "pictures", "rebuilt", "restyled"} <= set(figures)
    assert figures["pictures"] == 24
    assert 0 < figures["rebuilt"] < 4
    assert 0 < figures["restyled"] < 4
    assert figures["rebuilt"] != figures["restyled"]
    with pytest.raises(DatasetError, match="held out"):
        evaluate(munit, [photos], held_out=0.05)


def test_a_model_that_rebuilds_nothing_is_evaluated_without(photos: Path, tiny_bundle: Path) -> None:
    figures = evaluate(open_bundle(tiny_bundle), [photos], everything=True, sketches=2, styles=2)
    assert "kid_x1000" in figures
    assert "rebuilt" not in figures


def test_pictures_are_the_further_apart_the_more_they_differ() -> None:
    rng = np.random.default_rng(0)
    pixels = np.stack([draw(0, "b", rng, 64), draw(1, "a", rng, 64)]).astype(np.float32)
    first, other = torch.from_numpy(pixels / 127.5 - 1).permute(0, 3, 1, 2)
    noisy = (first + 0.05 * torch.randn(first.shape, generator=torch.Generator().manual_seed(0))).clamp(-1, 1)
    extractor = PerceptualExtractor()
    same, near, far = extractor.distance(
        extractor.features(first[None]), extractor.features(torch.stack([first, noisy, other]))
    )
    assert same == pytest.approx(0, abs=1e-9)
    assert 1e-3 < near < far < 4
