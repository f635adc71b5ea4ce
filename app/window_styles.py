"""What a window does about styles and both directions: its dialogs, the shelf, other windows, files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Qt
from PySide6.QtGui import QImageWriter

from app.canvas.images import image_view
from app.cycle_dialog import CycleDialog
from app.document.shelf import ShelfStyle
from app.i18n import tr
from app.sentences import retold
from app.swap_dialog import SwapDialog

if TYPE_CHECKING:
    from app.main_window import MainWindow

THUMBNAIL = 96


class WindowStyles(QObject):
    """The deeds of one window about styles, by the names of the table of actions."""

    def __init__(self, window: MainWindow) -> None:
        """Act on `window`."""
        super().__init__(window)
        self._window, self._studio = window, window.studio
        self._cycle: CycleDialog | None = None
        self._studio.styling.style_dropped.connect(self._dropped)
        self._studio.styling.files_styled.connect(self._files_styled)

    def table(self) -> dict[str, Callable[[], object]]:
        """A deed for each of their actions."""
        window = self._window
        return {
            "style_picture": window.dialogs.read_styles,
            "swap_styles": lambda: SwapDialog(self._studio, window.theme, window).exec(),
            "keep_style": self.keep,
            "style_windows": lambda: window.notice.tell(window.windows.use_style(window)),
            "style_files": window.dialogs.style_files,
            "cycle": self.show_cycle,
        }

    def show_cycle(self) -> CycleDialog:
        """The dialog of the way there and back, beside the window."""
        if self._cycle is None:
            self._cycle = CycleDialog(self._studio, self._window)
        self._cycle.show()
        self._cycle.raise_()
        return self._cycle

    def keep(self) -> None:
        """Put the style in use on the shelf, with a small picture of it."""
        styling = self._studio.styling
        styling.keep(tr("Style {number}", number=len(styling.shelf) + 1), self._thumbnail())

    def _thumbnail(self) -> bytes:
        """The picture at hand, small, as PNG; nothing where there is none."""
        document = self._studio.document
        pixels = document.result if document.result_is_current else None
        if pixels is None:
            pixels = self._studio.live.thumbnails.get(document.styles.code())
        if pixels is None:
            return b""
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        small = image_view(pixels).scaled(THUMBNAIL, THUMBNAIL, keep, smooth)
        QImageWriter(buffer, QByteArray(b"PNG")).write(small)
        return bytes(buffer.data().data())

    def _dropped(self, style: ShelfStyle) -> None:
        self._window.notice.tell(
            tr("“{name}” is no longer on your shelf.", name=style.name),
            (tr("Put Back"), lambda: self._studio.styling.put_back(style)),
        )

    def _files_styled(self, files: tuple[Path, ...], problems: tuple[str, ...]) -> None:
        text = tr("Pictures written: {count}.", count=len(files))
        if problems:
            text += " " + tr("Left out: {count}. {first}", count=len(problems), first=retold(problems[0]))
        self._window.notice.tell(text)
