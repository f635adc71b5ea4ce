"""A network's structure as an ONNX graph, checked against PyTorch."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from torch import Tensor, nn

from engine.bundle.checks import WEIGHTS
from engine.bundle.manifest import ImageSpec, LatentSpec, NetworkSpec
from engine.bundle.safetensors import Streamed, TensorStream
from engine.errors import ExportError
from trainer.recipes.base import BundleContent, ExportedNetwork

PARITY = 1e-3
_OPSET = 18


def export_graph(network: ExportedNetwork) -> bytes:
    """The network's structure as ONNX; tensors of its state are named `<network>.<tensor>` and left outside.

    Raises:
        ExportError: on random inputs the graph differs from PyTorch by more than 1e-3 of the largest output.
    """
    network.module.cpu().eval()
    kind = _kind(network)
    known = _TRACED.get(kind)
    if known is not None:
        # Two domains have two networks of one kind: the weights, which lie outside, are all that differs.
        data = _with_names(known, network)
        if parity(network, data) <= PARITY:
            return data
    traced = _traced(network)
    data = _with_names(traced, network)
    difference = parity(network, data)
    if not difference <= PARITY:
        raise ExportError(
            "The ONNX graph of '{name}' differs from PyTorch by {difference:.1e} (allowed: "
            "{allowed:.0e}); no bundle was written.",
            name=network.name,
            difference=difference,
            allowed=PARITY,
        )
    _TRACED[kind] = traced
    if len(_TRACED) > _MOST_TRACED:
        del _TRACED[next(iter(_TRACED))]
    return data


# Graphs of this process by the kind of their networks; without weights they are small. Tracing takes seconds.
_TRACED: dict[Hashable, bytes] = {}
_MOST_TRACED = 32


def _kind(network: ExportedNetwork) -> Hashable:
    """What decides a network's graph: everything but the values of its state."""
    module, state = network.module, network.module.state_dict()
    return (
        type(module),
        network.architecture,
        repr(sorted(network.config.items())),
        tuple((name, tuple(example.shape), example.dtype) for name, example in network.inputs.items()),
        tuple(network.outputs),
        tuple(network.sides.items()),
        tuple((name, tuple(tensor.shape), tensor.dtype) for name, tensor in state.items()),
        # These are written into the graph.
        tuple((name, b.numpy().tobytes()) for name, b in module.named_buffers() if name not in state),
    )


def _traced(network: ExportedNetwork) -> bytes:
    """The graph, with the tensors of the network's state left outside under the names of its module."""
    module = network.module
    batch = torch.export.Dim("batch", min=1, max=4096)
    height, width = torch.export.Dim("rows", min=2, max=4096), torch.export.Dim("columns", min=2, max=4096)
    examples = tuple(network.inputs.values())
    dimensions = torch.export.ShapesCollection()  # type: ignore[no-untyped-call]
    for name, example in network.inputs.items():
        step = network.sides.get(name)
        sides = {2: step * height, 3: step * width} if step else {}
        # One example alone says that there is always one, whatever the batch of the others.
        dimensions[example] = sides if len(example) == 1 else {0: batch, **sides}
    with warnings.catch_warnings(), _operators_read_once():
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
    _leave_outside(model, module.state_dict().keys())
    # What was traced holds a copy of every weight; it goes when this returns.
    data: bytes = model.SerializeToString()
    return data


@contextmanager
def _operators_read_once() -> Iterator[None]:
    """PyTorch parses the source of its 500 operators, a second's work, for every graph; once is enough."""
    try:
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        own = vars(ONNXRegistry)["from_torchlib"]
    except (ImportError, KeyError):
        # Another version of PyTorch may keep them elsewhere.
        yield
        return
    read_once = staticmethod(partial(_operators, ONNXRegistry.from_torchlib))
    ONNXRegistry.from_torchlib = read_once  # type: ignore[method-assign]
    try:
        yield
    finally:
        ONNXRegistry.from_torchlib = own  # type: ignore[method-assign]


@cache
def _operators(read: Callable[..., Any], opset_version: int) -> Any:
    return read(opset_version=opset_version)


def _leave_outside(model: onnx.ModelProto, stored: Collection[str]) -> None:
    for tensor in model.graph.initializer:
        if tensor.name not in stored:
            continue
        for place in ("raw_data", "float_data", "int64_data"):
            tensor.ClearField(place)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "weights.safetensors"
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]


def _with_names(traced: bytes, network: ExportedNetwork) -> bytes:
    """The graph with the tensors outside called what they are called in the bundle."""
    model = onnx.load_from_string(traced)
    renamed = {}
    for tensor in model.graph.initializer:
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            renamed[tensor.name] = network.stored_name(tensor.name)
            tensor.name = renamed[tensor.name]
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = renamed.get(name, name)
    data: bytes = model.SerializeToString()
    return data


def parity(network: ExportedNetwork, graph: bytes) -> float:
    """Largest difference between graph and module on random inputs, relative to the largest output."""
    generator = torch.Generator().manual_seed(0)
    inputs = {name: torch.rand(t.shape, generator=generator) * 2 - 1 for name, t in network.inputs.items()}
    state = {network.stored_name(k): v.float().numpy() for k, v in network.module.state_dict().items()}
    used = {t.name for t in onnx.load_from_string(graph).graph.initializer}
    kept = {name: np.asarray(array, order="C") for name, array in state.items() if name in used}
    options = ort.SessionOptions()
    options.log_severity_level = 3
    # What a layer no longer needs goes back at once: pictures of 1,024 pixels would fill gigabytes.
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in kept.values()]
    options.add_external_initializers(list(kept), values)
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    results = session.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})
    # It holds the weights once more, arranged for its kernels.
    del session, options, values
    worst = 0.0
    for result, tensor in zip(results, _in_pytorch(network.module, inputs), strict=True):
        error = np.abs(result - tensor.numpy()).max() / max(float(tensor.abs().max()), 1e-12)
        worst = max(worst, float(error)) if np.isfinite(error) else float("inf")
    return worst


@torch.inference_mode()
def _in_pytorch(module: nn.Module, inputs: Mapping[str, Tensor]) -> list[Tensor]:
    """A module's results, one row of the batch after the other: half as much memory."""
    rows = []
    for number in range(max(len(tensor) for tensor in inputs.values())):
        made = module(*(t if len(t) == 1 else t[number : number + 1] for t in inputs.values()))
        rows.append(made if isinstance(made, tuple) else (made,))
    return [torch.cat(parts) for parts in zip(*rows, strict=True)]


# What a bundle holds of its networks, whether they were trained here or brought in.


@dataclass
class BundleParts:
    """Networks as a bundle stores them: their descriptions, their graphs by file name, their tensors.

    Attributes:
        half: floating-point tensors in half precision, and graphs checked with the values that it can store.
    """

    half: bool
    specs: dict[str, NetworkSpec] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)

    def add(self, network: ExportedNetwork) -> None:
        """Take one network in, with its graph.

        Raises:
            ExportError: its graph's result strays from PyTorch's.
        """
        self.hold(network)
        graph = f"{network.name}.onnx"
        self.files[graph] = export_graph(network)
        self.specs[network.name] = self.specs[network.name].model_copy(update={"graph": graph})

    def hold(self, network: ExportedNetwork) -> None:
        """Take one network in without a graph: such a bundle runs in PyTorch alone."""
        if self.half:
            round_to_half(network.module)
        held = network.module.state_dict() if network.weights_of is None else {}
        state = {name: self._stored(tensor) for name, tensor in held.items()}
        self.specs[network.name] = NetworkSpec(
            architecture=network.architecture,
            config=dict(network.config),
            tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
            weights_of=network.weights_of,
        )
        self.tensors |= {f"{network.name}.{name}": tensor for name, tensor in state.items()}

    def all_files(self) -> dict[str, bytes | Streamed]:
        """Graphs and weights by file name; the weights stay where the networks hold them."""
        arrays = {name: tensor.numpy() for name, tensor in self.tensors.items()}
        return {**self.files, WEIGHTS: TensorStream(arrays)}

    def _stored(self, tensor: Tensor) -> Tensor:
        plain = tensor.detach().cpu().contiguous()
        return plain.half() if self.half and plain.is_floating_point() else plain


def round_to_half(module: nn.Module) -> None:
    """Give the weights the values that half precision can store, in place, kept as float32."""
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            tensor.data = tensor.data.to(torch.float16).float()


def image_spec(content: BundleContent) -> ImageSpec:
    """The pictures that these networks take and give."""
    return ImageSpec(
        size=content.image_size,
        input_channels=content.input_channels,
        input_kind=content.input_kind,
        multiple=content.multiple,
        eyes=content.eyes,
        framing=content.framing,
    )


def latent_spec(content: BundleContent) -> LatentSpec | None:
    """Their codes, if they take any."""
    if not content.latent_size:
        return None
    return LatentSpec(
        size=content.latent_size,
        prior=content.prior,
        w_size=content.w_size,
        layers=content.layers,
        classes=list(content.classes),
    )
