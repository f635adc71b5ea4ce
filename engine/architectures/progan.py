"""ProGAN's generator (Karras et al. 2018, table 2), for weights that others have trained.

It has no mapping network: a code is made as long as the square root of its size and drawn as it is. So that a
person works with it as with any model that samples, the normalising is its "mapping" and the code its only
layer. Weights are stored as they are used: the factors of equalised learning rate are multiplied in when a
file is read, and nearest neighbour with a 3x3 convolution is one transposed 4x4 convolution.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import count, takewhile
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import SLOPE, drawn, normalised
from engine.checkpoints.detection import Detection, fused, growing, in_use, is_untrained

Order = Literal["activation_first", "norm_first"]


class ProGANMapping(nn.Module):
    """Codes (N, z_size) from N(0, 1) to (N, 1, w_size), which a conditional network's label is part of.

    `w_avg` (w_size,) is the mean of codes, which is zero. Truncation does next to nothing: the network looks
    at a code's direction alone.

    Args:
        z_size: length of a code.
        label_size: how many labels there are, given as (N, label_size) with a one; 0 for none.
        label_width: numbers that a label becomes behind the code.
    """

    def __init__(self, z_size: int = 512, label_size: int = 0, label_width: int = 0) -> None:
        super().__init__()
        self.label_size = label_size
        if label_size:
            self.embed = nn.Parameter(drawn(label_size, label_width))
        self.register_buffer("w_avg", torch.zeros(z_size + (label_width if label_size else 0)))

    @property
    def input_names(self) -> tuple[str, ...]:
        """Of codes and, of a conditional network, labels."""
        return ("z", "labels") if self.label_size else ("z",)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """The codes, (N, 1, w_size)."""
        made = normalised(z)
        if self.label_size:
            if labels is None:
                raise ValueError("this network takes labels, and none were given")
            made = torch.cat([made, labels @ self.embed], dim=1)
        return made[:, None]


class ProGANSynthesis(nn.Module):
    """Takes one code, (N, 1, w_size), gives pictures (N, 3, R, R) in about [-1, 1].

    Args:
        w_size: length of a code.
        widths: channels at 4, 8, 16, ... pixels.
        order: `activation_first`, leaky ReLU and then pixel norm, and the code is normalised too (published);
            `norm_first`, the other way round, and it is not (rosinality).
        picture_channels: channels of the picture.

    Attributes:
        num_ws: codes that it takes, one.
        noise_sizes: none.
        input_names: `ws`.
        output_names: the picture.
    """

    def __init__(
        self,
        w_size: int = 512,
        widths: Sequence[int] = (512, 512, 512, 512, 256, 128, 64, 32, 16),
        order: Order = "activation_first",
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        if not widths or len(widths) > 10 or order not in ("activation_first", "norm_first"):
            raise ValueError("a network of this kind has from 1 to 10 resolutions")
        self.order = order
        self.num_ws, self.noise_sizes = 1, list[int]()
        self.resolution = 2 ** (len(widths) + 1)
        self.layers = nn.ModuleList()
        for level, width in enumerate(widths):
            if level:
                first: nn.Module = nn.ConvTranspose2d(widths[level - 1], width, 4, stride=2, padding=1)
            else:
                first = nn.Conv2d(w_size, width, 4, padding=3)
            self.layers.extend([first, nn.Conv2d(width, width, 3, padding=1)])
        self.torgb = nn.Conv2d(widths[-1], picture_channels, 1)
        self.input_names, self.output_names = ("ws",), (f"picture_{self.resolution}",)

    def forward(self, ws: Tensor) -> Tensor:
        """The picture, (N, picture_channels, R, R)."""
        published = self.order == "activation_first"
        features = ws[:, 0, :, None, None]
        features = normalised(features) if published else features
        for layer in self.layers:
            made = layer(features)
            if published:
                features = normalised(F.leaky_relu(made, SLOPE))
            else:
                features = F.leaky_relu(normalised(made), SLOPE)
        drawn: Tensor = self.torgb(features)
        return drawn

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """The picture by its name in `output_names`."""
        return dict.fromkeys(outputs, self(inputs["ws"]))


class ProGANGenerator(nn.Module):
    """Both as one: codes (N, z_size) from N(0, 1) to pictures (N, 3, R, R).

    Args:
        z_size: length of a code.
        widths: see `ProGANSynthesis`.
        order: see `ProGANSynthesis`.
        label_size: see `ProGANMapping`.
        label_width: see `ProGANMapping`.
        picture_channels: channels of the picture.
    """

    def __init__(
        self,
        z_size: int = 512,
        widths: Sequence[int] = (512, 512, 512, 512, 256, 128, 64, 32, 16),
        order: Order = "activation_first",
        label_size: int = 0,
        label_width: int = 0,
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        self.mapping = ProGANMapping(z_size, label_size, label_width)
        w_size = len(self.mapping.get_buffer("w_avg"))
        self.synthesis = ProGANSynthesis(w_size, widths, order, picture_channels)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """Pictures in about [-1, 1]."""
        result: Tensor = self.synthesis(self.mapping(z, labels))
        return result


# ProGAN checkpoints: InterFaceGAN's conversion of the published weights, and rosinality's own training.
#
# InterFaceGAN's keys at full width are compared with a published list. Of rosinality's layout
# (progressive-gan-pytorch, conditional) no such list or reference output is at hand: it follows the
# published
# module's names and formulas, and is checked against those alone. Its files hold every resolution up to 128
# pixels, however far training went; levels whose biases never moved are left out.


State = Mapping[str, Tensor]


def detect(state: State) -> Detection | None:
    """The ProGAN generator that these tensors are, or None."""
    if "layer0.conv.weight" in state and "layer0.wscale.bias" in state and "output0.conv.weight" in state:
        return _interfacegan(state)
    if "label_embed.weight" in state and "progression.0.conv.0.conv.weight_orig" in state:
        return _rosinality(state)
    return None


def _interfacegan(state: State) -> Detection:
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
    return Detection("progan", "generator", "progan_generator", config, renamed=rename)


def _rosinality(state: State) -> Detection:
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
    return Detection("progan", "generator", "progan_generator", config, renamed=rename)


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
