"""What the window can ask of the worker about faces, and what it answers: frozen, and free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from app.document.face import Face, FaceCode, Photo, Place, Point
from app.worker.messages import AxisInfo, GridRequest, PictureRequest, Request, Task, Written
from engine.types import Codes, Draw, Pixels


@dataclass(frozen=True, eq=False)
class FaceDrawn:
    """A picture of the face as the canvas shows it, and how long the model took."""

    pixels: Pixels
    milliseconds: float


@dataclass(frozen=True, eq=False)
class SamplesPart:
    """Small pictures (n, s, s, 3), codes (n, layers, w) and their draws from place `first` of a grid on."""

    first: int
    pixels: Pixels
    codes: Codes
    draws: tuple[Draw, ...]


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
class FacePicture(PictureRequest[FaceDrawn]):
    """The live picture of a face with its edits; `coarse` while something moves.

    `epoch` and `revision` are those of the document that it was asked for.
    """

    epoch: int
    revision: int
    face: Face
    mask: Pixels | None
    coarse: bool


@dataclass(frozen=True)
class SampleGrid(GridRequest[SamplesPart]):
    """Small pictures of `count` codes drawn from `seed`, truncated by `psi`; of a class by its number."""

    of_document: ClassVar[bool] = False
    seed: int
    psi: float
    count: int
    number: int = 0


@dataclass(frozen=True)
class OpenPhoto(Request[PhotoRead]):
    """Read a photo from a file, or from `pixels` (H, W, 4) that were pasted."""

    opens: ClassVar[bool] = True
    path: Path | None = None
    pixels: Pixels | None = None


@dataclass(frozen=True, eq=False)
class FindFace(Request[FaceFound]):
    """Find the face in a photo, or take it from both eyes, in photo pixels; then its first code."""

    photo: Photo
    eyes: tuple[Point, Point] | None = None


@dataclass(frozen=True, eq=False)
class TakeSample(Request[CodeMade]):
    """Make a sampled code (layers, w) into a face."""

    ws: Codes
    draw: Draw | None = None


@dataclass(frozen=True, eq=False)
class ExportFace(Request[Written]):
    """Make the edited picture once more, in the photo's full size, and write it with its recipe inside."""

    of_document: ClassVar[bool] = False
    path: Path
    face: Face
    mask: Pixels | None


@dataclass(frozen=True, eq=False)
class RefineFace(Task[CodeMade]):
    """Bring a face's code closer to its photo by `steps` of descent, and tune a copy of the model."""

    face: Face
    steps: int
    tuning_steps: int = 0


@dataclass(frozen=True, eq=False)
class ExportWalk(Task[Written]):
    """Write an animation.

    `stations` are codes (layers, w) to walk through; without any, the walk goes from the unedited face to
    the edited one.
    """

    of_document: ClassVar[bool] = False
    path: Path
    face: Face | None
    mask: Pixels | None
    stations: tuple[Codes, ...]
    frames: int
    frames_per_second: float
    easing: str
    closed: bool


@dataclass(frozen=True)
class AddAttribute(Task[AxesChanged]):
    """Find a new axis from pictures that have a feature and pictures that have not, and keep it.

    One of the same name gives way where `replace` says so; else the name is refused.
    """

    of_document: ClassVar[bool] = False
    name: str
    positive: Path
    negative: Path
    replace: bool = False
