"""What the window can ask of the worker, and what it answers: frozen, and free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from app.document.document import Snapshot
from app.document.face import Codes, Face, FaceCode, Photo, Place, Point
from app.document.style_shelf import ShelfStyle
from app.document.styles import Code, Exemplar, Source

if TYPE_CHECKING:
    from engine.bundle.manifest import Way


# What the window can ask of the worker about faces, and what it answers: frozen, and free of Qt.


Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class AxisInfo:
    """A slider of the open model: its name, its measured range in steps, and whether the person added it."""

    name: str
    low: float
    high: float
    own: bool = False


@dataclass(frozen=True, eq=False)
class FacePicture:
    """The live picture of a face with its edits; `coarse` while something moves.

    `epoch` and `revision` are those of the document that it was asked for.
    """

    epoch: int
    revision: int
    face: Face
    mask: Pixels | None
    coarse: bool


@dataclass(frozen=True)
class SampleGrid:
    """Small pictures of `count` codes drawn from `seed`, truncated by `psi`."""

    seed: int
    psi: float
    count: int


@dataclass(frozen=True)
class OpenPhoto:
    """Read a photo from a file, or from `pixels` (H, W, 4) that were pasted."""

    path: Path | None = None
    pixels: Pixels | None = None


@dataclass(frozen=True, eq=False)
class FindFace:
    """Find the face in a photo, or take it from both eyes, in photo pixels; then its first code."""

    photo: Photo
    eyes: tuple[Point, Point] | None = None


@dataclass(frozen=True, eq=False)
class TakeSample:
    """Make a sampled code (layers, w) into a face."""

    ws: Codes


@dataclass(frozen=True, eq=False)
class ExportFace:
    """Make the edited picture once more, in the photo's full size, and write it with its recipe inside."""

    path: Path
    face: Face
    mask: Pixels | None


@dataclass(frozen=True, eq=False)
class RefineFace:
    """Bring a face's code closer to its photo by `steps` of descent, and tune a copy of the model."""

    face: Face
    steps: int
    tuning_steps: int = 0


@dataclass(frozen=True, eq=False)
class ExportWalk:
    """Write an animation.

    `stations` are codes (layers, w) to walk through; without any, the walk goes from the unedited face to
    the edited one.
    """

    path: Path
    face: Face | None
    mask: Pixels | None
    stations: tuple[Codes, ...]
    frames: int
    frames_per_second: float
    easing: str
    closed: bool


@dataclass(frozen=True)
class AddAttribute:
    """Find a new axis from pictures that have a feature and pictures that have not, and keep it."""

    name: str
    positive: Path
    negative: Path


FaceErrand = OpenPhoto | FindFace | TakeSample | ExportFace
FaceLongErrand = RefineFace | ExportWalk | AddAttribute
FACE_LONG = (RefineFace, ExportWalk, AddAttribute)


@dataclass(frozen=True, eq=False)
class FaceDrawn:
    """A picture of the face as the canvas shows it, and how long the model took."""

    pixels: Pixels
    milliseconds: float


@dataclass(frozen=True, eq=False)
class SamplesPart:
    """Small pictures (n, s, s, 3) and codes (n, layers, w) from place `first` of a grid on."""

    first: int
    pixels: Pixels
    codes: Codes


@dataclass(frozen=True, eq=False)
class PhotoRead:
    """A photo that was opened."""

    photo: Photo


@dataclass(frozen=True, eq=False)
class FaceFound:
    """Where the face is, and its first code."""

    place: Place
    code: FaceCode


@dataclass(frozen=True, eq=False)
class CodeMade:
    """A code, of a sample or refined; `stopped` tells whether it was cancelled; `closeness` by stage."""

    code: FaceCode
    stopped: str = "done"
    closeness: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class AxesChanged:
    """All sliders of the model, after `added` came."""

    axes: tuple[AxisInfo, ...]
    added: str


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a long errand is: of `total` steps, 0 where nobody knows; now and then with a picture."""

    done: int
    total: int
    what: str = ""
    picture: Pixels | None = None


FaceAnswer = FaceDrawn | SamplesPart | PhotoRead | FaceFound | CodeMade | AxesChanged | Progress


# What the window can ask about styles, ways and the shelf, and what it is answered: frozen, free of Qt.


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


ImportUse = Literal["drawing", "photo", "input"]
BackendChoice = Literal["auto", "openvino", "onnx", "torch"]
DeviceChoice = Literal["auto", "cpu", "cuda", "mps"]


@dataclass(frozen=True)
class Stamp:
    """The state of the document that a picture was asked for."""

    epoch: int
    revision: int


@dataclass(frozen=True)
class Picture:
    """The live picture of a sketch (H, W) in one style."""

    stamp: Stamp
    sketch: Pixels
    style: Code
    source: Source = field(default_factory=Source)


@dataclass(frozen=True)
class Grid:
    """Small pictures of a sketch in several styles."""

    stamp: Stamp
    sketch: Pixels
    styles: tuple[Code, ...]
    source: Source = field(default_factory=Source)


@dataclass(frozen=True)
class LoadModel:
    """Open a model by its name in the library or its path, and make it ready to draw.

    `adopt`: the document takes the model on (a choice); otherwise the document already names it.
    """

    name: str
    backend: BackendChoice = "auto"
    device: DeviceChoice = "auto"
    adopt: bool = True


@dataclass(frozen=True)
class SampleStyles:
    """Draw `count` style codes from `seed`."""

    count: int
    seed: int


@dataclass(frozen=True)
class ReadPicture:
    """Read a picture from a file or from `pixels` for one use, fitted to paper of `size` (w, h).

    As a "drawing", as a "photo" to sketch from, or as the "input" in its own colours.

    Without a size the picture keeps its own, up to 2048 pixels on the longer side.
    """

    use: ImportUse
    size: tuple[int, int] | None
    path: Path | None = None
    pixels: Pixels | None = None


@dataclass(frozen=True)
class OpenDocument:
    """Open a `.ganvas` file."""

    path: Path


@dataclass(frozen=True)
class SaveDocument:
    """Write a `.ganvas` file; an autosave is silent."""

    path: Path
    snapshot: Snapshot
    revision: int
    autosave: bool = False


@dataclass(frozen=True)
class ExportPicture:
    """Make the picture once more and write it with its recipe inside."""

    path: Path
    sketch: Pixels
    style: Code
    seed: int | None
    source: Source = field(default_factory=Source)


@dataclass(frozen=True)
class ListModels:
    """Look through the library."""


@dataclass(frozen=True)
class ChangeLibrary:
    """Install a bundle, remove a model, or export one to a file."""

    action: Literal["install", "remove", "export"]
    name: str = ""
    path: Path | None = None


Errand = (
    LoadModel
    | SampleStyles
    | ReadPicture
    | OpenDocument
    | SaveDocument
    | ExportPicture
    | ListModels
    | ChangeLibrary
    | FaceErrand
    | TranslationErrand
    | ShelfErrand
)
LivePicture = Picture | FacePicture
LiveGrid = Grid | SampleGrid
Request = LivePicture | LiveGrid | Errand | LongErrand


@dataclass(frozen=True)
class ModelInfo:
    """What the window may know of a model: what it can do and how it introduces itself.

    `imported`: its weights were published by others, whose licence is shown before the first use.
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
    ways: tuple[WayInfo, ...] = ()
    axes: tuple[AxisInfo, ...] = ()
    layers: int = 0
    device: str = ""
    backend: str = ""
    preview: Pixels | None = None
    imported: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Failed:
    """A request that could not be done; the message is one sentence."""

    message: str


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
class ModelReady:
    """The model that was asked for is loaded and warm."""

    model: ModelInfo


@dataclass(frozen=True)
class StylesSampled:
    """Style codes in the order of their places."""

    codes: tuple[Code, ...]


@dataclass(frozen=True)
class PictureRead:
    """A picture that was read: a sketch (H, W), or a photo (H, W, 3) that the model starts from."""

    sketch: Pixels | None = None
    underlay: Pixels | None = None
    name: str = ""


@dataclass(frozen=True)
class DocumentRead:
    """A document that was opened."""

    snapshot: Snapshot


@dataclass(frozen=True)
class Written:
    """A file that was written; `with_recipe` tells whether it says how it was made."""

    path: Path
    with_recipe: bool = True


@dataclass(frozen=True)
class Models:
    """What the library holds; `changed` names the model that was just installed."""

    models: tuple[ModelInfo, ...] = field(default=())
    changed: str = ""


Answer = (
    Failed
    | PictureDone
    | GridPart
    | ModelReady
    | StylesSampled
    | PictureRead
    | DocumentRead
    | Written
    | Models
    | FaceAnswer
    | TranslationAnswer
)
