"""DRIT checkpoints: encoders and generators of both domains, picture and content discriminators."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, takewhile

from torch import Tensor

from engine.importers.found import Found

Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Found | None:
    """The DRIT network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    for first, read in (
        ("convA.0.model.1.weight", _content_encoder),
        ("fcVar_A.0.weight", _variational_encoder),
        ("model_a.1.weight", _attribute_encoder),
        ("decA1.0.model.1.weight", _concat_generator),
        ("decA1.conv1.0.1.weight", _feature_wise_generator),
        ("Diss.0.0.model.1.weight", _discriminator),
        ("model.0.model.1.weight", _content_discriminator),
    ):
        if first in shapes:
            return read(shapes)
    return None


def _count(shapes: Shapes, name: str, start: int = 0) -> int:
    return len(list(takewhile(lambda number: name.format(number) in shapes, count(start))))


def _content_encoder(shapes: Shapes) -> Found:
    first = shapes["convA.0.model.1.weight"]
    blocks = sum(name.startswith("convA.") and name.endswith(".model.5.weight") for name in shapes)
    config = {
        "input_channels": first[1],
        "width": first[0],
        "downsamplings": _count(shapes, "convA.{}.model.1.weight") - blocks - 1,
        "blocks": blocks,
        "shared_blocks": _count(shapes, "conv_share.{}.model.1.weight"),
    }
    return Found("drit", "content_encoder", "drit_content_encoder", config)


def _variational_encoder(shapes: Shapes) -> Found:
    first = shapes["conv_A.1.weight"]
    blocks = _count(shapes, "conv_A.{}.shortcut.1.weight", 2)
    config = {
        "widths": [first[0], *(shapes[f"conv_A.{2 + n}.shortcut.1.weight"][0] for n in range(blocks))],
        "style_size": shapes["fc_A.0.weight"][0],
        "input_channels": first[1],
    }
    return Found("drit", "style_encoder", "drit_variational_encoder", config)


def _attribute_encoder(shapes: Shapes) -> Found:
    layers = list(takewhile(lambda n: f"model_a.{n}.weight" in shapes, count(1, 3)))
    config = {
        "widths": [shapes[f"model_a.{n}.weight"][0] for n in layers[:-1]],
        "style_size": shapes[f"model_a.{layers[-1]}.weight"][0],
        "input_channels": shapes["model_a.1.weight"][1],
    }
    return Found("drit", "style_encoder", "drit_attribute_encoder", config)


def _concat_generator(shapes: Shapes) -> Found:
    channels = shapes["dec_share.0.model.1.weight"][0]
    upsamplings = _count(shapes, "decA{}.0.model.0.weight", 2)
    config = {
        "channels": channels,
        "blocks": _count(shapes, "decA1.{}.model.1.weight"),
        "upsamplings": upsamplings,
        "style_size": shapes["decA1.0.model.1.weight"][0] - channels,
        "shared_blocks": _count(shapes, "dec_share.{}.model.1.weight"),
        "output_channels": shapes[f"decA{upsamplings + 2}.0.weight"][1],
    }
    return Found("drit", "generator", "drit_concat_generator", config)


def _feature_wise_generator(shapes: Shapes) -> Found:
    blocks = _count(shapes, "decA{}.conv1.0.1.weight", 1)
    last = f"decA{blocks + 1}"
    upsamplings = _count(shapes, last + ".{}.model.0.weight")
    config = {
        "channels": shapes["decA1.conv1.0.1.weight"][0],
        "blocks": blocks,
        "upsamplings": upsamplings,
        "style_size": shapes["mlpA.0.weight"][1],
        "mlp_width": shapes["mlpA.0.weight"][0],
        "output_channels": shapes[f"{last}.{upsamplings}.weight"][1],
    }
    return Found("drit", "generator", "drit_feature_wise_generator", config)


def _discriminator(shapes: Shapes) -> Found:
    layers = _count(shapes, "Diss.0.{}.model.1.weight")
    config = {
        "input_channels": shapes["Diss.0.0.model.1.weight"][1],
        "widths": [shapes[f"Diss.0.{n}.model.1.weight"][0] for n in range(layers)],
        "scales": _count(shapes, "Diss.{}.0.model.1.weight"),
    }
    return Found("drit", "discriminator", "drit_discriminator", config)


def _content_discriminator(shapes: Shapes) -> Found:
    config = {
        "channels": shapes["model.0.model.1.weight"][1],
        # The last of these is the 4x4 convolution without stride.
        "layers": _count(shapes, "model.{}.model.1.weight") - 1,
    }
    return Found("drit", "content_discriminator", "drit_content_discriminator", config)
