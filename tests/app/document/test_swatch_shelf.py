"""The shelf of swatches: what comes with Ganvas is whole and tiles; what a person keeps comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.document.material import Material
from app.document.swatch_shelf import (
    MAX_SWATCHES,
    SIDE,
    STARTERS,
    VIEW,
    Swatch,
    SwatchShelf,
    cut,
    material_of,
    read_picture,
)
from engine.errors import DocumentError, ImageError
from engine.files import resources_folder
from engine.images.codec import read_rgb
from tools.draw_swatches import DRAWINGS
from tools.update_translations import translations

STARTER_FOLDER = resources_folder() / "swatches"


def swatch(key: str = "ab" * 8, name: str = "Leather", seed: int = 0) -> Swatch:
    pixels = np.random.default_rng(seed).integers(0, 255, (40, 40, 3), np.uint8)
    return Swatch(key, material_of(pixels, name))


def test_the_starter_set_is_whole_and_named_in_both_languages() -> None:
    assert len(STARTERS) >= 24
    assert {path.stem for path in STARTER_FOLDER.glob("*.png")} == set(STARTERS)
    assert {drawing.__name__ for drawing in DRAWINGS} == set(STARTERS)
    assert len(set(STARTERS.values())) == len(STARTERS)
    chinese = translations()
    assert all(name in chinese for name in STARTERS.values())
    assert sum(path.stat().st_size for path in STARTER_FOLDER.iterdir()) < 400_000


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_tiles(name: str) -> None:
    pixels = read_rgb(STARTER_FOLDER / f"{name}.png").astype(float)
    assert pixels.shape == (64, 64, 3)
    assert pixels.std() > 2
    for axis in (0, 1):
        steps = np.abs(np.diff(pixels, axis=axis)).mean(axis=(1 - axis, 2))
        seam = np.abs(pixels.take(0, axis) - pixels.take(-1, axis)).mean()
        assert seam <= steps.max() + 1


def test_kept_swatches_come_back_to_the_pixel_before_the_starters(tmp_path: Path) -> None:
    shelf = SwatchShelf(tmp_path)
    wool, leather = swatch("cd" * 8, "Wool", 1), swatch()
    shelf.keep(wool)
    shelf.keep(leather)
    read = SwatchShelf(tmp_path).read()
    assert read.problems == ()
    assert [kept.name for kept in read.swatches[:2]] == ["Leather", "Wool"]
    assert np.array_equal(read.swatches[1].material.swatch, wool.material.swatch)
    assert read.swatches[1].material.colour == wool.material.colour
    assert [kept.key for kept in read.swatches[2:]] == list(STARTERS)
    assert not any(kept.own for kept in read.swatches[2:])
    shelf.keep(replace(leather, material=replace(leather.material, name="Suede")))
    assert [kept.name for kept in shelf.read().swatches[:2]] == ["Suede", "Wool"]
    shelf.drop(leather)
    shelf.drop(leather)
    assert [kept.name for kept in shelf.read().swatches if kept.own] == ["Wool"]


def test_starters_and_colours_have_no_file_to_be_written(tmp_path: Path) -> None:
    shelf = SwatchShelf(tmp_path / "shelf")
    starter = shelf.read().swatches[0]
    for bad in (starter, swatch(key="../../outside"), Swatch("ab" * 8, Material((1, 2, 3)))):
        with pytest.raises(DocumentError):
            shelf.keep(bad)
    with pytest.raises(DocumentError):
        shelf.drop(starter)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_named_and_the_rest_is_there(tmp_path: Path) -> None:
    shelf = SwatchShelf(tmp_path)
    shelf.keep(swatch())
    (tmp_path / f"{'0' * 16}.json").write_text('{"ganvas_swatch": 1, "name": "Bad", "swatch": "AAAA"}')
    (tmp_path / f"{'1' * 16}.json").write_bytes(b"\xff\xfe")
    huge = json.loads((tmp_path / f"{'ab' * 8}.json").read_text())
    huge["swatch"] = _bomb()
    (tmp_path / f"{'2' * 16}.json").write_text(json.dumps(huge))
    read = shelf.read()
    assert [kept.name for kept in read.swatches if kept.own] == ["Leather"]
    assert len(read.swatches) == 1 + len(STARTERS)
    assert len(read.problems) == 3
    assert all("is damaged; it was left out" in problem for problem in read.problems)
    assert len(list(tmp_path.iterdir())) == 4


def _bomb() -> str:
    """A small file that says that it has a hundred million pixels."""
    import base64
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0))
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + header + rows + chunk(b"IEND", b"")).decode()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_swatches_are_passed_over_and_kept(tmp_path_factory: pytest.TempPathFactory, data) -> None:
    folder = tmp_path_factory.mktemp("shelf")
    shelf = SwatchShelf(folder)
    shelf.keep(swatch())
    shelf.keep(swatch("cd" * 8, "Wool"))
    path = folder / f"{'ab' * 8}.json"
    whole = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    assert "Wool" in [kept.name for kept in shelf.read().swatches]
    assert path.exists()


def test_a_full_or_locked_shelf_says_so_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file in the folder's place")
    with pytest.raises(DocumentError, match=r"could not be kept .*the shelf is as it was"):
        SwatchShelf(tmp_path / "file").keep(swatch())
    full = tmp_path / "full"
    full.mkdir()
    for number in range(MAX_SWATCHES):
        (full / f"{number:016x}.json").touch()
    with pytest.raises(DocumentError, match="remove some first"):
        SwatchShelf(full).keep(swatch())


def test_a_cut_lies_in_the_picture_and_is_no_larger_than_a_swatch() -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 200:] = 255
    assert cut(picture, 250, 40, 50).shape == (50, 50, 3)
    assert cut(picture, 290, 90, 60).min() == 255
    assert cut(picture, -20, 0, 1000).shape == (100, 100, 3)
    assert cut(np.zeros((500, 400, 3), np.uint8), 10, 10, 400).shape == (SIDE, SIDE, 3)


def test_pictures_are_read_within_the_engines_limits(tmp_path: Path) -> None:
    large, bomb = tmp_path / "large.png", tmp_path / "bomb.png"
    Image.new("RGB", (3000, 1500), "red").save(large)
    assert read_picture(large).shape == (VIEW // 2, VIEW, 3)
    Image.new("1", (13_000, 13_000)).save(bomb)
    with pytest.raises(ImageError, match="has 13000x13000 pixels"):
        read_picture(bomb)
