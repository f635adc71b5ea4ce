"""The small dialogs of the monitor: fork from a checkpoint, delete old checkpoints by a policy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.panels.parts import label
from app.training.reader import Sight
from app.training.words import size
from trainer.runs.launch import CheckpointPolicy


def seen_by(checkpoint: Path) -> int:
    """How many pictures a run had seen at a checkpoint; its file's name says so."""
    digits = checkpoint.stem.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


class _Asking(QDialog):
    """A form with one button that does it."""

    def __init__(self, title: str, deed: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.form = QFormLayout()
        self.told = label(role="muted")
        self.told.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.do = buttons.addButton(deed, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(self.form)
        layout.addWidget(self.told)
        layout.addWidget(buttons)

    def add(self, text: str, widget: QWidget) -> None:
        widget.setAccessibleName(text)
        self.form.addRow(text, widget)


class ForkDialog(_Asking):
    """From which checkpoint, into which folder, and whether to start at once."""

    def __init__(self, sight: Sight, parent: QWidget | None = None) -> None:
        """Fork the run of `sight`."""
        super().__init__(tr("Fork a Run"), tr("Fork"), parent)
        self._beside = sight.folder.parent
        self.checkpoint, self.name, self.start = QComboBox(), QLineEdit(), QCheckBox(tr("Start it at once"))
        for path in reversed(sight.checkpoints):
            self.checkpoint.addItem(tr("{seen} pictures", seen=f"{seen_by(path):,}"), str(path))
        self.name.setText(self._free_name(sight.folder.name))
        self.start.setChecked(sight.state != "running")
        self.add(tr("From the checkpoint at"), self.checkpoint)
        self.add(tr("Name of the new run"), self.name)
        self.form.addRow("", self.start)
        self.name.textChanged.connect(self._check)
        self._check()

    @property
    def folder(self) -> Path:
        """Where the fork will lie."""
        return self._beside / self.name.text().strip()

    def _free_name(self, name: str) -> str:
        number = 2
        while (self._beside / f"{name}-{number}").exists():
            number += 1
        return f"{name}-{number}"

    def _check(self) -> None:
        name = self.name.text().strip()
        bad = not name or "/" in name or "\\" in name or name in (".", "..")
        taken = not bad and self.folder.exists()
        self.do.setEnabled(not bad and not taken)
        self.told.setText(tr("There is a folder of that name already.") if taken else str(self.folder))


class DeleteCheckpointsDialog(_Asking):
    """Which checkpoints stay; says what would go before it goes."""

    def __init__(self, checkpoints: Sequence[Path], parent: QWidget | None = None) -> None:
        """Of these files, oldest first."""
        super().__init__(tr("Delete Old Checkpoints"), tr("Delete"), parent)
        self._checkpoints = list(checkpoints)
        self.newest, self.every = QSpinBox(), QSpinBox()
        self.newest.setRange(1, 1000)
        self.newest.setValue(2)
        self.every.setRange(0, 1_000_000_000)
        self.every.setSpecialValueText(tr("None"))
        self.add(tr("Newest checkpoints to keep"), self.newest)
        self.add(tr("Also keep one every so many pictures"), self.every)
        self.newest.valueChanged.connect(self._tell)
        self.every.valueChanged.connect(self._tell)
        self._tell()

    @property
    def policy(self) -> CheckpointPolicy:
        """What stays."""
        return CheckpointPolicy(newest=self.newest.value(), every=self.every.value())

    def _tell(self) -> None:
        gone = self.policy.superfluous(self._checkpoints)
        room = sum(path.stat().st_size for path in gone if path.exists())
        self.do.setEnabled(bool(gone))
        self.told.setText(
            tr(
                "{count} of {all} files will be deleted: {size}.",
                count=len(gone),
                all=len(self._checkpoints),
                size=size(room),
            )
            if gone
            else tr("Nothing would be deleted.")
        )
