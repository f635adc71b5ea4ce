"""ProGAN's generator (Karras et al. 2018, table 2), for weights that others have trained.

It has no mapping network: a code is made as long as the square root of its size and drawn as it is. So that a
person works with it as with any model that samples, the normalising is its "mapping" and the code its only
layer. Weights are stored as they are used: the factors of equalised learning rate are multiplied in when a
file is read, and nearest neighbour with a 3x3 convolution is one transposed 4x4 convolution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks.equalised import SLOPE, drawn, normalised

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
