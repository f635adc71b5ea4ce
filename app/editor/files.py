"""The document's life on disk: new, open, save, export, autosave, and recovery after a kill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from app.document.autosave import Orphan, RecoveryFolder
from app.document.document import Origin, Snapshot, blank_paper
from app.document.face import Face
from app.document.file_format import SUFFIX
from app.document.styles import Source, Styles
from app.document.undo import ModelCommand
from app.editor.editor import Editor
from app.i18n import tr
from app.worker.face_messages import ExportFace, OpenPhoto, PhotoRead
from app.worker.messages import (
    A,
    DocumentRead,
    DocumentSeen,
    ExportFullSize,
    ExportPicture,
    ImportUse,
    LookAtDocument,
    OpenDocument,
    OpenPicture,
    PictureRead,
    Request,
    Saved,
    SaveDocument,
    Written,
)
from engine.files import PICTURE_FORMATS, FileState

# Those that keep the recipe of a picture.
EXPORT_SUFFIXES = tuple(end for end, kind in PICTURE_FORMATS.items() if kind not in ("bmp", "gif"))


class DocumentFiles(QObject):
    """Reads and writes the editor's document, always in the worker."""

    message = Signal(str)
    saved = Signal(Path)
    exported = Signal(Path, bool)
    opening = Signal()
    changed_by_others = Signal(Path, object)

    def __init__(
        self, editor: Editor, recovery: RecoveryFolder | None, parent: QObject | None = None
    ) -> None:
        """Autosave into `recovery`; without one, nothing is autosaved.

        `changed_by_others` has the path that was not written, and what was to come after.
        """
        super().__init__(parent)
        self._editor = editor
        self._recovery = recovery
        self._autosaved = -1
        self._autosave_failed = False
        self._known: FileState | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000 * editor.settings.get("autosave_seconds"))
        self._timer.timeout.connect(self.autosave)
        self._timer.start()
        editor.stack.cleanChanged.connect(self._clean_changed)

    @property
    def unsaved(self) -> bool:
        """Whether closing now would lose work; that another model was chosen for new paper is none."""
        stack = self._editor.stack
        # Work that was restored has no history.
        if stack.isClean() or not stack.count() or self._editor.document.path is not None:
            return not stack.isClean()
        return any(not isinstance(stack.command(index), ModelCommand) for index in range(stack.count()))

    def new(self) -> None:
        """White paper; styles and model stay."""
        side = self._editor.settings.get("paper_side")
        self._replace(self._beginning(blank_paper(side, side)), None)

    def open(self, path: Path) -> None:
        """Open a document, or start a new one with a picture: as its photo where the model takes photos."""
        self.opening.emit()
        if path.suffix.lower() == SUFFIX:
            self._ask_to_open(OpenDocument(path), lambda answer: self._read(answer, path))
        elif self._editor.faces.takes_photos:
            self.open_photo(path)
        else:
            use: ImportUse = "input" if self._editor.sources.takes_photos else "drawing"
            self._ask_to_open(OpenPicture(use, None, path), self._picture_read)

    def open_photo(self, path: Path | None = None, pixels: NDArray[np.uint8] | None = None) -> None:
        """Start a new document with a photo of a face, from a file or pasted, and look for the face."""
        self.opening.emit()
        self._ask_to_open(OpenPhoto(path, pixels), self._photo_read)

    def _ask_to_open(self, request: Request[A], then: Callable[[A], None]) -> None:
        """Ask for what takes the document's place, unless it is drawn on until the answer is there."""
        stack = self._editor.stack
        index = stack.index()

        def arrived(answer: A) -> None:
            if self.unsaved and (stack.index() != index or self._editor.document.drawing):
                self.message.emit(
                    tr("The document was changed while the file was read; it stays open, the file was not.")
                )
            else:
                then(answer)

        self._editor.client.ask(request, arrived)

    def save(self, path: Path, then: Callable[[], None] | None = None, *, anyway: bool = False) -> None:
        """Save as `path`; `then` runs once the file is whole on disk.

        Where others wrote to the document's file since it was read or written here, it is left alone and
        `changed_by_others` says so, unless it is to be written `anyway`.
        """
        editor = self._editor
        index, revision = editor.stack.index(), editor.document.revision
        known = self._known if path == editor.document.path and not anyway else None

        def written(answer: Saved) -> None:
            if answer.state is None:
                self.changed_by_others.emit(path, then)
                return
            self._known = answer.state
            editor.document.set_path(path)
            # What was drawn while the file was written is not in it.
            if editor.stack.index() == index and editor.document.revision == revision:
                editor.stack.setClean()
            self.saved.emit(path)
            if then is not None:
                then()

        editor.client.ask(SaveDocument(path, editor.document.snapshot(), revision, known=known), written)

    def export(self, path: Path, *, full_size: bool = False) -> None:
        """Write the picture, made anew in full or at the paper's own size, with its recipe inside."""
        document = self._editor.document
        if document.face is not None:
            self._export_face(path, document.face)
            return
        if document.blank:
            self.message.emit(tr("There is no picture to export yet; draw something first."))
            return
        styles = document.styles
        kind = ExportFullSize if full_size else ExportPicture
        request = kind(
            path,
            document.sketch.copy(),
            styles.code(),
            styles.code_seed,
            document.source,
            document.guide_copy(),
        )
        self._editor.client.ask(request, self._exported)

    def _export_face(self, path: Path, face: Face) -> None:
        if face.code is None:
            self.message.emit(tr("There is no face to export yet; click both eyes of the face."))
        else:
            self._editor.client.ask(ExportFace(path, face, self._editor.document.mask), self._exported)

    def _exported(self, answer: Written) -> None:
        self.exported.emit(answer.path, answer.with_recipe)

    def autosave(self, then: Callable[[], None] | None = None) -> None:
        """Keep unsaved work beside the lock of this editor, if it changed since the last time.

        Half a stroke counts: who holds the pen down for long has drawn much. What failed is tried again the
        next time, and said once. `then` runs when it is on disk.
        """
        document = self._editor.document
        revision = document.revision
        if self._recovery is None:
            return
        if not self.unsaved and not document.drawing:
            if self._autosaved != -1:
                # A stroke was taken back after it was kept.
                self._autosaved = -1
                self._recovery.forget()
            return
        if revision == self._autosaved:
            return
        self._autosaved = revision
        snapshot = document.snapshot()
        if document.path is not None:
            snapshot = replace(snapshot, origin=Origin(document.path, self._known))

        def written(_: Saved) -> None:
            self._autosave_failed = False
            if then is not None:
                then()

        def failed(message: str) -> None:
            self._autosaved = -1
            if not self._autosave_failed:
                self._autosave_failed = True
                self.message.emit(message)

        request = SaveDocument(self._recovery.autosave, snapshot, revision, autosave=True)
        self._editor.client.ask(request, written, failed)

    def orphans(self) -> list[Orphan]:
        """Unsaved work of editors that were killed, newest first."""
        return self._recovery.orphans() if self._recovery else []

    def look_at(
        self, orphan: Orphan, then: Callable[[DocumentSeen], None], otherwise: Callable[[str], None]
    ) -> None:
        """Say what unsaved work is of and what it looks like."""
        self._editor.client.ask(LookAtDocument(orphan.path), then, otherwise)

    def restore(self, orphan: Orphan, then: Callable[[], None], otherwise: Callable[[str], None]) -> None:
        """Open unsaved work under the path of its document; it still is unsaved.

        What is open is replaced: a window of its own is for this. The autosave that it comes from is deleted
        once it is in this editor's own.
        """

        def arrived(answer: DocumentRead) -> None:
            origin = answer.snapshot.origin
            self._replace(answer.snapshot, origin.path if origin is not None else None)
            self._known = origin.state if origin is not None else None
            self._editor.stack.resetClean()
            self.autosave(lambda: self.discard(orphan))
            then()

        self._editor.client.ask(OpenDocument(orphan.path), arrived, otherwise)

    def discard(self, orphan: Orphan) -> None:
        """Give unsaved work up."""
        if self._recovery is not None:
            self._recovery.discard(orphan)

    def close(self) -> None:
        """The editor ends as its person wanted: no autosave stays."""
        self._timer.stop()
        if self._recovery is not None:
            self._recovery.close()

    def _read(self, answer: DocumentRead, path: Path) -> None:
        self._replace(answer.snapshot, path)
        self._known = answer.state

    def _picture_read(self, answer: PictureRead) -> None:
        if answer.sketch is not None:
            self._replace(self._beginning(answer.sketch), None)
        elif answer.underlay is not None:
            height, width = answer.underlay.shape[:2]
            self._replace(self._beginning(blank_paper(width, height), answer.underlay), None)

    def _beginning(self, sketch: NDArray[np.uint8], underlay: NDArray[np.uint8] | None = None) -> Snapshot:
        """A new document; styles, model and way stay."""
        document = self._editor.document
        source = Source(document.source.direction, underlay)
        return Snapshot(sketch, document.styles, document.model, source=source)

    def _photo_read(self, answer: PhotoRead) -> None:
        document, face = self._editor.document, Face(photo=answer.photo)
        snapshot = Snapshot(blank_paper(*face.paper), document.styles, document.model, face=face)
        self._replace(snapshot, None)
        self._editor.faces.find()

    def _replace(self, snapshot: Snapshot, path: Path | None) -> None:
        editor = self._editor
        model = editor.model
        if not snapshot.model.name:
            snapshot = replace(snapshot, model=editor.document.model)
        draws = model is not None and "translate" in model.capabilities
        if model is not None and draws and snapshot.model.name == model.name:
            lengths = {len(snapshot.styles.base), *(len(v.code) for v in snapshot.styles.variants)}
            if lengths != {model.style_size}:
                # Codes that this model cannot read: its own, drawn from the same seed, take their place.
                fresh = Styles(seed=snapshot.styles.seed, count=snapshot.styles.count)
                snapshot = replace(snapshot, styles=fresh, result=None)
            snapshot = replace(snapshot, source=editor.sources.fitting(snapshot.source))
        editor.stack.clear()
        editor.store.close()
        editor.document.replace(snapshot, path)
        self._known = None
        editor.complete_styles()
        if self._recovery is not None:
            self._recovery.forget()
        self._autosaved = -1

    def _clean_changed(self, clean: bool) -> None:
        if clean and self._recovery is not None and self._editor.document.path is not None:
            self._recovery.forget()
