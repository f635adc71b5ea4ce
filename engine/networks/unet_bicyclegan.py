"""The U-Net generators of BicycleGAN (Zhu et al. 2017), under the published key names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn

from engine.networks.blocks import LevelUpsample, Upsample, upsampling, with_code

WhereAdd = Literal["all", "input"]


class _Level(nn.Module):
    """One level of the U with the code joined to its input; gives its result before its input, [f(x), x]."""

    def __init__(
        self,
        inputs: int,
        outer: int,
        inner: int,
        code: int,
        deeper: _Level | None,
        *,
        outermost: bool,
        upsample: LevelUpsample,
        dropout: bool = False,
    ) -> None:
        super().__init__()
        self.outermost = outermost
        convolution = nn.Conv2d(inputs + code, inner, 4, stride=2, padding=1)
        width = inner if deeper is None else 2 * inner
        grow = upsampling(width, outer, upsample)
        if outermost:
            down: list[nn.Module] = [convolution]
            up: list[nn.Module] = [nn.ReLU(), *grow, nn.Tanh()]
        else:
            down = [nn.LeakyReLU(0.2), convolution]
            if deeper is not None:
                down.append(nn.InstanceNorm2d(inner))
            up = [nn.ReLU(), *grow, nn.InstanceNorm2d(outer)]
            if dropout and deeper is not None:
                up.append(nn.Dropout(0.5))
        self.down = nn.Sequential(*down)
        self.submodule = deeper
        self.up = nn.Sequential(*up)

    def forward(self, x: Tensor, code: Tensor | None) -> Tensor:
        features = self.down(with_code(x, code))
        if self.submodule is not None:
            features = self.submodule(features, code)
        result: Tensor = self.up(features)
        return result if self.outermost else torch.cat([result, x], dim=1)


class BicycleUNet(nn.Module):
    """U-Net generator with a latent code (Zhu et al. 2017, section 4 and figure 4).

    Takes pictures (N, input_channels, S, S) in [-1, 1] and codes (N, Z), gives pictures
    (N, output_channels, S, S) in [-1, 1]. S is a multiple of 2 ** len(widths).

    Args:
        widths: channels of each level, the outermost first, e.g. 64 128 256 512 512 512 512 512.
        input_channels: channels of the input picture.
        output_channels: channels of the result.
        latent_size: Z, length of the code.
        where_add: the code joins the input of every downward convolution (`all`) or of the first (`input`).
        upsample: transposed convolutions (`basic`, published for most models), resizing and convolution
            (`bilinear`), resizing for the outermost level alone (`bilinear_last`), or that with a low-pass
            filter behind every transposed convolution (`smooth`), which costs less than `bilinear`.
        dropout: 0.5 on the upward path of the levels between the fourth and the innermost (published training
            scripts).
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 512, 512, 512, 512, 512),
        input_channels: int = 1,
        output_channels: int = 3,
        latent_size: int = 8,
        where_add: WhereAdd = "all",
        upsample: Upsample = "basic",
        dropout: bool = False,
    ) -> None:
        super().__init__()
        self.where_add: WhereAdd = where_add
        deep: LevelUpsample = "basic" if upsample == "bilinear_last" else upsample
        last: LevelUpsample = "basic" if upsample == "basic" else "bilinear"
        level: _Level | None = None
        for index in range(len(widths) - 1, -1, -1):
            outermost = index == 0
            outer = output_channels if outermost else widths[index - 1]
            inputs = input_channels if outermost else outer
            code = latent_size if outermost or where_add == "all" else 0
            level = _Level(
                inputs,
                outer,
                widths[index],
                code,
                level,
                outermost=outermost,
                upsample=last if outermost else deep,
                dropout=dropout and index >= 4,
            )
        assert level is not None
        self.model = level

    def forward(self, image: Tensor, code: Tensor) -> Tensor:
        """The generated picture, (N, output_channels, S, S) in [-1, 1]."""
        if self.where_add == "input":
            result: Tensor = self.model(with_code(image, code), None)
        else:
            result = self.model(image, code)
        return result
