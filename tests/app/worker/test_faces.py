"""Pictures of faces without a window: coarse ones are quick and nearly right, none leaves the face."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.sliding_faces import make_sliding_faces

from app.document.face import Face, Place, photo_of
from app.worker.face_messages import FindFace
from app.worker.faces import FaceSession, alignment_of, edits_of
from app.worker.messages import LoadModel
from engine.bundle.bundle import open_bundle
from engine.faces.portrait import Portrait
from engine.images.codec import encode_image


@pytest.fixture(scope="module")
def session(drawn_faces: Path, tmp_path_factory: pytest.TempPathFactory) -> FaceSession:
    path = make_sliding_faces(tmp_path_factory.mktemp("room") / "sliding.gmodel", drawn_faces)
    return FaceSession(open_bundle(path), LoadModel("sliding", device="cpu"), lambda: False)


def edited_photo(session: FaceSession, width: int, eyes: tuple) -> Face:
    rows, columns = np.mgrid[0 : width * 3 // 4, 0:width]
    pixels = np.stack([rows % 200, columns % 256, (rows + columns) % 180], axis=2).astype(np.uint8)
    photo = photo_of(encode_image(pixels, "png"), "photo.png", pixels)
    (found,) = session.answers(FindFace(photo, eyes))
    return Face(photo, found.place, found.code, {"smile": 1.0})


@pytest.mark.parametrize(
    ("width", "eyes"),
    [
        (300, ((120.0, 100.0), (170.0, 104.0))),
        (1400, ((500.0, 500.0), (800.0, 560.0))),
        (900, ((20.0, 60.0), (260.0, 60.0))),
    ],
    ids=["small", "large", "over the edge"],
)
def test_pasting_small_is_nearly_pasting_large(session: FaceSession, width: int, eyes: tuple) -> None:
    face = edited_photo(session, width, eyes)
    photo = face.photo.screen.astype(int)
    coarse = session.drawn(face, None, coarse=True).astype(int)
    edited = session.edited_face(face)
    portrait = Portrait(face.photo.screen, alignment_of(face.place), edited)
    exact = portrait.patch(edits_of(face, None), coarse=True).onto(face.photo.screen).astype(int)
    there = np.abs(exact - photo).max(axis=2) > 8
    assert there.mean() > 0.01
    assert np.abs(coarse - exact)[there].mean() < 0.25 * np.abs(exact - photo)[there].mean()
    left, right = (eyes[0][0] - 1.2 * (eyes[1][0] - eyes[0][0]), eyes[1][0] + 1.2 * (eyes[1][0] - eyes[0][0]))
    outside = np.ones(width, bool)
    outside[max(0, int(left)) : int(right)] = False
    assert (coarse[:, outside] == photo[:, outside]).all()


def test_without_edits_both_are_the_photo(session: FaceSession) -> None:
    face = replace(edited_photo(session, 1400, ((500.0, 500.0), (800.0, 560.0))), values={})
    for coarse in (True, False):
        assert np.array_equal(session.drawn(face, None, coarse=coarse), face.photo.screen)


def test_a_mask_holds_for_the_coarse_picture_too(session: FaceSession) -> None:
    face = edited_photo(session, 1400, ((500.0, 500.0), (800.0, 560.0)))
    mask = np.zeros(face.photo.screen.shape[:2], np.uint8)
    mask[:, :600] = 255
    for coarse in (True, False):
        made = session.drawn(face, mask, coarse=coarse)
        assert np.array_equal(made[:, 620:], face.photo.screen[:, 620:])
        assert not np.array_equal(made[:, :580], face.photo.screen[:, :580])


def test_the_place_of_a_face_follows_the_eyes(session: FaceSession) -> None:
    face = edited_photo(session, 300, ((170.0, 104.0), (120.0, 100.0)))
    assert isinstance(face.place, Place)
    assert face.place.eyes == ((120.0, 100.0), (170.0, 104.0)), "the left one comes first, however clicked"
