"""An edited photo is made again from its recipe, to the bit, by a real generator."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.tiny_faces import make_tiny_faces

from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.bundle.library import Library
from engine.errors import LibraryError, RequestError
from engine.faces.alignment import Alignment
from engine.faces.generator import Generator
from engine.faces.portrait import Edits, Portrait
from engine.latent.axes import Axis, AxisSet
from engine.latent.axis_store import AxisStore
from engine.requests.replay import portrait_of, redo, request_of_portrait
from engine.requests.request import to_text

ALIGNMENT = Alignment(30.0, 20.0, 90.0, 20.0)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return make_tiny_faces(tmp_path_factory.mktemp("models") / "tinyfaces.gmodel")


@pytest.fixture
def generator(model):
    bundle = open_bundle(model)
    return Generator(bundle, open_backend(bundle))


@pytest.fixture
def axes():
    rng = np.random.default_rng(7)
    found = []
    for name in ("smile", "age"):
        direction = rng.normal(size=16).astype(np.float32)
        found.append(Axis(name, "w", direction / np.linalg.norm(direction), step=2.0))
    return AxisSet(found, np.eye(16), layers=8)


@pytest.fixture
def photo():
    y, x = np.mgrid[:150, :170]
    shade = 120 + 70 * np.sin(x / 19) * np.cos(y / 23)
    noise = np.random.default_rng(1).normal(0, 8, (150, 170, 3))
    return np.clip(shade[..., None] + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def portrait(photo, generator, axes):
    ws = generator.map(generator.sample_z(1, 3))[0]
    rng = np.random.default_rng(2)
    noises = [rng.normal(size=(side, side)).astype(np.float32) for side in generator.noise_sizes]
    return Portrait.of(photo, ALIGNMENT, ws, generator, axes, noises=noises)


def test_the_recipe_gives_the_picture_again(portrait, generator, axes, photo):
    mask = np.zeros((15, 17), np.uint8)
    mask[:, 5:] = 255
    for edits in (
        Edits(),
        Edits({"smile": 1.5, "age": -1.0}, ("age",), mask),
        Edits({"age": 2.0, "smile": 0}),
    ):
        made = portrait.render(edits)
        request = request_of_portrait(portrait, edits, generator, axes)
        assert np.array_equal(portrait_of(request, photo, generator, axes), made)
    assert not np.array_equal(made, photo)


def test_the_text_is_followed_with_the_librarys_model(
    portrait, generator, axes, photo, model, tmp_path, ganvas_home
):
    AxisStore().add(generator.bundle, axes)
    library = Library(model.parent, tmp_path)
    edits = Edits({"smile": 2.0}, ("age",))
    text = to_text(request_of_portrait(portrait, edits, generator, axes), photo)
    assert np.array_equal(redo(text, library), portrait.render(edits))
    with pytest.raises(LibraryError):
        redo(text, Library(tmp_path, tmp_path))
    alone = to_text(request_of_portrait(portrait, edits, generator, axes))
    with pytest.raises(RequestError, match="photo"):
        redo(alone, library)


def test_other_photos_and_other_sliders_are_refused(portrait, generator, axes, photo):
    request = request_of_portrait(portrait, Edits({"smile": 2.0}), generator, axes)
    with pytest.raises(RequestError, match="open that photo"):
        portrait_of(request, photo[1:], generator, axes)
    with pytest.raises(RequestError, match="sliders"):
        portrait_of(request, photo, generator, axes.only(["age"]))
    tuned = replace(request, face=replace(request.face, tuning_digest="ab" * 32))
    with pytest.raises(RequestError, match="tuned"):
        portrait_of(tuned, photo, generator, axes)
