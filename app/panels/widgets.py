"""Small parts that panels and dialogs share: a labelled slider, a label with a role, where to write."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QMimeData, QObject, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.i18n import tr
from engine.files import PICTURE_FORMATS

# Chinese and Japanese break anywhere.
_UNBREAKABLE = re.compile(r"[^\s\u2e80-\uffef]{41,}")


def label(text: str = "", role: str = "") -> QLabel:
    """A label of plain text, whatever files are called; `role` picks its look from the theme's sheet."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    if role:
        made.setProperty("role", role)
    return made


class LeavesWheel:
    """Of a widget that a turn of the wheel would change: what it lies in scrolls instead."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what it lies in."""
        event.ignore()


class Slider(LeavesWheel, QSlider):
    """A slider."""


class SpinBox(LeavesWheel, QSpinBox):
    """A number."""


class DoubleSpinBox(LeavesWheel, QDoubleSpinBox):
    """A number with decimals."""


class ComboBox(LeavesWheel, QComboBox):
    """A choice."""


class ScrollArea(QScrollArea):
    """Scrolls down alone: as wide as what is inside needs, as low as its place makes it."""

    def __init__(self, inside: QWidget, least: int) -> None:
        """Show `inside`; at least `least` pixels of its height are in sight."""
        super().__init__()
        self._inside, self._least = inside, least
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """All that is inside."""
        return self._beside_bar(self._inside.sizeHint())

    def minimumSizeHint(self) -> QSize:
        """The width of what is inside; the rest is scrolled to."""
        inside = self._inside.minimumSizeHint()
        return self._beside_bar(QSize(inside.width(), min(self._least, inside.height())))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is inside may need another width."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _beside_bar(self, size: QSize) -> QSize:
        return QSize(size.width() + self.verticalScrollBar().sizeHint().width(), size.height())


def scrolled(inside: QWidget, least: int = 96) -> ScrollArea:
    """A widget that can be scrolled down alone, without a frame, passed over by the Tab key."""
    return ScrollArea(inside, least)


def plain_tip(text: str) -> str:
    """`text` as a tooltip that shows it as it is, which Qt would read as HTML where it looks like it."""
    if "<" not in text and "&" not in text:
        return text
    return f'<p style="white-space: pre-wrap">{html.escape(text)}</p>'


def elided_words(text: str) -> str:
    """`text` with what cannot be broken into lines, such as long names of files, shortened in the middle."""
    return _UNBREAKABLE.sub(lambda found: f"{found[0][:20]}…{found[0][-16:]}", text)


def names_of(paths: Sequence[Path]) -> str:
    """What files are called, one after another; of many the first ones."""
    names = ", ".join(path.name for path in paths[:5])
    return f"{names}, …" if len(paths) > 5 else names


def picture_kinds(title: str = "", *more: str) -> str:
    """Files of pictures (and of `more` endings) as a filter of file dialogs, called "Pictures" or `title`."""
    patterns = " ".join(f"*{ending}" for ending in (*more, *PICTURE_FORMATS))
    return f"{title or tr('Pictures')} ({patterns})"


def dropped_pictures(mime: QMimeData) -> list[Path]:
    """The local files in a drop whose names end as those of pictures that are read."""
    local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [path for path in local if path.suffix.lower() in PICTURE_FORMATS]


def ask_save_path(
    parent: QWidget, title: str, start: Path, kinds: str, suffixes: Sequence[str]
) -> Path | None:
    """Ask where a file is to be written; None where a person thinks better of it.

    A name without one of the `suffixes` gets the one of the kind that is chosen, and only then is it asked
    whether a file of that name may be replaced: Qt asks about the name as it is typed.

    Args:
        parent: asks in front of it.
        title: of the dialog.
        start: folder and name that are offered.
        kinds: of files, as Qt's filters: "PNG (*.png);;JPEG (*.jpg *.jpeg)".
        suffixes: that are left as they are; the first one is the kind's of which none is chosen.
    """
    folder = start
    while True:
        name, kind = QFileDialog.getSaveFileName(
            parent, title, str(folder), kinds, "", QFileDialog.Option.DontConfirmOverwrite
        )
        if not name:
            return None
        path = Path(name)
        if path.suffix.lower() not in suffixes:
            of_kind = [suffix for suffix in suffixes if f"*{suffix}" in kind]
            path = path.with_name(path.name + (of_kind or suffixes)[0])
        if not path.exists() or _may_replace(parent, path):
            return path
        folder = path


def question(parent: QWidget, text: str, title: str = "Ganvas") -> QMessageBox:
    """A question that stops the work until it is answered; what files are called in it is plain text."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(elided_words(text))
    return box


def confirmed(
    box: QMessageBox,
    warning: str,
    name: str,
    button: QMessageBox.StandardButton = QMessageBox.StandardButton.Yes,
) -> bool:
    """Whether a person goes on with what a `question` asks, and not back, which is what Return does.

    Args:
        box: the question.
        warning: what going on does, a sentence.
        name: of the button that goes on.
        button: that it is.
    """
    back = QMessageBox.StandardButton.Cancel
    box.setInformativeText(warning)
    box.setStandardButtons(button | back)
    box.setDefaultButton(back)
    box.button(button).setText(name)
    box.button(back).setText(tr("Cancel"))
    return bool(box.exec() == button)


def _may_replace(parent: QWidget, path: Path) -> bool:
    box = question(parent, tr("“{name}” already exists. Replace it?", name=path.name))
    return confirmed(box, tr("What is in it now is lost."), tr("Replace"))


class PictureDrops:
    """Of a widget with a signal `dropped`: files and pictures may be dropped on it, and are handed on."""

    dropped: Any

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand them on."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())


class ValueSlider(QWidget):
    """A slider with its name and its value; positions are mapped to values by two functions."""

    changed = Signal(float)

    def __init__(
        self,
        to_value: Callable[[int], float],
        to_place: Callable[[float], int],
        show: Callable[[float], str],
        places: int = 100,
        parent: QWidget | None = None,
    ) -> None:
        """A slider of `places` + 1 positions."""
        super().__init__(parent)
        self._to_value, self._to_place, self._show = to_value, to_place, show
        self.name = label()
        self.value_label = label(role="muted")
        self.value_label.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, places)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(4)
        layout.addWidget(self.name, 0, 0)
        layout.addWidget(self.value_label, 0, 1)
        layout.addWidget(self.slider, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.slider.valueChanged.connect(self._moved)

    def set_text(self, text: str, tip: str) -> None:
        """Name the slider, also for screen readers."""
        self.name.setText(text)
        self.slider.setToolTip(tip)
        self.slider.setAccessibleName(text)
        self.slider.setAccessibleDescription(tip)

    def show_value(self, value: float) -> None:
        """Show `value` without saying that it changed."""
        self.slider.blockSignals(True)
        self.slider.setValue(self._to_place(value))
        self.slider.blockSignals(False)
        self.value_label.setText(self._show(value))

    def _moved(self, place: int) -> None:
        value = self._to_value(place)
        self.value_label.setText(self._show(value))
        self.changed.emit(value)


# A picture in a dialog, with its caption, fitted into its place.


class PictureView(QWidget):
    """A picture that keeps its proportions, with a caption below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing to see yet."""
        super().__init__(parent)
        self.picture, self.caption = _Picture(), label(role="muted")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.caption.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.caption)

    def show_picture(self, pixels: NDArray[np.uint8] | None, caption: str) -> None:
        """Show (H, W, 3) or (H, W), or nothing."""
        self.picture.shown = None if pixels is None else QPixmap.fromImage(image_view(pixels).copy())
        self.picture.update()
        self.picture.setAccessibleName(caption)
        self.caption.setText(caption)


class _Picture(QLabel):
    def __init__(self) -> None:
        super().__init__()
        self.shown: QPixmap | None = None
        self.setMinimumSize(120, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.shown is None:
            painter.setPen(Qt.PenStyle.DashLine)
            painter.setOpacity(0.3)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            return
        size = self.shown.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (self.width() - size.width()) // 2, (self.height() - size.height()) // 2
        painter.drawPixmap(left, top, size.width(), size.height(), self.shown)
