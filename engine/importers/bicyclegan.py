"""BicycleGAN checkpoints in the published layout: generators, encoders, multi-scale discriminators.

The generator that adds the code to its input alone (`where_add = input`) shares pix2pix's key names, and its
first convolution does not tell picture channels from code channels; it is read as a pix2pix generator.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor

from engine.importers.found import Found, patch_widths

Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Found | None:
    """The BicycleGAN network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "model.down.0.weight" in shapes:
        return _generator(shapes)
    if "fcVar.0.weight" in shapes and "conv.0.weight" in shapes:
        return _encoder(shapes)
    if "model_0.0.weight" in shapes:
        return _discriminator(shapes)
    return None


def _generator(shapes: Shapes) -> Found:
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
    }
    return Found("bicyclegan", "generator", "bicyclegan_unet", config)


def _upsample(shapes: Shapes, prefix: str) -> str:
    return "bilinear" if f"{prefix}up.3.weight" in shapes else "basic"


def _encoder(shapes: Shapes) -> Found:
    first = shapes["conv.0.weight"]
    widths = [first[0]]
    while (key := f"conv.{len(widths)}.shortcut.1.weight") in shapes:
        widths.append(shapes[key][0])
    config = {
        "widths": widths,
        "input_channels": first[1],
        "latent_size": shapes["fc.0.weight"][0],
    }
    return Found("bicyclegan", "encoder", "resnet_encoder", config)


def _discriminator(shapes: Shapes) -> Found:
    widths: list[list[int]] = []
    while scale := patch_widths(shapes, f"model_{len(widths)}."):
        widths.append(scale)
    config = {
        "input_channels": shapes["model_0.0.weight"][1],
        "widths": widths,
        "norm": "batch" if len(shapes.get("model_0.3.weight", ())) == 1 else "instance",
    }
    return Found("bicyclegan", "discriminator", "multiscale_patchgan", config)
