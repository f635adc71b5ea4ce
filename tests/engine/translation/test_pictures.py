"""Pictures of a drawing come with the requests that make them again, in the model's size and in their own."""

import shutil

import numpy as np
import pytest

from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.bundle.library import Library
from engine.images.codec import read_rgb
from engine.images.metadata import read_recipe
from engine.requests.replay import redo
from engine.translation.pictures import make_pictures
from engine.translation.style_swap import swap_styles
from engine.translation.translator import Translator


@pytest.fixture(scope="module")
def library(munit_bundle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    shutil.copy(munit_bundle, folder / "munit.gmodel")
    return Library(folder, folder / "installed")


@pytest.fixture(scope="module")
def translator(library):
    bundle = open_bundle(library.bundled / "munit.gmodel")
    return Translator(bundle, open_backend(bundle, backend="onnx", device="cpu"))


def drawing(height, width, seed=0):
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(x / (4 + k + seed)) * np.cos(y / (7 - k)) for k in range(3)]
    return np.clip(128 + 100 * np.stack(waves, axis=2), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("full_size", [False, True])
def test_every_picture_is_made_again_from_its_file(translator, library, tmp_path, full_size):
    styles = translator.sample_styles(2, 7)
    made = make_pictures(translator, drawing(40, 56), styles, 7, "backward", full_size=full_size)
    assert len(made.pictures) == len(made.requests) == 2
    assert {request.full_size for request in made.requests} == {full_size}
    assert {request.seed for request in made.requests} == {7}
    assert made.milliseconds > 0
    for index, picture in enumerate(made.pictures):
        made.write(tmp_path / "made.png", index)
        assert (read_rgb(tmp_path / "made.png") == picture).all()
        again = redo(read_recipe((tmp_path / "made.png").read_bytes()), library)
        assert (again == picture).all()


def test_swapped_photos_carry_the_others_style(translator):
    photos = drawing(32, 32), drawing(32, 32, seed=5)
    directions = "restyle_output", "restyle_input"
    swapped = swap_styles(translator, photos, directions)
    for here, one in enumerate(swapped):
        style = translator.encode_style(photos[1 - here], directions[here])
        np.testing.assert_array_equal(np.float32(one.requests[0].style), style)
        assert one.requests[0].direction == directions[here]
        assert (one.pictures[0] == translator.translate(photos[here], style[None], directions[here])[0]).all()
