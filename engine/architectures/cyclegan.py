"""The residual generator of CycleGAN (Zhu et al. 2017; after Johnson et al. 2016), published key names."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from engine.architectures.choices import AnyNorm
from engine.architectures.layers import FilteredDoubling, FilteredHalving, norm_layer
from engine.checkpoints.detection import Detection, norm_of, statistics_without_parameters


class ResidualBlock(nn.Module):
    """Two reflected 3x3 convolutions beside the identity; dropout between them moves the second's number."""

    def __init__(
        self, channels: int, norm: AnyNorm, *, dropout: bool = False, bias: bool | None = None
    ) -> None:
        super().__init__()
        bias = norm != "batch" if bias is None else bias
        layers: list[nn.Module] = [
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3, bias=bias),
            norm_layer(norm, channels),
            nn.ReLU(),
        ]
        if dropout:
            layers.append(nn.Dropout(0.5))
        layers += [
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3, bias=bias),
            norm_layer(norm, channels),
        ]
        self.conv_block = nn.Sequential(*layers)

    def forward(self, features: Tensor) -> Tensor:
        """(N, channels, H, W)."""
        result: Tensor = features + self.conv_block(features)
        return result


class ResNetGenerator(nn.Module):
    """Pictures (N, input_channels, H, W) in [-1, 1] to (N, output_channels, H, W) in [-1, 1].

    Fully convolutional: H and W are multiples of 2 ** downsamplings. Zhu et al. 2017, appendix 7.2: c7s1-64,
    d128, d256, residual blocks, u128, u64, c7s1-3; nine blocks from 256 pixels on, six for 128.

    Args:
        width: channels of the first layer; each downsampling doubles them.
        blocks: residual blocks.
        input_channels: channels of the input picture.
        output_channels: channels of the result.
        downsamplings: how often the size is halved (2 as published; pix2pixHD's global generator has 4).
        norm: instance norm without parameters (published) or with them, or batch norm.
        dropout: 0.5 within residual blocks, in training alone.
        filtered_down: sizes are halved by a fixed filter behind a plain convolution (Park et al. 2020, CUT).
        filtered_up: sizes are doubled by a fixed filter before a plain convolution.
        bias: of the convolutions before norms; by default where these have none (pix2pixHD's all have one).
    """

    def __init__(
        self,
        width: int = 64,
        blocks: int = 9,
        input_channels: int = 3,
        output_channels: int = 3,
        downsamplings: int = 2,
        norm: AnyNorm = "instance",
        dropout: bool = False,
        filtered_down: bool = False,
        filtered_up: bool = False,
        bias: bool | None = None,
    ) -> None:
        super().__init__()
        bias = norm != "batch" if bias is None else bias
        layers: list[nn.Module] = [
            nn.ReflectionPad2d(3),
            nn.Conv2d(input_channels, width, 7, bias=bias),
            norm_layer(norm, width),
            nn.ReLU(),
        ]
        for level in range(downsamplings):
            inner = width * 2**level
            layers += [
                nn.Conv2d(inner, 2 * inner, 3, stride=1 if filtered_down else 2, padding=1, bias=bias),
                norm_layer(norm, 2 * inner),
                nn.ReLU(),
            ]
            layers += [FilteredHalving(2 * inner)] if filtered_down else []
        deepest = width * 2**downsamplings
        layers += [ResidualBlock(deepest, norm, dropout=dropout, bias=bias) for _ in range(blocks)]
        for level in reversed(range(downsamplings)):
            inner = width * 2**level
            if filtered_up:
                layers += [
                    FilteredDoubling(2 * inner),
                    nn.Conv2d(2 * inner, inner, 3, padding=1, bias=bias),
                ]
            else:
                layers.append(
                    nn.ConvTranspose2d(2 * inner, inner, 3, 2, padding=1, output_padding=1, bias=bias)
                )
            layers += [norm_layer(norm, inner), nn.ReLU()]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, output_channels, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, image: Tensor) -> Tensor:
        """The generated picture, (N, output_channels, H, W) in [-1, 1]."""
        result: Tensor = self.model(image)
        return result


# Residual generators in the junyanz layout: CycleGAN and CUT, and pix2pixHD's global generator.
#
# CUT's program halves and doubles with fixed filters, which its files hold and which move the later layers.


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The residual generator that these tensors are, or None; discriminators are pix2pix's."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    first = shapes.get("model.1.weight", ())
    blocks = sorted(
        int(name.split(".")[1])
        for name in shapes
        if name.endswith(".conv_block.1.weight") and name[:6] == "model."
    )
    if len(first) != 4 or not blocks:
        return None
    last = max(
        int(name.split(".")[1]) for name in shapes if name.count(".") == 2 and name.endswith(".weight")
    )
    filters = [int(name.split(".")[1]) for name in shapes if name.endswith(".filt")]
    filtered_down = any(number < blocks[0] for number in filters)
    # Dropout stands before the second convolution and moves it from the fifth place to the sixth.
    dropout = len(shapes.get(f"model.{blocks[0]}.conv_block.5.weight", ())) != 4
    config = {
        "width": first[0],
        "blocks": len(blocks),
        "input_channels": first[1],
        "output_channels": shapes[f"model.{last}.weight"][0],
        "downsamplings": (blocks[0] - 4) // (4 if filtered_down else 3),
        "norm": norm_of(shapes, "model.2"),
        "dropout": dropout,
    }
    if ("model.1.bias" in shapes) != (config["norm"] != "batch"):
        config["bias"] = "model.1.bias" in shapes
    if filters:
        filtered_up = any(number > blocks[-1] for number in filters)
        config |= {"filtered_down": filtered_down, "filtered_up": filtered_up}
    family = "cut" if filters else "cyclegan" if config["downsamplings"] == 2 else "pix2pixhd"
    return Detection(family, "generator", "resnet_generator", config, statistics_without_parameters(shapes))
