"""The header of a safetensors file, read without trusting it."""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import IO, Any

MAX_HEADER = 4 * 2**20
MAX_RANK = 8
DTYPES = {"F16": "<f2", "F32": "<f4", "I64": "<i8"}
_WIDTHS = {"F16": 2, "F32": 4, "I64": 8}


class TensorFileError(Exception):
    """A header that contradicts itself or its file; the message completes 'the file is damaged: ...'."""


@dataclass(frozen=True)
class TensorRecord:
    """One tensor: its type ("F16", "F32" or "I64"), its shape, and where its bytes lie within the file."""

    dtype: str
    shape: tuple[int, ...]
    start: int
    end: int


def read_header(file: IO[bytes], size: int) -> dict[str, TensorRecord]:
    """Read the header from the start of `file`, which has `size` bytes in all.

    The tensors must fill the file without gaps or overlaps, as the format demands.

    Returns:
        Name to record; positions count from the start of the file.

    Raises:
        TensorFileError: anything in the header is not as it must be.
    """
    text = _header_text(file, size)
    records = {
        name: _record(name, entry, 8 + len(text), size)
        for name, entry in _entries(text).items()
        if name != "__metadata__"
    }
    position = 8 + len(text)
    for name, record in sorted(records.items(), key=lambda item: (item[1].start, item[1].end)):
        if record.start != position:
            raise TensorFileError(f"{_short(name)} overlaps another tensor or leaves a gap")
        position = record.end
    if position != size:
        raise TensorFileError("its tensors do not fill it")
    return records


def read_metadata(file: IO[bytes], size: int) -> dict[str, str]:
    """The texts that the header of `file` keeps beside the tensors; `size` is the file's, in bytes.

    Raises:
        TensorFileError: the header is damaged, or holds something else than texts there.
    """
    found = _entries(_header_text(file, size)).get("__metadata__", {})
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise TensorFileError("its metadata are not texts")
    return found


def _header_text(file: IO[bytes], size: int) -> bytes:
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


def _record(name: str, entry: object, base: int, size: int) -> TensorRecord:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise TensorFileError(f"{_short(name)} is not described as a tensor")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise TensorFileError(f"{_short(name)} is of a type that is not allowed (F16, F32 and I64 are)")
    if not _are_whole(shape) or len(shape) > MAX_RANK or any(side > size for side in shape):
        raise TensorFileError(f"{_short(name)} has an impossible shape")
    if not _are_whole(offsets) or len(offsets) != 2 or not offsets[0] <= offsets[1] <= size - base:
        raise TensorFileError(f"{_short(name)} lies outside the file")
    if math.prod(shape) * _WIDTHS[dtype] != offsets[1] - offsets[0]:
        raise TensorFileError(f"{_short(name)} has a shape that does not fit its bytes")
    return TensorRecord(dtype, tuple(shape), base + offsets[0], base + offsets[1])


def _are_whole(values: object) -> bool:
    return isinstance(values, list) and all(type(value) is int and value >= 0 for value in values)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        raise TensorFileError("its header names something twice")
    return table


def _refuse(constant: str) -> float:
    raise TensorFileError(f"its header holds {constant}")


def _short(name: str) -> str:
    return repr(name[:80])
