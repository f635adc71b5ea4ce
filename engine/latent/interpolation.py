"""Ways between latent codes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from engine.errors import LatentError
from engine.types import Codes


def lerp(start: Codes, end: Codes, t: float) -> Codes:
    """Straight from `start` (t = 0) to `end` (t = 1); codes of any one shape."""
    return np.asarray(start + (end - start) * np.float32(t), dtype=np.float32)


def slerp(start: Codes, end: Codes, t: float) -> Codes:
    """Along the great circle between two codes (Z,), lengths changing evenly (Shoemake 1985; White 2016).

    Samples of a normal prior stay likely on the way, where a straight line would pass near its mean.
    """
    long_start, long_end = float(np.linalg.norm(start)), float(np.linalg.norm(end))
    if min(long_start, long_end) < 1e-6:
        return lerp(start, end, t)
    cosine = float(np.clip(np.dot(start / long_start, end / long_end), -1.0, 1.0))
    angle = float(np.arccos(cosine))
    if angle < 1e-4 or np.pi - angle < 1e-4:
        return lerp(start, end, t)
    first = np.sin((1 - t) * angle) / np.sin(angle) * start / long_start
    second = np.sin(t * angle) / np.sin(angle) * end / long_end
    length = long_start + (long_end - long_start) * t
    return np.asarray((first + second) * length, dtype=np.float32)


def blend(codes: Codes, weights: Sequence[float]) -> Codes:
    """The weighted mean of codes (N, Z), weights normalised to sum 1: (Z,).

    Raises:
        ValueError: the weights sum to 0 or their number differs from N.
    """
    shares = np.asarray(weights, dtype=np.float32)
    if shares.shape != (len(codes),) or abs(float(shares.sum())) < 1e-9:
        raise ValueError("as many weights as codes are needed, with a sum other than 0")
    return np.asarray(shares @ codes / shares.sum(), dtype=np.float32)


# Walks from code to code: the frames of an animation, with easing.


Easing = Literal["linear", "ease", "ease-in", "ease-out"]
EASINGS: Mapping[str, Callable[[float], float]] = {
    "linear": lambda t: t,
    "ease": lambda t: (1 - math.cos(math.pi * t)) / 2,
    "ease-in": lambda t: t * t,
    "ease-out": lambda t: t * (2 - t),
}
MAX_FRAMES = 10_000


def walk_length(stations: int, frames: int, closed: bool = False) -> int:
    """How many codes a walk between so many stations has; see `walk`."""
    return stations * frames if closed else (stations - 1) * frames + 1


def walk(
    stations: Sequence[Codes],
    frames: int,
    *,
    method: Literal["lerp", "slerp"] = "lerp",
    easing: str = "ease",
    closed: bool = False,
) -> Iterator[Codes]:
    """Codes from station to station, each station in turn and then back to the first where it is closed.

    Mapped codes (layers, w) go straight; codes z (z,) of a normal prior go along great circles.

    Args:
        stations: codes of one shape, two at least.
        frames: of each way between two stations; the arrival is the next one's first frame.
        method: how to go.
        easing: one of `EASINGS`, for each way.
        closed: end just before the first station, so that the animation can run in a circle; an open walk
            ends at the last station.

    Raises:
        LatentError: there is nowhere to walk, or the walk is too long.
    """
    if len(stations) < 2 or len({station.shape for station in stations}) != 1:
        raise LatentError("A walk needs at least two codes of one model.")
    segments = len(stations) if closed else len(stations) - 1
    if not 1 <= frames * segments <= MAX_FRAMES:
        raise LatentError(
            "A walk has from 1 to {most:,} frames, not {frames:,}.", most=MAX_FRAMES, frames=frames * segments
        )
    if easing not in EASINGS:
        raise LatentError(
            "There is no easing '{name}'; there are {names}.", name=easing, names=", ".join(EASINGS)
        )
    return _walk(stations, frames, segments, slerp if method == "slerp" else lerp, EASINGS[easing], closed)


def _walk(
    stations: Sequence[Codes],
    frames: int,
    segments: int,
    between: Callable[[Codes, Codes, float], Codes],
    ease: Callable[[float], float],
    closed: bool,
) -> Iterator[Codes]:
    for number in range(segments):
        start, end = stations[number], stations[(number + 1) % len(stations)]
        for frame in range(frames):
            yield between(start, end, ease(frame / frames))
    if not closed:
        yield np.asarray(stations[-1], dtype=np.float32)
