"""The pages of the import dialog: where the files are, what is being done, how it failed, what it became."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.i18n import tr
from app.models.import_wording import answer_words, detection_words, question_words, step_words
from app.panels.model import CAPABILITY_NAMES
from app.panels.widgets import ComboBox, SpinBox, label
from app.worker.messages import ModelInfo
from engine.files import IMPORTED_SUFFIXES


def button(text: str, tip: str, handler: Callable[[], object], *, primary: bool = False) -> QPushButton:
    """A button that is never pressed by Return in a field."""
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: handler())
    if primary:
        made.setProperty("kind", "primary")
    return made


def wrapped(text: str = "", role: str = "") -> QLabel:
    """A label of several lines that can be selected."""
    made = label(text, role)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def row(*widgets: QWidget | None) -> QHBoxLayout:
    """Buttons side by side; None is the space between left and right."""
    made = QHBoxLayout()
    for widget in widgets:
        if widget is None:
            made.addStretch(1)
        else:
            made.addWidget(widget)
    return made


@dataclass(frozen=True)
class Address:
    """Where a file is fetched from, and what it must be; `size` 0 and `sha256` "" for any."""

    url: str
    sha256: str
    size: int


class SourcePage(QWidget):
    """Asks for files, or for an address."""

    choose = Signal()
    fetch = Signal(object)
    where = Signal()

    def __init__(self) -> None:
        """Empty fields."""
        super().__init__()
        self.url, self.sha256, self.bytes = QLineEdit(), QLineEdit(), QLineEdit()
        self.url.setPlaceholderText("https://")
        self.message = wrapped(role="muted")
        form = QFormLayout()
        for text, field, tip in (
            (tr("Address"), self.url, tr("Of a file, not of a page; it begins with https://.")),
            (tr("SHA-256"), self.sha256, tr("If the publisher names it: 64 digits that the file must have.")),
            (tr("Bytes"), self.bytes, tr("If the publisher names it: how large the file must be.")),
        ):
            field.setAccessibleName(text)
            field.setToolTip(tip)
            field.returnPressed.connect(self._fetch)
            form.addRow(text, field)
        layout = QVBoxLayout(self)
        layout.addWidget(label(tr("From the disk"), "heading"))
        layout.addWidget(
            wrapped(
                tr(
                    "Choose the files of one model ({endings}). No code in them is ever run.",
                    endings=", ".join(IMPORTED_SUFFIXES),
                )
            )
        )
        choose = button(tr("Choose Files…"), tr("Files of one model"), self.choose.emit, primary=True)
        layout.addLayout(row(choose, None))
        layout.addSpacing(12)
        layout.addWidget(label(tr("From an address"), "heading"))
        layout.addLayout(form)
        layout.addWidget(self.message)
        self.start = button(tr("Fetch"), tr("Fetch the file; a broken download is gone on with"), self._fetch)
        layout.addLayout(row(self.start, None))
        layout.addStretch(1)
        link = button(
            tr("Where to Find Models…"), tr("Pages where official weights are published"), self.where.emit
        )
        layout.addLayout(row(link, None))

    def _fetch(self) -> None:
        url, digest = self.url.text().strip(), self.sha256.text().strip()
        size = self.bytes.text().strip().replace(",", "").replace(" ", "")
        if not url.lower().startswith("https://"):
            self.message.setText(tr("Only addresses that begin with https:// are fetched from."))
        elif digest and (len(digest) != 64 or digest.strip("0123456789abcdefABCDEF")):
            self.message.setText(tr("A SHA-256 has 64 digits from 0 to 9 and a to f."))
        elif size and not size.isdecimal():
            self.message.setText(tr("The bytes are a whole number."))
        else:
            self.message.setText("")
            self.fetch.emit(Address(url, digest, int(size or 0)))


class WorkPage(QWidget):
    """Says what is being done, and how far it is."""

    cancel = Signal()

    def __init__(self) -> None:
        """Nothing is done yet."""
        super().__init__()
        self.words = wrapped()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress"))
        layout = QVBoxLayout(self)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        layout.addSpacing(8)
        self.stop = button(tr("Cancel"), tr("Stop; nothing is added"), self.cancel.emit)
        layout.addLayout(row(None, self.stop))
        layout.addStretch(1)

    def begin(self, words: str) -> None:
        """Work that has not told anything yet."""
        self.words.setText(words)
        self.bar.setRange(0, 0)

    def show_step(self, what: str, done: int, total: int) -> None:
        """One step of the process, `total` 0 or 1 where its length is not known."""
        words = step_words(what)
        if total > 1_000_000:
            sizes = tr("{done} of {total} MB", done=done // 10**6, total=total // 10**6)
            words = f"{words}: {sizes}"
        self.words.setText(words)
        known = total > 1
        self.bar.setRange(0, 1000 if known else 0)
        if known:
            self.bar.setValue(1000 * done // total)


class FailedPage(QWidget):
    """Says what went wrong, with differences line by line."""

    add = Signal()
    again = Signal()

    def __init__(self) -> None:
        """Nothing went wrong yet."""
        super().__init__()
        self.words = wrapped()
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setAccessibleName(tr("Differences"))
        layout = QVBoxLayout(self)
        layout.addWidget(label(tr("Nothing was added"), "title"))
        layout.addWidget(self.words)
        layout.addWidget(self.lines, 1)
        layout.addStretch(0)
        more = button(tr("Add a File…"), tr("Another file of the same model"), self.add.emit)
        others = button(tr("Other Files…"), tr("Begin again with other files"), self.again.emit, primary=True)
        layout.addLayout(row(more, None, others))
        self.more = more

    def show_reason(self, reason: str, *, files: bool) -> None:
        """A sentence, with lines below it where there are several; `files`: one may be added to them."""
        first, _, rest = reason.partition("\n")
        self.words.setText(first)
        self.lines.setPlainText(rest)
        self.lines.setVisible(bool(rest))
        self.more.setVisible(files)


class DonePage(QWidget):
    """Shows the picture that was run, what the model can do, and the licence that its use is under."""

    use = Signal()
    later = Signal()

    def __init__(self) -> None:
        """Nothing to show yet."""
        super().__init__()
        self.title, self.abilities = wrapped(role="title"), wrapped(role="muted")
        self.picture, self.licence = QLabel(), wrapped()
        self.picture.setAccessibleName(tr("The picture that was run"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.title)
        layout.addWidget(self.abilities)
        layout.addWidget(self.picture)
        layout.addStretch(1)
        layout.addWidget(label(tr("Licence of origin"), "heading"))
        layout.addWidget(self.licence)
        leave = button(tr("Later"), tr("The model stays in the library"), self.later.emit)
        self.accept = button(
            tr("Accept and Use"), tr("Use the model under this licence"), self.use.emit, primary=True
        )
        layout.addLayout(row(None, leave, self.accept))

    def show_model(self, model: ModelInfo) -> None:
        """What became of the files."""
        self.title.setText(tr("“{title}” is in the library", title=model.title))
        names = [tr(text) for name, text in CAPABILITY_NAMES.items() if name in model.capabilities]
        self.abilities.setText(" · ".join(names))
        self.licence.setText(model.licence)
        self.picture.clear()
        if model.preview is not None:
            pixmap = QPixmap.fromImage(image_view(model.preview).copy())
            smooth = Qt.TransformationMode.SmoothTransformation
            room = QSize(520, 220)
            if pixmap.width() > room.width() or pixmap.height() > room.height():
                pixmap = pixmap.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            self.picture.setPixmap(pixmap)


# The page of the import dialog that says what was found, under which licence, and asks what is not known.


def model_name(title: str) -> str:
    """What a model of that title is called in the library; empty where the title has no letters for it."""
    return re.sub(r"[^a-z0-9._-]+", "-", title.lower()).strip("-._")[:64]


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, with a number behind it where it is taken."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name[:60]}-{number}", number + 1
    return free


class DetectionPage(QWidget):
    """A form made of the process's questions; each has an answer that is right most often."""

    add = Signal()
    start_import = Signal()

    def __init__(self) -> None:
        """Nothing was found yet."""
        super().__init__()
        self.sentence, self.licence, self.notes = wrapped(), wrapped(), wrapped(role="muted")
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("Name"))
        self.title.setMaxLength(200)
        self.title.textChanged.connect(self._check)
        self.title.returnPressed.connect(self._start_import)
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
            tr("Import"),
            tr("Make a model of it and put it into the library"),
            self._start_import,
            primary=True,
        )
        layout.addLayout(row(more, None, self.start))

    def show_detection(self, found: Mapping[str, Any], taken: Collection[str]) -> None:
        """What the process found; `taken` are the names in the library."""
        self.sentence.setText(detection_words(found))
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
            field = ComboBox()
            values: Sequence[str] = choices
            if key == "backwards":
                values = [str(number) for number in range(len(choices))]
            for words, value in zip(answer_words(choices), values, strict=True):
                field.addItem(words, value)
            field.setCurrentIndex(max(0, field.findData(question["default"])))
        else:
            field = SpinBox()
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

    def _start_import(self) -> None:
        if self.start.isEnabled():
            self.start_import.emit()
