"""A real, small, untrained face model with sliders and an encoder, for tests of the editor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.backends.backend import open_backend
from engine.bundle.bundle import AXES, NetworkSpec, open_bundle, write_bundle
from engine.faces.generator import Generator
from engine.latent.axes import Axis, AxisSet
from engine.latent.directions import principal_axes

AXES_SHOWN = ("smile", "age", "mood")


def make_sliding_faces(path: Path, drawn_faces: Path, *, encoder: bool = True) -> Path:
    """Write the bundle of `drawn_faces` with three sliders and, if asked for, an encoder."""
    bundle = open_bundle(drawn_faces)
    manifest = bundle.manifest
    files = {name: bundle.read(name) for name in manifest.files}
    generator = Generator(bundle, open_backend(bundle, device="cpu"))
    codes = generator.map(generator.sample_z(400, 0))[:, 0]
    found = principal_axes(codes, generator.num_ws, 3)
    named = [
        Axis(name, axis.space, axis.direction, axis.step, -3.0, 2.5)
        for name, axis in zip(AXES_SHOWN, found.axes, strict=True)
    ]
    files[AXES] = AxisSet(named, found.metric, found.layers).to_bytes()
    networks = dict(manifest.networks)
    if encoder:
        files["encoder.onnx"] = colour_encoder(generator.average, codes.std(axis=0), generator.num_ws)
        networks["encoder"] = NetworkSpec(architecture="psp_encoder", graph="encoder.onnx")
    made = manifest.model_copy(
        update={
            "name": "sliding",
            "title": "Sliding faces",
            "capabilities": ["sample", "invert", "axes"],
            "networks": networks,
        }
    )
    write_bundle(path, made, files)
    return path


def colour_encoder(average: np.ndarray, spread: np.ndarray, layers: int) -> bytes:
    """A graph that reads codes off a picture's mean colour, around the average code."""
    rng = np.random.default_rng(0).standard_normal((3, layers * len(average)))
    weights = (rng * np.tile(spread, layers)).astype(np.float32)
    offset = np.tile(average, layers).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["image", "places"], ["means"], keepdims=0),
        helper.make_node("MatMul", ["means", "weights"], ["moved"]),
        helper.make_node("Add", ["moved", "offset"], ["flat"]),
        helper.make_node("Reshape", ["flat", "shape"], ["ws"]),
    ]
    constants = [
        helper.make_tensor("places", TensorProto.INT64, [2], [2, 3]),
        helper.make_tensor("shape", TensorProto.INT64, [3], [-1, layers, len(average)]),
        numpy_helper.from_array(weights, "weights"),
        numpy_helper.from_array(offset, "offset"),
    ]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 3, 32, 32])],
        [helper.make_tensor_value_info("ws", TensorProto.FLOAT, ["n", layers, len(average)])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    return model.SerializeToString()
