"""Who works on which part of a step; its pictures are the same however many processes share them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from engine.errors import ConfigurationError


@dataclass(frozen=True)
class Share:
    """What one process works on in every step.

    A step has `accumulate` micro-batches of `batch_size` pictures. Processes share whole micro-batches where
    there are enough of them; otherwise several processes share each.

    Attributes:
        batch_size: pictures in a micro-batch, over all processes.
        accumulate: micro-batches in a step, over all processes.
        micro_batches: numbers of those that this process works on.
        part: which part of each is its own.
        parts: in how many parts each is divided.
    """

    batch_size: int
    accumulate: int
    micro_batches: tuple[int, ...]
    part: int = 0
    parts: int = 1

    @property
    def pictures(self) -> int:
        """Pictures of a step, over all processes."""
        return self.batch_size * self.accumulate

    def streams(self) -> list[int]:
        """A number for each of this process's pieces of work that no other piece of the step has."""
        return [number * self.parts + self.part for number in self.micro_batches]


def share_of(batch_size: int, accumulate: int, rank: int = 0, processes: int = 1, multiple: int = 1) -> Share:
    """The share of the process `rank` among `processes`.

    Args:
        batch_size: pictures in a micro-batch.
        accumulate: micro-batches in a step.
        rank: this process's number.
        processes: how many share the run.
        multiple: of which a process's part of a micro-batch must be.

    Raises:
        ConfigurationError: that many processes cannot share a step evenly.
    """
    if accumulate % processes == 0:
        own = accumulate // processes
        return Share(batch_size, accumulate, tuple(range(rank * own, (rank + 1) * own)))
    parts = processes // accumulate
    if processes % accumulate or batch_size % (parts * multiple):
        least = processes * multiple
        raise ConfigurationError(
            f"{processes} processes cannot share a step of {batch_size * accumulate} pictures evenly: make "
            f"schedule.accumulate a multiple of {processes}, or schedule.batch_size one of {least} "
            "with schedule.accumulate = 1."
        )
    return Share(batch_size, accumulate, (rank // parts,), rank % parts, parts)


class Chance:
    """Random numbers of a step: each piece of work has its own stream, whichever process does it when.

    Args:
        seeds: one for each piece of this process's work.
        device: where random numbers are made besides the processor.
    """

    def __init__(self, seeds: Sequence[int], device: torch.device) -> None:
        self._device = device
        self._seeds = list(seeds)
        self._states: list[tuple[torch.Tensor, torch.Tensor | None] | None] = [None] * len(seeds)
        if len(seeds) == 1:
            torch.manual_seed(seeds[0])

    @contextmanager
    def of(self, piece: int) -> Iterator[None]:
        """Go on with the stream of one piece of work."""
        if len(self._seeds) == 1:
            yield
            return
        state = self._states[piece]
        if state is None:
            torch.manual_seed(self._seeds[piece])
        else:
            torch.set_rng_state(state[0])
            if state[1] is not None:
                torch.cuda.set_rng_state(state[1], self._device)
        yield
        on_card = torch.cuda.get_rng_state(self._device) if self._device.type == "cuda" else None
        self._states[piece] = torch.get_rng_state(), on_card
