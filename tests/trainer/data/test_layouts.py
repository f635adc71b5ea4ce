"""What files look like and what a recipe takes them for agree, or the program asks before it starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.zipped_folder import zipped
from PIL import Image

from engine.errors import ConfigurationError
from trainer.commands.preparing import new_run, problems
from trainer.data.doctor.examine import DoctorInput, examine
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.toml import to_toml

PAIRED = [name for name, info in RECIPE_INFOS.items() if "side_by_side" in info.data_kinds]


def write(path: Path, width: int, height: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(width).integers(0, 255, (height, width, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)


def beside(folder: Path) -> None:
    for number, (width, height) in enumerate([(64, 32), (96, 40), (128, 64), (80, 30)]):
        write(folder / f"{number}.png", width, height)


def beside_in_parts(folder: Path) -> None:
    for number in range(4):
        write(folder / ("train" if number else "val") / f"{number}.jpg", 64, 32)


def in_folders(folder: Path) -> None:
    for number in range(4):
        write(folder / "A" / f"{number}.png", 32, 32)
        write(folder / "B" / f"{number}.jpg", 32, 32)


def in_domains(folder: Path) -> None:
    for number in range(4):
        write(folder / "trainA" / f"{number}.png", 32, 32)
        write(folder / "trainB" / f"{number + 9}.png", 32, 32)


def single(folder: Path) -> None:
    for number, (width, height) in enumerate([(32, 32), (48, 32), (64, 32), (32, 64), (40, 30)]):
        write(folder / f"{number}.png", width, height)


def configuration(recipe: str, source: Path, **data: object) -> Path:
    path = source.parent / "config.toml"
    values = {
        "recipe": recipe,
        "name": "looks",
        "folder": str(source.parent / "run"),
        "data": {"sources": [str(source)], **data},
    }
    path.write_text(to_toml(values), "utf-8")
    return path


@pytest.mark.parametrize("recipe", PAIRED)
@pytest.mark.parametrize("made", [beside, beside_in_parts, in_folders, in_domains])
@pytest.mark.parametrize("packed", [False, True])
def test_files_that_look_like_pairs_are_not_taken_for_photos_unasked(
    recipe: str, made: Callable[[Path], None], packed: bool, tmp_path: Path
) -> None:
    made(tmp_path / "data")
    source = zipped(tmp_path / "data") if packed else tmp_path / "data"
    path = configuration(recipe, source)
    with pytest.raises(ConfigurationError, match=r'set data\.kind to .*"side_by_side".*"folders"'):
        new_run(path)
    assert any("data.kind" in sentence for sentence in problems(path))
    assert new_run(path, ['data.kind="side_by_side"']).data.kind == "side_by_side"
    config = configuration(recipe, source, kind="photos")
    assert new_run(config).data.kind == "photos", "who says so has the last word"
    assert problems(config) == []


@pytest.mark.parametrize("recipe", PAIRED)
def test_photos_alone_are_not_asked_about(recipe: str, tmp_path: Path) -> None:
    single(tmp_path / "data")
    path = configuration(recipe, tmp_path / "data")
    assert new_run(path).data.kind == "photos"
    assert problems(path) == []


@pytest.mark.parametrize("kind", ["photos", "pictures", "unpaired_sketches"])
def test_the_doctor_says_what_files_look_like(kind: str, tmp_path: Path) -> None:
    beside(tmp_path / "pairs")
    single(tmp_path / "photos")
    found = [
        {one.code for one in examine([tmp_path / place], DoctorInput(kind)).findings}  # type: ignore[arg-type]
        for place in ("pairs", "photos")
    ]
    assert "looks_side_by_side" in found[0] - found[1]
    cut = {one.code for one in examine([tmp_path / "photos"], DoctorInput("side_by_side")).findings}
    assert "looks_single" in cut
