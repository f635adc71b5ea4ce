"""What runs of all backends share: out of memory, the batch is halved until it fits, then the CPU goes on.

A run that nobody waits for any more is given up.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from engine.bundle.manifest import NetworkSpec
from engine.errors import DeviceError
from engine.types import Array


class OutOfMemoryError(Exception):
    """A backend's device had no memory left for a batch."""


class InterruptedRunError(Exception):
    """A run was given up, as its result is no longer wanted."""


def refuse_missing(network: str, needed: Iterable[str], given: Collection[str]) -> None:
    """Refuse to run a network without one of its inputs: some runtimes would take whatever lies in memory.

    Raises:
        DeviceError: an input is missing.
    """
    for name in needed:
        if name not in given:
            raise DeviceError(
                "The network '{network}' takes the input '{input}', and none was given.",
                network=network,
                input=name,
            )


class BatchRunner:
    """Runs batches through `run`, in parts where the whole does not fit.

    Args:
        run: runs one batch; raises OutOfMemoryError.
        fall_to_cpu: moves the work to the CPU and returns True, or returns False when it runs there already.
        most: how many a network takes at a time, whatever the memory; None for any number.
    """

    def __init__(
        self,
        run: Callable[[Mapping[str, Array]], Sequence[Array]],
        fall_to_cpu: Callable[[], bool],
        most: int | None = None,
    ) -> None:
        self._run, self._fall_to_cpu = run, fall_to_cpu
        self._most = self._most_ever = most
        self._notices: list[str] = []

    def __call__(self, inputs: Mapping[str, Array]) -> list[Array]:
        """The whole batch's results, each (N, ...); DeviceError when one picture alone does not fit."""
        # What there is one of serves the whole batch: one content in many styles.
        count = max(len(array) for array in inputs.values())
        results: list[Sequence[Array]] = []
        start = 0
        while start < count:
            size = min(self._most or count, count - start)
            part = {
                name: array if len(array) == 1 else array[start : start + size]
                for name, array in inputs.items()
            }
            try:
                results.append(self._run(part))
            except OutOfMemoryError:
                self._shrink(size)
                continue
            start += size
        if len(results) == 1:
            return list(results[0])
        return [np.concatenate(parts) for parts in zip(*results, strict=True)]

    def _shrink(self, size: int) -> None:
        if size > 1:
            self._most = size // 2
            self._notices.append(
                f"Memory was short: {self._most} pictures are made at a time instead of {size}."
            )
        elif self._fall_to_cpu():
            self._most = self._most_ever
            self._notices.append("The graphics card's memory was short: the processor goes on instead.")
        else:
            raise DeviceError(
                "There is not enough memory for one picture; close other programs and try again."
            )

    def notices(self) -> list[str]:
        """What happened since the last call."""
        info, self._notices = self._notices, []
        return info


class RecoveringBackend(ABC):
    """What all backends share: a runner for each network, turns for threads, and the fall to the CPU.

    Args:
        networks: that `run` takes, by name; "batch" in a configuration says how many it takes at a time.
        device: where they run at first.
    """

    def __init__(self, networks: Mapping[str, NetworkSpec], device: str) -> None:
        self.networks = frozenset(networks)
        self._batches = {name: int(str(spec.config.get("batch", 0))) for name, spec in networks.items()}
        self.device = device
        self._runners: dict[tuple[str, ...], BatchRunner] = {}
        # Pictures made at the same time would take the same cores from each other, and OpenVINO refuses.
        self._turn = threading.Lock()
        self._at_work: tuple[int, Callable[[], object]] | None = None
        self._giving_up = threading.Lock()

    def run(self, network: str, inputs: Mapping[str, Array]) -> Array:
        """The network's first output; see `engine.backends.backend.Backend.run`."""
        return self._runner(network, ())(inputs)[0]

    def run_named(
        self, network: str, inputs: Mapping[str, Array], outputs: Sequence[str]
    ) -> dict[str, Array]:
        """The named outputs; see `engine.backends.backend.Backend.run_named`."""
        return dict(zip(outputs, self._runner(network, tuple(outputs))(inputs), strict=True))

    def _runner(self, network: str, outputs: tuple[str, ...]) -> BatchRunner:
        if network not in self.networks:
            raise DeviceError("This model has no network '{network}'.", network=network)
        key = (network, *outputs)
        if key not in self._runners:
            self._runners[key] = BatchRunner(
                lambda part: self._in_turn(network, part, outputs),
                self._fall_to_cpu,
                self._batches[network] or None,
            )
        return self._runners[key]

    def _in_turn(
        self, network: str, inputs: Mapping[str, Array], outputs: tuple[str, ...]
    ) -> Sequence[Array]:
        with self._turn:
            return self._run(network, inputs, outputs)

    def interrupt(self, thread: int) -> None:
        """Give up the run that a thread is in; see `engine.backends.backend.Backend.interrupt`."""
        with self._giving_up:
            if self._at_work is not None and self._at_work[0] == thread:
                self._at_work[1]()

    @contextmanager
    def _interruptible(self, give_up: Callable[[], object]) -> Iterator[None]:
        """Within, `give_up` ends what this thread runs; it must do nothing to a run that has ended."""
        self._at_work = threading.get_ident(), give_up
        try:
            yield
        finally:
            with self._giving_up:
                self._at_work = None

    def notices(self) -> list[str]:
        """What happened since the last call."""
        return [notice for runner in self._runners.values() for notice in runner.notices()]

    def _fall_to_cpu(self) -> bool:
        with self._turn:
            if self.device == "cpu":
                return False
            self.device = "cpu"
            self._forget()
            return True

    @abstractmethod
    def _run(self, network: str, inputs: Mapping[str, Array], outputs: tuple[str, ...]) -> Sequence[Array]:
        """Run one batch where `device` says: these outputs in this order, or the first where none is named.

        Raises OutOfMemoryError, DeviceError, or InterruptedRunError where it is `_interruptible`.
        """

    @abstractmethod
    def _forget(self) -> None:
        """Drop what was built for another device."""
