"""What can be done with the guide layer, without a window: painted, filled, varied, cleared; all undoable."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.document.guide import paint, texture
from app.document.material import Material
from app.document.strokes import Brush, Rect, TileDiff, TileRecorder, ToolName
from app.document.undo import GuideCommand
from app.editor.styles import LARGEST_SEED
from app.i18n import tr, tr_noop
from app.worker.messages import FindRegion, RegionFound, VaryRegion
from engine.types import Pixels

if TYPE_CHECKING:
    from app.editor.editor import Editor

FIRST = Material((176, 74, 52))
REST_MS = 50


class MaterialActions(QObject):
    """What an editor does with paint that its model follows.

    A hidden layer is followed all the same: hiding is for the eye, and `clear` takes it off. Whoever paints
    on a hidden layer sees it again.
    """

    material_changed = Signal()

    def __init__(self, editor: Editor) -> None:
        """Act on the document of `editor`."""
        super().__init__(editor)
        self._editor, self._document = editor, editor.document
        self._settings = editor.settings
        self._material = FIRST

    @property
    def followed(self) -> bool:
        """Whether the open model takes a guide."""
        return "guide" in self._editor.capabilities

    @property
    def material(self) -> Material:
        """What the brush and the fill paint with."""
        return self._material

    def set_material(self, material: Material) -> None:
        """Paint with another material from now on."""
        self._material = material
        self.material_changed.emit()

    @property
    def size(self) -> float:
        """Width of the material brush and its eraser, in pixels of the paper."""
        return float(self._settings.get("material_size"))

    def set_size(self, size: float) -> None:
        """Paint more widely or narrowly; the setting `material_size` says so to all who follow it."""
        self._settings.set("material_size", size)

    @property
    def layer_visible(self) -> bool:
        """Whether the layer is seen over the sketch."""
        return bool(self._settings.get("guide_visible"))

    def set_layer_visible(self, visible: bool) -> None:
        """Show or hide the layer; it counts either way. The setting `guide_visible` says so to all."""
        self._settings.set("guide_visible", visible)

    def begin_stroke(self, tool: ToolName, brush: Brush, x: float, y: float, pressure: float) -> None:
        """Put the material brush, or its eraser, down at (x, y) in sketch pixels."""
        if not self.followed or self._document.face is not None:
            return
        self.set_layer_visible(True)
        material = None if tool == "material_eraser" else self._material
        self._document.begin_guide_stroke(replace(brush, size=self.size), material, x, y, pressure)

    def end_stroke(self, tool: ToolName) -> None:
        """Lift it: what it painted becomes one step of the history."""
        text = tr_noop("Erase material") if tool == "material_eraser" else tr_noop("Paint material")
        self._push(self._document.end_stroke(), text, done=True)
        self._editor.live.stroke_ended()

    def clear(self) -> None:
        """Take everything off the layer."""
        self._document.cancel_stroke()
        layer = self._document.guide
        if layer is not None:
            height, width = layer.shape[:2]
            everywhere = Rect(0, 0, width, height)
            self._paint(everywhere, np.ones((height, width), bool), None, tr_noop("Clear material layer"))

    def fill(self, x: float, y: float) -> None:
        """Paint the part of the drawing at (x, y) in sketch pixels with the material in hand."""
        material = self._material
        self._ask(
            FindRegion(self._document.sketch.copy(), int(x), int(y)),
            lambda found: texture(material, found.rect),
            tr_noop("Fill with material"),
        )

    def vary(self, x: float, y: float, seed: int | None = None) -> None:
        """Give the part at (x, y) colours and stuff of another style; the rest stays as it is."""
        document, seed = self._document, random.randrange(LARGEST_SEED) if seed is None else seed
        sketch, guide = document.sketch.copy(), document.guide_copy()
        request = VaryRegion(sketch, int(x), int(y), seed, document.source, guide)
        self._ask(request, lambda found: found.pixels, tr_noop("Vary part"))

    def _ask(self, request: FindRegion, pixels_of: Callable[[RegionFound], Pixels | None], text: str) -> None:
        """Paint what is found, unless the paper is another one by then."""
        document, sketch = self._document, self._document.sketch
        if not self.followed or document.face is not None:
            return

        def arrived(found: RegionFound) -> None:
            if document.sketch is not sketch:
                return
            if document.drawing:
                # A stroke is one step of its own; this is the next.
                QTimer.singleShot(REST_MS, lambda: arrived(found))
            elif found.where is None:
                message = tr("This place lies outside of the drawing; tap inside of its lines.")
                self._editor.message.emit(message)
            else:
                self.set_layer_visible(True)
                self._paint(found.rect, found.where, pixels_of(found), text)

        self._editor.client.ask(request, arrived)

    def _paint(self, rect: Rect, where: NDArray[np.bool_], pixels: Pixels | None, text: str) -> None:
        """Paint at once, as one step of the history."""
        layer = self._document.guide_layer()
        recorder = TileRecorder(layer)
        recorder.about_to_paint(rect)
        paint(layer, rect, where, pixels)
        diff = recorder.finish()
        # The document hears of the change from the step itself.
        recorder.restore()
        self._push(diff, text, done=False)

    def _push(self, diff: TileDiff, text: str, *, done: bool) -> None:
        if diff.tiles:
            editor = self._editor
            editor.stack.push(GuideCommand(self._document, editor.store, diff, text, done=done))
