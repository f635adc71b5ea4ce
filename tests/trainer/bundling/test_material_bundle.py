"""The material brush from a run to pictures: its bundle, its stored styles, paint over a drawing."""

import json
from pathlib import Path

import numpy as np
import pytest
from helpers.sharing import made_once
from helpers.tiny_recipes import tiny_values
from PIL import Image, ImageDraw

from app.__main__ import main
from engine.backends.backend import BackendName, open_backend
from engine.bundle.bundle import open_bundle
from engine.bundle.library import Library
from engine.bundle.manifest import Manifest
from engine.errors import BundleError, RequestError
from engine.images.codec import read_rgb
from engine.images.metadata import read_recipe
from engine.requests.replay import redo
from engine.translation.translator import Translator
from trainer.bundling.export import export_run
from trainer.settings.run_config import parse_config
from trainer.training.session import run_training

SIDE = 32


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "brush.gmodel", _trained)


def _trained(path: Path) -> Path:
    values = tiny_values("material", path.parent / "pictures")
    # Nobody reads its figures.
    values["reporting"]["metrics"] = 10**9
    config = parse_config(values)
    run_training(config, resume=False, echo=False)
    return export_run(Path(config.folder), path)


def translator(path: Path, backend: BackendName = "onnx") -> Translator:
    found = open_bundle(path)
    return Translator(found, open_backend(found, backend=backend))


def drawing() -> np.ndarray:
    paper = Image.new("L", (96, 64), 255)
    ImageDraw.Draw(paper).ellipse((10, 8, 86, 56), outline=0, width=2)
    return np.asarray(paper)


def test_styles_are_those_of_photos_and_differ(bundle: Path) -> None:
    brush = translator(bundle)
    assert brush.bundle.manifest.latent is not None
    assert brush.bundle.manifest.latent.prior == "stored"
    styles = brush.sample_styles(5, seed=3)
    assert len(np.unique(styles, axis=0)) == 5
    assert np.array_equal(styles[:3], brush.sample_styles(3, seed=3))
    assert not np.array_equal(styles, brush.sample_styles(5, seed=4))
    assert np.abs(styles).max() <= 1
    many = brush.sample_styles(5000, seed=0)
    assert len(many) == 5000
    assert 5 <= len(np.unique(many, axis=0)) <= 11  # a tiny run sees eleven photos


def test_the_style_of_a_photo_is_its_colours_and_its_stuff(bundle: Path) -> None:
    photo = np.full((SIDE, SIDE, 3), 255, np.uint8)
    photo[8:24, 4:28] = (255, 0, 102)
    code = translator(bundle).encode_style(photo)
    colours = code[:192].reshape(3, 8, 8)
    assert np.allclose(colours, np.array([1.0, -1.0, -0.2])[:, None, None], atol=0.02)
    stuff = code[192:264].reshape(8, 9)
    assert np.allclose(stuff[:4], stuff[0, 0], atol=1e-2)  # nothing goes on in it, in no band
    assert np.allclose(stuff[4:], 0, atol=1e-2)  # and nothing runs any way
    assert np.allclose(code[264:], 0, atol=1e-2)  # nothing is fine in it


@pytest.mark.parametrize("backend", ["onnx", "openvino"])
def test_every_backend_makes_pytorchs_picture(bundle: Path, backend: BackendName) -> None:
    reference, brush = translator(bundle, "torch"), translator(bundle, backend)
    styles = brush.sample_styles(2, seed=0)
    guide = np.zeros((64, 96, 4), np.uint8)
    guide[20:40, 30:60] = (0, 200, 50, 255)
    first, second = (each.translate(drawing(), styles, guide=guide) for each in (reference, brush))
    assert np.abs(first.astype(int) - second.astype(int)).max() <= 2


def test_paint_changes_the_picture_and_an_empty_guide_does_not(bundle: Path) -> None:
    brush = translator(bundle)
    styles = brush.sample_styles(1, seed=0)
    plain = brush.translate(drawing(), styles)
    empty = np.zeros((64, 96, 4), np.uint8)
    assert np.array_equal(plain, brush.translate(drawing(), styles, guide=empty))
    painted = empty.copy()
    painted[:, :] = (0, 0, 255, 255)
    assert not np.array_equal(plain, brush.translate(drawing(), styles, guide=painted))


def test_off_the_drawing_everything_is_white(bundle: Path) -> None:
    brush = translator(bundle)
    picture = brush.translate(drawing(), brush.sample_styles(1, seed=0))[0]
    assert (picture[:2] == 255).all()
    assert (picture[:, :4] == 255).all()


def test_a_picture_with_paint_is_made_again_from_its_file(bundle: Path, tmp_path: Path) -> None:
    Image.fromarray(drawing()).save(tmp_path / "drawing.png")
    guide = np.zeros((128, 192, 4), np.uint8)
    guide[30:90, 60:120] = (200, 30, 90, 255)
    Image.fromarray(guide).save(tmp_path / "paint.png")
    library = Library.default()
    name = library.install(bundle).name
    made, plain = tmp_path / "made.png", tmp_path / "plain.png"
    asked = ["translate", str(tmp_path / "drawing.png"), "--model", name, "-n", "1"]
    assert main([*asked, "-o", str(plain)]) == 0
    assert main([*asked, "--guide", str(tmp_path / "paint.png"), "-o", str(made)]) == 0
    assert not np.array_equal(read_rgb(made), read_rgb(plain))
    recipe = read_recipe(made.read_bytes())
    assert recipe is not None
    assert np.array_equal(redo(recipe, library), read_rgb(made))
    record = json.loads(recipe)
    record["guide"] = record["input"]
    with pytest.raises(RequestError, match="not the one"):
        redo(json.dumps(record), library)


def test_a_guide_of_other_sides_or_kind_is_refused(bundle: Path) -> None:
    brush = translator(bundle)
    styles = brush.sample_styles(1, seed=0)
    for guide in (np.zeros((64, 95, 4), np.uint8), np.zeros((64, 96, 3), np.uint8)):
        with pytest.raises(RequestError, match="transparency"):
            brush.translate(drawing(), styles, guide=guide)


def test_a_model_without_the_capability_takes_no_guide(tiny_bundle: Path) -> None:
    other = translator(tiny_bundle)
    with pytest.raises(RequestError, match="takes no guide"):
        other.translate(drawing(), other.sample_styles(1, 0), guide=np.zeros((64, 96, 4), np.uint8))


def test_stored_styles_that_are_no_whole_numbers_are_refused(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brush = translator(bundle)
    hostile = {"styles": np.full((3, brush.style_size), np.nan, np.float32)}
    monkeypatch.setattr(brush.bundle, "weights", lambda network: hostile)
    with pytest.raises(BundleError, match="stores no styles"):
        brush.sample_styles(1, seed=0)


def test_a_guide_for_pictures_in_colour_is_refused_when_the_bundle_opens(bundle: Path) -> None:
    page = json.loads(translator(bundle).bundle.manifest.model_dump_json())
    page["image"]["input_channels"] = 3
    with pytest.raises(ValueError, match="translates drawings takes a guide"):
        Manifest.model_validate(page)
