"""The pages of the monitor: samples with curves, quality, the machine, the log, the checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import mark, tr
from app.panels.parts import ValueSlider
from app.settings import Settings
from app.theme import Theme
from app.training.plots import CurveBoard, Line, Look
from app.training.reader import Sight
from app.training.run_dialogs import seen_by
from app.training.sheets import SampleBoard
from app.training.words import MACHINE, log_line, size

NO_CURVES = mark("Curves appear here with the first report of the run.")
NO_METRICS = mark("Distances to held-out pictures appear here once the run has measured them.")


class MonitorPages(QTabWidget):
    """Only the page in sight is drawn; the others catch up when they are opened."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        """No run yet."""
        super().__init__(parent)
        self.setDocumentMode(True)
        self._settings = settings
        self._shown: dict[Path, Sight] = {}
        self._places: dict[Path, int] = {}
        self._chosen: Path | None = None
        self._log_of: tuple[object, int] = (None, 0)
        self.samples = SampleBoard(theme)
        self.curves = CurveBoard(theme, NO_CURVES)
        self.quality = CurveBoard(theme, NO_METRICS)
        self.machine = CurveBoard(theme, NO_CURVES)
        self.log, self.checkpoints = QPlainTextEdit(), QListWidget()
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(6_000)
        self.smoothing = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.2f}", 99)
        self.smoothing.setMaximumWidth(220)
        self.logarithmic, self.across = QCheckBox(), QComboBox()
        self.across.addItems(["", ""])
        stored = settings.load("training/smoothing")
        self.smoothing.show_value(float(stored) if stored is not None else 0.6)
        self.smoothing.changed.connect(lambda value: self._look_changed("smoothing", value))
        self.logarithmic.toggled.connect(lambda _: self._draw())
        self.across.currentIndexChanged.connect(lambda _: self._draw())
        self._build()
        self.currentChanged.connect(lambda _: self._draw())
        self.retranslate()

    def _build(self) -> None:
        controls = QHBoxLayout()
        controls.setContentsMargins(8, 8, 8, 0)
        controls.setSpacing(14)
        controls.addWidget(self.smoothing)
        controls.addWidget(self.logarithmic)
        controls.addWidget(self.across)
        controls.addStretch(1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(controls)
        column.addWidget(self.curves, 1)
        self.overview = QSplitter(Qt.Orientation.Horizontal)
        self.overview.addWidget(self.samples)
        self.overview.addWidget(right)
        self.overview.setSizes([420, 600])
        for page in (self.overview, self.quality, self.machine, self.log, self.checkpoints):
            self.addTab(page, "")

    def show_runs(self, shown: Mapping[Path, Sight], places: Mapping[Path, int], chosen: Path | None) -> None:
        """Show these runs, the chosen one with its samples, log and checkpoints.

        Args:
            shown: runs whose curves stand beside each other.
            places: of every run among all, which chooses its colour.
            chosen: the one whose details are shown.
        """
        self._shown, self._places, self._chosen = dict(shown), dict(places), chosen
        self._draw()

    @property
    def look(self) -> Look:
        """How curves are shown."""
        return Look(
            self.smoothing.slider.value() / 100, self.logarithmic.isChecked(), self.across.currentIndex() == 1
        )

    def retranslate(self) -> None:
        """Take the words in use."""
        texts = (tr("Progress"), tr("Quality"), tr("Machine"), tr("Log"), tr("Checkpoints"))
        for place, text in enumerate(texts):
            self.setTabText(place, text)
        self.setAccessibleName(tr("What is shown of the run"))
        self.smoothing.set_text(tr("Smoothing"), tr("How much a curve is averaged over its past"))
        self.logarithmic.setText(tr("Log scale"))
        self.across.setItemText(0, tr("Over pictures"))
        self.across.setItemText(1, tr("Over hours"))
        self.across.setAccessibleName(tr("What curves are drawn over"))
        self.log.setAccessibleName(tr("Log of the run"))
        self.checkpoints.setAccessibleName(tr("Checkpoints of the run"))
        self.samples.retranslate()
        for board in (self.curves, self.quality, self.machine):
            board.retranslate()
        self._log_of = (None, 0)
        self._draw()

    def _look_changed(self, name: str, value: float) -> None:
        self._settings.save(f"training/{name}", value)
        self._draw()

    def _lines(self, metrics: bool, machine: bool) -> list[Line]:
        lines = []
        for folder, sight in self._shown.items():
            standing = sight.standing
            curves = standing.metrics if metrics else standing.curves
            chosen = {
                name: curve for name, curve in curves.items() if metrics or (name in MACHINE) == machine
            }
            lines.append(Line(sight.name, self._places.get(folder, 0), chosen))
        return lines

    def _draw(self) -> None:
        page = self.currentWidget()
        chosen = self._shown.get(self._chosen) if self._chosen is not None else None
        if page is self.overview:
            self.samples.show_runs(self._shown, self._chosen)
            self.curves.show_lines(self._lines(metrics=False, machine=False), self.look)
        elif page is self.quality:
            self.quality.show_lines(
                self._lines(metrics=True, machine=False), Look(0.0, False, self.look.over_hours)
            )
        elif page is self.machine:
            self.machine.show_lines(self._lines(metrics=False, machine=True), self.look)
        elif page is self.log:
            self._draw_log(chosen)
        else:
            self._draw_checkpoints(chosen)

    def _draw_log(self, chosen: Sight | None) -> None:
        events = chosen.standing.log if chosen else ()
        folder, count = self._log_of
        if folder != self._chosen or len(events) < count or (count and len(events) == count == 5000):
            self.log.clear()
            count = 0
        lines = [log_line(event) for event in events[count:]]
        if lines:
            self.log.appendPlainText("\n".join(lines))
        self._log_of = (self._chosen, len(events))

    def _draw_checkpoints(self, chosen: Sight | None) -> None:
        texts = []
        for path in reversed(chosen.checkpoints if chosen else ()):
            room = size(path.stat().st_size) if path.exists() else ""
            texts.append(tr("{seen} pictures", seen=f"{seen_by(path):,}") + f" · {path.name} · {room}")
        if texts != [self.checkpoints.item(row).text() for row in range(self.checkpoints.count())]:
            self.checkpoints.clear()
            self.checkpoints.addItems(texts)
