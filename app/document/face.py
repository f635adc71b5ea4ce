"""A face that is being edited, as one immutable value: photo, place, code, sliders, locks, mixing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from engine.types import Codes, Draw, Pixels

Point = tuple[float, float]
Origin = Literal["sample", "average", "encode", "optimise", "tune"]
Level = Literal["coarse", "middle", "fine"]
LEVELS: tuple[Level, ...] = ("coarse", "middle", "fine")

SCREEN_SIDE = 2048
"""The longer side, in pixels, at which a photo is shown and its mask is painted."""
SAMPLE_SIDE = 512
"""Side of the paper over a face that is no photo, on which its mask is painted."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo as it was opened; nothing ever changes it.

    Attributes:
        data: the picture file's bytes, or those of a PNG of pasted pixels.
        name: of the file, for the person.
        size: width and height in pixels, turned upright.
        screen: (h, w, 3) uint8, the photo for the screen, at most `SCREEN_SIDE` on the longer side.
    """

    data: bytes
    name: str
    size: tuple[int, int]
    screen: Pixels

    @property
    def scale(self) -> float:
        """Screen pixels for a pixel of the photo, at most 1."""
        return float(max(self.screen.shape[:2]) / max(self.size))


@dataclass(frozen=True)
class Place:
    """Where a face lies in its photo: an `Alignment` in numbers, and both eyes, in photo pixels.

    Of a model that is not of faces it is a square without eyes.
    """

    alignment: tuple[float, float, float, float]
    eyes: tuple[Point, Point] | tuple[()]


@dataclass(frozen=True, eq=False)
class FaceCode:
    """What the model makes the face of.

    Attributes:
        ws: (layers, w) codes before any edit.
        origin: how they were found.
        noises: (r, r) for every layer with noise; empty for the model's stored noise.
        tuning: name to what is added to that weight of the synthesis network, for this document only.
        picture: (S, S, 3) what the codes give without edits; empty where it was not made yet.
        draw: of a sample, where the codes come from, which sliders of z start from; else None.
    """

    ws: Codes
    origin: Origin
    noises: tuple[Codes, ...] = ()
    tuning: Mapping[str, Codes] = field(default_factory=dict)
    picture: Pixels = field(default_factory=lambda: np.empty((0, 0, 3), np.uint8))
    draw: Draw | None = None


@dataclass(frozen=True, eq=False)
class Mixing:
    """Another face whose styles are mixed in: its codes (layers, w), its picture, and how much by level."""

    ws: Codes
    picture: Pixels
    amounts: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def by_level(self) -> dict[Level, float]:
        """The amounts by the names of their levels."""
        return dict(zip(LEVELS, self.amounts, strict=True))


@dataclass(frozen=True, eq=False)
class Face:
    """Everything about a face that a document remembers, but for the mask, which is painted on the paper.

    Attributes:
        photo: that it is in; None for a face that the model sampled.
        place: in the photo; None until it was found.
        code: None until the photo was taken apart.
        values: sliders that are not at 0, in steps, by name.
        locked: sliders whose attribute must not change.
        mixing: of another face's styles.
    """

    photo: Photo | None = None
    place: Place | None = None
    code: FaceCode | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    locked: tuple[str, ...] = ()
    mixing: Mixing | None = None

    @property
    def original(self) -> Pixels | None:
        """What the edited picture is compared with: the photo, or the sample before its edits."""
        if self.photo is not None:
            return self.photo.screen
        return self.code.picture if self.code is not None and self.code.picture.size else None

    @property
    def paper(self) -> tuple[int, int]:
        """Width and height of the paper over it."""
        if self.photo is None:
            return SAMPLE_SIDE, SAMPLE_SIDE
        return self.photo.screen.shape[1], self.photo.screen.shape[0]

    def with_value(self, name: str, value: float) -> Face:
        """One slider moved to `value` steps."""
        values = {other: steps for other, steps in self.values.items() if other != name}
        return replace(self, values=values if value == 0 else values | {name: value})

    def with_lock(self, name: str, locked: bool) -> Face:
        """One slider locked or let go."""
        others = tuple(other for other in self.locked if other != name)
        return replace(self, locked=(*others, name) if locked else others)


# Reading photos: a file's bytes become a photo for the screen; the photo itself is decoded when needed.


def decoded(data: bytes) -> Pixels:
    """The whole photo (H, W, 3) in a file's bytes.

    Raises:
        ImageError: it is no picture, damaged, or too large.
    """
    from engine.images.codec import decode_image, flatten

    return flatten(decode_image(data))


def photo_of(data: bytes, name: str, pixels: Pixels) -> Photo:
    """A photo of a file's bytes, whose whole pixels (H, W, 3) are at hand."""
    from engine.images.resize import shrunk

    return Photo(data, name, (pixels.shape[1], pixels.shape[0]), shrunk(pixels, SCREEN_SIDE))
