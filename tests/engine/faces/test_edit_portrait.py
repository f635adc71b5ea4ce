"""A face in a photo, from pixels to the written file: located, inverted, edited, kept with its request."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.sliding_faces import make_sliding_faces

from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.bundle.library import Library
from engine.errors import FaceError, LatentError
from engine.faces.alignment import Alignment
from engine.faces.edit_portrait import (
    edit_portrait,
    invert_photo,
    inverted_photo,
    locate_face,
    write_face,
    write_portrait,
)
from engine.faces.generator import Generator
from engine.faces.inversion import InversionSettings
from engine.faces.inversion_io import open_inversion, write_inversion
from engine.faces.portrait import EditedFace, Edits, MixedFace, Portrait
from engine.images.codec import read_rgb
from engine.images.metadata import read_recipe
from engine.latent.axes import Axis, AxisSet
from engine.latent.axis_store import AxisStore
from engine.requests.replay import redo
from engine.requests.request import from_text
from engine.types import Draw

ALIGNMENT = Alignment(30.0, 20.0, 90.0, 10.0)
EYES = ((60.0, 50.0), (95.0, 54.0))


@pytest.fixture(scope="module")
def library(drawn_faces, tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    make_sliding_faces(folder / "sliding.gmodel", drawn_faces)
    return Library(folder, folder / "installed")


@pytest.fixture(scope="module")
def generator(library):
    bundle = open_bundle(library.bundled / "sliding.gmodel")
    return Generator(bundle, open_backend(bundle, backend="onnx", device="cpu"))


@pytest.fixture(scope="module")
def axes(generator):
    return AxisStore().bundled(generator.bundle)


@pytest.fixture(scope="module")
def photo():
    y, x = np.mgrid[:150, :170]
    shade = 120 + 70 * np.sin(x / 19) * np.cos(y / 23)
    noise = np.random.default_rng(1).normal(0, 8, (150, 170, 3))
    return np.clip(shade[..., None] + noise, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def inverted(photo, generator):
    return invert_photo(photo, ALIGNMENT, generator, InversionSettings(steps=2), "onnx", "cpu")


def no_detector():
    raise AssertionError("nothing had to look for a face")


def test_eyes_that_were_clicked_need_no_detector(photo, generator):
    found = locate_face(photo, generator, EYES, no_detector)
    assert found.eyes == EYES
    assert found.alignment.crop(photo, 32).shape == (32, 32, 3)


def test_a_photo_without_a_face_is_told(generator):
    with pytest.raises(FaceError):
        locate_face(np.full((90, 90, 3), 200, np.uint8), generator)


def test_an_edit_changes_the_face_alone_and_is_made_again(photo, inverted, axes, library, tmp_path):
    path = tmp_path / "edited.png"
    edited = edit_portrait(inverted, axes, Edits({"smile": 2.0}, ("age",)), path)
    assert (read_rgb(path) == edited).all()
    assert (edited != photo).any()
    assert (edited[:, 140:] == photo[:, 140:]).all()
    assert (redo(read_recipe(path.read_bytes()), library) == edited).all()


def test_a_name_that_no_slider_has_leaves_no_file(inverted, axes, tmp_path):
    with pytest.raises(LatentError, match="no axis 'ears'"):
        edit_portrait(inverted, axes, Edits({"ears": 1.0}), tmp_path / "edited.png")
    assert not (tmp_path / "edited.png").exists()


def test_codes_of_a_file_give_the_same_pixels(photo, inverted, generator, axes, tmp_path):
    codes = tmp_path / "codes.safetensors"
    write_inversion(codes, inverted.inversion, generator.bundle.digest)
    found = inverted_photo(photo, ALIGNMENT, generator, open_inversion(codes, generator.bundle.digest))
    edits = Edits({"smile": -1.0})
    pictures = [edit_portrait(one, axes, edits, tmp_path / "edited.png") for one in (inverted, found)]
    assert (pictures[0] == pictures[1]).all()
    with pytest.raises(LatentError, match=r"none\.safetensors cannot be read"):
        open_inversion(tmp_path / "none.safetensors", "ab")


def test_a_tuned_inversion_is_drawn_by_a_copy_of_the_model(photo, inverted, generator):
    name = next(iter(generator.bundle.weights("synthesis")))
    change = {name: np.full_like(generator.bundle.weights("synthesis")[name], 0.2, dtype=np.float32)}
    tuned = replace(inverted.inversion, tuning=change)
    found = inverted_photo(photo, ALIGNMENT, generator, tuned, "onnx", "cpu")
    assert found.generator is not generator
    ws = inverted.inversion.ws[None]
    assert (found.generator.synthesise(ws) != generator.synthesise(ws)).any()
    assert inverted.generator is generator


def test_only_what_a_request_can_say_is_written_with_one(photo, inverted, generator, axes, tmp_path):
    path, ws = tmp_path / "face.png", inverted.inversion.ws
    square = ALIGNMENT.crop(photo, generator.size)
    mixed = MixedFace(square, ws, generator, axes, mixing=lambda codes: codes + 0.5)
    face = EditedFace(square, ws, generator, axes)
    mask = np.zeros((8, 8), np.uint8)
    mask[:, 4:] = 255
    edits = Edits({"smile": 1.0})
    portrait = Portrait(photo, ALIGNMENT, mixed)
    assert not write_portrait(path, portrait, edits, generator, axes)[1]
    assert read_recipe(path.read_bytes()) is None
    masked, has_request = write_face(path, face, replace(edits, mask=mask), generator, axes)
    assert not has_request
    whole, has_request = write_face(path, face, edits, generator, axes)
    assert has_request
    assert (masked[:, :8] == face.unedited(32)[:, :8]).all()
    assert (masked[:, 24:] == whole[:, 24:]).all()


def test_a_face_in_no_photo_is_made_again(inverted, generator, axes, library, tmp_path):
    path, ws = tmp_path / "face.png", inverted.inversion.ws
    square = generator.synthesise(ws[None])[0]
    for face in (
        EditedFace(square, ws, generator, axes),
        MixedFace(square, ws, generator, axes, mixing=lambda codes: codes + np.float32(0.25)),
    ):
        made, _ = write_face(path, face, Edits({"age": 1.0}), generator, axes)
        assert (redo(read_recipe(path.read_bytes()), library) == made).all()


def test_sliders_of_z_and_w_move_a_sample_together_and_it_is_made_again(generator, axes, library, tmp_path):
    of_z = Axis("tilt", "z", np.eye(16, dtype=np.float32)[2], 1.0)
    both = axes.joined(AxisSet([of_z], np.eye(16), 1))
    AxisStore().add(generator.bundle, AxisSet([of_z], np.eye(16), 1))
    draw = Draw(seed=4, index=2, psi=0.8)
    ws = generator.drawn_ws(draw)
    square = generator.synthesise(ws[None])[0]
    edits = Edits({"age": 1.0, "tilt": 2.0}, ("smile",))
    face = EditedFace(square, ws, generator, both, draw=draw)
    free = face.codes(replace(edits, locked=()))
    moved = generator.drawn_ws(draw, of_z.direction * 2)
    np.testing.assert_allclose(free, moved + axes.move({"age": 1.0}), atol=1e-5)
    assert np.abs(free - ws - (both.move({"age": 1.0}))).max() > 1e-3
    for one in (
        face,
        MixedFace(square, ws, generator, both, draw=draw, mixing=lambda codes: codes + np.float32(0.25)),
    ):
        path = tmp_path / "face.png"
        made, has_request = write_face(path, one, edits, generator, both)
        assert has_request
        assert (redo(read_recipe(path.read_bytes()), library) == made).all()
    request, _ = from_text(read_recipe(path.read_bytes()))
    assert dict(request.axes) == {"age": 1.0}, "a mixed face's z has been moved before"
    with pytest.raises(LatentError, match="'tilt' moves z"):
        EditedFace(square, ws, generator, both).edited(edits, 32)
