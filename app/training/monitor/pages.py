"""The pages of the monitor: samples with curves, quality, the machine, the log, the checkpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr, tr_noop, translate_error
from app.panels.widgets import ComboBox, ValueSlider, label
from app.settings import Settings
from app.theme import Theme
from app.training.monitor.plots import CurveBoard, Line, PlotStyle
from app.training.monitor.record import Health, RunSnapshot, info
from app.training.monitor.run_actions import seen_by
from app.training.monitor.sheets import SampleBoard
from app.training.monitor.wording import MACHINE, log_line, size

NO_CURVES = tr_noop("Curves appear here with the first report of the run.")
NO_METRICS = tr_noop("Distances to held-out pictures appear here once the run has measured them.")


class MonitorPages(QTabWidget):
    """Only the page in sight is drawn; the others catch up when they are opened."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        """No run yet."""
        super().__init__(parent)
        self.setDocumentMode(True)
        self._settings = settings
        self._shown: dict[Path, RunSnapshot] = {}
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
        self.logarithmic, self.across = QCheckBox(), ComboBox()
        self.across.addItems(["", ""])
        stored = settings.load("training/smoothing")
        self.smoothing.show_value(float(stored) if stored is not None else 0.6)
        self.smoothing.changed.connect(lambda value: self._plot_style_changed("smoothing", value))
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

    def show_runs(
        self, shown: Mapping[Path, RunSnapshot], places: Mapping[Path, int], chosen: Path | None
    ) -> None:
        """Show these runs, the chosen one with its samples, log and checkpoints.

        Args:
            shown: runs whose curves stand beside each other.
            places: of every run among all, which chooses its colour.
            chosen: the one whose details are shown.
        """
        self._shown, self._places, self._chosen = dict(shown), dict(places), chosen
        self._draw()

    @property
    def plot_style(self) -> PlotStyle:
        """How curves are shown."""
        return PlotStyle(
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

    def _plot_style_changed(self, name: str, value: float) -> None:
        self._settings.save(f"training/{name}", value)
        self._draw()

    def _lines(self, metrics: bool, machine: bool) -> list[Line]:
        lines = []
        for folder, snapshot in self._shown.items():
            status = snapshot.status
            curves = status.metrics if metrics else status.curves
            chosen = {
                name: curve for name, curve in curves.items() if metrics or (name in MACHINE) == machine
            }
            lines.append(Line(snapshot.name, self._places.get(folder, 0), chosen))
        return lines

    def _draw(self) -> None:
        page = self.currentWidget()
        chosen = self._shown.get(self._chosen) if self._chosen is not None else None
        if page is self.overview:
            self.samples.show_runs(self._shown, self._chosen)
            self.curves.show_lines(self._lines(metrics=False, machine=False), self.plot_style)
        elif page is self.quality:
            self.quality.show_lines(
                self._lines(metrics=True, machine=False), PlotStyle(0.0, False, self.plot_style.over_hours)
            )
        elif page is self.machine:
            self.machine.show_lines(self._lines(metrics=False, machine=True), self.plot_style)
        elif page is self.log:
            self._draw_log(chosen)
        else:
            self._draw_checkpoints(chosen)

    def _draw_log(self, chosen: RunSnapshot | None) -> None:
        events = chosen.status.log if chosen else ()
        folder, count = self._log_of
        if folder != self._chosen or len(events) < count or (count and len(events) == count == 5000):
            self.log.clear()
            count = 0
        lines = [log_line(event) for event in events[count:]]
        if lines:
            self.log.appendPlainText("\n".join(lines))
        self._log_of = (self._chosen, len(events))

    def _draw_checkpoints(self, chosen: RunSnapshot | None) -> None:
        texts = []
        for path in reversed(chosen.checkpoints if chosen else ()):
            room = size(path.stat().st_size) if path.exists() else ""
            texts.append(tr("{seen} pictures", seen=f"{seen_by(path):,}") + f" · {path.name} · {room}")
        if texts != [self.checkpoints.item(row).text() for row in range(self.checkpoints.count())]:
            self.checkpoints.clear()
            self.checkpoints.addItems(texts)


# Health messages of a run in plain words, each with the remedy that one click keeps for the next session.


class HealthList(QWidget):
    """The newest message of every rule, newest first; hidden while there is nothing to say."""

    accepted = Signal(object)
    taken_back = Signal()
    used_now = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to say yet."""
        super().__init__(parent)
        self._shown: object = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.remedies: list[QPushButton] = []
        self.now = QPushButton()
        self.back = QPushButton()
        self.hide()

    def show_health(self, health: Sequence[Health], pending: Mapping[str, Any], *, running: bool) -> None:
        """Show these messages; `pending` is what the next session will do differently already."""
        newest = list({message.rule: message for message in health}.values())[::-1][:4]
        state = (tuple(newest), info(pending), running)
        if state == self._shown:
            return
        self._shown = state
        self._clear()
        for message in newest:
            self._rows.addWidget(self._row(message, pending))
        if pending:
            self._rows.addWidget(self._pending(pending, running=running))
        self.setVisible(bool(newest or pending))

    def forget(self) -> None:
        """Make everything anew at the next call: the language has changed."""
        self._shown = None

    def _row(self, message: Health, pending: Mapping[str, Any]) -> QFrame:
        text = label(" ".join(translate_error(part) for part in (message.sentence, message.remedy) if part))
        text.setWordWrap(True)
        text.setToolTip(tr("Noticed at {seen} pictures", seen=f"{message.seen:,}"))
        row, layout = self._frame()
        layout.addWidget(text, 1)
        row.setAccessibleName(text.text())
        if message.changes:
            accepted = all(pending.get(key) == value for key, value in message.changes.items())
            button = QPushButton(tr("Chosen for the Next Session") if accepted else tr("Do This"))
            button.setToolTip(info(message.changes))
            button.setAccessibleName(
                f"{tr('Do This')}: {translate_error(message.remedy) or info(message.changes)}"
            )
            button.setEnabled(not accepted)
            button.clicked.connect(lambda _=False, changes=message.changes: self.accepted.emit(changes))
            layout.addWidget(button)
            self.remedies.append(button)
        return row

    def _pending(self, pending: Mapping[str, Any], *, running: bool) -> QFrame:
        row, layout = self._frame()
        words = label(tr("From the next session on: {changes}", changes=info(pending)))
        words.setWordWrap(True)
        layout.addWidget(words, 1)
        self.now = QPushButton(tr("Pause and Go On with It") if running else tr("Go On with It"))
        self.now.clicked.connect(self.used_now)
        self.back = QPushButton(tr("Take Back"))
        self.back.clicked.connect(self.taken_back)
        layout.addWidget(self.now)
        layout.addWidget(self.back)
        return row

    def _frame(self) -> tuple[QFrame, QHBoxLayout]:
        frame = QFrame()
        frame.setObjectName("notice")
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(14, 6, 10, 6)
        return frame, layout

    def _clear(self) -> None:
        self.remedies = []
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
