"""The way of published weights into one window: its menu, and what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.editor.editor import Editor
from app.models.library_dialog import PublishedDialog

if TYPE_CHECKING:
    from app.models.import_dialog import ImportDialog


class ModelImports:
    """Holds the dialogs of one window, at most one of each."""

    def __init__(self, window: QWidget, editor: Editor) -> None:
        """Nothing is shown yet."""
        self._window, self._editor = window, editor
        self.dialog: ImportDialog | None = None
        self.page: PublishedDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Handlers for the table of actions."""
        return {"import_model": self.open, "published": self.show_published}

    def open(self) -> ImportDialog:
        """The import dialog, where files or an address are asked for."""
        if self.dialog is None:
            # Starting imports needs Pillow, and opening the editor does not.
            from app.models.import_dialog import ImportDialog

            self.dialog = ImportDialog(self._editor, self.show_published, self._window)
            self.dialog.finished.connect(self._closed)
        self.dialog.show()
        self.dialog.raise_()
        return self.dialog

    def take(self, mime: QMimeData) -> bool:
        """Look at checkpoints that were dropped on the window; whether there were any."""
        files = _dropped(mime)
        if not files:
            return False
        dialog = self.open()
        if not dialog.run.running:
            dialog.take(files)
        return True

    def enter(self, event: QDragEnterEvent) -> None:
        """Let checkpoints be dropped wherever nothing else takes them."""
        if _dropped(event.mimeData()):
            event.acceptProposedAction()

    def drop(self, event: QDropEvent) -> None:
        """Take what `enter` let in."""
        if self.take(event.mimeData()):
            event.acceptProposedAction()

    def show_published(self) -> None:
        """Where official weights are published."""
        if self.page is None:
            self.page = PublishedDialog(self.open, self._window)
            self.page.finished.connect(self._page_closed)
        self.page.show()
        self.page.raise_()

    def stop(self) -> None:
        """End what runs; the window closes."""
        if self.dialog is not None:
            self.dialog.reject()
        if self.page is not None:
            self.page.reject()

    def _closed(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _page_closed(self) -> None:
        page, self.page = self.page, None
        if page is not None:
            page.deleteLater()


def _dropped(mime: QMimeData) -> list[Path]:
    from app.models.import_dialog import checkpoints_in

    return checkpoints_in([Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()])
