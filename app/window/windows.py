"""All windows of one editor: each with a document, a history and a worker of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.document.autosave import Orphan, RecoveryFolder
from app.editor.editor import Editor
from app.editor.files import DocumentFiles
from app.i18n import Translations, tr, tr_noop
from app.settings import Settings, user_folder
from app.theme import Theme
from app.window.main_window import MainWindow
from app.worker.worker import ModelSession

if TYPE_CHECKING:
    from engine.bundle.library import Library

OFFSET = 36


class Windows:
    """Opens windows, knows those that are open, and passes one style to all of them."""

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        translations: Translations,
        library: Callable[[], Library] | None = None,
    ) -> None:
        """No window yet; `library` is where models are looked for."""
        self._settings, self._theme, self._translations = settings, theme, translations
        self._library = library
        self.open: list[MainWindow] = []

    def build(self) -> MainWindow:
        """One more window, not shown yet, without a model."""
        editor = Editor(self._settings, ModelSession(self._library))
        try:
            recovery = RecoveryFolder(user_folder() / "recovery")
        except OSError:
            recovery = None
        files = DocumentFiles(editor, recovery, editor)
        window = MainWindow(editor, files, self._settings, self._theme, self._translations, self)
        if recovery is None:
            window.notice.report(tr("The folder for autosaves may not be written; save often."))
        self.open.append(window)
        return window

    def add(self, beside: MainWindow) -> MainWindow:
        """Show one more window with the model of another one."""
        window = self._begun(beside)
        window.show()
        return window

    def restore(self, orphan: Orphan, beside: MainWindow) -> None:
        """Show one more window with work that was not saved; where it cannot be read, `beside` says so."""
        window = self._begun(beside)

        def failed(message: str) -> None:
            beside.notice.report(message)
            window.close()

        # Nothing can be drawn into a window that is not there yet.
        window.files.restore(orphan, window.show, failed)

    def showing(self, path: Path, beside: MainWindow) -> MainWindow | None:
        """The window, other than `beside`, whose document is the file at `path`."""
        for window in self.open:
            other = window.editor.document.path
            if window is not beside and other is not None and other.resolve() == path.resolve():
                return window
        return None

    def _begun(self, beside: MainWindow) -> MainWindow:
        """One more window, not shown yet, that opens the model of another one."""
        window = self.build()
        # Gone with all that is in it once it is closed, and in this thread, not in one that collects garbage.
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.editor.setParent(window)
        window.move(beside.pos().x() + OFFSET, beside.pos().y() + OFFSET)
        window.fit_to_screen()
        model = beside.editor.model
        window.editor.start(model.name if model is not None else None)
        return window

    def close_all(self) -> None:
        """Close one window after the other, until a person would rather go on."""
        for window in list(self.open):
            if not window.close():
                return

    def closed(self, window: MainWindow) -> None:
        """Forget a window that was closed."""
        if window in self.open:
            self.open.remove(window)

    def use_style(self, of: MainWindow) -> str:
        """Draw in the style of one window in all others with its model; each can undo it for itself.

        Returns:
            What a person is told: how many windows took it, and how many could not.
        """
        editor = of.editor
        model, source, code = editor.model, editor.document.source, editor.document.styles.code()
        others = [window.editor for window in self.open if window is not of]
        if model is None or not others:
            return tr("There is no other window; open one with File, New Window.")
        taken = 0
        for other in others:
            same = other.model is not None and other.model.digest == model.digest
            fits = same and other.document.source.domain == source.domain
            taken += bool(fits and other.styling.use_code(code, tr_noop("Use style of another window")))
        if taken == len(others):
            return tr("Other windows that draw in this style now: {count}.", count=taken)
        return tr(
            "Other windows that draw in this style now: {count}; of another model or direction: {left}.",
            count=taken,
            left=len(others) - taken,
        )
