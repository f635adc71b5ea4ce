"""Residual generators in the junyanz layout: CycleGAN and CUT, and pix2pixHD's global generator.

CUT's program halves and doubles with fixed filters, which its files hold and which move the later layers.
"""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from engine.importers.found import Found, statistics_without_parameters


def detect(state: Mapping[str, Tensor]) -> Found | None:
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
        "norm": "batch" if "model.2.weight" in shapes else "instance",
        "dropout": dropout,
    }
    if filters:
        filtered_up = any(number > blocks[-1] for number in filters)
        config |= {"filtered_down": filtered_down, "filtered_up": filtered_up}
    family = "cut" if filters else "cyclegan" if config["downsamplings"] == 2 else "pix2pixhd"
    return Found(family, "generator", "resnet_generator", config, statistics_without_parameters(shapes))
