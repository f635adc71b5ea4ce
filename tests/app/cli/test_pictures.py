"""`ganvas translate`, `sketch`, `redo` and `models` on real files with a real small model."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.replacing import write_replacement
from PIL import Image

from app.__main__ import main
from engine.files import resources_folder
from engine.images.contact_sheet import contact_sheet

SAMPLES = resources_folder() / "samples"


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A bundled sample, made smaller and not square."""
    path = tmp_path / "drawing.png"
    with Image.open(SAMPLES / "sneaker.png") as picture:
        picture.crop((0, 100, 512, 420)).resize((96, 60)).save(path)
    return path


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    assert main([*arguments, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def pixels(path: Path | str) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_translate_writes_one_picture_for_each_style(
    drawing: Path, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(
        ["translate", str(drawing), "--model", str(tiny_bundle), "-n", "3", "-o", str(tmp_path / "out")],
        capsys,
    )
    files = [Path(file) for file in found["sketches"][0]["pictures"]]
    assert files == [tmp_path / "out" / f"drawing-0{number}.png" for number in (1, 2, 3)]
    pictures = [pixels(file) for file in files]
    assert all(picture.shape == (60, 96, 3) for picture in pictures)
    assert (pictures[0] != pictures[1]).any()
    assert found["backend"] in ("openvino", "onnx")


def test_the_same_seed_gives_the_same_pictures_and_another_does_not(
    drawing: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    command = ["translate", str(drawing), "--model", str(tiny_bundle), "-n", "1"]
    for name, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert main([*command, "--seed", seed, "-o", str(tmp_path / f"{name}.png")]) == 0
    assert (pixels(tmp_path / "a.png") == pixels(tmp_path / "b.png")).all()
    assert (pixels(tmp_path / "a.png") != pixels(tmp_path / "c.png")).any()


def test_a_picture_is_made_again_from_the_recipe_inside_it(
    drawing: Path, tiny_bundle: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from engine.bundle.library import Library

    Library.default().install(tiny_bundle)
    made = tmp_path / "made.png"
    name = answer(["models"], capsys)
    installed = next(entry["name"] for entry in name if entry["origin"] == "installed")
    assert main(["translate", str(drawing), "--model", installed, "-n", "1", "-o", str(made)]) == 0
    capsys.readouterr()
    found = answer(["redo", str(made), "-o", str(tmp_path / "again.png")], capsys)
    assert found["same"] is True
    assert (pixels(made) == pixels(tmp_path / "again.png")).all()


def test_redo_refuses_a_picture_without_a_recipe(
    drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["redo", str(drawing), "-o", str(tmp_path / "again.png")]) == 1
    assert "holds no recipe" in capsys.readouterr().err
    assert not (tmp_path / "again.png").exists()


def test_a_style_is_taken_from_a_photo(
    drawing: Path, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "leather.png"
    noise = np.random.default_rng(0).integers(0, 255, (40, 30, 3), dtype=np.uint8)
    Image.fromarray(noise).save(photo)
    command = ["translate", str(drawing), "--model", str(tiny_bundle), "-n", "2"]
    with_photo = answer([*command, "--style", str(photo), "-o", str(tmp_path / "a")], capsys)
    other_seed = answer([*command, "--style", str(photo), "--seed", "9", "-o", str(tmp_path / "b")], capsys)
    without = answer([*command, "-o", str(tmp_path / "c")], capsys)
    first, second = (pixels(file) for file in with_photo["sketches"][0]["pictures"])
    again, _ = (pixels(file) for file in other_seed["sketches"][0]["pictures"])
    assert (first == again).all()  # the photo's own style does not depend on the seed
    assert (first != second).any()
    assert (first != pixels(without["sketches"][0]["pictures"][0])).any()


def test_a_contact_sheet_holds_all_sketches_in_all_styles(
    tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "new folder" / "sheet.png"
    found = answer(
        ["translate", str(SAMPLES), "--model", str(tiny_bundle), "-n", "4", "--sheet", "-o", str(sheet)],
        capsys,
    )
    assert len(found["sketches"]) >= 8
    assert pixels(sheet).shape == (8 + 168 * len(found["sketches"]), 8 + 168 * 5, 3)


def test_sketches_of_one_name_do_not_overwrite_each_other(
    drawing: Path, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = tmp_path / "other" / "drawing.png"
    twin.parent.mkdir()
    twin.write_bytes(drawing.read_bytes())
    command = ["translate", str(drawing), str(twin), "--model", str(tiny_bundle), "-n", "1", "-o"]
    found = answer([*command, str(tmp_path / "out")], capsys)
    names = [Path(sketch["pictures"][0]).name for sketch in found["sketches"]]
    assert names == ["drawing-01.png", "drawing-2-01.png"]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n broken", b"<svg/>"])
def test_a_broken_sketch_is_one_sentence(
    content: bytes, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(content)
    assert main(["translate", str(broken), "--model", str(tiny_bundle), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("ganvas: ")
    assert said.count("\n") == 1
    assert "error of its own" not in said


def test_a_model_that_is_not_there_is_one_sentence(
    drawing: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", str(drawing), "--model", "no-such-model", "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "no-such-model" in said
    assert said.count("\n") == 1
    assert "error of its own" not in said


def test_a_folder_without_pictures_is_told(
    tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    command = ["translate", str(tmp_path / "empty"), "--model", str(tiny_bundle), "-o", str(tmp_path / "out")]
    assert main(command) == 1
    assert "no picture" in capsys.readouterr().err


def test_a_photo_becomes_a_drawing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = np.full((80, 120, 3), 255, dtype=np.uint8)
    photo[20:60, 20:100] = (120, 60, 30)
    Image.fromarray(photo).save(tmp_path / "box.png")
    found = answer(["sketch", str(tmp_path / "box.png")], capsys)
    assert found["file"] == str(tmp_path / "box-sketch.png")
    drawn = pixels(found["file"])
    assert drawn.shape == photo.shape
    assert 0.005 < found["ink"] < 0.3
    assert drawn[2:12].min() > 200  # paper stays paper


def test_the_samples_are_drawings_of_thin_dark_lines_on_white() -> None:
    files = sorted(SAMPLES.glob("*.png"))
    assert len(files) >= 8
    for file in files:
        with Image.open(file) as picture:
            assert (picture.mode, picture.size) == ("L", (512, 512)), file
            grey = np.asarray(picture)
        assert 0.01 < (grey < 128).mean() < 0.12, file
        assert (grey[:8] == 255).all(), file
        rows, columns = np.nonzero(grey < 128)
        assert 0.8 < max(np.ptp(rows), np.ptp(columns)) / 512 < 0.92, file


def test_the_samples_are_what_their_strokes_draw() -> None:
    import json as reader

    from tools.draw_samples import draw

    name, drawing = next(iter(reader.loads((SAMPLES / "strokes.json").read_text(encoding="utf-8")).items()))
    drawn = np.asarray(draw(name, drawing["toe"], drawing["strokes"])).astype(int)
    kept = pixels(SAMPLES / f"{name}.png")[..., 0].astype(int)
    assert np.abs(drawn - kept).mean() < 0.5


def test_a_contact_sheet_keeps_the_order_of_its_pictures() -> None:
    white = np.full((10, 20), 255, np.uint8)
    red, blue = np.zeros((10, 20, 3), np.uint8), np.zeros((10, 20, 3), np.uint8)
    red[..., 0], blue[..., 2] = 255, 255
    sheet = contact_sheet([(white, [red, blue]), (white, [blue])], cell=20, gap=4)
    assert sheet.shape == (52, 76, 3)
    assert sheet[14, 38].tolist() == [255, 0, 0]
    assert sheet[14, 62].tolist() == [0, 0, 255]
    assert sheet[38, 38].tolist() == [0, 0, 255]
    assert sheet[38, 62].tolist() == [255, 255, 255]


def test_a_contact_sheet_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        contact_sheet([])


@pytest.fixture
def replaced(tiny_bundle: Path, ganvas_home: Path) -> str:
    """The name of a model that is gone, and replaced by one of the library."""
    (ganvas_home / "models").mkdir()
    write_replacement(tiny_bundle, ganvas_home / "models" / "newer.gmodel", ["tiny"])
    return "tiny"


def test_translating_with_a_model_that_is_gone_says_which_one_is_used(
    drawing: Path, replaced: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["translate", str(drawing), "--model", replaced, "-n", "1", "-o", str(tmp_path / "a.png")]
    assert main([*command, "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["model"] == "newer"
    assert said.err == (
        "ganvas: The model 'tiny' is not in the library; 'newer' is used, which replaces it.\n"
    )


def test_a_picture_of_a_model_that_is_gone_is_not_made_by_another(
    drawing: Path, tiny_bundle: Path, replaced: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["translate", str(drawing), "--model", str(tiny_bundle), "-n", "1", "-o"]
    assert main([*command, str(tmp_path / "a.png")]) == 0
    capsys.readouterr()
    assert main(["redo", str(tmp_path / "a.png"), "-o", str(tmp_path / "b.png")]) == 1
    assert capsys.readouterr().err == "ganvas: The model 'tiny' is not in the library; 'newer' replaces it.\n"
    assert not (tmp_path / "b.png").exists()


def test_one_broken_picture_ends_neither_a_folder_nor_a_sheet(
    drawing: Path, tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, sheet = tmp_path / "sketches", tmp_path / "sheet.png"
    folder.mkdir()
    for name in ("a.png", "c.png"):
        (folder / name).write_bytes(drawing.read_bytes())
    (folder / "b.png").write_bytes(drawing.read_bytes()[:200])
    # Links that lead in a circle: to each other, and to the folder that they lie in.
    (folder / "d.png").symlink_to(folder / "e.png")
    (folder / "e.png").symlink_to(folder / "d.png")
    (folder / "f").symlink_to(folder, target_is_directory=True)
    command = ["translate", str(folder), str(tmp_path / "gone.png"), "--model", str(tiny_bundle), "-n", "1"]
    assert main([*command, "-o", str(tmp_path / "out"), "--json"]) == 1
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert [Path(made["sketch"]).name for made in found["sketches"]] == ["a.png", "c.png"]
    assert [Path(one["sketch"]).name for one in found["failed"]] == ["b.png", "gone.png"]
    assert all(name in shown.err for name in ("b.png", "gone.png"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a-01.png", "c-01.png"]
    assert main([*command, "--sheet", "-o", str(sheet)]) == 1
    assert sheet.is_file()
    assert "b.png" in capsys.readouterr().err


def test_where_no_picture_can_be_used_a_sentence_says_so(
    tiny_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [str(tmp_path / name) for name in ("a.png", "b.png")]
    assert main(["translate", *names, "--model", str(tiny_bundle), "-o", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr().err
    assert all(name in shown for name in names)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["translate", "{file}", "-n", "1", "-o", "{file}"],
        ["translate", "-o", "{link}", "{file}", "--sheet"],
        ["translate", "{other}", "--style-from", "{file}", "--sheet", "-o", "{file}"],
        ["sketch", "{file}", "-o", "{file}"],
        ["redo", "{file}", "-o", "{file}"],
        ["cycle", "{file}", "--model", "shoes", "-o", "{file}"],
        ["attributes", "{file}", "--set", "smile=1", "-o", "{file}"],
        ["invert", "{file}", "-o", "{other}", "--codes", "{file}"],
        ["import", "{file}", "-o", "{file}"],
        ["export-checkpoint", "{file}", "-o", "{file}"],
        ["axes", "find", "{file}", "--components", "2", "-o", "{file}"],
    ],
)
def test_no_command_writes_over_what_it_reads(
    drawing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    before, link = drawing.read_bytes(), tmp_path / "link.png"
    link.symlink_to(drawing)
    names = {"file": str(drawing), "link": str(link), "other": str(tmp_path / "other.png")}
    assert main([word.format(**names) for word in command]) == 2
    assert "one of the files that this command reads" in " ".join(capsys.readouterr().err.split())
    assert drawing.read_bytes() == before


def test_a_folder_that_is_read_and_written_keeps_its_sketches(
    drawing: Path, tiny_bundle: Path, tmp_path: Path
) -> None:
    other = drawing.with_name("drawing-01.png")
    other.write_bytes(drawing.read_bytes())
    command = ["translate", str(drawing), str(other), "--model", str(tiny_bundle), "-n", "1"]
    assert main([*command, "-o", str(drawing.parent)]) == 1
    assert other.read_bytes() == drawing.read_bytes()
    assert drawing.with_name("drawing-01-01.png").is_file()
