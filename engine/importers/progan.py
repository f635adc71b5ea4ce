"""ProGAN checkpoints: InterFaceGAN's conversion of the published weights, and rosinality's own training.

InterFaceGAN's keys at full width are compared with a published list. Of rosinality's layout
(progressive-gan-pytorch, conditional) no such list or reference output is at hand: it follows the published
module's names and formulas, and is checked against those alone. Its files hold every resolution up to 128
pixels, however far training went; levels whose biases never moved are left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from itertools import count, takewhile

import torch
from torch import Tensor

from engine.importers.equalised import fused, growing, in_use, is_untrained
from engine.importers.found import Found

State = Mapping[str, Tensor]


def detect(state: State) -> Found | None:
    """The ProGAN generator that these tensors are, or None."""
    if "layer0.conv.weight" in state and "layer0.wscale.bias" in state and "output0.conv.weight" in state:
        return _interfacegan(state)
    if "label_embed.weight" in state and "progression.0.conv.0.conv.weight_orig" in state:
        return _rosinality(state)
    return None


def _interfacegan(state: State) -> Found:
    levels = len(list(takewhile(lambda n: f"output{n}.conv.weight" in state, count())))
    lod = state.get("lod")
    if lod is not None and not lod.is_meta:
        # Of a file from the middle of training the highest resolutions are not drawn yet.
        levels = max(1, levels - max(0, math.ceil(float(lod))))
    config = {
        "z_size": state["layer0.conv.weight"].shape[1],
        "widths": [state[f"layer{2 * level + 1}.conv.weight"].shape[0] for level in range(levels)],
        "order": "activation_first",
        "label_size": 0,
        "label_width": 0,
        "picture_channels": state["output0.conv.weight"].shape[0],
    }
    rename = partial(_from_interfacegan, levels=levels)
    return Found("progan", "generator", "progan_generator", config, renamed=rename)


def _rosinality(state: State) -> Found:
    full = len(list(takewhile(lambda n: f"to_rgb.{n}.weight" in state, count())))
    trained = [
        level
        for level in range(full)
        if not is_untrained(*(state[f"progression.{level}.conv.{part}.conv.bias"] for part in (0, 3)))
    ]
    levels = max(trained) + 1 if trained else 1
    labels, width = state["label_embed.weight"].shape
    config = {
        "z_size": state["progression.0.conv.0.conv.weight_orig"].shape[1] - width,
        "widths": [state[f"progression.{level}.conv.3.conv.bias"].shape[0] for level in range(levels)],
        "order": "norm_first",
        "label_size": labels,
        "label_width": width,
        "picture_channels": state["to_rgb.0.weight"].shape[0],
    }
    rename = partial(_from_rosinality, levels=levels)
    return Found("progan", "generator", "progan_generator", config, renamed=rename)


def _from_interfacegan(state: State, levels: int) -> dict[str, Tensor]:
    made: dict[str, Tensor] = {}
    for layer in range(2 * levels):
        ours = f"synthesis.layers.{layer}"
        made[f"{ours}.bias"] = state[f"layer{layer}.wscale.bias"]
        if f"layer{layer}.weight" in state:
            # Fused: height, width, inputs, outputs.
            stored = state[f"layer{layer}.weight"]
            made[f"{ours}.weight"] = fused(in_use(stored.permute(2, 3, 0, 1), inputs=stored[..., 0].numel()))
        else:
            weight = in_use(state[f"layer{layer}.conv.weight"])
            made[f"{ours}.weight"] = growing(weight) if layer and layer % 2 == 0 else weight
    made["synthesis.torgb.weight"] = in_use(state[f"output{levels - 1}.conv.weight"], gain=1)
    made["synthesis.torgb.bias"] = state[f"output{levels - 1}.wscale.bias"]
    code = state["layer0.conv.weight"]
    made["mapping.w_avg"] = torch.zeros(code.shape[1], device=code.device)
    return made


def _from_rosinality(state: State, levels: int) -> dict[str, Tensor]:
    made = {"mapping.embed": state["label_embed.weight"]}
    for level in range(levels):
        for number, part in enumerate((0, 3)):
            theirs, ours = f"progression.{level}.conv.{part}.conv", f"synthesis.layers.{2 * level + number}"
            weight = in_use(state[f"{theirs}.weight_orig"])
            made[f"{ours}.weight"] = growing(weight) if level and not number else weight
            made[f"{ours}.bias"] = state[f"{theirs}.bias"]
    made["synthesis.torgb.weight"] = state[f"to_rgb.{levels - 1}.weight"]
    made["synthesis.torgb.bias"] = state[f"to_rgb.{levels - 1}.bias"]
    code = state["progression.0.conv.0.conv.weight_orig"]
    made["mapping.w_avg"] = torch.zeros(code.shape[1], device=code.device)
    return made
