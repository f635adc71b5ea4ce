"""Single pictures with labels, read in place, decoded once; and with attributes that a classifier learns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, from_numpy
from torch.utils.data import Dataset

from engine.architectures.efficientnet_lite import PlacedFeatures
from engine.errors import DatasetError, ImageError
from engine.files import atomic_path
from engine.images.codec import decode_image, flatten
from engine.sentences import Sentence
from engine.types import Pixels, Progress
from trainer.data.datasets import to_tensor
from trainer.data.layouts import read_labels
from trainer.data.sampler import Draw
from trainer.data.shared_pictures import DONE, SharedPictures, Warn, prepared_folder
from trainer.data.sources import Picture, Split, content_digest, held_out_key
from trainer.settings.attributes import Attribute

Values = NDArray[np.float32]


def cropped(photo: Pixels, box: Sequence[float] | None) -> Pixels:
    """The part of (H, W, 3) inside a box (left, top, right, bottom) of shares of its sides; all without one.

    Raises:
        DatasetError: nothing is inside.
    """
    if box is None:
        return photo
    left, top, right, bottom = box
    height, width = photo.shape[:2]
    part = photo[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    if not part.size:
        raise DatasetError("data.crop leaves nothing of a picture; give left, top, right, bottom, 0 to 1.")
    return part


def centre_square(photo: Pixels, size: int) -> Pixels:
    """The middle square of (H, W, 3) uint8, resized to (size, size, 3) with antialiasing (Lanczos)."""
    height, width = photo.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = Image.fromarray(np.ascontiguousarray(photo[top : top + side, left : left + side]))
    return np.asarray(square.resize((size, size), Image.Resampling.LANCZOS))


@dataclass(frozen=True)
class LabelledPictures:
    """Pictures (N, S, S, 3) uint8, memory-mapped, with labels (N, L) float32, NaN where missing.

    Attributes:
        pictures: decoded and squared.
        labels: in the order of `names`.
        names: of the label columns.
        files: each picture's place, "<source>/<name>".
    """

    pictures: Pixels
    labels: Values
    names: tuple[str, ...]
    files: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pictures)

    def with_labels(self, names: Sequence[str]) -> LabelledPictures:
        """The same pictures with these labels only, in this order.

        Raises:
            DatasetError: a name is unknown.
        """
        unknown = [name for name in names if name not in self.names]
        if unknown:
            known = ", ".join(self.names) or "none"
            raise DatasetError(
                "There is no label '{name}'; the pictures have: {known}.", name=unknown[0], known=known
            )
        columns = [self.names.index(name) for name in names]
        return LabelledPictures(self.pictures, self.labels[:, columns], tuple(names), self.files)


def prepare_pictures(
    pictures: Sequence[Picture],
    size: int,
    cache: Path,
    *,
    split: Split,
    validation_fraction: float,
    shared: SharedPictures | None = None,
    crop: Sequence[float] | None = None,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> LabelledPictures:
    """Every picture of one split squared and resized; from the cache folder when it was done before.

    Args:
        pictures: all pictures, before the split.
        size: side in pixels.
        cache: folder that keeps the result under a name that depends on all arguments.
        split: which part of the pictures.
        validation_fraction: share of pictures that is held out, by content hash.
        shared: what other runs share, for results that `cache` has not; None keeps them in `cache`.
        crop: the part of each picture that is used; see `cropped`.
        progress: called with (done, total) pictures.
        warn: called with a sentence for each picture that is left out.

    Raises:
        DatasetError: no picture is left, or the sources' labels do not fit together.
    """
    tables = {id(picture.source): read_labels(picture.source) for picture in _one_of_each(pictures)}
    named = {table.names for table in tables.values() if table.names}
    if len(named) > 1:
        raise DatasetError(
            "The sources have different labels; give them the same columns, or use one of them."
        )
    names = named.pop() if named else ()
    missing = np.full(len(names), np.nan, dtype=np.float32)
    labels = [tables[id(p.source)].rows.get(p.name, missing) for p in pictures]
    key = {
        "content": content_digest(pictures, cache),
        "size": size,
        "split": split,
        "fraction": validation_fraction,
        "crop": None if crop is None else list(crop),
        # To be raised when the same pictures come out otherwise: runs of all versions share them.
        "version": 2,
        **held_out_key(pictures),
    }
    digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
    # Twice, because the pictures are copied once their number is known.
    needed = 2 * len(pictures) * size**2 * 3

    def fill(folder: Path, warn: Warn) -> None:
        _fill(folder, pictures, size, split, validation_fraction, crop, progress, warn)

    folder = prepared_folder(f"pictures-{size}-{split}-{digest}", cache, shared, needed, fill, warn)
    chosen = np.load(folder / "chosen.npy")
    return LabelledPictures(
        np.load(folder / "pictures.npy", mmap_mode="r"),
        np.stack([labels[i] for i in chosen]),
        names,
        tuple(f"{pictures[i].source.path.name}/{pictures[i].name}" for i in chosen),
    )


def _one_of_each(pictures: Sequence[Picture]) -> list[Picture]:
    return list({id(picture.source): picture for picture in reversed(pictures)}.values())[::-1]


def _fill(
    folder: Path,
    pictures: Sequence[Picture],
    size: int,
    split: Split,
    fraction: float,
    crop: Sequence[float] | None,
    progress: Progress | None,
    warn: Warn,
) -> None:
    chosen: list[int] = []
    raw = folder / "pictures.raw"
    with raw.open("wb") as file:
        for index, picture in enumerate(pictures):
            try:
                data = picture.read()
                if split == "all" or picture.split(data, fraction) == split:
                    file.write(centre_square(cropped(flatten(decode_image(data)), crop), size).tobytes())
                    chosen.append(index)
            except (ImageError, DatasetError) as error:
                warn(Sentence("Left out {name}: {error}", name=picture.name, error=error))
            if progress is not None and (index % 100 == 99 or index == len(pictures) - 1):
                progress(index + 1, len(pictures))
    if not chosen:
        raise DatasetError(
            "No usable picture is left in the {split} split; add pictures or check their format.", split=split
        )
    shape = (len(chosen), size, size, 3)
    kept = open_memmap(folder / "pictures.npy", mode="w+", dtype=np.uint8, shape=shape)
    kept[:] = np.memmap(raw, dtype=np.uint8, mode="r", shape=shape)
    kept.flush()
    raw.unlink()
    np.save(folder / "chosen.npy", np.array(chosen))
    (folder / DONE).touch()


class PictureDataset(Dataset[dict[str, Tensor]]):
    """Single pictures by drawing: `picture` (3, S, S) in [-1, 1] and `labels` (L,), NaN where missing.

    Args:
        prepared: pictures with labels.
        flip: mirror half of the pictures.
        turning: labels whose sign turns when the picture is mirrored (the angle of a head, say).
    """

    def __init__(self, prepared: LabelledPictures, *, flip: bool, turning: Sequence[str] = ()) -> None:
        self.prepared, self.flip = prepared, flip
        self.signs = np.array([-1.0 if name in turning else 1.0 for name in prepared.names], dtype=np.float32)

    def __len__(self) -> int:
        return len(self.prepared)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        pixels, labels = self.prepared.pictures[draw.index], self.prepared.labels[draw.index]
        factor = pixels.shape[0] // draw.size
        if factor > 1:
            blocks = pixels.reshape(draw.size, factor, draw.size, factor, 3)
            pixels = (blocks.mean(axis=(1, 3)) + 0.5).astype(np.uint8)
        if self.flip and draw.generator().random() < 0.5:
            pixels, labels = pixels[:, ::-1], labels * self.signs
        return {"picture": to_tensor(pixels), "labels": from_numpy(np.array(labels))}


# What a classifier of attributes learns from: chosen labels, measured ones, features made once.

# Rec. 709; the middle of a picture, where an aligned face is.
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
_MIDDLE = slice(0.2, 0.8)


def brightness(picture: NDArray[np.uint8]) -> float:
    """Mean luminance, 0 to 1, of the middle 60% of (S, S, 3) uint8 each way."""
    side = picture.shape[0]
    middle = slice(round(_MIDDLE.start * side), round(_MIDDLE.stop * side))
    return float((picture[middle, middle].astype(np.float32) @ _LUMINANCE).mean() / 255)


def attribute_values(pictures: PictureDataset, attributes: Sequence[Attribute]) -> Values:
    """What each picture has of each attribute, (N, A), NaN where it is not labelled.

    Raises:
        DatasetError: a label is unknown, or a binary one has other values than 0 and 1.
    """
    prepared = pictures.prepared
    columns = []
    for attribute in attributes:
        if attribute.measure == "brightness":
            columns.append(np.array([brightness(p) for p in prepared.pictures], dtype=np.float32))
            continue
        column = prepared.with_labels([attribute.label]).labels[:, 0]
        if attribute.kind == "binary" and not np.isin(column[~np.isnan(column)], (0, 1)).all():
            raise DatasetError(
                "The label '{label}' is not 0 or 1 everywhere; make it a number.", label=attribute.label
            )
        columns.append(
            (1 - column if attribute.kind == "binary" else -column) if attribute.inverse else column
        )
    return np.stack(columns, axis=1)


class AttributePictures(Dataset[dict[str, Tensor]]):
    """`picture` (3, S, S) in [-1, 1] and `labels` (A,) of the attributes, NaN where missing.

    Args:
        pictures: whose `turning` labels turn here too when a picture is mirrored.
        attributes: what to give as labels.
    """

    def __init__(self, pictures: PictureDataset, attributes: Sequence[Attribute]) -> None:
        self.pictures = pictures
        self.values = attribute_values(pictures, attributes)
        signs = dict(zip(pictures.prepared.names, pictures.signs, strict=True))
        self.signs = np.array([signs.get(a.label, 1.0) for a in attributes], dtype=np.float32)

    def __len__(self) -> int:
        return len(self.pictures)

    def mirrored(self, draw: Draw) -> bool:
        """Whether this drawing shows the picture's mirror image."""
        return self.pictures.flip and draw.generator().random() < 0.5

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        pixels, labels = self.pictures.prepared.pictures[draw.index], self.values[draw.index]
        if self.mirrored(draw):
            pixels, labels = pixels[:, ::-1], labels * self.signs
        return {"picture": to_tensor(pixels), "labels": from_numpy(np.array(labels))}


class AttributeFeatures(Dataset[dict[str, Tensor]]):
    """The same with `features` (F,) of a frozen network, made once for each picture and its mirror image.

    Args:
        pictures: with their attributes.
        network: the frozen features.
        variant: the features' name, which decides whether a kept file is theirs.
        cache: folder that keeps them.
        progress: called with (done, total) pictures.
    """

    def __init__(
        self,
        pictures: AttributePictures,
        network: PlacedFeatures,
        variant: str,
        cache: Path,
        progress: Progress | None = None,
    ) -> None:
        self.pictures = pictures
        prepared = pictures.pictures.prepared
        key = [variant, network.working_size, prepared.pictures.shape, list(prepared.files), 1]
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        path = cache / f"features-{variant}-{digest}.npy"
        if not path.exists():
            shape = (len(pictures), 2, network.size)
            with atomic_path(path) as temporary:
                kept = open_memmap(temporary, mode="w+", dtype=np.float16, shape=shape)
                _fill_features(kept, prepared.pictures, network, progress)
                kept.flush()
        self.features: NDArray[np.float16] = np.load(path, mmap_mode="r")

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        features = self.features[draw.index, int(self.pictures.mirrored(draw))]
        return {**self.pictures[draw], "features": from_numpy(features.astype(np.float32))}


@torch.inference_mode()
def _fill_features(
    kept: NDArray[np.float16],
    pictures: NDArray[np.uint8],
    network: PlacedFeatures,
    progress: Progress | None,
    batch_size: int = 32,
) -> None:
    for start in range(0, len(pictures), batch_size):
        batch = torch.from_numpy(np.array(pictures[start : start + batch_size])).permute(0, 3, 1, 2)
        planes = batch.float().div_(127.5).sub_(1.0)
        for side, shown in enumerate((planes, planes.flip(3))):
            kept[start : start + len(planes), side] = network(shown).numpy()
        if progress is not None:
            progress(min(start + batch_size, len(pictures)), len(pictures))
