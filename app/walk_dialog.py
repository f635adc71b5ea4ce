"""The dialog for an animation: which way to walk, how many frames, how fast, and the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.i18n import mark, tr
from app.studio import Studio

KINDS: dict[str, str] = {
    "edits": mark("From the original to the edited face"),
    "mixing": mark("From this face to the other one"),
    "samples": mark("Through the first eight samples"),
}
EASINGS: dict[str, str] = {
    "ease": mark("Slow at both ends"),
    "linear": mark("Even"),
    "ease-in": mark("Slow at the start"),
    "ease-out": mark("Slow at the end"),
}
SUFFIXES = (".gif", ".webp", ".mp4")


class WalkDialog(QDialog):
    """Asks how to walk; the work itself is told in the status bar."""

    def __init__(self, studio: Studio, parent: QWidget | None = None) -> None:
        """For the document and the samples of `studio`."""
        super().__init__(parent)
        self._studio = studio
        self.setWindowTitle(tr("Export Animation"))
        self.setMinimumWidth(380)
        self.kind, self.easing = QComboBox(), QComboBox()
        for value, text in KINDS.items():
            self.kind.addItem(tr(text), value)
        for value, text in EASINGS.items():
            self.easing.addItem(tr(text), value)
        self.frames, self.speed = QSpinBox(), QSpinBox()
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
        self._studio.faces.walk(
            path,
            self.kind.currentData(),
            frames=self.frames.value(),
            frames_per_second=float(self.speed.value()),
            easing=self.easing.currentData(),
            closed=self.closed.isChecked(),
        )
        self.accept()

    def _choose(self) -> None:
        folder = Path(self._studio.settings.get("last_folder") or Path.home())
        chosen, kind = QFileDialog.getSaveFileName(
            self,
            tr("Export Animation"),
            str(folder / (tr("Animation") + ".webp")),
            "WebP (*.webp);;GIF (*.gif);;MP4 (*.mp4)",
        )
        if chosen:
            path = Path(chosen)
            self._studio.settings.set("last_folder", str(path.parent))
            if path.suffix.lower() not in SUFFIXES:
                path = path.with_name(path.name + {"G": ".gif", "M": ".mp4"}.get(kind[:1], ".webp"))
            self.write(path)
