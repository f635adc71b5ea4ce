"""Curves of one or several runs, a plot for each quantity: smoothing, log scale, values under the pointer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.panels.widgets import label
from app.theme import Theme
from app.training.monitor.record import Curve, smoothed
from app.training.monitor.wording import number, quantity, scale_of

# Told apart on light and dark ground, also by who sees few colours: each has a dash pattern of its own.
RUN_COLOURS = (
    ("#1f6f5c", "#5cc4a6"),
    ("#b3541e", "#f0a26b"),
    ("#4b57a8", "#9aa6f5"),
    ("#8a3a76", "#e295cf"),
    ("#6b6a1d", "#d3d067"),
    ("#2f6f93", "#7dc3e6"),
)
DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
PLOT_HEIGHT = 168
PLOT_WIDTH = 250


@dataclass(frozen=True)
class PlotStyle:
    """How curves are shown: smoothing in [0, 1), a logarithmic axis, hours of training for pictures seen."""

    smoothing: float = 0.6
    logarithmic: bool = False
    over_hours: bool = False


@dataclass(frozen=True)
class Line:
    """One run's curves by name of quantity; its place among the runs chooses colour and dashes."""

    run: str
    place: int
    curves: Mapping[str, Curve]


def run_pen(place: int, theme: Theme, *, alone: bool = False) -> QPen:
    """The pen of the run at that place; a line that is `alone` needs no dashes to be told from others."""
    pen = pyqtgraph.mkPen(RUN_COLOURS[place % len(RUN_COLOURS)][int(theme.dark)], width=2)
    pen.setStyle(DASHES[0] if alone else DASHES[place % len(DASHES)])
    return pen


def run_icon(place: int, theme: Theme) -> QIcon:
    """A short piece of a run's line, for lists."""
    pixmap = QPixmap(44, 20)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    pen = run_pen(place, theme)
    pen.setCosmetic(False)
    painter.setPen(pen)
    painter.drawLine(2, 10, 42, 10)
    painter.end()
    return QIcon(pixmap)


class _Axis(pyqtgraph.AxisItem):
    """Large numbers in thousands and millions."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [f"{10**value:.3g}" for value in values]
        return [_short(value * scale) for value in values]


def _short(value: float) -> str:
    for step, letter in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= step:
            return f"{value / step:.4g}{letter}"
    return f"{value:.4g}"


class _Plot(pyqtgraph.PlotWidget):
    """A plot in a page that scrolls: the wheel moves the page, with Ctrl it zooms."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        else:
            event.ignore()


class CurvePlot(QWidget):
    """The curves of one quantity."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        """For the quantity called `name` in events."""
        super().__init__(parent)
        self.name, self._theme = name, theme
        self._lines: tuple[Line, ...] = ()
        self._style = PlotStyle()
        self._shown: list[tuple[str, NDArray[np.float64], NDArray[np.float64]]] = []
        self.title, self.value = label(role="heading"), label(role="muted")
        for words in (self.title, self.value):
            # Long words make no plot wide; what is cut off stands in the tip.
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.plot = _Plot(axisItems={"bottom": _Axis("bottom"), "left": _Axis("left")})
        self.plot.setFixedHeight(PLOT_HEIGHT)
        self.plot.setMinimumWidth(120)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setMouseEnabled(x=True, y=False)
        self.plot.getPlotItem().setDownsampling(auto=True, mode="peak")
        self.plot.getPlotItem().setClipToView(True)
        self.plot.scene().sigMouseMoved.connect(self._pointed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(2)
        layout.addWidget(self.title)
        layout.addWidget(self.value)
        layout.addWidget(self.plot, 1)

    def show_lines(self, lines: Sequence[Line], plot_style: PlotStyle) -> None:
        """Draw these runs' curves."""
        self._lines, self._style = tuple(lines), plot_style
        self.title.setText(quantity(self.name))
        self.title.setToolTip(quantity(self.name))
        item = self.plot.getPlotItem()
        item.clear()
        item.setLogMode(x=False, y=plot_style.logarithmic)
        self.plot.setBackground(self._theme.name("field"))
        for side in ("bottom", "left"):
            axis = item.getAxis(side)
            axis.setPen(self._theme.name("line"))
            axis.setTextPen(self._theme.name("muted"))
        item.showGrid(x=True, y=True, alpha=0.15)
        self._shown = []
        for line in lines:
            curve = line.curves.get(self.name)
            if curve is None or not len(curve.seen):
                continue
            across = curve.hours if plot_style.over_hours else curve.seen
            raw = curve.values * scale_of(self.name)
            soft = smoothed(raw, plot_style.smoothing)
            pen = run_pen(line.place, self._theme, alone=len(lines) == 1)
            if plot_style.smoothing > 0 and len(raw) > 1:
                faint = pyqtgraph.mkPen(pen.color(), width=1)
                colour = faint.color()
                colour.setAlpha(70)
                faint.setColor(colour)
                item.plot(across, _drawable(raw, plot_style), pen=faint, connect="finite")
            alone = {"symbol": "o", "symbolSize": 5, "symbolBrush": pen.color(), "symbolPen": None}
            item.plot(
                across,
                _drawable(soft, plot_style),
                pen=pen,
                connect="finite",
                **(alone if len(raw) < 3 else {}),
            )
            self._shown.append((line.run, across, soft))
        self._show_values(None)

    def latest(self) -> dict[str, float]:
        """The newest value of every run, smoothed as it is shown."""
        return {run: float(values[-1]) for run, _, values in self._shown}

    def _pointed(self, position: Any) -> None:
        view = self.plot.getPlotItem().getViewBox()
        inside = view.sceneBoundingRect().contains(position)
        self._show_values(view.mapSceneToView(position).x() if inside else None)

    def _show_values(self, across: float | None) -> None:
        words = []
        for run, places, values in self._shown:
            at = len(places) - 1
            if across is not None:
                at = int(np.abs(places - across).argmin())
            text = number(float(values[at]))
            words.append(text if len(self._shown) == 1 else f"{run}: {text}")
        info = " · ".join(words)
        if across is not None and self._shown:
            if self._style.over_hours:
                info += "  " + tr("after {hours} h", hours=f"{across:.2f}")
            else:
                info += "  " + tr("at {seen} pictures", seen=f"{max(0, round(across)):,}")
        self.value.setText(info)
        self.value.setToolTip(info)
        # What a screen reader says of a plot: its newest values.
        self.plot.setAccessibleName(quantity(self.name))
        self.plot.setAccessibleDescription(info)


def _drawable(values: NDArray[np.float64], plot_style: PlotStyle) -> NDArray[np.float64]:
    finite = np.where(np.isfinite(values), values, np.nan)
    return np.where(finite > 0, finite, np.nan) if plot_style.logarithmic else finite


class CurveBoard(QScrollArea):
    """As many plots as there are quantities, in columns; plots come when their quantity first appears."""

    def __init__(self, theme: Theme, empty: str = "", parent: QWidget | None = None) -> None:
        """`empty` is marked text for the time before anything is there to be shown."""
        super().__init__(parent)
        self._theme, self._empty = theme, empty
        self.plots: dict[str, CurvePlot] = {}
        self._lines: tuple[Line, ...] = ()
        self._style = PlotStyle()
        self._columns = 2
        self.setWidgetResizable(True)
        self.nothing = label(role="muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(8, 8, 8, 8)
        self._grid.addWidget(self.nothing, 0, 0, 1, 4)
        self._grid.setRowStretch(1000, 1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.retranslate()

    def show_lines(self, lines: Sequence[Line], plot_style: PlotStyle) -> None:
        """Draw the curves of these runs."""
        self._lines, self._style = tuple(lines), plot_style
        names = sorted({name for line in lines for name in line.curves}, key=_order)
        if names != list(self.plots):
            for plot in self.plots.values():
                self._grid.removeWidget(plot)
                if plot.name not in names:
                    plot.deleteLater()
            self.plots = {name: self.plots.get(name) or CurvePlot(name, self._theme) for name in names}
            self._arrange()
        self.nothing.setVisible(not names)
        for plot in self.plots.values():
            plot.show_lines(lines, plot_style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many plots beside each other as there is room for."""
        super().resizeEvent(event)
        columns = max(1, min(4, event.size().width() // PLOT_WIDTH))
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < self._columns))
        for place, plot in enumerate(self.plots.values()):
            self._grid.addWidget(plot, 1 + place // self._columns, place % self._columns)

    def retranslate(self) -> None:
        """Take the words and colours in use."""
        self.nothing.setText(tr(self._empty) if self._empty else "")
        for plot in self.plots.values():
            plot.show_lines(self._lines, self._style)


def _order(name: str) -> tuple[int, str]:
    """Losses first, then rates and strengths, the lengths of gradients last."""
    return (0 if name.startswith("loss") else 2 if name.startswith("gradient") else 1, name)
