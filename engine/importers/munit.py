"""MUNIT and UNIT checkpoints: auto-encoders of one domain, and the multi-scale discriminators of both."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from torch import Tensor

from engine.importers.found import Found, statistics_without_parameters

Shapes = Mapping[str, tuple[int, ...]]


def detect(state: Mapping[str, Tensor]) -> Found | None:
    """The MUNIT or UNIT network that these tensors are, or None."""
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if "enc_content.model.0.conv.weight" in shapes and "mlp.model.0.fc.weight" in shapes:
        return _munit(shapes)
    if "enc.model.0.conv.weight" in shapes and "dec.model.0.model.0.model.0.conv.weight" in shapes:
        config = _content(shapes, "enc.")
        return Found("unit", "generator", "unit_generator", config, statistics_without_parameters(shapes))
    if "cnns.0.0.conv.weight" in shapes:
        config = {
            "input_channels": shapes["cnns.0.0.conv.weight"][1],
            "widths": _widths(shapes, "cnns.0.{}.conv.weight"),
            "scales": len(_widths(shapes, "cnns.{}.0.conv.weight")),
        }
        return Found("munit", "discriminator", "munit_discriminator", config)
    return None


def _widths(shapes: Shapes, name: str) -> list[int]:
    """Output channels of the layers whose names follow a pattern, from number 0 on."""
    numbers = takewhile(lambda number: name.format(number) in shapes, count())
    return [shapes[name.format(number)][0] for number in numbers]


def _content(shapes: Shapes, prefix: str) -> dict[str, Any]:
    widths = _widths(shapes, prefix + "model.{}.conv.weight")
    blocks = _widths(shapes, f"{prefix}model.{len(widths)}.model.{{}}.model.0.conv.weight")
    return {
        "widths": widths,
        "residual_blocks": len(blocks),
        "channels": shapes[prefix + "model.0.conv.weight"][1],
    }


def _munit(shapes: Shapes) -> Found:
    style_widths = _widths(shapes, "enc_style.model.{}.conv.weight")
    mlp = _widths(shapes, "mlp.model.{}.fc.weight")
    config = {
        **_content(shapes, "enc_content."),
        "style_widths": style_widths,
        "style_size": shapes["mlp.model.0.fc.weight"][1],
        "mlp_width": mlp[0],
        "mlp_layers": len(mlp),
    }
    # The decoder's adaptive norms hold statistics in every version; they have no parameters of their own.
    old = {name for name in statistics_without_parameters(shapes) if not name.startswith("dec.model.0.")}
    counters = {name for name in shapes if name.endswith(".num_batches_tracked")}
    return Found("munit", "generator", "munit_generator", config, frozenset(old | counters))
