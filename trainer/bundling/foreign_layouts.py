"""A bundle's network as a checkpoint of another program, for people who leave."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

from engine.architectures.stylegan2_rosinality import rosinality_names
from engine.bundle.bundle import Bundle
from engine.errors import BundleError
from engine.files import atomic_path

Layout = Literal["junyanz", "rosinality"]


def export_checkpoint(bundle: Bundle, target: Path, *, network: str = "generator", layout: Layout) -> int:
    """Write a network's tensors in float32 under the names that another program knows.

    Args:
        bundle: to take them from.
        target: a `.pth` or `.pt`; an older file is kept if writing fails.
        network: name of the network; for `rosinality` mapping and synthesis are joined.
        layout: `junyanz`, a plain state dictionary under the published names (the names that networks bear
            here), or `rosinality`, `{"g_ema": ..., "latent_avg": ...}` of a StyleGAN2.

    Returns:
        The number of tensors.

    Raises:
        BundleError: the bundle has no such network, or it is not of that layout.
        OSError: the disk refuses.
    """
    value: dict[str, Tensor] | dict[str, object]
    if layout == "junyanz":
        if network not in bundle.manifest.networks:
            known = ", ".join(bundle.manifest.networks)
            raise BundleError(
                "The model has no network '{network}'; it has {known}.", network=network, known=known
            )
        state = _tensors(bundle, network)
        value, count = state, len(state)
    else:
        if not {"mapping", "synthesis"} <= bundle.manifest.networks.keys():
            raise BundleError("Only a StyleGAN2 has rosinality's layout; this model is another.")
        state = rosinality_names(_tensors(bundle, "mapping"), _tensors(bundle, "synthesis"))
        average = state.pop("latent_avg")
        value, count = {"g_ema": state, "latent_avg": average}, len(state)
    with atomic_path(target) as temporary:
        torch.save(value, temporary)
    return count


def _tensors(bundle: Bundle, network: str) -> dict[str, Tensor]:
    found = {}
    for name, array in bundle.weights(network).items():
        tensor = torch.from_numpy(array)
        found[name] = tensor.float() if tensor.is_floating_point() else tensor
    return found
