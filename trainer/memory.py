"""How much memory a piece of work takes, and whether an error means that there was too little."""

from __future__ import annotations

import threading
from contextlib import suppress
from types import TracebackType

import psutil
import torch

_INTERVAL = 0.05
_SIGNS = ("out of memory", "can't allocate memory", "not enough memory", "defaultcpuallocator")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: on a graphics card, in PyTorch's own allocator, or in Python."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


class PeakMemory:
    """Watches the most memory that is taken while the block lasts.

    On a graphics card it is what PyTorch reserves; on a processor what this process and those that it
    started hold in memory, looked at twenty times a second.

    Args:
        device: on which the work is done.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        if self._device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self._device)
        else:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()

    def peak(self) -> int:
        """Bytes, until now."""
        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_reserved(self._device))
        self._look()
        return self._peak

    def _watch(self) -> None:
        while not self._done.wait(_INTERVAL):
            self._look()

    def _look(self) -> None:
        process = psutil.Process()
        taken = process.memory_info().rss
        for child in process.children(recursive=True):
            # One that ends meanwhile takes nothing.
            with suppress(psutil.Error):
                taken += child.memory_info().rss
        self._peak = max(self._peak, taken)
