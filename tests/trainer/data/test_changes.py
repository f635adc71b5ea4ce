"""Pictures that are read in place may change, vanish or break between sessions: one warning, and on."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.errors import DatasetError
from trainer.data.build import make_dataset
from trainer.data.datasets import TrainingDataset
from trainer.data.sampler import Draw
from trainer.settings.run_config import RunConfig, parse_config

COUNT = 6
RECIPES = {"side_by_side": "pix2pix", "folders": "pix2pix", "unpaired": "cyclegan"}


def write(path: Path, seed: int, width: int = 64) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (32, width, 3), np.uint8)).save(path)


def configuration(folder: Path, kind: str) -> RunConfig:
    for number in range(COUNT):
        for place in {"side_by_side": ("A",), "folders": "AB", "unpaired": ("trainA", "trainB")}[kind]:
            write(folder / "data" / place / f"{number}.png", number + 100 * len(place) + ord(place[-1]))
    values: dict[str, Any] = {
        "recipe": RECIPES[kind],
        "name": "changing",
        "folder": str(folder / "run"),
        "data": {"sources": [str(folder / "data")], "kind": kind, "workers": 0, "validation_fraction": 0},
        "settings": {"generator_widths": [8] * 3} if RECIPES[kind] == "pix2pix" else {},
        "schedule": {"size": 32},
    }
    return parse_config(values)


def session(config: RunConfig) -> tuple[TrainingDataset, list[str]]:
    warnings: list[str] = []
    dataset = make_dataset(config, "train", warn=warnings.append)
    for index in range(len(dataset)):
        dataset[Draw(index, index, 32, 0)]
    return dataset, warnings


def change(path: Path) -> None:
    write(path, 999)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("kind", sorted(RECIPES))
@pytest.mark.parametrize(
    ("harm", "warned", "left"),
    [
        (change, "1 pictures have changed", COUNT),
        (Path.unlink, "1 are gone", COUNT - 1),
        (cut, "1 cannot be used", COUNT - 1),
        (empty, "1 cannot be used", COUNT - 1),
    ],
)
def test_what_happened_to_a_picture_is_told_once_and_the_rest_goes_on(
    kind: str, harm: Callable[[Path], None], warned: str, left: int, tmp_path: Path
) -> None:
    config = configuration(tmp_path, kind)
    dataset, warnings = session(config)
    assert (len(dataset), warnings) == (COUNT, [])
    harmed = sorted((tmp_path / "data").rglob("2.png"))[0]
    harm(harmed)
    dataset, warnings = session(config)
    assert len(warnings) == 1
    assert warned in warnings[0]
    assert harmed.as_posix() in warnings[0]
    # The larger of two unpaired domains decides how long an epoch is.
    assert len(dataset) == (COUNT if kind == "unpaired" else left)
    if harm is change:
        assert session(config)[1] == [], "what has changed is warned once"


@pytest.mark.parametrize("kind", sorted(RECIPES))
def test_what_was_broken_from_the_start_is_left_out(kind: str, tmp_path: Path) -> None:
    config = configuration(tmp_path, kind)
    for path in (tmp_path / "data").rglob("[34].png"):
        cut(path)
    dataset, warnings = session(config)
    assert len(dataset) == COUNT - 2
    assert len(warnings) == 1


def test_an_odd_width_is_left_out_of_pictures_side_by_side(tmp_path: Path) -> None:
    config = configuration(tmp_path, "side_by_side")
    write(tmp_path / "data" / "A" / "odd.png", 5, 63)
    dataset, warnings = session(config)
    assert len(dataset) == COUNT
    assert "odd.png" in warnings[0]


@pytest.mark.parametrize("kind", sorted(RECIPES))
def test_a_picture_that_breaks_during_a_session_is_named(kind: str, tmp_path: Path) -> None:
    dataset, _ = session(configuration(tmp_path, kind))
    for path in (tmp_path / "data").rglob("*.png"):
        cut(path)
    with pytest.raises(DatasetError, match=r"'.*\.png' in data cannot be used") as caught:
        dataset[Draw(0, 0, 32, 0)]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value), "it comes whole from a worker"
