"""The last two steps: a short trial of what was chosen, and the start: where it is kept, and the button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QFormLayout, QHBoxLayout, QPushButton

from app.i18n import tr, tr_noop
from app.panels.widgets import label
from app.training.background import Background
from app.training.monitor.wording import duration, number, size
from app.training.process_line import ProcessLine
from app.training.wizard.plan import Plan, free_folder
from app.training.wizard.step import Step
from engine.files import cache_folder, data_folder
from trainer.runs.launch import RunFolder, Trial, begin
from trainer.settings.toml import write_toml

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
        self.rows = {name: label() for name in ROWS}
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
            write_toml(values, folder / CONFIG)
            # The trial has told how long it takes.
            return begin(folder / CONFIG, anyway=True)

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


FIGURES: dict[str, str] = {
    "time": tr_noop("Time to finish"),
    "memory": tr_noop("Most memory"),
    "speed": tr_noop("Pictures a second"),
    "batch": tr_noop("Batch size"),
}


class TrialStep(Step):
    """Begins by itself; what it finds is measured on this machine, with these pictures and settings."""

    title = tr_noop("Trial")
    heading = tr_noop("A short trial")

    def __init__(self, plan: Plan) -> None:
        """Nothing has been tried."""
        super().__init__(plan)
        self._tried: object = None
        self._result: Mapping[str, Any] | None = None
        self.line = ProcessLine()
        self.suggestion, self.laptop, self.info = QPushButton(), QPushButton(), label()
        self.anyway = QCheckBox()
        self.info.setWordWrap(True)
        self.line.wanted.connect(self._begin)
        self.line.info.connect(self._event)
        self.line.stopped.connect(self._stopped)
        self.line.failed.connect(self._failed)
        self.suggestion.clicked.connect(self._take_suggestion)
        self.suggestion.setAutoDefault(False)
        self.laptop.clicked.connect(self._take_laptop)
        self.laptop.setAutoDefault(False)
        self.anyway.toggled.connect(lambda _: self.changed.emit())
        form = QFormLayout()
        self.names = {name: label(role="muted") for name in FIGURES}
        self.figures = {name: label() for name in FIGURES}
        for name in FIGURES:
            form.addRow(self.names[name], self.figures[name])
        row = QHBoxLayout()
        row.addWidget(self.suggestion)
        row.addWidget(self.laptop)
        row.addWidget(self.anyway)
        row.addStretch(1)
        self.column.addWidget(self.line)
        self.column.addWidget(self.info)
        self.column.addLayout(form)
        self.column.addLayout(row)
        self.column.addStretch(1)
        self.retranslate()

    @property
    def running(self) -> bool:
        """Whether steps are being tried."""
        return self.line.busy

    @property
    def result(self) -> Mapping[str, Any] | None:
        """What the last trial found, if it was one of the settings as they are."""
        return self._result

    @property
    def complete(self) -> bool:
        """The trial went through, and the run is not too long for this machine unless a person says so."""
        return self._result is not None and (not self._result.get("too_long") or self.anyway.isChecked())

    def enter(self) -> None:
        """Try, unless the same was tried last."""
        if self._result is None or self._tried != repr(self.plan.values()):
            self._begin()

    def leave(self) -> None:
        """End the trial."""
        self.line.stop()

    def retranslate(self) -> None:
        """Take the words in use."""
        super().retranslate()
        self.line.name(tr("Try Again"), tr("Steps of the trial"))
        self.anyway.setText(tr("Begin anyway"))
        self.anyway.setToolTip(tr("Train as it is set, however long that takes on this machine"))
        for name, text in FIGURES.items():
            self.names[name].setText(tr(text))
            self.figures[name].setAccessibleName(tr(text))
        self._show_result()

    def _begin(self) -> None:
        self._result = None
        self._tried = repr(self.plan.values())
        values = self.plan.values()
        self.anyway.setChecked(False)
        self.info.setText("")
        self.words.setText(tr("Preparing pictures and networks…"))
        self._show_result()
        self.changed.emit()

        def make() -> Trial:
            folder = cache_folder() / "trial"
            folder.mkdir(parents=True, exist_ok=True)
            config = folder / "trial.toml"
            # The trial makes no folder; the run's own is chosen after it.
            write_toml({**values, "folder": str(folder / "run")}, config)
            return Trial(config)

        self.line.run(make)

    def _stopped(self) -> None:
        self.words.setText(tr("The trial was stopped; nothing was trained."))

    def _event(self, event: Mapping[str, Any]) -> None:
        kind = event.get("event")
        if kind == "trial":
            self.line.show_progress(event.get("step"), event.get("steps"))
            self.words.setText(
                tr(
                    "Step {step} of {steps}, as training does it.",
                    step=event.get("step"),
                    steps=event.get("steps"),
                )
            )
        elif kind == "progress" and event.get("preparing") is not None:
            self.line.show_progress(event.get("preparing"), event.get("of"))
        elif kind == "trial_result":
            self._result = event
            if event.get("halved") and event.get("batch_size"):
                self.plan.set("schedule.batch_size", int(event["batch_size"]))
                self._tried = repr(self.plan.values())
            self._show_result()
            self.changed.emit()

    def _failed(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.changed.emit()

    def _show_result(self) -> None:
        result = self._result
        for widget in (*self.names.values(), *self.figures.values()):
            widget.setVisible(result is not None)
        too_long = result is not None and bool(result.get("too_long"))
        self.suggestion.hide()
        self.anyway.setVisible(too_long)
        self.laptop.setVisible(too_long and bool(result and result.get("preset")))
        if result is None:
            return
        self.words.setText(tr("Measured on this machine, with your pictures and settings."))
        self.info.setText(str(result.get("sentence") or ""))
        batch, suggested = result.get("batch_size"), result.get("suggested_batch_size")
        self.figures["time"].setText(duration(float(result.get("seconds_to_finish") or 0)))
        self.figures["memory"].setText(size(float(result.get("peak_memory_bytes") or 0)))
        self.figures["speed"].setText(number(float(result.get("pictures_per_second") or 0)))
        self.figures["batch"].setText(str(batch or ""))
        if suggested and suggested != batch:
            self.suggestion.setText(tr("Use a Batch Size of {count}", count=suggested))
            self.suggestion.setToolTip(tr("What this machine's memory has room for, or what is faster here"))
            self.suggestion.show()
        self.laptop.setText(
            tr("Use the Laptop Preset: About {time}", time=duration(float(result.get("preset_seconds") or 0)))
        )
        self.laptop.setToolTip(tr("Smaller pictures, narrower networks and a shorter run"))

    def _take_laptop(self) -> None:
        from trainer.settings.run_config import flat_values, with_laptop

        small = with_laptop(self.plan.values())
        changes = flat_values({name: inner for name, inner in small.items() if name != "data"})
        # The size first, which other values follow; it is the resolution, too.
        for key in sorted(changes, key=lambda key: key != "schedule.size"):
            if key != "settings.resolution":
                self.plan.set(key, changes[key])
        self._begin()

    def _take_suggestion(self) -> None:
        if self._result is not None:
            self.plan.set("schedule.batch_size", int(self._result["suggested_batch_size"]))
            self._begin()
