"""The editor: document, undo and worker put together; all that it does without a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from app.document.document import Document, ModelName
from app.document.strokes import PAPER, Brush, TileDiff, ToolName, difference
from app.document.styles import Styles
from app.document.undo import HistoryStore, ModelCommand, PaintCommand
from app.editor.faces import FaceActions
from app.editor.sources import SourceActions
from app.editor.styles import StyleActions
from app.i18n import tr, tr_noop
from app.settings import Settings
from app.worker.client import LivePictures, WorkerClient
from app.worker.messages import AxisInfo, LoadModel, ModelInfo, ModelReady
from app.worker.style_messages import MeasureAnew, MeasuredAnew, SampleStyles, StylesSampled
from app.worker.worker import ModelSession, Worker

if TYPE_CHECKING:
    from app.editor.materials import MaterialActions

STROKE_TEXTS: dict[ToolName, str] = {
    "brush": tr_noop("Brush stroke"),
    "eraser": tr_noop("Erase"),
    "line": tr_noop("Line"),
}
MASK_TEXTS: dict[ToolName, str] = {
    "brush": tr_noop("Paint mask"),
    "eraser": tr_noop("Erase mask"),
    "line": tr_noop("Paint mask"),
}
GUIDE_TOOLS: tuple[ToolName, ...] = ("material_brush", "material_eraser")
BRUSH_OPTIONS = ("brush_size", "eraser_size", "smoothing", "pressure", "mirror")


class Editor(QObject):
    """One open document, its history, and the worker that draws for it."""

    model_changed = Signal()
    message = Signal(str)

    def __init__(self, settings: Settings, session: ModelSession, parent: QObject | None = None) -> None:
        """Nothing is loaded before `start`."""
        super().__init__(parent)
        self.settings = settings
        self.document = Document(self)
        self.stack = QUndoStack(self)
        self.store = HistoryStore()
        self.worker = Worker(session, self)
        self.client = WorkerClient(self.worker, self.document, self)
        self.live = LivePictures(self.document, self.client, self)
        self.live.follow_pen = settings.get("live")
        self.faces = FaceActions(self)
        self.model: ModelInfo | None = None
        self._loading = ""
        self.styling = StyleActions(self)
        self.sources = SourceActions(self)
        self.client.failed.connect(self.message)
        self.worker.noticed.connect(self.message)
        self.document.model_changed.connect(self._document_model_changed)
        settings.changed.connect(self._setting_changed)
        self._read_brushes()

    @cached_property
    def materials(self) -> MaterialActions:
        """The guide layer; loaded once a model takes one."""
        from app.editor.materials import MaterialActions

        return MaterialActions(self)

    @property
    def capabilities(self) -> frozenset[str]:
        """What the open model can do; nothing while none is open."""
        return self.model.capabilities if self.model else frozenset()

    @property
    def makes_faces(self) -> bool:
        """Whether the open model makes faces of codes."""
        return "sample" in self.capabilities

    @property
    def loading(self) -> str:
        """The name of the model that is being opened, or nothing."""
        return self._loading

    def start(self, model: str | None = None) -> None:
        """Let the worker begin and open the first model."""
        self.worker.start()
        self.choose_model(model or self.settings.get("model"))

    def stop(self) -> None:
        """Finish what was asked to be saved, and end the worker."""
        self.worker.stop()
        self.store.close()
        # Qt empties the stack when it goes; nobody needs to hear of it.
        self.stack.blockSignals(True)

    # Sketch

    def begin_stroke(self, tool: ToolName, x: float, y: float, pressure: float) -> None:
        """Put the pen down at (x, y) in sketch pixels, with the tool as the settings have it."""
        if tool in GUIDE_TOOLS:
            self.materials.begin_stroke(tool, self._brush, x, y, pressure)
            return
        self.document.begin_stroke(self._eraser if tool == "eraser" else self._brush, tool, x, y, pressure)

    def end_stroke(self, tool: ToolName) -> None:
        """Lift the pen: the stroke becomes one step of the history."""
        if tool in GUIDE_TOOLS:
            self.materials.end_stroke(tool)
            return
        diff = self.document.end_stroke()
        texts = STROKE_TEXTS if self.document.face is None else MASK_TEXTS
        self._painted(diff, texts[tool], done=True)
        self.live.stroke_ended()

    def clear_sketch(self) -> None:
        """White paper."""
        text = tr_noop("Clear sketch") if self.document.face is None else tr_noop("Clear mask")
        self.repaint(np.full_like(self.document.sketch, PAPER), text)

    # Model

    def choose_model(self, name: str) -> None:
        """Open a model of the library, or a bundle file, and draw with it from now on."""
        if name and name != self._loading:
            self._load(name, adopt=True)

    def with_model(self, name: str, then: Callable[[], object]) -> None:
        """Do something with a model of the library: at once where it is open, or when it has opened."""
        if self.model is not None and self.model.name == name and not self._loading:
            then()
            return

        def changed() -> None:
            if self._loading == name:
                return
            self.model_changed.disconnect(changed)
            if self.model is not None and self.model.name == name and not self._loading:
                # The document takes the model on first.
                QTimer.singleShot(0, self, then)

        self.choose_model(name)
        self.model_changed.connect(changed)

    def _load(self, name: str, *, adopt: bool) -> None:
        self._loading = name
        # What is asked while models change would be drawn by whichever happens to be open.
        self.live.serve("")
        self.faces.serve("")
        self.model_changed.emit()

        def arrived(answer: ModelReady) -> None:
            self._loading = "" if self._loading == name else self._loading
            if self._loading and not adopt:
                # Another model is on its way, for a document that was opened since.
                self.model = answer.model
                return
            self._model_ready(answer.model, adopt=adopt, gone=answer.gone)

        def failed(message: str) -> None:
            self._loading = "" if self._loading == name else self._loading
            self.message.emit(message)
            if self.model is not None and not self._loading:
                self._model_ready(self.model, adopt=False)
            else:
                self.model_changed.emit()

        settings = self.settings
        named = self.document.model
        digest = "" if adopt or named.name != name else named.digest
        request = LoadModel(name, settings.get("backend"), settings.get("device"), adopt, digest)
        self.client.ask(request, arrived, failed)

    def _model_ready(self, model: ModelInfo, *, adopt: bool, gone: str = "") -> None:
        self.model = model
        draws = "translate" in model.capabilities
        self.live.serve(
            model.name if draws else "", model.style_size, [info.direction for info in model.directions]
        )
        self.faces.serve("" if draws else model.name)
        document, name = self.document, ModelName(model.name, model.digest)
        if gone and document.model.name == gone:
            self.model_changed.emit()
            self._replace_model(model)
            return
        if gone and adopt:
            self.message.emit(tr("The model “{old}” was replaced by “{new}”.", old=gone, new=model.title))
        if not adopt:
            if document.model.name == model.name and document.model.digest not in ("", model.digest):
                self.message.emit(
                    tr(
                        "{model} is another version than the one this document was drawn with.",
                        model=model.title,
                    )
                )
            document.model = name
        elif Path(model.name).suffix == "" and self.stack.count() == 0:
            self.settings.set("model", model.name)
        self.model_changed.emit()
        self._with_fitting_styles(lambda styles: self._adopt(name, styles))

    def _replace_model(self, model: ModelInfo) -> None:
        """Let the open model stand in for the document's, which is gone, with styles measured anew."""
        document = self.document
        gone, picture = document.model, document.result if document.result_is_current else None

        def measured(answer: MeasuredAnew) -> None:
            if self._loading or self.model is None or self.model.digest != answer.digest:
                return
            name = ModelName(model.name, model.digest)
            document.replace_model(name, answer.styles, self.sources.fitting(document.source))
            self.message.emit(
                tr(
                    "The model “{old}” was replaced by “{new}”; styles measured anew: {measured}, "
                    "kept but of use to the old model alone: {kept}.",
                    old=gone.name,
                    new=model.title,
                    measured=answer.measured,
                    kept=answer.kept,
                )
            )
            # The shelf has what was measured.
            self.model_changed.emit()

        request = MeasureAnew(gone.digest, document.styles, document.source.direction, picture)
        self.client.ask(request, measured)

    def complete_styles(self) -> None:
        """Give a document the open model where it names none, and first styles where its own do not fit."""
        if self.model is None:
            return
        if self.document.model.name == self.model.name:
            self._with_fitting_styles(self._set_first_styles)
        elif not self.document.model.name and not self._loading:
            name = ModelName(self.model.name, self.model.digest)
            self._with_fitting_styles(lambda styles: self._adopt(name, styles))

    def _with_fitting_styles(self, then: Callable[[Styles], None]) -> None:
        """Call `then` with the document's styles, or with new ones where the model's codes are longer."""
        styles, model = self.document.styles, self.model
        if model is not None and model.digest != self.document.model.digest:
            # A model that is back after another one stood in for it finds its own styles.
            for replaced in self.document.replaced:
                if replaced.model.digest == model.digest:
                    then(replaced.styles)
                    return
        fits = bool(styles.variants) and model is not None and len(styles.base) == model.style_size
        if model is None or fits or "translate" not in model.capabilities:
            then(styles)
            return

        def sampled(answer: StylesSampled) -> None:
            then(Styles(count=styles.count).rerolled(answer.codes, styles.seed, styles.count))

        self.client.ask(SampleStyles(styles.count, styles.seed), sampled)

    def _set_first_styles(self, styles: Styles) -> None:
        if styles is not self.document.styles:
            self.document.set_styles(styles)

    def _adopt(self, name: ModelName, styles: Styles) -> None:
        document, source = self.document, self.sources.fitting(self.document.source)
        if document.model in (name, ModelName()) or not document.model.name:
            document.set_styles(styles)
            if source is not document.source:
                document.set_source(source)
            document.set_model(name)
        else:
            self.stack.push(ModelCommand(document, name, styles, source, tr_noop("Choose model")))

    def adopt_axes(self, axes: tuple[AxisInfo, ...]) -> None:
        """The open model has other sliders now."""
        if self.model is not None:
            capabilities = self.model.capabilities | {"axes"}
            self.model = replace(self.model, axes=axes, capabilities=capabilities)
            self.model_changed.emit()

    def _document_model_changed(self) -> None:
        """An undo or an opened document may name another model than the one that is open."""
        name = self.document.model.name
        if name and self.model is not None and name != self.model.name and name != self._loading:
            self._load(name, adopt=False)

    # History

    def undo(self) -> None:
        """One step back; a stroke under the pen is taken back first."""
        if self.document.drawing:
            self.document.cancel_stroke()
        else:
            self.stack.undo()

    def redo(self) -> None:
        """One step forth."""
        if not self.document.drawing:
            self.stack.redo()

    def repaint(self, sketch: NDArray[np.uint8], text: str) -> None:
        """Replace the drawing by `sketch`, which has the size of the paper, as one step of the history."""
        self.document.cancel_stroke()
        self._painted(difference(self.document.sketch, sketch), text, done=False)

    def _painted(self, diff: TileDiff, text: str, *, done: bool) -> None:
        if diff.tiles:
            self.stack.push(PaintCommand(self.document, self.store, diff, text, done=done))

    def _setting_changed(self, name: str) -> None:
        if name == "live":
            self.live.follow_pen = self.settings.get("live")
        elif name in BRUSH_OPTIONS:
            self._read_brushes()
        elif name in ("backend", "device") and self.model is not None:
            self._load(self.model.name, adopt=False)

    def _read_brushes(self) -> None:
        size, eraser_size, smoothing, pressure, mirror = (self.settings.get(name) for name in BRUSH_OPTIONS)
        self._brush = Brush(size, smoothing, pressure, mirror)
        self._eraser = replace(self._brush, size=eraser_size)
