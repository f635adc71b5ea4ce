"""Photos of single objects made ready once: cropped, squared, resized, with their lines; kept on disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import DatasetError, ImageError
from engine.images.codec import decode_image, flatten
from engine.images.sketch import SketchParameters, find_lines, silhouette
from engine.sentences import Sentence
from engine.types import Pixels, Progress
from trainer.data.shared_pictures import DONE, SharedPictures, Warn, prepared_folder
from trainer.data.sources import Picture, Split, content_digest, held_out_key


@dataclass(frozen=True)
class Preparation:
    """How a photo becomes a training picture.

    Attributes:
        size: side of the square in pixels.
        crop_to_object: cut away plain background around the object before squaring.
        margin: white margin around a cropped object, as a fraction of its longer side.
        sketch: the manner in which lines are found.
    """

    size: int = 128
    crop_to_object: bool = True
    margin: float = 0.06
    sketch: SketchParameters = field(default_factory=SketchParameters)


def square_photo(photo: Pixels, preparation: Preparation) -> Pixels:
    """A photo cropped to its object, padded to a square on its background's white, resized.

    Args:
        photo: (H, W, 3) uint8.
        preparation: size, cropping and margin.

    Returns:
        (size, size, 3) uint8.
    """
    if preparation.crop_to_object:
        photo = _cropped(photo)
    height, width = photo.shape[:2]
    margin = round(preparation.margin * max(height, width)) if preparation.crop_to_object else 0
    side = max(height, width) + 2 * margin
    square = np.full((side, side, 3), 255, dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = photo
    if side == preparation.size:
        return square
    shape = (preparation.size, preparation.size)
    return np.asarray(Image.fromarray(square).resize(shape, Image.Resampling.BICUBIC, reducing_gap=3.0))


def _cropped(photo: Pixels) -> Pixels:
    shape = silhouette(photo)
    if shape is None or not shape.any():
        return photo
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    return photo[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@dataclass(frozen=True)
class PreparedPhotos:
    """Photos (N, S, S, 3) uint8 with centre lines of outline and interior, packed bits (N, S, S / 8).

    The arrays are memory-mapped: workers share one copy.
    """

    photos: Pixels
    outlines: Pixels
    inners: Pixels

    def __len__(self) -> int:
        return len(self.photos)

    def lines(self, index: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Outline and inner lines of one photo, each (S, S) bool."""
        unpack = [np.unpackbits(plane[index], axis=1).astype(bool) for plane in (self.outlines, self.inners)]
        return unpack[0], unpack[1]


def _prepare(task: tuple[Picture, Preparation, Split, float]) -> tuple[Pixels, Pixels, Pixels] | str | None:
    picture, preparation, split, fraction = task
    try:
        data = picture.read()
        if split != "all" and picture.split(data, fraction) != split:
            return None
        photo = square_photo(flatten(decode_image(data)), preparation)
    except (ImageError, DatasetError) as error:
        return Sentence("Left out {name}: {error}", name=picture.name, error=error)
    lines = find_lines(photo, preparation.sketch.scaled(max(1.0, preparation.size / 128) ** 0.75))
    return photo, np.packbits(lines.outline, axis=1), np.packbits(lines.inner, axis=1)


def prepare_photos(
    pictures: Sequence[Picture],
    preparation: Preparation,
    cache: Path,
    *,
    split: Split,
    validation_fraction: float,
    shared: SharedPictures | None = None,
    workers: int = 0,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> PreparedPhotos:
    """Every photo of one split made ready; from the cache folder when it was done before.

    Args:
        pictures: all pictures, before the split.
        preparation: what is done to each; its size is a multiple of 8.
        cache: folder that keeps the result under a name that depends on all arguments.
        split: which part of the pictures.
        validation_fraction: share of pictures that is held out, by content hash.
        shared: what other runs share, for results that `cache` has not; None keeps them in `cache`.
        workers: processes; 0 works in this one.
        progress: called with (done, total) pictures.
        warn: called with a sentence for each picture that is left out.

    Raises:
        DatasetError: no picture is left.
    """
    key = {
        "content": content_digest(pictures, cache),
        "preparation": asdict(preparation),
        "split": split,
        "fraction": validation_fraction,
        # To be raised when the same pictures come out otherwise: runs of all versions share them.
        "version": 2,
        **held_out_key(pictures),
    }
    digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
    # Twice, because the pictures are copied once their number is known.
    needed = 2 * len(pictures) * preparation.size**2 * 4

    def fill(folder: Path, warn: Warn) -> None:
        _fill(folder, pictures, preparation, split, validation_fraction, workers, progress, warn)

    name = f"photos-{preparation.size}-{split}-{digest}"
    folder = prepared_folder(name, cache, shared, needed, fill, warn)
    names = ("photos", "outlines", "inners")
    return PreparedPhotos(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names))


def _fill(
    folder: Path,
    pictures: Sequence[Picture],
    preparation: Preparation,
    split: Split,
    fraction: float,
    workers: int,
    progress: Progress | None,
    warn: Warn,
) -> None:
    size, count = preparation.size, 0
    shapes = {"photos": (size, size, 3), "outlines": (size, size // 8), "inners": (size, size // 8)}
    paths = {name: folder / f"{name}.raw" for name in shapes}
    files = {name: path.open("wb") for name, path in paths.items()}
    try:
        tasks = ((picture, preparation, split, fraction) for picture in pictures)
        for done, result in enumerate(_results(tasks, workers), start=1):
            if isinstance(result, str):
                warn(result)
            elif result is not None:
                for file, plane in zip(files.values(), result, strict=True):
                    file.write(np.ascontiguousarray(plane).tobytes())
                count += 1
            if progress is not None and (done % 100 == 0 or done == len(pictures)):
                progress(done, len(pictures))
    finally:
        for file in files.values():
            file.close()
    if count == 0:
        raise DatasetError(
            "No usable picture is left in the {split} split; add pictures or check their format.", split=split
        )
    for name, shape in shapes.items():
        raw = np.memmap(paths[name], dtype=np.uint8, mode="r", shape=(count, *shape))
        np.save(folder / f"{name}.npy", raw)
        paths[name].unlink()
    (folder / DONE).touch()


def _results(
    tasks: Iterator[tuple[Picture, Preparation, Split, float]], workers: int
) -> Iterator[tuple[Pixels, Pixels, Pixels] | str | None]:
    if workers == 0:
        yield from map(_prepare, tasks)
        return
    with ProcessPoolExecutor(workers) as pool:
        # In portions, so that results do not pile up in memory.
        while portion := list(islice(tasks, 512)):
            yield from pool.map(_prepare, portion, chunksize=16)
