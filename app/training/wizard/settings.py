"""The fourth step: the form of settings, made from the recipe's declaration; advanced ones behind a fold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr, tr_noop
from app.panels.widgets import ComboBox, SpinBox, label
from app.training.background import Background
from app.training.wizard.form import Field, FieldError
from app.training.wizard.plan import Plan
from app.training.wizard.step import Step
from engine.files import CHECKPOINT_SUFFIXES
from trainer.runs.launch import known_runs

# One setting of a recipe as a row of the form: an editor that fits its type, help as tip, bounds kept.


LARGEST = 2_000_000_000


class FieldEditor(QWidget):
    """Says `changed` with key and value when what is typed fits; `problem` says why it does not."""

    changed = Signal(str, object)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        """For `field`; empty until `show_value`."""
        super().__init__(parent)
        self.field = field
        self.problem = ""
        self.name = label(tr(field.label))
        self.name.setWordWrap(True)
        self.trouble = label(role="trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.editor: QWidget = self._make()
        self.editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.editor, 1)
        if field.required and field.type == "text":
            line.addWidget(self._browse())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(line)
        layout.addWidget(self.trouble)
        self.retranslate()

    def show_value(self, value: Any) -> None:
        """Show a value without saying that it changed."""
        editor = self.editor
        editor.blockSignals(True)
        if isinstance(editor, QCheckBox):
            editor.setChecked(bool(value))
        elif isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(value)))
        elif isinstance(editor, QSpinBox):
            editor.setValue(int(value) if value is not None else editor.minimum())
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(self.field.shown(value))
        elif isinstance(editor, QLineEdit):
            editor.setText(self.field.shown(value))
        editor.blockSignals(False)
        self._report("")

    def retranslate(self) -> None:
        """Take the words in use."""
        self.name.setText(tr(self.field.label))
        tip = tr(self.field.help) if self.field.help else self.field.key
        if self.field.source:
            tip += "\n" + tr("Default from: {source}", source=self.field.source)
        tip += f"\n{self.field.key}"
        for widget in (self.name, self.editor):
            widget.setToolTip(tip)
        self.editor.setAccessibleName(tr(self.field.label))
        self.editor.setAccessibleDescription(tip)

    def _make(self) -> QWidget:
        field = self.field
        if field.type == "boolean":
            box = QCheckBox()
            box.toggled.connect(lambda on: self.changed.emit(field.key, on))
            return box
        if field.type == "choice":
            combo = ComboBox()
            for choice in field.choices:
                combo.addItem(tr(choice) if isinstance(choice, str) else str(choice), choice)
            combo.currentIndexChanged.connect(lambda _: self.changed.emit(field.key, combo.currentData()))
            return combo
        if field.type == "integer" and not field.optional and field.default is not None:
            spin = SpinBox()
            spin.setMinimumHeight(30)
            low = -LARGEST if field.minimum is None else round(field.minimum)
            high = LARGEST if field.maximum is None else round(field.maximum)
            spin.setRange(low + ("minimum" in field.excluded), high - ("maximum" in field.excluded))
            spin.setSingleStep(round(field.multiple_of or 1))
            spin.valueChanged.connect(self._spun)
            return spin
        if field.type == "table":
            text = QPlainTextEdit()
            text.setFixedHeight(84)
            text.setTabChangesFocus(True)
            text.textChanged.connect(lambda: self._typed(text.toPlainText()))
            return text
        edit = QLineEdit()
        edit.setMinimumHeight(30)
        edit.textChanged.connect(self._typed)
        return edit

    def _browse(self) -> QPushButton:
        button = QPushButton(tr("Browse…"))
        button.setAutoDefault(False)
        button.clicked.connect(self._choose_file)
        return button

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr(self.field.label))
        if chosen and isinstance(self.editor, QLineEdit):
            self.editor.setText(chosen)

    def _spun(self, value: int) -> None:
        try:
            self.field.check(value)
        except FieldError as error:
            self._report(error.words)
            return
        self._report("")
        self.changed.emit(self.field.key, value)

    def _typed(self, text: str) -> None:
        try:
            value = self.field.read_text(text)
        except FieldError as error:
            self._report(error.words)
            return
        self._report("")
        self.changed.emit(self.field.key, value)

    def _report(self, problem: str) -> None:
        changed = problem != self.problem
        self.problem = problem
        self.trouble.setText(problem)
        self.trouble.setVisible(bool(problem))
        if changed:
            self.editor.setAccessibleDescription(problem or self.editor.toolTip())
            if problem:
                self.changed.emit("", None)


SECTIONS: dict[str, str] = {
    "": tr_noop("Run"),
    "schedule": tr_noop("Length and size"),
    "settings": tr_noop("Networks and losses"),
    "data": tr_noop("Pictures"),
    "optimiser": tr_noop("Learning"),
    "averaging": tr_noop("Averaging"),
    "reporting": tr_noop("Reports and checkpoints"),
    "hardware": tr_noop("Machine"),
}


def starts() -> list[tuple[str, str]]:
    """What a run can start from, (title, path): models of the library, known runs with checkpoints."""
    from engine.bundle.library import Library

    models = [(entry.title, str(entry.path)) for entry in Library.default().entries() if not entry.problem]
    runs = [(run.path.name, str(run.path)) for run in known_runs() if run.checkpoints()]
    return [*models, *runs]


class SettingsStep(Step):
    """Defaults are what the recipe declares; nothing need be touched."""

    title = tr_noop("Settings")
    heading = tr_noop("How should it learn?")

    def __init__(self, plan: Plan) -> None:
        """No form before the first `enter`."""
        super().__init__(plan)
        self._made_for: object = None
        self._library = Background(self)
        self.editors: dict[str, FieldEditor] = {}
        self._headings: list[tuple[QWidget, str]] = []
        self.start, self.other = ComboBox(), QPushButton()
        self.start_name = label()
        self.start.activated.connect(lambda _: self._start_chosen())
        self.other.clicked.connect(self._choose_start)
        self.other.setAutoDefault(False)
        self.advanced = QPushButton()
        self.advanced.setCheckable(True)
        self.advanced.setAutoDefault(False)
        self.advanced.toggled.connect(self._fold)
        self.reset = QPushButton()
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        line = QHBoxLayout()
        line.addWidget(self.start_name)
        line.addWidget(self.start, 1)
        line.addWidget(self.other)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.advanced)
        buttons.addWidget(self.reset)
        buttons.addStretch(1)
        self.column.addLayout(line)
        self.column.addWidget(self.area, 1)
        self.column.addLayout(buttons)
        self.retranslate()

    @property
    def complete(self) -> bool:
        """Everything typed fits, and nothing that is needed is missing."""
        return not self.plan.missing and not any(editor.problem for editor in self.editors.values())

    @property
    def next_words(self) -> str:
        """The trial starts by itself."""
        return tr("Try It")

    def enter(self) -> None:
        """Make the form for the recipe, and see what there is to start from."""
        recipe = self.plan.recipe
        if recipe is not None and self._made_for != recipe.name:
            self._made_for = recipe.name
            self._build()
        self._show_values()
        if self.start.count() == 0:
            self._show_starts([])
        self._library.run(starts, self._show_starts)

    def retranslate(self) -> None:
        """Take the words in use."""
        super().retranslate()
        self.words.setText(tr("The values below are the published ones; you may go on without changing any."))
        self.start_name.setText(tr("Start from"))
        self.start.setAccessibleName(tr("Start from"))
        self.start.setToolTip(
            tr("A model or an earlier run whose weights the new one begins with, as far as they fit")
        )
        self.other.setText(tr("Choose File…"))
        self.advanced.setText(tr("Advanced Settings"))
        self.advanced.setToolTip(tr("Settings that nobody needs for a first model"))
        self.reset.setText(tr("Back to Defaults"))
        if self.start.count():
            self.start.setItemText(0, tr("From scratch"))
        for editor in self.editors.values():
            editor.retranslate()
        for widget, section in self._headings:
            widget.setText(tr(SECTIONS.get(section, section)))  # type: ignore[attr-defined]

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 4, 12, 4)
        self.editors, self._headings = {}, []
        for advanced in (False, True):
            for section in SECTIONS:
                fields = [
                    one
                    for one in self.plan.fields
                    if (one.advanced and not one.required) == advanced
                    and one.key.rpartition(".")[0] == section
                    and not self._pointless(one)
                ]
                if fields:
                    column.addWidget(self._group(section, fields, advanced=advanced))
        column.addStretch(1)
        self.area.setWidget(inside)
        self._fold(self.advanced.isChecked())
        self.retranslate()

    def _group(self, section: str, fields: list[Field], *, advanced: bool) -> QWidget:
        group = QWidget()
        group.setProperty("advanced", advanced)
        form = QFormLayout(group)
        form.setContentsMargins(0, 4, 0, 8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        heading = label(role="heading")
        self._headings.append((heading, section))
        form.addRow(heading)
        for one in fields:
            editor = FieldEditor(one)
            editor.changed.connect(self._edited)
            editor.name.setMinimumWidth(190)
            self.editors[one.key] = editor
            form.addRow(editor.name, editor)
        return group

    def _pointless(self, one: Field) -> bool:
        """A choice of one value, or a second name of the size."""
        if one.key == "settings.resolution" and self.plan.recipe and self.plan.recipe.field("schedule.size"):
            return True
        return one.type == "choice" and len(one.choices) < 2

    def _fold(self, open_: bool) -> None:
        inside = self.area.widget()
        if inside is not None:
            for group in inside.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if group.property("advanced"):
                    group.setVisible(open_)

    def _edited(self, key: str, value: object) -> None:
        if key:
            self.plan.set(key, value)
            if key in ("schedule.size", "settings.resolution"):
                self._show_values(but=key)
        self._show_required()
        self.changed.emit()

    def _show_values(self, but: str = "") -> None:
        for key, editor in self.editors.items():
            if key != but and not editor.problem:
                editor.show_value(self.plan.value_of(key))
        self._show_required()

    def _show_required(self) -> None:
        names = ", ".join(tr(one.label) for one in self.plan.missing)
        words = tr("The values below are the published ones; you may go on without changing any.")
        self.words.setText(tr("Still needed: {names}.", names=names) if names else words)

    def _reset(self) -> None:
        self.plan.changes = {}
        for key, editor in self.editors.items():
            editor.show_value(self.plan.value_of(key))
        self._show_required()
        self.changed.emit()

    def _show_starts(self, found: list[tuple[str, str]]) -> None:
        self.start.clear()
        self.start.addItem(tr("From scratch"), "")
        for title, path in found:
            self.start.addItem(title, path)
        if self.plan.start and self.start.findData(self.plan.start) < 0:
            self.start.addItem(Path(self.plan.start).name, self.plan.start)
        self.start.setCurrentIndex(max(0, self.start.findData(self.plan.start)))

    def _start_chosen(self) -> None:
        self.plan.start = str(self.start.currentData() or "")
        self.changed.emit()

    def _choose_start(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in CHECKPOINT_SUFFIXES)
        chosen, _ = QFileDialog.getOpenFileName(
            self, tr("Start from"), "", tr("Models and checkpoints") + f" (*.gmodel {patterns})"
        )
        if chosen:
            self.plan.start = chosen
            if self.start.findData(chosen) < 0:
                self.start.addItem(Path(chosen).name, chosen)
            self.start.setCurrentIndex(self.start.findData(chosen))
            self.changed.emit()
