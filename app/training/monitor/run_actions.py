"""What can be done with a run, beside the window: go on, pause, fork, make room, become a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr, translate_error
from app.panels.widgets import ComboBox, SpinBox, label
from app.training.background import Background
from app.training.monitor.record import RunSnapshot, keep_changes, pending_changes
from app.training.monitor.wording import size
from trainer.runs.launch import CheckpointPolicy, RunFolder, forget_run

PATIENCE_SECONDS = 600.0


class RunActions(QObject):
    """Acts on runs without keeping the window waiting; `changed`: a run may look different now."""

    changed = Signal()
    failed = Signal(str)
    info = Signal(str)
    exporting = Signal(object)
    installed = Signal(str, str, bool)
    taken = Signal(object, str)
    forked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing to do yet.

        `installed` gives a model's name, its title and whether it makes pictures; `taken` a bundle whose name
        another model of the library has, and that name.
        """
        super().__init__(parent)
        self._export = Background(self)
        self._process: Any = None

    def pause(self, run: RunFolder) -> None:
        """The end of the step in hand, a checkpoint, a pause."""
        self._do(run.pause)

    def stop(self, run: RunFolder) -> None:
        """The end of the step in hand, a checkpoint, the end."""
        self._do(run.stop)

    def resume(self, run: RunFolder, changes: Mapping[str, Any] | None = None) -> None:
        """The next session, with the changes that were kept for it; a run that trains is paused first."""

        def work() -> None:
            if run.state == "running":
                run.pause()
                run.wait(PATIENCE_SECONDS)
            kept = pending_changes(run.path)
            run.resume({**kept, **(changes or {})})
            keep_changes(run.path, {})

        self._do(work)

    def keep(self, run: RunFolder, changes: Mapping[str, Any]) -> None:
        """Note changes for the next session, beside those that are noted; none takes all of them back."""
        self._do(lambda: keep_changes(run.path, {**pending_changes(run.path), **changes} if changes else {}))

    def fork(self, run: RunFolder, checkpoint: Path, folder: Path, *, start: bool) -> None:
        """A second run from a checkpoint of this one."""

        def work() -> RunFolder:
            made = run.fork(checkpoint, folder)
            if start:
                made.resume()
            return made

        self._do(work, self.forked.emit)

    def delete(self, run: RunFolder, policy: CheckpointPolicy) -> None:
        """Delete the checkpoints that the policy does not keep."""

        def info(gone: list[Path]) -> None:
            self.info.emit(tr("{count} checkpoints were deleted.", count=len(gone)))

        self._do(lambda: run.delete_checkpoints(policy), info)

    def forget(self, run: RunFolder) -> None:
        """Take a run off the list of known ones."""
        self._do(lambda: forget_run(run))

    @property
    def is_exporting(self) -> bool:
        """Whether a model is being made."""
        return self._export.busy

    def export(self, run: RunFolder, to: Path, then: Callable[[Path], object]) -> None:
        """Make a model of the run at `to`; `then` gets the file."""
        self.exporting.emit(0.0)
        made: list[Path] = []

        def work() -> Any:
            self._process = process = run.export(to)
            yield from process.events()

        def each(event: Mapping[str, Any]) -> None:
            kind = event.get("event")
            if kind == "progress":
                done, total = event.get("done"), event.get("total") or event.get("of")
                share = done / total if isinstance(done, (int, float)) and total else 0.0
                self.exporting.emit(min(1.0, float(share)))
            elif kind == "exported":
                made.append(to)
            elif kind == "failed":
                self.failed.emit(translate_error(str(event.get("reason", ""))))

        def done() -> None:
            self._process = None
            self.exporting.emit(None)
            if made:
                then(made[0])

        def failed(sentence: str) -> None:
            self._process = None
            self.exporting.emit(None)
            self.failed.emit(sentence)

        self._export.stream(work, each, done=done, otherwise=failed)

    def cancel_export(self) -> None:
        """Give up the model that is being made."""
        if self._process is not None:
            self._process.cancel()

    def install(self, bundle: Path, *, replace: bool = False) -> None:
        """Put a bundle into the library; says `taken` where another model has its name."""

        def work() -> tuple[str, str, str, bool]:
            from engine.bundle.bundle import open_bundle
            from engine.bundle.library import Library
            from engine.errors import LibraryError

            library = Library.default()
            try:
                entry = library.install(bundle, replace=replace)
            except LibraryError:
                name = open_bundle(bundle).manifest.name
                if replace or not any(e.name == name and e.origin == "installed" for e in library.entries()):
                    raise
                return "taken", name, "", False
            makes_pictures = not {"translate", "sample"}.isdisjoint(entry.capabilities)
            return "installed", entry.name, entry.title, makes_pictures

        def done(answer: tuple[str, str, str, bool]) -> None:
            how, name, title, makes_pictures = answer
            if how == "taken":
                self.taken.emit(bundle, name)
            else:
                self.installed.emit(name, title, makes_pictures)

        self._do(work, done)

    def _do(self, work: Callable[[], Any], then: Callable[[Any], object] | None = None) -> None:
        request = Background(self)

        def done(answer: Any) -> None:
            if then is not None:
                then(answer)
            self.changed.emit()

        def failed(sentence: str) -> None:
            self.failed.emit(sentence)
            self.changed.emit()
            request.deleteLater()

        request.stream(lambda: [work()], done, done=request.deleteLater, otherwise=failed)


# The small dialogs of the monitor: fork from a checkpoint, delete old checkpoints by a policy.


def seen_by(checkpoint: Path) -> int:
    """How many pictures a run had seen at a checkpoint; its file's name says so."""
    digits = checkpoint.stem.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


class _Asking(QDialog):
    """A form with one button that does it."""

    def __init__(self, title: str, handler: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.form = QFormLayout()
        self.info = label(role="muted")
        self.info.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.do = buttons.addButton(handler, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addLayout(self.form)
        layout.addWidget(self.info)
        layout.addWidget(buttons)

    def add(self, text: str, widget: QWidget) -> None:
        widget.setAccessibleName(text)
        self.form.addRow(text, widget)


class ForkDialog(_Asking):
    """From which checkpoint, into which folder, and whether to start at once."""

    def __init__(self, snapshot: RunSnapshot, parent: QWidget | None = None) -> None:
        """Fork the run of `snapshot`."""
        super().__init__(tr("Fork a Run"), tr("Fork"), parent)
        self._beside = snapshot.folder.parent
        self.checkpoint, self.name, self.start = ComboBox(), QLineEdit(), QCheckBox(tr("Start it at once"))
        for path in reversed(snapshot.checkpoints):
            self.checkpoint.addItem(tr("{seen} pictures", seen=f"{seen_by(path):,}"), str(path))
        self.name.setText(self._free_name(snapshot.folder.name))
        self.start.setChecked(snapshot.state != "running")
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
        self.info.setText(tr("There is a folder of that name already.") if taken else str(self.folder))


class DeleteCheckpointsDialog(_Asking):
    """Which checkpoints stay; says what would go before it goes."""

    def __init__(self, checkpoints: Sequence[Path], parent: QWidget | None = None) -> None:
        """Of these files, oldest first."""
        super().__init__(tr("Delete Old Checkpoints"), tr("Delete"), parent)
        self._checkpoints = list(checkpoints)
        self.newest, self.every = SpinBox(), SpinBox()
        self.newest.setRange(1, 1000)
        self.newest.setValue(2)
        self.every.setRange(0, 1_000_000_000)
        self.every.setSpecialValueText(tr("None"))
        self.add(tr("Newest checkpoints to keep"), self.newest)
        self.add(tr("Also keep one every so many pictures"), self.every)
        self.newest.valueChanged.connect(self._report)
        self.every.valueChanged.connect(self._report)
        self._report()

    @property
    def policy(self) -> CheckpointPolicy:
        """What stays."""
        return CheckpointPolicy(newest=self.newest.value(), every=self.every.value())

    def _report(self) -> None:
        gone = self.policy.superfluous(self._checkpoints)
        room = sum(path.stat().st_size for path in gone if path.exists())
        self.do.setEnabled(bool(gone))
        self.info.setText(
            tr(
                "{count} of {all} files will be deleted: {size}.",
                count=len(gone),
                all=len(self._checkpoints),
                size=size(room),
            )
            if gone
            else tr("Nothing would be deleted.")
        )
