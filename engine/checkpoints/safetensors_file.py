"""A safetensors file that a stranger wrote, as tensors that are views of the mapped file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from engine.bundle.safetensors import TensorFileError, read_header
from engine.checkpoints.records import DTYPES, Budget, RefusedError, StorageRecord, TensorRecord

# The format's names of numbers, for those that weights have.
_NAMES: Mapping[str, str] = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
}
_WIDTHS = {name: DTYPES[dtype][1] for name, dtype in _NAMES.items()}


def is_safetensors(content: memoryview) -> bool:
    """Whether a file begins as the format does: the length of its header, and the header's brace."""
    return bytes(content[8:9]) == b"{" and int.from_bytes(content[:8], "little") < len(content)


def read_safetensors(content: memoryview) -> dict[str, TensorRecord]:
    """The tensors of a file by their names; what its metadata say is left unread.

    Raises:
        RefusedError: its header is damaged, or contradicts itself or the file.
    """
    try:
        header = read_header(_Reader(content), len(content), _WIDTHS)
    except TensorFileError as error:
        raise RefusedError("its safetensors header is damaged: {error}", error=error) from error
    budget, tensors = Budget(), dict[str, TensorRecord]()
    for name, record in header.items():
        dtype = _NAMES[record.dtype]
        count = (record.end - record.start) // DTYPES[dtype][1]
        part = content[record.start : record.end]
        storage = StorageRecord(dtype, count, _given(part), swapped=sys.byteorder != "little")
        strides, step = list[int](), 1
        for side in reversed(record.shape):
            strides.insert(0, step)
            step *= max(1, side)
        budget.tensor(len(part))
        tensors[name] = TensorRecord(storage, 0, record.shape, tuple(strides))
    return tensors


def _given(part: memoryview) -> Callable[[], memoryview]:
    return lambda: part


class _Reader:
    """Reads what it is asked for and no more: the file around the header may hold gigabytes."""

    def __init__(self, content: memoryview) -> None:
        self._content, self._place = content, 0

    def read(self, size: int = -1, /) -> bytes:
        """The next `size` bytes, fewer at the end."""
        stop = len(self._content) if size < 0 else self._place + size
        part = bytes(self._content[self._place : stop])
        self._place += len(part)
        return part
