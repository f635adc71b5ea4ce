"""The live monitor: runs on the left, and of the chosen one samples, curves, figures, log and checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.panels.notice import NoticeBar
from app.settings import Settings
from app.theme import Theme
from app.training.health_list import HealthList
from app.training.monitor_pages import MonitorPages
from app.training.next_leg import pending_changes
from app.training.plots import run_icon
from app.training.reader import RunReader, Sight
from app.training.run_bar import RunBar
from app.training.run_deeds import RunDeeds
from app.training.run_dialogs import DeleteCheckpointsDialog, ForkDialog
from app.training.words import state_word
from trainer.launch import RunFolder, known_runs

FOLDER_ROLE = Qt.ItemDataRole.UserRole


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
        self._sights: dict[Path, Sight] = {}
        self._wishes: dict[Path, str] = {}
        self._exports = False
        self.reader, self.deeds = RunReader(self), RunDeeds(self)
        self.notice, self.bar, self.health = NoticeBar(theme), RunBar(), HealthList()
        self.pages = MonitorPages(theme, settings)
        self.list, self.add = QListWidget(), QPushButton()
        self.list.setMinimumWidth(150)
        self.add.clicked.connect(self._choose_folder)
        self.list.currentRowChanged.connect(lambda _: self._show())
        self.list.itemChanged.connect(lambda _: self._show_pages())
        self._build()
        self._connect()
        self.resize(1240, 800)
        geometry = settings.load("training/monitor_geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.retranslate()

    def _build(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 6, 12)
        column.addWidget(self.list, 1)
        column.addWidget(self.add)
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.notice, self.bar, self.health):
            layout.addWidget(widget)
        layout.addWidget(self.pages, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([210, 1030])
        self.setCentralWidget(splitter)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    def _connect(self) -> None:
        self.reader.seen.connect(self._seen)
        self.bar.asked.connect(self._asked)
        self.deeds.failed.connect(self._failed)
        self.deeds.told.connect(self.notice.tell)
        self.deeds.changed.connect(self._done)
        self.deeds.exporting.connect(self._exporting)
        self.deeds.installed.connect(self._installed)
        self.deeds.taken.connect(self._name_taken)
        self.deeds.forked.connect(lambda run: self.open_run(run.path))
        self.health.accepted.connect(
            lambda changes: self._with_run(lambda run: self.deeds.keep(run, changes))
        )
        self.health.taken_back.connect(lambda: self._with_run(lambda run: self.deeds.keep(run, {})))
        self.health.used_now.connect(lambda: self._with_run(self.deeds.resume))

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
        self.list.setCurrentRow(list(self._runs)[::-1].index(run.path))

    @property
    def chosen(self) -> Sight | None:
        """The run that is shown."""
        folder = self._chosen_folder()
        return self._sights.get(folder) if folder is not None else None

    def _put(self, run: RunFolder) -> None:
        if run.path in self._runs:
            return
        place = len(self._runs)
        self._runs[run.path] = run
        item = QListWidgetItem(run_icon(place, self._theme), run.path.name)
        item.setData(FOLDER_ROLE, str(run.path))
        item.setToolTip(str(run.path))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.list.insertItem(0, item)
        if self.list.count() == 1:
            self.list.setCurrentRow(0)
        self.reader.watch(run)

    def _chosen_folder(self) -> Path | None:
        row = self.list.currentRow()
        return Path(self.list.item(row).data(FOLDER_ROLE)) if row >= 0 else None

    def _with_run(self, deed: Callable[[RunFolder], object]) -> None:
        folder = self._chosen_folder()
        if folder is not None:
            deed(self._runs[folder])

    def _choose_folder(self) -> None:
        start = str(self._settings.get("last_folder") or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, tr("Open the Folder of a Run"), start)
        if chosen:
            self.open_run(Path(chosen))

    # Showing

    def _seen(self, sight: Sight) -> None:
        before = self._sights.get(sight.folder)
        self._sights[sight.folder] = sight
        if before is not None and before.state != sight.state:
            self._wishes.pop(sight.folder, None)
        self._name_item(sight)
        if sight.folder == self._chosen_folder():
            self._show()
        elif sight.folder in self._compared():
            self._show_pages()

    def _name_item(self, sight: Sight) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(FOLDER_ROLE) == str(sight.folder):
                standing = sight.standing
                share = f" {100 * standing.seen // max(1, standing.pictures)} %" if standing.pictures else ""
                self.list.blockSignals(True)
                item.setText(f"{sight.name}\n{state_word(sight.state)}{share}")
                self.list.blockSignals(False)

    def _show(self) -> None:
        sight, folder = self.chosen, self._chosen_folder()
        self.bar.show_run(sight, self._wishes.get(folder, "") if folder else "")
        pending = pending_changes(folder) if folder is not None else {}
        running = sight is not None and sight.state == "running"
        self.health.show_health(sight.standing.health if sight else (), pending, running=running)
        self._show_pages()

    def _show_pages(self) -> None:
        chosen = self._chosen_folder()
        places = {folder: place for place, folder in enumerate(self._runs)}
        shown = {folder: self._sights[folder] for folder in self._compared() if folder in self._sights}
        self.pages.show_runs(shown, places, chosen)

    def _compared(self) -> list[Path]:
        """The chosen run first, then those with a check mark."""
        chosen = self._chosen_folder()
        marked = [
            Path(self.list.item(row).data(FOLDER_ROLE))
            for row in range(self.list.count())
            if self.list.item(row).checkState() == Qt.CheckState.Checked
        ]
        return [*([chosen] if chosen else []), *(folder for folder in marked if folder != chosen)]

    def retranslate(self) -> None:
        """Take the words and colours in use."""
        self.setWindowTitle(tr("Training"))
        self.list.setAccessibleName(tr("Runs"))
        self.list.setToolTip(tr("Mark further runs to see their curves beside those of the chosen one"))
        self.add.setText(tr("Open Run…"))
        self.add.setToolTip(tr("Show a run from its folder, wherever it was trained"))
        for row in range(self.list.count()):
            self.list.item(row).setIcon(run_icon(self.list.count() - 1 - row, self._theme))
        for part in (self.notice, self.bar, self.pages):
            part.retranslate()
        self.health.forget()
        for sight in self._sights.values():
            self._name_item(sight)
        self._show()

    # Deeds

    def _asked(self, name: str) -> None:
        sight, folder = self.chosen, self._chosen_folder()
        if sight is None or folder is None:
            return
        run = self._runs[folder]
        if name in ("pause", "stop", "resume"):
            self._wishes[folder] = name
            getattr(self.deeds, name)(run)
        elif name == "longer":
            self._train_longer(run, sight)
        elif name == "model":
            self.deeds.export(run, folder / f"{folder.name}.gmodel", self.deeds.install)
        elif name == "export":
            self._export_to_file(run)
        elif name == "fork":
            fork = ForkDialog(sight, self)
            if fork.exec():
                checkpoint = Path(fork.checkpoint.currentData())
                self.deeds.fork(run, checkpoint, fork.folder, start=fork.start.isChecked())
        elif name == "delete":
            dialog = DeleteCheckpointsDialog(sight.checkpoints, self)
            if dialog.exec():
                self.deeds.delete(run, dialog.policy)
        elif name == "folder":
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
        elif name == "forget":
            self._forget(run)
        self._show()

    def _train_longer(self, run: RunFolder, sight: Sight) -> None:
        now = sight.standing.pictures
        more, sure = QInputDialog.getInt(
            self, tr("Train Longer"), tr("Pictures to train on in all"), now * 2, now + 1, 2_000_000_000
        )
        if sure:
            self._wishes[run.path] = "resume"
            self.deeds.resume(run, {"schedule.pictures": more})

    def _export_to_file(self, run: RunFolder) -> None:
        start = Path(self._settings.get("last_folder") or Path.home()) / f"{run.path.name}.gmodel"
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Export a Model"), str(start), tr("Ganvas models (*.gmodel)")
        )
        if name:

            def written(path: Path) -> None:
                self.notice.tell(tr("Written to {name}.", name=path.name))

            self.deeds.export(run, Path(name), written)

    def _forget(self, run: RunFolder) -> None:
        self.deeds.forget(run)
        self.reader.forget(run.path)
        row = self.list.currentRow()
        self._sights.pop(run.path, None)
        self._runs.pop(run.path, None)
        self.list.takeItem(row)

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
            self.notice.tell(words, (tr("Cancel"), self.deeds.cancel_export))

    def _installed(self, name: str, title: str, makes_pictures: bool) -> None:
        self.notice.tell(tr("“{title}” is in the library now.", title=title))
        if makes_pictures:
            self.model_made.emit(name)

    def _name_taken(self, bundle: Path, name: str) -> None:
        self.notice.tell(
            tr("The library has another model called “{name}”.", name=name),
            (tr("Replace It"), lambda: self.deeds.install(bundle, replace=True)),
            (tr("Keep the Old One"), lambda: None),
        )

    def _failed(self, sentence: str) -> None:
        folder = self._chosen_folder()
        if folder is not None:
            self._wishes.pop(folder, None)
        self.notice.tell(sentence)
        self._show()

    def _done(self) -> None:
        self.reader.look_now()
        self._show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Runs go on; only the watching ends."""
        self._settings.save("training/monitor_geometry", self.saveGeometry())
        self.deeds.cancel_export()
        self.reader.stop()
        self.closed.emit()
        event.accept()
