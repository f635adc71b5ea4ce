"""Pictures with their principal components as codes, and blurred pictures of random codes (eigenfaces).

Turk and Pentland 1991, "Eigenfaces for Recognition", equations 1 to 8. Divided by their deviations, the
components of pictures have the mean and the covariance of N(0, 1): a code of every picture that needs no
learning, and a rough picture of every random code.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, from_numpy
from torch.nn import functional as F
from torch.utils.data import Dataset

from engine.errors import DatasetError
from engine.files import write_atomically
from engine.types import Progress
from trainer.data.labelled import PictureDataset
from trainer.data.sampler import Draw

Values = NDArray[np.float32]
# Finer than this, components are noise.
_SIDE = 32
_AT_ONCE = 512


@dataclass(frozen=True)
class Components:
    """Principal components of small pictures, the largest first.

    Attributes:
        mean: (d,) with d = 3 * side^2, of pictures in [-1, 1], channel after channel.
        directions: (d, k), orthonormal.
        deviations: (k,), of the pictures along them.
        side: in pixels.
    """

    mean: Values
    directions: Values
    deviations: Values
    side: int

    def codes(self, pictures: Tensor) -> Tensor:
        """Components (N, k) of pictures (N, 3, S, S) in [-1, 1], S at least `side`, over their deviations."""
        small = F.interpolate(pictures, (self.side, self.side), mode="area").flatten(1)
        whitening = from_numpy(self.directions / self.deviations)
        return torch.matmul(small - from_numpy(self.mean), whitening)

    def pictures(self, codes: Tensor) -> Tensor:
        """Blurred pictures (N, 3, side, side) in [-1, 1] of codes (N, k), brought to a length of sqrt(k)."""
        lengths = codes.norm(dim=1, keepdim=True) / codes.shape[1] ** 0.5
        scaled = codes / lengths * from_numpy(self.deviations)
        flat = torch.addmm(from_numpy(self.mean), scaled, from_numpy(self.directions).t())
        return flat.reshape(-1, 3, self.side, self.side).clamp(-1, 1)

    def to_bytes(self) -> bytes:
        """As `from_bytes` reads them."""
        file = io.BytesIO()
        np.savez(file, mean=self.mean, directions=self.directions, deviations=self.deviations, side=self.side)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Components:
        """What `to_bytes` gave; nothing is unpickled."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return cls(stored["mean"], stored["directions"], stored["deviations"], int(stored["side"]))


def principal_components(
    pictures: NDArray[np.uint8], count: int, *, mirrored: bool, progress: Progress | None = None
) -> Components:
    """The first `count` principal components of pictures.

    Args:
        pictures: (N, S, S, 3).
        count: how many.
        mirrored: also count every picture's mirror image.
        progress: called with (done, total) pictures.

    Raises:
        DatasetError: there are fewer pictures, or fewer numbers in one, than components asked for.
    """
    side = min(_SIDE, pictures.shape[1])
    size = 3 * side * side
    if min(len(pictures) * (1 + mirrored) - 1, size) < count:
        raise DatasetError(
            "{count} pictures of {side} pixels have fewer than {components} components; add "
            "pictures, or set settings.z_size lower.",
            count=len(pictures),
            side=side,
            components=count,
        )
    mean, second = np.zeros(size), np.zeros((size, size))
    for start in range(0, len(pictures), _AT_ONCE):
        part = np.ascontiguousarray(pictures[start : start + _AT_ONCE])
        full = from_numpy(part).permute(0, 3, 1, 2).float() / 127.5 - 1
        small = F.interpolate(full, (side, side), mode="area")
        rows = (torch.cat([small, small.flip(3)]) if mirrored else small).flatten(1).numpy()
        mean += rows.sum(axis=0)
        second += rows.T @ rows
        if progress is not None:
            progress(min(start + _AT_ONCE, len(pictures)), len(pictures))
    total = len(pictures) * (1 + mirrored)
    mean /= total
    variances, directions = np.linalg.eigh(second / total - np.outer(mean, mean))
    deviations = np.sqrt(np.maximum(variances[::-1][:count], 1e-12))
    # The sign of a direction is arbitrary and differs between machines: its largest number is positive.
    chosen = directions[:, ::-1][:, :count]
    chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(count)])
    mean, chosen, deviations = (np.ascontiguousarray(a, np.float32) for a in (mean, chosen, deviations))
    return Components(mean, chosen, deviations, side)


class ComponentPictures(Dataset[dict[str, Tensor]]):
    """Pictures with their codes, and beside each a random code with its rough picture.

    `picture` (3, S, S) in [-1, 1] at the drawing's size, `code` (k,), `random_code` (k,) from N(0, 1),
    `rough` (3, s, s) in [-1, 1] of that random code, with s the side of the components.

    Args:
        pictures: mirrored or not, as they are drawn.
        components: of the training pictures.
    """

    def __init__(self, pictures: PictureDataset, components: Components) -> None:
        self.pictures, self.components = pictures, components
        self.side = int(pictures.prepared.pictures.shape[1])

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        whole = self.pictures[replace(draw, size=self.side)]["picture"][None]
        rng = np.random.default_rng([draw.seed, draw.number, 1])
        code = from_numpy(rng.standard_normal((1, len(self.components.deviations)), dtype=np.float32))
        picture = whole
        if draw.size != self.side:
            picture = F.interpolate(whole, (draw.size, draw.size), mode="area")
        return {
            "picture": picture[0],
            "code": self.components.codes(whole)[0],
            "random_code": code[0],
            "rough": self.components.pictures(code)[0],
        }


def with_components(
    pictures: PictureDataset, count: int, cache: Path, progress: Progress | None = None
) -> ComponentPictures:
    """Pictures with the components that the folder keeps; of these pictures where it keeps none yet.

    Training pictures come first in every run, so held-out ones get the components of these.

    Raises:
        DatasetError: there are too few pictures for so many components.
    """
    kept = cache / f"components-{count}.npz"
    if not kept.exists():
        found = principal_components(
            pictures.prepared.pictures, count, mirrored=pictures.flip, progress=progress
        )
        cache.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, found.to_bytes())
    return ComponentPictures(pictures, Components.from_bytes(kept.read_bytes()))
