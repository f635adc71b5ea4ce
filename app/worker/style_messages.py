"""What the window can ask about styles and the shelf, and what it is answered: frozen, and free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from app.document.style_shelf import ShelfStyle
from app.document.styles import Code, Exemplar, Source, Styles
from app.worker.messages import Request, Task
from engine.types import Pixels

if TYPE_CHECKING:
    from engine.bundle.manifest import Direction


@dataclass(frozen=True)
class StylesSampled:
    """Style codes in the order of their places."""

    codes: tuple[Code, ...]


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
    direction: Direction
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
class FilesStyled:
    """The files that were written, and a sentence for each that could not be."""

    files: tuple[Path, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShelfRead:
    """The styles that a person keeps of a model, by name."""

    digest: str
    styles: tuple[ShelfStyle, ...]


@dataclass(frozen=True)
class MeasuredAnew:
    """Styles of a model that is gone, as the open one has them.

    Attributes:
        digest: of the open model.
        styles: for the document.
        measured: how many styles of document and shelf were measured anew, off pictures.
        kept: how many have no picture, and are of use to the model that is gone alone.
    """

    digest: str
    styles: Styles
    measured: int
    kept: int


@dataclass(frozen=True, eq=False)
class MeasureAnew(Request[MeasuredAnew]):
    """Measure the styles of a model that is gone with the open one, wherever there is a picture of them.

    Attributes:
        gone: digest of the model that is gone, whose shelf is measured too.
        styles: of the document.
        direction: that the document goes.
        picture: (H, W, 3), made in the style in use; None where there is none.
    """

    gone: str
    styles: Styles
    direction: Direction
    picture: Pixels | None


@dataclass(frozen=True)
class SampleStyles(Request[StylesSampled]):
    """Draw `count` style codes from `seed`."""

    count: int
    seed: int


@dataclass(frozen=True, eq=False)
class ReadExemplars(Request[ExemplarsRead]):
    """Read the styles of pictures, from files or from one that was pasted (H, W, 4), for one way."""

    direction: Direction
    paths: tuple[Path, ...] = ()
    pixels: Pixels | None = None


@dataclass(frozen=True, eq=False)
class SwapStyles(Request[Swapped]):
    """Dress each of two photos in the style of the other, each on its way."""

    of_document: ClassVar[bool] = False
    first: Path
    second: Path
    directions: tuple[Direction, Direction]


@dataclass(frozen=True, eq=False)
class MakeCycle(Request[CycleMade]):
    """Translate what is on the paper, and translate it back."""

    of_document: ClassVar[bool] = False
    sketch: Pixels
    source: Source
    style: Code


@dataclass(frozen=True)
class StyleFiles(Task[FilesStyled]):
    """Give pictures and documents one style, and write what becomes of them into a folder."""

    of_document: ClassVar[bool] = False
    paths: tuple[Path, ...]
    folder: Path
    style: Code
    seed: int | None
    direction: Direction


@dataclass(frozen=True)
class ListShelf(Request[ShelfRead]):
    """Which styles of a model a person keeps."""

    of_document: ClassVar[bool] = False
    digest: str


@dataclass(frozen=True)
class KeepStyle(Request[ShelfRead]):
    """Put a style on the shelf; one of the same key is replaced."""

    of_document: ClassVar[bool] = False
    style: ShelfStyle


@dataclass(frozen=True)
class DropStyle(Request[ShelfRead]):
    """Take a style from the shelf."""

    of_document: ClassVar[bool] = False
    style: ShelfStyle
