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


# Published directions: InterFaceGAN's .npy, GANSpace's .npz and .pkl, TL-GAN's pickles, tensors in .pt.


MAX_BYTES = 64 * 2**20
# A dozen components are as many as people look at; the later ones hardly change a picture.
COUNT = 12
Numbers = NDArray[np.float32]
_BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True, eq=False)
class Direction:
    """One published direction.

    Attributes:
        name: of what it changes, as the file tells.
        vector: (size,) float32, of any length but 0; or (rows, size), which are the directions of the layers
            of a model of so many layers, and of any other model one direction each.
        deviation: of codes along it, where the file tells; else None.
        space: that it is of, where the file or its name tells; else None.
    """

    name: str
    vector: Numbers
    deviation: float | None = None
    space: Literal["w", "z"] | None = None


def read_directions(path: Path, count: int = COUNT) -> list[Direction]:
    """The directions in a file; nothing in it is ever run.

    Args:
        path: of the file.
        count: the most to take of components, which have numbers for names and an order.

    Raises:
        BundleError: it is damaged, too large, or of another kind.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BundleError("{name} is larger than directions are; nothing was imported.", name=path.name)
        found = _read(path, count)
    except BundleError:
        raise
    except _BROKEN as error:
        raise BundleError(
            "{name} holds no directions that can be read; nothing was imported.", name=path.name
        ) from error
    for direction in found:
        lengths = np.linalg.norm(direction.vector, axis=-1)
        if not np.isfinite(lengths).all() or not lengths.any():
            raise BundleError(
                "{name} holds a direction without a length; nothing was imported.", name=path.name
            )
    if not 0 < len(found) <= MAX_AXES or len({direction.name for direction in found}) < len(found):
        raise BundleError("{name} holds no directions, too many, or two of one name.", name=path.name)
    return found


def _read(path: Path, count: int) -> list[Direction]:
    with path.open("rb") as file:
        start = file.read(6)
    if start == b"\x93NUMPY":
        return _boundaries(path, _array(path.read_bytes()))
    if start[:4] == b"PK\3\4" and path.suffix.lower() == ".npz":
        return _components(path, count)
    return _objects(path, count)


def _boundaries(path: Path, array: Numbers) -> list[Direction]:
    """A file of one array, whose name is that of the direction."""
    return _named(_boundary_name(path.stem), array, _boundary_space(path.stem))


def _named(name: str, array: Numbers, space: Literal["w", "z"] | None = None) -> list[Direction]:
    """Directions of an array (size,), (rows, size), or (n, rows, size) of any n."""
    if array.ndim not in (1, 2, 3) or not array.size:
        raise ValueError("not an array of directions")
    parts = (
        [part[0] if part.ndim == 2 and len(part) == 1 else part for part in array]
        if array.ndim == 3
        else [array]
    )
    if array.ndim == 2 and len(array) == 1:
        parts = [array[0]]
    if len(parts) == 1:
        return [Direction(name, parts[0], space=space)]
    return [
        Direction(f"{name} {number}"[:64], part, space=space) for number, part in enumerate(parts, start=1)
    ]


def _boundary_name(stem: str) -> str:
    """Of "stylegan_ffhq_smile_w_boundary": "smile"."""
    plain = re.sub(r"_boundary$", "", stem)
    plain = re.sub(r"^(pggan|stylegan2?)_[a-z]+_", "", plain)
    return re.sub(r"(_c_.*|_[wz])$", "", plain).replace("_", " ")[:64] or "direction"


def _boundary_space(stem: str) -> Literal["w", "z"] | None:
    """InterFaceGAN's names: of w where they say so, else of z."""
    if not re.match(r"^(pggan|stylegan2?)_[a-z]+_.*_boundary$", stem):
        return None
    return "w" if re.search(r"_w_boundary$", stem) else "z"


def _components(path: Path, count: int) -> list[Direction]:
    """GANSpace: `lat_comp` (n, 1, size) and `lat_stdev` (n,). Of another archive, every array by its name."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
            raise BundleError(
                "{name} would unpack to more than directions are; nothing was imported.", name=path.name
            )
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        if "lat_comp.npy" not in names:
            found = [
                _named(name.removesuffix(".npy")[:64], _array(archive.read(name)))
                for name in names[:MAX_AXES]
            ]
            return [direction for part in found for direction in part]
        vectors, deviations = _array(archive.read("lat_comp.npy")), _array(archive.read("lat_stdev.npy"))
    return _numbered("component", vectors.reshape(len(vectors), -1), deviations.reshape(-1), count)


def _numbered(name: str, rows: Numbers, deviations: Numbers | None, count: int) -> list[Direction]:
    if deviations is not None and len(deviations) != len(rows):
        raise ValueError("not one deviation for each component")
    return [
        Direction(f"{name} {number + 1}", row, None if deviations is None else float(deviations[number]))
        for number, row in enumerate(rows[:count])
    ]


def _objects(path: Path, count: int) -> list[Direction]:
    """Pickles and PyTorch's files: a tensor, tensors by name, TL-GAN's, GANSpace's and SeFa's own."""
    # The reader of pickles knows tensors; all else here needs no PyTorch.
    from engine.checkpoints.reader import open_checkpoint

    data = open_checkpoint(path).data
    bare = _numbers(data)
    if bare is not None:
        return _boundaries(path, bare)
    if isinstance(data, list | tuple):
        data = {str(number): part for number, part in enumerate(data, start=1)}
    if not isinstance(data, dict):
        raise ValueError("no directions")
    if "direction" in data and "name" in data:
        return _table(data["direction"], data["name"])
    if "lat_comp" in data:
        return _edit(path, data)
    eigenvectors = _numbers(data.get("eigvec"))
    if eigenvectors is not None and eigenvectors.ndim == 2:
        return _numbered("closed form", np.ascontiguousarray(eigenvectors.T), None, count)
    held = data["directions"] if isinstance(data.get("directions"), dict) else data
    named = [(name, _numbers(part)) for name, part in held.items() if isinstance(name, str)]
    found = [_named(name[:64], array) for name, array in named if array is not None and array.size > 1]
    return [direction for part in found for direction in part]


def _numbers(value: object) -> Numbers | None:
    """A tensor or an array of a file that was read, as plain numbers; None for anything else."""
    from engine.checkpoints.records import ArrayRecord, TensorRecord

    if isinstance(value, TensorRecord):
        return np.ascontiguousarray(value.tensor().float().numpy(), np.float32)
    if isinstance(value, ArrayRecord) and value.array is not None and value.array.dtype.kind == "f":
        return np.ascontiguousarray(value.array, np.float32)
    return None


def _edit(path: Path, data: Mapping[Any, Any]) -> list[Direction]:
    """GANSpace's own pickle of one edit: `lat_comp` (1, size), `lat_stdev`, `name` and `latent_space`."""
    vector, deviation = _numbers(data["lat_comp"]), data.get("lat_stdev")
    if vector is None:
        raise ValueError("no direction")
    held = _numbers(deviation)
    length = held.item() if held is not None and held.size == 1 else deviation
    given = float(length) if isinstance(length, int | float) and 0 < length < math.inf else None
    space: Literal["w", "z"] | None = {"W": "w", "Z": "z"}.get(str(data.get("latent_space"))[:1].upper())  # type: ignore[assignment]
    name = data.get("name")
    name = name[:64] if isinstance(name, str) and name else _boundary_name(path.stem)
    return [Direction(name, vector.reshape(-1), given, space)]


def _table(directions: object, names: object) -> list[Direction]:
    """TL-GAN: a pickle of `direction` (size, n) and `name`."""
    table = _numbers(directions)
    if not isinstance(names, list | tuple) or table is None or table.ndim != 2:
        raise ValueError("no directions")
    return [
        Direction(str(name)[:64], np.ascontiguousarray(column))
        for name, column in zip(names, table.T, strict=True)
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
        BundleError: the directions are of another size, too many, or without a length.
    """
    size = len(covariance)
    made = []
    for direction in directions:
        if direction.vector.shape[-1] != size:
            count = direction.vector.shape[-1]
            raise BundleError(
                "'{name}' has {count} numbers, the codes of this model {size}.",
                name=direction.name,
                count=count,
                size=size,
            )
        for name, vector in _by_layers(direction, layers):
            if not vector.any():
                raise BundleError("'{name}' has no length; nothing was imported.", name=name)
            unit = vector / np.linalg.norm(vector)
            each = unit.reshape(-1, size)
            deviation = math.sqrt(float(np.einsum("li,ij,lj->", each, covariance, each)))
            given = direction.deviation if vector is direction.vector else None
            kind: Literal["w", "w+", "z"] = space if vector.ndim == 1 else "w+"
            made.append(Axis(name, kind, unit.astype(np.float32), given or deviation))
    if len(made) > MAX_AXES or len({axis.name for axis in made}) < len(made):
        raise BundleError("The file holds too many directions, or two of one name; nothing was imported.")
    return AxisSet(made, covariance, layers)


def _by_layers(direction: Direction, layers: int) -> list[tuple[str, Numbers]]:
    """As the model takes it: rows for all layers are one direction, other rows are as many directions."""
    vector = direction.vector
    if vector.ndim == 1:
        return [(direction.name, vector)]
    if len(vector) != layers or layers == 1:
        return [(f"{direction.name} {number}"[:64], row) for number, row in enumerate(vector, start=1)]
    alike = np.allclose(vector, vector[:1], rtol=1e-5, atol=1e-7 * float(np.abs(vector).max()))
    return [(direction.name, vector[0] if alike else vector)]
