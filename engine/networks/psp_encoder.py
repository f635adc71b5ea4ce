"""pSp's encoder: a photo to one code for every layer of a StyleGAN2 generator.

Richardson et al. 2021, "Encoding in Style: a StyleGAN Encoder for Image-to-Image Translation", section 3.1: a
feature pyramid; coarse layers read their codes off the smallest map, middle and fine ones off larger maps;
and what is read is an offset from the average code. The published network is an IR-SE50 with a head for each
layer (267 M parameters); here the backbone is as wide as its configuration says, and the layers of one map
share a head.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.blocks import brought_to

# The first layer that reads the middle map, and the first that reads the finest (Richardson et al., fig. 2).
_MIDDLE, _FINE = 3, 7


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
        if num_ws <= _FINE:
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
        counts = (_MIDDLE, _FINE - _MIDDLE, num_ws - _FINE)
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
        features = self.stem(brought_to(image, self.size))
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
