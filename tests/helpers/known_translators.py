"""Bundles whose networks change colours by a matrix that a test knows, so that their figures are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from helpers.small_bundle import external, preview, safetensors
from onnx import TensorProto, helper

from engine.bundle.bundle import Bundle, open_bundle, write_bundle
from engine.bundle.manifest import Manifest

# By network a matrix (3, 3) of colours and what is added to each, both of [-1, 1].
Colours = Mapping[str, tuple[Sequence[Sequence[float]], Sequence[float]]]
IDENTITY = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


def _graph(network: str, size: int) -> bytes:
    held = [external(f"{network}.weight", (3, 3, 1, 1)), external(f"{network}.bias", (3,))]
    node = helper.make_node("Conv", ["image", f"{network}.weight", f"{network}.bias"], ["picture"])
    image, picture = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 3, size, size])
        for name in ("image", "picture")
    )
    made = helper.make_graph([node], network, [image], [picture], held)
    model: onnx.ModelProto = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)])
    data: bytes = model.SerializeToString()
    return data


def known_translator(
    path: Path, colours: Colours, *, size: int = 32, provenance: Mapping[str, Any] | None = None
) -> Bundle:
    """Write and open a bundle: a network "generator", or "generator_ab" and "generator_ba" for both ways."""
    networks, tensors, files = {}, {}, {"preview.png": preview(), "CARD.md": b"# Known\n"}
    for network, (matrix, added) in colours.items():
        tensors[f"{network}.weight"] = np.asarray(matrix, np.float32).reshape(3, 3, 1, 1)
        tensors[f"{network}.bias"] = np.asarray(added, np.float32)
        files[f"{network}.onnx"] = _graph(network, size)
        networks[network] = {
            "architecture": "resnet_generator",
            "graph": f"{network}.onnx",
            "tensors": {"weight": [3, 3, 1, 1], "bias": [3]},
        }
    files["weights.safetensors"] = safetensors(tensors)
    kinds = {"input_kind": "photo", "output_kind": "photo"}
    leads = {"forward": "generator_ab", "backward": "generator_ba"}
    manifest = Manifest.model_validate(
        {
            "name": "known",
            "title": "Known",
            "family": "a matrix",
            "networks": networks,
            "capabilities": ["translate"],
            "image": {"size": size, "input_channels": 3, "input_kind": "photo"},
            "directions": {name: {**kinds, "generator": each} for name, each in leads.items()}
            if "generator_ab" in colours
            else {},
            "provenance": dict(provenance or {}),
            "licence": "CC0-1.0",
        }
    )
    write_bundle(path, manifest, files)
    return open_bundle(path)
