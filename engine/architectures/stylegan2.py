"""StyleGAN2's synthesis network and generator (Karras et al. 2020a and 2020b), under NVlabs' key names.

The published modulated convolution makes weights for every picture of a batch and convolves in groups. Here
the activations are scaled by the styles and the weights stay what they are: one dense convolution for the
whole batch. Demodulation is one small matrix product, styles^2 @ (sum of weights^2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.choices import Architecture
from engine.architectures.layers import (
    GAIN,
    EqualisedConv,
    EqualisedLinear,
    activated,
    drawn,
    half_type,
    normalised,
    resample_filter,
    up_convolution,
    upsample,
    without_autocast,
)
from engine.checkpoints.detection import Detection
from engine.errors import BundleError

# StyleGAN's mapping network, from Z to W (Karras et al. 2019, section 2), under NVlabs' key names.


class MappingNetwork(nn.Module):
    """Takes codes (N, z_size) from N(0, 1) and labels (N, label_size), gives (N, layers_count, w_size).

    The codes of all layers are the same, and not truncated. `w_avg` (w_size,) is the running mean of codes.

    Args:
        z_size: length of a code; 0 where labels alone are mapped (in a discriminator).
        w_size: length of a mapped code.
        layers_count: how often the code is repeated; 0 gives (N, w_size) and no running mean.
        depth: fully connected layers.
        label_size: length of a label, 0 for none.
        lr_multiplier: of the layers, against the rest of the network.
    """

    def __init__(
        self,
        z_size: int = 512,
        w_size: int = 512,
        layers_count: int = 14,
        depth: int = 8,
        label_size: int = 0,
        lr_multiplier: float = 0.01,
    ) -> None:
        super().__init__()
        self.z_size, self.layers_count, self.depth, self.label_size = z_size, layers_count, depth, label_size
        if label_size:
            self.embed = EqualisedLinear(label_size, w_size)
        inputs = z_size + (w_size if label_size else 0)
        for index in range(depth):
            width = inputs if index == 0 else w_size
            layer = EqualisedLinear(width, w_size, active=True, lr_multiplier=lr_multiplier)
            self.add_module(f"fc{index}", layer)
        if layers_count:
            self.register_buffer("w_avg", torch.zeros(w_size))

    @property
    def input_names(self) -> tuple[str, ...]:
        """Of codes and, of a conditional network, labels."""
        return ("z", "labels") if self.label_size else ("z",)

    def forward(self, z: Tensor | None, labels: Tensor | None = None) -> Tensor:
        """Mapped codes, (N, layers_count, w_size)."""
        parts = []
        if self.z_size:
            if z is None:
                raise ValueError("this mapping network takes codes, and none were given")
            parts.append(normalised(z.float()))
        if self.label_size:
            if labels is None:
                raise ValueError("this mapping network takes labels, and none were given")
            parts.append(normalised(self.embed(labels.float())))
        vectors = torch.cat(parts, dim=1)
        for index in range(self.depth):
            vectors = self.get_submodule(f"fc{index}")(vectors)
        return vectors[:, None].repeat(1, self.layers_count, 1) if self.layers_count else vectors

    def track(self, ws: Tensor, decay: float = 0.995) -> None:
        """Move `w_avg` towards the mean of freshly mapped codes (N, layers_count, w_size)."""
        average = self.get_buffer("w_avg")
        average.copy_(ws.detach()[:, 0].mean(dim=0).lerp(average, decay))


def truncate(ws: Tensor, average: Tensor, psi: float, cutoff: int | None = None) -> Tensor:
    """Codes (N, L, w) drawn towards the average (w,): variety for quality (Karras et al. 2019, section B).

    Args:
        ws: mapped codes.
        average: running mean of codes.
        psi: 1 leaves them, 0 gives the average.
        cutoff: layers from this one on are left as they are.
    """
    if cutoff is None:
        return average.lerp(ws, psi)
    return torch.cat([average.lerp(ws[:, :cutoff], psi), ws[:, cutoff:]], dim=1)


# What StyleGAN2's generator and discriminator agree on: resolutions and channels (Karras et al. 2020a).


def resolutions(largest: int) -> list[int]:
    """4, 8, ... up to `largest`; raises ValueError when that is no power of two from 8 on."""
    if largest < 8 or largest & (largest - 1):
        raise ValueError(f"a resolution is a power of two from 8 on, not {largest}")
    return [2**exponent for exponent in range(2, largest.bit_length())]


def channels_at(resolution: int, base: int, most: int) -> int:
    """Channels of the features at that resolution."""
    return min(base // resolution, most)


NoiseMode = Literal["const", "random", "none"]
Noises = NoiseMode | Sequence[Tensor]
_HALF = math.sqrt(0.5)


class _StyledConv(nn.Module):
    """Modulated 3x3 convolution, noise, bias, leaky ReLU: NVlabs' `SynthesisLayer`."""

    def __init__(
        self, inputs: int, outputs: int, w_size: int, resolution: int, *, up: bool, clamp: float | None
    ) -> None:
        super().__init__()
        self.up, self.clamp = up, clamp
        self.scale = 1 / math.sqrt(inputs * 9)
        self.affine = EqualisedLinear(w_size, inputs, bias=1.0)
        self.weight = nn.Parameter(drawn(outputs, inputs, 3, 3))
        self.register_buffer("noise_const", drawn(resolution, resolution))
        self.noise_strength = nn.Parameter(torch.zeros([]))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("resample_filter", resample_filter())

    def forward(self, features: Tensor, w: Tensor, noise: NoiseMode | Tensor, gain: float = 1.0) -> Tensor:
        """Features (N, outputs, r, r) times `gain`, styled by codes w (N, w_size)."""
        # Leaky ReLU is positively homogeneous: its gain goes into what is small before it.
        total = gain * GAIN
        styles = self.affine(w)
        power = self.weight.square().sum(dim=(2, 3))
        demodulation = (styles.square() @ power.t() + 1e-8).rsqrt() * (total / self.scale)
        kind = features.dtype
        scaled = features * (styles * self.scale).to(kind)[:, :, None, None]
        if self.up:
            made = up_convolution(scaled, self.weight.to(kind), self.get_buffer("resample_filter"))
        else:
            made = F.conv2d(scaled, self.weight.to(kind), padding=1)
        bias = (self.bias * total).to(kind)[None, :, None, None]
        made = torch.addcmul(bias, made, demodulation.to(kind)[:, :, None, None])
        rng = self._noise(noise, w.shape[0])
        if rng is not None:
            made = made.add_((rng * (self.noise_strength * total)).to(kind))
        return activated(made, 1.0, None if self.clamp is None else self.clamp * gain)

    def _noise(self, noise: NoiseMode | Tensor, count: int) -> Tensor | None:
        """(N or 1, 1, r, r)."""
        if isinstance(noise, Tensor):
            return noise.float()
        if noise == "none":
            return None
        const = self.get_buffer("noise_const")
        if noise == "random":
            return torch.randn(count, 1, *const.shape, device=const.device)
        return const[None, None]


class _ToRGB(nn.Module):
    """Modulated 1x1 convolution to a picture, without demodulation: NVlabs' `ToRGBLayer`."""

    def __init__(self, inputs: int, outputs: int, w_size: int, *, clamp: float | None) -> None:
        super().__init__()
        self.clamp = clamp
        self.scale = 1 / math.sqrt(inputs)
        self.affine = EqualisedLinear(w_size, inputs, bias=1.0)
        self.weight = nn.Parameter(drawn(outputs, inputs, 1, 1))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, features: Tensor, w: Tensor) -> Tensor:
        """A picture (N, outputs, r, r) in float32."""
        # Weights made for every picture would be few here, but as a matrix product they would force the large
        # features out of the layout that convolutions run fastest in.
        styles = (self.affine(w) * self.scale).to(features.dtype)
        weight, bias = self.weight.to(features.dtype), self.bias.to(features.dtype)
        picture = F.conv2d(features * styles[:, :, None, None], weight, bias)
        picture = picture if self.clamp is None else picture.clamp(-self.clamp, self.clamp)
        return picture.float()


class _Block(nn.Module):
    """One resolution: `conv0` from half the size (not at 4x4), `conv1`, and `torgb` where it draws."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        w_size: int,
        resolution: int,
        architecture: Architecture,
        picture_channels: int,
        clamp: float | None,
    ) -> None:
        super().__init__()
        self.first, self.architecture, self.draws = inputs == 0, architecture, picture_channels > 0
        self.register_buffer("resample_filter", resample_filter())
        if self.first:
            self.const = nn.Parameter(drawn(outputs, resolution, resolution))
        else:
            self.conv0 = _StyledConv(inputs, outputs, w_size, resolution, up=True, clamp=clamp)
        self.conv1 = _StyledConv(outputs, outputs, w_size, resolution, up=False, clamp=clamp)
        if self.draws:
            self.torgb = _ToRGB(outputs, picture_channels, w_size, clamp=clamp)
        if not self.first and architecture == "resnet":
            self.skip = EqualisedConv(inputs, outputs, 1, active=False, resize="up")

    @property
    def layers(self) -> int:
        """Styled convolutions in the block."""
        return 1 if self.first else 2

    def features(
        self, before: Tensor | None, codes: Sequence[Tensor], noises: Sequence[NoiseMode | Tensor]
    ) -> Tensor:
        """Features (N, outputs, r, r) from those of half the size."""
        made: Tensor
        if before is None:
            made = self.conv1(self.const.expand(codes[0].shape[0], -1, -1, -1), codes[0], noises[0])
        elif self.architecture == "resnet":
            around = self.skip(before, gain=_HALF)
            made = self.conv1(self.conv0(before, codes[0], noises[0]), codes[1], noises[1], gain=_HALF)
            made = around + made
        else:
            made = self.conv1(self.conv0(before, codes[0], noises[0]), codes[1], noises[1])
        return made

    def picture(self, features: Tensor, code: Tensor, before: Tensor | None) -> Tensor | None:
        """The picture of half the size grown, and what this resolution adds to it."""
        grown = None if before is None else upsample(before, self.get_buffer("resample_filter"))
        if not self.draws:
            return grown
        added: Tensor = self.torgb(features, code)
        return added if grown is None else grown + added


class SynthesisNetwork(nn.Module):
    """Takes one code for every layer, (N, num_ws, w_size), gives pictures (N, 3, R, R) in about [-1, 1].

    Under autocast the highest `half_resolutions` run in half precision, everything else in float32.

    Args:
        w_size: length of a code.
        resolution: R, a power of two from 8 on.
        channel_base: channels at resolution r are channel_base / r,
        channel_max: but never more than this.
        architecture: a picture at every resolution, summed (`skip`, published), residual, or neither.
        clamp: bound of the activations, for half precision.
        half_resolutions: how many of the highest resolutions may run in half precision.
        picture_channels: channels of the picture.

    Attributes:
        num_ws: codes that it takes.
        noise_sizes: sides of the noise pictures, one for every styled convolution.
        input_names: `ws` and one noise picture for every styled convolution.
        output_names: of the pictures on the way, the largest first.
    """

    def __init__(
        self,
        w_size: int = 512,
        resolution: int = 256,
        channel_base: int = 16384,
        channel_max: int = 512,
        architecture: Architecture = "skip",
        clamp: float | None = None,
        half_resolutions: int = 4,
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        self.resolutions = resolutions(resolution)
        self.half_resolutions = half_resolutions
        width = {r: channels_at(r, channel_base, channel_max) for r in self.resolutions}
        self.noise_sizes: list[int] = []
        for r in self.resolutions:
            draws = picture_channels if r == resolution or architecture == "skip" else 0
            block = _Block(width.get(r // 2, 0), width[r], w_size, r, architecture, draws, clamp)
            self.add_module(f"b{r}", block)
            self.noise_sizes += [r] * block.layers
        self.num_ws = len(self.noise_sizes) + 1
        drawn = self.resolutions if architecture == "skip" else [resolution]
        self.input_names = ("ws", *(f"noise_{layer}" for layer in range(len(self.noise_sizes))))
        self.output_names = tuple(f"picture_{size}" for size in reversed(drawn))

    def forward(self, ws: Tensor, noises: Noises = "const") -> Tensor:
        """The picture, (N, 3, R, R) float32.

        Args:
            ws: one code for every layer.
            noises: the stored ones, fresh ones, none, or one (N or 1, 1, r, r) for every styled convolution.
        """
        return self.pictures(ws, noises)[-1]

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """Some of the pictures on the way, by `output_names`; nothing is computed beyond the largest.

        Args:
            inputs: `ws`, and noise pictures by `input_names`.
            outputs: among `output_names`.
        """
        largest = max(int(name.removeprefix("picture_")) for name in outputs)
        made = self.pictures(inputs["ws"], [inputs[name] for name in self.input_names[1:]], largest)
        found = {f"picture_{picture.shape[3]}": picture for picture in made}
        return {name: found[name] for name in outputs}

    def pictures(self, ws: Tensor, noises: Noises = "const", largest: int | None = None) -> list[Tensor]:
        """The pictures on the way, from (N, 3, 4, 4) to (N, 3, R, R); only the last unless `skip`.

        With `largest`, it stops at the picture of that size.
        """
        half = half_type(ws.device)
        codes = ws.float().unbind(dim=1)
        count = len(self.noise_sizes)
        given = [noises] * count if isinstance(noises, str) else list(noises)
        if len(codes) != self.num_ws or len(given) != count:
            raise ValueError(f"this network takes {self.num_ws} codes and {count} noise pictures")
        with without_autocast(ws.device):
            made: list[Tensor] = []
            features: Tensor | None = None
            picture: Tensor | None = None
            at = 0
            for index, r in enumerate(self.resolutions):
                block = self.get_submodule(f"b{r}")
                assert isinstance(block, _Block)
                kind = half if index >= len(self.resolutions) - self.half_resolutions else torch.float32
                features = None if features is None else features.to(kind)
                end = at + block.layers
                features = block.features(features, codes[at:end], given[at:end])
                picture = block.picture(features, codes[end], picture)
                at = end
                if picture is not None:
                    made.append(picture)
                if r == largest:
                    break
        return made


class StyleGAN2Generator(nn.Module):
    """Mapping and synthesis as one: codes (N, z_size) from N(0, 1) to pictures (N, 3, R, R).

    Args:
        z_size: length of a code.
        w_size: length of a mapped code.
        resolution: R, a power of two from 8 on.
        channel_base: see `SynthesisNetwork`.
        channel_max: see `SynthesisNetwork`.
        architecture: see `SynthesisNetwork`.
        mapping_depth: layers of the mapping network.
        label_size: length of a label, 0 for none.
        clamp: see `SynthesisNetwork`.
        half_resolutions: see `SynthesisNetwork`.
        picture_channels: channels of the picture.
    """

    def __init__(
        self,
        z_size: int = 512,
        w_size: int = 512,
        resolution: int = 256,
        channel_base: int = 16384,
        channel_max: int = 512,
        architecture: Architecture = "skip",
        mapping_depth: int = 8,
        label_size: int = 0,
        clamp: float | None = None,
        half_resolutions: int = 4,
        picture_channels: int = 3,
    ) -> None:
        super().__init__()
        self.synthesis = SynthesisNetwork(
            w_size,
            resolution,
            channel_base,
            channel_max,
            architecture,
            clamp,
            half_resolutions,
            picture_channels,
        )
        self.mapping = MappingNetwork(z_size, w_size, self.synthesis.num_ws, mapping_depth, label_size)

    def forward(
        self,
        z: Tensor,
        labels: Tensor | None = None,
        *,
        psi: float = 1.0,
        cutoff: int | None = None,
        noises: Noises = "const",
    ) -> Tensor:
        """Pictures (N, 3, R, R) in about [-1, 1]; `psi` and `cutoff` as in `truncate`."""
        ws = self.mapping(z, labels)
        if psi != 1:
            ws = truncate(ws, self.mapping.get_buffer("w_avg"), psi, cutoff)
        result: Tensor = self.synthesis(ws, noises)
        return result


# StyleGAN2(-ADA) checkpoints in NVlabs' layout: generators, synthesis networks alone, discriminators.
#
# Tensors do not tell the activations' bound, which NVIDIA's pickles say beside them, nor over how many
# pictures
# the discriminator takes its standard deviation; without a word on them both are as published, no bound
# where
# nothing runs in half precision, and groups of four.


Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The StyleGAN2 network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "synthesis.b4.const" in shapes and "mapping.fc0.weight" in shapes:
        synthesis = _synthesis(_under("synthesis.", shapes))
        config = synthesis | _mapping(_under("mapping.", shapes), synthesis["w_size"])
        return Detection("stylegan2", "generator", "stylegan2_generator", config)
    if "b4.const" in shapes and "b4.conv1.affine.weight" in shapes:
        return Detection("stylegan2", "synthesis", "stylegan2_synthesis", _synthesis(shapes))
    if "b4.conv.weight" in shapes and "b4.out.weight" in shapes and "b8.conv0.weight" in shapes:
        return Detection("stylegan2", "discriminator", "stylegan2_discriminator", _discriminator(shapes))
    return None


def informed(found: Detection, facts: Mapping[str, Any]) -> Detection:
    """What NVIDIA's pickles say beside the tensors: bound and half precision of the synthesis.

    The layers themselves are asked first, as what a constructor's default decided stands with them alone;
    then the arguments that the network was made with.

    Raises:
        BundleError: the layers do something that Ganvas does not.
    """
    if found.architecture not in ("stylegan2_generator", "stylegan2_synthesis"):
        return found
    layers = facts.get("layers")
    if isinstance(layers, dict):
        return replace(found, config={**found.config, **_said_by_layers(layers)})
    info = facts.get("synthesis_kwargs", facts)
    if not isinstance(info, dict):
        return found
    added: dict[str, Any] = {}
    if (bound := _bound(info.get("conv_clamp"))) is not None:
        added["clamp"] = bound
    half = info.get("num_fp16_res")
    if type(half) is int and 0 <= half <= 10:
        added["half_resolutions"] = half
    return replace(found, config={**found.config, **added})


def _bound(value: object) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf
    return float(value) if plain else None  # type: ignore[arg-type]


def _said_by_layers(layers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Of `SynthesisLayer`, `ToRGBLayer` and `SynthesisBlock`, as they are after their constructors."""
    own = {name.removeprefix("synthesis."): said for name, said in layers.items()}
    styled = [said for name, said in own.items() if name.rpartition(".")[2] in ("conv0", "conv1", "torgb")]
    bounds = {_bound(said.get("conv_clamp")) for said in styled}
    active = {said["activation"] for said in styled if "activation" in said}
    if len(bounds) > 1 or active - {"lrelu"}:
        raise BundleError(
            "Its layers differ from each other or from StyleGAN2's in bound or activation; "
            "nothing was imported."
        )
    halves = [own[f"b{2**n}"].get("use_fp16") is True for n in range(15, 1, -1) if f"b{2**n}" in own]
    half = halves.index(False) if False in halves else len(halves)
    bound = bounds.pop() if bounds else None
    return {"half_resolutions": half} | ({} if bound is None else {"clamp": bound})


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
