"""The training dialog: goal, pictures, check, settings, trial and start, in one window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.settings import Settings
from app.theme import Theme
from app.training.background import Background
from app.training.wizard.doctor import DoctorStep
from app.training.wizard.form import read_recipes
from app.training.wizard.goal import GoalStep
from app.training.wizard.pictures import PicturesStep
from app.training.wizard.plan import Plan
from app.training.wizard.settings import SettingsStep
from app.training.wizard.start import RunStep, TrialStep
from app.training.wizard.step import Step


class TrainingDialog(QDialog):
    """Leads from a goal to a run; `begun` tells the folder of the run that was started."""

    begun = Signal(object)

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        """Reads the recipes at once, beside the window."""
        super().__init__(parent)
        self.setModal(False)
        self.plan = Plan()
        self._recipes = Background(self)
        self.goal = GoalStep(self.plan, theme)
        self.pictures = PicturesStep(self.plan, settings)
        self.doctor = DoctorStep(self.plan)
        self.settings = SettingsStep(self.plan)
        self.trial = TrialStep(self.plan)
        self.run = RunStep(self.plan, self._seconds)
        self.steps: tuple[Step, ...] = (
            self.goal,
            self.pictures,
            self.doctor,
            self.settings,
            self.trial,
            self.run,
        )
        self.list, self.stack = QListWidget(), QStackedWidget()
        self.back, self.next, self.cancel = QPushButton(), QPushButton(), QPushButton()
        self._reached = 0
        self._build()
        for step in self.steps:
            step.changed.connect(self._show)
            step.advance.connect(self.forward)
        self.run.begun.connect(self._begun)
        self.list.currentRowChanged.connect(self._jump)
        self.resize(880, 640)
        self.retranslate()
        self._ask_recipes()

    def _build(self) -> None:
        self.list.setFixedWidth(160)
        for _ in self.steps:
            self.list.addItem(QListWidgetItem())
        for step in self.steps:
            self.stack.addWidget(step)
        self.back.clicked.connect(self.backward)
        self.next.clicked.connect(self.forward)
        self.cancel.clicked.connect(self.close)
        self.next.setDefault(True)
        for button in (self.back, self.cancel):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 0, 20, 16)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        right = QVBoxLayout()
        right.addWidget(self.stack, 1)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 0, 0)
        layout.addWidget(self.list)
        layout.addLayout(right, 1)

    @property
    def place(self) -> int:
        """Which step is in sight, from 0."""
        return self.stack.currentIndex()

    @property
    def step(self) -> Step:
        """The step in sight."""
        return self.steps[self.place]

    def forward(self) -> None:
        """The next step, where this one is complete; from the last one the run."""
        if not self.step.complete:
            return
        if self.step is self.run:
            self.run.begin()
        else:
            self._go(self.place + 1)

    def backward(self) -> None:
        """The step before."""
        if self.place > 0:
            self._go(self.place - 1)

    def retranslate(self) -> None:
        """Take the words in use."""
        self.setWindowTitle(tr("Train a Model"))
        self.list.setAccessibleName(tr("Steps"))
        self.back.setText(tr("Back"))
        self.cancel.setText(tr("Cancel"))
        for place, step in enumerate(self.steps):
            self.list.item(place).setText(f"{place + 1}  {tr(step.title)}")
            step.retranslate()
        self._show()

    def _go(self, place: int) -> None:
        self.step.leave()
        self.stack.setCurrentIndex(place)
        self._reached = max(self._reached, place)
        self.step.enter()
        self._show()
        self.step.setFocus()

    def _jump(self, place: int) -> None:
        """Back to a step that was seen already, or one on."""
        if place < 0 or place == self.place:
            return
        if all(step.complete for step in self.steps[self.place : place]) and place <= self._reached:
            self._go(place)
        self._show()

    def _show(self) -> None:
        step = self.step
        self.next.setText(step.next_words)
        self.next.setEnabled(step.complete)
        self.next.setProperty("kind", "primary")
        self.back.setEnabled(self.place > 0)
        self.list.blockSignals(True)
        self.list.setCurrentRow(self.place)
        for place in range(self.list.count()):
            item = self.list.item(place)
            reachable = place <= self.place or (
                place <= self._reached and all(one.complete for one in self.steps[self.place : place])
            )
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(flags if reachable else Qt.ItemFlag.NoItemFlags)
        self.list.blockSignals(False)

    def _ask_recipes(self) -> None:
        self.goal.report(tr("Asking the trainer what it can do…"))
        self._recipes.run(read_recipes, self.goal.show_recipes, self.goal.report)

    def _seconds(self) -> float | None:
        result = self.trial.result
        value = result.get("seconds_to_finish") if result is not None else None
        return float(value) if isinstance(value, (int, float)) else None

    def _begun(self, folder: Path) -> None:
        self.begun.emit(folder)
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Whatever a step has started ends with the dialog."""
        for step in self.steps:
            step.leave()
        super().closeEvent(event)
