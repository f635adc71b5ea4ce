"""`ganvas sample`, `invert`, `attributes`, `axes` and `walk` on real files with a real small StyleGAN2."""

import json
import signal
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from PIL import Image

from app.__main__ import main
from app.cli.faces import Inverting, run_inversion
from engine.bundle.bundle import ImageSpec, Manifest, NetworkSpec, open_bundle, write_bundle
from engine.bundle.manifest import AttributeSpec
from engine.faces.inversion_io import read_inversion
from engine.images.metadata import read_recipe
from engine.latent.axis_store import AxisStore
from engine.requests.request import from_text


@pytest.fixture(scope="module")
def faces(drawn_faces: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model without axes, in a folder of its own."""
    path = tmp_path_factory.mktemp("cli-faces") / "drawnfaces.gmodel"
    path.write_bytes(drawn_faces.read_bytes())
    return path


@pytest.fixture(scope="module")
def sliding(faces: Path) -> Path:
    """The same with three axes."""
    path = faces.with_name("sliding.gmodel")
    assert main(["axes", "find", str(faces), "--components", "3", "-o", str(path), "--json"]) == 0
    return path


@pytest.fixture(scope="module")
def face(faces: Path) -> Path:
    """A picture that the model made, larger than the model's own."""
    folder = faces.parent / "one"
    assert main(["sample", str(faces), "-n", "1", "--seed", "5", "-o", str(folder)]) == 0
    (made,) = folder.iterdir()
    path = faces.parent / "face.png"
    with Image.open(made) as picture:
        picture.resize((96, 96), Image.Resampling.BICUBIC).save(path)
    return path


def answer(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str], code: int = 1) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    said = capsys.readouterr().err
    assert "error of its own" not in said
    assert "Traceback" not in said
    if code == 1:
        assert said.startswith("ganvas: ")
        assert said.count("\n") == 1
    return said


def pixels(path: Path | str) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def test_sampling_writes_pictures_that_can_be_made_again(
    faces: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    found = answer(["sample", str(faces), "-n", "3", "--seed", "7", "--psi", "0.8", "-o", str(out)], capsys)
    files = [Path(file) for file in found["pictures"]]
    assert [file.name for file in files] == [f"drawnfaces-7-000{number}.png" for number in (1, 2, 3)]
    assert found["model"] == "drawnfaces"
    assert all(pixels(file).shape == (32, 32, 3) for file in files)
    assert np.abs(pixels(files[0]) - pixels(files[1])).max() > 20
    again = answer(
        ["sample", str(faces), "-n", "2", "--seed", "7", "--psi", "0.8", "-o", str(tmp_path / "b")], capsys
    )
    assert (pixels(again["pictures"][1]) == pixels(files[1])).all(), (
        "a picture does not depend on their number"
    )
    request, picture = from_text(read_recipe(files[2].read_bytes()) or "")
    assert (request.seed, request.index, request.psi, picture) == (7, 2, 0.8, None)  # type: ignore[union-attr]
    (ganvas_home / "models").mkdir()
    (ganvas_home / "models" / "drawnfaces.gmodel").write_bytes(faces.read_bytes())
    redone = answer(["redo", str(files[2]), "-o", str(tmp_path / "again.png")], capsys)
    assert redone["same"] is True


def test_noise_and_truncation_change_pictures(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sample", str(faces), "-n", "2"]
    plain = answer([*command, "-o", str(tmp_path / "a")], capsys)["pictures"]
    noisy = answer([*command, "--noise-seed", "3", "-o", str(tmp_path / "b")], capsys)["pictures"]
    average = answer([*command, "--psi", "0", "-o", str(tmp_path / "c")], capsys)["pictures"]
    assert 0 < np.abs(pixels(plain[0]) - pixels(noisy[0])).mean() < 30
    assert (pixels(average[0]) == pixels(average[1])).all()
    assert (pixels(plain[0]) != pixels(plain[1])).any()


def test_sliders_move_samples_and_their_recipes_say_so(
    sliding: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sample", str(sliding), "-n", "1"]
    plain = answer([*command, "-o", str(tmp_path / "a")], capsys)["pictures"][0]
    options = ["--set", "component 1=2.5", "--lock", "component 2"]
    moved = answer([*command, *options, "-o", str(tmp_path / "b")], capsys)["pictures"][0]
    still = answer([*command, "--set", "component 1=0", "-o", str(tmp_path / "c")], capsys)["pictures"][0]
    assert np.abs(pixels(plain) - pixels(moved)).mean() > 3
    assert (pixels(plain) == pixels(still)).all()
    request, _ = from_text(read_recipe(Path(moved).read_bytes()) or "")
    assert request.axes == (("component 1", 2.5),)  # type: ignore[union-attr]
    assert request.locked == ("component 2",)  # type: ignore[union-attr]
    (ganvas_home / "models").mkdir()
    (ganvas_home / "models" / "drawnfaces.gmodel").write_bytes(sliding.read_bytes())
    assert answer(["redo", moved, "-o", str(tmp_path / "again.png")], capsys)["same"] is True


def test_a_sheet_holds_all_samples(faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "new" / "sheet.png"
    answer(["sample", str(faces), "-n", "5", "--sheet", "-o", str(sheet)], capsys)
    assert pixels(sheet).shape == (2 * 72 + 8, 3 * 72 + 8, 3)


def test_samples_are_of_the_class_that_is_asked_for(
    drawn_animals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sample", str(drawn_animals), "-n", "3"]
    named = answer([*command, "--label", "dog", "-o", str(tmp_path / "a")], capsys)["pictures"]
    counted = answer([*command, "--label", "1", "-o", str(tmp_path / "b")], capsys)["pictures"]
    other = answer([*command, "--label", "wild", "-o", str(tmp_path / "c")], capsys)["pictures"]
    in_turn = answer([*command, "-o", str(tmp_path / "d")], capsys)["pictures"]
    for place in range(3):
        assert (pixels(named[place]) == pixels(counted[place])).all()
        assert (pixels(named[place]) != pixels(other[place])).any()
    assert (pixels(in_turn[1]) == pixels(named[1])).all()
    assert (pixels(in_turn[2]) == pixels(other[2])).all()
    request, _ = from_text(read_recipe(Path(named[0]).read_bytes()) or "")
    assert request.labels == (0, 1, 0)  # type: ignore[union-attr]
    message = refused([*command, "--label", "horse", "-o", str(tmp_path / "e")], capsys)
    assert "no class 'horse'; it has: cat, dog, wild" in message


def test_a_model_without_classes_refuses_a_label(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["sample", str(faces), "-n", "1", "--label", "0", "-o", str(tmp_path / "a")]
    assert "has no classes" in refused(command, capsys)


def test_axes_and_walks_are_of_a_class_or_of_all(
    drawn_animals: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for label in ("cat", "wild", None):
        path = tmp_path / f"{label}.gmodel"
        options = ["--label", label] if label else []
        answer(["axes", "find", str(drawn_animals), "--components", "2", *options, "-o", str(path)], capsys)
        axes = AxisStore().of(open_bundle(path))
        assert axes is not None
        found[label] = axes.axes[0].direction
    assert not np.allclose(np.abs(found["cat"]), np.abs(found["wild"]), atol=1e-3)
    for manner in ([], ["--slerp"]):
        command = ["walk", str(drawn_animals), "--seeds", "0,1", "--frames", "2", "--label", "dog", *manner]
        assert answer([*command, "-o", str(tmp_path / "walk.gif")], capsys)["frames"] == 3


def test_inverting_writes_picture_and_codes(
    faces: Path, face: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, codes = tmp_path / "face.png", tmp_path / "face.safetensors"
    command = ["invert", str(face), "--model", str(faces), "--aligned", "--steps", "12", "-o", str(picture)]
    found = answer([*command, "--codes", str(codes)], capsys)
    assert found["steps"] == 12
    assert found["stopped"] == "done"
    assert found["closeness"]["optimise"]["pixels"] < found["closeness"]["encode"]["pixels"]
    assert pixels(picture).shape == (32, 32, 3)
    inversion = read_inversion(codes.read_bytes(), open_bundle(faces).digest)
    assert (inversion.picture == pixels(picture)).all()
    assert inversion.ws.shape == (8, 16)
    request, _ = from_text(read_recipe(picture.read_bytes()) or "")
    np.testing.assert_array_equal(request.codes(), inversion.ws)  # type: ignore[union-attr]


def test_ctrl_c_keeps_the_best_so_far(faces: Path, face: Path, tmp_path: Path) -> None:
    def say(line: str) -> None:
        if "step 20 of" in line:
            # By hand: pytest's faulthandler gives handlers a stack too small for wide registers.
            handler = signal.getsignal(signal.SIGINT)
            assert callable(handler)
            handler(signal.SIGINT, None)

    inverting = Inverting(face, str(faces), None, True, 5000, 0, "auto", "auto")
    found = run_inversion(inverting, tmp_path / "face.png", None, say=say)
    assert (found["steps"], found["stopped"]) == (20, "cancelled")
    assert found["closeness"]["optimise"]["pixels"] < found["closeness"]["encode"]["pixels"]
    assert pixels(tmp_path / "face.png").shape == (32, 32, 3)


def test_attributes_change_the_face_and_nothing_else(
    sliding: Path, face: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, edited = tmp_path / "photo.png", tmp_path / "edited.png"
    board = np.random.default_rng(0).integers(0, 255, (120, 200, 3)).astype(np.uint8)
    board[10:106, 30:126] = pixels(face)
    Image.fromarray(board).save(photo)
    # In the model's square the eyes lie at 0.32 and 0.672 of the side, 0.3125 from the top.
    eyes = ["--eyes", *(str(number) for number in (30 + 0.32 * 96, 40, 30 + 0.672 * 96, 40))]
    command = ["attributes", str(photo), "--model", str(sliding), *eyes, "--steps", "3"]
    options = ["--set", "component 1=+3", "--lock", "component 2", "-o", str(edited)]
    found = answer([*command, *options], capsys)
    assert (found["width"], found["height"]) == (200, 120)
    assert found["set"] == {"component 1": 3.0}
    after = pixels(edited)
    assert (after[:, 140:] == board[:, 140:]).all()
    assert (after[20:90, 40:110] != board[20:90, 40:110]).any()
    assert found["changed_pixels"] > 100
    (ganvas_home / "models").mkdir()
    (ganvas_home / "models" / "drawnfaces.gmodel").write_bytes(sliding.read_bytes())
    redone = answer(["redo", str(edited), "-o", str(tmp_path / "again.png")], capsys)
    assert redone["same"] is True


def test_codes_that_were_written_are_taken_for_edits(
    sliding: Path, face: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = tmp_path / "face.safetensors"
    of_face = [str(face), "--model", str(sliding), "--aligned", "--steps", "4"]
    answer(["invert", *of_face, "--codes", str(codes), "-o", str(tmp_path / "face.png")], capsys)
    edit = ["attributes", *of_face, "--set", "component 1=2"]
    found = answer([*edit, "-o", str(tmp_path / "found.png")], capsys)
    taken = answer([*edit, "--codes", str(codes), "-o", str(tmp_path / "taken.png")], capsys)
    assert found["closeness"] == taken["closeness"]
    assert (pixels(tmp_path / "found.png") == pixels(tmp_path / "taken.png")).all()
    codes.write_bytes(b"")
    out = str(tmp_path / "out.png")
    assert "damaged" in refused([*edit, "--codes", str(codes), "-o", out], capsys)
    assert "cannot be read" in refused([*edit, "--codes", str(tmp_path / "none"), "-o", out], capsys)
    assert not Path(out).exists()


def test_axes_are_listed(
    sliding: Path, faces: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(["axes", "list", str(sliding)], capsys)
    assert [axis["name"] for axis in found["axes"]] == ["component 1", "component 2", "component 3"]
    assert {axis["origin"] for axis in found["axes"]} == {"bundled"}
    assert main(["axes", "list", str(sliding)]) == 0
    assert "component 1  (bundled)  from -3 to 3 steps" in capsys.readouterr().out
    assert answer(["axes", "list", str(faces)], capsys)["axes"] == []


def test_own_axes_are_found_listed_used_and_removed(
    faces: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(["axes", "find", str(faces), "--closed-form", "2"], capsys)
    assert AxisStore().of(open_bundle(faces)).names == ("closed form 1", "closed form 2")  # type: ignore[union-attr]
    command = ["sample", str(faces), "-n", "1", "--set", "closed form 1=2"]
    answer([*command, "-o", str(tmp_path / "a")], capsys)
    again = ["axes", "find", str(faces), "--closed-form", "2"]
    assert "has an axis 'closed form 1' already" in refused(again, capsys)
    answer([*again, "--replace"], capsys)
    wrong = ["axes", "remove", str(faces), "closed form 2", "closed form 7"]
    assert "'closed form 7' is none of the axes" in refused(wrong, capsys)
    assert answer(["axes", "remove", str(faces), "closed form 1"], capsys)["removed"] == ["closed form 1"]
    assert "no axis 'closed form 1'" in refused([*command, "-o", str(tmp_path / "b")], capsys)
    assert "none of the axes" in refused(["axes", "remove", str(faces), "closed form 1"], capsys)


def test_no_way_of_making_an_axis_takes_a_name_unasked(
    sliding: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = np.eye(2, open_bundle(sliding).manifest.latent.w_size, dtype=np.float32)  # type: ignore[union-attr]
    np.save(tmp_path / "component 1.npy", rows[:1])
    folders = ["--positive", str(tmp_path), "--negative", str(tmp_path)]
    other, before = tmp_path / "other.gmodel", answer(["axes", "list", str(sliding)], capsys)
    for command in (
        ["axes", "add", str(sliding), "component 1", *folders],
        ["axes", "find", str(sliding), "--components", "2"],
        ["axes", "find", str(sliding), "--components", "2", "-o", str(other)],
        ["axes", "import", str(sliding), str(tmp_path / "component 1.npy")],
    ):
        said = refused(command, capsys)
        assert "has an axis 'component 1' already, and it was kept" in said, command
        assert "--replace" in said
        assert len(said.splitlines()) == 1
    assert answer(["axes", "list", str(sliding)], capsys) == before
    assert not other.exists()
    answer(["axes", "find", str(sliding), "--components", "2", "-o", str(other), "--replace"], capsys)
    assert len(answer(["axes", "list", str(other)], capsys)["axes"]) == 3
    answer(["axes", "import", str(sliding), str(tmp_path / "component 1.npy"), "--replace"], capsys)
    after = answer(["axes", "list", str(sliding)], capsys)["axes"]
    assert {axis["name"]: axis["origin"] for axis in after}["component 1"] == "own"


def colour_reader(path: Path) -> Path:
    """A classifier that reads how red and how blue a picture is, as a graph by hand."""
    nodes = [
        helper.make_node("ReduceMean", ["image", "places"], ["means"], keepdims=0),
        helper.make_node("Gather", ["means", "columns"], ["logits"], axis=1),
    ]
    constants = [
        helper.make_tensor("places", TensorProto.INT64, [2], [2, 3]),
        helper.make_tensor("columns", TensorProto.INT64, [2], [0, 2]),
    ]
    graph = helper.make_graph(
        nodes,
        "classifier",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 2])],
        constants,
    )
    content = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(content)
    manifest = Manifest(
        name="colours",
        title="Colours",
        family="none",
        networks={"classifier": NetworkSpec(architecture="attribute_classifier", graph="classifier.onnx")},
        capabilities=[],
        image=ImageSpec(size=32, input_channels=3, input_kind="photo"),
        attributes=[
            AttributeSpec(name=name, kind="number", mean=0.0, deviation=1.0) for name in ("red", "blue")
        ],
        licence="CC0-1.0",
    )
    write_bundle(path, manifest, {"classifier.onnx": content.SerializeToString()})
    return path


@pytest.mark.slow
def test_axes_are_found_with_a_classifier(
    faces: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classifier, with_axes = colour_reader(tmp_path / "colours.gmodel"), tmp_path / "faces2.gmodel"
    command = ["axes", "find", str(faces), "--classifier", str(classifier), "--samples", "300"]
    found = answer([*command, "--attribute", "red", "--rename", "red=warm", "-o", str(with_axes)], capsys)
    assert [axis["name"] for axis in found["axes"]] == ["warm"]
    assert set(found["axes"][0]["effects"]) == {"warm", "blue"}
    assert "axes" in open_bundle(with_axes).manifest.capabilities
    made = [
        answer(
            ["sample", str(with_axes), "-n", "4", "--set", f"warm={steps}", "-o", str(tmp_path / steps)],
            capsys,
        )["pictures"]
        for steps in ("-2", "+2")
    ]
    red = [np.mean([pixels(file)[..., 0].mean() for file in files]) for files in made]
    assert red[1] > red[0] + 10
    assert "reads no 'green'; it reads: red, blue" in refused([*command, "--attribute", "green"], capsys)


@pytest.mark.slow
def test_an_axis_is_added_from_examples(
    faces: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = answer(["sample", str(faces), "-n", "40", "--psi", "1", "-o", str(tmp_path / "all")], capsys)[
        "pictures"
    ]
    by_red = sorted(files, key=lambda file: pixels(file)[..., 0].mean() - pixels(file)[..., 2].mean())
    for name, chosen in (("less", by_red[:12]), ("more", by_red[-12:])):
        (tmp_path / name).mkdir()
        for file in chosen:
            (tmp_path / name / Path(file).name).write_bytes(Path(file).read_bytes())
    command = ["axes", "add", str(faces), "warm", "--samples", "300"]
    folders = ["--positive", str(tmp_path / "more"), "--negative", str(tmp_path / "less")]
    found = answer([*command, *folders], capsys)
    assert (found["positive"], found["negative"]) == (12, 12)
    assert found["low"] < 0 < found["high"]
    assert "has an axis 'warm' already" in refused([*command, *folders], capsys)
    assert answer([*command, *folders, "--replace"], capsys)["name"] == "warm"
    (axis,) = answer(["axes", "list", str(faces)], capsys)["axes"]
    assert (axis["name"], axis["origin"]) == ("warm", "own")
    assert list((ganvas_home / "cache" / "samples").iterdir()), "samples are kept for the next axis"
    warmth = []
    for steps in ("-2", "2"):
        out = tmp_path / f"at{steps}"
        made = answer(["sample", str(faces), "-n", "4", "--set", f"warm={steps}", "-o", str(out)], capsys)
        warmth.append(np.mean([(pixels(f)[..., 0] - pixels(f)[..., 2]).mean() for f in made["pictures"]]))
    assert warmth[1] > warmth[0] + 5
    (tmp_path / "none").mkdir()
    empty = ["--positive", str(tmp_path / "none"), "--negative", str(tmp_path / "less")]
    assert "no picture" in refused([*command, *empty, "--replace"], capsys)


@pytest.mark.parametrize(("name", "options"), [("walk.gif", []), ("walk.webp", ["--closed", "--slerp"])])
def test_a_walk_is_an_animation(
    faces: Path, tmp_path: Path, name: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / name
    command = ["walk", str(faces), "--seeds", "1,2,9", "--frames", "4", "--fps", "10", "-o", str(path)]
    found = answer([*command, *options], capsys)
    count = 12 if options else 9
    assert found["frames"] == count
    with Image.open(path) as picture:
        assert picture.n_frames == count  # type: ignore[attr-defined]
        assert picture.size == (32, 32)


def test_wrong_usage_is_told_with_code_2(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, out = str(tmp_path / "photo.png"), str(tmp_path / "out.png")
    model = str(faces)
    for arguments in (
        ["sample", model],
        ["sample", model, "-o", out],
        ["sample", model, "--sheet", "-o", str(tmp_path)],
        ["sample", model, "-n", "0", "-o", str(tmp_path)],
        ["attributes", photo, "-o", out],
        ["attributes", photo, "--set", "smile", "-o", out],
        ["attributes", photo, "--set", "=2", "-o", out],
        ["attributes", photo, "--set", "smile=much", "-o", out],
        ["invert", photo],
        ["invert", photo, "--steps", "-1", "-o", out],
        ["invert", photo, "--eyes", "1", "2", "-o", out],
        ["walk", model, "-o", str(tmp_path / "walk.avi")],
        ["walk", model, "--seeds", "1", "-o", str(tmp_path / "walk.gif")],
        ["walk", model, "--seeds", "a,b", "-o", str(tmp_path / "walk.gif")],
        ["axes"],
        ["axes", "find", model],
        ["axes", "find", model, "--components", "2", "--closed-form", "2"],
        ["axes", "find", model, "--components", "2", "--rename", "a"],
        ["axes", "add", model, "name", "--positive", str(tmp_path)],
    ):
        refused(arguments, capsys, code=2)


def test_what_cannot_be_done_is_one_sentence(
    faces: Path, face: Path, tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, out = str(faces), str(tmp_path / "out.png")
    wide = tmp_path / "wide.png"
    Image.fromarray(np.full((40, 90, 3), 128, np.uint8)).save(wide)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    for words, arguments in (
        ("no-such-model", ["sample", "no-such-model", "-o", str(tmp_path)]),
        ("no-such-model", ["walk", "no-such-model", "-o", str(tmp_path / "walk.gif")]),
        ("no-such-model", ["axes", "list", "no-such-model"]),
        ("has no axes yet", ["sample", model, "--set", "smile=1", "-o", str(tmp_path)]),
        ("has no axes yet", ["attributes", str(face), "--model", model, "--set", "smile=1", "-o", out]),
        ("photo.png", ["invert", str(tmp_path / "photo.png"), "--model", model, "-o", out]),
        ("broken.png", ["invert", str(tmp_path / "broken.png"), "--model", model, "-o", out]),
        ("square", ["invert", str(wide), "--model", model, "--aligned", "-o", out]),
        ("no easing 'bounce'", ["walk", model, "--easing", "bounce", "-o", str(tmp_path / "walk.gif")]),
        ("reads no attributes", ["axes", "find", model, "--classifier", model]),
    ):
        assert words in refused(arguments, capsys), arguments
    assert not Path(out).exists()


def test_a_photo_without_a_face_is_told(
    faces: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.png"
    Image.fromarray(np.full((90, 90, 3), 200, np.uint8)).save(empty)
    said = refused(["invert", str(empty), "--model", str(faces), "-o", str(tmp_path / "out.png")], capsys)
    assert "click both eyes" in said or "--eyes" in said
