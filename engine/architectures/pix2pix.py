"""The U-Net generator of pix2pix (Isola et al. 2017), under the published key names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from engine.architectures.choices import AnyNorm
from engine.architectures.layers import norm_layer
from engine.checkpoints.detection import Detection, norm_of, patch_widths


class _Level(nn.Module):
    """One level of the U: down, everything deeper, up; gives its input beside its result, order [x, f(x)]."""

    def __init__(
        self,
        outer: int,
        inner: int,
        norm: AnyNorm,
        deeper: nn.Module | None,
        *,
        inputs: int | None = None,
        dropout: bool = False,
    ) -> None:
        super().__init__()
        # Batch norm has a bias of its own.
        bias = norm != "batch"
        self.outermost = inputs is not None
        first = inputs if inputs is not None else outer
        down: list[nn.Module] = [nn.Conv2d(first, inner, 4, stride=2, padding=1, bias=bias)]
        width = inner if deeper is None else 2 * inner
        if inputs is not None:
            assert deeper is not None
            up: list[nn.Module] = [nn.ConvTranspose2d(width, outer, 4, 2, 1), nn.Tanh()]
            layers = [*down, deeper, nn.ReLU(), *up]
        else:
            up = [nn.ConvTranspose2d(width, outer, 4, 2, 1, bias=bias), norm_layer(norm, outer)]
            if deeper is None:
                layers = [nn.LeakyReLU(0.2), *down, nn.ReLU(), *up]
            else:
                layers = [nn.LeakyReLU(0.2), *down, norm_layer(norm, inner), deeper, nn.ReLU(), *up]
                if dropout:
                    layers.append(nn.Dropout(0.5))
        self.model = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.model(x)
        return result if self.outermost else torch.cat([x, result], dim=1)


class Pix2PixUNet(nn.Module):
    """U-Net generator, pictures (N, input_channels, S, S) in [-1, 1] to (N, output_channels, S, S).

    S is a multiple of 2 ** len(widths). In training mode, dropout is the only source of chance (Isola et al.
    2017, section 3.1); Ganvas runs it in evaluation mode, where the result is a function of the input.

    Args:
        widths: channels of each level, the outermost first, e.g. 64 128 256 512 512 512 512 512.
        input_channels: channels of the input picture.
        output_channels: channels of the result.
        norm: batch norm (published), or instance norm without parameters or with them.
        dropout: 0.5 on the upward path of the levels between the fourth and the innermost (published).
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 256, 512, 512, 512, 512, 512),
        input_channels: int = 3,
        output_channels: int = 3,
        norm: AnyNorm = "batch",
        dropout: bool = True,
    ) -> None:
        super().__init__()
        level = _Level(widths[-2], widths[-1], norm, None)
        for index in range(len(widths) - 2, 0, -1):
            level = _Level(widths[index - 1], widths[index], norm, level, dropout=dropout and index >= 4)
        self.model = _Level(output_channels, widths[0], norm, level, inputs=input_channels)

    def forward(self, image: Tensor) -> Tensor:
        """The generated picture, (N, output_channels, S, S) in [-1, 1]."""
        result: Tensor = self.model(image)
        return result


# pix2pix checkpoints in the junyanz layout: U-Net generators and PatchGAN discriminators.


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The pix2pix network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    # A discriminator in a wrapper called "model" has these two as well, and a layer between them.
    held = {"model.model.0.weight", "model.model.3.weight"} <= shapes.keys()
    if held and "model.model.2.weight" not in shapes:
        return _generator(shapes)
    widths = patch_widths(shapes, "model.")
    first = shapes.get("model.0.weight", ())
    if widths and len(first) == 4 and first[2:] == (4, 4):
        config = {
            "input_channels": first[1],
            "widths": widths,
            "norm": "batch" if len(shapes.get("model.3.weight", ())) == 1 else "instance",
        }
        return Detection("pix2pix", "discriminator", "patchgan", config)
    return None


def _generator(shapes: Mapping[str, tuple[int, ...]]) -> Detection:
    first, last = shapes["model.model.0.weight"], shapes["model.model.3.weight"]
    widths = [first[0]]
    prefix = "model.model.1.model."
    norm = norm_of(shapes, prefix + "2")
    while prefix + "1.weight" in shapes:
        widths.append(shapes[prefix + "1.weight"][0])
        prefix += "3.model."
    config = {
        "widths": widths,
        "input_channels": first[1],
        "output_channels": last[1],
        "norm": norm,
    }
    return Detection("pix2pix", "generator", "pix2pix_unet", config)
