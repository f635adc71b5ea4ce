"""The open document: sketch, photo or face, styles, model and the newest picture, with signals."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.document.face import Face
from app.document.strokes import NOTHING, PAPER, Brush, Rect, Stroke, TileDiff, ToolName
from app.document.styles import Source, Styles
from engine.files import FileState
from engine.types import Pixels

if TYPE_CHECKING:
    from app.document.material import Material

DEFAULT_SIDE = 512
MAX_REPLACED = 8


@dataclass(frozen=True)
class ModelName:
    """Which model made the picture: its name in the library, and the digest of its bundle."""

    name: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Replaced:
    """What a document had of a model that another one stands in for: its styles, should it come back."""

    model: ModelName
    styles: Styles


@dataclass(frozen=True)
class Origin:
    """The file that unsaved work belongs to, and how that file was when it was last read or written."""

    path: Path
    state: FileState | None = None


@dataclass(frozen=True)
class Snapshot:
    """A document at one moment, apart from the window: what is saved, autosaved and opened.

    `origin` is said in autosaves alone.
    """

    sketch: NDArray[np.uint8]
    styles: Styles = field(default_factory=Styles)
    model: ModelName = field(default_factory=ModelName)
    result: NDArray[np.uint8] | None = None
    face: Face | None = None
    source: Source = field(default_factory=Source)
    guide: Pixels | None = None
    replaced: tuple[Replaced, ...] = ()
    origin: Origin | None = None


def blank_paper(width: int = DEFAULT_SIDE, height: int = DEFAULT_SIDE) -> NDArray[np.uint8]:
    """White paper, (height, width) uint8."""
    return np.full((height, width), PAPER, np.uint8)


class Document(QObject):
    """State only: a widget reads it and shows it; commands change it.

    `revision` counts every change that the picture depends on. `epoch` counts the changes that are not
    a continuation of the last one (undo, another style, another model): a picture that was begun in an
    earlier epoch never lands in a later one. `identity` is another number whenever another document is
    opened, restored or begun in place of the one that was open.

    With a face, the paper lies over it and what is drawn on it is the mask: ink where edits may show. With
    a photo in `source`, the ink lies over that, and the model is given both. `guide` is what was painted over
    it for the model to follow, (H, W, 4) as app.document.guide has it; None before anything was. `replaced`
    is what it had of models that are gone, the last of them first.
    """

    sketch_changed = Signal(object)
    guide_changed = Signal(object)
    sketch_replaced = Signal()
    paper_changed = Signal()
    styles_changed = Signal()
    face_changed = Signal()
    source_changed = Signal()
    model_changed = Signal()
    result_changed = Signal()
    path_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """An empty, untitled document on white paper."""
        super().__init__(parent)
        self.sketch = blank_paper()
        self.styles = Styles()
        self.model = ModelName()
        self.face: Face | None = None
        self.source = Source()
        self.guide: Pixels | None = None
        self._shared_guide: Pixels | None = None
        self.replaced: tuple[Replaced, ...] = ()
        self._before: tuple[int, Styles, Source] | None = None
        self.result: NDArray[np.uint8] | None = None
        self.result_revision = -1
        self.path: Path | None = None
        self.revision = 0
        self.epoch = 0
        self.identity = 0
        self._stroke: Stroke | None = None
        self._on_guide = False

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the paper in pixels."""
        return self.sketch.shape[1], self.sketch.shape[0]

    @property
    def blank(self) -> bool:
        """Whether nothing is drawn, and no photo lies under the paper."""
        return self.source.underlay is None and bool((self.sketch == PAPER).all())

    @property
    def mask(self) -> NDArray[np.uint8] | None:
        """Where edits of the face may show, (h, w) uint8, 255 for fully; None where nothing was painted."""
        return None if self.face is None or self.blank else 255 - self.sketch

    def guide_layer(self) -> Pixels:
        """The guide to paint on, an empty one where there was none."""
        if self.guide is None:
            self.guide = np.zeros((*self.sketch.shape, 4), np.uint8)
        return self.guide

    def guide_copy(self) -> Pixels | None:
        """The guide as it is now, for requests: a copy that they share, and that nobody can write to."""
        if self._shared_guide is None and self.guide is not None:
            self._shared_guide = self.guide.copy()
            self._shared_guide.flags.writeable = False
        return self._shared_guide

    @property
    def drawing(self) -> bool:
        """Whether the pen is on the paper."""
        return self._stroke is not None

    @property
    def result_is_current(self) -> bool:
        """Whether the picture belongs to the sketch and the style as they are now."""
        return self.result is not None and self.result_revision == self.revision

    @property
    def result_is_kept(self) -> bool:
        """Whether the picture still is that of a model that was replaced, and nothing has changed since."""
        return self.result_is_current and self._before is not None and self._before[0] == self.revision

    def begin_stroke(self, brush: Brush, tool: ToolName, x: float, y: float, pressure: float = 1.0) -> None:
        """Put the pen on the paper at (x, y) in sketch pixels."""
        self._stroke, self._on_guide = Stroke(self.sketch, brush, tool), False
        self._stroke_touched(self._stroke.begin(x, y, pressure))

    def begin_guide_stroke(
        self, brush: Brush, material: Material | None, x: float, y: float, pressure: float = 1.0
    ) -> None:
        """Put a material's brush on the guide at (x, y) in sketch pixels; without one, its eraser."""
        from app.document.guide import GuideStroke

        self._stroke, self._on_guide = GuideStroke(self.guide_layer(), brush, material), True
        self._stroke_touched(self._stroke.begin(x, y, pressure))

    def continue_stroke(self, x: float, y: float, pressure: float = 1.0) -> None:
        """Move the pen to (x, y)."""
        if self._stroke is not None:
            self._stroke_touched(self._stroke.move(x, y, pressure))

    def end_stroke(self) -> TileDiff:
        """Lift the pen; returns what the stroke changed."""
        if self._stroke is None:
            return TileDiff(())
        changed, diff = self._stroke.end()
        self._stroke = None
        self._stroke_touched(changed)
        return diff

    def cancel_stroke(self) -> None:
        """Take back the stroke that is being drawn."""
        if self._stroke is not None:
            changed = self._stroke.cancel()
            self._stroke = None
            self.epoch += 1
            self._stroke_touched(changed)

    def toggle(self, diff: TileDiff) -> None:
        """Apply a difference to the sketch, or take it back."""
        self.epoch += 1
        self._touched(diff.toggle(self.sketch))

    def toggle_guide(self, diff: TileDiff) -> None:
        """Apply a difference to the guide, or take it back."""
        self.epoch += 1
        self._guide_touched(diff.toggle(self.guide_layer()))

    def set_styles(self, styles: Styles) -> None:
        """Replace the styles; the picture follows when the code in use changed."""
        if styles.code() != self.styles.code():
            self.epoch += 1
            self.revision += 1
        self.styles = styles
        self.styles_changed.emit()

    def set_model(self, model: ModelName) -> None:
        """Say which model the document is drawn with."""
        before = self._before if self.result_is_kept and model == self.model else None
        self.model = model
        self.epoch += 1
        self.revision += 1
        if before is not None:
            self._keep_result(*before[1:])
        self.model_changed.emit()

    def replace_model(self, model: ModelName, styles: Styles, source: Source) -> None:
        """Go on with the model that stands in for one that is gone; the picture stays until a change.

        What the document had of the model before is kept in `replaced`.
        """
        kept, before = self.result_is_current, self.source
        self.replaced = (Replaced(self.model, self.styles), *self.replaced)[:MAX_REPLACED]
        self.model, self.styles, self.source = model, styles, source
        self.epoch += 1
        self.revision += 1
        if kept:
            self._keep_result(styles, before)
        self.styles_changed.emit()
        if source is not before:
            self.source_changed.emit()
        self.model_changed.emit()

    def _keep_result(self, styles: Styles, before: Source) -> None:
        self.result_revision = self.revision
        self._before = (self.revision, styles, before)

    def set_face(self, face: Face | None, *, continued: bool = False) -> None:
        """Replace the face's state; `continued` for another step of one move, as in a slider's drag."""
        self.face = face
        self.epoch += 0 if continued else 1
        self.revision += 1
        self.face_changed.emit()

    def set_source(self, source: Source) -> None:
        """Go another way, or start from another photo of the paper's size."""
        self.source = source
        self.epoch += 1
        self.revision += 1
        self.source_changed.emit()

    def set_paper(
        self,
        sketch: NDArray[np.uint8],
        face: Face | None,
        source: Source | None = None,
        guide: Pixels | None = None,
    ) -> None:
        """Show another paper, (H, W), not copied, with what lies under it, a face, a photo or nothing.

        `guide`, not copied either, is what is painted over it.
        """
        self._stroke = None
        self.sketch = sketch
        self.guide, self._shared_guide = guide, None
        self.source = source or Source()
        self.result, self.result_revision = None, -1
        self.set_face(face)
        self.source_changed.emit()
        self.paper_changed.emit()

    def set_result(self, result: NDArray[np.uint8] | None, revision: int) -> None:
        """Show a picture (H, W, 3) that was made from the sketch at `revision`."""
        self.result = result
        self.result_revision = revision
        self.result_changed.emit()

    def set_path(self, path: Path | None) -> None:
        """Say where the document is saved."""
        self.path = path
        self.path_changed.emit()

    def snapshot(self) -> Snapshot:
        """A copy to save; a picture that does not belong to this sketch is left out.

        As long as the picture is the one of a model that was replaced, so is what it was made with.
        """
        result = self.result if self.result_is_current else None
        sketch, guide = self.sketch.copy(), self.guide_copy()
        if self._before is not None and self.result_is_kept and self.styles is self._before[1]:
            last, *older = self.replaced
            source = self._before[2]
            return Snapshot(sketch, last.styles, last.model, result, self.face, source, guide, tuple(older))
        return Snapshot(sketch, self.styles, self.model, result, self.face, self.source, guide, self.replaced)

    def replace(self, snapshot: Snapshot, path: Path | None) -> None:
        """Open `snapshot` in place of what was open."""
        self.identity += 1
        self._stroke = None
        self.sketch = np.ascontiguousarray(snapshot.sketch).copy()
        self.guide = None if snapshot.guide is None else np.ascontiguousarray(snapshot.guide).copy()
        self._shared_guide = None
        self.styles = snapshot.styles
        self.model = snapshot.model
        self.face = snapshot.face
        self.source = snapshot.source
        self.replaced, self._before = snapshot.replaced, None
        self.epoch += 1
        self.revision += 1
        self.set_path(path)
        self.sketch_replaced.emit()
        self.styles_changed.emit()
        self.source_changed.emit()
        self.face_changed.emit()
        self.model_changed.emit()
        self.set_result(snapshot.result, self.revision)

    def _touched(self, rect: Rect) -> None:
        if rect != NOTHING and not rect.empty:
            self.revision += 1
            self.sketch_changed.emit(rect)

    def _guide_touched(self, rect: Rect) -> None:
        if not rect.empty:
            self._shared_guide = None
            self.revision += 1
            self.guide_changed.emit(rect)

    def _stroke_touched(self, rect: Rect) -> None:
        if self._on_guide:
            self._guide_touched(rect)
        else:
            self._touched(rect)
