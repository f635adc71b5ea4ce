"""Where an edit shows: an oval edge around the face, and what a person's mask leaves of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.align import Alignment

Pixels = NDArray[np.uint8]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class Edge:
    """The oval inside of which an edit shows: 1 in its middle, falling smoothly to exactly 0 at its rim.

    A Lame curve x^4 + y^4 = 1 that touches the square's sides: between an ellipse and the square.

    Attributes:
        feather: width of the fall, as a fraction of half the square's side.
    """

    feather: float = 0.3

    def weight(self, u: Plane, v: Plane) -> Plane:
        """The edge at points of the unit square (and 0 outside of it), in [0, 1]."""
        x, y = (np.square(2 * place - 1) for place in (u, v))
        radius = np.sqrt(np.sqrt(np.square(x) + np.square(y)))
        return smoothstep(np.asarray((1 - radius) / self.feather, np.float32))


EDGE = Edge()


def edge_weight(alignment: Alignment, edge: Edge, rows: tuple[int, int], columns: tuple[int, int]) -> Plane:
    """The edge's weight at the photo's pixel centres, (rows, columns)."""
    corner, along, down = alignment.to_square(
        [
            (columns[0] + 0.5, rows[0] + 0.5),
            (columns[0] + 1.5, rows[0] + 0.5),
            (columns[0] + 0.5, rows[0] + 1.5),
        ]
    )
    x = np.arange(columns[1] - columns[0], dtype=np.float32)[None, :]
    y = np.arange(rows[1] - rows[0], dtype=np.float32)[:, None]
    u, v = (
        (corner[i] + x * (along[i] - corner[i]) + y * (down[i] - corner[i])).astype(np.float32)
        for i in range(2)
    )
    return edge.weight(u, v)


def limit_part(
    limit: Pixels, shape: tuple[int, ...], rows: tuple[int, int], columns: tuple[int, int]
) -> Plane:
    """A person's mask over some of the photo's pixels, in [0, 1]; linear between samples of a coarse one."""
    height, width = shape[:2]
    if limit.shape == (height, width):
        part: Plane = limit[rows[0] : rows[1], columns[0] : columns[1]].astype(np.float32)
        return part / np.float32(255)
    vertical = _interpolation(limit.shape[0], height, rows)
    horizontal = _interpolation(limit.shape[1], width, columns)
    lines = [limit[index].astype(np.float32) * share[:, None] for index, share in vertical]
    between = lines[0] + lines[1]
    parts = [between[:, index] * share for index, share in horizontal]
    return np.asarray(np.clip((parts[0] + parts[1]) / 255, 0, 1), np.float32)


def _interpolation(
    count: int, length: int, wanted: tuple[int, int]
) -> tuple[tuple[NDArray[np.intp], Plane], tuple[NDArray[np.intp], Plane]]:
    """Which two of `count` samples over `length` pixels each wanted pixel lies between, with their shares."""
    places = (np.arange(*wanted) + 0.5) * count / length - 0.5
    lower = np.floor(places)
    share = (places - lower).astype(np.float32)
    first = np.clip(lower, 0, count - 1).astype(np.intp)
    second = np.clip(lower + 1, 0, count - 1).astype(np.intp)
    return (first, 1 - share), (second, share)


def smoothstep(value: Plane) -> Plane:
    """0 below 0, 1 above 1, and between them without a corner at either end."""
    clipped = np.clip(value, 0, 1)
    return np.asarray(clipped * clipped * (3 - 2 * clipped), np.float32)
