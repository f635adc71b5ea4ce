"""What a window does about styles and both directions: its dialogs, the shelf, other windows, files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QImageWriter, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.document.style_shelf import ShelfStyle
from app.editor.editor import Editor
from app.i18n import tr, translate_error
from app.panels.bars import KINDS
from app.panels.own_styles import PictureWell
from app.panels.widgets import ComboBox, PictureView, ask_save_path, dropped_pictures, label, picture_kinds
from app.theme import Theme
from app.worker.style_messages import CycleMade, Swapped
from engine.images.heat_map import FULL, heat_map

if TYPE_CHECKING:
    from app.window.main_window import MainWindow
    from engine.bundle.manifest import Direction


# There and back: the picture, its translation, that one's way back, and a map of what was lost.


REST_MS = 200


class CycleDialog(QDialog):
    """Follows the document while it is open; the window behind it can be used."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        """For the document of `editor`; nothing is asked before the dialog is seen."""
        super().__init__(parent)
        self._editor = editor
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
        editor.document.result_changed.connect(self._changed)
        editor.document.source_changed.connect(self._changed)
        self._show(None)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the pictures."""
        super().showEvent(event)
        self.ask()

    def ask(self) -> None:
        """Ask for the pictures of the document as it is."""
        document = self._editor.document
        if not self.isVisible():
            return
        if document.blank:
            self._show(None, tr("There is no picture to translate yet; draw something first."))
        elif document.source.direction not in ("forward", "backward"):
            self._show(None, tr("A picture that keeps its kind has no way back; choose another direction."))
        elif self._editor.live.ready:
            self._editor.sources.cycle(self._show, lambda message: self._show(None, message))

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
            self.text.setText(translate_error(str(error)))

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
        folder = Path(self._editor.settings.get("last_folder") or Path.home())
        start = folder / (tr("There and back") + ".png")
        path = ask_save_path(self, tr("There and Back"), start, "PNG (*.png)", (".png",))
        if path is not None:
            self.write(path)


# The dialog in which two photos swap their styles; either result can be gone on with.


class SwapDialog(QDialog):
    """Two wells for photos, two results; the document changes only when one is taken."""

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget | None = None) -> None:
        """For the model of `editor`."""
        super().__init__(parent)
        self._editor, self._theme = editor, theme
        self.paths: list[Path | None] = [None, None]
        self.swapped: Swapped | None = None
        self.setWindowTitle(tr("Swap Styles"))
        self.wells = (PictureWell(150), PictureWell(150))
        self.views = (PictureView(), PictureView())
        self.uses = (QPushButton(), QPushButton())
        self.directions = ComboBox()
        for pair in editor.sources.swap_directions():
            self.directions.addItem(self._pair_text(pair), pair)
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
            grid.addWidget(label(names[place]), 0, place)
            grid.addLayout(row, 1, place)
            grid.addWidget(view, 2, place)
            grid.addWidget(use, 3, place)
        grid.setRowStretch(2, 1)
        self.directions.setVisible(self.directions.count() > 1)
        self.directions.setAccessibleName(tr("What the photos show"))
        self.directions.activated.connect(self._ask)
        buttons = QDialogButtonBox()
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.directions)
        layout.addLayout(grid, 1)
        layout.addWidget(self.message)
        layout.addWidget(buttons)

    def choose_photo(self, place: int, path: Path) -> None:
        """Take a photo for the first (0) or second (1) well; with both, the styles are swapped."""
        self.paths[place] = path
        self._ask()

    def _pair_text(self, pair: tuple[Direction, Direction]) -> str:
        info = {info.direction: info for info in self._editor.sources.directions}
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
        for row in range(self.directions.count()):
            if self.directions.itemData(row)[0] == self._editor.document.source.direction:
                self.directions.setCurrentIndex(row)

    def _choose(self, place: int) -> None:
        folder = str(self._editor.settings.get("last_folder") or Path.home())
        kinds = picture_kinds()
        name, _ = QFileDialog.getOpenFileName(self, tr("Open Photo"), folder, kinds)
        if name:
            self._editor.settings.set("last_folder", str(Path(name).parent))
            self.choose_photo(place, Path(name))

    def _dropped(self, place: int, mime: QMimeData) -> None:
        paths = dropped_pictures(mime)
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
        pair = self.directions.currentData()
        if first is not None and second is not None and pair is not None:
            self.message.setText(tr("Swapping styles…"))
            asked = (first, second, tuple(pair))

            def arrived(swapped: Swapped) -> None:
                # What was asked before another photo was chosen is no longer wanted.
                if asked == (*self.paths, tuple(self.directions.currentData())):
                    self.swapped = swapped
                    self._show()

            def failed(message: str) -> None:
                self.message.setText(message)

            self._editor.sources.swap(first, second, (pair[0], pair[1]), arrived, failed)

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
            self._editor.sources.take_dressed(self.swapped.dressed[place])
            self.accept()


THUMBNAIL = 96


class WindowStyles(QObject):
    """What one window does about styles, by the names of the table of actions."""

    def __init__(self, window: MainWindow) -> None:
        """Act on `window`."""
        super().__init__(window)
        self._window, self._editor = window, window.editor
        self._cycle: CycleDialog | None = None
        self._editor.styling.style_dropped.connect(self._dropped)
        self._editor.styling.files_styled.connect(self._files_styled)

    def table(self) -> dict[str, Callable[[], object]]:
        """A handler for each of their actions."""
        window = self._window
        return {
            "style_picture": window.dialogs.read_styles,
            "swap_styles": lambda: SwapDialog(self._editor, window.theme, window).exec(),
            "keep_style": self.keep,
            "style_windows": lambda: window.notice.report(window.windows.use_style(window)),
            "style_files": window.dialogs.style_files,
            "cycle": self.show_cycle,
        }

    def show_cycle(self) -> CycleDialog:
        """The dialog of the way there and back, beside the window."""
        if self._cycle is None:
            self._cycle = CycleDialog(self._editor, self._window)
        self._cycle.show()
        self._cycle.raise_()
        return self._cycle

    def keep(self) -> None:
        """Put the style in use on the shelf, with a small picture of it."""
        styling = self._editor.styling
        styling.keep(tr("Style {number}", number=len(styling.shelf) + 1), self._thumbnail())

    def _thumbnail(self) -> bytes:
        """The picture at hand, small, as PNG; nothing where there is none."""
        document = self._editor.document
        pixels = document.result if document.result_is_current else None
        if pixels is None:
            pixels = self._editor.live.thumbnails.get(document.styles.code())
        if pixels is None:
            return b""
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        small = image_view(pixels).scaled(THUMBNAIL, THUMBNAIL, keep, smooth)
        QImageWriter(buffer, QByteArray(b"PNG")).write(small)
        return bytes(buffer.data().data())

    def _dropped(self, style: ShelfStyle) -> None:
        self._window.notice.report(
            tr("“{name}” is no longer on your shelf.", name=style.name),
            (tr("Put Back"), lambda: self._editor.styling.put_back(style)),
        )

    def _files_styled(self, files: tuple[Path, ...], problems: tuple[str, ...]) -> None:
        text = tr("Pictures written: {count}.", count=len(files))
        if problems:
            text += " " + tr(
                "Left out: {count}. {first}", count=len(problems), first=translate_error(problems[0])
            )
        self._window.notice.report(text)
