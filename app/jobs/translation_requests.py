"""What the window can ask about styles, ways and the shelf, and what it is answered: frozen, free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from app.document.shelf import ShelfStyle
from app.document.source import Source
from app.document.styles import Code, Exemplar
from app.jobs.face_requests import FACE_LONG, FaceLongErrand

if TYPE_CHECKING:
    from engine.bundle.manifest import Way

Pixels = NDArray[np.uint8]
PictureKind = Literal["sketch", "photo", "labels"]


@dataclass(frozen=True)
class WayInfo:
    """One way of the open model: what goes in and what comes out."""

    way: Way
    input_kind: PictureKind
    output_kind: PictureKind


@dataclass(frozen=True, eq=False)
class ReadExemplars:
    """Read the styles of pictures, from files or from one that was pasted (H, W, 4), for one way."""

    way: Way
    paths: tuple[Path, ...] = ()
    pixels: Pixels | None = None


@dataclass(frozen=True, eq=False)
class SwapStyles:
    """Dress each of two photos in the style of the other, each on its way."""

    first: Path
    second: Path
    ways: tuple[Way, Way]


@dataclass(frozen=True, eq=False)
class MakeCycle:
    """Translate what is on the paper, and translate it back."""

    sketch: Pixels
    source: Source
    style: Code


@dataclass(frozen=True)
class ListShelf:
    """Which styles of a model a person keeps."""

    digest: str


@dataclass(frozen=True)
class KeepStyle:
    """Put a style on the shelf; one of the same key is replaced."""

    style: ShelfStyle


@dataclass(frozen=True)
class DropStyle:
    """Take a style from the shelf."""

    style: ShelfStyle


@dataclass(frozen=True)
class StyleFiles:
    """Give pictures and documents one style, and write what becomes of them into a folder."""

    paths: tuple[Path, ...]
    folder: Path
    style: Code
    seed: int | None
    way: Way


@dataclass(frozen=True)
class ExportFullSize:
    """Make the picture at the paper's own size instead of the model's, and write it with its recipe."""

    path: Path
    sketch: Pixels
    style: Code
    seed: int | None
    source: Source


TranslationErrand = ReadExemplars | SwapStyles | MakeCycle
ShelfErrand = ListShelf | KeepStyle | DropStyle
LongErrand = FaceLongErrand | StyleFiles | ExportFullSize
LONG = (*FACE_LONG, StyleFiles, ExportFullSize)


@dataclass(frozen=True)
class ExemplarsRead:
    """The styles of the pictures that could be read, and a sentence for each that could not."""

    exemplars: tuple[Exemplar, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Dressed:
    """A picture (H, W, 3) in another's style, and all that it depends on.

    `photo` is what the model was given: (H, W), or (H, W, 3).
    """

    pixels: Pixels
    photo: Pixels
    way: Way
    exemplar: Exemplar


@dataclass(frozen=True, eq=False)
class Swapped:
    """Both pictures in each other's style; `originals` are the photos (H, W, 3) as they were given."""

    originals: tuple[Pixels, Pixels]
    dressed: tuple[Dressed, Dressed]


@dataclass(frozen=True, eq=False)
class CycleMade:
    """A picture, there and back (H, W, 3), and where it lost something: (H, W) float32 from 0 to 1."""

    given: Pixels
    there: Pixels
    back: Pixels
    error: NDArray[np.float32]


@dataclass(frozen=True)
class ShelfRead:
    """The styles that a person keeps of a model, by name."""

    digest: str
    styles: tuple[ShelfStyle, ...]


@dataclass(frozen=True)
class FilesStyled:
    """The files that were written, and a sentence for each that could not be."""

    files: tuple[Path, ...]
    problems: tuple[str, ...] = ()


TranslationAnswer = ExemplarsRead | Swapped | CycleMade | ShelfRead | FilesStyled
