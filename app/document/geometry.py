"""Whole-pixel rectangles, the unit in which the document says what changed."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Rect:
    """A rectangle of pixels: `left <= x < right`, `top <= y < bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Pixels across, never negative."""
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        """Pixels down, never negative."""
        return max(0, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        """Whether no pixel lies inside."""
        return self.width == 0 or self.height == 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Row and column slices for an array of shape (H, W, ...)."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def clipped(self, width: int, height: int) -> Rect:
        """The part inside a picture of `width` x `height` pixels."""
        return Rect(max(0, self.left), max(0, self.top), min(width, self.right), min(height, self.bottom))

    @classmethod
    def around(cls, points: list[tuple[float, float]], margin: float) -> Rect:
        """The pixels within `margin` of any of `points` (x, y)."""
        return cls(
            math.floor(min(x for x, _ in points) - margin),
            math.floor(min(y for _, y in points) - margin),
            math.ceil(max(x for x, _ in points) + margin) + 1,
            math.ceil(max(y for _, y in points) + margin) + 1,
        )


NOTHING = Rect(0, 0, 0, 0)
