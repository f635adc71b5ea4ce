"""Many tensors as a safetensors file that is never whole in memory: written and hashed piece by piece."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.safetensors_header import DTYPES

_NAMES = {np.dtype(code): name for name, code in DTYPES.items()}
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
