"""Pictures with the attributes that a classifier learns: chosen labels, measured ones, features made once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from torch import Tensor, from_numpy
from torch.utils.data import Dataset

from engine.architectures.attribute_classifier import PlacedFeatures
from engine.errors import DatasetError
from engine.types import Progress
from trainer.data.labelled import PictureDataset
from trainer.data.paired import to_tensor
from trainer.data.sampler import Draw
from trainer.settings.attributes import Attribute

Values = NDArray[np.float32]
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
            raise DatasetError(f"The label '{attribute.label}' is not 0 or 1 everywhere; make it a number.")
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
            temporary = path.with_suffix(".part")
            shape = (len(pictures), 2, network.size)
            kept = open_memmap(temporary, mode="w+", dtype=np.float16, shape=shape)
            _fill(kept, prepared.pictures, network, progress)
            kept.flush()
            temporary.rename(path)
        self.features: NDArray[np.float16] = np.load(path, mmap_mode="r")

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        features = self.features[draw.index, int(self.pictures.mirrored(draw))]
        return {**self.pictures[draw], "features": from_numpy(features.astype(np.float32))}


@torch.inference_mode()
def _fill(
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
