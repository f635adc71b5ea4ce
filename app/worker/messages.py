"""What the window can ask of the worker, and what it answers: frozen, and free of Qt.

Every request names the type of its answer: `class ListModels(Request[Models])`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.document.document import Snapshot
from app.document.strokes import Rect
from app.document.styles import Code, Source
from engine.files import FileState
from engine.types import Pixels

if TYPE_CHECKING:
    from engine.bundle.manifest import Direction

A = TypeVar("A")


@dataclass(frozen=True, eq=False)
class Request(Generic[A]):
    """Something that the worker does once, in its turn; it answers with an A.

    Attributes:
        of_document: its answer is for the document that was open when it was asked, and for no other one;
            False where it belongs to the application: the library, the shelf, files that are exported.
        opens: its answer takes the place of the open document; of several, only the last one counts.
        failure_is_told: that it failed is said even when its document is no longer open.
    """

    of_document: ClassVar[bool] = True
    opens: ClassVar[bool] = False
    failure_is_told: ClassVar[bool] = False


class PictureRequest(Request[A]):
    """A live picture: a newer one replaces the one that waits."""


class GridRequest(Request[A]):
    """Small pictures, answered in parts: a newer grid replaces one that waits, and ends one at work."""


class Task(Request[A]):
    """Long work: everything else goes before it and between its steps; it tells its `Progress`."""


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a task is: of `total` steps, 0 where nobody knows; now and then with a picture."""

    done: int
    total: int
    what: str = ""
    picture: Pixels | None = None


@dataclass(frozen=True)
class Failed:
    """A request that could not be done; the message is one sentence."""

    message: str


@dataclass(frozen=True)
class AxisInfo:
    """A slider of the open model: its name, its measured range in steps, and whether the person added it.

    One that moves z (`of_z`) has something to move in samples alone.
    """

    name: str
    low: float
    high: float
    own: bool = False
    of_z: bool = False


PictureKind = Literal["sketch", "photo", "labels"]
ImportUse = Literal["drawing", "photo", "input"]
BackendChoice = Literal["auto", "openvino", "onnx", "torch"]
DeviceChoice = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True)
class DirectionInfo:
    """One way of the open model: what goes in and what comes out."""

    direction: Direction
    input_kind: PictureKind
    output_kind: PictureKind


@dataclass(frozen=True)
class ModelInfo:
    """What the window may know of a model: what it can do and how it introduces itself.

    `imported`: its weights were published by others, whose licence is shown before the first use. `classes`:
    names of those that a conditional model draws.
    """

    name: str
    title: str
    capabilities: frozenset[str]
    origin: str = ""
    licence: str = ""
    card: str = ""
    digest: str = ""
    size: int = 0
    style_size: int = 0
    directions: tuple[DirectionInfo, ...] = ()
    axes: tuple[AxisInfo, ...] = ()
    layers: int = 0
    classes: tuple[str, ...] = ()
    device: str = ""
    backend: str = ""
    preview: Pixels | None = None
    imported: bool = False
    problem: str = ""


# Models and their library.


@dataclass(frozen=True)
class ModelReady:
    """The model that was asked for is loaded and warm, or the one that replaces it, called `gone`, is."""

    model: ModelInfo
    gone: str = ""


@dataclass(frozen=True)
class Models:
    """What the library holds; `changed` names the model that was just installed."""

    models: tuple[ModelInfo, ...] = field(default=())
    changed: str = ""


@dataclass(frozen=True)
class Written:
    """A file that was written; `with_recipe` tells whether it says how it was made."""

    path: Path
    with_recipe: bool = True


@dataclass(frozen=True)
class ListModels(Request[Models]):
    """Look through the library."""

    of_document: ClassVar[bool] = False


@dataclass(frozen=True)
class ChangeLibrary(Request[Models]):
    """Install a bundle, or remove a model."""

    of_document: ClassVar[bool] = False
    action: Literal["install", "remove"]
    name: str = ""
    path: Path | None = None


@dataclass(frozen=True)
class ExportModel(Request[Written]):
    """Write a model of the library to a file."""

    of_document: ClassVar[bool] = False
    name: str
    path: Path


@dataclass(frozen=True)
class LoadModel(Request[ModelReady]):
    """Open a model by its name in the library or its path, and make it ready to draw.

    `adopt`: the document takes the model on (a choice); otherwise the document already names it. `digest` is
    the one of its bundle, where a document says so.
    """

    of_document: ClassVar[bool] = False
    name: str
    backend: BackendChoice = "auto"
    device: DeviceChoice = "auto"
    adopt: bool = True
    digest: str = ""


# Documents and pictures from files.


@dataclass(frozen=True)
class DocumentRead:
    """A document that was opened, and how its file was before that."""

    snapshot: Snapshot
    state: FileState | None = None


@dataclass(frozen=True)
class PictureRead:
    """A picture that was read: a sketch (H, W), or a photo (H, W, 3) that the model starts from."""

    sketch: Pixels | None = None
    underlay: Pixels | None = None
    name: str = ""


@dataclass(frozen=True)
class OpenDocument(Request[DocumentRead]):
    """Open a `.ganvas` file."""

    opens: ClassVar[bool] = True
    path: Path


@dataclass(frozen=True)
class DocumentSeen:
    """What a document shows, small (h, w, 3), and the file that unsaved work is of, where it has one."""

    picture: Pixels
    path: Path | None


@dataclass(frozen=True)
class LookAtDocument(Request[DocumentSeen]):
    """Say what is in a `.ganvas` file, without opening it."""

    of_document: ClassVar[bool] = False
    path: Path


@dataclass(frozen=True)
class Saved:
    """A document that was written, and its file since; None where it was left alone, see `SaveDocument`."""

    path: Path
    state: FileState | None


@dataclass(frozen=True)
class SaveDocument(Request[Saved]):
    """Write a `.ganvas` file; an autosave is silent.

    Where the file is no longer as it is `known`, others wrote to it since: it is left alone.
    """

    failure_is_told: ClassVar[bool] = True
    path: Path
    snapshot: Snapshot
    revision: int
    autosave: bool = False
    known: FileState | None = None


@dataclass(frozen=True)
class ReadPicture(Request[PictureRead]):
    """Read a picture from a file or from `pixels` for one use, fitted to paper of `size` (w, h).

    As a "drawing", as a "photo" to sketch from, or as the "input" in its own colours.

    Without a size the picture keeps its own, up to 2048 pixels on the longer side.
    """

    use: ImportUse
    size: tuple[int, int] | None
    path: Path | None = None
    pixels: Pixels | None = None


@dataclass(frozen=True)
class OpenPicture(ReadPicture):
    """Read a picture that a new document begins with."""

    opens: ClassVar[bool] = True


# The picture of a drawing. A guide (H, W, 4) laid over it counts where the open model takes one.


@dataclass(frozen=True)
class Stamp:
    """The state of the document that a picture was asked for."""

    epoch: int
    revision: int


@dataclass(frozen=True)
class PictureDone:
    """A picture (H, W, 3) and how long the model took."""

    pixels: Pixels
    milliseconds: float


@dataclass(frozen=True)
class GridPart:
    """The small pictures (n, S, S, 3) of the styles from place `first` on."""

    first: int
    pixels: Pixels


@dataclass(frozen=True)
class Picture(PictureRequest[PictureDone]):
    """The live picture of a sketch (H, W) in one style."""

    stamp: Stamp
    sketch: Pixels
    style: Code
    source: Source = field(default_factory=Source)
    guide: Pixels | None = None


@dataclass(frozen=True)
class Grid(GridRequest[GridPart]):
    """Small pictures of a sketch in several styles."""

    stamp: Stamp
    sketch: Pixels
    styles: tuple[Code, ...]
    source: Source = field(default_factory=Source)
    guide: Pixels | None = None


@dataclass(frozen=True)
class ExportPicture(Request[Written]):
    """Make the picture once more and write it with its recipe inside."""

    of_document: ClassVar[bool] = False
    path: Path
    sketch: Pixels
    style: Code
    seed: int | None
    source: Source = field(default_factory=Source)
    guide: Pixels | None = None


@dataclass(frozen=True)
class ExportFullSize(Task[Written]):
    """Make the picture at the paper's own size instead of the model's, and write it with its recipe."""

    of_document: ClassVar[bool] = False
    path: Path
    sketch: Pixels
    style: Code
    seed: int | None
    source: Source
    guide: Pixels | None = None


# Parts of a drawing that a guide is painted on.


@dataclass(frozen=True, eq=False)
class RegionFound:
    """A part of a drawing, or none where the place lies outside.

    Attributes:
        rect: about the part.
        where: (rect.height, rect.width), which of its pixels belong.
        pixels: (rect.height, rect.width, 3), what it is to look like, where that was asked for.
    """

    rect: Rect
    where: NDArray[np.bool_] | None
    pixels: Pixels | None = None


@dataclass(frozen=True, eq=False)
class FindRegion(Request[RegionFound]):
    """Find the part of a sketch (H, W) that lies at column x and row y."""

    sketch: Pixels
    x: int
    y: int


@dataclass(frozen=True, eq=False)
class VaryRegion(FindRegion):
    """Find it, and what it looks like in another style, drawn from a seed; the guide counts elsewhere."""

    seed: int
    source: Source
    guide: Pixels | None = None
