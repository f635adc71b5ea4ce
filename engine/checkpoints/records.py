"""What an untrusted pickle is read into: inert records beside plain Python data; nothing here can execute."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import TemplateError

# A file as memory: mapped privately, so that tensors can be views of it, and given back after a copy.


def map_file(path: Path, size: int) -> memoryview:
    """The first `size` bytes of a file. What is written to the memory never reaches the file.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), size, access=mmap.ACCESS_COPY))


def release(part: memoryview) -> None:
    """Give back the memory of a part that was copied: the system reads it from the file again if need be.

    Only whole pages inside the part are given back, and nothing where the system has no such call. Nobody may
    have written to them.
    """
    whole = part.obj
    if not isinstance(whole, mmap.mmap) or not hasattr(mmap, "MADV_DONTNEED"):
        return
    base = np.frombuffer(whole, np.uint8).ctypes.data
    start = np.frombuffer(part, np.uint8).ctypes.data - base
    first = -(-start // mmap.PAGESIZE) * mmap.PAGESIZE
    last = (start + len(part)) // mmap.PAGESIZE * mmap.PAGESIZE
    if last > first:
        whole.madvise(mmap.MADV_DONTNEED, first, last - first)


MAX_RANK = 8
MAX_SIDE = 2**31

# Name in torch to (torch's type, bytes of one number).
DTYPES: dict[str, tuple[torch.dtype, int]] = {
    "float64": (torch.float64, 8),
    "float32": (torch.float32, 4),
    "float16": (torch.float16, 2),
    "bfloat16": (torch.bfloat16, 2),
    "int64": (torch.int64, 8),
    "int32": (torch.int32, 4),
    "int16": (torch.int16, 2),
    "int8": (torch.int8, 1),
    "uint8": (torch.uint8, 1),
    "bool": (torch.bool, 1),
}


class RefusedError(TemplateError):
    """An untrusted file is damaged, unsafe or unknown; the message completes 'FILE was refused: ...'."""


@dataclass(frozen=True, eq=False, slots=True)
class Symbol:
    """A global that the file names and the allow-list knows: a name and no more."""

    name: str


@dataclass(eq=False, slots=True)
class Record:
    """An object of a class that is known by name only: what it was made with and what it held.

    Attributes:
        class_name: e.g. "argparse.Namespace"; of NVIDIA's persistent classes the bare name, e.g. "Generator".
        arguments: positional arguments of its constructor.
        state: its attributes, usually a dictionary.
    """

    class_name: str
    arguments: tuple[Any, ...] = ()
    state: Any = None


@dataclass(eq=False, slots=True)
class ArrayType:
    """A numpy type of plain numbers, e.g. "f4"; `order` is "<", ">" or "|"."""

    code: str
    order: Literal["<", ">", "|"] = "<"

    @property
    def dtype(self) -> np.dtype[Any]:
        """As numpy knows it."""
        return np.dtype(self.code).newbyteorder("<" if self.order == "|" else self.order)


@dataclass(eq=False, slots=True)
class ArrayRecord:
    """A numpy array of plain numbers; `array` is read-only, and None until the file has given its content."""

    array: NDArray[Any] | None = None


@dataclass(eq=False, slots=True)
class StorageRecord:
    """A run of numbers of one type that tensors are views of.

    Attributes:
        dtype: a key of DTYPES.
        count: numbers in it.
        read: gives its bytes, count times the type's width; set by the reader of the file around the pickle.
        swapped: its bytes are in the other order than this machine's.
    """

    dtype: str
    count: int
    read: Callable[[], memoryview] | None = None
    swapped: bool = False

    @property
    def width(self) -> int:
        """Bytes of one number."""
        return DTYPES[self.dtype][1]


@dataclass(eq=False, slots=True)
class TensorRecord:
    """A tensor as a file describes it; its numbers are read when asked for.

    Attributes:
        storage: what it is a view of.
        offset: of its first number.
        shape: of the tensor.
        strides: numbers between neighbours along each axis.
    """

    storage: StorageRecord
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    _kept: Tensor | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what would reach outside the storage or grow beyond it."""
        sizes = (self.offset, *self.shape, *self.strides)
        if any(type(size) is not int or not 0 <= size < 2**62 for size in sizes):
            raise RefusedError("a tensor has a shape that is none")
        if len(self.shape) != len(self.strides) or len(self.shape) > MAX_RANK or max(sizes) >= 2**48:
            raise RefusedError("a tensor has an impossible shape")
        if any(side >= MAX_SIDE for side in self.shape):
            raise RefusedError("a tensor has an impossible shape")
        if self.offset + self.span > self.storage.count:
            raise RefusedError("a tensor reaches outside its storage")
        if self.count > self.storage.count:
            raise RefusedError("a tensor is larger than its storage")

    @property
    def count(self) -> int:
        """Numbers in it."""
        product = 1
        for side in self.shape:
            product *= side
        return product

    @property
    def span(self) -> int:
        """Numbers of the storage from its first to its last."""
        if 0 in self.shape:
            return 0
        return 1 + sum((side - 1) * stride for side, stride in zip(self.shape, self.strides, strict=True))

    def tensor(self) -> Tensor:
        """The tensor; where the file allows it, a view of the mapped file that costs no memory until used.

        Raises:
            RefusedError: the file has no content for its storage.
        """
        if self._kept is None:
            self._kept = self._read()
        return self._kept

    def _read(self) -> Tensor:
        dtype, width = DTYPES[self.storage.dtype]
        if self.storage.read is None:
            raise RefusedError("a tensor has no content")
        if not self.span:
            return torch.empty(self.shape, dtype=dtype)
        content = self.storage.read()[self.offset * width : (self.offset + self.span) * width]
        if len(content) != self.span * width:
            raise RefusedError("a tensor's content is cut short")
        numbers = np.frombuffer(content, np.uint8)
        if self.storage.swapped and width > 1:
            numbers = numbers.view(f"u{width}").byteswap().view(np.uint8)
            release(content)
        elif numbers.ctypes.data % width or not numbers.flags.writeable:
            # So are all tensors of this storage: none of them is a view of what is given back.
            numbers = numbers.copy()
            release(content)
        if dtype is torch.bool:
            return torch.from_numpy(numbers != 0).as_strided(self.shape, self.strides)
        return torch.from_numpy(numbers).view(dtype).as_strided(self.shape, self.strides)


# What keeps plain data from an untrusted file cheap to walk and to look up: its depth and its keys.


_KEYS = (str, int, float, bytes, bool, type(None))


def check_nesting(value: Any, deepest: int) -> None:
    """Refuse data deeper than `deepest` levels, so that everything after may recurse without fear.

    Shared parts are looked at once, so that data which refers to itself a billion times costs what it holds.

    Raises:
        RefusedError: it is too deep, or contains itself.
    """
    heights: dict[int, int] = {}
    open_now: set[int] = set()
    waiting: list[tuple[Any, bool]] = [(value, False)]
    while waiting:
        item, seen_parts = waiting.pop()
        name = id(item)
        if seen_parts:
            open_now.discard(name)
            heights[name] = height = 1 + max((heights.get(id(part), 0) for part in _parts(item)), default=0)
            if height > deepest:
                raise RefusedError("its pickle is nested too deeply")
        elif name in open_now:
            raise RefusedError("its pickle holds something that contains itself")
        elif name not in heights and _is_container(item):
            open_now.add(name)
            waiting.append((item, True))
            waiting.extend((part, False) for part in _parts(item) if _is_container(part))


def _is_container(item: Any) -> bool:
    return isinstance(item, dict | list | tuple | Record)


def _parts(item: Any) -> Iterable[Any]:
    if isinstance(item, dict):
        return item.values()
    if isinstance(item, Record):
        return (*item.arguments, item.state)
    return item if isinstance(item, list | tuple) else ()


def check_key(key: Any) -> Any:
    """A key of a dictionary or member of a set: a short plain value, whose hash costs nothing.

    Raises:
        RefusedError: it is something else; hashing nested tuples can take for ever.
    """
    if type(key) is tuple and len(key) <= 16 and all(type(part) in _KEYS for part in key):
        return key
    if type(key) not in _KEYS or (type(key) is int and not -(2**63) <= key < 2**63):
        raise RefusedError("its pickle has a dictionary whose keys are no plain values")
    return key


# What reading an untrusted pickle may cost, whatever it claims.


DEEPEST = 64


@dataclass(slots=True)
class Budget:
    """What is left to spend on one file; pickles inside its pickle spend from the same.

    Attributes:
        opcodes: instructions.
        containers: lists, dictionaries, tuples, sets and objects.
        memo: remembered values.
        copies: bytes that are copied out of the file, and of what is copied again when objects are made.
        tensors: tensors.
        tensor_bytes: spent, not left: what all tensors so far would hold if each were copied.
    """

    opcodes: int = 1_000_000
    containers: int = 200_000
    memo: int = 300_000
    copies: int = 32 * 2**20
    tensors: int = 50_000
    tensor_bytes: int = 0

    def container(self) -> None:
        """One more container (raises RefusedError)."""
        self.containers -= 1
        if self.containers < 0:
            raise RefusedError("its pickle holds more objects than any checkpoint needs")

    def copy(self, count: int) -> None:
        """So many more bytes (raises RefusedError)."""
        self.copies -= count
        if self.copies < 0:
            raise RefusedError("its pickle holds more text than any checkpoint needs")

    def making(self, values: tuple[Any, ...]) -> None:
        """What an object is made of may be copied: once for each object, however often it is shared."""
        for value in values:
            if isinstance(value, str | bytes):
                self.copy(len(value))
            elif isinstance(value, dict | list | tuple | set | frozenset):
                self.copy(64 * len(value))

    def tensor(self, size: int) -> None:
        """One more tensor of so many bytes (raises RefusedError)."""
        self.tensors -= 1
        self.tensor_bytes += size
        if self.tensors < 0:
            raise RefusedError("it holds more tensors than any checkpoint needs")

    def remember(self) -> None:
        """One more remembered value (raises RefusedError)."""
        self.memo -= 1
        if self.memo < 0:
            raise RefusedError("its pickle remembers more than any checkpoint needs")
