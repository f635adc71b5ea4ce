"""Inverting a picture that a generator made finds it again; whatever ends the work, the best is kept."""

from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.small_bundle import files, packed
from helpers.tiny_faces import make_tiny_faces, tiny_face_networks

from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import LatentError
from engine.faces.inversion import InversionSettings, Inverter


@pytest.fixture(scope="module")
def inverter(tmp_path_factory: pytest.TempPathFactory) -> Inverter:
    bundle = open_bundle(make_tiny_faces(tmp_path_factory.mktemp("faces") / "tinyfaces.gmodel"))
    return Inverter(bundle, open_backend(bundle))


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """A picture that the tiny generator made."""
    networks = tiny_face_networks()
    torch.manual_seed(1)
    with torch.no_grad():
        made = networks["synthesis"][2](networks["mapping"][2](torch.randn(1, 16)))
    return ((made[0] + 1) * 127.5).clamp(0, 255).byte().permute(1, 2, 0).numpy().copy()


def error(first: np.ndarray, second: np.ndarray) -> float:
    return float(((first.astype(float) - second) ** 2).mean())


def test_a_generated_picture_is_found_again(inverter: Inverter, photo: np.ndarray) -> None:
    info, shown = [], []
    found = inverter.invert(
        photo,
        InversionSettings(steps=40, preview_every=10),
        progress=lambda *step: info.append(step),
        preview=shown.append,
    )
    before, after = found.closeness["encode"], found.closeness["optimise"]
    assert after.pixels < before.pixels / 15
    assert after.perceptual < before.perceptual / 5
    assert found.ws.shape == (8, 16)
    assert [noise.shape[0] for noise in found.noises] == [4, 8, 8, 16, 16, 32, 32]
    assert (found.steps, found.stopped) == (40, "done")
    assert [step[:3] for step in info] == [("optimise", step, 40) for step in range(1, 41)]
    errors = [step[3] for step in info]
    assert errors == sorted(errors, reverse=True), "the error told is the best so far"
    assert len(shown) == 4
    assert shown[0].shape == photo.shape
    assert error(shown[-1], photo) < error(shown[0], photo)
    assert error(found.picture, photo) <= error(shown[-1], photo) + 1


def test_the_answer_gives_the_picture_that_it_says(inverter: Inverter, photo: np.ndarray) -> None:
    found = inverter.invert(photo, InversionSettings(steps=5))
    synthesis = tiny_face_networks()["synthesis"][2]
    noises = [torch.from_numpy(noise)[None, None] for noise in found.noises]
    with torch.no_grad():
        made = synthesis(torch.from_numpy(found.ws)[None], noises)[0]
    again = ((made + 1) * 127.5).clamp(0, 255).byte().permute(1, 2, 0).numpy().astype(int)
    assert np.abs(again - found.picture).max() <= 1


def test_without_steps_it_is_the_start(inverter: Inverter, photo: np.ndarray) -> None:
    found = inverter.invert(photo, InversionSettings(steps=0))
    np.testing.assert_array_equal(found.ws, found.start)
    assert found.noises == ()
    assert list(found.closeness) == ["encode"]


def test_a_cancelled_inversion_keeps_the_best_so_far(inverter: Inverter, photo: np.ndarray) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 12

    found = inverter.invert(photo, InversionSettings(steps=500, tuning_steps=50), cancelled=cancelled)
    assert found.stopped == "cancelled"
    assert found.steps < 15
    assert found.closeness["optimise"].pixels < found.closeness["encode"].pixels
    assert "tune" not in found.closeness
    at_once = inverter.invert(photo, InversionSettings(steps=500), cancelled=lambda: True)
    assert (at_once.steps, at_once.stopped) == (0, "cancelled")


def test_it_ends_early_where_nothing_more_is_gained(inverter: Inverter, photo: np.ndarray) -> None:
    found = inverter.invert(photo, InversionSettings(steps=2000, rate=1e-7))
    assert found.stopped == "early"
    assert found.steps == 25


def test_tuning_comes_nearer_and_leaves_other_pictures_alone(inverter: Inverter) -> None:
    strange = np.zeros((32, 32, 3), np.uint8)
    strange[8:24, 8:24] = (250, 200, 20)
    found = inverter.invert(strange, InversionSettings(steps=15, tuning_steps=15))
    assert list(found.closeness) == ["encode", "optimise", "tune"]
    assert found.closeness["tune"].pixels < 0.85 * found.closeness["optimise"].pixels
    assert found.tuning
    assert not any(".affine." in name for name in found.tuning)
    untouched = inverter.invert(strange, InversionSettings(steps=0))
    assert untouched.closeness["encode"] == found.closeness["encode"], "the model itself is as it was"


def test_pixels_outside_the_photo_do_not_count(inverter: Inverter, photo: np.ndarray) -> None:
    spoilt = photo.copy()
    spoilt[:, :10] = (255, 0, 255)
    weight = np.ones((32, 32), np.float32)
    weight[:, :10] = 0
    found = inverter.invert(spoilt, InversionSettings(steps=25), weight=weight)
    plain = inverter.invert(spoilt, InversionSettings(steps=25))
    inside = (slice(None), slice(12, None))
    assert error(found.picture[inside], photo[inside]) < error(plain.picture[inside], photo[inside])
    assert error(found.picture[:, :8], photo[:, :8]) < error(plain.picture[:, :8], photo[:, :8])


def test_photos_of_other_sizes_are_brought_to_the_models(inverter: Inverter, photo: np.ndarray) -> None:
    large = np.kron(photo, np.ones((3, 3, 1), np.uint8))
    assert inverter.invert(large, InversionSettings(steps=1)).picture.shape == (32, 32, 3)


def test_what_cannot_be_inverted_is_said(inverter: Inverter, photo: np.ndarray, tmp_path: Path) -> None:
    for wrong, options in [
        (photo[..., 0], {}),
        (photo.astype(np.float32), {}),
        (photo, {"start": np.zeros((3, 16), np.float32)}),
        (photo, {"weight": np.zeros((32, 32))}),
        (photo, {"weight": np.ones((5, 5))}),
    ]:
        with pytest.raises(LatentError):
            inverter.invert(wrong, InversionSettings(steps=1), **options)
    with pytest.raises(LatentError, match="no encoder"):
        inverter.encode(photo)
    with pytest.raises(LatentError, match="10,000"):
        InversionSettings(steps=-1)
    (tmp_path / "small.gmodel").write_bytes(packed(files()))
    other = open_bundle(tmp_path / "small.gmodel")
    with pytest.raises(LatentError, match="cannot take photos apart"):
        Inverter(other, inverter.backend)
