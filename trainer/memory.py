"""How much memory a piece of work takes, and whether an error means that there was too little."""

from __future__ import annotations

import _thread
import signal
import threading
from contextlib import suppress
from types import FrameType, TracebackType

import psutil
import torch

_INTERVAL = 0.05
# With less than this left the system may end processes at any moment, without a word.
_RESERVE = 256 * 2**20
_SIGNAL = signal.SIGABRT
_SIGNS = ("out of memory", "can't allocate memory", "not enough memory", "defaultcpuallocator")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: on a graphics card, in PyTorch's own allocator, or in Python."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error).lower() for sign in _SIGNS)


def _left() -> int:
    """Bytes that the machine can still give without swapping."""
    return int(psutil.virtual_memory().available)


def _raise_memory_error(_: int, __: FrameType | None) -> None:
    raise MemoryError


class PeakMemory:
    """Watches the most memory that is taken while the block lasts.

    On a graphics card it is what PyTorch reserves; on a processor what this process and those that it
    started hold in memory, looked at twenty times a second. Where next to nothing is left of the machine's
    memory, the block ends with a MemoryError before the system ends the process.

    Args:
        device: on which the work is done.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._peak = 0
        self._done, self._told = threading.Event(), False
        self._previous: object = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        if self._device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self._device)
        else:
            if threading.current_thread() is threading.main_thread():
                self._previous = signal.signal(_SIGNAL, _raise_memory_error)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._previous is not None:
            signal.signal(_SIGNAL, self._previous)  # type: ignore[arg-type]

    def peak(self) -> int:
        """Bytes, until now."""
        if self._device.type == "cuda":
            return int(torch.cuda.max_memory_reserved(self._device))
        self._look()
        return self._peak

    def _watch(self) -> None:
        while not self._done.wait(_INTERVAL):
            self._look()
            if self._previous is not None and not self._told and _left() < _RESERVE:
                # It only pretends that the signal came: the handler runs in the main thread, on any system.
                self._told = True
                _thread.interrupt_main(_SIGNAL)

    def _look(self) -> None:
        process = psutil.Process()
        taken = process.memory_info().rss
        for child in process.children(recursive=True):
            # One that ends meanwhile takes nothing.
            with suppress(psutil.Error):
                taken += child.memory_info().rss
        self._peak = max(self._peak, taken)
