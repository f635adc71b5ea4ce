"""A run starts from what lies at a path, or from a model of the library by its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.known_translators import IDENTITY, known_translator
from helpers.tiny_recipes import tiny_values

from engine.bundle.library import Library
from engine.errors import CheckpointError
from trainer.commands.preparing import problems
from trainer.settings.toml import write_toml
from trainer.training.start import find_start


def test_a_start_is_a_path_or_a_name_in_the_library(
    ganvas_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own.gmodel"
    known_translator(file, {"generator": (IDENTITY, (0, 0, 0))})
    assert find_start(str(file)) == file
    with pytest.raises(CheckpointError, match="no such file or folder, and the library has"):
        find_start("known")
    installed = Library.default().install(file).path
    assert find_start("known") == installed
    # What lies there goes before what is only called so.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "known").mkdir()
    assert find_start("known") == Path("known")


def test_check_knows_names_of_the_library(ganvas_home: Path, tmp_path: Path) -> None:
    file, config = tmp_path / "own.gmodel", tmp_path / "c.toml"
    known_translator(file, {"generator": (IDENTITY, (0, 0, 0))})
    write_toml({**tiny_values("pix2pix", tmp_path), "start": "known"}, config)
    (found,) = problems(config)
    assert found.startswith("start: A run cannot start from 'known'")
    Library.default().install(file)
    assert problems(config) == []
