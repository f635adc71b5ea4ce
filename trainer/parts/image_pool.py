"""The image pool: discriminators judge some pictures that were made earlier (Shrivastava et al. 2017)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


class ImagePool(nn.Module):
    """A store of made pictures; a module, so that checkpoints keep what is in it.

    Each process of a run has a pool of its own, and a checkpoint keeps the first one's.

    Args:
        capacity: pictures it holds (Zhu et al. 2017: 50); 0 lets every picture through.
    """

    def __init__(self, capacity: int = 50) -> None:
        super().__init__()
        self.capacity = capacity
        self._pictures: list[Tensor] = []

    def __len__(self) -> int:
        return len(self._pictures)

    def exchange(self, made: Tensor) -> Tensor:
        """The pictures to judge in place of those just made, (N, C, H, W), without gradients.

        While there is room a picture is stored and returned; then, by even chance, it is returned itself, or
        an older one is and leaves its place to it. Pictures of another size empty the pool first.
        """
        evaluated = []
        for picture in made.detach():
            if self._pictures and self._pictures[0].shape != picture.shape:
                self._pictures.clear()
            if len(self._pictures) < self.capacity:
                self._pictures.append(picture.clone())
            elif self.capacity and torch.rand(()) < 0.5:
                place = int(torch.randint(self.capacity, ()))
                picture, self._pictures[place] = self._pictures[place].to(made), picture.clone()
            evaluated.append(picture)
        return torch.stack(evaluated)

    def get_extra_state(self) -> dict[str, Tensor]:
        """What a checkpoint keeps of it."""
        return {"pictures": torch.stack(self._pictures)} if self._pictures else {}

    def set_extra_state(self, state: Any) -> None:
        """Take over what a checkpoint kept."""
        self._pictures = list(state.get("pictures", ()))
