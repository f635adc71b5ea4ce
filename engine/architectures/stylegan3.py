"""StyleGAN3's synthesis and generator (Karras et al. 2021), configurations T and R, under NVlabs' key names.

Features are samples of a continuous picture. They start as sines; each layer makes them finer before its
leaky ReLU and coarser behind it, through filters that pass what the layer may show and stop the rest. The
filters are depthwise convolutions here. The convolution itself is dense for the whole batch, as in
StyleGAN2's network: activations are scaled by the styles, and weights stay what they are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import GAIN, EqualisedLinear, activated, drawn, without_autocast
from engine.architectures.stylegan2 import MappingNetwork, truncate
from engine.checkpoints.detection import Detection
from engine.errors import BundleError

_OVERSAMPLING = 2
_MOST_TAPS, _LARGEST = 64, 2**14
# Numbers of a picture's finest features that are there at once, 64 MB.
_AT_ONCE = 2**24
WIDTHS = (512,) * 9 + (362, 256, 181, 128, 128)


def low_pass(taps: int, cutoff: float, width: float, rate: float, *, radial: bool) -> NDArray[np.float64]:
    """A windowed sinc, (taps,), or a windowed jinc, (taps, taps), that sums to one.

    Kaiser's window (1974) weakens what is stopped as much as so many taps can for that transition band. The
    jinc, the ideal filter of a disc of frequencies, treats all directions alike (Karras et al. 2021, section
    3.2).

    Args:
        taps: of the filter.
        cutoff: of the frequencies that pass, in cycles per unit of length.
        width: of the band around it in which passing ends, in the same.
        rate: samples per unit of length.
        radial: the jinc.
    """
    attenuation = 2.285 * (taps - 1) * math.pi * width / (rate / 2) + 7.95
    if attenuation > 50:
        beta = 0.1102 * (attenuation - 8.7)
    else:
        over = max(attenuation - 21, 0)
        beta = 0.5842 * over**0.4 + 0.07886 * over
    window, places = np.kaiser(taps, beta), (np.arange(taps) - (taps - 1) / 2) / rate
    if not radial:
        line: NDArray[np.float64] = np.sinc(2 * cutoff * places) * window
        line /= line.sum()
        return line
    away = np.maximum(np.hypot(places[:, None], places), 1e-9 / rate)
    disc: NDArray[np.float64] = _bessel(2 * math.pi * cutoff * away) / away * np.outer(window, window)
    disc /= disc.sum()
    return disc


def _bessel(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """J1, by its integral over half a turn, for which the trapezoid rule has all digits here."""
    angles = np.linspace(0, math.pi, 257)
    inside = np.cos(angles - values[..., None] * np.sin(angles))
    inside[..., [0, -1]] *= 0.5
    mean: NDArray[np.float64] = inside.sum(axis=-1) / (len(angles) - 1)
    return mean


@dataclass(frozen=True)
class Band:
    """What one layer's features are samples of.

    Attributes:
        cutoff: of the frequencies that they show, in cycles per side of the picture.
        half_width: from the cutoff to where nothing passes any more.
        rate: samples per side of the picture.
        size: samples a side, with the margin around the picture.
        critical: the cutoff is half the rate, so that detail is as fine as it can be.
    """

    cutoff: float
    half_width: float
    rate: int
    size: int
    critical: bool


def bands(
    resolution: int,
    layers: int,
    critical: int,
    first_cutoff: float,
    first_stopband: float,
    last_stopband: float,
    margin: int,
) -> list[Band]:
    """Bands of all layers and of the one that draws: geometric progressions (Karras et al. 2021, figure 4).

    Args:
        resolution: side of the picture in pixels, a power of two.
        layers: but for the one that draws.
        critical: layers at the end that show all frequencies that pixels can.
        first_cutoff: of the first layer.
        first_stopband: frequency from which on the first layer shows nothing.
        last_stopband: the same of the last layer, in multiples of its cutoff.
        margin: samples around the picture on each side.

    Raises:
        ValueError: there is no such network.
    """
    last = resolution / 2
    if resolution < 16 or resolution > _LARGEST or resolution & (resolution - 1):
        raise ValueError(f"a resolution is a power of two from 16 on, not {resolution}")
    ends = 0.5 <= first_cutoff < min(first_stopband, last) and 1 < last_stopband <= 8
    ends = ends and first_stopband < last * last_stopband
    if not ends or not 0 < critical < layers or not 0 <= margin <= 1024:
        raise ValueError("the layers' bands do not follow each other")
    found = []
    for layer in range(layers + 1):
        along = min(layer / (layers - critical), 1)
        cutoff = first_cutoff * (last / first_cutoff) ** along
        stopband = first_stopband * (last * last_stopband / first_stopband) ** along
        rate = 2 ** math.ceil(math.log2(min(2 * stopband, resolution)))
        size = resolution if layer >= layers - 1 else rate + 2 * margin
        half_width = max(stopband, rate / 2) - cutoff
        found.append(Band(cutoff, half_width, rate, size, layer >= layers - critical))
    return found


class _FourierInput(nn.Module):
    """Sines of random frequencies below the first cutoff, moved and turned as a code says: `SynthesisInput`.

    The picture spans from -1/2 to 1/2, the margin lies around it. `transform` (3, 3) moves, turns or scales
    what is drawn: it is multiplied to the positions last.
    """

    def __init__(self, w_size: int, channels: int, band: Band) -> None:
        super().__init__()
        self.rate, self.size, self.bandwidth = band.rate, band.size, band.cutoff
        self.weight = nn.Parameter(drawn(channels, channels))
        self.affine = EqualisedLinear(w_size, 4)
        if not self.weight.is_meta:
            with torch.no_grad():
                self.affine.weight.zero_()
                self.affine.bias.copy_(torch.tensor([1.0, 0.0, 0.0, 0.0]))
        # Uniform in a disc: a normal direction, its length made so that areas are drawn alike.
        frequencies, phases = drawn(channels, 2), torch.empty(channels)
        if not frequencies.is_meta:
            phases = phases.uniform_(-0.5, 0.5)
            radii = frequencies.square().sum(dim=1, keepdim=True).sqrt()
            frequencies = frequencies / (radii * radii.square().exp().pow(0.25)) * self.bandwidth
        # Not `torch.eye`: on the meta device PyTorch would load its compiler for that.
        self.register_buffer("transform", torch.tensor([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]]))
        self.register_buffer("freqs", frequencies)
        self.register_buffer("phases", phases)

    def forward(self, w: Tensor) -> Tensor:
        """The sines, mixed: (N, channels, size, size)."""
        pose = self.affine(w)
        pose = pose / pose[:, :2].square().sum(dim=1, keepdim=True).sqrt()
        cosine, sine, right, down = pose.unbind(dim=1)
        # First the picture is turned, then moved; both are undone at the places that it is drawn at.
        rows = [
            torch.stack([cosine, -sine, sine * down - cosine * right], dim=1),
            torch.stack([sine, cosine, -sine * right - cosine * down], dim=1),
        ]
        places = torch.stack(rows, dim=1) @ self.get_buffer("transform")
        own = self.get_buffer("freqs")
        frequencies = own @ places[:, :, :2]
        phases = self.get_buffer("phases") + (own @ places[:, :, 2:])[:, :, 0]
        length = frequencies.square().sum(dim=2).sqrt()
        # A transform may make frequencies higher than the samples can hold: those fade out.
        amplitudes = (1 - (length - self.bandwidth) / (self.rate / 2 - self.bandwidth)).clamp(0, 1)
        line = (torch.arange(self.size, device=w.device) + (0.5 - self.size / 2)) / self.rate
        across = frequencies[:, :, 0, None] * line + phases[:, :, None]
        along = frequencies[:, :, 1, None] * line
        waves = torch.sin((across[:, :, None, :] + along[:, :, :, None]) * (2 * math.pi))
        weight = self.weight * (1 / math.sqrt(len(own)))
        return F.conv2d(waves * amplitudes[:, :, None, None], weight[:, :, None, None])


class _FilteredLayer(nn.Module):
    """A modulated convolution and a leaky ReLU at twice the rate, between two filters: `SynthesisLayer`.

    `magnitude_ema` is the running mean square of what comes in, which is divided by its root.

    Args:
        inputs: channels.
        outputs: channels.
        w_size: length of a code.
        before: band of what comes in.
        band: of the result.
        kernel: side of the convolution's kernel.
        filter_size: taps of a filter for every sample of the coarser side.
        radial: what leaves the layer passes a radial filter, where it is not critical.
        clamp: bound of the activations.
    """

    def __init__(
        self,
        inputs: int,
        outputs: int,
        w_size: int,
        before: Band,
        band: Band,
        *,
        kernel: int,
        filter_size: int,
        radial: bool,
        clamp: float | None,
    ) -> None:
        super().__init__()
        self.clamp, self.padding = clamp, kernel - 1
        rate = max(before.rate, band.rate) * _OVERSAMPLING
        self.up, self.down = rate // before.rate, rate // band.rate
        up_taps, down_taps = filter_size * self.up, filter_size * self.down
        # The middle of what comes in and the middle of the result are one place.
        wide = up_taps + (before.size + kernel - 2) * self.up
        self.crop = (wide - (band.size - 1) * self.down - down_taps) // 2
        fine = wide - 2 * self.crop
        self.at_once = max(_AT_ONCE // fine**2, 1)
        up = low_pass(up_taps, before.cutoff, 2 * before.half_width, rate, radial=False)
        round_one = radial and not band.critical
        down = low_pass(down_taps, band.cutoff, 2 * band.half_width, rate, radial=round_one)
        self.affine = EqualisedLinear(w_size, inputs, bias=1.0)
        self.weight = nn.Parameter(drawn(outputs, inputs, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("magnitude_ema", torch.ones([]))
        self.register_buffer("up_filter", torch.tensor(up.tolist(), dtype=torch.float32))
        self.register_buffer("down_filter", torch.tensor(down.tolist(), dtype=torch.float32))

    def forward(self, features: Tensor, w: Tensor) -> Tensor:
        """Features (N, outputs, size, size), styled by codes w (N, w_size)."""
        styles: Tensor = self.affine(w)
        # Of styles and weights only the proportions count; so no sum of squares runs over.
        styles = styles * styles.square().mean(dim=1, keepdim=True).rsqrt()
        weight = self.weight * self.weight.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
        power = weight.square().sum(dim=(2, 3))
        # The gains of the leaky ReLU and of the zeros between samples go into what is small before them.
        gain = GAIN * self.up**2
        demodulation = (styles.square() @ power.t() + 1e-8).rsqrt() * gain
        scale = styles * self.get_buffer("magnitude_ema").rsqrt()
        made = F.conv2d(features * scale[:, :, None, None], weight, padding=self.padding)
        bias = (self.bias * gain)[None, :, None, None]
        made = torch.addcmul(bias, made, demodulation[:, :, None, None])
        # The rest is done channel by channel: a few at once need a small part of the memory.
        starts = range(0, made.shape[1], self.at_once)
        return torch.cat([self._activated(made[:, at : at + self.at_once]) for at in starts], dim=1)

    def _activated(self, features: Tensor) -> Tensor:
        """Made finer, through the leaky ReLU, and made coarser."""
        return self._coarser(activated(self._finer(features), 1.0, self.clamp))

    def _finer(self, features: Tensor) -> Tensor:
        for axis in (2, 3):
            kernel, sides = _along(self.get_buffer("up_filter"), features, axis)
            features = F.conv_transpose2d(
                features,
                kernel,
                stride=sides(self.up, 1),
                padding=sides(self.crop, 0),
                groups=features.shape[1],
            )
        return features

    def _coarser(self, features: Tensor) -> Tensor:
        taps = self.get_buffer("down_filter")
        if taps.dim() == 2:
            kernel = taps.expand(features.shape[1], 1, -1, -1)
            return F.conv2d(features, kernel, stride=self.down, groups=features.shape[1])
        for axis in (2, 3):
            kernel, sides = _along(taps, features, axis)
            features = F.conv2d(features, kernel, stride=sides(self.down, 1), groups=features.shape[1])
        return features


def _along(taps: Tensor, features: Tensor, axis: int) -> tuple[Tensor, Any]:
    """The filter for every channel along an axis, and pairs of what holds for it and for the other one."""
    kernel = taps.view((-1, 1) if axis == 2 else (1, -1)).expand(features.shape[1], 1, -1, -1)
    return kernel, lambda own, other: (own, other) if axis == 2 else (other, own)


class _ToPicture(nn.Module):
    """A modulated 1x1 convolution without demodulation and without filters: the last `SynthesisLayer`."""

    def __init__(self, inputs: int, outputs: int, w_size: int, *, clamp: float | None) -> None:
        super().__init__()
        self.clamp, self.scale = clamp, 1 / math.sqrt(inputs)
        self.affine = EqualisedLinear(w_size, inputs, bias=1.0)
        self.weight = nn.Parameter(drawn(outputs, inputs, 1, 1))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("magnitude_ema", torch.ones([]))

    def forward(self, features: Tensor, w: Tensor) -> Tensor:
        """A picture, (N, outputs, size, size)."""
        styles = self.affine(w) * (self.scale * self.get_buffer("magnitude_ema").rsqrt())
        picture = F.conv2d(features * styles[:, :, None, None], self.weight, self.bias)
        return picture if self.clamp is None else picture.clamp(-self.clamp, self.clamp)


class StyleGAN3Synthesis(nn.Module):
    """Takes codes (N, num_ws, w_size), gives pictures (N, 3, R, R) in about [-1, 1]; always in float32.

    What configuration T draws moves with the sines; R, with 1x1 convolutions and radial filters, turns with
    them as well (Karras et al. 2021, section 3).

    Args:
        w_size: length of a code.
        resolution: R, a power of two from 16 on.
        widths: channels of the layers, of which the first has the sines as well.
        kernel: side of the convolutions' kernels, 3 (T) or 1 (R).
        radial: radial filters (R).
        picture_channels: channels of the picture.
        critical: see `bands`.
        first_cutoff: see `bands`.
        first_stopband: see `bands`.
        last_stopband: see `bands`.
        margin: see `bands`.
        filter_size: taps of a filter for every sample of its coarser side.
        output_scale: factor of what the last layer gives.
        clamp: bound of the activations.

    Attributes:
        num_ws: codes that it takes: for the sines, for every layer and for the one that draws.
        noise_sizes: none.
        input_names: `ws`.
        output_names: the picture.
    """

    def __init__(
        self,
        w_size: int = 512,
        resolution: int = 256,
        widths: Sequence[int] = WIDTHS,
        kernel: int = 3,
        radial: bool = False,
        picture_channels: int = 3,
        critical: int = 2,
        first_cutoff: float = 2.0,
        first_stopband: float = 2**2.1,
        last_stopband: float = 2**0.3,
        margin: int = 10,
        filter_size: int = 6,
        output_scale: float = 0.25,
        clamp: float | None = 256.0,
    ) -> None:
        super().__init__()
        if kernel not in (1, 3) or not 0 < filter_size * 2 * _OVERSAMPLING <= _MOST_TAPS or filter_size % 2:
            raise ValueError(f"there is no layer with kernels of {kernel} and filters of {filter_size}")
        self.bands = bands(
            resolution, len(widths), critical, first_cutoff, first_stopband, last_stopband, margin
        )
        self.resolution, self.output_scale = resolution, output_scale
        self.input = _FourierInput(w_size, widths[0], self.bands[0])
        names = []
        for layer, (width, band) in enumerate(zip(widths, self.bands, strict=False)):
            before = max(layer - 1, 0)
            made = _FilteredLayer(
                widths[before],
                width,
                w_size,
                self.bands[before],
                band,
                kernel=kernel,
                filter_size=filter_size,
                radial=radial,
                clamp=clamp,
            )
            names.append(f"L{layer}_{band.size}_{width}")
            self.add_module(names[-1], made)
        names.append(f"L{len(widths)}_{resolution}_{picture_channels}")
        self.add_module(names[-1], _ToPicture(widths[-1], picture_channels, w_size, clamp=clamp))
        self.layer_names, self.num_ws, self.noise_sizes = tuple(names), len(names) + 1, list[int]()
        self.input_names, self.output_names = ("ws",), (f"picture_{resolution}",)

    def forward(self, ws: Tensor) -> Tensor:
        """The picture, (N, picture_channels, R, R)."""
        if ws.shape[1] != self.num_ws:
            raise ValueError(f"this network takes {self.num_ws} codes")
        with without_autocast(ws.device):
            codes = ws.float().unbind(dim=1)
            features: Tensor = self.input(codes[0])
            for name, code in zip(self.layer_names, codes[1:], strict=True):
                features = self.get_submodule(name)(features, code)
            return features * self.output_scale

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """The picture by its name in `output_names`."""
        return dict.fromkeys(outputs, self(inputs["ws"]))


class StyleGAN3Generator(nn.Module):
    """Mapping and synthesis as one: codes (N, z_size) from N(0, 1) to pictures (N, 3, R, R).

    Args:
        z_size: length of a code.
        w_size: length of a mapped code.
        mapping_depth: layers of the mapping network.
        label_size: length of a label, 0 for none.
        synthesis: the other arguments of `StyleGAN3Synthesis`.
    """

    def __init__(
        self,
        z_size: int = 512,
        w_size: int = 512,
        mapping_depth: int = 2,
        label_size: int = 0,
        **synthesis: Any,
    ) -> None:
        super().__init__()
        self.synthesis = StyleGAN3Synthesis(w_size, **synthesis)
        self.mapping = MappingNetwork(z_size, w_size, self.synthesis.num_ws, mapping_depth, label_size)

    def forward(
        self, z: Tensor, labels: Tensor | None = None, *, psi: float = 1.0, cutoff: int | None = None
    ) -> Tensor:
        """Pictures in about [-1, 1]; `psi` and `cutoff` as in `truncate`."""
        ws = self.mapping(z, labels)
        if psi != 1:
            ws = truncate(ws, self.mapping.get_buffer("w_avg"), psi, cutoff)
        result: Tensor = self.synthesis(ws)
        return result


# StyleGAN3 checkpoints. Names and shapes tell sizes, widths, kernels and the kind of the filters; nothing but
# the published design, or what NVIDIA's pickles say beside the tensors, tells the frequencies. The filters
# that a file holds, which are used, tell whether that is right.


State = Mapping[str, Tensor]
_LAYER = re.compile(r"synthesis\.L(\d{1,3})_(\d{1,5})_(\d{1,5})\.weight")
_CLOSE = 1e-4


def detect(state: State) -> Detection | None:
    """The StyleGAN3 generator that these tensors are, or None."""
    if "synthesis.input.transform" not in state or "synthesis.input.freqs" not in state:
        return None
    layers = _layers(state)
    first, last = layers[0], layers[-1]
    w_size = state["mapping.w_avg"].shape[0]
    embedding = state.get("mapping.embed.weight")
    label_size = 0 if embedding is None else embedding.shape[1]
    config = {
        "z_size": state["mapping.fc0.weight"].shape[1] - (w_size if label_size else 0),
        "w_size": w_size,
        "mapping_depth": sum(bool(re.fullmatch(r"mapping\.fc\d+\.weight", name)) for name in state),
        "label_size": label_size,
        "resolution": int(last.split("_")[1]),
        "widths": [state[f"{layer}.weight"].shape[0] for layer in layers[:-1]],
        "kernel": state[f"{first}.weight"].shape[2],
        "radial": state[f"{first}.down_filter"].dim() == 2,
        "picture_channels": state[f"{last}.weight"].shape[0],
        "filter_size": state[f"{first}.down_filter"].shape[0] // _OVERSAMPLING,
    }
    return _checking(Detection("stylegan3", "generator", "stylegan3_generator", config))


def _layers(state: State) -> list[str]:
    """Names of the layers in their order, the one that draws last."""
    found = {int(match[1]): match[0] for match in map(_LAYER.fullmatch, state) if match is not None}
    return [found[number].removesuffix(".weight") for number in range(max(found) + 1)]


def informed(found: Detection, facts: Mapping[str, Any]) -> Detection:
    """What NVIDIA's pickles say beside the tensors: the design's frequencies, the bound, the last factor.

    What the layers hold stands above the arguments that the network was made with.

    Raises:
        BundleError: the layers' bounds differ.
    """
    if found.architecture != "stylegan3_generator":
        return found
    given = facts.get("layers")
    layers = given if isinstance(given, dict) else {}
    own = [said for name, said in layers.items() if re.fullmatch(r"synthesis\.L\d+_\d+_\d+", name)]
    if len({said.get("conv_clamp") for said in own}) > 1:
        raise BundleError(
            "Its layers differ from each other in the bound of their activations; nothing was imported."
        )
    last = own[-1] if own else {}
    said = {**facts, **layers.get("synthesis", {}), **last}
    said["first_cutoff"] = layers.get("synthesis.input", {}).get("bandwidth", said.get("first_cutoff"))
    added = {
        ours: said[theirs]
        for theirs, (ours, kind) in _SAID.items()
        if type(said.get(theirs)) in kind and math.isfinite(said[theirs])
    }
    if "conv_clamp" in said and said["conv_clamp"] is None:
        added["clamp"] = None
    return _checking(replace(found, config={**found.config, **added}))


# NVIDIA's names of what decides the frequencies and the range of the result, and ours.
_SAID: Mapping[str, tuple[str, tuple[type, ...]]] = {
    "num_critical": ("critical", (int,)),
    "first_cutoff": ("first_cutoff", (int, float)),
    "first_stopband": ("first_stopband", (int, float)),
    "last_stopband_rel": ("last_stopband", (int, float)),
    "margin_size": ("margin", (int,)),
    "output_scale": ("output_scale", (int, float)),
    "conv_clamp": ("clamp", (int, float)),
}


def _checking(found: Detection) -> Detection:
    return replace(found, renamed=partial(_checked, config=found.config))


def _checked(state: State, config: Mapping[str, Any]) -> State:
    """The tensors as they are; raises BundleError where sizes or filters are of another design than these."""
    shape = {name: value for name, value in config.items() if name not in _MAPPING}
    with torch.device("cpu"):
        narrow = StyleGAN3Synthesis(1, **shape | {"widths": [1] * len(config["widths"])})
    expected = narrow.state_dict()
    for held, own in zip(_layers(state), narrow.layer_names, strict=True):
        same = held.rpartition("_")[0] == f"synthesis.{own.rpartition('_')[0]}"
        for kind in ("up_filter", "down_filter") if same and f"{own}.up_filter" in expected else ():
            same = same and _alike(state[f"{held}.{kind}"], expected[f"{own}.{kind}"])
        if not same:
            raise BundleError(
                "The layer {layer} of this StyleGAN3 has another size or other filters than the published "
                "design or its own file gives it, so its frequencies are unknown; nothing was imported.",
                layer=held.removeprefix("synthesis."),
            )
    return state


_MAPPING = ("z_size", "w_size", "mapping_depth", "label_size")


def _alike(held: Tensor, designed: Tensor) -> bool:
    if held.shape != designed.shape or held.is_meta:
        return held.shape == designed.shape
    return float((held - designed).abs().max()) <= _CLOSE * float(designed.abs().max())
