"""Out of memory: halve the batch until it fits, then fall to the CPU, and say so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from engine.errors import DeviceError

Array = NDArray[np.float32]


class OutOfMemoryError(Exception):
    """A backend's device had no memory left for a batch."""


class BatchRunner:
    """Runs batches through `run`, in parts where the whole does not fit.

    Args:
        run: runs one batch; raises OutOfMemoryError.
        fall_to_cpu: moves the work to the CPU and returns True, or returns False when it runs there already.
    """

    def __init__(self, run: Callable[[Mapping[str, Array]], Array], fall_to_cpu: Callable[[], bool]) -> None:
        self._run, self._fall_to_cpu = run, fall_to_cpu
        self._most: int | None = None
        self._notices: list[str] = []

    def __call__(self, inputs: Mapping[str, Array]) -> Array:
        """The whole batch's result, (N, ...); raises DeviceError when one picture alone does not fit."""
        count = len(next(iter(inputs.values())))
        results: list[Array] = []
        start = 0
        while start < count:
            size = min(self._most or count, count - start)
            part = {name: array[start : start + size] for name, array in inputs.items()}
            try:
                results.append(self._run(part))
            except OutOfMemoryError:
                self._shrink(size)
                continue
            start += size
        return results[0] if len(results) == 1 else np.concatenate(results)

    def _shrink(self, size: int) -> None:
        if size > 1:
            self._most = size // 2
            self._notices.append(
                f"Memory was short: {self._most} pictures are made at a time instead of {size}."
            )
        elif self._fall_to_cpu():
            self._most = None
            self._notices.append("The graphics card's memory was short: the processor goes on instead.")
        else:
            raise DeviceError(
                "There is not enough memory for one picture; close other programs and try again."
            )

    def notices(self) -> list[str]:
        """What happened since the last call."""
        told, self._notices = self._notices, []
        return told


class RecoveringBackend(ABC):
    """What both backends share: a runner for each network, and the fall to the CPU.

    Args:
        networks: names that `run` takes.
        device: where they run at first.
    """

    def __init__(self, networks: Iterable[str], device: str) -> None:
        self.networks = frozenset(networks)
        self.device = device
        self._runners: dict[str, BatchRunner] = {}

    def run(self, network: str, inputs: Mapping[str, Array]) -> Array:
        """The network's first output; see `engine.backends.Backend.run`."""
        if network not in self.networks:
            raise DeviceError(f"This model has no network '{network}'.")
        if network not in self._runners:
            self._runners[network] = BatchRunner(lambda part: self._run(network, part), self._fall_to_cpu)
        return self._runners[network](inputs)

    def notices(self) -> list[str]:
        """What happened since the last call."""
        return [notice for runner in self._runners.values() for notice in runner.notices()]

    def _fall_to_cpu(self) -> bool:
        if self.device == "cpu":
            return False
        self.device = "cpu"
        self._forget()
        return True

    @abstractmethod
    def _run(self, network: str, inputs: Mapping[str, Array]) -> Array:
        """Run one batch where `device` says; raises OutOfMemoryError or DeviceError."""

    @abstractmethod
    def _forget(self) -> None:
        """Drop what was built for another device."""
