"""What can be done with faces, without a window: find, refine, slide, lock, mix, sample; all undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.document.document import blank_paper
from app.document.face import LEVELS, SAMPLE_SIDE, Face, FaceCode, Level, Mixing, Point
from app.document.undo import FaceCommand, PaperCommand
from app.i18n import tr, tr_noop
from app.worker.client import LiveFace
from app.worker.face_messages import (
    AddAttribute,
    AxesChanged,
    CodeMade,
    ExportWalk,
    FaceFound,
    FindFace,
    RefineFace,
    SampleGrid,
    SamplesPart,
    TakeSample,
)
from app.worker.messages import AxisInfo, Written
from engine.types import Codes, Draw, Pixels

if TYPE_CHECKING:
    from app.editor.editor import Editor

SAMPLES = 24


class FaceActions(QObject):
    """What an editor does whose model makes faces."""

    picking_changed = Signal()
    found = Signal()
    refining = Signal(object)
    samples_changed = Signal()
    axes_changed = Signal()
    attribute_added = Signal(str)
    walk_written = Signal(Path)

    def __init__(self, editor: Editor) -> None:
        """Act on the document of `editor`."""
        super().__init__(editor)
        self._editor, self._document, self._client = editor, editor.document, editor.client
        self.live = LiveFace(editor.document, editor.client, self)
        self.live.failed.connect(editor.message)
        self.eyes: list[Point] = []
        self.picking = False
        self.samples: dict[int, tuple[Pixels, Codes]] = {}
        self._draws: dict[int, Draw] = {}
        self._grid: SampleGrid | None = None
        self._move = 0
        editor.document.model_changed.connect(self._model_changed)
        editor.settings.changed.connect(self._setting_changed)

    @property
    def takes_photos(self) -> bool:
        """Whether the open model edits faces in photos."""
        return bool({"invert", "axes"} & self._editor.capabilities) and self._editor.makes_faces

    @property
    def face(self) -> Face | None:
        """The document's face."""
        return self._document.face

    @property
    def axes(self) -> tuple[AxisInfo, ...]:
        """The sliders of the open model."""
        return self._editor.model.axes if self._editor.model is not None else ()

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes that the open model draws; empty where it has none."""
        return self._editor.model.classes if self._editor.model is not None else ()

    @property
    def sample_class(self) -> int:
        """Which of `classes` samples are of."""
        return max(0, min(self._editor.settings.get("sample_class"), len(self.classes) - 1))

    def serve(self, model: str) -> None:
        """Say which model that makes faces is open, by its name; "" for none."""
        self.live.serve(model)
        self.samples, self._draws, self._grid = {}, {}, None
        self.samples_changed.emit()

    # Finding the face

    def find(self, eyes: tuple[Point, Point] | None = None) -> None:
        """Look for the face in the photo, or take it from both eyes, in photo pixels; its code follows."""
        face = self.face
        if face is None or face.photo is None or not self.takes_photos:
            return
        photo = face.photo
        self.pick_eyes(on=False)

        def arrived(answer: FaceFound) -> None:
            now = self.face
            if now is not None and now.photo is photo:
                after = replace(now, place=answer.place, code=answer.code)
                self._change(after, tr_noop("Find face"))
                self.found.emit()
                if answer.code.origin == "average":
                    self._editor.message.emit(
                        tr("This model has no encoder for photos; refine the face before you move sliders.")
                    )

        def failed(message: str) -> None:
            self._editor.message.emit(message)
            if self.face is not None and self.face.photo is photo and self.face.place is None:
                self.pick_eyes(on=True)

        self._client.ask(FindFace(photo, eyes), arrived, failed)

    def pick_eyes(self, *, on: bool) -> None:
        """Wait for two clicks on the photo, or wait no longer."""
        self.picking = on and self.face is not None and self.face.photo is not None
        self.eyes = []
        self.picking_changed.emit()

    def click_eye(self, x: float, y: float) -> None:
        """One eye at (x, y) on the paper; the second one starts the work."""
        face = self.face
        if not self.picking or face is None or face.photo is None:
            return
        self.eyes.append((x / face.photo.scale, y / face.photo.scale))
        if len(self.eyes) == 2:
            self.find((self.eyes[0], self.eyes[1]))
        else:
            self.picking_changed.emit()

    def refine(self, steps: int, tuning_steps: int = 0) -> None:
        """Bring the code closer to the photo; what was found when it is cancelled is kept."""
        face = self.face
        if face is None or face.place is None or face.code is None:
            self._editor.message.emit(tr("There is no face to refine yet; click both eyes of the face."))
            return
        before = face.code

        def arrived(answer: CodeMade) -> None:
            now = self.face
            if now is None or now.code is not before:
                self._editor.message.emit(
                    tr("The face changed while it was refined; the result was left out.")
                )
                return
            self._change(replace(now, code=answer.code), tr_noop("Refine face"))
            if answer.stopped == "cancelled":
                self._editor.message.emit(tr("Stopped; the best so far is kept."))

        request = RefineFace(face, steps, tuning_steps)
        self._client.ask(request, arrived, progress=self.refining.emit)

    # Sliders

    def new_move(self) -> int:
        """A number for one drag of a slider, whose steps become one step of the history."""
        self._move += 1
        return self._move

    def set_value(self, name: str, value: float, move: int = 0) -> None:
        """Move a slider to `value` steps."""
        face = self.face
        if face is not None and face.values.get(name, 0.0) != value:
            self._change(face.with_value(name, value), tr_noop("Change attribute"), move)

    def set_locked(self, name: str, locked: bool) -> None:
        """Keep an attribute as it is while others change, or let it go."""
        face = self.face
        if face is not None and (name in face.locked) != locked:
            text = tr_noop("Lock attribute") if locked else tr_noop("Unlock attribute")
            self._change(face.with_lock(name, locked), text)

    def reset_all(self) -> None:
        """All sliders at 0, nothing mixed in; locks stay."""
        face = self.face
        mixed = face is not None and face.mixing is not None and any(face.mixing.amounts)
        if face is not None and (face.values or mixed):
            mixing = face.mixing and replace(face.mixing, amounts=(0.0, 0.0, 0.0))
            self._change(replace(face, values={}, mixing=mixing), tr_noop("Reset all attributes"))

    def add_attribute(self, name: str, positive: Path, negative: Path, *, replace: bool = False) -> None:
        """Find a new slider from two folders of pictures; `replace` one of that name, or have it refused."""
        model = self._editor.model

        def arrived(answer: AxesChanged) -> None:
            now = self._editor.model
            if model is not None and now is not None and now.digest == model.digest:
                self._editor.adopt_axes(answer.axes)
                self.axes_changed.emit()
            self.attribute_added.emit(answer.added)

        self._client.ask(AddAttribute(name, positive, negative, replace), arrived)

    # Samples

    def show_samples(self) -> None:
        """Ask for the grid of samples that the settings name, if it is not the one at hand."""
        settings = self._editor.settings
        psi = round(settings.get("sample_psi"), 3)
        grid = SampleGrid(settings.get("sample_seed"), psi, SAMPLES, self.sample_class)
        if self._editor.makes_faces and self.live.model and grid != self._grid:
            self._grid = grid
            self._client.ask(grid, partial(self._samples_arrived, grid), partial(self._no_samples, grid))

    def take_sample(self, place: int) -> None:
        """Make a sample the document's face; a photo that was there comes back by undo."""
        self._with_sample(place, self._take)

    def mix_with(self, place: int) -> None:
        """Choose a sample whose styles are mixed in."""

        def mix(code: FaceCode) -> None:
            face = self.face
            if face is not None and face.code is not None and face.code.ws.shape == code.ws.shape:
                amounts = face.mixing.amounts if face.mixing else (0.0, 0.0, 0.0)
                after = replace(face, mixing=Mixing(code.ws, code.picture, amounts))
                self._change(after, tr_noop("Choose face to mix"))

        if self.face is None or self.face.code is None:
            self._editor.message.emit(tr("There is no face to mix into yet; open a photo or take a sample."))
        else:
            self._with_sample(place, mix)

    def set_mix(self, level: Level, amount: float, move: int = 0) -> None:
        """How much of the other face's styles is mixed in at one level, in [0, 1]."""
        face = self.face
        if face is None or face.mixing is None:
            return
        amounts = list(face.mixing.amounts)
        amounts[LEVELS.index(level)] = min(1.0, max(0.0, amount))
        mixing = replace(face.mixing, amounts=(amounts[0], amounts[1], amounts[2]))
        if mixing.amounts != face.mixing.amounts:
            self._change(replace(face, mixing=mixing), tr_noop("Mix faces"), move)

    # Animations

    def walk(
        self,
        path: Path,
        kind: str,
        *,
        frames: int,
        frames_per_second: float,
        easing: str,
        closed: bool,
    ) -> None:
        """Write an animation: of "edits", or through "mixing" or "samples"."""
        face, stations = self.face, self._stations(kind)
        if stations is None or (kind == "edits" and (face is None or face.code is None)):
            self._editor.message.emit(tr("There is nothing to walk between yet; no file was written."))
            return
        request = ExportWalk(
            path, face, self._document.mask, stations, frames, frames_per_second, easing, closed
        )

        def written(answer: Written) -> None:
            self.walk_written.emit(answer.path)

        self._client.ask(request, written)

    def _stations(self, kind: str) -> tuple[Codes, ...] | None:
        face = self.face
        if kind == "edits":
            return ()
        if kind == "mixing":
            if face is None or face.code is None or face.mixing is None:
                return None
            return face.code.ws, face.mixing.ws
        codes = tuple(self.samples[place][1] for place in sorted(self.samples))
        return codes[:8] if len(codes) > 1 else None

    # Inside

    def _with_sample(self, place: int, then: Callable[[FaceCode], None]) -> None:
        if place in self.samples:
            request = TakeSample(self.samples[place][1], self._draws.get(place))
            self._client.ask(request, lambda made: then(made.code))

    def _take(self, code: FaceCode) -> None:
        face = self.face
        locked = face.locked if face is not None else ()
        after = Face(code=code, locked=locked)
        text = tr_noop("Take sample")
        if face is not None and face.photo is None and self._document.size == after.paper:
            self._change(after, text)
        else:
            paper = blank_paper(SAMPLE_SIDE, SAMPLE_SIDE)
            self._editor.stack.push(PaperCommand(self._document, paper, after, text))

    def _change(self, after: Face, text: str, move: int = 0) -> None:
        self._editor.stack.push(FaceCommand(self._document, after, text, move))

    def _samples_arrived(self, grid: SampleGrid, part: SamplesPart) -> None:
        if grid != self._grid:
            return
        for offset, pixels in enumerate(part.pixels):
            self.samples[part.first + offset] = (np.ascontiguousarray(pixels), part.codes[offset])
            self._draws[part.first + offset] = part.draws[offset]
        self.samples_changed.emit()

    def _no_samples(self, grid: SampleGrid, message: str) -> None:
        if grid == self._grid:
            self._editor.message.emit(message)

    def _model_changed(self) -> None:
        if self.picking:
            self.pick_eyes(on=False)

    def _setting_changed(self, name: str) -> None:
        if name in ("sample_seed", "sample_psi", "sample_class") and self._grid is not None:
            self.show_samples()
