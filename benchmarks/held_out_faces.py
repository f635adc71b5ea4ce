"""Photos of faces that no training saw, and what the face benchmarks share: models and inversions."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.measuring import Row, table
from engine.backends.backend import open_backend
from engine.bundle.bundle import Bundle, open_bundle
from engine.bundle.library import Library
from engine.bundle.safetensors import read_tensor_file, tensor_file
from engine.faces.inversion import InversionSettings, Inverter
from engine.files import write_atomically
from engine.images.codec import decode_image, flatten
from trainer.data.sources import open_sources, pictures, split_of

Pixels = NDArray[np.uint8]
Codes = NDArray[np.float32]
FACES = Path("../shared/data/faces-fair-128.zip")
HELD_OUT = 0.05
CACHE = Path("build/benchmarks")


def held_out_photos(data: Path, count: int, share: float = HELD_OUT) -> list[Pixels]:
    """The first photos (S, S, 3) of those that training leaves out, by content hash.

    Raises:
        DatasetError: the data is missing.
    """
    found: list[Pixels] = []
    for picture in pictures(open_sources([str(data)])):
        content = picture.read()
        if split_of(content, share) == "validation":
            found.append(flatten(decode_image(content)))
            if len(found) == count:
                break
    return found


def open_model(name: str) -> Bundle:
    """A bundle by its path, or a model of the library."""
    return open_bundle(Path(name)) if Path(name).exists() else Library.default().open(name)


def inverted_codes(bundle: Bundle, photos: Sequence[Pixels], steps: int) -> Codes:
    """Codes (N, layers, w) of photos, kept in build/benchmarks, because finding them takes long."""
    path = CACHE / f"inverted-{bundle.digest[:16]}-{len(photos)}-{steps}.safetensors"
    if path.exists():
        tensors, _ = read_tensor_file(path.read_bytes())
        return np.asarray(tensors["ws"], dtype=np.float32)
    inverter = Inverter(bundle, open_backend(bundle))
    found = [inverter.invert(photo, InversionSettings(steps=steps)).ws for photo in photos]
    codes = np.stack(found).astype(np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, tensor_file({"ws": codes}, {}))
    return codes


def seconds(action: Callable[[], object], rounds: int) -> list[float]:
    """How long an action takes, each of several times."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return taken


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every face benchmark understands."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--model", default="faces", help="a bundle, or a model of the library")
    parser.add_argument("--data", type=Path, default=FACES, help="photos of faces, a folder or zip")
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--steps", type=int, default=100, help="of descent for each photo")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def print_rows(rows: Sequence[Row], as_json: bool) -> None:
    """A table for people, or JSON for `run_all`."""
    print(json.dumps([asdict(row) for row in rows]) if as_json else table(rows))
