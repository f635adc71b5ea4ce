"""Encoders of photos for a StyleGAN2 in pSp's layout: pSp, e4e and ReStyle with their IR-SE50.

pSp's keys at full width are compared with a published list. e4e's are the same; only the options that its
files hold tell them apart. ReStyle's encoders of faces have pSp's keys without the pyramid, and six input
channels; its ResNet34 for other things is not read. No numerical reference of any of them is at hand: the
networks follow the papers and the published modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count, takewhile
from typing import Any

import torch
from torch import Tensor

from engine.errors import BundleError
from engine.importers.found import Found

State = Mapping[str, Tensor]
_PROGRESSIVE = ("Encoder4Editing", "ProgressiveBackboneEncoder")
_PHOTO, _PHOTO_AND_DRAWN = 3, 6


def detect(state: State) -> Found | None:
    """The encoder that these tensors are, or None."""
    if "styles.0.linear.weight" not in state or "input_layer.0.weight" not in state:
        return None
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
    blocks = list(takewhile(lambda n: f"body.{n}.res_layer.3.weight" in shapes, count()))
    starts = [n for n in blocks if n == 0 or f"body.{n}.shortcut_layer.0.weight" in shapes]
    stops = [*starts[1:], len(blocks)]
    widths = [shapes[f"body.{start}.res_layer.3.weight"][0] for start in starts]
    channels = shapes["input_layer.0.weight"][1]
    layers = len(list(takewhile(lambda n: f"styles.{n}.linear.weight" in shapes, count())))
    config = {
        "num_ws": layers,
        "w_size": shapes["styles.0.linear.weight"][0],
        "input_channels": channels,
        "widths": [shapes["input_layer.0.weight"][0], *widths],
        "depth": [stop - start for start, stop in zip(starts, stops, strict=True)],
        "reduction": widths[0] // shapes["body.0.res_layer.5.fc1.weight"][0],
        "halvings": len(list(takewhile(lambda n: f"styles.0.convs.{2 * n}.weight" in shapes, count()))),
        "pyramid": "latlayer1.weight" in shapes,
        "progressive": False,
    }
    family = "restyle" if channels == _PHOTO_AND_DRAWN else "psp"
    architecture = "restyle_encoder" if channels == _PHOTO_AND_DRAWN else "psp_gradual_encoder"
    return Found(family, "encoder", architecture, config, renamed=_with_average)


def informed(found: Found, facts: Mapping[str, Any]) -> Found:
    """What the options that a file holds beside the tensors add.

    Raises:
        BundleError: the encoder is not of photos.
    """
    if found.architecture not in ("psp_gradual_encoder", "restyle_encoder"):
        return found
    if found.config["input_channels"] not in (_PHOTO, _PHOTO_AND_DRAWN):
        raise BundleError(
            f"The encoder takes {found.config['input_channels']} channels, a sketch or a label map; Ganvas "
            "takes encoders of photos. Nothing was imported."
        )
    renamed = _without_average if facts.get("start_from_latent_avg") is False else found.renamed
    progressive = facts.get("encoder_type") in _PROGRESSIVE
    family = "e4e" if progressive and found.family == "psp" else found.family
    return replace(found, family=family, config={**found.config, "progressive": progressive}, renamed=renamed)


def _with_average(state: State) -> dict[str, Tensor]:
    layers = len(list(takewhile(lambda n: f"styles.{n}.linear.weight" in state, count())))
    code = state["styles.0.linear.bias"]
    stored = state.get("latent_avg")
    if stored is None:
        average = torch.zeros(layers, len(code), device=code.device)
    else:
        average = stored.reshape(-1, len(code))
        average = average.expand(layers, -1) if len(average) == 1 else average
    return {**state, "latent_avg": average}


def _without_average(state: State) -> dict[str, Tensor]:
    return _with_average({name: tensor for name, tensor in state.items() if name != "latent_avg"})
