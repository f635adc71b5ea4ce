"""A process beside the window as one line: how far it is, a button that ends it, one that begins again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from app.i18n import tr, translate_error
from app.training.background import Background
from trainer.runs.launch import EventProcess


class ProcessLine(QWidget):
    """Runs one process at a time.

    `info` gives its events, `failed` the sentence of a failure; `ended` comes when it has no more to tell,
    `stopped` when it was ended before; `wanted` asks for another beginning.
    """

    info = Signal(object)
    failed = Signal(str)
    ended = Signal()
    stopped = Signal()
    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Nothing runs."""
        super().__init__(parent)
        self._process: EventProcess | None = None
        self._stream = Background(self)
        self.progress, self.cancel, self.again = QProgressBar(), QPushButton(), QPushButton()
        self.progress.setTextVisible(False)
        self.cancel.clicked.connect(self.stop)
        self.again.clicked.connect(self.wanted)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.progress, 1000)
        for button in (self.cancel, self.again):
            button.setAutoDefault(False)
            line.addWidget(button)
        line.addStretch(1)

    @property
    def busy(self) -> bool:
        """Whether a process runs."""
        return self._stream.busy

    def run(self, make: Callable[[], EventProcess]) -> None:
        """Start what `make` gives, which is called beside the window."""

        def work() -> Iterator[Mapping[str, Any]]:
            self._process = process = make()
            try:
                yield from process.events()
            finally:
                process.cancel()

        self.progress.setRange(0, 0)
        self._show(busy=True)
        self._stream.stream(work, self._event, done=self._ended, otherwise=self._failed)

    def stop(self) -> None:
        """End the process, if one runs."""
        if not self.busy:
            return
        if self._process is not None:
            self._process.cancel()
        self._stream.forget()
        self._leave()
        self.stopped.emit()

    def show_progress(self, done: Any, total: Any) -> None:
        """So much of so much is done, as an event tells it: numbers, or None."""
        self.progress.setRange(0, int(total or 0))
        self.progress.setValue(int(done or 0))

    def name(self, again: str, progress: str) -> None:
        """Take the words in use: of the button that begins again, and of what the progress counts."""
        self.cancel.setText(tr("Cancel"))
        self.again.setText(again)
        self.progress.setAccessibleName(progress)

    def _event(self, event: Mapping[str, Any]) -> None:
        if event.get("event") == "failed":
            self._failed(translate_error(str(event.get("reason", ""))))
        else:
            self.info.emit(event)

    def _ended(self) -> None:
        self._leave()
        self.ended.emit()

    def _failed(self, sentence: str) -> None:
        self._leave()
        self.failed.emit(sentence)

    def _leave(self) -> None:
        self._process = None
        self._show(busy=False)

    def _show(self, *, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        # What was found speaks for itself; to begin again is for who stopped it, or has changed something.
        self.again.setVisible(not busy)
