"""pix2pix checkpoints in the junyanz layout: U-Net generators and PatchGAN discriminators."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from engine.importers.found import Found, patch_widths


def detect(state: Mapping[str, Tensor]) -> Found | None:
    """The pix2pix network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "model.model.0.weight" in shapes and "model.model.3.weight" in shapes:
        return _generator(shapes)
    widths = patch_widths(shapes, "model.")
    first = shapes.get("model.0.weight", ())
    if widths and len(first) == 4 and first[2:] == (4, 4):
        config = {
            "input_channels": first[1],
            "widths": widths,
            "norm": "batch" if len(shapes.get("model.3.weight", ())) == 1 else "instance",
        }
        return Found("pix2pix", "discriminator", "patchgan", config)
    return None


def _generator(shapes: Mapping[str, tuple[int, ...]]) -> Found:
    first, last = shapes["model.model.0.weight"], shapes["model.model.3.weight"]
    widths = [first[0]]
    prefix = "model.model.1.model."
    # Old files hold statistics of instance norms too; parameters are batch norm's alone.
    norm = "batch" if len(shapes.get(prefix + "2.weight", ())) == 1 else "instance"
    while prefix + "1.weight" in shapes:
        widths.append(shapes[prefix + "1.weight"][0])
        prefix += "3.model."
    config = {
        "widths": widths,
        "input_channels": first[1],
        "output_channels": last[1],
        "norm": norm,
    }
    return Found("pix2pix", "generator", "pix2pix_unet", config)
