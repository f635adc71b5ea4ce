"""pSp's encoder: a photo to one code for every layer of a StyleGAN2 generator.

Richardson et al. 2021, "Encoding in Style: a StyleGAN Encoder for Image-to-Image Translation", section 3.1: a
feature pyramid; coarse layers read their codes off the smallest map, middle and fine ones off larger maps;
and what is read is an offset from the average code. The published network is an IR-SE50 with a head for each
layer (267 M parameters); here the backbone is as wide as its configuration says, and the layers of one map
share a head.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count, takewhile
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import resized_to
from engine.checkpoints.detection import Detection
from engine.errors import BundleError

# The first layer that reads the middle map, and the first that reads the finest (Richardson et al., fig. 2).
_PSP_MIDDLE, _PSP_FINE = 3, 7


class _SqueezeBlock(nn.Module):
    """Residual block with squeeze and excitation, as in IR-SE (Hu et al. 2018)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.PReLU(outputs),
            nn.Conv2d(outputs, outputs, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.squeeze = nn.Sequential(
            nn.Linear(outputs, outputs // 8), nn.ReLU(), nn.Linear(outputs // 8, outputs), nn.Sigmoid()
        )
        self.stride = stride
        self.shortcut = nn.Conv2d(inputs, outputs, 1, bias=False) if inputs != outputs else None

    def forward(self, x: Tensor) -> Tensor:
        around = F.avg_pool2d(x, 2) if self.stride == 2 else x
        around = around if self.shortcut is None else self.shortcut(around)
        made = self.residual(x)
        gate = self.squeeze(made.mean(dim=(2, 3)))
        result: Tensor = around + made * gate[:, :, None, None]
        return result


class _MapToStyles(nn.Module):
    """Codes of several layers from one map: halved down to 2 x 2, then one linear layer for each code."""

    def __init__(self, width: int, side: int, layers_count: int, w_size: int) -> None:
        super().__init__()
        halvings = []
        while side > 2:
            halvings += [nn.Conv2d(width, width, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
            side //= 2
        self.halvings = nn.Sequential(*halvings)
        self.linear = nn.Linear(width * side * side, layers_count * w_size)
        self.shape = (layers_count, w_size)

    def forward(self, features: Tensor) -> Tensor:
        made: Tensor = self.linear(self.halvings(features).flatten(1))
        return made.unflatten(1, self.shape)  # type: ignore[no-untyped-call, no-any-return]


class PSPEncoder(nn.Module):
    """Takes pictures (N, 3, S, S) in [-1, 1], gives codes (N, num_ws, w_size) around the average code.

    The buffer `w_avg` (w_size,) is the generator's average code; `w_scale` (1,) the spread of its codes,
    which offsets are given in.

    Args:
        num_ws: layers of the generator, at least 8.
        w_size: length of a code.
        size: side that pictures are brought to, a power of two from 32 on.
        widths: channels at full size and at strides 2, 4, 8 and 16.
        depth: residual blocks at each stride from 2 on.
        pyramid: channels of the feature pyramid.
    """

    def __init__(
        self,
        num_ws: int,
        w_size: int = 512,
        size: int = 256,
        widths: Sequence[int] = (32, 48, 96, 160, 224),
        depth: Sequence[int] = (1, 2, 2, 2),
        pyramid: int = 160,
    ) -> None:
        super().__init__()
        if size < 32 or size & (size - 1):
            raise ValueError(f"size must be a power of two from 32 on, not {size}")
        if len(widths) != 5 or len(depth) != 4 or min(depth) < 1:
            raise ValueError("five widths and four depths of at least 1 are needed")
        if num_ws <= _PSP_FINE:
            raise ValueError(f"a generator of {num_ws} layers has no fine ones; 8 at least are needed")
        self.size = size
        self.stem = nn.Conv2d(3, widths[0], 3, padding=1)
        stages = []
        for index, repeats in enumerate(depth):
            blocks = [_SqueezeBlock(widths[index], widths[index + 1], 2)]
            blocks += [_SqueezeBlock(widths[index + 1], widths[index + 1], 1) for _ in range(repeats - 1)]
            stages.append(nn.Sequential(*blocks))
        self.stages = nn.ModuleList(stages)
        # From the smallest map to the largest.
        self.lateral = nn.ModuleList([nn.Conv2d(width, pyramid, 1) for width in reversed(widths[2:])])
        counts = (_PSP_MIDDLE, _PSP_FINE - _PSP_MIDDLE, num_ws - _PSP_FINE)
        self.heads = nn.ModuleList(
            [
                _MapToStyles(pyramid, size // stride, count, w_size)
                for stride, count in zip((16, 8, 4), counts, strict=True)
            ]
        )
        self.register_buffer("w_avg", torch.zeros(w_size))
        self.register_buffer("w_scale", torch.ones(1))

    def forward(self, image: Tensor) -> Tensor:
        """Codes (N, num_ws, w_size)."""
        features = self.stem(resized_to(image, self.size))
        maps = []
        for stage in self.stages:
            features = stage(features)
            maps.append(features)
        codes = []
        above: Tensor | None = None
        for lateral, head, features in zip(self.lateral, self.heads, reversed(maps[1:]), strict=True):
            here = lateral(features)
            if above is not None:
                here = here + F.interpolate(above, scale_factor=2.0, mode="bilinear", align_corners=False)
            codes.append(head(here))
            above = here
        offsets = torch.cat(codes, dim=1)
        return self.get_buffer("w_avg") + self.get_buffer("w_scale") * offsets


# The published encoders of photos into a StyleGAN2's codes, under their key names: pSp, e4e and ReStyle.
#
# Richardson et al. 2021 ("Encoding in Style"), section 3.1: an IR-SE50 (Deng et al. 2019; Hu et al. 2018)
# with
# a feature pyramid and a head for every layer, whose results are offsets from the average code. Tov et al.
# 2021
# (e4e), section 4: the heads of all layers but the first tell how far each is from the first. Alaluf et al.
# 2021 (ReStyle), section 3: the encoder also sees what was drawn so far, and its results are added to the
# last
# codes.


# The first layer that reads the middle map, and the first that reads the finest.
_MIDDLE, _FINE = 3, 7


class _Squeeze(nn.Module):
    """Squeeze and excitation (Hu et al. 2018) without biases."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1, bias=False)
        self.fc2 = nn.Conv2d(squeezed, channels, 1, bias=False)

    def forward(self, features: Tensor) -> Tensor:
        gate = self.fc2(F.relu(self.fc1(features.mean(dim=(2, 3), keepdim=True))))
        return features * torch.sigmoid(gate)


class _Bottleneck(nn.Module):
    """IR-SE's residual block; every second pixel goes round it where it halves the size."""

    def __init__(self, inputs: int, outputs: int, stride: int, reduction: int) -> None:
        super().__init__()
        self.stride = stride
        self.res_layer = nn.Sequential(
            nn.BatchNorm2d(inputs),
            nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
            nn.PReLU(outputs),
            nn.Conv2d(outputs, outputs, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            _Squeeze(outputs, outputs // reduction),
        )
        if inputs != outputs:
            self.shortcut_layer = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )
        self.same = inputs == outputs

    def forward(self, features: Tensor) -> Tensor:
        kept = features[:, :, :: self.stride, :: self.stride]
        result: Tensor = self.res_layer(features) + (kept if self.same else self.shortcut_layer(features))
        return result


class _BasicBlock(nn.Module):
    """ResNet's residual block of two convolutions (He et al. 2016, figure 2 and table 1, 34 layers)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample: nn.Module = nn.Identity()
        if stride > 1 or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, features: Tensor) -> Tensor:
        inner = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(features)))))
        result: Tensor = F.relu(inner + self.downsample(features))
        return result


class _Scaled(nn.Linear):
    """A linear layer whose weight is scaled in use (Karras et al. 2018, section 4.1), gain 1."""

    def forward(self, vectors: Tensor) -> Tensor:
        return F.linear(vectors, self.weight / math.sqrt(self.in_features), self.bias)


class _Head(nn.Module):
    """A map (N, C, 2^k, 2^k) to one code (N, w_size): k halvings and a linear layer."""

    def __init__(self, inputs: int, w_size: int, halvings: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for step in range(halvings):
            layers += [nn.Conv2d(w_size if step else inputs, w_size, 3, 2, padding=1), nn.LeakyReLU(0.01)]
        self.convs = nn.Sequential(*layers)
        self.linear = _Scaled(w_size, w_size)

    def forward(self, features: Tensor) -> Tensor:
        result: Tensor = self.linear(self.convs(features).flatten(1))
        return result


class GradualStyleEncoder(nn.Module):
    """Takes pictures (N, 3, S, S) in [-1, 1], gives codes (N, num_ws, w_size) around the average codes.

    The buffer `latent_avg` (num_ws, w_size) holds the average codes of the generator.

    Args:
        num_ws: layers of the generator.
        w_size: length of a code.
        input_channels: 3; 6 for ReStyle's.
        widths: channels of the first layer and of the four stages, each of which halves the size.
        depth: blocks of each stage.
        reduction: of channels in squeeze and excitation.
        halvings: of a head at the smallest map, which pictures of 2 ** (4 + halvings) give.
        pyramid: middle and fine layers read larger maps; ReStyle's heads all read the smallest.
        progressive: heads tell how far a layer's code is from the first layer's (e4e).
        backbone: IR-SE blocks, or those of a ResNet34, whose first layer halves the size instead of its first
            stage (ReStyle's for other things than faces); it has neither pyramid nor squeezes.
    """

    def __init__(
        self,
        num_ws: int = 18,
        w_size: int = 512,
        input_channels: int = 3,
        widths: Sequence[int] = (64, 64, 128, 256, 512),
        depth: Sequence[int] = (3, 4, 14, 3),
        reduction: int = 16,
        halvings: int = 4,
        pyramid: bool = True,
        progressive: bool = False,
        backbone: Literal["ir_se", "resnet"] = "ir_se",
    ) -> None:
        super().__init__()
        if len(widths) != 5 or len(depth) != 4 or min(depth) < 1 or halvings < 1:
            raise ValueError("five widths and four depths of at least 1 are needed")
        plain = backbone == "resnet"
        if plain and pyramid:
            raise ValueError("a ResNet34 has no pyramid")
        self.num_ws, self.pyramid, self.progressive = num_ws, pyramid, progressive
        self.size = 2 ** (4 + halvings)
        self.first = ("conv1", "bn1", "relu") if plain else ("input_layer",)
        kernel, stride = (7, 2) if plain else (3, 1)
        layers: list[nn.Module] = [
            nn.Conv2d(input_channels, widths[0], kernel, stride, padding=kernel // 2, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.PReLU(widths[0]),
        ]
        for name, layer in zip(self.first, layers if plain else [nn.Sequential(*layers)], strict=True):
            self.add_module(name, layer)
        blocks: list[nn.Module] = []
        self.ends = []
        for stage, repeats in enumerate(depth):
            inputs, outputs = widths[stage : stage + 2]
            if plain:
                blocks.append(_BasicBlock(inputs, outputs, 2 if stage else 1))
                blocks += [_BasicBlock(outputs, outputs, 1) for _ in range(repeats - 1)]
            else:
                blocks.append(_Bottleneck(inputs, outputs, 2, reduction))
                blocks += [_Bottleneck(outputs, outputs, 1, reduction) for _ in range(repeats - 1)]
            self.ends.append(len(blocks) - 1)
        self.body = nn.Sequential(*blocks)
        self.styles = nn.ModuleList(
            [_Head(widths[-1], w_size, halvings + self._map(layer)) for layer in range(num_ws)]
        )
        if pyramid:
            self.latlayer1 = nn.Conv2d(widths[3], widths[4], 1)
            self.latlayer2 = nn.Conv2d(widths[2], widths[4], 1)
        self.register_buffer("latent_avg", torch.zeros(num_ws, w_size))

    def _map(self, layer: int) -> int:
        """Which map a layer reads: 0 the smallest, 2 the largest."""
        return (layer >= _MIDDLE) + (layer >= _FINE) if self.pyramid else 0

    def forward(self, image: Tensor) -> Tensor:
        """Codes (N, num_ws, w_size)."""
        return self.offsets(resized_to(image, self.size)) + self.get_buffer("latent_avg")

    def offsets(self, image: Tensor) -> Tensor:
        """What the heads tell, (N, num_ws, w_size), of pictures (N, input_channels, size, size)."""
        features = image
        for name in self.first:
            features = self.get_submodule(name)(features)
        stages = []
        for number, block in enumerate(self.body):
            features = block(features)
            if number in self.ends:
                stages.append(features)
        maps = [features]
        if self.pyramid:
            maps.append(_added(maps[0], self.latlayer1(stages[2])))
            maps.append(_added(maps[1], self.latlayer2(stages[1])))
        info = torch.stack([head(maps[self._map(layer)]) for layer, head in enumerate(self.styles)], dim=1)
        if not self.progressive:
            return info
        first = info[:, :1]
        return torch.cat([first, first + info[:, 1:]], dim=1)


def _added(small: Tensor, large: Tensor) -> Tensor:
    """The small map at the large one's size, and that one."""
    return F.interpolate(small, large.shape[2:], mode="bilinear", align_corners=True) + large


class RefiningEncoder(GradualStyleEncoder):
    """ReStyle's: photo, what is drawn so far, both (N, 3, S, S) in [-1, 1], and its codes to better codes."""

    def forward(self, image: Tensor, drawn: Tensor, codes: Tensor) -> Tensor:  # type: ignore[override]
        """Codes (N, num_ws, w_size)."""
        both = torch.cat([resized_to(image, self.size), resized_to(drawn, self.size)], dim=1)
        return self.offsets(both) + codes


# Encoders of photos for a StyleGAN2 in pSp's layout: pSp, e4e and ReStyle with their IR-SE50.
#
# pSp's keys at full width are compared with a published list. e4e's are the same; only the options that its
# files hold tell them apart. ReStyle's encoders of faces have pSp's keys without the pyramid, and six input
# channels; those of other things stand on a ResNet34. No numerical reference of any of them is at hand: the
# networks follow the papers and the published modules.


State = Mapping[str, Tensor]
Shapes = Mapping[str, tuple[int, ...]]
_PROGRESSIVE = ("Encoder4Editing", "ProgressiveBackboneEncoder", "ResNetProgressiveBackboneEncoder")
_PHOTO, _PHOTO_AND_DRAWN = 3, 6


def detect(state: State) -> Detection | None:
    """The encoder that these tensors are, or None."""
    if "styles.0.linear.weight" not in state:
        return None
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "conv1.weight" in shapes and "body.0.conv1.weight" in shapes:
        return _on_resnet(shapes)
    if "input_layer.0.weight" not in shapes:
        return None
    blocks = list(takewhile(lambda n: f"body.{n}.res_layer.3.weight" in shapes, count()))
    starts = [n for n in blocks if n == 0 or f"body.{n}.shortcut_layer.0.weight" in shapes]
    stops = [*starts[1:], len(blocks)]
    widths = [shapes[f"body.{start}.res_layer.3.weight"][0] for start in starts]
    config = {
        "widths": [shapes["input_layer.0.weight"][0], *widths],
        "depth": [stop - start for start, stop in zip(starts, stops, strict=True)],
        "reduction": widths[0] // shapes["body.0.res_layer.5.fc1.weight"][0],
        "pyramid": "latlayer1.weight" in shapes,
    }
    return _detection(shapes, shapes["input_layer.0.weight"][1], config)


def _on_resnet(shapes: Shapes) -> Detection:
    blocks = list(takewhile(lambda n: f"body.{n}.conv1.weight" in shapes, count()))
    starts = [n for n in blocks if n == 0 or f"body.{n}.downsample.0.weight" in shapes]
    first = shapes["conv1.weight"]
    config = {
        "widths": [first[0], *(shapes[f"body.{start}.conv1.weight"][0] for start in starts)],
        "depth": [stop - start for start, stop in zip(starts, [*starts[1:], len(blocks)], strict=True)],
        "pyramid": False,
        "backbone": "resnet",
    }
    return _detection(shapes, first[1], config)


def _detection(shapes: Shapes, channels: int, backbone: Mapping[str, Any]) -> Detection:
    """What the heads tell beside the backbone's configuration."""
    config = {
        "num_ws": len(list(takewhile(lambda n: f"styles.{n}.linear.weight" in shapes, count()))),
        "w_size": shapes["styles.0.linear.weight"][0],
        "input_channels": channels,
        "halvings": len(list(takewhile(lambda n: f"styles.0.convs.{2 * n}.weight" in shapes, count()))),
        "progressive": False,
        **backbone,
    }
    family = "restyle" if channels == _PHOTO_AND_DRAWN else "psp"
    architecture = "restyle_encoder" if channels == _PHOTO_AND_DRAWN else "psp_gradual_encoder"
    return Detection(family, "encoder", architecture, config, renamed=_with_average)


def informed(found: Detection, facts: Mapping[str, Any]) -> Detection:
    """What the options that a file holds beside the tensors add.

    Raises:
        BundleError: the encoder is not of photos.
    """
    if found.architecture not in ("psp_gradual_encoder", "restyle_encoder"):
        return found
    if found.config["input_channels"] not in (_PHOTO, _PHOTO_AND_DRAWN):
        raise BundleError(
            "The encoder takes {channels} channels, a sketch or a label map; Ganvas takes "
            "encoders of photos. Nothing was imported.",
            channels=found.config["input_channels"],
        )
    renamed = _without_average if facts.get("start_from_latent_avg") is False else found.renamed
    progressive = facts.get("encoder_type") in _PROGRESSIVE
    family = "e4e" if progressive and found.family == "psp" else found.family
    return replace(found, family=family, config={**found.config, "progressive": progressive}, renamed=renamed)


def _with_average(state: State) -> dict[str, Tensor]:
    layers = len(list(takewhile(lambda n: f"styles.{n}.linear.weight" in state, count())))
    code = state["styles.0.linear.bias"]
    stored = state.get("latent_avg")
    if stored is None:
        average = torch.zeros(layers, len(code), device=code.device)
    else:
        average = stored.reshape(-1, len(code))
        average = average.expand(layers, -1) if len(average) == 1 else average
    return {**state, "latent_avg": average}


def _without_average(state: State) -> dict[str, Tensor]:
    return _with_average({name: tensor for name, tensor in state.items() if name != "latent_avg"})
