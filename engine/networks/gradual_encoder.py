"""The published encoders of photos into a StyleGAN2's codes, under their key names: pSp, e4e and ReStyle.

Richardson et al. 2021 ("Encoding in Style"), section 3.1: an IR-SE50 (Deng et al. 2019; Hu et al. 2018) with
a feature pyramid and a head for every layer, whose results are offsets from the average code. Tov et al. 2021
(e4e), section 4: the heads of all layers but the first tell how far each is from the first. Alaluf et al.
2021 (ReStyle), section 3: the encoder also sees what was drawn so far, and its results are added to the last
codes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.blocks import brought_to

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
    ) -> None:
        super().__init__()
        if len(widths) != 5 or len(depth) != 4 or min(depth) < 1 or halvings < 1:
            raise ValueError("five widths and four depths of at least 1 are needed")
        self.num_ws, self.pyramid, self.progressive = num_ws, pyramid, progressive
        self.size = 2 ** (4 + halvings)
        self.input_layer = nn.Sequential(
            nn.Conv2d(input_channels, widths[0], 3, padding=1, bias=False),
            nn.BatchNorm2d(widths[0]),
            nn.PReLU(widths[0]),
        )
        blocks: list[nn.Module] = []
        self.ends = []
        for stage, repeats in enumerate(depth):
            blocks.append(_Bottleneck(widths[stage], widths[stage + 1], 2, reduction))
            blocks += [
                _Bottleneck(widths[stage + 1], widths[stage + 1], 1, reduction) for _ in range(repeats - 1)
            ]
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
        return self.offsets(brought_to(image, self.size)) + self.get_buffer("latent_avg")

    def offsets(self, image: Tensor) -> Tensor:
        """What the heads tell, (N, num_ws, w_size), of pictures (N, input_channels, size, size)."""
        features = self.input_layer(image)
        stages = []
        for number, block in enumerate(self.body):
            features = block(features)
            if number in self.ends:
                stages.append(features)
        maps = [features]
        if self.pyramid:
            maps.append(_added(maps[0], self.latlayer1(stages[2])))
            maps.append(_added(maps[1], self.latlayer2(stages[1])))
        told = torch.stack([head(maps[self._map(layer)]) for layer, head in enumerate(self.styles)], dim=1)
        if not self.progressive:
            return told
        first = told[:, :1]
        return torch.cat([first, first + told[:, 1:]], dim=1)


def _added(small: Tensor, large: Tensor) -> Tensor:
    """The small map at the large one's size, and that one."""
    return F.interpolate(small, large.shape[2:], mode="bilinear", align_corners=True) + large


class RefiningEncoder(GradualStyleEncoder):
    """ReStyle's: photo, what is drawn so far, both (N, 3, S, S) in [-1, 1], and its codes to better codes."""

    def forward(self, image: Tensor, drawn: Tensor, codes: Tensor) -> Tensor:  # type: ignore[override]
        """Codes (N, num_ws, w_size)."""
        both = torch.cat([brought_to(image, self.size), brought_to(drawn, self.size)], dim=1)
        return self.offsets(both) + codes
