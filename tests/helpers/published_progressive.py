"""ProGAN and StyleGAN 1: files of both layouts with random weights, and the published formulas, step by step.

The formulas are written as the papers and the published modules state them: weights scaled in every call,
nearest neighbour and 3x3 convolutions, blur, AdaIN; nothing of the networks under test.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

State = dict[str, Tensor]
CODE, WIDTHS = 12, (10, 8, 6, 4)


def drawn(*shape: int) -> Tensor:
    return torch.randn(*shape)


def pixel_norm(x: Tensor) -> Tensor:
    return x / torch.sqrt((x * x).mean(dim=1, keepdim=True) + 1e-8)


def scaled(weight: Tensor, gain: float = math.sqrt(2)) -> Tensor:
    return weight * gain / math.sqrt(weight[0].numel())


def column(values: Tensor) -> Tensor:
    return values.view(1, -1, 1, 1)


def doubled(x: Tensor) -> Tensor:
    return x.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3)


def fused_up(x: Tensor, weight: Tensor) -> Tensor:
    """A transposed convolution with four shifted copies of a kernel (in, out, 3, 3)."""
    kernel = torch.zeros(*weight.shape[:2], 4, 4)
    for row in (0, 1):
        for place in (0, 1):
            kernel[:, :, row : row + 3, place : place + 3] += weight
    return F.conv_transpose2d(x, kernel, stride=2, padding=1)


def blurred(x: Tensor) -> Tensor:
    kernel = torch.tensor([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
    return F.conv2d(x, kernel.expand(x.shape[1], 1, 3, 3), padding=1, groups=x.shape[1])


def adain(x: Tensor, scale: Tensor, shift: Tensor, eps: float) -> Tensor:
    mean, variance = x.mean(dim=(2, 3), keepdim=True), x.var(dim=(2, 3), unbiased=False, keepdim=True)
    return scale[:, :, None, None] * (x - mean) / torch.sqrt(variance + eps) + shift[:, :, None, None]


def interfacegan_progan(fused_from: int = 99) -> State:
    state = {"lod": torch.zeros(())}
    widths = (CODE, *WIDTHS)
    for level, width in enumerate(WIDTHS):
        for part, inputs in ((0, widths[level]), (1, width)):
            side = 4 if level == part == 0 else 3
            state[f"layer{2 * level + part}.wscale.bias"] = drawn(width)
            if not part and level >= fused_from:
                state[f"layer{2 * level}.weight"] = drawn(3, 3, inputs, width)
            else:
                state[f"layer{2 * level + part}.conv.weight"] = drawn(width, inputs, side, side)
        state[f"output{level}.conv.weight"] = drawn(3, width, 1, 1)
        state[f"output{level}.wscale.bias"] = drawn(3)
    return state


def published_progan(state: Mapping[str, Tensor], z: Tensor, levels: int = len(WIDTHS)) -> Tensor:
    """Karras et al. 2018, table 2 and section 4: nearest neighbour, equalised rate, pixel norm."""
    x = z[:, :, None, None]
    for layer in range(2 * levels):
        x = pixel_norm(x)
        if f"layer{layer}.weight" in state:
            weight = state[f"layer{layer}.weight"].permute(2, 3, 0, 1)
            x = fused_up(x, weight * math.sqrt(2 / (9 * weight.shape[0])))
        else:
            weight = scaled(state[f"layer{layer}.conv.weight"])
            x = doubled(x) if layer and layer % 2 == 0 else x
            x = F.conv2d(x, weight, padding=1 if layer else 3)
        x = F.leaky_relu(x + column(state[f"layer{layer}.wscale.bias"]), 0.2)
    x = pixel_norm(x)
    weight = scaled(state[f"output{levels - 1}.conv.weight"], gain=1)
    return F.conv2d(x, weight) + column(state[f"output{levels - 1}.wscale.bias"])


def rosinality_progan(trained: int = len(WIDTHS)) -> State:
    state = {"label_embed.weight": drawn(3, 3)}
    widths = (CODE, *WIDTHS)
    for level, width in enumerate(WIDTHS):
        for number, inputs in ((0, widths[level]), (3, width)):
            side = 4 if level == number == 0 else 3
            name = f"progression.{level}.conv.{number}.conv"
            state[f"{name}.weight_orig"] = drawn(width, inputs, side, side)
            state[f"{name}.bias"] = drawn(width) if level < trained else torch.zeros(width)
        state[f"to_rgb.{level}.weight"] = drawn(3, width, 1, 1)
        state[f"to_rgb.{level}.bias"] = drawn(3)
    return state


def published_rosinality_progan(state: State, z: Tensor, label: Tensor, levels: int) -> Tensor:
    x = torch.cat([pixel_norm(z), state["label_embed.weight"][label]], dim=1)[:, :, None, None]
    for level in range(levels):
        x = doubled(x) if level else x
        for number in (0, 3):
            name = f"progression.{level}.conv.{number}.conv"
            padding = 3 if level == number == 0 else 1
            x = F.conv2d(x, scaled(state[f"{name}.weight_orig"]), state[f"{name}.bias"], padding=padding)
            x = F.leaky_relu(pixel_norm(x), 0.2)
    return F.conv2d(x, state[f"to_rgb.{levels - 1}.weight"], state[f"to_rgb.{levels - 1}.bias"])


def interfacegan_stylegan(fused_from: int = 2) -> State:
    state = {"truncation.w_avg": drawn(CODE), "truncation.truncation": torch.ones(1, 8, 1)}
    state["synthesis.lod"] = torch.zeros(())
    for number in range(3):
        state[f"mapping.dense{number}.linear.weight"] = 100 * drawn(CODE, CODE)
        state[f"mapping.dense{number}.wscale.bias"] = 100 * drawn(CODE)
    for layer in range(2 * len(WIDTHS)):
        level, second = divmod(layer, 2)
        width, inputs = WIDTHS[level], WIDTHS[level] if second else WIDTHS[max(0, level - 1)]
        name, side = f"synthesis.layer{layer}", 2 ** (level + 2)
        if layer == 0:
            state[f"{name}.first_layer"] = drawn(1, width, 4, 4)
        elif not second and level >= fused_from:
            state[f"{name}.weight"] = drawn(3, 3, inputs, width)
        else:
            state[f"{name}.conv.weight"] = drawn(width, inputs, 3, 3)
        if layer and not second:
            state[f"{name}.blur.kernel"] = torch.ones(width, 1, 3, 3)
        state[f"{name}.epilogue.bias"] = drawn(width)
        state[f"{name}.epilogue.apply_noise.weight"] = drawn(width)
        state[f"{name}.epilogue.apply_noise.noise"] = drawn(1, 1, side, side)
        state[f"{name}.epilogue.style_mod.dense.linear.weight"] = drawn(2 * width, CODE)
        state[f"{name}.epilogue.style_mod.dense.wscale.bias"] = drawn(2 * width)
    for level, width in enumerate(WIDTHS):
        state[f"synthesis.output{level}.bias"] = drawn(3)
        state[f"synthesis.output{level}.conv.weight"] = drawn(3, width, 1, 1)
    return state


def published_stylegan(state: State, z: Tensor, psi: float, levels: int = len(WIDTHS)) -> Tensor:
    """Karras et al. 2019, section 2, figure 1 and section C: mapping, truncation, AdaIN layers."""
    w = pixel_norm(z)
    for number in range(3):
        weight = scaled(state[f"mapping.dense{number}.linear.weight"]) * 0.01
        w = F.leaky_relu(F.linear(w, weight, state[f"mapping.dense{number}.wscale.bias"] * 0.01), 0.2)
    average = state["truncation.w_avg"]
    w = average + psi * (w - average)
    x = state["synthesis.layer0.first_layer"].repeat(len(z), 1, 1, 1)
    for layer in range(2 * levels):
        name = f"synthesis.layer{layer}"
        if f"{name}.weight" in state:
            weight = state[f"{name}.weight"].permute(2, 3, 0, 1)
            x = blurred(fused_up(x, weight * math.sqrt(2 / (9 * weight.shape[0]))))
        elif layer and layer % 2 == 0:
            x = blurred(F.conv2d(doubled(x), scaled(state[f"{name}.conv.weight"]), padding=1))
        elif layer:
            x = F.conv2d(x, scaled(state[f"{name}.conv.weight"]), padding=1)
        epilogue = f"{name}.epilogue"
        x = x + column(state[f"{epilogue}.apply_noise.weight"]) * state[f"{epilogue}.apply_noise.noise"]
        x = F.leaky_relu(x + column(state[f"{epilogue}.bias"]), 0.2)
        dense = f"{epilogue}.style_mod.dense"
        style = F.linear(w, scaled(state[f"{dense}.linear.weight"], 1), state[f"{dense}.wscale.bias"])
        scale, shift = style.chunk(2, dim=1)
        x = adain(x, scale + 1, shift, 1e-8)
    weight = scaled(state[f"synthesis.output{levels - 1}.conv.weight"], gain=1)
    return F.conv2d(x, weight) + column(state[f"synthesis.output{levels - 1}.bias"])


def rosinality_stylegan(trained: int = len(WIDTHS), fused_from: int = 2) -> State:
    state: State = {}
    for number in range(2):
        state[f"style.{2 * number + 1}.linear.weight_orig"] = drawn(CODE, CODE)
        state[f"style.{2 * number + 1}.linear.bias"] = drawn(CODE)
    for level, width in enumerate(WIDTHS):
        block, inputs = f"generator.progression.{level}", WIDTHS[max(0, level - 1)]
        moved = 1.0 if level < trained else 0.0
        if level == 0:
            state[f"{block}.conv1.input"] = drawn(1, width, 4, 4)
        elif level >= fused_from:
            state[f"{block}.conv1.0.weight"] = drawn(inputs, width, 3, 3)
            state[f"{block}.conv1.0.bias"] = moved * drawn(width)
            state[f"{block}.conv1.1.weight"] = torch.ones(width, 1, 3, 3)
            state[f"{block}.conv1.1.weight_flip"] = torch.ones(width, 1, 3, 3)
        else:
            state[f"{block}.conv1.1.conv.weight_orig"] = drawn(width, inputs, 3, 3)
            state[f"{block}.conv1.1.conv.bias"] = moved * drawn(width)
            state[f"{block}.conv1.2.weight"] = torch.ones(width, 1, 3, 3)
            state[f"{block}.conv1.2.weight_flip"] = torch.ones(width, 1, 3, 3)
        state[f"{block}.conv2.conv.weight_orig"] = drawn(width, width, 3, 3)
        state[f"{block}.conv2.conv.bias"] = moved * drawn(width)
        for part in (1, 2):
            state[f"{block}.noise{part}.weight_orig"] = moved * drawn(1, width, 1, 1)
            state[f"{block}.adain{part}.style.linear.weight_orig"] = drawn(2 * width, CODE)
            state[f"{block}.adain{part}.style.linear.bias"] = drawn(2 * width)
        state[f"generator.to_rgb.{level}.conv.weight_orig"] = drawn(3, width, 1, 1)
        state[f"generator.to_rgb.{level}.conv.bias"] = drawn(3)
    return state


def published_rosinality_stylegan(state: State, z: Tensor, noises: list[Tensor], levels: int) -> Tensor:
    w = pixel_norm(z)
    for number in range(2):
        name = f"style.{2 * number + 1}.linear"
        w = F.leaky_relu(F.linear(w, scaled(state[f"{name}.weight_orig"]), state[f"{name}.bias"]), 0.2)
    x = state["generator.progression.0.conv1.input"].repeat(len(z), 1, 1, 1)
    for level in range(levels):
        block = f"generator.progression.{level}"
        for part in (1, 2):
            if part == 2:
                bias = state[f"{block}.conv2.conv.bias"]
                x = F.conv2d(x, scaled(state[f"{block}.conv2.conv.weight_orig"]), bias, padding=1)
            elif f"{block}.conv1.0.weight" in state:
                weight = state[f"{block}.conv1.0.weight"]
                x = fused_up(x, weight * math.sqrt(2 / (9 * weight.shape[0])) / 4)
                x = blurred(x + column(state[f"{block}.conv1.0.bias"]))
            elif level:
                weight = scaled(state[f"{block}.conv1.1.conv.weight_orig"])
                bias = state[f"{block}.conv1.1.conv.bias"]
                x = blurred(F.conv2d(doubled(x), weight, bias, padding=1))
            strength = state[f"{block}.noise{part}.weight_orig"]
            x = F.leaky_relu(x + strength * math.sqrt(2 / strength.numel()) * noises[level], 0.2)
            dense = f"{block}.adain{part}.style.linear"
            style = F.linear(w, scaled(state[f"{dense}.weight_orig"]), state[f"{dense}.bias"])
            x = adain(x, *style.chunk(2, dim=1), 1e-5)
    name = f"generator.to_rgb.{levels - 1}.conv"
    return F.conv2d(x, scaled(state[f"{name}.weight_orig"]), state[f"{name}.bias"])
