"""The list of runs beside the monitor: one is chosen, marked ones are shown beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.theme import Theme
from app.training.plots import run_icon
from app.training.reader import Sight
from app.training.words import state_word

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
