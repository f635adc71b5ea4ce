"""The U-Net generators of BicycleGAN (Zhu et al. 2017), under the published key names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

import torch
from torch import Tensor, nn

from engine.architectures.choices import Norm, Upsample
from engine.architectures.layers import LevelUpsample, MeanPoolBlock, norm_layer, upsampling, with_code
from engine.checkpoints.detection import Detection, patch_widths

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
        norm: Norm,
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
                down.append(norm_layer(norm, inner))
            up = [nn.ReLU(), *grow, norm_layer(norm, outer)]
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
        norm: instance norm (published training scripts) or batch norm.
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
        norm: Norm = "instance",
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
                norm=norm,
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


# Encoders of a picture into a latent code.


class ResNetEncoder(nn.Module):
    """BicycleGAN's ResNet encoder (Zhu et al. 2017, section 4; published as E_ResNet).

    Takes pictures (N, C, S, S) in [-1, 1], gives mean and log-variance of a code, each (N, latent_size).

    Args:
        widths: channels after the first convolution and after each residual block.
        input_channels: channels of the picture.
        latent_size: length of the code.
        norm: instance norm (published training scripts) or batch norm.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 128, 192, 256, 256),
        input_channels: int = 3,
        latent_size: int = 8,
        norm: Norm = "instance",
    ) -> None:
        super().__init__()
        self.conv = nn.Sequential(*self._layers(widths, input_channels, norm), nn.AdaptiveAvgPool2d(1))
        self.fc = nn.Sequential(nn.Linear(widths[-1], latent_size))
        self.fcVar = nn.Sequential(nn.Linear(widths[-1], latent_size))

    def _layers(self, widths: Sequence[int], input_channels: int, norm: Norm) -> list[nn.Module]:
        first = nn.Conv2d(input_channels, widths[0], 4, stride=2, padding=1)
        return [first, *(MeanPoolBlock(a, b, norm) for a, b in pairwise(widths)), nn.LeakyReLU(0.2)]

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance, each (N, latent_size)."""
        features = self.conv(image).flatten(1)
        return self.fc(features), self.fcVar(features)


class ConvEncoder(ResNetEncoder):
    """The published program's other encoder, E_NLayers (`--netE conv_256`): convolutions that halve the size.

    Takes and gives what `ResNetEncoder` does, by the same configuration; `widths` are of the convolutions.
    """

    def _layers(self, widths: Sequence[int], input_channels: int, norm: Norm) -> list[nn.Module]:
        layers: list[nn.Module] = []
        for number, (inputs, outputs) in enumerate(pairwise((input_channels, *widths))):
            layers.append(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1))
            layers += [norm_layer(norm, outputs)] if number else []
            layers.append(nn.LeakyReLU(0.2))
        return layers


# BicycleGAN checkpoints in the published layout: generators, encoders, multi-scale discriminators.
#
# The generator that adds the code to its input alone (`where_add = input`) shares pix2pix's key names, and
# its first convolution does not tell picture channels from code channels: more of them than a picture has
# are a code's, and how many, an encoder beside it tells, or a person.


PUBLISHED_CODE = 8


_PICTURES = (1, 3)
Shapes = Mapping[str, tuple[int, ...]]


def code_lengths(channels: int) -> tuple[int, ...]:
    """How long the code can be of a generator whose input has so many channels in all; likely ones first."""
    lengths = [channels - picture for picture in sorted(_PICTURES, reverse=True) if channels > picture]
    return tuple(sorted(lengths, key=lambda length: length != PUBLISHED_CODE))


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The BicycleGAN network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "model.down.0.weight" in shapes:
        return _generator(shapes)
    # A discriminator in a wrapper called "model" has a layer more.
    held = "model.model.0.bias" in shapes and "model.model.2.weight" not in shapes
    if held and shapes["model.model.0.weight"][1] > max(_PICTURES):
        return _generator_with_one_code(shapes)
    if "fcVar.0.weight" in shapes and "conv.0.weight" in shapes:
        return _encoder(shapes)
    if "model_0.0.weight" in shapes:
        return _discriminator(shapes)
    return None


def _generator(shapes: Shapes) -> Detection:
    prefix = "model."
    first = shapes["model.down.0.weight"]
    widths = [first[0]]
    deeper_inputs: list[int] = []
    while (key := f"{prefix}submodule.down.1.weight") in shapes:
        widths.append(shapes[key][0])
        deeper_inputs.append(shapes[key][1])
        prefix += "submodule."
    # Deeper convolutions take the level above and, where the code joins everywhere, the code as well.
    latent = deeper_inputs[0] - widths[0] if deeper_inputs else 0
    outermost, inner = _upsample(shapes, "model."), _upsample(shapes, "model.submodule.")
    config: dict[str, Any] = {
        "widths": widths,
        "input_channels": first[1] - latent,
        "output_channels": shapes[f"model.up.{3 if outermost == 'bilinear' else 1}.bias"][0],
        "latent_size": latent,
        "where_add": "all",
        "upsample": "bilinear_last" if (outermost, inner) == ("bilinear", "basic") else inner,
        **_norm(shapes, "model.submodule.down.2.weight"),
    }
    return Detection("bicyclegan", "generator", "bicyclegan_unet", config)


def _generator_with_one_code(shapes: Shapes) -> Detection:
    """Every level is one sequence there: its way down, the deeper level, and its way up."""
    inside = "model.model.1.model."
    channels, widths = shapes["model.model.0.weight"][1], [shapes["model.model.0.weight"][0]]
    bilinear = "model.model.5.weight" in shapes
    norm = _norm(shapes, f"{inside}2.weight")
    shift = 4 if bilinear else 2
    places = {"model.model.0": "model.down.0", f"model.model.{1 + shift}": f"model.up.{shift - 1}"}
    ours = "model.submodule."
    while f"{inside}1.weight" in shapes:
        widths.append(shapes[f"{inside}1.weight"][0])
        deepest = f"{inside}3.model.1.weight" not in shapes
        up = 2 if deepest else 4
        places |= {f"{inside}{n}": f"{ours}down.{n}" for n in ((1,) if deepest else (1, 2))}
        places |= {f"{inside}{up + n}": f"{ours}up.{n}" for n in (shift - 1, shift)}
        inside, ours = f"{inside}3.model.", f"{ours}submodule."
    code = code_lengths(channels)[0]
    config = {
        "widths": widths,
        "input_channels": channels - code,
        "output_channels": shapes[f"model.model.{1 + shift}.bias"][0],
        "latent_size": code,
        "where_add": "input",
        "upsample": "bilinear" if bilinear else "basic",
        **norm,
    }

    def renamed(state: Mapping[str, Tensor]) -> Mapping[str, Tensor]:
        parts = {name: name.rpartition(".") for name in state}
        return {f"{places.get(at, at)}.{kind}": state[name] for name, (at, _, kind) in parts.items()}

    return Detection("bicyclegan", "generator", "bicyclegan_unet", config, renamed=renamed)


def _norm(shapes: Shapes, name: str) -> dict[str, str]:
    """Batch norm has parameters; instance norm, which is published, has none."""
    return {"norm": "batch"} if name in shapes else {}


def _upsample(shapes: Shapes, prefix: str) -> str:
    return "bilinear" if f"{prefix}up.3.weight" in shapes else "basic"


def _encoder(shapes: Shapes) -> Detection:
    first = shapes["conv.0.weight"]
    widths, plain = [first[0]], "conv.2.weight" in shapes
    while (key := f"conv.{len(widths)}.shortcut.1.weight") in shapes:
        widths.append(shapes[key][0])
    while (key := f"conv.{3 * len(widths) - 1}.weight") in shapes:
        widths.append(shapes[key][0])
    config = {
        "widths": widths,
        "input_channels": first[1],
        "latent_size": shapes["fc.0.weight"][0],
        **_norm(shapes, "conv.3.weight" if plain else "conv.1.conv.0.weight"),
    }
    return Detection("bicyclegan", "encoder", "conv_encoder" if plain else "resnet_encoder", config)


def _discriminator(shapes: Shapes) -> Detection:
    widths: list[list[int]] = []
    while scale := patch_widths(shapes, f"model_{len(widths)}."):
        widths.append(scale)
    config = {
        "input_channels": shapes["model_0.0.weight"][1],
        "widths": widths,
        "norm": "batch" if len(shapes.get("model_0.3.weight", ())) == 1 else "instance",
    }
    return Detection("bicyclegan", "discriminator", "multiscale_patchgan", config)
