"""The map of the code names what exists: every dotted name and every folder of docs/architecture.md."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAP = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMES = sorted(set(re.findall(r"`((?:app|engine|trainer)(?:\.\w+)+)`", MAP)))
PLACES = sorted(set(re.findall(r"`((?:app|engine|trainer|tests|docs)(?:/[\w.]+)+)`", MAP)))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_map_exists(name: str) -> None:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return
    raise AssertionError(f"there is no {name}")


@pytest.mark.parametrize("place", PLACES)
def test_a_place_of_the_map_exists(place: str) -> None:
    assert (ROOT / place).exists()


def test_every_folder_stands_on_the_map() -> None:
    folders = {
        file.parent.relative_to(ROOT).as_posix()
        for top in ("app", "engine", "trainer")
        for file in (ROOT / top).glob("*/*.py")
    }
    assert folders - set(PLACES) == set()
