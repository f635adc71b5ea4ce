"""Walks from code to code: the frames of an animation, with easing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import LatentError
from engine.latent.interpolation import lerp, slerp

Codes = NDArray[np.float32]
Easing = Literal["linear", "ease", "ease-in", "ease-out"]
EASINGS: Mapping[str, Callable[[float], float]] = {
    "linear": lambda t: t,
    "ease": lambda t: (1 - math.cos(math.pi * t)) / 2,
    "ease-in": lambda t: t * t,
    "ease-out": lambda t: t * (2 - t),
}
MAX_FRAMES = 10_000


def walk(
    stations: Sequence[Codes],
    frames: int,
    *,
    way: Literal["lerp", "slerp"] = "lerp",
    easing: str = "ease",
    closed: bool = False,
) -> Iterator[Codes]:
    """Codes from station to station, each station in turn and then back to the first where it is closed.

    Mapped codes (layers, w) go straight; codes z (z,) of a normal prior go along great circles.

    Args:
        stations: codes of one shape, two at least.
        frames: of each way between two stations; the arrival is the next one's first frame.
        way: how to go.
        easing: one of `EASINGS`, for each way.
        closed: end just before the first station, so that the animation can run in a circle; an open walk
            ends at the last station.

    Raises:
        LatentError: there is nowhere to walk, or the walk is too long.
    """
    if len(stations) < 2 or len({station.shape for station in stations}) != 1:
        raise LatentError("A walk needs at least two codes of one model.")
    ways = len(stations) if closed else len(stations) - 1
    if not 1 <= frames * ways <= MAX_FRAMES:
        raise LatentError(f"A walk has from 1 to {MAX_FRAMES:,} frames, not {frames * ways:,}.")
    if easing not in EASINGS:
        raise LatentError(f"There is no easing '{easing}'; there are {', '.join(EASINGS)}.")
    return _walk(stations, frames, ways, slerp if way == "slerp" else lerp, EASINGS[easing], closed)


def _walk(
    stations: Sequence[Codes],
    frames: int,
    ways: int,
    between: Callable[[Codes, Codes, float], Codes],
    ease: Callable[[float], float],
    closed: bool,
) -> Iterator[Codes]:
    for number in range(ways):
        start, end = stations[number], stations[(number + 1) % len(stations)]
        for frame in range(frames):
            yield between(start, end, ease(frame / frames))
    if not closed:
        yield np.asarray(stations[-1], dtype=np.float32)
