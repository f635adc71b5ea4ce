"""What an ONNX file refers to outside itself, found by walking its protobuf fields (onnx.proto).

Importing the onnx package for this would cost every start a third of a second.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_DEPTH = 64
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
_DIMS, _NAME, _EXTERNAL_DATA, _DATA_LOCATION = 1, 8, 13, 14


class GraphFileError(ValueError):
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


def external_tensors(graph: bytes) -> list[ExternalTensor]:
    """All tensors of an ONNX model whose values are not in it, wherever they hide.

    Raises:
        GraphFileError: the file is no ONNX model.
    """
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
    return found


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
    position, end = 0, len(content)
    while position < end:
        key, position = _varint(content, position)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, position = _varint(content, position)
            yield number, value
        elif wire == 2:
            length, position = _varint(content, position)
            if length > end - position:
                raise GraphFileError("it is cut short")
            yield number, content[position : position + length]
            position += length
        elif wire in (1, 5):
            width = 8 if wire == 1 else 4
            if width > end - position:
                raise GraphFileError("it is cut short")
            yield number, struct.unpack("<Q" if wire == 1 else "<I", content[position : position + width])[0]
            position += width
        else:
            raise GraphFileError("it is not an ONNX file")


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
