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

from app.i18n import mark, retold, tr
from app.panels.widgets import label
from app.theme import Theme
from app.training.monitor.plots import run_icon
from app.training.monitor.record import Sight
from app.training.monitor.wording import duration, number, state_word

BUTTONS: dict[str, tuple[str, str]] = {
    "pause": (
        mark("Pause"),
        mark("Finish the step in hand, keep everything, and end; Resume goes on exactly"),
    ),
    "resume": (mark("Resume"), mark("Go on from the newest checkpoint")),
    "longer": (mark("Train Longer…"), mark("Go on from the newest checkpoint, for more pictures")),
    "stop": (mark("Stop and Keep"), mark("Finish the step in hand, keep everything, and call it done")),
    "model": (
        mark("Use in the Editor"),
        mark("Make a model of this run, put it into the library and open it"),
    ),
}
MORE: dict[str, tuple[str, str]] = {
    "export": (mark("Export Model…"), mark("Write the model of this run to a file")),
    "fork": (mark("Fork…"), mark("A second run that goes on from a checkpoint of this one")),
    "delete": (mark("Delete Old Checkpoints…"), mark("Make room on the disk; the newest always stays")),
    "folder": (mark("Show Folder"), mark("The folder with everything that this run has written")),
    "forget": (mark("Take off the List"), mark("Its files stay where they are")),
}


class RunBar(QWidget):
    """Shows one run; says through `asked` what a person wants done with it."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Of no run yet."""
        super().__init__(parent)
        self._sight: Sight | None = None
        self._wish = ""
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

    def show_run(self, sight: Sight | None, wish: str = "") -> None:
        """Show a run; `wish` is what it was asked to do and has not yet done."""
        self._sight, self._wish = sight, wish
        self.title.setText(sight.name if sight else tr("No run is open"))
        self.state.setVisible(sight is not None)
        running = sight is not None and sight.state == "running"
        finished = sight is not None and sight.state == "finished"
        kept = sight is not None and bool(sight.checkpoints)
        goes_on = sight is not None and not running and bool(sight.values)
        self.buttons["pause"].setVisible(running)
        self.buttons["stop"].setVisible(running)
        self.buttons["pause"].setEnabled(not wish)
        self.buttons["stop"].setEnabled(not wish)
        self.buttons["resume"].setVisible(goes_on and not finished)
        self.buttons["longer"].setVisible(goes_on and finished)
        self.buttons["resume"].setEnabled(not wish)
        self.buttons["longer"].setEnabled(not wish)
        self.buttons["model"].setEnabled(kept and not wish.startswith("export"))
        self.more.setEnabled(sight is not None)
        self.actions_["export"].setEnabled(kept)
        self.actions_["fork"].setEnabled(kept)
        self.actions_["delete"].setEnabled(sight is not None and len(sight.checkpoints) > 1)
        self.actions_["forget"].setEnabled(sight is not None and not running)
        self.progress.setVisible(sight is not None)
        if sight is None:
            self.facts.setText("")
            return
        standing = sight.standing
        self.state.setText(self._state_words(sight))
        if standing.preparing is not None and running:
            done, total = standing.preparing
            self.progress.setValue(round(1000 * done / max(1, total)))
        else:
            self.progress.setValue(round(1000 * standing.seen / max(1, standing.pictures)))
        told = self._facts(sight)
        self.facts.setText(told)
        self.progress.setAccessibleName(tr("Progress of the run"))
        self.progress.setAccessibleDescription(told)

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
        self.show_run(self._sight, self._wish)

    def _state_words(self, sight: Sight) -> str:
        if sight.state == "running":
            if self._wish in ("pause", "stop"):
                return tr("Finishing the step…")
            if not sight.standing.pictures or sight.standing.preparing is not None:
                return tr("Getting ready")
        return state_word(sight.state)

    def _facts(self, sight: Sight) -> str:
        standing, running = sight.standing, sight.state == "running"
        if sight.problem:
            return retold(sight.problem)
        if standing.failure and not running:
            return retold(standing.failure)
        if standing.preparing is not None and running:
            return tr(
                "Preparing picture {done} of {total}",
                done=f"{standing.preparing[0]:,}",
                total=f"{standing.preparing[1]:,}",
            )
        facts = []
        if standing.pictures:
            facts.append(
                tr(
                    "{seen} of {pictures} pictures",
                    seen=f"{standing.seen:,}",
                    pictures=f"{standing.pictures:,}",
                )
            )
        speed = standing.curves.get("per_second")
        if running and standing.eta is not None:
            facts.append(tr("{time} left", time=duration(standing.eta)))
        if speed is not None and len(speed.values):
            facts.append(tr("{rate} pictures a second", rate=number(float(speed.values[-1]))))
        if standing.hours:
            facts.append(tr("{time} of training", time=duration(standing.hours * 3600)))
        if standing.device:
            facts.append(standing.device)
        if standing.training_pictures:
            facts.append(tr("{count} training pictures", count=f"{standing.training_pictures:,}"))
        recipe = sight.values.get("recipe")
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

    def tell(self, sight: Sight) -> None:
        """How a run is called and how it is doing."""
        standing = sight.standing
        share = f" {100 * standing.seen // max(1, standing.pictures)} %" if standing.pictures else ""
        for row in range(self.list.count()):
            if self._folder(row) == sight.folder:
                self.list.blockSignals(True)
                self.list.item(row).setText(f"{sight.name}\n{state_word(sight.state)}{share}")
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
