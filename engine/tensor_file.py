"""Small safetensors files of our own, with metadata: written, and read without trusting them."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.safetensors_header import DTYPES, TensorFileError, read_header, read_metadata

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
            raise TensorFileError(f"{name[:80]!r} holds a number that is not finite")
        tensors[name] = tensor
    return tensors, metadata
