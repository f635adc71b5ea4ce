"""The numbers that a picture file holds, of any depth, with their meaning; in 8 bits by their white."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ImageError
from engine.types import Pixels

Values = NDArray[Any]

# A picture whose brightest value is below this part of white may be of fewer bits than its file.
DARKEST = 16
# So many values are worked on at a time, as floating point takes four times the memory of a picture and more.
_PORTION = 4 * 2**20


@dataclass(frozen=True)
class Samples:
    """What a file says of each pixel, before any of it is a colour.

    Attributes:
        values: (H, W, C) whole numbers or floating point, as they stand in the file.
        space: of all but alpha: "L", "RGB", "CMYK" (0 is no ink) or "LAB" (8 bits; a and b from 128 on).
        alpha: which of the C is opacity, if any.
        bits: of a value; 0 for floating point.
        white: the value of white where the file says so, else 0.
        white_is_zero: grey values count from white.
        premultiplied: colours are stored times their opacity.
    """

    values: Values
    space: str
    alpha: int | None = None
    bits: int = 8
    white: int = 0
    white_is_zero: bool = False
    premultiplied: bool = False

    def to_eight_bits(self) -> tuple[Pixels, Pixels | None]:
        """Colours, (H, W, 1 to 4), and opacity, (H, W), as 8 bits.

        Raises:
            ImageError: nothing says what white is.
        """
        colours, alpha = self.values[..., : len(self.space)], None
        top = self.top()
        if self.alpha is not None:
            alpha = self.values[..., self.alpha]
            alpha = scaled(alpha, self._top_of_alpha(alpha, top))
        if self.premultiplied and self.alpha is not None:
            eight = self._divided(colours, top)
        else:
            eight = scaled(colours, top)
        if self.white_is_zero:
            eight = 255 - eight
        return eight, alpha

    def top(self) -> float:
        """The value of white.

        Raises:
            ImageError: nothing says it.
        """
        colours = self.values[..., : len(self.space)]
        if self.bits and self.bits <= 8:
            return float(2**self.bits - 1)
        if self.space == "CMYK" and self.bits in (16, 24, 32):
            return float(2**self.bits - 1)  # ink may be little everywhere
        highest = _extreme(colours, np.max)
        if self.bits == 16 and colours.dtype.kind == "u":
            return float(_white(int(highest), self.white))
        if self.bits in (0, 32) or colours.dtype.kind == "i":
            return _white_of_wide(highest, _extreme(colours, np.min), self.white, floating=not self.bits)
        return float(2**self.bits - 1)

    def _top_of_alpha(self, alpha: Values, top: float) -> float:
        """Opacity has its whole range, unless it is written as few bits in many, as the colours are."""
        whole = float(2**self.bits - 1) if self.bits else 1.0
        return top if self.bits > 8 and float(alpha.max(initial=0)) <= top else whole

    def _divided(self, colours: Values, top: float) -> Pixels:
        assert self.alpha is not None
        whole = self.values[..., self.alpha : self.alpha + 1]
        top_of_alpha = self._top_of_alpha(whole, top)

        def divided(first: int, last: int) -> Values:
            weight = whole[first:last].astype(np.float32) / top_of_alpha
            exact = colours[first:last].astype(np.float32) / top
            return exact / np.where(weight > 0, weight, 1)

        return in_portions(colours.shape, divided)


def scaled(values: Values, top: float) -> Pixels:
    """Values from 0 to `top` as 0 to 255, rounded to nearest; what is no number is black."""
    if values.dtype == np.uint8 and top == 255:
        return values

    def eight(first: int, last: int) -> Values:
        portion = values[first:last].astype(np.float64 if values.dtype.itemsize > 2 else np.float32)
        return np.asarray(portion) / top

    return in_portions(values.shape, eight)


def in_portions(shape: tuple[int, ...], of_rows: Callable[[int, int], Values]) -> Pixels:
    """The 8 bits of a picture of this shape, of which `of_rows` gives some rows from 0.0 to 1.0 at a time."""
    made = np.empty(shape, np.uint8)
    rows = max(1, _PORTION // max(1, int(np.prod(shape[1:]))))
    for first in range(0, shape[0], rows):
        exact = np.nan_to_num(of_rows(first, first + rows), nan=0.0, posinf=0.0, neginf=0.0)
        made[first : first + rows] = np.rint(np.clip(exact, 0.0, 1.0) * 255.0)
    return made


def _extreme(values: Values, which: Any) -> float:
    """The largest or smallest value (never beyond 0); what is no number counts as 0."""
    if values.dtype.kind != "f":
        return float(which(values, initial=0))
    rows = max(1, _PORTION // max(1, int(np.prod(values.shape[1:]))))
    parts = (values[first : first + rows] for first in range(0, len(values), rows))
    found = [which(np.nan_to_num(part, nan=0.0, posinf=0.0, neginf=0.0), initial=0) for part in parts]
    return float(which(found, initial=0))


def _white(highest: int, stated: int) -> int:
    """The value of white in 16 bits: all of them, unless so few are used that the file may mean 10 or 12."""
    if 0 < highest <= stated < 65535:
        return stated
    if 0 < highest <= 65535 // DARKEST:
        raise unknown_white(highest)
    return 65535


def _white_of_wide(highest: float, lowest: float, stated: int, *, floating: bool) -> float:
    """The value of white in 32 bits, which no such file must say: the first usual one that holds the values.

    Raises:
        ImageError: they are far below it, or go far below 0, so that they may be counted in any other way.
    """
    if 0 < highest <= stated and lowest >= 0:
        return float(stated)
    usual = (1.0, 255.0, 65535.0) if floating else (255.0, 65535.0, 2.0**31, 2.0**32 - 1)
    top = next((maximum for maximum in usual if highest <= maximum), 0.0)
    # What ends below the smallest usual white is a dark picture, not one that is counted otherwise.
    unusual = top == 0.0 or (top > usual[0] and highest < top / DARKEST)
    if unusual or lowest < -top / DARKEST:
        raise unknown_white(highest if unusual else lowest)
    return top


def unknown_white(value: float) -> ImageError:
    """What is said of values that may be counted from 0 to anything."""
    return ImageError(
        "The picture's values reach {value:g}, and nothing in it says what white is; nothing was opened: "
        "save it with its full range (65,535 in 16 bits, 1 in floating point), or with 8 bits.",
        value=value,
    )


def unpack(rows: Pixels, bits: tuple[int, ...], width: int) -> Values:
    """Whole numbers that do not end where bytes do, highest bits first.

    Args:
        rows: (..., bytes), each of whole pixels from its first bit on.
        bits: of each value of a pixel; all are brought to the deepest of them.
        width: pixels in a row.

    Returns:
        (..., width, values).
    """
    dtype = np.uint8 if max(bits) <= 8 else np.uint16 if max(bits) <= 16 else np.uint32
    flat = rows.reshape(-1, rows.shape[-1])
    made = np.empty((len(flat), width, len(bits)), dtype)
    portion = max(1, _PORTION // max(1, flat.shape[1]))
    for first in range(0, len(flat), portion):
        single = np.unpackbits(flat[first : first + portion], axis=1)[:, : width * sum(bits)]
        single = single.reshape(len(single), width, sum(bits))
        for index, end in enumerate(np.cumsum(bits)):
            value = np.zeros(single.shape[:2], dtype)
            for bit in range(end - bits[index], end):
                value = value << 1 | single[..., bit]
            if bits[index] < max(bits):
                exact = value.astype(np.float64) * ((2 ** max(bits) - 1) / (2 ** bits[index] - 1))
                value = np.rint(exact).astype(dtype)
            made[first : first + portion, :, index] = value
    return made.reshape(*rows.shape[:-1], width, len(bits))


def from_ycbcr(values: Pixels, weights: Sequence[float], ends: Sequence[float]) -> Pixels:
    """Red, green and blue of a brightness and two differences.

    Args:
        values: (H, W, 3).
        weights: of red, green and blue in a brightness.
        ends: black and white of the brightness, then the middle and the top of both differences.
    """
    red, green, blue = weights

    def rgb(first: int, last: int) -> Values:
        part = values[first:last, :, :3].astype(np.float32)
        y = (part[..., 0] - ends[0]) / (ends[1] - ends[0]) * 255
        cb = (part[..., 1] - ends[2]) / (ends[3] - ends[2]) * 127
        cr = (part[..., 2] - ends[4]) / (ends[5] - ends[4]) * 127
        r, b = y + cr * (2 - 2 * red), y + cb * (2 - 2 * blue)
        return np.stack([r, (y - blue * b - red * r) / green, b], axis=-1) / 255

    return in_portions((*values.shape[:2], 3), rgb)
