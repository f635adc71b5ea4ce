"""Axes in closed form (Shen and Zhou 2021, "SeFa"): what the first step of the synthesis amplifies most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import LatentError
from engine.latent.axes import AxisSet
from engine.latent.pca import named_direction


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
