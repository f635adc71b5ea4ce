"""Opening the editor: from nothing to a painted window, with the model following at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow
    from engine.bundle.library import Library


def run_editor(file: Path | None, *, model: str | None = None) -> int:
    """Open the window, with `file` and `model` when given, and stay until it closes.

    Returns an exit code: 0 when the window closed, 1 when there is no display to open it on.
    """
    from app.desktop import why_no_window

    reason = why_no_window()
    if reason is not None:
        sys.stderr.write(f"ganvas: {reason}\n")
        return 1
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        sys.stderr.write("ganvas: another Qt application without windows runs in this process.\n")
        return 1
    window = build_window(application)
    window.show()
    open_first(window, file, model)
    if file is None:
        window.imports.introduce()
    return application.exec()


def build_window(application: QApplication, library: Callable[[], Library] | None = None) -> MainWindow:
    """Put document, worker and window together; nothing is loaded or shown yet."""
    from app.desktop import restore_import
    from app.i18n import Translations
    from app.settings import Settings
    from app.theme import Theme
    from app.window.windows import Windows

    restore_import()
    application.setApplicationName("Ganvas")
    application.setApplicationDisplayName("")
    application.setDesktopFileName("ganvas")
    settings = Settings.default()
    theme = Theme(application)
    theme.use(settings.get("theme"))
    application.setWindowIcon(theme.icon("ganvas"))
    translations = Translations()
    translations.use(settings.get("language"))
    return Windows(settings, theme, translations, library).build()


def open_first(window: MainWindow, file: Path | None, model: str | None) -> None:
    """After the first paint: the model, the file, and the question about work that was not saved."""
    from PySide6.QtCore import QTimer

    def begin() -> None:
        window.editor.start(model)
        if file is not None:
            window.files.open(file.resolve())
        window.offer_recovery()

    QTimer.singleShot(0, begin)


# The monitor without the editor: `ganvas monitor RUN`.


def run_monitor(runs: Sequence[Path]) -> int:
    """Show these runs, or all known ones where none is named, until the window closes.

    Returns an exit code: 0 when the window closed.

    Raises:
        DeviceError: there is no display to open it on, or Qt cannot start.
    """
    from app.desktop import why_no_window
    from engine.errors import DeviceError

    reason = why_no_window()
    if reason is not None:
        raise DeviceError(reason)
    from PySide6.QtCore import QProcess
    from PySide6.QtWidgets import QApplication

    from app.desktop import restore_import
    from app.i18n import Translations
    from app.settings import Settings
    from app.theme import Theme
    from app.training.monitor.window import MonitorWindow

    restore_import()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise DeviceError("Another Qt application without windows runs in this process.")
    application.setApplicationName("Ganvas")
    settings = Settings.default()
    theme, translations = Theme(application), Translations()
    theme.use(settings.get("theme"))
    application.setWindowIcon(theme.icon("ganvas"))
    translations.use(settings.get("language"))
    window = MonitorWindow(theme, settings)
    window.model_made.connect(
        lambda name: QProcess.startDetached(sys.executable, ["-m", "app", "edit", "--model", name])
    )
    if runs:
        for run in runs:
            window.open_run(run)
    else:
        window.open_known()
    window.show()
    return application.exec()
