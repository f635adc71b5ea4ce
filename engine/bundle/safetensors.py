"""The header of a safetensors file, read without trusting it."""

from __future__ import annotations

import io
import json
import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import TemplateError

MAX_HEADER = 4 * 2**20
MAX_RANK = 8
DTYPES = {"F16": "<f2", "F32": "<f4", "I64": "<i8", "U8": "|u1"}
_WIDTHS = {"F16": 2, "F32": 4, "I64": 8, "U8": 1}


class TensorFileError(TemplateError):
    """A header that contradicts itself or its file; the message completes 'the file is damaged: ...'."""


@dataclass(frozen=True)
class TensorRecord:
    """One tensor: its type (of `DTYPES`), its shape, and where its bytes lie within the file."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


class Readable(Protocol):
    """A file of bytes, as far as its header needs one."""

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""


def read_header(
    file: Readable, size: int, widths: Mapping[str, int] = MappingProxyType(_WIDTHS)
) -> dict[str, TensorRecord]:
    """Read the header from the start of `file`, which has `size` bytes in all.

    The tensors must fill the file without gaps or overlaps, as the format demands.

    Args:
        file: at its start.
        size: bytes of the whole file.
        widths: bytes of a number of each type that may be in it; by default those of `DTYPES`.

    Returns:
        Name to record; positions count from the start of the file.

    Raises:
        TensorFileError: anything in the header is not as it must be.
    """
    text = _header_text(file, size)
    records = {
        name: _record(name, entry, 8 + len(text), size, widths)
        for name, entry in _entries(text).items()
        if name != "__metadata__"
    }
    position = 8 + len(text)
    for name, record in sorted(records.items(), key=lambda item: (item[1].start, item[1].end)):
        if record.start != position:
            raise TensorFileError("{name} overlaps another tensor or leaves a gap", name=_short(name))
        position = record.end
    if position != size:
        raise TensorFileError("its tensors do not fill it")
    return records


def read_metadata(file: Readable, size: int) -> dict[str, str]:
    """The texts that the header of `file` keeps beside the tensors; `size` is the file's, in bytes.

    Raises:
        TensorFileError: the header is damaged, or holds something else than texts there.
    """
    found = _entries(_header_text(file, size)).get("__metadata__", {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise TensorFileError("its metadata are not texts")
    return found


def _header_text(file: Readable, size: int) -> bytes:
    lead = file.read(8)
    if len(lead) < 8:
        raise TensorFileError("it is cut short")
    (length,) = struct.unpack("<Q", lead)
    if length > min(MAX_HEADER, size - 8):
        raise TensorFileError("its header is longer than it can be")
    text = file.read(length)
    if len(text) < length:
        raise TensorFileError("it is cut short")
    return text


def _entries(text: bytes) -> dict[str, Any]:
    try:
        entries = json.loads(text.decode(), object_pairs_hook=_once, parse_constant=_refuse)
    except TensorFileError:
        raise
    except (ValueError, RecursionError) as error:
        raise TensorFileError("its header is not JSON") from error
    if not isinstance(entries, dict):
        raise TensorFileError("its header is not a table")
    return entries


def _record(name: str, entry: object, base: int, size: int, widths: Mapping[str, int]) -> TensorRecord:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise TensorFileError("{name} is not described as a tensor", name=_short(name))
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in widths:
        raise TensorFileError(
            "{name} is of a type that is not allowed ({allowed} are)",
            name=_short(name),
            allowed=", ".join(widths),
        )
    if not _are_whole(shape) or len(shape) > MAX_RANK or any(side > size for side in shape):
        raise TensorFileError("{name} has an impossible shape", name=_short(name))
    if not _are_whole(offsets) or len(offsets) != 2 or not offsets[0] <= offsets[1] <= size - base:
        raise TensorFileError("{name} lies outside the file", name=_short(name))
    if math.prod(shape) * widths[dtype] != offsets[1] - offsets[0]:
        raise TensorFileError("{name} has a shape that does not fit its bytes", name=_short(name))
    return TensorRecord(dtype, tuple(shape), base + offsets[0], base + offsets[1])


def _are_whole(values: object) -> bool:
    return isinstance(values, list) and all(type(value) is int and value >= 0 for value in values)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise TensorFileError("its header names something twice")
    return table


def _refuse(constant: str) -> float:
    raise TensorFileError("its header holds {value}", value=constant)


def _short(name: str) -> str:
    return repr(name[:80])


# Small safetensors files of our own, with metadata: written, and read without trusting them.


__all__ = ["TensorFileError", "read_tensor_file", "tensor_file"]

_NAMES = {np.dtype(code): name for name, code in DTYPES.items()}


def tensor_file(tensors: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    """A safetensors file; the same content gives the same bytes.

    Args:
        tensors: float16, float32 or int64 arrays by name.
        metadata: texts by name.

    Raises:
        KeyError: an array is of another type.
    """
    header: dict[str, Any] = {"__metadata__": dict(sorted(metadata.items()))}
    parts = list[bytes]()
    position = 0
    for name, tensor in sorted(tensors.items()):
        data = np.ascontiguousarray(tensor).tobytes()
        end = position + len(data)
        header[name] = {
            "dtype": _NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [position, end],
        }
        parts.append(data)
        position = end
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    # The format's own writers align the data to 8 bytes with spaces.
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *parts])


def read_tensor_file(data: bytes) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """The tensors of a file by name, and its metadata.

    Raises:
        TensorFileError: the header contradicts itself or the file, or a number is not finite; the message
            completes "the file is damaged: ...".
    """
    records = read_header(io.BytesIO(data), len(data))
    metadata = read_metadata(io.BytesIO(data), len(data))
    tensors = dict[str, NDArray[Any]]()
    for name, record in records.items():
        kind = np.dtype(DTYPES[record.dtype])
        tensor = np.frombuffer(data[record.start : record.end], kind).reshape(record.shape)
        if kind.kind == "f" and not np.isfinite(tensor).all():
            raise TensorFileError("{name} holds a number that is not finite", name=repr(name[:80]))
        tensors[name] = tensor
    return tensors, metadata


# Many tensors as a safetensors file that is never whole in memory: written and hashed piece by piece.


_BLOCK = 4 * 2**20


class Streamed(Protocol):
    """A file's content that comes in pieces, as often as it is asked for.

    Attributes:
        size: bytes in all.
    """

    size: int

    def blocks(self) -> Iterator[memoryview]:
        """The content in order, in pieces of a few megabytes."""


class TensorStream:
    """A safetensors file of tensors that stay where they are; the same content gives the same bytes.

    Wide numbers come first, so that every tensor lies at a multiple of its numbers' width.

    Args:
        tensors: float16, float32 or int64 arrays by name; they must not change until the file is written.

    Raises:
        KeyError: an array is of another type.
    """

    def __init__(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        self._tensors = sorted(tensors.items(), key=lambda item: (-item[1].itemsize, item[0]))
        header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
        position = 0
        for name, tensor in self._tensors:
            end = position + tensor.nbytes
            header[name] = {
                "dtype": _NAMES[tensor.dtype],
                "shape": list(tensor.shape),
                "data_offsets": [position, end],
            }
            position = end
        text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
        # The format's own writers align the data to 8 bytes with spaces.
        text += b" " * (-len(text) % 8)
        self._head = struct.pack("<Q", len(text)) + text
        self.size = len(self._head) + position

    def blocks(self) -> Iterator[memoryview]:
        """The file in order, in pieces of at most 4 MiB."""
        yield memoryview(self._head)
        for _, tensor in self._tensors:
            if tensor.nbytes:
                content = np.ascontiguousarray(tensor).reshape(-1).view(np.uint8).data
                for start in range(0, len(content), _BLOCK):
                    yield content[start : start + _BLOCK]
