"""What an ONNX file refers to outside itself, and how it takes that in: its protobuf fields (onnx.proto).

Importing the onnx package for this would cost every start a third of a second.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import TemplateError

_DEPTH = 64
_REMEMBERED = 64
# Message -> field number -> message, for every path by which a model can hold a tensor.
_CHILDREN = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
_DIMS, _DATA_TYPE, _NAME, _RAW_DATA, _EXTERNAL_DATA, _DATA_LOCATION = 1, 2, 8, 9, 13, 14
_GRAPH, _NODE, _INITIALIZER = 7, 1, 5
_FLOAT, _HALF = 1, 10


class GraphFileError(TemplateError, ValueError):
    """A graph that is damaged; the message completes 'generator.onnx is damaged: ...'."""


@dataclass(frozen=True)
class ExternalTensor:
    """A tensor whose values lie in another file.

    Attributes:
        name: of the tensor.
        shape: of the tensor.
        location: the other file's name, as the graph gives it; empty if it gives none.
    """

    name: str
    shape: tuple[int, ...]
    location: str


_FOUND: dict[bytes, tuple[ExternalTensor, ...]] = {}


def external_tensors(graph: bytes) -> list[ExternalTensor]:
    """All tensors of an ONNX model whose values are not in it, wherever they hide.

    A start asks for the same few graphs again and again: what was found is remembered by their digests.

    Raises:
        GraphFileError: the file is no ONNX model.
    """
    digest = hashlib.sha256(graph).digest()
    found = _FOUND.get(digest)
    if found is None:
        found = _FOUND[digest] = _found_in(graph)
        if len(_FOUND) > _REMEMBERED:
            _FOUND.clear()
    return list(found)


def _found_in(graph: bytes) -> tuple[ExternalTensor, ...]:
    found = list[ExternalTensor]()
    seen = False
    waiting = [("model", memoryview(graph), 0)]
    while waiting:
        kind, content, depth = waiting.pop()
        if depth > _DEPTH:
            raise GraphFileError("it is nested too deeply")
        if kind == "tensor":
            found += _external(content)
            continue
        for number, value in _fields(content):
            child = _CHILDREN[kind].get(number)
            if child is not None:
                if isinstance(value, int):
                    raise GraphFileError("a field is of the wrong kind")
                seen = seen or kind == "model"
                waiting.append((child, value, depth + 1))
    if not seen:
        raise GraphFileError("it holds no graph")
    return tuple(found)


def with_weights(graph: bytes, weights: Mapping[str, NDArray[Any]]) -> bytes:
    """The same model with its external tensors inside, for a runtime that cannot be given them by name.

    Tensors in half precision stay so and are widened by the graph, which halves what is held while it starts.

    Args:
        graph: an ONNX model.
        weights: values of its external tensors by name, float16 or float32.

    Raises:
        GraphFileError: the file is no ONNX model, or a value is missing or of another type.
    """
    parts = list[bytes | memoryview]()
    for number, value, field in _spans(memoryview(graph)):
        if number == _GRAPH and not isinstance(value, int):
            parts += [_filled(value, weights)]
        else:
            parts += [field]
    return b"".join(parts)


def _filled(content: memoryview, weights: Mapping[str, NDArray[Any]]) -> bytes:
    kept, nodes, tensors = list[bytes | memoryview](), list[bytes](), list[bytes]()
    for number, value, field in _spans(content):
        external = _external(value) if number == _INITIALIZER and not isinstance(value, int) else []
        if not external:
            kept.append(field)
            continue
        name = external[0].name
        array = weights.get(name)
        if array is None or array.dtype not in (np.float16, np.float32):
            raise GraphFileError("the values of {name} are missing", name=repr(name[:80]))
        if array.dtype == np.float16:
            stored = f"{name}.half"
            nodes.append(_message(_NODE, _widening(stored, name)))
        else:
            stored = name
        tensors.append(_message(_INITIALIZER, _tensor(stored, array)))
    # Nodes stand in the order in which they run.
    return _message(_GRAPH, b"".join([*nodes, *kept, *tensors]))


def _widening(stored: str, name: str) -> bytes:
    attribute = _message(1, b"to") + _number(3, _FLOAT) + _number(20, 2)
    return (
        _message(1, stored.encode())
        + _message(2, name.encode())
        + _message(4, b"Cast")
        + _message(5, attribute)
    )


def _tensor(name: str, array: NDArray[Any]) -> bytes:
    dimensions = b"".join(_number(_DIMS, side) for side in array.shape)
    kind = _number(_DATA_TYPE, _HALF if array.dtype == np.float16 else _FLOAT)
    values = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
    return dimensions + kind + _message(_NAME, name.encode()) + _message(_RAW_DATA, values)


def _message(number: int, content: bytes) -> bytes:
    return _encoded(number << 3 | 2) + _encoded(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _encoded(number << 3) + _encoded(value)


def _encoded(value: int) -> bytes:
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def _external(content: memoryview) -> list[ExternalTensor]:
    name, location, shape, external = "", "", list[int](), False
    for number, value in _fields(content):
        if number == _DIMS:
            shape += [value] if isinstance(value, int) else _varints(value)
        elif number == _NAME and not isinstance(value, int):
            name = _text(value)
        elif number == _DATA_LOCATION:
            external = external or value == 1
        elif number == _EXTERNAL_DATA and not isinstance(value, int):
            external = True
            entry = {field: _text(item) for field, item in _fields(value) if not isinstance(item, int)}
            if entry.get(1) == "location":
                # Of two locations neither is the right one.
                location = f"{location}{entry.get(2, '')}"
    return [ExternalTensor(name, tuple(shape), location)] if external else []


def _fields(content: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of one message: numbers as int, everything with a length as its bytes."""
    for number, value, _ in _spans(content):
        yield number, value


def _spans(content: memoryview) -> Iterator[tuple[int, int | memoryview, memoryview]]:
    """The fields of one message, each with all of its bytes, key and length included."""
    position, end = 0, len(content)
    value: int | memoryview
    while position < end:
        start = position
        # Nearly all keys and lengths are one byte.
        key, position = content[position], position + 1
        if key > 0x7F:
            key, position = _varint(content, start)
        number, wire = key >> 3, key & 7
        if wire == 2 and position < end and content[position] < 0x80:
            length, position = content[position], position + 1
        elif wire in (0, 2):
            length, position = _varint(content, position)
        if wire == 0:
            value = length
        elif wire == 2:
            if length > end - position:
                raise GraphFileError("it is cut short")
            value = content[position : position + length]
            position += length
        elif wire in (1, 5):
            width = 8 if wire == 1 else 4
            if width > end - position:
                raise GraphFileError("it is cut short")
            value = struct.unpack("<Q" if wire == 1 else "<I", content[position : position + width])[0]
            position += width
        else:
            raise GraphFileError("it is not an ONNX file")
        yield number, value, content[start:position]


def _varint(content: memoryview, position: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if position >= len(content):
            raise GraphFileError("it is cut short")
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise GraphFileError("it holds a number that is too long")


def _varints(content: memoryview) -> list[int]:
    values, position = list[int](), 0
    while position < len(content) and len(values) <= 16:
        value, position = _varint(content, position)
        values.append(value)
    return values


def _text(content: memoryview) -> str:
    return bytes(content[:4096]).decode("utf-8", "replace")
