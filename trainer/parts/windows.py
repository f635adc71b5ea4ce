"""Windows of pictures: a step on them costs less than one on whole pictures, of which much is ground.

Convolutions learn surfaces from windows as they do from whole pictures (Wang et al. 2018, "ESRGAN", train on
crops; Isola et al. 2017 judge patches).
"""

from __future__ import annotations

from typing import NamedTuple, Self

import torch
from torch import Tensor


def places_in(mask: Tensor, number: int = 1) -> Tensor:
    """Places of masks (N, 1, H, W) by chance, row * W + column of each, (N, number); 0 of an empty one."""
    # The largest of random numbers there.
    count, _, height, width = mask.shape
    draw = torch.rand(count, number, height * width, device=mask.device) * (mask.flatten(2) > 0)
    return draw.argmax(2)


class Windows(NamedTuple):
    """Square windows, one for each picture of a batch.

    Attributes:
        rows: first row of each, (N,).
        columns: first column of each, (N,).
        side: of all, in pixels.
    """

    rows: list[int]
    columns: list[int]
    side: int

    @classmethod
    def drawn(cls, mask: Tensor, side: int) -> Self:
        """Windows by chance, each with a place of its mask in it.

        Args:
            mask: (N, 1, H, W), more than 0 where something is to be seen; nowhere counts as the first place.
            side: of the windows, at most H and W.
        """
        before = (torch.rand(2, len(mask), device=mask.device) * side).long()
        return cls._with(mask, side, before)

    @classmethod
    def about(cls, mask: Tensor, side: int) -> Self:
        """The same with the place in the middle, as far as the picture's border lets it be."""
        return cls._with(mask, side, torch.full((2, len(mask)), side // 2, device=mask.device))

    @classmethod
    def _with(cls, mask: Tensor, side: int, before: Tensor) -> Self:
        height, width = mask.shape[2:]
        place = places_in(mask)[:, 0]
        rows = (place // width - before[0]).clamp(0, height - side)
        columns = (place % width - before[1]).clamp(0, width - side)
        return cls(rows.tolist(), columns.tolist(), side)

    def __call__(self, maps: Tensor) -> Tensor:
        """What is in the windows of maps (N, C, H, W): (N, C, side, side)."""
        cut = [
            of_one[:, row : row + self.side, column : column + self.side]
            for of_one, row, column in zip(maps, self.rows, self.columns, strict=True)
        ]
        return torch.stack(cut)
