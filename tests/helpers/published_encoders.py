"""pSp's, e4e's and ReStyle's files with random weights, and their encoders' formulas written out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.architectures.registry import build
from engine.architectures.stylegan2_rosinality import rosinality_names

State = dict[str, Tensor]
# Half of the published size on every side: 64-pixel pictures, codes of 8 numbers for 8 layers.
W_SIZE, LAYERS, WIDTHS, DEPTH, HALVINGS = 8, 8, (4, 4, 6, 8, 10), (1, 2, 2, 1), 2
GENERATOR = {
    "z_size": W_SIZE,
    "w_size": W_SIZE,
    "resolution": 32,
    "mapping_depth": 2,
    "channel_base": 256,
    "channel_max": 12,
}


def _norm(state: State, name: str, channels: int) -> None:
    state[f"{name}.weight"], state[f"{name}.bias"] = torch.rand(channels) + 0.5, torch.randn(channels) * 0.1
    state[f"{name}.running_mean"] = torch.randn(channels) * 0.1
    state[f"{name}.running_var"] = torch.rand(channels) + 0.5
    state[f"{name}.num_batches_tracked"] = torch.tensor(7)


def _conv(*shape: int) -> Tensor:
    return torch.randn(*shape) / math.sqrt(math.prod(shape[1:]))


def encoder_state(*, channels: int = 3, pyramid: bool = True) -> State:
    """An encoder's tensors under the published names."""
    state: State = {"input_layer.0.weight": _conv(WIDTHS[0], channels, 3, 3)}
    _norm(state, "input_layer.1", WIDTHS[0])
    state["input_layer.2.weight"] = torch.rand(WIDTHS[0])
    number = 0
    for stage, repeats in enumerate(DEPTH):
        for repeat in range(repeats):
            inputs, outputs = WIDTHS[stage + (repeat > 0)], WIDTHS[stage + 1]
            block = f"body.{number}"
            if inputs != outputs:
                state[f"{block}.shortcut_layer.0.weight"] = _conv(outputs, inputs, 1, 1)
                _norm(state, f"{block}.shortcut_layer.1", outputs)
            _norm(state, f"{block}.res_layer.0", inputs)
            state[f"{block}.res_layer.1.weight"] = _conv(outputs, inputs, 3, 3)
            state[f"{block}.res_layer.2.weight"] = torch.rand(outputs)
            state[f"{block}.res_layer.3.weight"] = _conv(outputs, outputs, 3, 3)
            _norm(state, f"{block}.res_layer.4", outputs)
            state[f"{block}.res_layer.5.fc1.weight"] = _conv(outputs // 2, outputs, 1, 1)
            state[f"{block}.res_layer.5.fc2.weight"] = _conv(outputs, outputs // 2, 1, 1)
            number += 1
    for layer in range(LAYERS):
        halvings = HALVINGS + ((layer >= 3) + (layer >= 7) if pyramid else 0)
        for step in range(halvings):
            inputs = W_SIZE if step else WIDTHS[-1]
            state[f"styles.{layer}.convs.{2 * step}.weight"] = _conv(W_SIZE, inputs, 3, 3)
            state[f"styles.{layer}.convs.{2 * step}.bias"] = torch.randn(W_SIZE) * 0.1
        state[f"styles.{layer}.linear.weight"] = torch.randn(W_SIZE, W_SIZE)
        state[f"styles.{layer}.linear.bias"] = torch.randn(W_SIZE) * 0.1
    if pyramid:
        for name, width in (("latlayer1", WIDTHS[3]), ("latlayer2", WIDTHS[2])):
            state[f"{name}.weight"], state[f"{name}.bias"] = _conv(WIDTHS[4], width, 1, 1), torch.randn(10)
    return state


def resnet_state() -> State:
    """The tensors of ReStyle's encoder on a ResNet, which takes six channels."""
    state = {n: t for n, t in encoder_state(channels=6, pyramid=False).items() if n.startswith("styles.")}
    state["conv1.weight"], state["relu.weight"] = _conv(WIDTHS[0], 6, 7, 7), torch.rand(WIDTHS[0])
    _norm(state, "bn1", WIDTHS[0])
    number = 0
    for stage, repeats in enumerate(DEPTH):
        for repeat in range(repeats):
            inputs, outputs = WIDTHS[stage + (repeat > 0)], WIDTHS[stage + 1]
            block = f"body.{number}"
            for convolution, width in (("1", inputs), ("2", outputs)):
                state[f"{block}.conv{convolution}.weight"] = _conv(outputs, width, 3, 3)
                _norm(state, f"{block}.bn{convolution}", outputs)
            if stage and not repeat:
                state[f"{block}.downsample.0.weight"] = _conv(outputs, inputs, 1, 1)
                _norm(state, f"{block}.downsample.1", outputs)
            number += 1
    return state


def resnet_info(state: Mapping[str, Tensor], x: Tensor) -> Tensor:
    """What its heads tell of photo and drawn picture (N, 6, 64, 64): (N, LAYERS, W_SIZE)."""
    x = F.conv2d(x, state["conv1.weight"], stride=2, padding=3)
    x = _prelu(_normal(state, "bn1", x), state["relu.weight"])
    for number in range(sum(DEPTH)):
        block = f"body.{number}"
        halves = f"{block}.downsample.0.weight" in state
        made = F.conv2d(x, state[f"{block}.conv1.weight"], stride=1 + halves, padding=1)
        made = F.relu(_normal(state, f"{block}.bn1", made))
        made = _normal(state, f"{block}.bn2", F.conv2d(made, state[f"{block}.conv2.weight"], padding=1))
        if halves:
            x = F.conv2d(x, state[f"{block}.downsample.0.weight"], stride=2)
            x = _normal(state, f"{block}.downsample.1", x)
        x = F.relu(x + made)
    return _codes(state, [x], pyramid=False)


def _normal(state: Mapping[str, Tensor], name: str, x: Tensor) -> Tensor:
    shape = (1, -1, 1, 1)
    mean, variance = state[f"{name}.running_mean"].view(shape), state[f"{name}.running_var"].view(shape)
    scale, shift = state[f"{name}.weight"].view(shape), state[f"{name}.bias"].view(shape)
    return (x - mean) / torch.sqrt(variance + 1e-5) * scale + shift


def _prelu(x: Tensor, slope: Tensor) -> Tensor:
    return torch.where(x > 0, x, x * slope.view(1, -1, 1, 1))


def info(state: Mapping[str, Tensor], x: Tensor) -> Tensor:
    """What the heads tell of a picture (N, channels, 64, 64): (N, LAYERS, W_SIZE)."""
    x = F.conv2d(x, state["input_layer.0.weight"], padding=1)
    x = _prelu(_normal(state, "input_layer.1", x), state["input_layer.2.weight"])
    number, maps = 0, []
    for repeats in DEPTH:
        for repeat in range(repeats):
            block, stride = f"body.{number}", 1 if repeat else 2
            made = _normal(state, f"{block}.res_layer.0", x)
            made = F.conv2d(made, state[f"{block}.res_layer.1.weight"], padding=1)
            made = _prelu(made, state[f"{block}.res_layer.2.weight"])
            made = F.conv2d(made, state[f"{block}.res_layer.3.weight"], stride=stride, padding=1)
            made = _normal(state, f"{block}.res_layer.4", made)
            gate = F.relu(F.conv2d(made.mean((2, 3), True), state[f"{block}.res_layer.5.fc1.weight"]))
            made = made * torch.sigmoid(F.conv2d(gate, state[f"{block}.res_layer.5.fc2.weight"]))
            if f"{block}.shortcut_layer.0.weight" in state:
                x = F.conv2d(x, state[f"{block}.shortcut_layer.0.weight"], stride=stride)
                x = _normal(state, f"{block}.shortcut_layer.1", x)
            else:
                x = F.max_pool2d(x, 1, stride)
            x = x + made
            number += 1
        maps.append(x)
    pyramid = "latlayer1.weight" in state
    seen = [maps[3]]
    if pyramid:
        for name, side in (("latlayer1", maps[2]), ("latlayer2", maps[1])):
            side = F.conv2d(side, state[f"{name}.weight"], state[f"{name}.bias"])
            grown = F.interpolate(seen[-1], side.shape[2:], mode="bilinear", align_corners=True)
            seen.append(grown + side)
    return _codes(state, seen, pyramid=pyramid)


def _codes(state: Mapping[str, Tensor], seen: list[Tensor], *, pyramid: bool) -> Tensor:
    codes = []
    for layer in range(LAYERS):
        x = seen[(layer >= 3) + (layer >= 7) if pyramid else 0]
        step = 0
        while f"styles.{layer}.convs.{step}.weight" in state:
            name = f"styles.{layer}.convs.{step}"
            x = F.leaky_relu(F.conv2d(x, state[f"{name}.weight"], state[f"{name}.bias"], 2, 1), 0.01)
            step += 2
        weight = state[f"styles.{layer}.linear.weight"] / math.sqrt(W_SIZE)
        codes.append(F.linear(x.flatten(1), weight, state[f"styles.{layer}.linear.bias"]))
    return torch.stack(codes, dim=1)


def generator_state() -> tuple[torch.nn.Module, State]:
    """A small StyleGAN2 and its tensors under rosinality's names, "latent_avg" among them."""
    network = build("stylegan2_generator", GENERATOR).eval()
    with torch.no_grad():
        network.get_submodule("mapping").get_buffer("w_avg").normal_()
        for name, parameter in network.named_parameters():
            if name.endswith("torgb.weight"):
                parameter *= 0.3
    parts = [network.get_submodule(part).state_dict() for part in ("mapping", "synthesis")]
    return network, rosinality_names(*parts)


def write_psp(
    path: Path, encoder: Mapping[str, Tensor], decoder: Mapping[str, Tensor], opts: Any, layers: int = LAYERS
) -> Path:
    """A file as pSp's training writes it: both networks in one dictionary, options, average codes."""
    own = {name: tensor for name, tensor in decoder.items() if name != "latent_avg"}
    state = {f"encoder.{name}": tensor for name, tensor in encoder.items()}
    state |= {f"decoder.{name}": tensor for name, tensor in own.items()}
    average = decoder["latent_avg"].repeat(layers, 1)
    torch.save({"state_dict": state, "opts": opts, "latent_avg": average}, path)
    return path
