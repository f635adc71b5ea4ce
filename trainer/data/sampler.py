"""Which picture is drawn when: a function of the seed and the count alone, so that a run resumes exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from torch.utils.data import Sampler


@dataclass(frozen=True)
class Draw:
    """One drawing of a picture: which one, the how-manieth drawing of the run it is, and at which size."""

    index: int
    number: int
    size: int
    seed: int

    def generator(self) -> np.random.Generator:
        """Chance for this drawing alone: the same in any process, at any time."""
        return np.random.default_rng([self.seed, self.number])


class RunSampler(Sampler[list[Draw]]):
    """Batches without end: every picture once per epoch, in a new order each epoch.

    Args:
        count: number of pictures.
        batch_size: pictures in one batch of this process.
        seed: of the run.
        start: pictures that the whole run has drawn already (all processes together).
        size_at: side of pictures in pixels, by pictures drawn.
        rank, processes: this process's place among those that share the run.
    """

    def __init__(
        self,
        count: int,
        batch_size: int,
        seed: int,
        start: int,
        size_at: Callable[[int], int],
        *,
        rank: int = 0,
        processes: int = 1,
    ) -> None:
        self.count, self.batch_size, self.seed = count, batch_size, seed
        self.start, self.size_at = start, size_at
        self.rank, self.processes = rank, processes

    def __iter__(self) -> Iterator[list[Draw]]:
        number, epoch, order = self.start, -1, np.empty(0, dtype=np.int64)
        while True:
            size = self.size_at(number)
            batch = []
            for position in range(number, number + self.batch_size * self.processes):
                if position // self.count != epoch:
                    epoch = position // self.count
                    order = np.random.default_rng([self.seed, epoch, 1]).permutation(self.count)
                batch.append(Draw(int(order[position % self.count]), position, size, self.seed))
            number += len(batch)
            yield batch[self.rank :: self.processes]
