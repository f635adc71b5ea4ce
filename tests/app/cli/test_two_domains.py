"""`ganvas translate --direction`, `--style-from` with weights, `swap` and `cycle` on a real small MUNIT."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from app.__main__ import main

# Their models are trained first.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def munit(munit_bundle: Path) -> Path:
    return munit_bundle


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        pixels = np.full((50, 60, 3), rng.integers(0, 255, 3), np.uint8)
        pixels[10:40, 15:45] = rng.integers(0, 255, 3)
        paths.append(tmp_path / f"photo-{seed}.png")
        Image.fromarray(pixels).save(paths[-1])
    return paths


def answer(arguments: list[Any], capsys: pytest.CaptureFixture[str]) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def pixels(path: Path | str) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def test_every_direction_is_told_and_makes_another_picture(
    munit: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {}
    for direction in ("AtoB", "BtoA", "BtoB", "AtoA"):
        out = tmp_path / f"{direction}.png"
        found = answer(
            ["translate", photos[0], "--model", munit, "-n", 1, "--direction", direction, "-o", out], capsys
        )
        made[found["direction"]] = pixels(out)
    assert list(made) == ["forward", "backward", "restyle_output", "restyle_input"]
    assert len({picture.tobytes() for picture in made.values()}) == 4


def test_a_large_photo_is_made_at_its_own_size_in_tiles_and_redo_makes_it_again(
    munit: Path,
    tmp_path: Path,
    ganvas_home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from engine.bundle.library import Library
    from engine.translation import tiling as full_size

    name = Library.default().install(munit).name
    rng = np.random.default_rng(4)
    coarse = Image.fromarray(rng.integers(0, 255, (12, 15, 3), dtype=np.uint8))
    photo, out = tmp_path / "large.png", tmp_path / "out.png"
    coarse.resize((150, 117), Image.Resampling.BICUBIC).save(photo)
    command = ["translate", photo, "--model", name, "-n", 1, "--direction", "BtoB", "-o", out]
    fitted = answer(command, capsys)
    in_the_square = pixels(out)
    whole = answer([*command, "--full-size"], capsys)
    assert (fitted["full_size"], whole["full_size"]) == (False, True)
    at_once = pixels(out)
    assert at_once.shape == (117, 150, 3)
    assert not np.array_equal(at_once, in_the_square)
    assert answer(["redo", out, "-o", tmp_path / "again.png"], capsys)["same"] is True

    monkeypatch.setattr(
        full_size.translate_full_size,
        "__kwdefaults__",
        {
            **full_size.translate_full_size.__kwdefaults__,
            "whole_pixels": 0,
            "tile": 64,
        },
    )
    assert main([*map(str, command), "--full-size"]) == 0
    assert "round 1 over its tiles" in capsys.readouterr().out
    assert np.abs(pixels(out) - at_once).max() <= 2


def test_a_model_of_one_size_says_so_when_asked_for_another(
    tiny_bundle: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["translate", photos[0], "--model", tiny_bundle, "--full-size", "-o", tmp_path / "out"]
    assert main([*map(str, command)]) == 1
    assert "works at 32 pixels alone" in capsys.readouterr().err


def test_a_direction_that_the_model_does_not_go_is_one_sentence(
    tiny_bundle: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["translate", photos[0], "--model", tiny_bundle, "--direction", "BtoA", "-o", tmp_path / "out"]
    assert main([*map(str, command)]) == 1
    said = capsys.readouterr().err
    assert "does not go backward" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_styles_of_several_photos_count_by_their_weights(
    munit: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def made(name: str, *styles: object) -> np.ndarray:
        command = ["translate", photos[0], "--model", munit, "-n", 1, "-o", tmp_path / f"{name}.png"]
        found = answer([*command, *styles], capsys)
        assert all(Path(path) in photos for path in found["style_from"])
        return pixels(tmp_path / f"{name}.png")

    one, two = ("--style-from", photos[1]), ("--style-from", photos[2])
    first, second, both = made("first", *one), made("second", *two), made("both", *one, *two)
    assert len({picture.tobytes() for picture in (first, second, both)}) == 3
    weighted = made("weighted", *one, *two, "--weight", 3, "--weight", 0)
    assert np.abs(weighted - first).max() <= 1
    assert np.array_equal(made("old", "--style", photos[1]), first)


def test_weights_that_do_not_fit_the_styles_are_wrong_usage(
    munit: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["translate", photos[0], "--model", munit, "-n", 1, "-o", tmp_path / "a.png"]
    assert main([*map(str, [*command, "--style-from", photos[1], "--weight", 1, "--weight", 2])]) == 2
    assert main([*map(str, [*command, "--style-from", photos[1], "--weight", 0])]) == 1
    assert "must be above 0" in capsys.readouterr().err


def test_two_photos_swap_their_styles_and_redo_makes_them_again(
    munit: Path, photos: list[Path], tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from engine.bundle.library import Library

    name = Library.default().install(munit).name
    out = tmp_path / "out"
    found = answer(["swap", photos[0], photos[1], "--model", name, "-o", out], capsys)
    assert found["ways"] == ["restyle_output", "restyle_output"]
    assert found["files"] == [str(out / "photo-0-as-photo-1.png"), str(out / "photo-1-as-photo-0.png")]
    for file in found["files"]:
        assert answer(["redo", file, "-o", tmp_path / "again.png"], capsys)["same"] is True
    crossed = answer(["swap", photos[0], photos[1], "--model", name, "--kind", "AB", "-o", out], capsys)
    assert crossed["ways"] == ["forward", "backward"]
    with_style = ["translate", photos[0], "--model", name, "-n", 1, "--direction", "BtoB"]
    answer([*with_style, "--style-from", photos[1], "-o", tmp_path / "b.png"], capsys)
    answer(["swap", photos[0], photos[1], "--model", name, "-o", out], capsys)
    assert np.array_equal(pixels(tmp_path / "b.png"), pixels(out / "photo-0-as-photo-1.png"))


def test_a_model_of_sketches_swaps_by_the_photos_lines(
    tiny_bundle: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["swap", photos[0], photos[1], "--model", tiny_bundle, "-o", tmp_path / "out"]
    assert answer(command, capsys)["ways"] == ["forward", "forward"]
    assert main([*map(str, command), "--kind", "BB"]) == 1
    assert "--kind can be: AB" in capsys.readouterr().err


def test_a_cycle_is_written_with_its_error(
    munit: Path, tiny_bundle: Path, photos: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "new" / "cycle.png"
    found = answer(["cycle", photos[0], "--model", munit, "-o", sheet], capsys)
    assert 0 < found["mean_error"] < found["largest_error"] <= 1
    assert pixels(sheet).shape[1] > 4 * 60
    assert main(["cycle", str(photos[0]), "--model", str(tiny_bundle), "-o", str(sheet)]) == 1
    assert "does not go backward" in capsys.readouterr().err
