"""Axes of greatest variation (Härkönen et al. 2020, "GANSpace"): principal components of W, nobody labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import LatentError
from engine.latent.axes import Axis, AxisSet
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
