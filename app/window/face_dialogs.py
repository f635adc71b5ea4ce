"""The dialog for a new attribute: its name, pictures with the feature, and pictures without."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.editor.editor import Editor
from app.i18n import tr, tr_noop
from app.panels.attributes import axis_name
from app.panels.widgets import ComboBox, SpinBox, ask_save_path, confirmed, label, question

LONGEST_NAME = 64


class FolderChoice(QWidget):
    """A line with a folder's path, and a button to choose one."""

    def __init__(self, title: str, editor: Editor, parent: QWidget | None = None) -> None:
        """An empty line; `title` is what screen readers and the file dialog say."""
        super().__init__(parent)
        self._title, self._settings = title, editor.settings
        self.path, self.choose = QLineEdit(), QPushButton(tr("Choose…"))
        self.path.setAccessibleName(title)
        self.choose.setAccessibleName(tr("Choose: {what}", what=title))
        self.choose.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.path, 1)
        layout.addWidget(self.choose)

    @property
    def folder(self) -> Path | None:
        """The folder, if there is one of that name."""
        text = self.path.text().strip()
        return Path(text) if text and Path(text).is_dir() else None

    def _choose(self) -> None:
        start = str(self._settings.get("last_folder") or Path.home())
        chosen = QFileDialog.getExistingDirectory(self, self._title, start)
        if chosen:
            self._settings.set("last_folder", chosen)
            self.path.setText(chosen)


class AttributeDialog(QDialog):
    """Asks for what a new attribute is made of; the work itself is told in the status bar."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        """For the model that is open in `editor`."""
        super().__init__(parent)
        self._editor = editor
        self.setWindowTitle(tr("Add Attribute"))
        self.setMinimumWidth(460)
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name of the attribute"))
        self.positive = FolderChoice(tr("Pictures with the feature"), editor)
        self.negative = FolderChoice(tr("Pictures without it"), editor)
        hint = label(
            tr(
                "Two pictures of each kind are enough, twenty are better; each shows one face, cut as the"
                " model's own pictures are. The first attribute of a model takes about a minute."
            ),
            "muted",
        )
        hint.setWordWrap(True)
        self.buttons = QDialogButtonBox()
        add = self.buttons.addButton(tr("Add Attribute"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.add = add
        self.buttons.accepted.connect(self._add)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(tr("Name"), self.name)
        form.addRow(tr("Pictures with the feature"), self.positive)
        form.addRow(tr("Pictures without it"), self.negative)
        layout = QVBoxLayout(self)
        layout.addWidget(hint)
        layout.addLayout(form)
        layout.addWidget(self.buttons)
        for line in (self.name, self.positive.path, self.negative.path):
            line.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        name = self.name.text().strip()
        folders = self.positive.folder and self.negative.folder
        self.add.setEnabled(bool(name and name.isprintable() and folders))

    def _add(self) -> None:
        positive, negative = self.positive.folder, self.negative.folder
        if positive is None or negative is None:
            return
        name = self.name.text().strip()
        taken = self._of_the_name(name)
        if taken is None or self._may_replace(taken):
            self._editor.faces.add_attribute(taken or name, positive, negative, replace=taken is not None)
            self.accept()

    def _of_the_name(self, name: str) -> str | None:
        """The attribute that a person would take for one of this name: called so, or shown so."""
        wanted = name.casefold()
        names = (axis.name for axis in self._editor.faces.axes)
        return next((n for n in names if wanted in (n.casefold(), axis_name(n).casefold())), None)

    def _may_replace(self, name: str) -> bool:
        text = tr("The model has an attribute “{name}” already. Replace it?", name=axis_name(name))
        box = question(self, text, self.windowTitle())
        return confirmed(box, tr("Documents that use it follow the new one."), tr("Replace"))


# The dialog for an animation: which way to walk, how many frames, how fast, and the file.


KINDS: dict[str, str] = {
    "edits": tr_noop("From the original to the edited face"),
    "mixing": tr_noop("From this face to the other one"),
    "samples": tr_noop("Through the first eight samples"),
}
EASINGS: dict[str, str] = {
    "ease": tr_noop("Slow at both ends"),
    "linear": tr_noop("Even"),
    "ease-in": tr_noop("Slow at the start"),
    "ease-out": tr_noop("Slow at the end"),
}
SUFFIXES = (".webp", ".gif", ".mp4")


class WalkDialog(QDialog):
    """Asks how to walk; the work itself is told in the status bar."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        """For the document and the samples of `editor`."""
        super().__init__(parent)
        self._editor = editor
        self.setWindowTitle(tr("Export Animation"))
        self.setMinimumWidth(380)
        self.kind, self.easing = ComboBox(), ComboBox()
        for value, text in KINDS.items():
            self.kind.addItem(tr(text), value)
        for value, text in EASINGS.items():
            self.easing.addItem(tr(text), value)
        self.frames, self.speed = SpinBox(), SpinBox()
        self.frames.setRange(2, 500)
        self.frames.setValue(30)
        self.speed.setRange(1, 60)
        self.speed.setValue(25)
        self.closed = QCheckBox(tr("Return to the start"))
        self.closed.setChecked(True)
        form = QFormLayout()
        for text, widget in (
            (tr("Way"), self.kind),
            (tr("Movement"), self.easing),
            (tr("Frames for each way"), self.frames),
            (tr("Frames a second"), self.speed),
        ):
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        form.addRow("", self.closed)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton(tr("Save As…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(buttons)

    def write(self, path: Path) -> None:
        """Ask for the animation as the dialog describes it."""
        self._editor.faces.walk(
            path,
            self.kind.currentData(),
            frames=self.frames.value(),
            frames_per_second=float(self.speed.value()),
            easing=self.easing.currentData(),
            closed=self.closed.isChecked(),
        )
        self.accept()

    def _choose(self) -> None:
        folder = Path(self._editor.settings.get("last_folder") or Path.home())
        start = folder / (tr("Animation") + ".webp")
        kinds = "WebP (*.webp);;GIF (*.gif);;MP4 (*.mp4)"
        path = ask_save_path(self, tr("Export Animation"), start, kinds, SUFFIXES)
        if path is not None:
            self._editor.settings.set("last_folder", str(path.parent))
            self.write(path)
