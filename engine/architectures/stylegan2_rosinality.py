"""StyleGAN2 checkpoints in rosinality's layout (also pSp's decoder): the same network under other names.

The tensors are NVlabs' but for their shapes; no weight is flipped or scaled. Fixed filters are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count, takewhile
from typing import Any

import torch
from torch import Tensor

from engine.architectures.layers import resample_filter
from engine.architectures.stylegan2 import MappingNetwork
from engine.architectures.stylegan2 import detect as detect_nvlabs
from engine.checkpoints.detection import Detection
from engine.errors import BundleError

State = Mapping[str, Tensor]
_SAMPLES = 4096
_HEADS = {"style", "input", "conv1", "to_rgb1", "convs", "to_rgbs", "noises", "latent_avg"}


def detect(state: State) -> Detection | None:
    """The StyleGAN2 network that these tensors are, or None."""
    heads = {name.partition(".")[0] for name in state}
    if {"style", "input"} <= heads <= _HEADS:
        rename = _generator
    elif "convs.0.0.weight" in state and "final_conv.0.weight" in state:
        rename = _discriminator
    else:
        return None
    shapes = {name: torch.empty(tensor.shape, device="meta") for name, tensor in state.items()}
    found = detect_nvlabs(rename(shapes))
    if found is None:
        raise KeyError("tensors of a whole network")
    return Detection(found.family, found.role, found.architecture, found.config, renamed=rename)


def _generator(state: State) -> dict[str, Tensor]:
    depth = len(list(takewhile(lambda n: f"style.{n}.weight" in state, count(1))))
    made = {
        f"mapping.fc{number}.{kind}": state[f"style.{number + 1}.{kind}"]
        for number in range(depth)
        for kind in ("weight", "bias")
    }
    made["mapping.w_avg"] = _average(state, made, depth)
    made["synthesis.b4.const"] = state["input.input"][0]
    blocks = len(list(takewhile(lambda n: f"convs.{2 * n}.conv.weight" in state, count())))
    made |= _styled(state, "conv1", "synthesis.b4.conv1", 0, 4)
    made |= _to_rgb(state, "to_rgb1", "synthesis.b4.torgb")
    made["synthesis.b4.resample_filter"] = _filter(state)
    for number in range(blocks):
        size = 2 ** (number + 3)
        block = f"synthesis.b{size}"
        made |= _styled(state, f"convs.{2 * number}", f"{block}.conv0", 2 * number + 1, size)
        made |= _styled(state, f"convs.{2 * number + 1}", f"{block}.conv1", 2 * number + 2, size)
        made |= _to_rgb(state, f"to_rgbs.{number}", f"{block}.torgb")
        made[f"{block}.resample_filter"] = _filter(state)
    return made


def _styled(state: State, theirs: str, ours: str, noise: int, size: int) -> dict[str, Tensor]:
    weight = state[f"{theirs}.conv.weight"]
    # Files without noise pictures drew them at random; ours are drawn once and kept.
    rng = torch.randn(size, size, generator=torch.Generator().manual_seed(noise), device="cpu")
    stored = state.get(f"noises.noise_{noise}")
    return {
        f"{ours}.weight": weight[0],
        f"{ours}.affine.weight": state[f"{theirs}.conv.modulation.weight"],
        f"{ours}.affine.bias": state[f"{theirs}.conv.modulation.bias"],
        f"{ours}.noise_strength": state[f"{theirs}.noise.weight"][0],
        f"{ours}.noise_const": rng.to(weight.device) if stored is None else stored[0, 0],
        f"{ours}.bias": state[f"{theirs}.activate.bias"],
        f"{ours}.resample_filter": _filter(state),
    }


def _to_rgb(state: State, theirs: str, ours: str) -> dict[str, Tensor]:
    return {
        f"{ours}.weight": state[f"{theirs}.conv.weight"][0],
        f"{ours}.affine.weight": state[f"{theirs}.conv.modulation.weight"],
        f"{ours}.affine.bias": state[f"{theirs}.conv.modulation.bias"],
        f"{ours}.bias": state[f"{theirs}.bias"].flatten(),
    }


def _average(state: State, mapping: State, depth: int) -> Tensor:
    """The stored average code, which may be there once for every layer; else one that is measured."""
    width = state["style.1.weight"].shape[0]
    if state["style.1.weight"].is_meta:
        # Nothing is computed of shapes: PyTorch would load 150 MB of modules for it.
        return torch.empty(width, device="meta")
    stored = state.get("latent_avg")
    if stored is not None:
        return stored.reshape(-1, width).mean(dim=0)
    network = MappingNetwork(state["style.1.weight"].shape[1], width, 0, depth)
    own = {name.removeprefix("mapping."): tensor.float() for name, tensor in mapping.items()}
    network.load_state_dict(own)
    return measured_average(network)


def measured_average(mapping: MappingNetwork) -> Tensor:
    """The mean of the codes that a mapping network of `layers_count` 0 gives, (w,)."""
    z = torch.randn(_SAMPLES, mapping.z_size, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        average: Tensor = mapping(z).mean(dim=0)
    return average


def _filter(state: State) -> Tensor:
    some = next(iter(state.values()))
    return resample_filter().to(some.device)


def _discriminator(state: State) -> dict[str, Tensor]:
    blocks = len(list(takewhile(lambda n: f"convs.{n}.conv1.0.weight" in state, count(1))))
    made: dict[str, Tensor] = {}
    for number in range(1, blocks + 1):
        ours, theirs = f"b{2 ** (blocks + 3 - number)}", f"convs.{number}"
        made |= dict(_block(state, theirs, ours))
        made |= {
            f"{ours}.{part}resample_filter": _filter(state) for part in ("", "conv0.", "conv1.", "skip.")
        }
    first = f"b{2 ** (blocks + 2)}.fromrgb"
    made |= {f"{first}.weight": state["convs.0.0.weight"], f"{first}.bias": state["convs.0.1.bias"]}
    made[f"{first}.resample_filter"] = _filter(state)
    made |= {
        "b4.conv.weight": state["final_conv.0.weight"],
        "b4.conv.bias": state["final_conv.1.bias"],
        "b4.conv.resample_filter": _filter(state),
    }
    for ours, number in (("fc", 0), ("out", 1)):
        made |= {f"b4.{ours}.{kind}": state[f"final_linear.{number}.{kind}"] for kind in ("weight", "bias")}
    return made


def _block(state: State, theirs: str, ours: str) -> Iterator[tuple[str, Any]]:
    yield f"{ours}.conv0.weight", state[f"{theirs}.conv1.0.weight"]
    yield f"{ours}.conv0.bias", state[f"{theirs}.conv1.1.bias"]
    yield f"{ours}.conv1.weight", state[f"{theirs}.conv2.1.weight"]
    yield f"{ours}.conv1.bias", state[f"{theirs}.conv2.2.bias"]
    yield f"{ours}.skip.weight", state[f"{theirs}.skip.1.weight"]


# The other way, for people who leave.


def rosinality_names(mapping: Mapping[str, Tensor], synthesis: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """StyleGAN2's tensors under rosinality's names; `detect` goes the other way.

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
