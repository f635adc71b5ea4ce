"""The dialog in which two photos swap their styles; either result can be gone on with."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.files import PICTURE_SUFFIXES
from app.i18n import tr
from app.jobs.translation_requests import Swapped
from app.panels.direction import KINDS
from app.panels.exemplars import PictureWell
from app.panels.parts import label
from app.picture_view import PictureView
from app.studio import Studio
from app.theme import Theme

if TYPE_CHECKING:
    from engine.bundle.manifest import Way


class SwapDialog(QDialog):
    """Two wells for photos, two results; the document changes only when one is taken."""

    def __init__(self, studio: Studio, theme: Theme, parent: QWidget | None = None) -> None:
        """For the model of `studio`."""
        super().__init__(parent)
        self._studio, self._theme = studio, theme
        self.paths: list[Path | None] = [None, None]
        self.swapped: Swapped | None = None
        self.setWindowTitle(tr("Swap Styles"))
        self.wells = (PictureWell(150), PictureWell(150))
        self.views = (PictureView(), PictureView())
        self.uses = (QPushButton(), QPushButton())
        self.ways = QComboBox()
        for pair in studio.sources.swap_ways():
            self.ways.addItem(self._pair_text(pair), pair)
        self._choose_pair()
        self.message = label(role="muted")
        self.message.setWordWrap(True)
        self._build()
        self._show()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(12)
        names = (tr("First photo"), tr("Second photo"))
        for place, (well, view, use) in enumerate(zip(self.wells, self.views, self.uses, strict=True)):
            well.setToolTip(tr("Drop a photo here, or click to choose one"))
            well.setAccessibleName(names[place])
            well.chosen.connect(partial(self._choose, place))
            well.dropped.connect(partial(self._dropped, place))
            use.setText(tr("Go On with This"))
            use.setToolTip(tr("Put this photo and style into the document; one step of the history"))
            use.setAutoDefault(False)
            use.clicked.connect(partial(self._take, place))
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(well)
            row.addStretch(1)
            grid.addWidget(QLabel(names[place]), 0, place)
            grid.addLayout(row, 1, place)
            grid.addWidget(view, 2, place)
            grid.addWidget(use, 3, place)
        grid.setRowStretch(2, 1)
        self.ways.setVisible(self.ways.count() > 1)
        self.ways.setAccessibleName(tr("What the photos show"))
        self.ways.activated.connect(self._ask)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.ways)
        layout.addLayout(grid, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)

    def choose_photo(self, place: int, path: Path) -> None:
        """Take a photo for the first (0) or second (1) well; with both, the styles are swapped."""
        self.paths[place] = path
        self._ask()

    def _pair_text(self, pair: tuple[Way, Way]) -> str:
        info = {info.way: info for info in self._studio.sources.ways}
        first, second = info.get(pair[0]), info.get(pair[1])
        if first is None or second is None or pair == ("forward", "forward"):
            return tr("The shape of one, the style of the other")
        there, back = info["forward"], info["backward"]
        alike = there.input_kind == there.output_kind
        a, b = ("A", "B") if alike else (tr(KINDS[there.input_kind]), tr(KINDS[back.input_kind]))
        if pair == ("forward", "backward"):
            return tr("First: {first}; second: {second}", first=a, second=b)
        return tr("Both: {kind}", kind=b if pair[0] == "restyle_output" else a)

    def _choose_pair(self) -> None:
        """Begin with the way that the document goes."""
        for row in range(self.ways.count()):
            if self.ways.itemData(row)[0] == self._studio.document.source.way:
                self.ways.setCurrentIndex(row)

    def _choose(self, place: int) -> None:
        folder = str(self._studio.settings.get("last_folder") or Path.home())
        kinds = tr("Pictures") + " (" + " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES) + ")"
        name, _ = QFileDialog.getOpenFileName(self, tr("Open Photo"), folder, kinds)
        if name:
            self._studio.settings.set("last_folder", str(Path(name).parent))
            self.choose_photo(place, Path(name))

    def _dropped(self, place: int, mime: QMimeData) -> None:
        local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        paths = [path for path in local if path.suffix.lower() in PICTURE_SUFFIXES]
        if not paths:
            self.message.setText(tr("Drop picture files here; anything else cannot be used."))
            return
        if len(paths) > 1:
            self.paths = [paths[0], paths[1]]
            self._ask()
        else:
            self.choose_photo(place, paths[0])

    def _ask(self) -> None:
        self.swapped = None
        first, second = self.paths
        self._show()
        pair = self.ways.currentData()
        if first is not None and second is not None and pair is not None:
            self.message.setText(tr("Swapping styles…"))
            asked = (first, second, tuple(pair))

            def arrived(swapped: Swapped) -> None:
                # What was asked before another photo was chosen is no longer wanted.
                if asked == (*self.paths, tuple(self.ways.currentData())):
                    self.swapped = swapped
                    self._show()

            def failed(message: str) -> None:
                self.message.setText(message)

            self._studio.sources.swap(first, second, (pair[0], pair[1]), arrived, failed)

    def _show(self) -> None:
        names = [path.name if path else "" for path in self.paths]
        for place, (well, view, use) in enumerate(zip(self.wells, self.views, self.uses, strict=True)):
            path = self.paths[place]
            well.dress(self._theme, QPixmap(str(path)) if path is not None else None)
            dressed = self.swapped.dressed[place] if self.swapped is not None else None
            caption = tr("{shape} in the style of {style}", shape=names[place], style=names[1 - place])
            view.show_picture(None if dressed is None else dressed.pixels, caption if dressed else "")
            use.setEnabled(dressed is not None)
        self.message.setText("" if all(self.paths) else tr("Choose two photos."))

    def _take(self, place: int) -> None:
        if self.swapped is not None:
            self._studio.sources.take_dressed(self.swapped.dressed[place])
            self.accept()
