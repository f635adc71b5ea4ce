"""The third step: the dataset doctor's findings, with pictures and what training will do about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.canvas.viewport import image_view
from app.i18n import tr, tr_noop, translate_error
from app.panels.widgets import label, plain_tip
from app.training.background import Background
from app.training.process_line import ProcessLine
from app.training.wizard.plan import Plan
from app.training.wizard.step import Step
from trainer.runs.launch import Doctor, read_picture

# Small views of the training pictures that the doctor's findings name.


def thumbnail(place: str, side: int) -> QImage | None:
    """The picture at a place that a finding names, at most `side` pixels; None where it cannot be read."""
    from engine.errors import GanvasError
    from engine.images.codec import flatten

    try:
        image = image_view(flatten(read_picture(place)))
    except (GanvasError, OSError):
        return None
    return image.scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).copy()


SIDE = 52
SHOWN = 8
SEVERITIES: dict[str, str] = {
    "note": tr_noop("Note"),
    "warning": tr_noop("Warning"),
    "error": tr_noop("Error"),
}


class FindingRow(QFrame):
    """One finding: what and what training does about it, some of the pictures, whether to leave them out."""

    def __init__(self, finding: Mapping[str, Any], step: DoctorStep) -> None:
        """For a finding of the doctor's report."""
        super().__init__()
        self.setObjectName("card")
        self.files = [str(name) for name in finding.get("files") or ()]
        severity = str(finding.get("severity", "note"))
        badge = label(tr(SEVERITIES.get(severity, severity)), role="badge")
        what, consequence = (
            label(_sentence(finding.get("what"))),
            label(_sentence(finding.get("consequence")), "muted"),
        )
        for words in (what, consequence):
            words.setWordWrap(True)
        self.setAccessibleName(f"{badge.text()}: {what.text()} {consequence.text()}")
        self.setToolTip(plain_tip("\n".join(self.files[:30])))
        self.out = QCheckBox(tr("Leave these {count} out", count=f"{len(self.files):,}"))
        self.out.setToolTip(tr("Their names go into the configuration; the files stay as they are"))
        self.out.setVisible(bool(self.files))
        self.out.toggled.connect(step.exclusion_changed)
        self.strip = QHBoxLayout()
        self.strip.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(what, 1)
        head.addWidget(self.out, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(consequence)
        layout.addLayout(self.strip)

    def show_picture(self, name: str, image: QImage | None) -> None:
        """One of the pictures; one that cannot be read is a place with a question mark."""
        view = QLabel("?" if image is None else "")
        view.setFixedSize(QSize(SIDE, SIDE))
        view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        view.setToolTip(plain_tip(name))
        view.setAccessibleName(name)
        if image is not None:
            view.setPixmap(QPixmap.fromImage(image))
        if self.strip.count() == 0:
            self.strip.addStretch(1)
        self.strip.insertWidget(self.strip.count() - 1, view)


class DoctorStep(Step):
    """Looks at every picture as soon as it comes into sight, in a process of its own."""

    title = tr_noop("Check")
    heading = tr_noop("Are the pictures all right?")

    def __init__(self, plan: Plan) -> None:
        """Nothing has been looked at."""
        super().__init__(plan)
        self._examined: object = None
        self._report: Mapping[str, Any] | None = None
        self._pictures = Background(self)
        self.line = ProcessLine()
        self.line.wanted.connect(self._begin)
        self.line.info.connect(self._event)
        self.line.stopped.connect(self._stopped)
        self.line.ended.connect(self._ended)
        self.line.failed.connect(self._failed)
        self.rows: list[FindingRow] = []
        self._inside = QWidget()
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self._inside)
        self.column.addWidget(self.line)
        self.column.addWidget(area, 1)
        self.retranslate()

    @property
    def complete(self) -> bool:
        """Pictures are left that can be learnt from."""
        return self._report is not None and self._usable() > 0

    @property
    def examining(self) -> bool:
        """Whether pictures are looked at, or fetched to be shown."""
        return self.line.busy or self._pictures.busy

    def enter(self) -> None:
        """Look at the pictures, unless they are those that were looked at last."""
        wanted = (tuple(self.plan.pictures), self.plan.kind, self.plan.recipe and self.plan.recipe.name)
        if wanted != self._examined or self._report is None:
            self._examined = wanted
            self._begin()

    def leave(self) -> None:
        """End the looking."""
        self.line.stop()

    def exclusion_changed(self) -> None:
        """A finding's pictures are left out, or not any more."""
        names = {name for row in self.rows if row.out.isChecked() for name in row.files}
        self.plan.exclude = sorted(names)
        self._show_report()
        self.changed.emit()

    def retranslate(self) -> None:
        """Take the words in use."""
        super().retranslate()
        self.line.name(tr("Look Again"), tr("Pictures looked at"))
        if self._report is not None:
            self._show_report()

    def _begin(self) -> None:
        self._report = None
        self.plan.exclude, self.plan.suggested = [], {}
        self._clear()
        self.words.setText(tr("Looking at every picture…"))
        self.changed.emit()
        plan = self.plan
        first, second = list(plan.sources), plan.pictures[len(plan.sources) :]
        kind, recipe = plan.kind, plan.recipe.name if plan.recipe else None

        self.line.run(lambda: Doctor(first, kind, recipe, second=second))

    def _stopped(self) -> None:
        self.words.setText(tr("Stopped before all pictures were looked at."))

    def _event(self, event: Mapping[str, Any]) -> None:
        kind = event.get("event")
        if kind == "progress":
            self.line.show_progress(event.get("done"), event.get("total"))
            self.words.setText(
                tr("Looked at {done} of {total} pictures.", done=event.get("done"), total=event.get("total"))
            )
        elif kind == "report":
            self._show(event)

    def _ended(self) -> None:
        if self._report is None and not self.words.text():
            self.words.setText(tr("The pictures could not be looked at."))

    def _failed(self, sentence: str) -> None:
        self.words.setText(sentence)
        self.changed.emit()

    def _show(self, report: Mapping[str, Any]) -> None:
        self._report = report
        suggested = report.get("suggested")
        self.plan.suggested = dict(suggested) if isinstance(suggested, Mapping) else {}
        for finding in report.get("findings") or ():
            row = FindingRow(finding, self)
            self.rows.append(row)
            self._list.insertWidget(self._list.count() - 1, row)
        self._show_report()
        self.changed.emit()
        rows = list(self.rows)

        def inspect() -> Iterator[tuple[FindingRow, str, QImage | None]]:
            for row in rows:
                for name in row.files[:SHOWN]:
                    yield row, name, thumbnail(name, SIDE)

        self._pictures.stream(inspect, lambda found: found[0].show_picture(found[1], found[2]))

    def _usable(self) -> int:
        report = self._report or {}
        return int(report.get("usable") or 0) - len(self.plan.exclude)

    def _show_report(self) -> None:
        report = self._report or {}
        recipe = self.plan.recipe
        info = [
            tr(
                "{pictures} pictures, {usable} of them to learn from.",
                pictures=f"{int(report.get('pictures') or 0):,}",
                usable=f"{max(0, self._usable()):,}",
            )
        ]
        sizes = [size for size in report.get("sizes") or () if len(size) == 3]
        if sizes:
            width, height, count = max(sizes, key=lambda size: int(size[2]))
            most = tr("Most are {width} × {height}", width=width, height=height)
            info.append(most + f" ({int(count):,}).")
        if recipe is not None and recipe.enough > self._usable():
            info.append(tr("About {count} are enough to work well.", count=f"{recipe.enough:,}"))
        if not report.get("findings"):
            info.append(tr("Nothing is wrong with them."))
        self.words.setText(" ".join(info))

    def _clear(self) -> None:
        self._pictures.forget()
        for row in self.rows:
            self._list.removeWidget(row)
            row.deleteLater()
        self.rows = []


def _sentence(words: object) -> str:
    """Words of the report, which may be part of a line there, as a sentence of their own."""
    text = translate_error(str(words or "")).strip()
    return text[:1].upper() + text[1:] + ("" if not text or text[-1] in ".!?。" else tr("."))
