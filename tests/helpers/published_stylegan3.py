"""StyleGAN3: small networks, snapshots of them, and the published formulas, step by step.

The formulas are written as the paper and the published modules state them: zeros between samples, padding,
filters of scipy, weights made for every picture, an affine grid; nothing of the network under test.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy.signal
import scipy.special
import torch
from helpers.published_files import EasyDict, State, module_of
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.registry import build

# 64 pixels in few layers: rates double and double, so that a filter makes features four times finer.
SMALL_T: dict[str, Any] = {
    "z_size": 8,
    "w_size": 8,
    "resolution": 32,
    "widths": [6, 6, 5, 4],
    "mapping_depth": 2,
}
SMALL_R: dict[str, Any] = SMALL_T | {"kernel": 1, "radial": True}


def trained(config: Mapping[str, Any], seed: int = 0) -> nn.Module:
    """A `stylegan3_generator` none of whose tensors is at its start."""
    torch.manual_seed(seed)
    network = build("stylegan3_generator", config).eval()
    with torch.no_grad():
        for name, tensor in network.state_dict().items():
            if name.endswith("magnitude_ema"):
                tensor.fill_(0.3 + torch.rand(()))
            elif name.endswith(("bias", "w_avg", "input.affine.weight")):
                tensor += 0.3 * torch.randn(tensor.shape)
    return network


def design(
    resolution: int, layers: int, critical: int = 2, first: float = 2.0, stop: float = 2**2.1
) -> list[dict[str, float]]:
    """Cutoff, half-width, rate and size of every layer."""
    exponents = np.minimum(np.arange(layers + 1) / (layers - critical), 1)
    cutoffs = first * (resolution / 2 / first) ** exponents
    stopbands = stop * (resolution / 2 * 2**0.3 / stop) ** exponents
    rates = np.exp2(np.ceil(np.log2(np.minimum(stopbands * 2, resolution))))
    sizes = rates + 20
    sizes[-2:] = resolution
    half_widths = np.maximum(stopbands, rates / 2) - cutoffs
    rows = zip(cutoffs, half_widths, rates, sizes, strict=True)
    return [dict(zip(("cutoff", "half_width", "rate", "size"), row, strict=True)) for row in rows]


def designed_filter(taps: int, cutoff: float, width: float, rate: float, radial: bool = False) -> Tensor:
    """By scipy."""
    if not radial:
        line = scipy.signal.firwin(taps, cutoff=cutoff, width=width, fs=rate)
        return torch.as_tensor(line, dtype=torch.float32)
    places = (np.arange(taps) - (taps - 1) / 2) / rate
    away = np.hypot(*np.meshgrid(places, places))
    disc = scipy.special.j1(2 * cutoff * np.pi * away) / (np.pi * away)
    window = np.kaiser(taps, scipy.signal.kaiser_beta(scipy.signal.kaiser_atten(taps, width / (rate / 2))))
    disc *= np.outer(window, window)
    return torch.as_tensor(disc / disc.sum(), dtype=torch.float32)


def resampled(x: Tensor, taps: Tensor, up: int = 1, down: int = 1, pads: tuple[int, int] = (0, 0)) -> Tensor:
    """Zeros between, padding or cropping, the filter, every so manieth sample; brightness is kept."""
    count, channels, height, width = x.shape
    stuffed = x.new_zeros(count, channels, height, up, width, up)
    stuffed[:, :, :, 0, :, 0] = x
    padded = F.pad(stuffed.reshape(count, channels, height * up, width * up), (*pads, *pads))
    kernel = (taps if taps.dim() == 2 else torch.outer(taps, taps)).flip(0, 1) * up**2
    filtered = F.conv2d(padded, kernel.expand(channels, 1, -1, -1), groups=channels)
    return filtered[:, :, ::down, ::down]


def modulated(x: Tensor, weight: Tensor, styles: Tensor, demodulated: bool, gain: Tensor) -> Tensor:
    """Weights made for every picture, which is padded with what lets the kernel reach out."""
    if demodulated:
        weight = weight * weight.square().mean(dim=(1, 2, 3), keepdim=True).rsqrt()
        styles = styles * styles.square().mean().rsqrt()
    made = weight[None] * styles[:, None, :, None, None]
    if demodulated:
        made = made * (made.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).rsqrt()
    made = made * gain
    padding = weight.shape[2] - 1
    return torch.cat([F.conv2d(one[None], own, padding=padding) for one, own in zip(x, made, strict=True)])


def sines(state: State, w: Tensor, first: Mapping[str, float]) -> Tensor:
    """The input of the first layer."""
    held = {name.removeprefix("synthesis.input."): tensor for name, tensor in state.items()}
    pictures = []
    for code in w:
        t = held["affine.weight"] @ code / math.sqrt(len(code)) + held["affine.bias"]
        t = t / t[:2].norm()
        turn = torch.eye(3)
        turn[:2, :2] = torch.stack([torch.stack([t[0], -t[1]]), torch.stack([t[1], t[0]])])
        move = torch.eye(3)
        move[:2, 2] = -t[2:]
        whole = turn @ move @ held["transform"]
        phases = held["phases"] + held["freqs"] @ whole[:2, 2]
        freqs = held["freqs"] @ whole[:2, :2]
        above = (freqs.norm(dim=1) - first["cutoff"]) / (first["rate"] / 2 - first["cutoff"])
        theta = torch.eye(2, 3) * 0.5 * first["size"] / first["rate"]
        size = int(first["size"])
        grid = F.affine_grid(theta[None], [1, 1, size, size], align_corners=False)[0]
        waves = torch.sin((grid @ freqs.T + phases) * 2 * math.pi) * (1 - above).clamp(0, 1)
        pictures.append((waves @ (held["weight"] / math.sqrt(len(phases))).T).permute(2, 0, 1))
    return torch.stack(pictures)


def published_stylegan3(state: State, ws: Tensor, config: Mapping[str, Any], **own: Any) -> Tensor:
    """What the published synthesis network draws of codes (N, num_ws, w)."""
    widths = [*config["widths"], 3]
    rows = design(config["resolution"], len(widths) - 1, **own)
    x = sines(state, ws[:, 0], rows[0])
    for layer, row in enumerate(rows):
        before, draws = rows[max(layer - 1, 0)], layer == len(rows) - 1
        name = f"synthesis.L{layer}_{int(row['size'])}_{widths[layer]}"
        weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
        affine = state[f"{name}.affine.weight"]
        styles = ws[:, layer + 1] @ affine.T / math.sqrt(affine.shape[1]) + state[f"{name}.affine.bias"]
        if draws:
            styles = styles / math.sqrt(weight[0].numel())
        x = modulated(x, weight, styles, not draws, state[f"{name}.magnitude_ema"].rsqrt())
        x = x + bias[:, None, None]
        if draws:
            x = x.clamp(-256, 256)
            continue
        rate = 2 * max(before["rate"], row["rate"])
        up, down = round(rate / before["rate"]), round(rate / row["rate"])
        finer = designed_filter(6 * up, before["cutoff"], 2 * before["half_width"], rate)
        radial = bool(config.get("radial")) and layer < len(rows) - 1 - own.get("critical", 2)
        coarser = designed_filter(6 * down, row["cutoff"], 2 * row["half_width"], rate, radial)
        wanted = (int(row["size"]) - 1) * down + 1
        total = wanted - x.shape[2] * up + len(finer) + len(coarser) - 2
        low = (total + up) // 2
        x = resampled(x, finer, up, 1, (low, total - low))
        x = (F.leaky_relu(x, 0.2) * math.sqrt(2)).clamp(-256, 256)
        x = resampled(x, coarser, 1, down)
    return x * 0.25


def stylegan3_snapshot(config: Mapping[str, Any], seed: int = 0) -> dict[str, Any]:
    """What StyleGAN3's training loop pickles, with the attributes that its layers have."""
    network = trained(config, seed)
    state = network.state_dict()
    synthesis = network.get_submodule("synthesis")
    said: dict[str, dict[str, Any]] = {"": {"z_dim": config["z_size"], "img_channels": 3}}
    said["synthesis"] = {
        "w_dim": config["w_size"],
        "num_layers": len(config["widths"]),
        "num_critical": config.get("critical", 2),
        "margin_size": config.get("margin", 10),
        "output_scale": config.get("output_scale", 0.25),
        "layer_names": list(synthesis.layer_names),
    }
    bands = synthesis.bands
    # Numbers of numpy, as the published design computes them.
    said["synthesis.input"] = {
        "size": np.array([bands[0].size] * 2),
        "sampling_rate": bands[0].rate,
        "bandwidth": np.float64(bands[0].cutoff),
    }
    for layer, name in enumerate(synthesis.layer_names):
        band, before = bands[layer], bands[max(layer - 1, 0)]
        said[f"synthesis.{name}"] = {
            "is_torgb": layer == len(bands) - 1,
            "is_critically_sampled": band.critical,
            "in_size": np.array([before.size] * 2),
            "in_cutoff": np.float64(before.cutoff),
            "out_cutoff": np.float64(band.cutoff),
            "out_half_width": np.float64(band.half_width),
            "out_sampling_rate": band.rate,
            "conv_clamp": config.get("clamp", 256),
            "conv_kernel": config.get("kernel", 3),
            "padding": [9, 8, 9, 8],
        }
    arguments: dict[str, Any] = {"c_dim": config.get("label_size", 0), "img_resolution": config["resolution"]}
    theirs = {"first_stopband": "first_stopband", "last_stopband": "last_stopband_rel"}
    arguments |= {theirs[name]: value for name, value in config.items() if name in theirs}
    shape = {"resolution": config["resolution"], "channel_base": 512, "channel_max": 8}
    shape["label_size"] = config.get("label_size", 0)
    discriminator = build("stylegan2_discriminator", shape).state_dict()
    return {
        "G": module_of(
            {name: tensor + 0.5 for name, tensor in state.items()}, "Generator", said, **arguments
        ),
        "D": module_of(discriminator, "Discriminator", **arguments),
        "G_ema": module_of(state, "Generator", said, **arguments),
        "training_set_kwargs": EasyDict(class_name="training.dataset.ImageFolderDataset"),
        "augment_pipe": None,
        "progress": {"cur_nimg": 5},
    }
