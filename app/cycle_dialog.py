"""There and back: the picture, its translation, that one's way back, and a map of what was lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QGridLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.jobs.translation_requests import CycleMade
from app.panels.parts import label
from app.picture_view import PictureView
from app.sentences import retold
from app.studio import Studio
from engine.images.heat_map import FULL, heat_map

REST_MS = 200


class CycleDialog(QDialog):
    """Follows the document while it is open; the window behind it can be used."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """For the document of `studio`; nothing is asked before the dialog is seen."""
        super().__init__(parent)
        self._studio = studio
        self.cycle: CycleMade | None = None
        self.setWindowTitle(tr("There and Back"))
        self.resize(640, 640)
        self.views = {name: PictureView() for name in ("given", "there", "back", "error")}
        grid = QGridLayout()
        grid.setSpacing(12)
        for place, view in enumerate(self.views.values()):
            grid.addWidget(view, place // 2, place % 2)
        self.text = label(role="muted")
        self.text.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(tr("Save As…"), QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        self.save.clicked.connect(self._choose)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(grid, 1)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.ask)
        studio.document.result_changed.connect(self._changed)
        studio.document.source_changed.connect(self._changed)
        self._show(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures."""
        super().showEvent(event)
        self.ask()

    def ask(self) -> None:
        """Ask for the pictures of the document as it is."""
        document = self._studio.document
        if not self.isVisible():
            return
        if document.blank:
            self._show(None, tr("There is no picture to translate yet; draw something first."))
        elif document.source.way not in ("forward", "backward"):
            self._show(None, tr("A picture that keeps its kind has no way back; choose another direction."))
        elif self._studio.live.ready:
            self._studio.sources.cycle(self._show, lambda message: self._show(None, message))

    def write(self, path: Path) -> None:
        """Write all four pictures side by side."""
        from engine.errors import GanvasError
        from engine.images.codec import write_image
        from engine.images.contact_sheet import contact_sheet

        if self.cycle is None:
            return
        cycle = self.cycle
        row = (cycle.given, [cycle.there, cycle.back, self._map(cycle)])
        side = min(1024, max(cycle.given.shape[:2]))
        try:
            write_image(path, contact_sheet([row], cell=side))
        except GanvasError as error:
            self.text.setText(retold(str(error)))

    def _changed(self) -> None:
        if self.isVisible():
            self._rest.start()

    def _show(self, cycle: CycleMade | None, message: str = "") -> None:
        self.cycle = cycle
        self.save.setEnabled(cycle is not None)
        if cycle is None:
            for view in self.views.values():
                view.show_picture(None, "")
            self.text.setText(message)
            return
        self.views["given"].show_picture(cycle.given, tr("The picture"))
        self.views["there"].show_picture(cycle.there, tr("There"))
        self.views["back"].show_picture(cycle.back, tr("And back"))
        self.views["error"].show_picture(self._map(cycle), tr("What was lost"))
        self.text.setText(
            tr(
                "On average a colour is {mean} away from where it was, at worst {most}. "
                "In the map dark is nothing, and bright {full} or more.",
                full=f"{FULL:.0%}",
                mean=f"{float(cycle.error.mean()):.1%}",
                most=f"{float(cycle.error.max()):.1%}",
            )
        )

    def _map(self, cycle: CycleMade) -> NDArray[np.uint8]:
        return heat_map(cycle.error, FULL)

    def _choose(self) -> None:
        folder = Path(self._studio.settings.get("last_folder") or Path.home())
        start = str(folder / (tr("There and back") + ".png"))
        name, _ = QFileDialog.getSaveFileName(self, tr("There and Back"), start, "PNG (*.png)")
        if name:
            path = Path(name)
            self.write(path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png"))
