"""Which picture is drawn when: a function of the seed and the count alone, so that a run resumes exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from torch.utils.data import Sampler

from trainer.training.distributed import WorkPartition


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
        share: this process's part of every step.
        seed: of the run.
        start: pictures that the whole run has drawn already (all processes together).
        size_at: side of pictures in pixels, by pictures drawn before the step.
    """

    def __init__(
        self, count: int, share: WorkPartition, seed: int, start: int, size_at: Callable[[int], int]
    ) -> None:
        self.count, self.share, self.seed = count, share, seed
        self.start, self.size_at = start, size_at

    def __iter__(self) -> Iterator[list[Draw]]:
        share, epoch, order = self.share, -1, np.empty(0, dtype=np.int64)
        step = self.start
        while True:
            size = self.size_at(step)
            for number in share.micro_batches:
                first = step + number * share.batch_size
                batch = []
                for position in range(first + share.part, first + share.batch_size, share.parts):
                    if position // self.count != epoch:
                        epoch = position // self.count
                        order = np.random.default_rng([self.seed, epoch, 1]).permutation(self.count)
                    batch.append(Draw(int(order[position % self.count]), position, size, self.seed))
                yield batch
            step += share.pictures
