"""pix2pixHD checkpoints: local enhancer and feature encoder; cyclegan.py knows the global generator."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from engine.importers.found import Found

Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Found | None:
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


def _enhanced(shapes: Shapes) -> Found:
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
    }
    return Found("pix2pixhd", "generator", "pix2pixhd_enhanced", config)


def _encoder(shapes: Shapes) -> Found:
    layers = _numbers(shapes, "model.", ".weight")
    first, last = shapes["model.1.weight"], shapes[f"model.{layers[-1]}.weight"]
    config = {
        "width": first[0],
        "downsamplings": (len(layers) - 2) // 2,
        "input_channels": first[1],
        "output_channels": last[0],
    }
    return Found("pix2pixhd", "instance_encoder", "pix2pixhd_encoder", config)
