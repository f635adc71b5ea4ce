"""SPADE checkpoints: generators of any width, with and without style, and the style encoder.

Spectral norms are folded with the stored vectors: the weights here are those that the published network
convolves with. Tensors do not tell how often the size is doubled when it is 5 or 6 times: the layout of the
published Cityscapes model (36 channels) is read as 6, others as 5, unless something beside them tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count, takewhile
from typing import Any

import torch
from torch import Tensor

from engine.importers.found import Found, Taken

Shapes = Mapping[str, tuple[int, ...]]
_CITYSCAPES = 36
_LAYERS = {"normal": 5, "more": 6}


def detect(state: Mapping[str, Tensor]) -> Found | None:
    """The SPADE network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "head_0.norm_0.mlp_shared.0.weight" in shapes and "conv_img.weight" in shapes:
        return _generator(shapes)
    if "fc_mu.weight" in shapes and ("layer1.0.weight_orig" in shapes or "layer1.0.weight" in shapes):
        return _encoder(shapes)
    return None


def informed(found: Found, facts: Mapping[str, Any]) -> Found:
    """With the published option `num_upsampling_layers`, "normal" or "more", where it is told."""
    told = facts.get("num_upsampling_layers")
    if found.architecture != "spade_generator" or found.config["upsamplings"] == 7 or told not in _LAYERS:
        return found
    return replace(found, config={**found.config, "upsamplings": _LAYERS[told]})


def _generator(shapes: Shapes) -> Found:
    labels = shapes["head_0.norm_0.mlp_shared.0.weight"][1]
    deepest = shapes["head_0.norm_0.mlp_gamma.weight"][0]
    upsamplings = 7 if "up_4.conv_0.bias" in shapes else 6 if labels == _CITYSCAPES else 5
    config: dict[str, object] = {"labels": labels, "width": deepest // 16, "upsamplings": upsamplings}
    first = shapes["fc.weight"]
    if len(first) == 2:
        side = round((first[0] / deepest) ** 0.5)
        config |= {"style_size": first[1], "start": [side, side]}
    return Found("spade", "generator", "spade_generator", config, renamed=folded)


def _encoder(shapes: Shapes) -> Found:
    def first(number: int) -> tuple[int, ...]:
        return shapes.get(f"layer{number}.0.weight_orig") or shapes.get(f"layer{number}.0.weight", ())

    widths = [first(number)[0] for number in takewhile(first, count(1))]
    config = {
        "widths": widths,
        "style_size": shapes["fc_mu.weight"][0],
        "places": shapes["fc_mu.weight"][1] // widths[-1],
    }
    return Found("spade", "encoder", "spade_encoder", config, renamed=folded)


def folded(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors whose spectral norms are divided out: weight = weight_orig / (u . W v) (Miyato et al. 2018).

    In use, PyTorch's spectral norm takes the stored vectors as they are, so nothing is iterated here either.
    """
    made = {}
    in_place = isinstance(state, Taken)
    for name, tensor in state.items():
        if name.endswith((".weight_u", ".weight_v")):
            continue
        if name.endswith(".weight_orig"):
            stem = name.removesuffix("_orig")
            matrix = tensor.float().flatten(1)
            norm = torch.dot(state[f"{stem}_u"].float(), matrix @ state[f"{stem}_v"].float())
            # A file's tensors are views of it: a quotient beside each would hold every weight twice.
            made[stem] = tensor.div_(norm) if in_place and tensor.is_floating_point() else tensor / norm
        else:
            made[name] = tensor
    return made
