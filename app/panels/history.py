"""The history panel: every step with a small picture of the sketch; a click returns to it.

The actions that go a step back and forth are named after that step here.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.canvas.viewport import image_view
from app.editor.editor import Editor
from app.i18n import tr, tr_noop

SIDE = 48
REST_MS = 150
START, UNDO, REDO = tr_noop("Start"), tr_noop("Undo"), tr_noop("Redo")


def smallest_view(sketch: NDArray[np.uint8], side: int = SIDE) -> NDArray[np.uint8]:
    """The sketch (H, W) at about `side` pixels, each the darkest of its block, so that thin lines stay."""
    step = max(1, -(-max(sketch.shape) // side))
    height, width = sketch.shape[0] // step * step, sketch.shape[1] // step * step
    blocks = sketch[:height, :width].reshape(height // step, step, width // step, step)
    return np.ascontiguousarray(blocks.min(axis=(1, 3)))


def every_nth(picture: NDArray[np.uint8], side: int = SIDE) -> NDArray[np.uint8]:
    """A picture (H, W, 3), or paper (H, W), at about `side` pixels."""
    step = max(1, -(-max(picture.shape[:2]) // side))
    return np.ascontiguousarray(picture[::step, ::step])


class HistoryPanel(QWidget):
    """Bound to the undo stack."""

    def __init__(self, editor: Editor, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        """Show the steps of the editor's stack."""
        super().__init__(parent)
        self._editor, self._actions = editor, actions
        self._words: dict[str, str] = {}
        self._views: dict[int, NDArray[np.uint8]] = {}
        blank = QPixmap(SIDE, SIDE)
        blank.fill(Qt.GlobalColor.transparent)
        self._blank = QIcon(blank)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._show_views)
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setGridSize(QSize(128, 84))
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(100)
        self.list.setWordWrap(True)
        self.list.itemClicked.connect(lambda item: editor.stack.setIndex(self.list.row(item)))
        self.list.itemActivated.connect(lambda item: editor.stack.setIndex(self.list.row(item)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 10)
        layout.addWidget(self.list)
        editor.stack.indexChanged.connect(self._changed)
        editor.document.sketch_replaced.connect(self._start_over)
        editor.document.result_changed.connect(self._result_changed)
        self._start_over()
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self._words = {}
        self._name_actions()
        self.list.setAccessibleName(tr("History"))
        for row in range(self.list.count()):
            self.list.item(row).setText(self._text(row))

    def _text(self, row: int) -> str:
        return self._word(START if row == 0 else self._editor.stack.text(row - 1))

    def _word(self, text: str) -> str:
        """A word in the language in use; looked up once."""
        if text not in self._words:
            self._words[text] = tr(text)
        return self._words[text]

    def _name_actions(self) -> None:
        stack = self._editor.stack
        for name, word, possible, step in (
            ("undo", UNDO, stack.canUndo(), stack.undoText()),
            ("redo", REDO, stack.canRedo(), stack.redoText()),
        ):
            self._actions[name].setEnabled(possible)
            words = (word, step) if possible else (word,)
            self._actions[name].setText(": ".join(map(self._word, words)))

    def _start_over(self) -> None:
        self.list.clear()
        self._views = {}
        self._changed(self._editor.stack.index())

    def _changed(self, index: int) -> None:
        stack = self._editor.stack
        self._name_actions()
        while self.list.count() > stack.count() + 1:
            self.list.takeItem(self.list.count() - 1)
        while self.list.count() < stack.count() + 1:
            self.list.addItem(QListWidgetItem(self._blank, self._text(self.list.count())))
        item = self.list.item(index)
        # The picture of the step is painted when the pen rests: the live picture goes first.
        if self._editor.document.face is None:
            self._views[index] = self._small_paper()
        self._rest.start()
        item.setText(self._text(index))
        self.list.setCurrentRow(index)
        self.list.scrollToItem(item)

    def _small_paper(self) -> NDArray[np.uint8]:
        document = self._editor.document
        sketch, source, guide = document.sketch, document.source, document.guide
        if source.underlay is None:
            small = smallest_view(sketch)
            if guide is None:
                return small
            painted = every_nth(guide)[: small.shape[0], : small.shape[1]]
            under = np.where(painted[..., 3:] > 0, painted[..., :3], np.uint8(255))
            return replace(source, underlay=under).composed(small)
        return replace(source, underlay=every_nth(source.underlay)).composed(every_nth(sketch))

    def _result_changed(self) -> None:
        """With a face, a step's picture is the edited one, as soon as it is there in full."""
        if self._editor.document.face is not None and self._editor.document.result_is_current:
            self._show_views()

    def _show_views(self) -> None:
        document, index = self._editor.document, self._editor.stack.index()
        if document.face is not None:
            shown = document.result if document.result_is_current else document.face.original
            if shown is not None and (document.result_is_current or document.face.code is None):
                self._views[index] = every_nth(shown)
        for row, view in self._views.items():
            item = self.list.item(row)
            if item is not None:
                item.setIcon(_icon(view))
        self._views = {}


def _icon(view: NDArray[np.uint8]) -> QIcon:
    pixmap = QPixmap.fromImage(image_view(view).copy())
    painter = QPainter(pixmap)
    painter.setPen(QColor(128, 128, 128, 110))
    painter.drawRect(pixmap.rect().adjusted(0, 0, -1, -1))
    painter.end()
    icon = QIcon(pixmap)
    # A chosen step keeps its own colours.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon
