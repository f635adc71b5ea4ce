"""The live monitor: runs on the left, and of the chosen one samples, curves, figures, log and checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.panels.bars import NoticeBar
from app.panels.widgets import ask_save_path
from app.settings import Settings
from app.theme import Theme
from app.training.monitor.pages import HealthList, MonitorPages
from app.training.monitor.record import RunReader, RunSnapshot
from app.training.monitor.run_actions import DeleteCheckpointsDialog, ForkDialog, RunActions
from app.training.monitor.run_bar import RunBar, RunList
from trainer.runs.launch import RunFolder, known_runs


class MonitorWindow(QMainWindow):
    """Shows runs from their folders alone; what it does to them, it asks of their processes.

    `model_made` gives the name of a model that was put into the library and is to be opened.
    """

    model_made = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        """No run is shown yet."""
        super().__init__(parent)
        self._theme, self._settings = theme, settings
        self._runs: dict[Path, RunFolder] = {}
        self._sights: dict[Path, RunSnapshot] = {}
        self._requests: dict[Path, str] = {}
        self._exports = False
        self.reader, self.handlers = RunReader(self), RunActions(self)
        self.notice, self.bar, self.health = NoticeBar(theme), RunBar(), HealthList()
        self.pages = MonitorPages(theme, settings)
        self.runs = RunList(theme)
        self.list = self.runs.list
        self._build()
        self._connect()
        self.resize(1240, 800)
        geometry = settings.load("training/monitor_geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.retranslate()

    def _build(self) -> None:
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.notice, self.bar, self.health):
            layout.addWidget(widget)
        layout.addWidget(self.pages, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.runs)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([210, 1030])
        self.setCentralWidget(splitter)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    def _connect(self) -> None:
        self.reader.seen.connect(self._seen)
        self.runs.add.clicked.connect(self._choose_folder)
        self.runs.chosen_changed.connect(self._show)
        self.runs.marked.connect(self._show_pages)
        self.bar.asked.connect(self._asked)
        self.handlers.failed.connect(self._failed)
        self.handlers.info.connect(self.notice.report)
        self.handlers.changed.connect(self._done)
        self.handlers.exporting.connect(self._exporting)
        self.handlers.installed.connect(self._installed)
        self.handlers.taken.connect(self._name_taken)
        self.handlers.forked.connect(lambda run: self.open_run(run.path))
        self.health.accepted.connect(
            lambda changes: self._with_run(lambda run: self.handlers.keep(run, changes))
        )
        self.health.taken_back.connect(lambda: self._with_run(lambda run: self.handlers.keep(run, {})))
        self.health.used_now.connect(lambda: self._with_run(self.handlers.resume))

    # Runs

    def open_known(self) -> None:
        """Put every run on the list that this person has started and that is still there."""
        for run in reversed(known_runs()):
            self._put(run)

    def open_run(self, folder: Path) -> None:
        """Show the run in `folder`; one that is on the list is chosen there."""
        run = RunFolder(folder)
        if run.path not in self._runs:
            self._put(run)
        self.runs.choose(run.path)

    @property
    def chosen(self) -> RunSnapshot | None:
        """The run that is shown."""
        folder = self.runs.chosen
        return self._sights.get(folder) if folder is not None else None

    def _put(self, run: RunFolder) -> None:
        if run.path in self._runs:
            return
        self._runs[run.path] = run
        self.runs.put(run.path)
        self.reader.reporter(run)

    def _with_run(self, handler: Callable[[RunFolder], object]) -> None:
        folder = self.runs.chosen
        if folder is not None:
            handler(self._runs[folder])

    def _choose_folder(self) -> None:
        start = str(self._settings.get("last_folder") or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, tr("Open the Folder of a Run"), start)
        if chosen:
            self.open_run(Path(chosen))

    # Showing

    def _seen(self, snapshot: RunSnapshot) -> None:
        before = self._sights.get(snapshot.folder)
        self._sights[snapshot.folder] = snapshot
        if before is not None and before.state != snapshot.state:
            self._requests.pop(snapshot.folder, None)
        self.runs.report(snapshot)
        if snapshot.folder == self.runs.chosen:
            self._show()
        elif snapshot.folder in self.runs.compared:
            self._show_pages()

    def _show(self) -> None:
        snapshot, folder = self.chosen, self.runs.chosen
        self.bar.show_run(snapshot, self._requests.get(folder, "") if folder else "")
        if snapshot is None:
            self.health.show_health((), {}, running=False)
        else:
            running = snapshot.state == "running"
            self.health.show_health(snapshot.status.health, snapshot.pending, running=running)
        self._show_pages()

    def _show_pages(self) -> None:
        chosen = self.runs.chosen
        shown = {folder: self._sights[folder] for folder in self.runs.compared if folder in self._sights}
        self.pages.show_runs(shown, self.runs.places, chosen)

    def retranslate(self) -> None:
        """Take the words and colours in use."""
        self.setWindowTitle(tr("Training"))
        for part in (self.notice, self.runs, self.bar, self.pages):
            part.retranslate()
        self.health.forget()
        for snapshot in self._sights.values():
            self.runs.report(snapshot)
        self._show()

    # Actions

    def _asked(self, name: str) -> None:
        snapshot, folder = self.chosen, self.runs.chosen
        if snapshot is None or folder is None:
            return
        run = self._runs[folder]
        if name in ("pause", "stop", "resume"):
            self._requests[folder] = name
            getattr(self.handlers, name)(run)
        elif name == "longer":
            self._train_longer(run, snapshot)
        elif name == "model":
            self.handlers.export(run, folder / f"{folder.name}.gmodel", self.handlers.install)
        elif name == "export":
            self._export_to_file(run)
        elif name == "fork":
            fork = ForkDialog(snapshot, self)
            if fork.exec():
                checkpoint = Path(fork.checkpoint.currentData())
                self.handlers.fork(run, checkpoint, fork.folder, start=fork.start.isChecked())
        elif name == "delete":
            dialog = DeleteCheckpointsDialog(snapshot.checkpoints, self)
            if dialog.exec():
                self.handlers.delete(run, dialog.policy)
        elif name == "folder":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        elif name == "forget":
            self._forget(run)
        self._show()

    def _train_longer(self, run: RunFolder, snapshot: RunSnapshot) -> None:
        now = snapshot.status.pictures
        more, sure = QInputDialog.getInt(
            self, tr("Train Longer"), tr("Pictures to train on in all"), now * 2, now + 1, 2_000_000_000
        )
        if sure:
            self._requests[run.path] = "resume"
            self.handlers.resume(run, {"schedule.pictures": more})

    def _export_to_file(self, run: RunFolder) -> None:
        start = Path(self._settings.get("last_folder") or Path.home()) / f"{run.path.name}.gmodel"
        kinds = tr("Ganvas models (*.gmodel)")
        chosen = ask_save_path(self, tr("Export a Model"), start, kinds, (".gmodel",))
        if chosen is not None:

            def written(path: Path) -> None:
                self.notice.report(tr("Written to {name}.", name=path.name))

            self.handlers.export(run, chosen, written)

    def _forget(self, run: RunFolder) -> None:
        self.handlers.forget(run)
        self.reader.forget(run.path)
        self._sights.pop(run.path, None)
        self._runs.pop(run.path, None)
        self.runs.take_off(run.path)

    def _exporting(self, share: float | None) -> None:
        if share is None:
            if self._exports:
                self.notice.dismiss()
            self._exports = False
            return
        words = tr("Making a model of the run…") + (f" {share:.0%}" if share else "")
        if self._exports:
            self.notice.text.setText(words)
        else:
            self._exports = True
            self.notice.report(words, (tr("Cancel"), self.handlers.cancel_export))

    def _installed(self, name: str, title: str, makes_pictures: bool) -> None:
        self.notice.report(tr("“{title}” is in the library now.", title=title))
        if makes_pictures:
            self.model_made.emit(name)

    def _name_taken(self, bundle: Path, name: str) -> None:
        self.notice.report(
            tr("The library has another model called “{name}”.", name=name),
            (tr("Replace It"), lambda: self.handlers.install(bundle, replace=True)),
            (tr("Keep the Old One"), lambda: None),
        )

    def _failed(self, sentence: str) -> None:
        folder = self.runs.chosen
        if folder is not None:
            self._requests.pop(folder, None)
        self.notice.report(sentence)
        self._show()

    def _done(self) -> None:
        self.reader.refresh_now()
        self._show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Runs go on; only the watching ends."""
        self._settings.save("training/monitor_geometry", self.saveGeometry())
        self.handlers.cancel_export()
        self.reader.stop()
        self.closed.emit()
        event.accept()
