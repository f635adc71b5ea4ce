"""SPADE (Park et al. 2019): label maps that steer every norm; published keys, spectral norms folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count, pairwise, takewhile
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.choices import Norm
from engine.architectures.label_maps import LabelInput
from engine.checkpoints.detection import Detection, OwnedTensors

_SHARED = 128
_SLOPE = 0.2


class _Steering(NamedTuple):
    """How the label map steers: its channels, the norm that it scales, and the side of its convolutions."""

    labels: int
    norm: Norm
    kernel: int


class _SpatialNorm(nn.Module):
    """A norm whose scale and shift are drawn from the label map, place by place (equation 1)."""

    def __init__(self, channels: int, steering: _Steering) -> None:
        super().__init__()
        labels, norm, side = steering
        batch = norm == "batch"
        self.param_free_norm = (
            nn.BatchNorm2d(channels, affine=False) if batch else nn.InstanceNorm2d(channels)
        )
        self.mlp_shared = nn.Sequential(nn.Conv2d(labels, _SHARED, side, padding=side // 2), nn.ReLU())
        self.mlp_gamma = nn.Conv2d(_SHARED, channels, side, padding=side // 2)
        self.mlp_beta = nn.Conv2d(_SHARED, channels, side, padding=side // 2)

    def forward(self, features: Tensor, labels: Tensor) -> Tensor:
        """Features (N, channels, h, w) under labels (N, labels, h, w)."""
        shared = self.mlp_shared(labels)
        result: Tensor = self.param_free_norm(features) * (1 + self.mlp_gamma(shared)) + self.mlp_beta(shared)
        return result


class _SpadeBlock(nn.Module):
    """Residual block of figure 4: two steered norms and convolutions, a third where the width changes."""

    def __init__(self, inputs: int, outputs: int, steering: _Steering) -> None:
        super().__init__()
        middle = min(inputs, outputs)
        self.conv_0 = nn.Conv2d(inputs, middle, 3, padding=1)
        self.conv_1 = nn.Conv2d(middle, outputs, 3, padding=1)
        self.norm_0 = _SpatialNorm(inputs, steering)
        self.norm_1 = _SpatialNorm(middle, steering)
        self.widens = inputs != outputs
        if self.widens:
            self.conv_s = nn.Conv2d(inputs, outputs, 1, bias=False)
            self.norm_s = _SpatialNorm(inputs, steering)

    def forward(self, features: Tensor, labels: Tensor) -> Tensor:
        around = self.conv_s(self.norm_s(features, labels)) if self.widens else features
        inner = self.conv_0(F.leaky_relu(self.norm_0(features, labels), _SLOPE))
        result: Tensor = around + self.conv_1(F.leaky_relu(self.norm_1(inner, labels), _SLOPE))
        return result


class SpadeGenerator(nn.Module):
    """Label maps (N, labels, H, W), one-hot, to pictures (N, 3, H, W) in [-1, 1] (section 3, appendix A).

    H and W are multiples of 2 ** upsamplings. With a style, the first features come from a code
    (N, style_size), and H and W are those of the training.

    Args:
        labels: channels of the label map, the edges of instances among them.
        width: channels of the last block but for `upsamplings` 7; the first has sixteen times as many.
        upsamplings: how often the size is doubled: 5 ("normal"), 6 ("more") or 7 ("most").
        style_size: length of the style code, 0 without.
        start: height and width of the first features, for models with a style.
        norm: what the label map steers: batch norm (published) or instance norm.
        kernel: side of the convolutions of the label map, 3 (published) or 5, say.
    """

    def __init__(
        self,
        labels: int = 184,
        width: int = 64,
        upsamplings: int = 5,
        style_size: int = 0,
        start: Sequence[int] = (8, 8),
        norm: Norm = "batch",
        kernel: int = 3,
    ) -> None:
        super().__init__()
        if upsamplings not in (5, 6, 7):
            raise ValueError("a SPADE generator doubles the size 5, 6 or 7 times")
        steering = _Steering(labels, norm, kernel)
        self.upsamplings, self.start, deepest = upsamplings, tuple(start), 16 * width
        self.fc: nn.Module = nn.Conv2d(labels, deepest, 3, padding=1)
        if style_size:
            self.fc = nn.Linear(style_size, deepest * self.start[0] * self.start[1])
        self.head_0 = _SpadeBlock(deepest, deepest, steering)
        self.G_middle_0 = _SpadeBlock(deepest, deepest, steering)
        self.G_middle_1 = _SpadeBlock(deepest, deepest, steering)
        widths = [deepest // 2**level for level in range(6 if upsamplings == 7 else 5)]
        for number, (inputs, outputs) in enumerate(pairwise(widths)):
            self.add_module(f"up_{number}", _SpadeBlock(inputs, outputs, steering))
        self.ups = len(widths) - 1
        self.conv_img = nn.Conv2d(widths[-1], 3, 3, padding=1)

    def forward(self, labels: Tensor, code: Tensor | None = None) -> Tensor:
        """The picture, (N, 3, H, W) in [-1, 1], of a one-hot label map and, with a style, a code."""
        left = self.upsamplings
        if code is not None:
            features = self.fc(code).unflatten(1, (-1, *self.start))
        else:
            features = self.fc(_thinned(labels, left))
        features = self.head_0(features, _thinned(labels, left))
        left -= 1
        features = self.G_middle_0(_doubled(features), _thinned(labels, left))
        if self.upsamplings > 5:
            left -= 1
            features = _doubled(features)
        features = self.G_middle_1(features, _thinned(labels, left))
        for number in range(self.ups):
            left -= 1
            features = self.get_submodule(f"up_{number}")(_doubled(features), _thinned(labels, left))
        return torch.tanh(self.conv_img(F.leaky_relu(features, _SLOPE)))


def _thinned(labels: Tensor, halvings: int) -> Tensor:
    """Every 2^halvings-th place: what nearest-neighbour reduction of a label map gives."""
    step = 2**halvings
    return labels[:, :, ::step, ::step]


def _doubled(features: Tensor) -> Tensor:
    return F.interpolate(features, scale_factor=2.0, mode="nearest")


class SpadeLabelGenerator(SpadeGenerator):
    """The same network for label maps that are pictures: `image` (N, 1, H, W) in [-1, 1], grey = label.

    Args:
        classes: labels; the label map's channels are these and, with `edges`, one more.
        edges: the last channel of the label map holds the edges of instances.
        width: see `SpadeGenerator`.
        upsamplings: see `SpadeGenerator`.
        style_size: see `SpadeGenerator`.
        start: see `SpadeGenerator`.
        norm: see `SpadeGenerator`.
        kernel: see `SpadeGenerator`.
    """

    def __init__(
        self,
        classes: int = 183,
        edges: bool = True,
        width: int = 64,
        upsamplings: int = 5,
        style_size: int = 0,
        start: Sequence[int] = (8, 8),
        norm: Norm = "batch",
        kernel: int = 3,
    ) -> None:
        super().__init__(classes + edges, width, upsamplings, style_size, start, norm, kernel)
        self.label_input = LabelInput(classes, edges=edges)

    def forward(self, image: Tensor, code: Tensor | None = None) -> Tensor:
        """The picture, (N, 3, H, W) in [-1, 1]."""
        return super().forward(self.label_input(image), code)


class SpadeEncoder(nn.Module):
    """The style of a picture (N, 3, S, S): mean and log-variance of a code, each (N, style_size).

    Park et al. 2019, appendix A, figure 14.

    Args:
        widths: channels of the six layers that halve the size.
        style_size: length of the code.
        places: of the last layer's features, height times width.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 512, 512, 512),
        style_size: int = 256,
        places: int = 16,
    ) -> None:
        super().__init__()
        self.size = 2 ** len(widths) * round(places**0.5)
        self.layers = len(widths)
        for number, (inputs, outputs) in enumerate(pairwise((3, *widths)), start=1):
            convolution = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False)
            self.add_module(f"layer{number}", nn.Sequential(convolution, nn.InstanceNorm2d(outputs)))
        self.fc_mu = nn.Linear(widths[-1] * places, style_size)
        self.fc_var = nn.Linear(widths[-1] * places, style_size)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance, each (N, style_size)."""
        features = image
        if image.shape[2:] != (self.size, self.size):
            features = F.interpolate(image, size=(self.size, self.size), mode="bilinear")
        for number in range(1, self.layers + 1):
            features = self.get_submodule(f"layer{number}")(features)
            features = F.leaky_relu(features, _SLOPE)
        flat = features.flatten(1)
        return self.fc_mu(flat), self.fc_var(flat)


# SPADE checkpoints: generators of any width, with and without style, and the style encoder.
#
# Spectral norms are folded with the stored vectors: the weights here are those that the published network
# convolves with. Tensors do not tell how often the size is doubled when it is 5 or 6 times: the layout of
# the
# published Cityscapes model (36 channels) is read as 6, others as 5, unless something beside them tells.


Shapes = Mapping[str, tuple[int, ...]]
_CITYSCAPES = 36
_LAYERS = {"normal": 5, "more": 6}


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The SPADE network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "head_0.norm_0.mlp_shared.0.weight" in shapes and "conv_img.weight" in shapes:
        return _generator(shapes)
    if "fc_mu.weight" in shapes and ("layer1.0.weight_orig" in shapes or "layer1.0.weight" in shapes):
        return _encoder(shapes)
    return None


def informed(found: Detection, facts: Mapping[str, Any]) -> Detection:
    """With the published option `num_upsampling_layers`, "normal" or "more", where it is told."""
    info = facts.get("num_upsampling_layers")
    if found.architecture != "spade_generator" or found.config["upsamplings"] == 7 or info not in _LAYERS:
        return found
    return replace(found, config={**found.config, "upsamplings": _LAYERS[info]})


def _generator(shapes: Shapes) -> Detection:
    labels = shapes["head_0.norm_0.mlp_shared.0.weight"][1]
    deepest = shapes["head_0.norm_0.mlp_gamma.weight"][0]
    upsamplings = 7 if "up_4.conv_0.bias" in shapes else 6 if labels == _CITYSCAPES else 5
    config: dict[str, object] = {"labels": labels, "width": deepest // 16, "upsamplings": upsamplings}
    if "head_0.norm_0.param_free_norm.running_mean" not in shapes:
        config["norm"] = "instance"
    kernel = shapes["head_0.norm_0.mlp_shared.0.weight"][2]
    if kernel != 3:
        config["kernel"] = kernel
    first = shapes["fc.weight"]
    if len(first) == 2:
        side = round((first[0] / deepest) ** 0.5)
        config |= {"style_size": first[1], "start": [side, side]}
    return Detection("spade", "generator", "spade_generator", config, renamed=folded)


def _encoder(shapes: Shapes) -> Detection:
    def first(number: int) -> tuple[int, ...]:
        return shapes.get(f"layer{number}.0.weight_orig") or shapes.get(f"layer{number}.0.weight", ())

    widths = [first(number)[0] for number in takewhile(first, count(1))]
    config = {
        "widths": widths,
        "style_size": shapes["fc_mu.weight"][0],
        "places": shapes["fc_mu.weight"][1] // widths[-1],
    }
    return Detection("spade", "encoder", "spade_encoder", config, renamed=folded)


def folded(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Tensors whose spectral norms are divided out: weight = weight_orig / (u . W v) (Miyato et al. 2018).

    In use, PyTorch's spectral norm takes the stored vectors as they are, so nothing is iterated here either.
    """
    made = {}
    in_place = isinstance(state, OwnedTensors)
    for name, tensor in state.items():
        if name.endswith((".weight_u", ".weight_v")):
            continue
        if name.endswith(".weight_orig"):
            stem = name.removesuffix("_orig")
            matrix = tensor.float().flatten(1)
            norm = torch.dot(state[f"{stem}_u"].float(), matrix @ state[f"{stem}_v"].float())
            # A file's tensors are views of it: a quotient beside each would hold every weight twice.
            made[stem] = tensor.div_(norm) if in_place and tensor.is_floating_point() else tensor / norm
        else:
            made[name] = tensor
    return made
