"""StyleGAN checkpoints (the first, of 2019): InterFaceGAN's conversion of NVIDIA's, and rosinality's own.

InterFaceGAN's keys at full width are compared with a published list. Of rosinality's layout
(style-based-gan-pytorch, with blur and fused upscaling) no such list or reference output is at hand: it
follows the published module's names and formulas, and is checked against those alone. Its files hold every
resolution up to 1024 pixels, however far training went; levels whose parameters never moved are left out. It
gives both layers of a resolution one noise picture, drawn anew each time; here one is drawn once and kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import count, takewhile

import torch
from torch import Tensor

from engine.importers.equalised import fused, growing, in_use, is_untrained
from engine.importers.found import Found
from engine.importers.rosinality import measured_average
from engine.networks.stylegan2_mapping import MappingNetwork

State = Mapping[str, Tensor]
_NVIDIA_EPS, _TORCH_EPS = 1e-8, 1e-5
_FIRST = "synthesis.layer0.epilogue.style_mod.dense.linear.weight"


def detect(state: State) -> Found | None:
    """The StyleGAN generator that these tensors are, or None."""
    if _FIRST in state and "mapping.dense0.linear.weight" in state:
        return _interfacegan(state)
    if "generator.progression.0.adain1.style.linear.weight_orig" in state and "style.1.linear.bias" in state:
        return _rosinality(state)
    return None


def _interfacegan(state: State) -> Found:
    levels = len(list(takewhile(lambda n: f"synthesis.output{n}.bias" in state, count())))
    lod = state.get("synthesis.lod")
    if lod is not None and not lod.is_meta:
        # Of a file from the middle of training the highest resolutions are not drawn yet.
        levels = max(1, levels - max(0, math.ceil(float(lod))))
    first = state["mapping.dense0.linear.weight"]
    config = {
        "z_size": first.shape[1],
        "w_size": state[_FIRST].shape[1],
        "widths": [state[f"synthesis.layer{2 * level + 1}.conv.weight"].shape[0] for level in range(levels)],
        "mapping_depth": _count(state, "mapping.dense{}.linear.weight"),
        "lr_multiplier": 0.01,
        "blurred_bias": False,
        "norm_eps": _NVIDIA_EPS,
        "picture_channels": state["synthesis.output0.bias"].shape[0],
    }
    return Found(
        "stylegan1",
        "generator",
        "stylegan1_generator",
        config,
        renamed=partial(_from_interfacegan, levels=levels),
    )


def _rosinality(state: State) -> Found:
    trained = [
        level
        for level in range(_count(state, "generator.progression.{}.conv2.conv.bias"))
        if not is_untrained(
            state[f"generator.progression.{level}.conv2.conv.bias"],
            state[f"generator.progression.{level}.noise2.weight_orig"],
        )
    ]
    levels = max(trained) + 1 if trained else 1
    depth = len(list(takewhile(lambda n: f"style.{2 * n + 1}.linear.bias" in state, count())))
    config = {
        "z_size": state["style.1.linear.weight_orig"].shape[1],
        "w_size": state["generator.progression.0.adain1.style.linear.weight_orig"].shape[1],
        "widths": [
            state[f"generator.progression.{level}.conv2.conv.bias"].shape[0] for level in range(levels)
        ],
        "mapping_depth": depth,
        "lr_multiplier": 1.0,
        "blurred_bias": True,
        "norm_eps": _TORCH_EPS,
        "picture_channels": state["generator.to_rgb.0.conv.bias"].shape[0],
    }
    return Found(
        "stylegan1",
        "generator",
        "stylegan1_generator",
        config,
        renamed=partial(_from_rosinality, levels=levels),
    )


def _count(state: State, pattern: str) -> int:
    return len(list(takewhile(lambda n: pattern.format(n) in state, count())))


def _from_interfacegan(state: State, levels: int) -> dict[str, Tensor]:
    made = dict(
        _mapping(
            (state[f"mapping.dense{n}.linear.weight"], state[f"mapping.dense{n}.wscale.bias"])
            for n in range(_count(state, "mapping.dense{}.linear.weight"))
        )
    )
    made["mapping.w_avg"] = state["truncation.w_avg"]
    for layer in range(2 * levels):
        theirs, ours = f"synthesis.layer{layer}", f"synthesis.layers.{layer}"
        style = f"{theirs}.epilogue.style_mod.dense"
        bias = state[f"{style}.wscale.bias"]
        # The published layer scales by one more than the style says.
        one = torch.cat([torch.ones_like(bias[: len(bias) // 2]), torch.zeros_like(bias[len(bias) // 2 :])])
        made |= {
            f"{ours}.bias": state[f"{theirs}.epilogue.bias"],
            f"{ours}.noise_strength": state[f"{theirs}.epilogue.apply_noise.weight"],
            f"{ours}.noise_const": state[f"{theirs}.epilogue.apply_noise.noise"][0, 0],
            f"{ours}.affine.weight": in_use(state[f"{style}.linear.weight"], gain=1),
            f"{ours}.affine.bias": bias + one,
        }
        if layer == 0:
            made[f"{ours}.const"] = state[f"{theirs}.first_layer"][0]
        elif f"{theirs}.weight" in state:
            # Fused: height, width, inputs, outputs.
            stored = state[f"{theirs}.weight"]
            weight = in_use(stored.permute(2, 3, 0, 1), inputs=math.prod(stored.shape[:3]))
            made[f"{ours}.weight"] = fused(weight)
        else:
            weight = in_use(state[f"{theirs}.conv.weight"])
            made[f"{ours}.weight"] = growing(weight) if layer % 2 == 0 else weight
    picture = f"synthesis.output{levels - 1}"
    made["synthesis.torgb.weight"] = in_use(state[f"{picture}.conv.weight"], gain=1)
    made["synthesis.torgb.bias"] = state[f"{picture}.bias"]
    return made


def _from_rosinality(state: State, levels: int) -> dict[str, Tensor]:
    depth = len(list(takewhile(lambda n: f"style.{2 * n + 1}.linear.bias" in state, count())))
    made = dict(
        _mapping(
            (state[f"style.{2 * n + 1}.linear.weight_orig"], state[f"style.{2 * n + 1}.linear.bias"])
            for n in range(depth)
        )
    )
    made["mapping.w_avg"] = _average(made, depth)
    for level in range(levels):
        block = f"generator.progression.{level}"
        size = 2 ** (level + 2)
        drawn = torch.randn(size, size, generator=torch.Generator().manual_seed(level), device="cpu")
        for part in (1, 2):
            ours = f"synthesis.layers.{2 * level + part - 1}"
            style = f"{block}.adain{part}.style.linear"
            strength = state[f"{block}.noise{part}.weight_orig"]
            made |= {
                # Their noise is scaled like a weight, by the number of its channels.
                f"{ours}.noise_strength": in_use(strength).flatten(),
                f"{ours}.noise_const": drawn.to(strength.device),
                f"{ours}.affine.weight": in_use(state[f"{style}.weight_orig"]),
                f"{ours}.affine.bias": state[f"{style}.bias"],
            }
            made |= dict(_convolution(state, block, part, ours))
    made["synthesis.torgb.weight"] = in_use(state[f"generator.to_rgb.{levels - 1}.conv.weight_orig"])
    made["synthesis.torgb.bias"] = state[f"generator.to_rgb.{levels - 1}.conv.bias"]
    return made


def _convolution(state: State, block: str, part: int, ours: str) -> Iterator[tuple[str, Tensor]]:
    if part == 2:
        yield f"{ours}.weight", in_use(state[f"{block}.conv2.conv.weight_orig"])
        yield f"{ours}.bias", state[f"{block}.conv2.conv.bias"]
    elif f"{block}.conv1.input" in state:
        const = state[f"{block}.conv1.input"][0]
        yield f"{ours}.const", const
        yield f"{ours}.bias", torch.zeros(const.shape[0], device=const.device)
    elif f"{block}.conv1.0.weight" in state:
        weight = state[f"{block}.conv1.0.weight"]
        count_in = math.prod(weight.shape) // weight.shape[1]
        yield f"{ours}.weight", fused(in_use(weight, inputs=count_in)) / 4
        yield f"{ours}.bias", state[f"{block}.conv1.0.bias"]
    else:
        yield f"{ours}.weight", growing(in_use(state[f"{block}.conv1.1.conv.weight_orig"]))
        yield f"{ours}.bias", state[f"{block}.conv1.1.conv.bias"]


def _mapping(layers: Iterable[tuple[Tensor, Tensor]]) -> Iterator[tuple[str, Tensor]]:
    """Layers as StyleGAN2 has them, whose leaky ReLU comes before the gain and not behind it."""
    for number, (weight, bias) in enumerate(layers):
        yield f"mapping.fc{number}.weight", weight
        yield f"mapping.fc{number}.bias", bias / math.sqrt(2)


def _average(made: State, depth: int) -> Tensor:
    """Files hold no average code; it is measured as the published program does."""
    first, last = made["mapping.fc0.weight"], made[f"mapping.fc{depth - 1}.weight"]
    if first.is_meta:
        return torch.empty(last.shape[0], device="meta")
    network = MappingNetwork(first.shape[1], last.shape[0], 0, depth, lr_multiplier=1.0)
    network.load_state_dict({name.removeprefix("mapping."): tensor.float() for name, tensor in made.items()})
    return measured_average(network)
