"""Training as the editor's window knows it: the dialog, the monitor, and runs that were left going."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.panels.bars import NoticeBar
from app.settings import Settings
from app.theme import Theme
from app.training.background import Background

if TYPE_CHECKING:
    from app.training.monitor.window import MonitorWindow
    from app.training.wizard.dialog import TrainingDialog


class TrainingEntry(QObject):
    """Opens each window once; nothing of them is imported before it is asked for.

    `model_made` gives the name of a model that was put into the library and is to be opened.
    """

    model_made = Signal(str)

    def __init__(self, theme: Theme, settings: Settings, window: QWidget) -> None:
        """For the windows that belong to `window`."""
        super().__init__(window)
        self._theme, self._settings, self._window = theme, settings, window
        self._examining = Background(self)
        self.dialog: TrainingDialog | None = None
        self.monitor: MonitorWindow | None = None

    def train(self) -> TrainingDialog:
        """The training dialog, new where none is open."""
        from app.training.wizard.dialog import TrainingDialog

        if self.dialog is None or not self.dialog.isVisible():
            self.dialog = TrainingDialog(self._theme, self._settings, self._window)
            self.dialog.begun.connect(self.reporter)
            self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        return self.dialog

    def reporter(self, folder: Path | None = None) -> MonitorWindow:
        """The monitor with all known runs; the run in `folder` is chosen."""
        from app.training.monitor.window import MonitorWindow

        if self.monitor is None:
            # A window of its own: it may lie beside the editor, also on another screen.
            self.monitor = MonitorWindow(self._theme, self._settings)
            self.monitor.model_made.connect(self.model_made)
            self.monitor.closed.connect(self._monitor_closed)
            self.monitor.open_known()
            self.monitor.show()
        if folder is not None:
            self.monitor.open_run(folder)
        self.monitor.raise_()
        self.monitor.activateWindow()
        return self.monitor

    def offer_running(self, notice: NoticeBar) -> None:
        """Look, beside the window, for runs that were left going, and offer to show them."""

        def running() -> list[Path]:
            from trainer.runs.launch import known_runs

            return [run.path for run in known_runs() if run.pid is not None]

        def offer(folders: list[Path]) -> None:
            for folder in folders:
                notice.report(
                    tr("The run “{name}” is being trained.", name=folder.name),
                    (tr("Show"), partial(self._reporter, folder)),
                )

        self._examining.run(running, offer, lambda _: None)

    def retranslate(self) -> None:
        """Take the words and colours in use."""
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.retranslate()
        if self.monitor is not None:
            self.monitor.retranslate()

    def close(self) -> None:
        """Close both windows; runs go on."""
        if self.dialog is not None:
            self.dialog.close()
        if self.monitor is not None:
            self.monitor.close()

    def _reporter(self, folder: Path) -> None:
        self.reporter(folder)

    def _monitor_closed(self) -> None:
        if self.monitor is not None:
            self.monitor.deleteLater()
            self.monitor = None
