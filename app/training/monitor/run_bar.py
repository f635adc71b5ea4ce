"""The head of the monitor: how the chosen run is doing, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr, tr_noop, translate_error
from app.panels.widgets import label
from app.theme import Theme
from app.training.monitor.plots import run_icon
from app.training.monitor.record import RunSnapshot
from app.training.monitor.wording import duration, number, state_word

BUTTONS: dict[str, tuple[str, str]] = {
    "pause": (
        tr_noop("Pause"),
        tr_noop("Finish the step in hand, keep everything, and end; Resume goes on exactly"),
    ),
    "resume": (tr_noop("Resume"), tr_noop("Go on from the newest checkpoint")),
    "longer": (tr_noop("Train Longer…"), tr_noop("Go on from the newest checkpoint, for more pictures")),
    "stop": (tr_noop("Stop and Keep"), tr_noop("Finish the step in hand, keep everything, and call it done")),
    "model": (
        tr_noop("Use in the Editor"),
        tr_noop("Make a model of this run, put it into the library and open it"),
    ),
}
MORE: dict[str, tuple[str, str]] = {
    "export": (tr_noop("Export Model…"), tr_noop("Write the model of this run to a file")),
    "fork": (tr_noop("Fork…"), tr_noop("A second run that goes on from a checkpoint of this one")),
    "delete": (tr_noop("Delete Old Checkpoints…"), tr_noop("Make room on the disk; the newest always stays")),
    "folder": (tr_noop("Show Folder"), tr_noop("The folder with everything that this run has written")),
    "forget": (tr_noop("Take off the List"), tr_noop("Its files stay where they are")),
}


class RunBar(QWidget):
    """Shows one run; says through `asked` what a person wants done with it."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Of no run yet."""
        super().__init__(parent)
        self._snapshot: RunSnapshot | None = None
        self._options = ""
        self.title, self.state, self.facts = label(role="title"), label(role="badge"), label(role="muted")
        self.facts.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.buttons = {name: QPushButton() for name in BUTTONS}
        self.more, self.menu = QPushButton(), QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.actions_: dict[str, QAction] = {name: self.menu.addAction("") for name in MORE}
        self.more.setMenu(self.menu)
        for name, button in self.buttons.items():
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
        for name, action in self.actions_.items():
            action.triggered.connect(lambda _=False, name=name: self.asked.emit(name))
        self.buttons["model"].setProperty("kind", "primary")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addWidget(self.state)
        head.addStretch(1)
        for button in (*self.buttons.values(), self.more):
            head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.progress)
        layout.addWidget(self.facts)
        self.retranslate()

    def show_run(self, snapshot: RunSnapshot | None, options: str = "") -> None:
        """Show a run; `options` is what it was asked to do and has not yet done."""
        self._snapshot, self._options = snapshot, options
        self.title.setText(snapshot.name if snapshot else tr("No run is open"))
        self.state.setVisible(snapshot is not None)
        running = snapshot is not None and snapshot.state == "running"
        finished = snapshot is not None and snapshot.state == "finished"
        kept = snapshot is not None and bool(snapshot.checkpoints)
        goes_on = snapshot is not None and not running and bool(snapshot.values)
        self.buttons["pause"].setVisible(running)
        self.buttons["stop"].setVisible(running)
        self.buttons["pause"].setEnabled(not options)
        self.buttons["stop"].setEnabled(not options)
        self.buttons["resume"].setVisible(goes_on and not finished)
        self.buttons["longer"].setVisible(goes_on and finished)
        self.buttons["resume"].setEnabled(not options)
        self.buttons["longer"].setEnabled(not options)
        self.buttons["model"].setEnabled(kept and not options.startswith("export"))
        self.more.setEnabled(snapshot is not None)
        self.actions_["export"].setEnabled(kept)
        self.actions_["fork"].setEnabled(kept)
        self.actions_["delete"].setEnabled(snapshot is not None and len(snapshot.checkpoints) > 1)
        self.actions_["forget"].setEnabled(snapshot is not None and not running)
        self.progress.setVisible(snapshot is not None)
        if snapshot is None:
            self.facts.setText("")
            return
        status = snapshot.status
        self.state.setText(self._state_words(snapshot))
        if status.preparing is not None and running:
            done, total = status.preparing
            self.progress.setValue(round(1000 * done / max(1, total)))
        else:
            self.progress.setValue(round(1000 * status.seen / max(1, status.pictures)))
        info = self._facts(snapshot)
        self.facts.setText(info)
        self.progress.setAccessibleName(tr("Progress of the run"))
        self.progress.setAccessibleDescription(info)

    def retranslate(self) -> None:
        """Take the words in use."""
        for name, button in self.buttons.items():
            text, tip = BUTTONS[name]
            button.setText(tr(text))
            button.setToolTip(tr(tip))
        for name, action in self.actions_.items():
            text, tip = MORE[name]
            action.setText(tr(text))
            action.setToolTip(tr(tip))
        self.more.setText(tr("More"))
        self.show_run(self._snapshot, self._options)

    def _state_words(self, snapshot: RunSnapshot) -> str:
        if snapshot.state == "running":
            if self._options in ("pause", "stop"):
                return tr("Finishing the step…")
            if not snapshot.status.pictures or snapshot.status.preparing is not None:
                return tr("Getting ready")
        return state_word(snapshot.state)

    def _facts(self, snapshot: RunSnapshot) -> str:
        status, running = snapshot.status, snapshot.state == "running"
        if snapshot.problem:
            return translate_error(snapshot.problem)
        if status.failure and not running:
            return translate_error(status.failure)
        if status.preparing is not None and running:
            return tr(
                "Preparing picture {done} of {total}",
                done=f"{status.preparing[0]:,}",
                total=f"{status.preparing[1]:,}",
            )
        facts = []
        if status.pictures:
            facts.append(
                tr(
                    "{seen} of {pictures} pictures",
                    seen=f"{status.seen:,}",
                    pictures=f"{status.pictures:,}",
                )
            )
        speed = status.curves.get("per_second")
        if running and status.eta is not None:
            facts.append(tr("{time} left", time=duration(status.eta)))
        if speed is not None and len(speed.values):
            facts.append(tr("{rate} pictures a second", rate=number(float(speed.values[-1]))))
        if status.hours:
            facts.append(tr("{time} of training", time=duration(status.hours * 3600)))
        if status.device:
            facts.append(status.device)
        if status.training_pictures:
            facts.append(tr("{count} training pictures", count=f"{status.training_pictures:,}"))
        recipe = snapshot.values.get("recipe")
        return " · ".join([*facts, *([str(recipe)] if recipe else [])])


# The list of runs beside the monitor: one is chosen, marked ones are shown beside it.


FOLDER_ROLE = Qt.ItemDataRole.UserRole


class RunList(QWidget):
    """The newest run on top. A run's place, by which its colour is chosen, is how many were put before it."""

    chosen_changed = Signal()
    marked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._theme = theme
        self._places: dict[Path, int] = {}
        self.list, self.add = QListWidget(), QPushButton()
        self.list.setMinimumWidth(150)
        self.list.currentRowChanged.connect(lambda _: self.chosen_changed.emit())
        self.list.itemChanged.connect(lambda _: self.marked.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 6, 12)
        column.addWidget(self.list, 1)
        column.addWidget(self.add)

    @property
    def places(self) -> dict[Path, int]:
        """Every run's place."""
        return dict(self._places)

    @property
    def chosen(self) -> Path | None:
        """The folder of the run that is shown."""
        row = self.list.currentRow()
        return self._folder(row) if row >= 0 else None

    @property
    def compared(self) -> Sequence[Path]:
        """The chosen run first, then those with a check mark."""
        chosen = self.chosen
        marked = [
            self._folder(row)
            for row in range(self.list.count())
            if self.list.item(row).checkState() == Qt.CheckState.Checked
        ]
        return [*([chosen] if chosen else []), *(folder for folder in marked if folder != chosen)]

    def put(self, folder: Path) -> None:
        """A further run."""
        self._places[folder] = max(self._places.values(), default=-1) + 1
        item = QListWidgetItem(run_icon(self._places[folder], self._theme), folder.name)
        item.setData(FOLDER_ROLE, str(folder))
        item.setToolTip(str(folder))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.list.insertItem(0, item)
        if self.list.count() == 1:
            self.list.setCurrentRow(0)

    def choose(self, folder: Path) -> None:
        """Show this run."""
        for row in range(self.list.count()):
            if self._folder(row) == folder:
                self.list.setCurrentRow(row)

    def take_off(self, folder: Path) -> None:
        """Forget a run."""
        self._places.pop(folder, None)
        for row in reversed(range(self.list.count())):
            if self._folder(row) == folder:
                self.list.takeItem(row)

    def report(self, snapshot: RunSnapshot) -> None:
        """How a run is called and how it is doing."""
        status = snapshot.status
        share = f" {100 * status.seen // max(1, status.pictures)} %" if status.pictures else ""
        for row in range(self.list.count()):
            if self._folder(row) == snapshot.folder:
                self.list.blockSignals(True)
                self.list.item(row).setText(f"{snapshot.name}\n{state_word(snapshot.state)}{share}")
                self.list.blockSignals(False)

    def retranslate(self) -> None:
        """Take the words and colours in use."""
        self.list.setAccessibleName(tr("Runs"))
        self.list.setToolTip(tr("Mark further runs to see their curves beside those of the chosen one"))
        self.add.setText(tr("Open Run…"))
        self.add.setToolTip(tr("Show a run from its folder, wherever it was trained"))
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            self.list.item(row).setIcon(run_icon(self._places[self._folder(row)], self._theme))
        self.list.blockSignals(False)

    def _folder(self, row: int) -> Path:
        return Path(self.list.item(row).data(FOLDER_ROLE))
