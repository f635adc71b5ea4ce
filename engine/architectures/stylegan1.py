"""StyleGAN's first synthesis network (Karras et al. 2019), for weights that others have trained.

Codes come from the same mapping network as StyleGAN2's. Weights are stored as they are used: the factors of
equalised learning rate are multiplied in when a file is read, and where the published network grows features
by nearest neighbour before a 3x3 convolution, or fuses the two, there is one transposed 4x4 convolution here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import count, takewhile
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import SLOPE, drawn
from engine.architectures.stylegan2 import MappingNetwork, truncate
from engine.architectures.stylegan2_rosinality import measured_average
from engine.checkpoints.detection import Detection, fused, growing, in_use, is_untrained

Noises = Literal["const", "none"] | Sequence[Tensor]


class _StyledLayer(nn.Module):
    """One layer: a constant or a convolution, then noise, bias, leaky ReLU, and the style (AdaIN).

    Args:
        inputs: channels; 0 for the constant that the network starts from.
        outputs: channels.
        w_size: length of a code.
        resolution: side of the result.
        up: the convolution doubles the size and is blurred.
        blurred_bias: the bias is added before the blur.
        norm_eps: added to variances in instance norm.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        w_size: int,
        resolution: int,
        *,
        up: bool,
        blurred_bias: bool,
        norm_eps: float,
    ) -> None:
        super().__init__()
        self.first, self.up, self.blurred_bias, self.norm_eps = inputs == 0, up, blurred_bias, norm_eps
        if self.first:
            self.const = nn.Parameter(torch.ones(outputs, resolution, resolution))
        elif up:
            self.weight = nn.Parameter(drawn(inputs, outputs, 4, 4, deviation=0.5 / inputs**0.5))
        else:
            self.weight = nn.Parameter(drawn(outputs, inputs, 3, 3, deviation=1 / (3 * inputs**0.5)))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.noise_strength = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("noise_const", drawn(resolution, resolution))
        self.affine = nn.Linear(w_size, 2 * outputs)

    def forward(self, before: Tensor | None, w: Tensor, noise: Tensor | None) -> Tensor:
        """Styled features (N, outputs, r, r).

        Args:
            before: features of the layer before; None for the first.
            w: codes (N, w_size).
            noise: (N or 1, 1, r, r), or None.
        """
        bias = self.bias[None, :, None, None]
        if before is None:
            made = self.const.expand(w.shape[0], -1, -1, -1)
        elif not self.up:
            made = F.conv2d(before, self.weight, padding=1)
        elif self.blurred_bias:
            made = _blurred(F.conv_transpose2d(before, self.weight, self.bias, stride=2, padding=1))
            bias = torch.zeros_like(bias)
        else:
            made = _blurred(F.conv_transpose2d(before, self.weight, stride=2, padding=1))
        if noise is not None:
            made = made + noise * self.noise_strength[None, :, None, None]
        made = F.leaky_relu(made + bias, SLOPE)
        centred = made - made.mean(dim=(2, 3), keepdim=True)
        normal = centred * (centred.square().mean(dim=(2, 3), keepdim=True) + self.norm_eps).rsqrt()
        scale, shift = self.affine(w)[:, :, None, None].chunk(2, dim=1)
        result: Tensor = normal * scale + shift
        return result


def _blurred(features: Tensor) -> Tensor:
    """Each channel under the binomial filter [1 2 1] / 4, both ways; beyond the edges there are zeros."""
    line = torch.tensor([0.25, 0.5, 0.25], dtype=features.dtype, device=features.device)
    kernel = (line[:, None] * line).expand(features.shape[1], 1, 3, 3)
    return F.conv2d(features, kernel, padding=1, groups=features.shape[1])


class StyleGAN1Synthesis(nn.Module):
    """Takes one code for every layer, (N, num_ws, w_size), gives pictures (N, 3, R, R) in about [-1, 1].

    Karras et al. 2019, section 2 and figure 1; R is 4 for one width, 8 for two and so on.

    Args:
        w_size: length of a code.
        widths: channels at 4, 8, 16, ... pixels.
        blurred_bias: biases of growing layers are added before the blur (rosinality), not after it (NVIDIA).
        norm_eps: of instance norm: 1e-8 (NVIDIA), or PyTorch's 1e-5 (rosinality).
        picture_channels: channels of the picture.

    Attributes:
        num_ws: codes that it takes, two for every resolution.
        noise_sizes: sides of the noise pictures, one for every layer.
        input_names: `ws` and the noise pictures.
        output_names: the picture.
    """

    def __init__(
        self,
        w_size: int = 512,
        widths: Sequence[int] = (512, 512, 512, 512, 256, 128, 64, 32, 16),
        blurred_bias: bool = False,
        norm_eps: float = 1e-8,
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        if not widths or len(widths) > 10:
            raise ValueError("a network of this kind has from 1 to 10 resolutions")
        self.noise_sizes = [2 ** (level + 2) for level in range(len(widths)) for _ in (0, 1)]
        self.num_ws = len(self.noise_sizes)
        self.resolution = self.noise_sizes[-1]
        self.layers = nn.ModuleList()
        for layer, resolution in enumerate(self.noise_sizes):
            level, second = divmod(layer, 2)
            inputs = widths[level] if second else widths[level - 1] if level else 0
            styled = _StyledLayer(
                inputs,
                widths[level],
                w_size,
                resolution,
                up=not second and level > 0,
                blurred_bias=blurred_bias,
                norm_eps=norm_eps,
            )
            self.layers.append(styled)
        self.torgb = nn.Conv2d(widths[-1], picture_channels, 1)
        self.input_names = ("ws", *(f"noise_{layer}" for layer in range(self.num_ws)))
        self.output_names = (f"picture_{self.resolution}",)

    def forward(self, ws: Tensor, *noises: Tensor) -> Tensor:
        """The picture with these noise pictures (N or 1, 1, r, r); with none given, with the stored ones."""
        return self.picture(ws, noises or "const")

    def picture(self, ws: Tensor, noises: Noises = "const") -> Tensor:
        """The picture, (N, picture_channels, R, R).

        Args:
            ws: one code for every layer.
            noises: the stored ones, none, or one for every layer.

        Raises:
            ValueError: codes or noises are not as many as layers.
        """
        codes = ws.unbind(dim=1)
        if len(codes) != self.num_ws or (not isinstance(noises, str) and len(noises) != self.num_ws):
            raise ValueError(f"this network takes {self.num_ws} codes and as many noise pictures")
        features: Tensor | None = None
        for number, layer in enumerate(self.layers):
            if isinstance(noises, str):
                stored = layer.get_buffer("noise_const")[None, None]
                noise = stored if noises == "const" else None
            else:
                noise = noises[number]
            features = layer(features, codes[number], noise)
        drawn: Tensor = self.torgb(features)
        return drawn

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """The picture by its name in `output_names`; inputs go by `input_names`."""
        made = self.picture(inputs["ws"], [inputs[name] for name in self.input_names[1:]])
        return dict.fromkeys(outputs, made)


class StyleGAN1Generator(nn.Module):
    """Mapping and synthesis as one: codes (N, z_size) from N(0, 1) to pictures (N, 3, R, R).

    Args:
        z_size: length of a code.
        w_size: length of a mapped code.
        widths: see `StyleGAN1Synthesis`.
        mapping_depth: layers of the mapping network.
        lr_multiplier: of the mapping network: 0.01 (NVIDIA), 1 (rosinality).
        blurred_bias: see `StyleGAN1Synthesis`.
        norm_eps: see `StyleGAN1Synthesis`.
        picture_channels: channels of the picture.
    """

    def __init__(
        self,
        z_size: int = 512,
        w_size: int = 512,
        widths: Sequence[int] = (512, 512, 512, 512, 256, 128, 64, 32, 16),
        mapping_depth: int = 8,
        lr_multiplier: float = 0.01,
        blurred_bias: bool = False,
        norm_eps: float = 1e-8,
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        self.synthesis = StyleGAN1Synthesis(w_size, widths, blurred_bias, norm_eps, picture_channels)
        layers = self.synthesis.num_ws
        self.mapping = MappingNetwork(z_size, w_size, layers, mapping_depth, lr_multiplier=lr_multiplier)

    def forward(self, z: Tensor, *, psi: float = 1.0, cutoff: int | None = None) -> Tensor:
        """Pictures in about [-1, 1]; `psi` and `cutoff` as in `truncate`."""
        ws = self.mapping(z)
        if psi != 1:
            ws = truncate(ws, self.mapping.get_buffer("w_avg"), psi, cutoff)
        result: Tensor = self.synthesis(ws)
        return result


# StyleGAN checkpoints (the first, of 2019): InterFaceGAN's conversion of NVIDIA's, and rosinality's own.
#
# InterFaceGAN's keys at full width are compared with a published list. Of rosinality's layout
# (style-based-gan-pytorch, with blur and fused upscaling) no such list or reference output is at hand: it
# follows the published module's names and formulas, and is checked against those alone. Its files hold
# every
# resolution up to 1024 pixels, however far training went; levels whose parameters never moved are left out.
# It
# gives both layers of a resolution one noise picture, drawn anew each time; here one is drawn once and
# kept.


State = Mapping[str, Tensor]
_NVIDIA_EPS, _TORCH_EPS = 1e-8, 1e-5
_FIRST = "synthesis.layer0.epilogue.style_mod.dense.linear.weight"


def detect(state: State) -> Detection | None:
    """The StyleGAN generator that these tensors are, or None."""
    if _FIRST in state and "mapping.dense0.linear.weight" in state:
        return _interfacegan(state)
    if "generator.progression.0.adain1.style.linear.weight_orig" in state and "style.1.linear.bias" in state:
        return _rosinality(state)
    return None


def _interfacegan(state: State) -> Detection:
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
    return Detection(
        "stylegan1",
        "generator",
        "stylegan1_generator",
        config,
        renamed=partial(_from_interfacegan, levels=levels),
    )


def _rosinality(state: State) -> Detection:
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
    return Detection(
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
