"""What the window can ask of the worker, and what it answers: frozen, and free of Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.document.document import Snapshot
from app.document.source import Source
from app.document.styles import Code
from app.jobs.face_requests import AxisInfo, FaceAnswer, FaceErrand, FacePicture, SampleGrid
from app.jobs.translation_requests import (
    LongErrand,
    ShelfErrand,
    TranslationAnswer,
    TranslationErrand,
    WayInfo,
)

Pixels = NDArray[np.uint8]
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
    """Open a `.ganvas` file; `recovered` for an autosave that a dead editor left."""

    path: Path
    recovered: bool = False


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
