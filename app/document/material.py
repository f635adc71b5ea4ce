"""A material: what the brush and the fill of the guide layer paint with."""

from __future__ import annotations

from dataclasses import dataclass

from engine.types import Pixels


@dataclass(frozen=True, eq=False)
class Material:
    """A colour, or a swatch whose colours and stuff are followed.

    Attributes:
        colour: red, green, blue, 0 to 255; of a swatch, its mean.
        swatch: (height, width, 3) uint8, or None for plain paint.
        name: as the shelf shows it, in the person's own words or translated; may be empty.
    """

    colour: tuple[int, int, int]
    swatch: Pixels | None = None
    name: str = ""
