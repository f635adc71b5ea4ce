"""How well and how fast faces are found: in scenes of held-out faces, in CelebA, and where there are none."""

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.measuring import Row, percentile, report
from engine.backends.backend import Backend
from engine.faces.detection import Face, bundled_detector, find_by_network
from engine.images.codec import decode_image, flatten
from trainer.data.face_scenes import FaceScenes, Placing
from trainer.data.sampler import Draw
from trainer.data.sources import Picture, open_sources, pictures, split_pictures

Pixels = NDArray[np.uint8]
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
HELD_OUT = 0.05
# In pixels of CelebA's crops; the first eye of the picture first.
CELEBA_EYES = np.array([[48.5, 62.5], [79.5, 62.5]])


def run() -> list[Row]:
    """Measure the bundled network; needs the data in shared/."""
    backend = bundled_detector()
    if backend is None:
        raise SystemExit("The bundled network is missing; nothing was measured.")
    return [*on_scenes(backend), *on_celeba(backend), *on_others(backend), *in_time(backend)]


def held_out(name: str) -> list[Picture]:
    """The pictures of an archive that training left out."""
    return split_pictures(pictures(open_sources([DATA / name])), "validation", HELD_OUT)


def on_scenes(backend: Backend, count: int = 200) -> list[Row]:
    """Single faces at random places, sizes and angles, in scenes of 128 pixels."""
    scenes = FaceScenes(
        held_out("faces-fair-128.zip"), held_out("facades-256.zip"), Placing(empty=0, second=0)
    )
    found, errors = 0, []
    for number in range(count):
        item = scenes[Draw(number % len(scenes), number, 128, 77)]
        truth = item["eyes"][0].numpy().reshape(2, 2)
        scene = np.rint((item["picture"].numpy().transpose(1, 2, 0) + 1) * 127.5).astype(np.uint8)
        error = _error(find_by_network(scene, backend), truth)
        found += error is not None
        errors += [] if error is None else [error]
    return _rows("scenes of held-out faces", found / count, errors)


def on_celeba(backend: Backend, count: int = 200) -> list[Row]:
    """Photos with hair and background of people whom training never saw, eyes where the crops put them."""
    chosen = list(pictures(open_sources([DATA / "faces-celeba-128.zip"])))[:: 4000 // count][:count]
    found, errors, sides = 0, [], []
    for picture in chosen:
        faces = find_by_network(_read(picture), backend)
        error = _error(faces, CELEBA_EYES)
        found += error is not None
        if error is not None:
            errors.append(error)
            sides.append(np.asarray(_nearest(faces, CELEBA_EYES).eyes) - CELEBA_EYES)
    drift = np.median(sides, axis=0) / 31
    print(
        "CelebA: median drift of both eyes, in eye distances:", np.round(drift, 3).tolist(), file=sys.stderr
    )
    return _rows("CelebA", found / len(chosen), errors)


def on_others(backend: Backend) -> list[Row]:
    """Held-out pictures in which no face is: every face found is a false one."""
    rows = []
    for name in ("shoes-256.zip", "shoes-136x102.zip", "facades-256.zip"):
        chosen = held_out(name)[:120]
        wrong = sum(bool(find_by_network(_read(picture), backend)) for picture in chosen)
        rows.append(Row(f"Faces found in {name} ({len(chosen)} pictures)", 100 * wrong / len(chosen), "%"))
    return rows


def in_time(backend: Backend) -> list[Row]:
    """One look at a large photo, whole."""
    small = _read(held_out("faces-fair-128.zip")[0])
    rows = []
    for side in (1000, 4000):
        photo = np.asarray(Image.fromarray(small).resize((side, side), Image.Resampling.BICUBIC))
        times = list(_timed(photo, backend, 7))
        rows.append(Row(f"Faces in a photo of {side} x {side}", 1000 * percentile(times, 0.5), "ms"))
    return rows


def _timed(photo: Pixels, backend: Backend, rounds: int) -> Iterator[float]:
    find_by_network(photo, backend)
    for _ in range(rounds):
        start = time.perf_counter()
        find_by_network(photo, backend)
        yield time.perf_counter() - start


def _read(picture: Picture) -> Pixels:
    return flatten(decode_image(picture.read()))


def _nearest(faces: Iterable[Face], truth: NDArray[np.float64]) -> Face:
    return min(faces, key=lambda face: float(np.linalg.norm(np.asarray(face.eyes) - truth)))


def _error(faces: list[Face], truth: NDArray[np.float64]) -> float | None:
    """Mean distance of both eyes from the truth in eye distances; None where no face is within one half."""
    if not faces:
        return None
    distance = float(np.linalg.norm(truth[1] - truth[0]))
    off = np.linalg.norm(np.asarray(_nearest(faces, truth).eyes) - truth, axis=1).mean() / distance
    return float(off) if off < 0.5 else None


def _rows(name: str, share: float, errors: list[float]) -> list[Row]:
    return [
        Row(f"Faces found, {name}", 100 * share, "%"),
        Row(f"Eyes off by, {name}, median", 100 * percentile(errors, 0.5), "% of eye distance"),
        Row(f"Eyes off by, {name}, 95th percentile", 100 * percentile(errors, 0.95), "% of eye distance"),
    ]


if __name__ == "__main__":
    report(run)
