"""StyleGAN2(-ADA) checkpoints in NVlabs' layout: generators, synthesis networks alone, discriminators.

Tensors do not tell the activations' bound, which NVIDIA's pickles say beside them, nor over how many pictures
the discriminator takes its standard deviation; without a word on them both are as published, no bound where
nothing runs in half precision, and groups of four.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from torch import Tensor

from engine.errors import BundleError
from engine.importers.found import Found

Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Found | None:
    """The StyleGAN2 network that these tensors are, or None; raises BundleError for StyleGAN3's."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "synthesis.input.transform" in shapes:
        raise BundleError("This is a StyleGAN3 network, which Ganvas does not run yet; nothing was imported.")
    if "synthesis.b4.const" in shapes and "mapping.fc0.weight" in shapes:
        synthesis = _synthesis(_under("synthesis.", shapes))
        config = synthesis | _mapping(_under("mapping.", shapes), synthesis["w_size"])
        return Found("stylegan2", "generator", "stylegan2_generator", config)
    if "b4.const" in shapes and "b4.conv1.affine.weight" in shapes:
        return Found("stylegan2", "synthesis", "stylegan2_synthesis", _synthesis(shapes))
    if "b4.conv.weight" in shapes and "b4.out.weight" in shapes and "b8.conv0.weight" in shapes:
        return Found("stylegan2", "discriminator", "stylegan2_discriminator", _discriminator(shapes))
    return None


def informed(found: Found, facts: Mapping[str, Any]) -> Found:
    """What NVIDIA's record of the network's arguments adds: bound and half precision of the synthesis."""
    told = facts.get("synthesis_kwargs", facts)
    if found.architecture not in ("stylegan2_generator", "stylegan2_synthesis") or not isinstance(told, dict):
        return found
    bound, half = told.get("conv_clamp"), told.get("num_fp16_res")
    added: dict[str, Any] = {}
    if isinstance(bound, int | float) and not isinstance(bound, bool) and 0 < bound < math.inf:
        added["clamp"] = float(bound)
    if type(half) is int and 0 <= half <= 10:
        added["half_resolutions"] = half
    return replace(found, config={**found.config, **added})


def _under(prefix: str, shapes: Shapes) -> dict[str, tuple[int, ...]]:
    return {name.removeprefix(prefix): shape for name, shape in shapes.items() if name.startswith(prefix)}


def _synthesis(shapes: Shapes) -> dict[str, Any]:
    widths = {r: shapes[f"b{r}.conv1.weight"][0] for r in _sizes(shapes, "conv1")}
    architecture = "skip" if "b4.torgb.weight" in shapes else "orig"
    if "b8.skip.weight" in shapes:
        architecture = "resnet"
    return {
        "w_size": shapes["b4.conv1.affine.weight"][1],
        "architecture": architecture,
        "picture_channels": shapes.get(f"b{max(widths)}.torgb.weight", (3,))[0],
        **_channels(widths),
    }


def _mapping(shapes: Shapes, w_size: int) -> dict[str, Any]:
    label_size = shapes["embed.weight"][1] if "embed.weight" in shapes else 0
    return {
        "z_size": shapes["fc0.weight"][1] - (w_size if label_size else 0),
        "label_size": label_size,
        "mapping_depth": _depth(shapes),
    }


def _discriminator(shapes: Shapes) -> dict[str, Any]:
    widths = {r: shapes[f"b{r}.conv0.weight"][0] for r in _sizes(shapes, "conv0")}
    widths[4] = shapes["b4.conv.weight"][0]
    first = max(widths)
    architecture = "skip" if "b4.fromrgb.weight" in shapes else "orig"
    if f"b{first}.skip.weight" in shapes:
        architecture = "resnet"
    labels = _under("mapping.", shapes)
    return {
        "architecture": architecture,
        "label_size": labels["embed.weight"][1] if "embed.weight" in labels else 0,
        "mapping_depth": _depth(labels) or 8,
        "group_size": 4 if shapes["b4.conv.weight"][1] > widths[4] else 1,
        "picture_channels": shapes.get(f"b{first}.fromrgb.weight", (0, 3))[1],
        **_channels(widths),
    }


def _sizes(shapes: Shapes, layer: str) -> list[int]:
    """Resolutions, smallest first, whose block has that layer."""
    return [2**n for n in range(2, 16) if f"b{2**n}.{layer}.weight" in shapes]


def _depth(shapes: Shapes) -> int:
    return sum(name.startswith("fc") and name.endswith(".weight") for name in shapes)


def _channels(widths: Mapping[int, int]) -> dict[str, int]:
    # The least base that gives every width; at 4x4 the bound is met or there is none.
    base = max(resolution * width for resolution, width in widths.items())
    return {"resolution": max(widths), "channel_base": base, "channel_max": widths[4]}
