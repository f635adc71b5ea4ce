"""What is seen in the two panes of the canvas: sketch and picture, or a photo and its edited face."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from app.canvas.compare import Split
from app.canvas.face_painter import FacePainter
from app.canvas.view import View
from app.document.geometry import Rect
from app.i18n import tr
from app.studio import Studio
from app.theme import Theme


class Scene:
    """Chooses how the studio's document is painted; the canvas says where."""

    def __init__(self, studio: Studio, theme: Theme) -> None:
        """Paint the document of `studio` dressed in `theme`."""
        self._studio = studio
        self.painter = FacePainter(studio.document, theme)

    def paper(self, painter: QPainter, pane: Rect, view: View) -> None:
        """The pane that is drawn on: the sketch, or the photo with its mask."""
        settings, faces, document = self._studio.settings, self._studio.faces, self._studio.document
        onion = settings.get("view") == "onion"
        if document.face is not None:
            clicked, picking = faces.eyes, faces.picking
            self.painter.photo(
                painter, pane, view, document.face, clicked=clicked, picking=picking, onion=onion
            )
        elif faces.samples_faces and document.blank:
            self.painter.invitation(painter, pane, view)
        else:
            opacity = settings.get("onion_opacity") if onion else None
            self.painter.sketch(painter, pane, view, onion=opacity)
        if settings.get("mirror"):
            self.painter.mirror_axis(painter, pane, view)

    def picture(self, painter: QPainter, pane: Rect, view: View, split: Split, *, original: bool) -> None:
        """The pane of the result, beside its original where they are compared."""
        face = self._studio.document.face
        if face is None:
            self.painter.picture(painter, pane, view, self._note())
            return
        shown = split if self._studio.settings.get("compare") else None
        self.painter.edited(painter, pane, view, face, split=shown, original=original)

    def _note(self) -> str:
        if self._studio.model is None:
            return tr("Opening the model…") if self._studio.loading else tr("No model is open")
        return tr("The edited face appears here") if self._studio.faces.samples_faces else ""
