"""Directions that nobody labels become axes: found in samples, read off weights, or published."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import BundleError, LatentError
from engine.latent.axes import MAX_AXES, Axis, AxisSet
from engine.latent.tlgan import shrunk_covariance
from engine.types import Codes


def principal_axes(codes: Codes, layers: int, count: int = 10) -> AxisSet:
    """The directions that mapped codes spread along most; a step is one standard deviation along them.

    Args:
        codes: (N, w) samples of W.
        layers: of the generator.
        count: how many axes.

    Raises:
        LatentError: there are fewer samples or dimensions than axes.
    """
    if codes.ndim != 2 or min(codes.shape) < count:
        raise LatentError(
            "{count} principal axes need as many samples and dimensions; see {shape}.",
            count=count,
            shape=codes.shape,
        )
    covariance = shrunk_covariance(codes)
    _, vectors = np.linalg.eigh(covariance)
    return AxisSet(
        [
            named_direction(f"component {number + 1}", vectors[:, -1 - number], covariance)
            for number in range(count)
        ],
        covariance,
        layers,
    )


def named_direction(name: str, direction: NDArray[np.floating], covariance: NDArray[np.floating]) -> Axis:
    """An unlabelled direction of W (w,) as an axis: a step is one standard deviation of samples along it."""
    unit = direction / np.linalg.norm(direction)
    # Components have no sign of their own; this one is the same on every machine.
    unit = unit * np.sign(unit[np.argmax(np.abs(unit))])
    step = float(np.sqrt(unit @ covariance @ unit))
    return Axis(name, "w", unit.astype(np.float32), step, -3.0, 3.0)


# Axes in closed form (Shen and Zhou 2021, "SeFa"): what the first step of the synthesis amplifies most.


def closed_form_axes(
    weights: Mapping[str, NDArray[np.generic]],
    covariance: NDArray[np.floating],
    layers: int,
    count: int = 10,
    only: Sequence[str] | None = None,
) -> AxisSet:
    """Eigenvectors of A'A, with A the weights that turn w into styles; each layer counts alike.

    Args:
        weights: the synthesis network's tensors by name; "*.affine.weight" of shape (channels, w) are used.
        covariance: (w, w) of w, for the length of a step and for locks.
        layers: of the generator.
        count: how many axes.
        only: beginnings of names, such as "b4.", to take some layers only.

    Raises:
        LatentError: the network has no such layers, or fewer dimensions than axes.
    """
    taken = [
        np.asarray(tensor, dtype=np.float64)
        for name, tensor in sorted(weights.items())
        if name.endswith(".affine.weight") and (only is None or name.startswith(tuple(only)))
    ]
    size = len(covariance)
    if not taken or any(matrix.shape[1:] != (size,) for matrix in taken) or count > size:
        raise LatentError("The network has no style layers that closed-form axes could be read off.")
    stacked = np.concatenate([matrix / np.linalg.norm(matrix) for matrix in taken])
    _, vectors = np.linalg.eigh(stacked.T @ stacked)
    return AxisSet(
        [named_direction(f"closed form {n + 1}", vectors[:, -1 - n], covariance) for n in range(count)],
        covariance,
        layers,
    )


# Published directions: InterFaceGAN's .npy, GANSpace's .npz, TL-GAN's pickles.


MAX_BYTES = 64 * 2**20
_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Direction:
    """One published direction.

    Attributes:
        name: of what it changes, as the file tells.
        vector: (size,) float32, of any length but 0.
        deviation: of codes along it, where the file tells; else None.
    """

    name: str
    vector: NDArray[np.float32]
    deviation: float | None = None


def read_directions(path: Path) -> list[Direction]:
    """The directions in a file; nothing in it is ever run.

    Raises:
        BundleError: it is damaged, too large, or of another kind.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BundleError("{name} is larger than directions are; nothing was imported.", name=path.name)
        found = _read(path)
    except BundleError:
        raise
    except _BROKEN as error:
        raise BundleError(
            "{name} holds no directions that can be read; nothing was imported.", name=path.name
        ) from error
    for direction in found:
        length = float(np.linalg.norm(direction.vector))
        if not math.isfinite(length) or length == 0:
            raise BundleError(
                "{name} holds a direction without a length; nothing was imported.", name=path.name
            )
    if not 0 < len(found) <= MAX_AXES or len({direction.name for direction in found}) < len(found):
        raise BundleError("{name} holds no directions, too many, or two of one name.", name=path.name)
    return found


def _read(path: Path) -> list[Direction]:
    with path.open("rb") as file:
        start = file.read(6)
    if start == b"\x93NUMPY":
        boundary = _array(path.read_bytes()).reshape(-1)
        return [Direction(_boundary_name(path.stem), boundary)]
    if start[:4] == b"PK\3\4":
        return _components(path)
    return _table(path)


def _boundary_name(stem: str) -> str:
    """Of "stylegan_ffhq_smile_w_boundary": "smile"."""
    plain = re.sub(r"_boundary$", "", stem)
    plain = re.sub(r"^(pggan|stylegan2?)_[a-z]+_", "", plain)
    return re.sub(r"(_c_.*|_[wz])$", "", plain).replace("_", " ")[:64] or "direction"


def _components(path: Path) -> list[Direction]:
    """GANSpace: `lat_comp` (n, 1, size) and `lat_stdev` (n,)."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
            raise BundleError(
                "{name} would unpack to more than directions are; nothing was imported.", name=path.name
            )
        vectors, deviations = _array(archive.read("lat_comp.npy")), _array(archive.read("lat_stdev.npy"))
    rows = vectors.reshape(len(vectors), -1)[:MAX_AXES]
    return [
        Direction(f"component {number + 1}", row, float(deviation))
        for number, (row, deviation) in enumerate(zip(rows, deviations.reshape(-1), strict=False))
    ]


def _table(path: Path) -> list[Direction]:
    """TL-GAN: a pickle of `direction` (size, n) and `name`."""
    # The reader of pickles knows tensors; all else here needs no PyTorch.
    from engine.checkpoints.reader import open_checkpoint
    from engine.checkpoints.records import ArrayRecord

    data = open_checkpoint(path).data
    table = data["direction"] if isinstance(data, dict) else None
    names = data["name"] if isinstance(data, dict) else None
    if isinstance(names, ArrayRecord) or not isinstance(names, list | tuple):
        raise ValueError("no names")
    if not isinstance(table, ArrayRecord) or table.array is None or table.array.ndim != 2:
        raise ValueError("no directions")
    columns = np.asarray(table.array, np.float32).T
    return [
        Direction(str(name)[:64], column)
        for name, column in zip(names, columns, strict=True)
        if isinstance(name, str)
    ]


def _array(content: bytes) -> NDArray[np.float32]:
    """An array of plain numbers; what it claims is compared with what is there before anything is made."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    header: Any = (
        np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    )
    shape, by_columns, dtype = header(file)
    if (
        dtype.hasobject
        or dtype.kind != "f"
        or math.prod(shape) * dtype.itemsize != len(content) - file.tell()
    ):
        raise ValueError("not an array of numbers")
    array = np.frombuffer(content, dtype, offset=file.tell()).reshape(shape, order="F" if by_columns else "C")
    return np.ascontiguousarray(array, np.float32)


def as_axes(
    directions: Sequence[Direction], covariance: NDArray[np.floating], layers: int, space: Literal["w", "z"]
) -> AxisSet:
    """Axes of one model; a step is one standard deviation of its codes along the direction.

    Args:
        directions: of the codes' size.
        covariance: of the model's codes in that space, (size, size).
        layers: of the model; 1 for "z".
        space: that the directions belong to.

    Raises:
        BundleError: the directions are of another size.
    """
    size = len(covariance)
    made = []
    for direction in directions:
        if direction.vector.shape != (size,):
            count = direction.vector.size
            raise BundleError(
                "'{name}' has {count} numbers, the codes of this model {size}.",
                name=direction.name,
                count=count,
                size=size,
            )
        unit = direction.vector / np.linalg.norm(direction.vector)
        deviation = direction.deviation or math.sqrt(float(unit @ covariance @ unit))
        made.append(Axis(direction.name, space, unit.astype(np.float32), deviation))
    return AxisSet(made, covariance, layers)
