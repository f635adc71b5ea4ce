"""A file as memory: mapped privately, so that tensors can be views of it, and given back after a copy."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np


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
