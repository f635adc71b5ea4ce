"""A network's structure as an ONNX graph, checked against PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

import numpy as np
import onnx
import onnxruntime as ort
import torch

from engine.errors import ExportError
from trainer.recipes.base import ExportedNetwork

PARITY = 1e-3
_OPSET = 18


def export_graph(network: ExportedNetwork) -> bytes:
    """The network's structure as ONNX; tensors of its state are named `<network>.<tensor>` and left outside.

    Raises:
        ExportError: on random inputs the graph differs from PyTorch by more than 1e-3 of the largest output.
    """
    module = network.module.cpu().eval()
    batch = torch.export.Dim("batch", min=1, max=4096)
    height, width = torch.export.Dim("rows", min=2, max=4096), torch.export.Dim("columns", min=2, max=4096)
    examples = tuple(network.inputs.values())
    dimensions = torch.export.ShapesCollection()  # type: ignore[no-untyped-call]
    for name, example in network.inputs.items():
        step = network.sides.get(name)
        sides = {2: step * height, 3: step * width} if step else {}
        # One example alone says that there is always one, whatever the batch of the others.
        dimensions[example] = sides if len(example) == 1 else {0: batch, **sides}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            examples,
            dynamo=True,
            dynamic_shapes=dimensions.dynamic_shapes(module, examples),  # type: ignore[no-untyped-call]
            input_names=list(network.inputs),
            output_names=list(network.outputs),
            opset_version=_OPSET,
            verbose=False,
            optimize=False,
        )
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    _leave_outside(model, {name: network.stored_name(name) for name in module.state_dict()})
    data: bytes = model.SerializeToString()
    difference = parity(network, data)
    if not difference <= PARITY:
        raise ExportError(
            f"The ONNX graph of '{network.name}' differs from PyTorch by {difference:.1e} "
            f"(allowed: {PARITY:.0e}); no bundle was written."
        )
    return data


def _leave_outside(model: onnx.ModelProto, stored: Mapping[str, str]) -> None:
    renamed = {}
    for tensor in model.graph.initializer:
        if tensor.name not in stored:
            continue
        renamed[tensor.name] = stored[tensor.name]
        tensor.name = renamed[tensor.name]
        for field in ("raw_data", "float_data", "int64_data"):
            tensor.ClearField(field)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "weights.safetensors"
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = renamed.get(name, name)
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]


def parity(network: ExportedNetwork, graph: bytes) -> float:
    """Largest difference between graph and module on random inputs, relative to the largest output."""
    generator = torch.Generator().manual_seed(0)
    inputs = {name: torch.rand(t.shape, generator=generator) * 2 - 1 for name, t in network.inputs.items()}
    state = {network.stored_name(k): v.float().numpy() for k, v in network.module.state_dict().items()}
    used = {t.name for t in onnx.load_from_string(graph).graph.initializer}
    kept = {name: np.array(array, order="C") for name, array in state.items() if name in used}
    options = ort.SessionOptions()
    options.log_severity_level = 3
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in kept.values()]
    options.add_external_initializers(list(kept), values)
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    results = session.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})
    with torch.inference_mode():
        expected = network.module(*inputs.values())
    pairs = zip(results, expected if isinstance(expected, tuple) else (expected,), strict=True)
    worst = 0.0
    for result, tensor in pairs:
        error = np.abs(result - tensor.numpy()).max() / max(float(tensor.abs().max()), 1e-12)
        worst = max(worst, float(error)) if np.isfinite(error) else float("inf")
    return worst
