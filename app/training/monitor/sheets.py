"""Sample sheets of a run: a slider through time, and two moments beside each other, of one run or of two."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from app.canvas.viewport import image_view
from app.i18n import tr
from app.panels.widgets import ComboBox, Slider, label
from app.theme import Theme
from app.training.background import Background
from app.training.monitor.record import RunSnapshot, Sheet

KEPT_IMAGES = 16


class Picture(QWidget):
    """A picture as large as its room allows, never distorted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._theme = theme
        self._words = ""
        self.image: QImage | None = None
        self.setMinimumSize(QSize(160, 160))

    def show_image(self, image: QImage | None, words: str) -> None:
        """Show `image`; without one, the words in its place. The words also tell a screen reader."""
        self.image, self._words = image, words
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surround"))
        if self.image is None:
            painter.setPen(self._theme.colour("muted"))
            painter.drawText(
                self.rect().adjusted(12, 12, -12, -12),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                self._words,
            )
            return
        ratio = min(self.width() / self.image.width(), self.height() / self.image.height())
        width, height = self.image.width() * ratio, self.image.height() * ratio
        place = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, ratio < 2)
        painter.drawImage(place, self.image)


class SheetView(QWidget):
    """One run's sheets with a slider through them; at its right end it follows the newest."""

    moved = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Of no run yet."""
        super().__init__(parent)
        self._folder: Path | None = None
        self._sheets: tuple[Sheet, ...] = ()
        self._cache: OrderedDict[Path, QImage] = OrderedDict()
        self._loader = Background(self)
        self._wanted: Path | None = None
        self.picture = Picture(theme)
        self.moment = label(role="muted")
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 0)
        self.slider.setPageStep(1)
        self.slider.valueChanged.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.moment)
        layout.addWidget(self.slider)
        self.retranslate()

    def show_sheets(self, folder: Path | None, sheets: Sequence[Sheet]) -> None:
        """The sheets of the run in `folder`."""
        sheets = tuple(sheets)
        if (folder, sheets) == (self._folder, self._sheets):
            return
        follows = folder != self._folder or self.slider.value() == self.slider.maximum()
        before = self.sheet
        self._folder, self._sheets = folder, sheets
        self.slider.blockSignals(True)
        self.slider.setRange(0, max(0, len(sheets) - 1))
        if follows:
            self.slider.setValue(self.slider.maximum())
        elif before in sheets:
            self.slider.setValue(sheets.index(before))
        self.slider.blockSignals(False)
        self.slider.setEnabled(len(sheets) > 1)
        self._show()

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that the slider stands at."""
        place = self.slider.value()
        return self._sheets[place] if place < len(self._sheets) else None

    def retranslate(self) -> None:
        """Take the words in use."""
        self.slider.setAccessibleName(tr("Moment of the sample sheet"))
        self.slider.setToolTip(tr("Go back and forth through the sample sheets of this run"))
        self._show()

    def _show(self) -> None:
        sheet = self.sheet
        if sheet is None or self._folder is None:
            self._wanted = None
            self._loader.forget()
            self.picture.show_image(None, tr("Samples appear here as soon as the run has made some."))
            self.moment.setText("")
            self.moved.emit()
            return
        self.moment.setText(
            tr(
                "Samples at {seen} pictures ({place} of {count})",
                seen=f"{sheet.seen:,}",
                place=self.slider.value() + 1,
                count=len(self._sheets),
            )
        )
        path = self._folder / "samples" / sheet.file
        self._wanted = path
        if path in self._cache:
            self._loaded((path, self._cache[path]))
        else:
            self._loader.run(lambda: (path, _read(path)), self._loaded, self._failed)
        self.moved.emit()

    def _loaded(self, answer: tuple[Path, QImage]) -> None:
        path, image = answer
        self._cache[path] = image
        self._cache.move_to_end(path)
        while len(self._cache) > KEPT_IMAGES:
            self._cache.popitem(last=False)
        if path == self._wanted:
            self.picture.show_image(image, self.moment.text())

    def _failed(self, sentence: str) -> None:
        self.picture.show_image(None, sentence)


def _read(path: Path) -> QImage:
    from engine.images.codec import read_rgb

    return image_view(read_rgb(path)).copy()


class SampleBoard(QWidget):
    """The samples of the chosen run, and beside them another moment, or another run, where that is asked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Empty until runs are shown."""
        super().__init__(parent)
        self._sights: dict[Path, RunSnapshot] = {}
        self._chosen: Path | None = None
        self.first, self.second = SheetView(theme), SheetView(theme)
        self.compare, self.other = QCheckBox(), ComboBox()
        self.compare.toggled.connect(self._compare)
        self.other.currentIndexChanged.connect(self._show_second)
        head = QHBoxLayout()
        head.addWidget(self.compare)
        head.addStretch(1)
        head.addWidget(self.other)
        views = QHBoxLayout()
        views.setSpacing(8)
        views.addWidget(self.first, 1)
        views.addWidget(self.second, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(head)
        layout.addLayout(views, 1)
        self.second.hide()
        self.other.hide()
        self.retranslate()

    def show_runs(self, sights: Mapping[Path, RunSnapshot], chosen: Path | None) -> None:
        """Show the samples of the run in `chosen`; the others can be compared with it."""
        changed = [s.name for s in sights.values()] != [s.name for s in self._sights.values()]
        self._sights = dict(sights)
        if chosen != self._chosen or changed or self.other.count() != len(sights):
            self._chosen = chosen
            kept = self.other.currentData()
            self.other.blockSignals(True)
            self.other.clear()
            for folder, run in sights.items():
                self.other.addItem(run.name, str(folder))
            place = self.other.findData(kept if kept is not None else str(chosen))
            self.other.setCurrentIndex(max(0, place))
            self.other.blockSignals(False)
        snapshot = self._sights.get(chosen) if chosen is not None else None
        self.first.show_sheets(chosen, snapshot.status.sheets if snapshot else ())
        self._show_second()

    def retranslate(self) -> None:
        """Take the words in use."""
        self.compare.setText(tr("Compare two moments"))
        self.compare.setToolTip(tr("Two sample sheets beside each other, each with its own slider"))
        self.other.setAccessibleName(tr("Run of the second sample sheet"))
        self.first.retranslate()
        self.second.retranslate()

    def _compare(self, on: bool) -> None:
        self.second.setVisible(on)
        self.other.setVisible(on and self.other.count() > 1)
        self._show_second()
        if on and self.other.currentData() == str(self._chosen):
            # The beginning against the present is what a person wants to see first.
            self.second.slider.setValue(0)

    def _show_second(self) -> None:
        if self.second.isHidden():
            return
        self.other.setVisible(self.other.count() > 1)
        data = self.other.currentData()
        folder = Path(data) if data else self._chosen
        snapshot = self._sights.get(folder) if folder is not None else None
        self.second.show_sheets(folder, snapshot.status.sheets if snapshot else ())
