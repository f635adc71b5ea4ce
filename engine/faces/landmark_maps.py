"""How the landmark network's maps are laid out, and how faces are read from them; no PyTorch needed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Maps = NDArray[np.float32]
Points = NDArray[np.float64]

STRIDE = 4
"""Pixels of the picture for one cell of the maps."""
REACH = 16.0
"""Pixels that an offset of 1 stands for."""
WINDOW = 0.38
"""How far around an eye its heat is read, as a fraction of the distance between the eyes."""
MAPS = ("face", "left_heat", "right_heat", "left_x", "left_y", "right_x", "right_y")


@dataclass(frozen=True)
class Candidate:
    """What may be a face in one tile.

    Attributes:
        eyes: (2, 2) left and right, x and y in pixels of the tile.
        score: from 0 to 1.
    """

    eyes: Points
    score: float

    @property
    def distance(self) -> float:
        """Between the eyes, in pixels."""
        return float(np.linalg.norm(self.eyes[1] - self.eyes[0]))

    @property
    def middle(self) -> Points:
        """Between the eyes, (2,)."""
        middle: Points = self.eyes.mean(axis=0)
        return middle


def read_faces(maps: Maps, threshold: float) -> list[Candidate]:
    """The faces of one tile, best first.

    A face is where the score is highest among its eight neighbours and above the threshold (Zhou et al. 2019,
    section 4). Its eyes are where the offsets point, moved to the soft-argmax of the heat around there, as
    far as the window is wider than a cell.

    Args:
        maps: (7, H, W), see `engine.architectures.landmarks.LandmarkNetwork`.
        threshold: of the score.
    """
    # The clip keeps the exponential of a very sure network finite.
    scores = 1 / (1 + np.exp(-np.clip(maps[0], -60, 60)))
    framed = np.pad(scores, 1, constant_values=-1.0)
    height, width = scores.shape
    around = [framed[y : y + height, x : x + width] for y in range(3) for x in range(3) if (x, y) != (1, 1)]
    rows, columns = np.nonzero((scores > threshold) & (scores >= np.max(around, axis=0)))
    found = []
    for row, column in zip(rows, columns, strict=True):
        centre = (np.array([column, row]) + 0.5) * STRIDE
        eyes = centre + maps[3:, row, column].astype(np.float64).reshape(2, 2) * REACH
        radius = WINDOW * float(np.linalg.norm(eyes[1] - eyes[0]))
        if radius > 1.2 * STRIDE:
            eyes = np.stack(
                [_soft_argmax(heat, eye, radius) for heat, eye in zip(maps[1:3], eyes, strict=True)]
            )
        found.append(Candidate(eyes, float(scores[row, column])))
    return sorted(found, key=lambda candidate: -candidate.score)


def _soft_argmax(heat: Maps, start: Points, radius: float) -> Points:
    """The expected place under the softmax of heat (H, W) within a radius of `start`, in pixels."""
    y, x = (np.arange(side) * STRIDE + STRIDE / 2 for side in heat.shape)
    inside = (x[None] - start[0]) ** 2 + (y[:, None] - start[1]) ** 2 <= radius**2
    if not inside.any():
        return start
    weights = np.where(inside, np.exp(np.minimum(heat - heat[inside].max(), 0.0)), 0.0)
    weights /= weights.sum()
    return np.array([(weights * x[None]).sum(), (weights * y[:, None]).sum()])


def without_doubles(candidates: list[Candidate]) -> list[Candidate]:
    """Of candidates that mean one face, the one with the best score; best first.

    Two mean one face when their middles are nearer than 0.6 of the larger distance between eyes.
    """
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda one: -one.score):
        if all(
            np.linalg.norm(candidate.middle - other.middle) > 0.6 * max(candidate.distance, other.distance)
            for other in kept
        ):
            kept.append(candidate)
    return kept
