"""A bundle made by hand: a real ONNX graph and real tensors, small enough to write hundreds of."""

import copy
import hashlib
import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from PIL import Image

WEIGHT, BIAS = (3, 1, 1, 1), (3,)


def tensors() -> dict[str, np.ndarray]:
    """By their full names."""
    return {
        "generator.conv.weight": np.arange(3, dtype=np.float16).reshape(WEIGHT),
        "generator.conv.bias": np.array([1, 2, 3], np.float16),
        "encoder.count": np.array(7, np.int64),
        "encoder.scale": np.array([[0.5, 0.25]], np.float32),
    }


def safetensors(values: dict[str, np.ndarray]) -> bytes:
    """The format written by hand, so that it can also be written wrongly."""
    kinds = {"float16": "F16", "float32": "F32", "int64": "I64"}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    body = b""
    for name, value in values.items():
        end = len(body) + value.nbytes
        kind = kinds[value.dtype.name]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": [len(body), end]}
        body += value.tobytes()
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def external(name: str, shape: tuple[int, ...], location: str = "weights.safetensors") -> onnx.TensorProto:
    """A tensor whose values lie in another file."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


def graph(*initializers: onnx.TensorProto) -> bytes:
    """A convolution from one channel to three, its weights outside."""
    held = initializers or (
        external("generator.conv.weight", WEIGHT),
        external("generator.conv.bias", BIAS),
    )
    node = helper.make_node("Conv", ["image", "generator.conv.weight", "generator.conv.bias"], ["picture"])
    shapes = (["batch", 1, 8, 8], ["batch", 3, 8, 8])
    values = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in zip(("image", "picture"), shapes, strict=True)
    ]
    made = helper.make_graph([node], "generator", values[:1], values[1:], list(held))
    data: bytes = helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)]).SerializeToString()
    return data


def preview() -> bytes:
    """A PNG."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 100, 50)).save(buffer, "PNG")
    return buffer.getvalue()


def files() -> dict[str, bytes]:
    """Everything but model.json."""
    return {
        "weights.safetensors": safetensors(tensors()),
        "generator.onnx": graph(),
        "preview.png": preview(),
        "CARD.md": b"# Small\n",
    }


MANIFEST: dict[str, Any] = {
    "format_version": 1,
    "name": "small",
    "title": "Small",
    "family": "BicycleGAN",
    "networks": {
        "generator": {
            "architecture": "bicyclegan_unet",
            "config": {"widths": [4, 8], "upsample": "basic", "dropout": 0.5, "residual": True, "depth": 2},
            "graph": "generator.onnx",
            "tensors": {"conv.weight": list(WEIGHT), "conv.bias": list(BIAS)},
        },
        "encoder": {
            "architecture": "resnet_encoder",
            "config": {},
            "graph": None,
            "tensors": {"count": [], "scale": [1, 2]},
        },
    },
    "capabilities": ["translate", "style"],
    "image": {"size": 8, "input_channels": 1, "output_channels": 3, "input_kind": "sketch"},
    "latent": {"size": 8, "prior": "normal"},
    "metrics": {"kid": 12.5},
    "provenance": {"data": "none", "pictures_seen": 10},
    "licence": "CC0-1.0",
}


def manifest(content: dict[str, bytes], **changes: Any) -> dict[str, Any]:
    """model.json for these files, with fields replaced."""
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    return {**copy.deepcopy(MANIFEST), "files": hashes, **changes}


def packed(content: dict[str, bytes], model: bytes | dict[str, Any] | None = None) -> bytes:
    """A zip of these files and of model.json, which is made for them unless given."""
    if model is None:
        model = manifest(content)
    first = model if isinstance(model, bytes) else json.dumps(model).encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.json", first)
        for name, data in content.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def write_folder(folder: Path, content: dict[str, bytes], model: dict[str, Any] | None = None) -> Path:
    """The same files in a folder."""
    folder.mkdir(parents=True)
    (folder / "model.json").write_text(json.dumps(model or manifest(content)))
    for name, data in content.items():
        (folder / name).write_bytes(data)
    return folder
