"""One setting of a recipe as a row of the form: an editor that fits its type, help as tip, bounds kept."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.panels.parts import label
from app.training.recipe_info import Field, FieldError
from app.training.words_of_fields import problem_words

LARGEST = 2_000_000_000


class _NoWheel(QObject):
    """The wheel scrolls the form and changes no value on its way."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


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
        self._no_wheel = _NoWheel(self)
        if isinstance(self.editor, (QSpinBox, QComboBox)):
            self.editor.installEventFilter(self._no_wheel)
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
        self._tell("")

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
            combo = QComboBox()
            for choice in field.choices:
                combo.addItem(tr(choice) if isinstance(choice, str) else str(choice), choice)
            combo.currentIndexChanged.connect(lambda _: self.changed.emit(field.key, combo.currentData()))
            return combo
        if field.type == "integer" and not field.optional and field.default is not None:
            spin = QSpinBox()
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
            self._tell(problem_words(error))
            return
        self._tell("")
        self.changed.emit(self.field.key, value)

    def _typed(self, text: str) -> None:
        try:
            value = self.field.read_text(text)
        except FieldError as error:
            self._tell(problem_words(error))
            return
        self._tell("")
        self.changed.emit(self.field.key, value)

    def _tell(self, problem: str) -> None:
        changed = problem != self.problem
        self.problem = problem
        self.trouble.setText(problem)
        self.trouble.setVisible(bool(problem))
        if changed:
            self.editor.setAccessibleDescription(problem or self.editor.toolTip())
            if problem:
                self.changed.emit("", None)
