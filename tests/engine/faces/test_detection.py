"""Faces are found at any size and place of a photo, or a person is asked to click."""

import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from engine.errors import FaceError, ImageError
from engine.faces.alignment import EYES, Alignment
from engine.faces.detection import bundled_detector, find_face, find_faces
from engine.faces.landmark_maps import REACH, STRIDE, Candidate, read_faces, without_doubles

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _without_the_extra(monkeypatch):
    monkeypatch.setattr("engine.faces.detection.open_blazeface", lambda: None)


def maps_of(faces, cells=32):
    """Maps that say exactly where these eyes are: [((lx, ly), (rx, ry)), ...] in pixels."""
    maps = np.full((7, cells, cells), -8.0, np.float32)
    y, x = (np.mgrid[:cells, :cells] + 0.5) * STRIDE
    for left, right in faces:
        middle = (np.array(left) + right) / 2
        row, column = (min(cells - 1, max(0, int(value // STRIDE))) for value in middle[::-1])
        maps[0, row, column] = 6.0
        maps[3:, row, column] = (np.array([*left, *right]) - np.tile([x[0, column], y[row, 0]], 2)) / REACH
        for channel, eye in ((1, left), (2, right)):
            heat = -((x - eye[0]) ** 2 + (y - eye[1]) ** 2) / (2 * 3.0**2)
            maps[channel] = np.maximum(maps[channel], heat)
    return maps


class PaintedEyes:
    """A backend whose network sees red left eyes and blue right ones, if they are 9 to 56 pixels apart."""

    name, device, networks, precision = "onnx", "cpu", frozenset({"landmarks"}), "float32"

    def run(self, network, inputs):
        return np.stack([self._maps(tile) for tile in inputs["image"]])

    def _maps(self, tile):
        reds, blues = (self._discs(one) for one in (tile[0] - tile[2], tile[2] - tile[0]))
        pairs = [(red, min(blues, key=lambda blue: np.hypot(*(blue - red)))) for red in reds if blues]
        return maps_of([(tuple(a), tuple(b)) for a, b in pairs if 9 <= np.hypot(*(b - a)) <= 56])

    @staticmethod
    def _discs(plane):
        """Centres of whole discs; those that the edge cuts are none."""
        labels, count = ndimage.label(plane > 0.5)
        cut = set(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
        whole = [number for number in range(1, count + 1) if number not in cut]
        return [np.array(centre)[::-1] + 0.5 for centre in ndimage.center_of_mass(plane > 0.5, labels, whole)]

    def notices(self):
        return []


def painted(shape, alignment):
    """A grey photo with a red and a blue eye."""
    photo = np.full((*shape, 3), 120, np.uint8)
    y, x = np.mgrid[: shape[0], : shape[1]] + 0.5
    eyes = alignment.to_photo(EYES)
    radius = 0.16 * np.linalg.norm(eyes[1] - eyes[0])
    for (ex, ey), colour in zip(eyes, [(255, 60, 0), (0, 60, 255)], strict=True):
        photo[np.hypot(x - ex, y - ey) < radius] = colour
    return photo, eyes


@pytest.mark.parametrize(
    ("shape", "alignment"),
    [
        ((128, 128), Alignment(0, 0, 128, 0)),
        ((600, 400), Alignment(60, 200, 300, 0)),
        ((600, 900), Alignment(500, 100, 160, 60)),
        ((900, 1600), Alignment(1200, 600, 110, -30)),
        ((300, 1900), Alignment(100, 80, 150, 0)),
        ((40, 60), Alignment(10, 0, 40, 0)),
    ],
)
def test_a_face_is_found_where_it_is(shape, alignment):
    photo, eyes = painted(shape, alignment)
    face = find_face(photo, PaintedEyes())
    distance = np.linalg.norm(eyes[1] - eyes[0])
    assert np.abs(np.array(face.eyes) - eyes).max() < 0.05 * distance + 0.5
    assert face.score > 0.9
    assert abs(face.distance - distance) < 0.1 * distance
    off = np.array(face.alignment().corners) - alignment.corners
    assert np.abs(off).max() < 0.15 * alignment.side + 1


def test_a_photo_without_a_face_asks_for_clicks():
    grey = np.full((200, 300), 90, np.uint8)
    assert find_faces(grey, PaintedEyes()) == []
    with pytest.raises(FaceError, match="click both eyes"):
        find_face(grey, PaintedEyes())


class Blind(PaintedEyes):
    networks = frozenset({"generator"})


@pytest.mark.parametrize("backend", [None, Blind()])
def test_a_model_that_cannot_look_asks_for_clicks(backend):
    with pytest.raises(FaceError, match="click both eyes"):
        find_faces(np.zeros((20, 20, 3), np.uint8), backend)


def test_what_is_no_photo_is_refused():
    with pytest.raises(ImageError):
        find_faces(np.zeros((0, 20, 3), np.uint8), PaintedEyes())


def test_a_huge_photo_is_searched_in_little_memory():
    row = np.full((1, 10_000, 3), 120, np.uint8)
    photo = np.lib.stride_tricks.as_strided(row, (10_000, 10_000, 3), (0, 3, 1))
    tracemalloc.start()
    assert find_faces(photo, PaintedEyes()) == []
    assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
    tracemalloc.stop()


def test_maps_are_read_below_the_size_of_a_cell():
    rng = np.random.default_rng(2)
    for distance in (10, 18, 30, 50):
        left = rng.uniform(30, 60, 2)
        right = left + np.array([distance, rng.uniform(-5, 5)])
        found = read_faces(maps_of([(tuple(left), tuple(right))]), 0.5)
        assert len(found) == 1
        assert np.abs(found[0].eyes - [left, right]).max() < 0.7
        assert found[0].score > 0.99
    assert read_faces(maps_of([]), 0.5) == []


def test_several_faces_are_told_apart():
    faces = [((20, 20), (40, 22)), ((80, 30), (100, 30)), ((50, 90), (80, 100))]
    found = read_faces(maps_of(faces), 0.5)
    assert sorted(np.rint(one.eyes[0, 0]) for one in found) == [20, 50, 80]


def test_of_two_answers_for_one_face_the_better_stays():
    one, worse = (
        Candidate(np.array([[10.0, 10], [30, 10]]), 0.9),
        Candidate(np.array([[12.0, 12], [33, 9]]), 0.7),
    )
    other = Candidate(np.array([[40.0, 10], [60, 10]]), 0.8)
    assert [c.score for c in without_doubles([worse, other, one])] == [0.9, 0.8]


def test_a_score_beyond_all_bounds_is_still_a_score():
    maps = maps_of([((20, 20), (40, 22))])
    maps[0] *= 1e4
    assert read_faces(maps, 0.5)[0].score == pytest.approx(1.0)


@pytest.fixture(scope="module")
def detector():
    backend = bundled_detector()
    assert backend is not None
    return backend


def read(archive, count):
    from engine.images.codec import decode_image
    from trainer.data.sources import open_sources, pictures

    path = SHARED / archive
    if not path.exists():
        pytest.skip(f"needs ../shared/data/{archive}")
    found = list(pictures(open_sources([path])))
    return [decode_image(p.read()) for p in found[:: len(found) // count][:count]]


def test_the_bundled_network_finds_faces_that_it_never_saw(detector):
    seen, off = 0, []
    for photo in read("faces-celeba-128.zip", 24):
        faces = find_faces(photo, detector)
        seen += bool(faces)
        if faces:
            off.append(np.abs(np.array(faces[0].eyes) - [(48.5, 62.5), (79.5, 62.5)]).max() / 31)
    assert seen >= 21
    assert np.median(off) < 0.12


def test_the_bundled_network_sees_no_faces_in_shoes(detector):
    assert sum(bool(find_faces(photo, detector)) for photo in read("shoes-256.zip", 24)) <= 2


def test_finding_faces_needs_no_torch(detector):
    code = (
        "import sys, numpy as np; from engine.faces.detection import bundled_detector, find_faces;"
        "find_faces(np.zeros((50, 50, 3), np.uint8), bundled_detector()); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
