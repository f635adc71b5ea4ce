"""A stranger's generator as an ONNX graph: read without running anything foreign, checked, and fitted in.

What it takes and gives is read off its shapes. It becomes a graph that takes and gives what Ganvas's own do:
pictures (N, C, S, S) in [-1, 1], or codes of W (N, 1, size).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import onnx
import onnxruntime as ort
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnx.shape_inference import infer_shapes

from engine.bundle.checks import WEIGHTS
from engine.bundle.onnx_external import GraphFileError, external_tensors, with_weights
from engine.errors import BundleError
from engine.files import GRAPH_SUFFIX
from engine.sentences import Sentence, printable
from engine.types import Array

ValueRange = Literal["-1..1", "0..1", "0..255"]
RANGES: tuple[ValueRange, ...] = get_args(ValueRange)
# Of each range, what 1 and 0 of [-1, 1] are there: value = x * scale + shift.
_SCALES: Mapping[ValueRange, tuple[float, float]] = {
    "-1..1": (1.0, 0.0),
    "0..1": (0.5, 0.5),
    "0..255": (127.5, 127.5),
}
USUAL_SIDE = 256
_LEAST_OPSET = 7
_MOST_BYTES = 2**30
_MOST_NODES = 20_000
_MOST_DEPTH = 4
_MOST_NUMBERS = 2**28
_LARGEST_SIDE = 4096
_LONGEST_CODE = 65_536
# Smaller ones stay in the graph, where they may be shapes that a runtime must know.
_STORED_FROM = 256
_LOOPS = ("Loop", "Scan", "SequenceMap")
_FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
# What leaves the range of numbers as it is.
_PASSING = ("Identity", "Cast", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Slice", "Flatten")
_PARITY = 1e-3
_MOST_STRUCTURE = 15 * 2**20
_IR_VERSION = 8
_THEIRS = "theirs."


@dataclass(frozen=True)
class ForeignGraph:
    """A graph that was read and can be fitted in.

    Attributes:
        path: of the file.
        model: the graph.
        input_name: of what it takes.
        kind: what that is.
        channels: of the picture that it takes, 1 or 3; 0 for a code.
        code: length of the code that it takes; 0 for a picture.
        spread: the code is (N, code, 1, 1), as DCGAN's.
        size: side of the picture that it takes, or None where any is taken.
        channels_last: the picture that it takes is (N, H, W, C).
        one_by_one: it takes one at a time.
    """

    path: Path
    model: ModelProto
    input_name: str
    kind: Literal["picture", "code"]
    channels: int
    code: int
    spread: bool
    size: int | None
    channels_last: bool
    one_by_one: bool

    def shape(self, size: int) -> tuple[int, ...]:
        """Of one input, as the graph takes it, for pictures of `size`."""
        if self.kind == "code":
            return (1, self.code, 1, 1) if self.spread else (1, self.code)
        sides = (size, size)
        return (1, *sides, self.channels) if self.channels_last else (1, self.channels, *sides)


@dataclass(frozen=True)
class FittedGraph:
    """A graph that takes and gives what Ganvas's own do.

    Attributes:
        source: the graph that it was made of.
        size: side of its pictures.
        values: the range of the numbers that stand for pictures inside.
        graph: the ONNX file, with large tensors outside.
        tensors: those by the names that they have in the network, float32.
        network: what a bundle calls it: "generator" of pictures, "synthesis" of codes.
    """

    source: ForeignGraph
    size: int
    values: ValueRange
    graph: bytes
    tensors: Mapping[str, Array]
    network: str

    def run(self, inputs: Array) -> Array:
        """Pictures (N, 3, S, S) of pictures (N, C, S, S) in [-1, 1] or codes (N, 1, code)."""
        whole = with_weights(self.graph, {f"{self.network}.{name}": t for name, t in self.tensors.items()})
        session = _session(self.source.path, whole)
        name = session.get_inputs()[0].name
        rows = [session.run(None, {name: row[None]})[0] for row in np.asarray(inputs, np.float32)]
        return np.concatenate(rows)


def is_graph(path: Path) -> bool:
    """Whether a file is an ONNX graph, by its name or its first byte, with which no checkpoint begins."""
    if path.suffix.lower() == GRAPH_SUFFIX:
        return True
    try:
        with path.open("rb") as file:
            return file.read(1) == b"\x08"
    except OSError:
        return False


def read_graph(path: Path) -> ForeignGraph:
    """Read a generator's graph and see what it takes; nothing in it is run, nothing outside it is read.

    Raises:
        BundleError: one sentence on why it does not fit.
    """
    model = _checked(path, _loaded(path))
    graph = model.graph
    held = {tensor.name for tensor in graph.initializer}
    inputs = [given for given in graph.input if given.name not in held]
    if len(inputs) != 1:
        names = ", ".join(printable(given.name, 40) for given in inputs[:4]) or "none"
        raise BundleError(
            "{name} takes {count} inputs ({names}), and graphs are brought in that take one, a picture or a "
            "code; export it with the others fixed.",
            name=path.name,
            count=len(inputs),
            names=names,
        )
    (given,) = inputs
    tensor = given.type.tensor_type
    if tensor.elem_type not in _FLOATS:
        kind = helper.tensor_dtype_to_string(tensor.elem_type) if tensor.elem_type else "no tensor"
        raise BundleError(
            "{name} takes {kind}, and Ganvas gives numbers with fractions; export it with such an input.",
            name=path.name,
            kind=kind.removeprefix("TensorProto."),
        )
    sides = [dim.dim_value if dim.HasField("dim_value") else 0 for dim in tensor.shape.dim]
    return _understood(path, model, given.name, [side if side > 0 else None for side in sides])


def _understood(path: Path, model: ModelProto, name: str, shape: list[int | None]) -> ForeignGraph:
    batch, rest = (shape[0], shape[1:]) if shape else (None, [])
    code, channels, size, last, spread = 0, 0, None, False, False
    if len(rest) == 1 and rest[0]:
        code = rest[0]
    elif len(rest) == 3 and rest[0] and rest[1:] == [1, 1]:
        code, spread = rest[0], True
    elif len(rest) == 3 and rest[0] in (1, 3):
        channels, size = rest[0], _side(path, rest[1:])
    elif len(rest) == 3 and rest[2] in (1, 3):
        channels, size, last = rest[2], _side(path, rest[:2]), True
    fits = (
        (code or channels) and code <= _LONGEST_CODE and batch in (None, 1) and (size or 8) <= _LARGEST_SIDE
    )
    if not fits:
        raise BundleError(
            "{name} takes arrays of shape {shape}, and graphs are brought in that take a code of a fixed "
            "length, or a picture, grey or in colour; export it so.",
            name=path.name,
            shape=" x ".join("any" if side is None else str(side) for side in shape) or "none",
        )
    kind: Literal["picture", "code"] = "code" if code else "picture"
    return ForeignGraph(path, model, name, kind, channels, code, spread, size, last, batch == 1)


def _side(path: Path, sides: list[int | None]) -> int | None:
    if sides[0] != sides[1]:
        raise BundleError(
            "{name} takes pictures of {height} x {width}, and Ganvas gives squares; export it for a square.",
            name=path.name,
            height=sides[0] or "any",
            width=sides[1] or "any",
        )
    return sides[0]


def _loaded(path: Path) -> ModelProto:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BundleError("{name} is larger than 1 GB; nothing was imported.", name=path.name)
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "the disk refused").lower()
        raise BundleError(
            "{name} cannot be read ({reason}); nothing was imported.", name=path.name, reason=reason
        ) from error
    try:
        outside = external_tensors(data)
        model = ModelProto()
        model.ParseFromString(data)
    except Exception as error:
        reason = str(error) if isinstance(error, GraphFileError) else Sentence("it is not an ONNX file")
        raise BundleError(
            "{name} is no graph that can be read ({reason}); nothing was imported.",
            name=path.name,
            reason=reason,
        ) from error
    if outside:
        raise BundleError(
            "{name} keeps {count} of its tensors in other files, which are not read; save it with all of "
            "them inside.",
            name=path.name,
            count=len(outside),
        )
    return model


def _checked(path: Path, model: ModelProto) -> ModelProto:
    opset = max((one.version for one in model.opset_import if one.domain in ("", "ai.onnx")), default=0)
    if opset < _LEAST_OPSET:
        raise BundleError(
            "{name} is of ONNX's opset {opset}, and {least} is the oldest that is read; export it again.",
            name=path.name,
            opset=opset,
            least=_LEAST_OPSET,
        )
    for count, (node, depth) in enumerate(_nodes(model.graph)):
        if node.domain not in ("", "ai.onnx"):
            raise BundleError(
                "{name} needs the operator '{operator}' of {domain}, which is none of ONNX's own; nothing "
                "was imported.",
                name=path.name,
                operator=printable(node.op_type, 60),
                domain=printable(node.domain, 60),
            )
        if node.op_type in _LOOPS:
            raise BundleError(
                "{name} repeats a part of itself ('{operator}') as often as it likes, which is not run here; "
                "export it unrolled.",
                name=path.name,
                operator=node.op_type,
            )
        if count > _MOST_NODES or depth > _MOST_DEPTH:
            raise BundleError(
                "{name} has more parts, or more within each other, than generators; nothing was imported.",
                name=path.name,
            )
    try:
        onnx.checker.check_model(model)
    except Exception as error:
        raise BundleError(
            "{name} is no valid graph ({reason}); nothing was imported.",
            name=path.name,
            reason=_first_line(error),
        ) from error
    return model


def _graphs(graph: GraphProto) -> Iterator[tuple[GraphProto, int]]:
    """A graph and the branches in it, with how deep each lies in others, up to one more than is allowed."""
    waiting = [(graph, 0)]
    while waiting:
        one, depth = waiting.pop()
        yield one, depth
        for attribute in (attribute for node in one.node for attribute in node.attribute):
            if depth <= _MOST_DEPTH:
                inside = [attribute.g] if attribute.type == AttributeProto.GRAPH else attribute.graphs
                waiting += [(branch, depth + 1) for branch in inside]


def _nodes(graph: GraphProto) -> Iterator[tuple[NodeProto, int]]:
    """Every node with how deep it lies in the branches of others."""
    for one, depth in _graphs(graph):
        for node in one.node:
            yield node, depth


def _rename_all(graph: GraphProto) -> None:
    """Give everything in a graph other names, so that none is one of ours."""
    for one, _ in _graphs(graph):
        for node in one.node:
            node.input[:] = [_THEIRS + name if name else name for name in node.input]
            node.output[:] = [_THEIRS + name if name else name for name in node.output]
        for named in (*one.initializer, *one.input, *one.output, *one.value_info):
            named.name = _THEIRS + named.name
        for sparse in one.sparse_initializer:
            sparse.values.name = _THEIRS + sparse.values.name


def _first_line(error: Exception) -> str:
    return printable((str(error).strip() or type(error).__name__).splitlines()[0], 200).rstrip(".")


# Fitting in: one trial tells the result's shape and range; then what lies before and behind is put around it.


def fitted(source: ForeignGraph, size: int | None, values: ValueRange | None) -> FittedGraph:
    """The graph as Ganvas takes it.

    Args:
        source: the graph.
        size: side of its pictures, where it takes any; None for 256.
        values: the range of the numbers that stand for pictures; None for what it looks like.

    Raises:
        BundleError: it cannot be run, or does not make pictures of the size that it takes.
    """
    if source.kind == "picture" and size is not None and source.size not in (None, size):
        raise BundleError(
            "{name} takes pictures of {own} pixels a side, not of {size}; leave the size out.",
            name=source.path.name,
            own=source.size,
            size=size,
        )
    side = source.size or size or USUAL_SIDE
    _refuse_huge(source, side)
    session = _session(source.path, source.model.SerializeToString())
    output, made = _picture_of(source, session, _trial(source, side, values or "-1..1"))
    last = made.shape[3] in (1, 3) and made.shape[1] not in (1, 3)
    channels, height, width = (made.shape[place] for place in ((3, 1, 2) if last else (1, 2, 3)))
    if height != width or (source.kind == "picture" and height != side) or not 8 <= height <= _LARGEST_SIDE:
        taken = f"{side} x {side}" if source.kind == "picture" else "codes"
        raise BundleError(
            "{name} makes pictures of {height} x {width} of {taken}, and Ganvas shows squares as large as "
            "what they are made of; nothing was imported.",
            name=source.path.name,
            height=height,
            width=width,
            taken=taken,
        )
    if source.kind == "code" and size not in (None, height):
        raise BundleError(
            "{name} makes pictures of {own} pixels a side, not of {size}; leave the size out.",
            name=source.path.name,
            own=height,
            size=size,
        )
    found = values or _range(source.model.graph, output, made)
    if found != (values or "-1..1"):
        output, made = _picture_of(source, session, _trial(source, side, found))
    fit = _around(source, height, found, (output, channels, last))
    again = fit.run(_ours(source, side))
    theirs = _shown(made, found, last=last)
    largest = max(float(np.abs(theirs).max()), 1e-12)
    if not np.isfinite(theirs).all() or not np.abs(again - theirs).max() <= _PARITY * largest:
        raise BundleError(
            "{name} makes numbers that are none, or others each time; nothing was imported.",
            name=source.path.name,
        )
    return fit


def identity_mapping(code: int) -> bytes:
    """A graph from a code z (N, code) to the one code of W (N, 1, code) that the picture is made of."""
    given = helper.make_tensor_value_info("z", TensorProto.FLOAT, ["batch", code])
    made = helper.make_tensor_value_info("ws", TensorProto.FLOAT, ["batch", 1, code])
    shape = numpy_helper.from_array(np.array([-1, 1, code], np.int64), "shape")
    node = helper.make_node("Reshape", ["z", "shape"], ["ws"])
    graph = helper.make_graph([node], "mapping", [given], [made], [shape])
    opsets = [helper.make_opsetid("", 18)]
    data: bytes = helper.make_model(graph, opset_imports=opsets, ir_version=10).SerializeToString()
    return data


def _ours(source: ForeignGraph, side: int) -> Array:
    """One input as Ganvas gives it: a code, or a picture of two gradients and a disc."""
    rng = np.random.default_rng(0)
    if source.kind == "code":
        return rng.standard_normal((1, 1, source.code)).astype(np.float32)
    rows, columns = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    planes = [rows, columns, np.where(rows**2 + columns**2 < 0.4, 0.9, -0.7)]
    return np.stack(planes[: source.channels])[None].astype(np.float32)


def _trial(source: ForeignGraph, side: int, values: ValueRange) -> Array:
    """The same as the graph takes it."""
    ours = _ours(source, side)
    if source.kind == "code":
        return ours.reshape(source.shape(side))
    scale, shift = _SCALES[values]
    theirs = ours * np.float32(scale) + np.float32(shift)
    return theirs.transpose(0, 2, 3, 1) if source.channels_last else theirs


def _shown(made: Array, values: ValueRange, *, last: bool) -> Array:
    scale, shift = _SCALES[values]
    picture = (made.astype(np.float32) - np.float32(shift)) / np.float32(scale)
    picture = picture.transpose(0, 3, 1, 2) if last else picture
    return np.repeat(picture, 3, axis=1) if picture.shape[1] == 1 else picture


def _session(path: Path, graph: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False
    try:
        return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise BundleError(
            "{name} cannot be run ({reason}); nothing was imported.",
            name=path.name,
            reason=_first_line(error),
        ) from error


def _picture_of(source: ForeignGraph, session: ort.InferenceSession, given: Array) -> tuple[str, Array]:
    """The first result that is a picture, with its name."""
    kinds = {"tensor(float16)": np.float16, "tensor(double)": np.float64}
    dtype = kinds.get(session.get_inputs()[0].type, np.float32)
    try:
        results = session.run(None, {source.input_name: np.ascontiguousarray(given, dtype)})
    except Exception as error:
        raise BundleError(
            "{name} cannot be run ({reason}); nothing was imported.",
            name=source.path.name,
            reason=_first_line(error),
        ) from error
    for output, made in zip(session.get_outputs(), results, strict=True):
        picture = (
            isinstance(made, np.ndarray) and made.dtype.kind == "f" and made.ndim == 4 and len(made) == 1
        )
        if picture and (made.shape[1] in (1, 3) or made.shape[3] in (1, 3)):
            return output.name, made
    raise BundleError(
        "{name} makes no picture, grey or in colour, of what it takes; nothing was imported.",
        name=source.path.name,
    )


def _refuse_huge(source: ForeignGraph, side: int) -> None:
    """Refuse a graph whose arrays would fill the memory, as far as its shapes tell that before it is run."""
    model = ModelProto()
    model.CopyFrom(source.model)
    for given in model.graph.input:
        if given.name == source.input_name:
            for dim, length in zip(given.type.tensor_type.shape.dim, source.shape(side), strict=True):
                dim.dim_value = length
    try:
        shapes = infer_shapes(model, data_prop=True).graph
    except Exception:
        return
    for value in [*shapes.value_info, *shapes.output]:
        count = math.prod(dim.dim_value or 1 for dim in value.type.tensor_type.shape.dim)
        if count > _MOST_NUMBERS:
            raise BundleError(
                "{name} would hold {count} numbers at once, more than Ganvas has room for; nothing was "
                "imported.",
                name=source.path.name,
                count=count,
            )


def _range(graph: GraphProto, output: str, made: Array) -> ValueRange:
    """What the numbers of a picture range over: by the operator that made them, else by themselves."""
    makers = {name: node for node in graph.node for name in node.output}
    node = makers.get(output)
    while node is not None and node.op_type in _PASSING:
        node = makers.get(node.input[0])
    if node is not None and node.op_type in ("Tanh", "Sigmoid"):
        return "-1..1" if node.op_type == "Tanh" else "0..1"
    if np.abs(made).max() > 4:
        return "0..255"
    return "-1..1" if made.min() < -0.1 else "0..1"


def _around(
    source: ForeignGraph, side: int, values: ValueRange, output: tuple[str, int, bool]
) -> FittedGraph:
    """The graph with what turns our numbers into its own before it, and the way back behind it."""
    network = "synthesis" if source.kind == "code" else "generator"
    model = ModelProto()
    model.CopyFrom(source.model)
    _rename_all(model.graph)
    model.ir_version = max(model.ir_version, _IR_VERSION)
    graph, nodes = model.graph, _Nodes()
    kind = next(g.type.tensor_type.elem_type for g in graph.input if g.name == _THEIRS + source.input_name)
    tensors = _outside(graph, network, nodes)
    batch: int | str = 1 if source.one_by_one else "batch"
    scale, shift = (np.float32(number) for number in _SCALES[values])
    shape: list[int | str]
    if source.kind == "code":
        given, shape = "ws", [batch, 1, source.code]
        now = nodes.add("Reshape", given, nodes.held(np.array([-1, *source.shape(side)[1:]], np.int64)))
    else:
        given, shape = "image", [batch, source.channels, side, side]
        now = nodes.add("Add", nodes.add("Mul", given, nodes.held(scale)), nodes.held(shift))
        now = nodes.add("Transpose", now, perm=[0, 2, 3, 1]) if source.channels_last else now
    nodes.add("Cast", now, to=kind, made=_THEIRS + source.input_name)
    nodes.nodes += graph.node
    theirs, channels, last = output
    now = nodes.add("Cast", _THEIRS + theirs, to=TensorProto.FLOAT)
    now = nodes.add("Transpose", now, perm=[0, 3, 1, 2]) if last else now
    now = nodes.add("Concat", now, now, now, axis=1) if channels == 1 else now
    picture = f"picture_{side}" if source.kind == "code" else "picture"
    nodes.add("Div", nodes.add("Sub", now, nodes.held(shift)), nodes.held(scale), made=picture)
    for field in ("node", "input", "output", "value_info"):
        graph.ClearField(field)
    graph.node.extend(nodes.nodes)
    graph.initializer.extend(nodes.initializers)
    graph.input.append(helper.make_tensor_value_info(given, TensorProto.FLOAT, shape))
    graph.output.append(helper.make_tensor_value_info(picture, TensorProto.FLOAT, [batch, 3, side, side]))
    data: bytes = model.SerializeToString()
    if len(data) > _MOST_STRUCTURE:
        raise BundleError(
            "{name} holds {megabytes} MB beside its weights, more than a generator's structure; nothing "
            "was imported.",
            name=source.path.name,
            megabytes=len(data) // 2**20,
        )
    return FittedGraph(source, side, values, data, tensors, network)


class _Nodes:
    """Nodes in the order in which they run, and the constants that they take."""

    def __init__(self) -> None:
        self.nodes, self.initializers = list[NodeProto](), list[TensorProto]()
        self._count = 0

    def add(self, operator: str, *given: str, made: str = "", **attributes: Any) -> str:
        """One more node; the name of what it makes."""
        made = made or self._name()
        self.nodes.append(helper.make_node(operator, given, [made], **attributes))
        return made

    def held(self, value: Any) -> str:
        """A constant's name."""
        self.initializers.append(numpy_helper.from_array(np.asarray(value), self._name()))
        return str(self.initializers[-1].name)

    def _name(self) -> str:
        self._count += 1
        return f"ours.{self._count}"


def _outside(graph: GraphProto, network: str, nodes: _Nodes) -> dict[str, Array]:
    """Leave a graph's large tensors to the bundle, by new names; half precision is narrowed again."""
    for node in [
        node for node in graph.node if node.op_type == "Constant" and node.attribute[0].name == "value"
    ]:
        tensor = graph.initializer.add()
        tensor.CopyFrom(node.attribute[0].t)
        tensor.name = node.output[0]
        graph.node.remove(node)
    made = {output.name for output in graph.output}
    tensors, renamed = dict[str, Array](), dict[str, str]()
    for tensor in graph.initializer:
        plain = tensor.data_type in (TensorProto.FLOAT, TensorProto.FLOAT16)
        if not plain or math.prod(tensor.dims) < _STORED_FROM or tensor.name in made:
            continue
        name = f"weight_{len(tensors)}"
        tensors[name] = np.array(numpy_helper.to_array(tensor), np.float32, order="C")
        stored, theirs, kind, dims = f"{network}.{name}", tensor.name, tensor.data_type, list(tensor.dims)
        tensor.Clear()
        tensor.name, tensor.data_type, tensor.data_location = stored, TensorProto.FLOAT, TensorProto.EXTERNAL
        tensor.dims.extend(dims)
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", WEIGHTS
        if kind == TensorProto.FLOAT16:
            nodes.add("Cast", stored, to=kind, made=theirs)
        else:
            renamed[theirs] = stored
    for node, _ in _nodes(graph):
        for place, given in enumerate(node.input):
            node.input[place] = renamed.get(given, given)
    return tensors
