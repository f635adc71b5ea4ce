"""pix2pixHD's generators and feature encoder (Wang et al. 2018), under the published key names.

Its global generator is the residual generator with more halvings; here are the enhancer around it, both for
label maps, and the encoder of instances' looks.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.choices import Norm
from engine.architectures.cyclegan import ResidualBlock, ResNetGenerator
from engine.architectures.label_maps import LabelInput, features_of_labels, instance_means
from engine.architectures.layers import norm_layer
from engine.checkpoints.detection import Detection

_MOST, _SURE = 0.999, -10.0


class EnhancedGenerator(nn.Module):
    """A coarse-to-fine generator: (N, input_channels, H, W) to pictures (N, 3, H, W) in [-1, 1].

    Wang et al. 2018, section 3.2: the global generator, without its last layers, works at half the size; an
    enhancer adds its features to its own and draws the picture. H and W are multiples of
    2 ** (downsamplings + enhancers).

    Args:
        width: channels of the outermost enhancer's first layer; every level inwards doubles them.
        blocks: residual blocks of the global generator.
        input_channels: channels of the input.
        output_channels: channels of the picture.
        downsamplings: of the global generator.
        enhancers: how many there are (one as published).
        enhancer_blocks: residual blocks of each.
        norm: instance norm (published) or batch norm.
    """

    def __init__(
        self,
        width: int = 32,
        blocks: int = 9,
        input_channels: int = 36,
        output_channels: int = 3,
        downsamplings: int = 4,
        enhancers: int = 1,
        enhancer_blocks: int = 3,
        norm: Norm = "instance",
    ) -> None:
        super().__init__()
        self.enhancers, deepest = enhancers, width * 2**enhancers
        whole = ResNetGenerator(
            deepest, blocks, input_channels, output_channels, downsamplings, norm, bias=True
        )
        self.model = nn.Sequential(*list(whole.model)[:-3])
        for number in range(1, enhancers + 1):
            own = width * 2 ** (enhancers - number)
            self.add_module(f"model{number}_1", _down(input_channels, own, norm))
            drawn = output_channels if number == enhancers else 0
            self.add_module(f"model{number}_2", _up(own, enhancer_blocks, drawn, norm))

    def forward(self, image: Tensor) -> Tensor:
        """The picture, (N, output_channels, H, W) in [-1, 1]."""
        sizes = [image]
        for _ in range(self.enhancers):
            sizes.append(F.avg_pool2d(sizes[-1], 3, stride=2, padding=1, count_include_pad=False))
        features: Tensor = self.model(sizes[-1])
        for number in range(1, self.enhancers + 1):
            own = self.get_submodule(f"model{number}_1")(sizes[self.enhancers - number])
            features = self.get_submodule(f"model{number}_2")(own + features)
        return features


def _down(input_channels: int, width: int, norm: Norm) -> nn.Sequential:
    return nn.Sequential(
        nn.ReflectionPad2d(3),
        nn.Conv2d(input_channels, width, 7),
        norm_layer(norm, width),
        nn.ReLU(),
        nn.Conv2d(width, 2 * width, 3, stride=2, padding=1),
        norm_layer(norm, 2 * width),
        nn.ReLU(),
    )


def _up(width: int, blocks: int, drawn: int, norm: Norm) -> nn.Sequential:
    layers: list[nn.Module] = [ResidualBlock(2 * width, norm, bias=True) for _ in range(blocks)]
    layers += [
        nn.ConvTranspose2d(2 * width, width, 3, 2, padding=1, output_padding=1),
        norm_layer(norm, width),
        nn.ReLU(),
    ]
    if drawn:
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, drawn, 7), nn.Tanh()]
    return nn.Sequential(*layers)


class GlobalLabelGenerator(ResNetGenerator):
    """The global generator for label maps that are pictures: `image` (N, 1, H, W) in [-1, 1], grey = label.

    Args:
        classes: labels.
        edges: an input channel behind the labels' holds the edges of instances.
        width: see `ResNetGenerator`.
        blocks: see `ResNetGenerator`.
        downsamplings: see `ResNetGenerator`.
        features: the last input channels hold how labels look, see `features_of_labels`; 0 for none.
        norm: instance norm (published) or batch norm.
    """

    def __init__(
        self,
        classes: int = 35,
        edges: bool = True,
        width: int = 64,
        blocks: int = 9,
        downsamplings: int = 4,
        features: int = 0,
        norm: Norm = "instance",
    ) -> None:
        channels = classes + edges + features
        super().__init__(width, blocks, channels, 3, downsamplings, norm, bias=True)
        self.label_input = LabelInput(classes, edges=edges)

    def forward(self, image: Tensor, code: Tensor | None = None) -> Tensor:
        """The picture, (N, 3, H, W) in [-1, 1]; with features, of a code (N, classes * features)."""
        return super().forward(_with_features(self.label_input(image), code, self.label_input.classes))


class EnhancedLabelGenerator(EnhancedGenerator):
    """The enhanced generator for label maps that are pictures: `image` (N, 1, H, W) in [-1, 1], grey = label.

    Args:
        classes: labels.
        edges: an input channel behind the labels' holds the edges of instances.
        width: see `EnhancedGenerator`.
        blocks: see `EnhancedGenerator`.
        downsamplings: see `EnhancedGenerator`.
        enhancers: see `EnhancedGenerator`.
        enhancer_blocks: see `EnhancedGenerator`.
        features: the last input channels hold how labels look, see `features_of_labels`; 0 for none.
        norm: instance norm (published) or batch norm.
    """

    def __init__(
        self,
        classes: int = 35,
        edges: bool = True,
        width: int = 32,
        blocks: int = 9,
        downsamplings: int = 4,
        enhancers: int = 1,
        enhancer_blocks: int = 3,
        features: int = 0,
        norm: Norm = "instance",
    ) -> None:
        channels = classes + edges + features
        super().__init__(width, blocks, channels, 3, downsamplings, enhancers, enhancer_blocks, norm)
        self.label_input = LabelInput(classes, edges=edges)

    def forward(self, image: Tensor, code: Tensor | None = None) -> Tensor:
        """The picture, (N, 3, H, W) in [-1, 1]; with features, of a code (N, classes * features)."""
        return super().forward(_with_features(self.label_input(image), code, self.label_input.classes))


def _with_features(labels: Tensor, code: Tensor | None, classes: int) -> Tensor:
    """A label map with the features of its labels behind it, where a code tells them."""
    if code is None:
        return labels
    return torch.cat([labels, features_of_labels(labels[:, :classes], code)], dim=1)


class InstanceEncoder(nn.Module):
    """How instances look, section 3.4: pictures (N, 3, H, W) and instances (N, 1, H, W) to (N, C, H, W).

    Args:
        width: channels of the first layer.
        downsamplings: how often the size is halved, and doubled again.
        input_channels: channels of the picture.
        output_channels: C.
        norm: instance norm (published) or batch norm.
    """

    def __init__(
        self,
        width: int = 16,
        downsamplings: int = 4,
        input_channels: int = 3,
        output_channels: int = 3,
        norm: Norm = "instance",
    ) -> None:
        super().__init__()
        # The residual generator without residual blocks.
        whole = ResNetGenerator(width, 0, input_channels, output_channels, downsamplings, norm, bias=True)
        self.model = whole.model

    def forward(self, image: Tensor, instances: Tensor) -> Tensor:
        """Features that are the same all over an instance, (N, C, H, W) in [-1, 1]."""
        return instance_means(self.model(image), instances)


class InstanceFeatureEncoder(InstanceEncoder):
    """How a photo looks as a whole, as a code for every label: (N, 3, H, W) to two of (N, classes * C).

    The published encoder tells the look of each instance. A photo without its label map is one instance here,
    and all labels get its look; `features_of_labels` takes the code. The second result, the logarithm of the
    variance, is small everywhere: the encoder is sure.

    Args:
        classes: labels.
        width: see `InstanceEncoder`.
        downsamplings: see `InstanceEncoder`.
        input_channels: see `InstanceEncoder`.
        output_channels: see `InstanceEncoder`.
        norm: see `InstanceEncoder`.
    """

    def __init__(
        self,
        classes: int = 35,
        width: int = 16,
        downsamplings: int = 4,
        input_channels: int = 3,
        output_channels: int = 3,
        norm: Norm = "instance",
    ) -> None:
        super().__init__(width, downsamplings, input_channels, output_channels, norm)
        self.classes = classes

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        """The code and the logarithm of its variance."""
        features = self.model(image).mean(dim=(2, 3)).clamp(-_MOST, _MOST)
        # The inverse of the hyperbolic tangent, which graphs have no operator for.
        code = (torch.log1p(features) - torch.log1p(-features)) / 2
        repeated = code.repeat(1, self.classes)
        return repeated, torch.full_like(repeated, _SURE)


# pix2pixHD checkpoints: local enhancer and feature encoder; cyclegan.py knows the global generator.


Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Detection | None:
    """The pix2pixHD network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "model1_1.1.weight" in shapes and "model.1.weight" in shapes:
        return _enhanced(shapes)
    first = shapes.get("model.1.weight", ())
    if len(first) == 4 and first[2:] == (7, 7) and not any(".conv_block." in name for name in shapes):
        return _encoder(shapes)
    return None


def _numbers(shapes: Shapes, prefix: str, suffix: str) -> list[int]:
    found = (
        name[len(prefix) : -len(suffix)]
        for name in shapes
        if name.startswith(prefix) and name.endswith(suffix)
    )
    return sorted(int(number) for number in found if number.isdigit())


def _enhanced(shapes: Shapes) -> Detection:
    enhancers = len(_numbers(shapes, "model", "_1.1.weight"))
    blocks = _numbers(shapes, "model.", ".conv_block.1.weight")
    last = max(_numbers(shapes, f"model{enhancers}_2.", ".weight"))
    drawn = shapes[f"model{enhancers}_2.{last}.weight"]
    config = {
        "width": shapes[f"model{enhancers}_1.1.weight"][0],
        "blocks": len(blocks),
        "input_channels": shapes["model.1.weight"][1],
        "output_channels": drawn[0],
        "downsamplings": (blocks[0] - 4) // 3,
        "enhancers": enhancers,
        "enhancer_blocks": len(_numbers(shapes, "model1_2.", ".conv_block.1.weight")),
        **_norm(shapes, "model1_1.2.weight"),
    }
    return Detection("pix2pixhd", "generator", "pix2pixhd_enhanced", config)


def _norm(shapes: Shapes, name: str) -> dict[str, str]:
    """Batch norm has parameters; instance norm, which is published, has none."""
    return {"norm": "batch"} if name in shapes else {}


def _encoder(shapes: Shapes) -> Detection:
    layers = [n for n in _numbers(shapes, "model.", ".weight") if len(shapes[f"model.{n}.weight"]) == 4]
    first, last = shapes["model.1.weight"], shapes[f"model.{layers[-1]}.weight"]
    config = {
        "width": first[0],
        "downsamplings": (len(layers) - 2) // 2,
        "input_channels": first[1],
        "output_channels": last[0],
        **_norm(shapes, "model.2.weight"),
    }
    return Detection("pix2pixhd", "instance_encoder", "pix2pixhd_encoder", config)
