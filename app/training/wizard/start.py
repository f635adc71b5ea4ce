"""The last step: what will be trained, where it is kept, and the button that starts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QPushButton

from app.i18n import tr, tr_noop
from app.panels.widgets import label
from app.training.background import Background
from app.training.monitor.wording import duration
from app.training.wizard.plan import Plan, free_folder
from app.training.wizard.step import Step
from engine.files import data_folder
from trainer.runs.launch import RunFolder, begin
from trainer.settings.toml import write_config

CONFIG = "run.toml"
ROWS: dict[str, str] = {
    "goal": tr_noop("Goal"),
    "pictures": tr_noop("Pictures"),
    "terms": tr_noop("Terms of these pictures"),
    "length": tr_noop("Length"),
    "folder": tr_noop("Kept in"),
}


class RunStep(Step):
    """Says `begun` with the run's folder once its process has been started."""

    begun = Signal(object)
    title = tr_noop("Train")
    heading = tr_noop("Ready to train")

    def __init__(self, plan: Plan, seconds: Callable[[], float | None]) -> None:
        """`seconds` gives how long it will take, where that was measured."""
        super().__init__(plan)
        self._seconds = seconds
        self._parent: Path | None = None
        self._starting = Background(self)
        self.names = {name: label(role="muted") for name in ROWS}
        self.rows = {name: QLabel() for name in ROWS}
        self.browse = QPushButton()
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._choose_folder)
        self.command = label(role="muted")
        self.command.setWordWrap(True)
        self.command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, row in self.rows.items():
            row.setWordWrap(True)
            form.addRow(self.names[name], row)
        line = QHBoxLayout()
        line.addWidget(self.browse)
        line.addStretch(1)
        self.column.addLayout(form)
        self.column.addLayout(line)
        self.column.addWidget(self.command)
        self.column.addStretch(1)
        self.retranslate()

    @property
    def next_words(self) -> str:
        """What starts it."""
        return tr("Train")

    @property
    def complete(self) -> bool:
        """It is not being started already."""
        return not self._starting.busy

    def enter(self) -> None:
        """Tell what will happen."""
        self.plan.folder = free_folder(self._parent or data_folder() / "runs", self.plan.name)
        self._show()

    def begin(self) -> None:
        """Write the configuration and start the run."""
        plan = self.plan
        folder, values = plan.folder, plan.values()

        def work() -> RunFolder:
            folder.mkdir(parents=True, exist_ok=True)
            write_config(values, folder / CONFIG)
            return begin(folder / CONFIG)

        def failed(sentence: str) -> None:
            self.words.setText(sentence)
            self.changed.emit()

        self.words.setText(tr("Starting…"))
        self._starting.run(work, lambda run: self.begun.emit(run.path), failed)
        self.changed.emit()

    def retranslate(self) -> None:
        """Take the words in use."""
        super().retranslate()
        for name, text in ROWS.items():
            self.names[name].setText(tr(text))
            self.rows[name].setAccessibleName(tr(text))
        self.browse.setText(tr("Keep It Elsewhere…"))
        self._show()

    def _show(self) -> None:
        plan = self.plan
        if plan.recipe is None:
            return
        self.words.setText(
            tr("It goes on when Ganvas is closed. You can pause it, and continue tomorrow, at any time.")
        )
        self.rows["goal"].setText(f"{tr(plan.recipe.goal)} ({tr(plan.recipe.title)})")
        self.rows["pictures"].setText("\n".join(plan.pictures))
        self.rows["terms"].setText(tr(plan.licence) if plan.licence else tr("Not known"))
        length = tr("{count} pictures", count=f"{int(plan.value_of('schedule.pictures') or 0):,}")
        seconds = self._seconds()
        if seconds is not None:
            length += " · " + tr("about {time}", time=duration(seconds))
        self.rows["length"].setText(length)
        self.rows["folder"].setText(str(plan.folder))
        path = plan.folder / CONFIG
        self.command.setText(
            tr("The same from the command line: {command}", command=f'ganvas train "{path}"')
        )

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Keep It Elsewhere…"), str(Path.home()))
        if chosen:
            self._parent = Path(chosen)
            self.enter()
