"""The monitor without the editor: `ganvas monitor RUN`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path


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

    from app.i18n import Translations
    from app.plain_imports import restore_import
    from app.settings import Settings
    from app.theme import Theme
    from app.training.monitor import MonitorWindow

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
