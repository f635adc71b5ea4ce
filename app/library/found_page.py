"""The page of the import dialog that says what was found, under which licence, and asks what is not known."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from app.i18n import tr
from app.library.import_pages import button, row, wrapped
from app.library.import_words import answer_words, found_words, question_words
from app.panels.parts import label


def model_name(title: str) -> str:
    """What a model of that title is called in the library; empty where the title has no letters for it."""
    return re.sub(r"[^a-z0-9._-]+", "-", title.lower()).strip("-._")[:64]


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name[:60]}-{number}", number + 1
    return free


class FoundPage(QWidget):
    """A form made of the process's questions; each has an answer that is right most often."""

    add = Signal()
    bring = Signal()

    def __init__(self) -> None:
        """Nothing was found yet."""
        super().__init__()
        self.sentence, self.licence, self.notes = wrapped(), wrapped(), wrapped(role="muted")
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("Name"))
        self.title.setMaxLength(200)
        self.title.textChanged.connect(self._check)
        self.title.returnPressed.connect(self._bring)
        self.message = wrapped(role="muted")
        self.fields: dict[str, QComboBox | QSpinBox] = {}
        self._suggested, self._taken = "", frozenset[str]()
        self.form = QFormLayout()
        layout = QVBoxLayout(self)
        layout.addWidget(self.sentence)
        layout.addLayout(self.form)
        layout.addWidget(self.message)
        layout.addStretch(1)
        layout.addWidget(label(tr("Licence of origin"), "heading"))
        layout.addWidget(self.licence)
        layout.addWidget(self.notes)
        more = button(tr("Add a File…"), tr("Another file of the same model"), self.add.emit)
        self.start = button(
            tr("Import"), tr("Make a model of it and put it into the library"), self._bring, primary=True
        )
        layout.addLayout(row(more, None, self.start))

    def show_found(self, found: Mapping[str, Any], taken: Collection[str]) -> None:
        """What the process found; `taken` are the names in the library."""
        self.sentence.setText(found_words(found))
        self.licence.setText(str(found["licence"]))
        self.notes.setText("\n".join(str(note) for note in found["notes"]))
        self.notes.setVisible(bool(found["notes"]))
        self._taken = frozenset(taken)
        self._suggested = free_name(str(found["name"]), self._taken)
        if self.form.indexOf(self.title) >= 0:
            # Taken out, not removed: removing a row deletes its field.
            taken_out = self.form.takeRow(self.title).labelItem.widget()
            if taken_out is not None:
                taken_out.deleteLater()
        while self.form.rowCount():
            self.form.removeRow(0)
        self.fields = {}
        for question in found["questions"]:
            self._ask(question)
        self.form.addRow(tr("Name"), self.title)
        self.title.setText(self._suggested)
        self._check()

    def answers(self) -> dict[str, str]:
        """The answers by the questions' keys, as the process takes them."""
        given = {}
        for key, field in self.fields.items():
            given[key] = str(field.value()) if isinstance(field, QSpinBox) else str(field.currentData())
        return given

    def name(self) -> str:
        """What the model will be called in the library."""
        return model_name(self.title.text()) or self._suggested

    def _ask(self, question: Mapping[str, Any]) -> None:
        key, choices = str(question["key"]), list(question["choices"])
        text, tip = question_words(key)
        field: QComboBox | QSpinBox
        if choices:
            field = QComboBox()
            values: Sequence[str] = choices
            if key == "backwards":
                values = [str(number) for number in range(len(choices))]
            for words, value in zip(answer_words(choices), values, strict=True):
                field.addItem(words, value)
            field.setCurrentIndex(max(0, field.findData(question["default"])))
        else:
            field = QSpinBox()
            multiple = int(question["multiple"])
            field.setRange(multiple, int(question["most"]))
            field.setSingleStep(multiple)
            field.setValue(int(question["default"]))
            field.editingFinished.connect(lambda: field.setValue(field.value() // multiple * multiple))
        field.setAccessibleName(text)
        field.setToolTip(tip)
        self.form.addRow(text, field)
        self.fields[key] = field

    def _check(self) -> None:
        taken = self.name() in self._taken
        self.message.setText(
            tr("A model called “{name}” is in the library already; choose another name.", name=self.name())
            if taken
            else ""
        )
        self.start.setEnabled(not taken)

    def _bring(self) -> None:
        if self.start.isEnabled():
            self.bring.emit()
