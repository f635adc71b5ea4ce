"""A bundle's network as a checkpoint of another program, for people who leave."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor

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


def rosinality_names(mapping: Mapping[str, Tensor], synthesis: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """StyleGAN2's tensors under rosinality's names; stylegan2_rosinality.py goes the other way.

    Raises:
        BundleError: the generator is not of the one architecture that the layout has: `skip`, no labels.
    """
    sizes = [2**n for n in range(2, 16) if f"b{2**n}.conv1.weight" in synthesis]
    if "embed.weight" in mapping or any(f"b{size}.torgb.weight" not in synthesis for size in sizes):
        raise BundleError(
            "rosinality's layout has no labels and draws at every resolution; this model does not."
        )
    made = {"latent_avg": mapping["w_avg"], "input.input": synthesis["b4.const"][None]}
    for name, tensor in mapping.items():
        if name.startswith("fc"):
            index, kind = name.removeprefix("fc").split(".")
            made[f"style.{int(index) + 1}.{kind}"] = tensor
    layers = {"b4.conv1": "conv1"}
    pictures = {"b4.torgb": "to_rgb1"}
    for number, size in enumerate(sizes[1:]):
        layers |= {f"b{size}.conv0": f"convs.{2 * number}", f"b{size}.conv1": f"convs.{2 * number + 1}"}
        pictures[f"b{size}.torgb"] = f"to_rgbs.{number}"
    for number, (ours, theirs) in enumerate(layers.items()):
        made[f"{theirs}.noise.weight"] = synthesis[f"{ours}.noise_strength"].reshape(1)
        made[f"{theirs}.activate.bias"] = synthesis[f"{ours}.bias"]
        made[f"noises.noise_{number}"] = synthesis[f"{ours}.noise_const"][None, None]
        if ours.endswith("conv0"):
            # The filter of growing layers makes up for the zeros put between pixels.
            made[f"{theirs}.conv.blur.kernel"] = synthesis[f"{ours}.resample_filter"] * 4
    for ours, theirs in pictures.items():
        made[f"{theirs}.bias"] = synthesis[f"{ours}.bias"][None, :, None, None]
        if ours != "b4.torgb":
            made[f"{theirs}.upsample.kernel"] = synthesis["b4.resample_filter"] * 4
    for ours, theirs in (layers | pictures).items():
        made[f"{theirs}.conv.weight"] = synthesis[f"{ours}.weight"][None]
        for kind in ("weight", "bias"):
            made[f"{theirs}.conv.modulation.{kind}"] = synthesis[f"{ours}.affine.{kind}"]
    return {name: tensor.contiguous() for name, tensor in made.items()}
