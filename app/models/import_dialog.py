"""The import dialog: files or an address in, a look, questions, the import, and a model in the library.

What looks and imports is a process of its own; its news arrive in the window's thread.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.editor.editor import Editor
from app.i18n import tr, translate_error
from app.models.import_pages import Address, DetectionPage, DonePage, FailedPage, SourcePage, WorkPage
from app.models.library_dialog import Terms
from app.training.background import Background
from app.worker.messages import ChangeLibrary, ListModels, ModelInfo, Models
from engine.files import IMPORTED_SUFFIXES, cache_folder
from trainer.runs.launch import EventProcess, import_checkpoints, scan_checkpoints

_DAY = 24 * 3600.0
# What is made for one import is of no use after it; what was fetched may be wanted again.
_KEPT = {"imports": _DAY, "downloads": 7 * _DAY}
_PATIENCE = 10.0


class ImportRun(QObject):
    """At most one process at a time; a new one ends the one before."""

    progressed = Signal(str, int, int)
    found = Signal(object)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing runs yet."""
        super().__init__(parent)
        self._background = Background(self)
        self._process: EventProcess | None = None
        self._folder: Path | None = None

    @property
    def running(self) -> bool:
        """Whether a process is at work."""
        return self._process is not None

    def scan(self, files: Sequence[Path], url: str = "", sha256: str = "", size: int = 0) -> None:
        """Find out what files hold, one of them fetched from an address; `found` tells."""
        self.stop()
        self._begin(lambda: scan_checkpoints(files, url=url, sha256=sha256, size=size))

    def start_import(
        self, files: Sequence[Path], name: str, title: str, answers: Mapping[str, str], address: str
    ) -> None:
        """Make the model `name` of files; `finished` tells where its bundle lies until `tidy` is called."""
        self.stop()
        try:
            folder = self._folder = _new_folder()
        except OSError as error:
            self.failed.emit(str(error.strerror or error))
            return
        output = folder / f"{name}.gmodel"
        self._begin(lambda: import_checkpoints(files, output, answers, title=title, address=address))

    def stop(self) -> None:
        """End what runs; nothing of it stays but what was fetched so far."""
        process, folder = self._process, self._folder
        self._process = self._folder = None
        self._background.forget()
        if process is not None:
            process.cancel()
        if process is not None or folder is not None:
            threading.Thread(target=_clear, args=(process, folder), name="ganvas-import-end").start()

    def tidy(self) -> None:
        """Delete the bundle that was made, once it is in the library."""
        folder, self._folder = self._folder, None
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _begin(self, start: Any) -> None:
        try:
            self._process = start()
        except OSError as error:
            self.failed.emit(str(error.strerror or error))
            return
        assert self._process is not None
        self._background.stream(
            self._process.events, self._info, done=self._ended, otherwise=self.failed.emit
        )

    def _info(self, event: Mapping[str, Any]) -> None:
        match event["event"]:
            case "progress":
                self.progressed.emit(str(event["what"]), int(event["done"]), int(event["total"]))
            case "found":
                self._process = None
                self.found.emit(event)
            case "finished":
                self._process = None
                self.finished.emit(event)
            case "failed":
                self._process = None
                self.tidy()
                self.failed.emit(translate_error(str(event["reason"])))

    def _ended(self) -> None:
        self._process = None


def _new_folder() -> Path:
    """A folder for one bundle; what editors that were killed left, and old downloads, are removed."""
    for name, seconds in _KEPT.items():
        home = cache_folder() / name
        home.mkdir(parents=True, exist_ok=True)
        for other in home.iterdir():
            if time.time() - other.stat().st_mtime > seconds:
                shutil.rmtree(other, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=cache_folder() / "imports"))


def _clear(process: EventProcess | None, folder: Path | None) -> None:
    """Wait for a process that was told to end, then remove what it wrote."""
    if process is not None:
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def checkpoints_in(paths: Sequence[Path]) -> list[Path]:
    """Those of `paths` that are called like checkpoints."""
    return [path for path in paths if path.suffix.lower() in IMPORTED_SUFFIXES]


class ImportDialog(QDialog):
    """Stays beside the window while a process works; closing it ends the process."""

    def __init__(self, editor: Editor, where: Callable[[], object], parent: QWidget | None = None) -> None:
        """For the library of `editor`; `where` shows where weights are published."""
        super().__init__(parent)
        self._editor = editor
        self._files: list[Path] = []
        self._address = ""
        self._fetched: Path | None = None
        self._taken: frozenset[str] = frozenset()
        self._model: ModelInfo | None = None
        self._installing = False
        self.setWindowTitle(tr("Import a Published Model"))
        self.setAcceptDrops(True)
        self.resize(580, 470)
        self.run = ImportRun(self)
        self.source, self.work, self.found = SourcePage(), WorkPage(), DetectionPage()
        self.failed, self.success = FailedPage(), DonePage()
        self.pages = QStackedWidget()
        for page in (self.source, self.work, self.found, self.failed, self.success):
            self.pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(self.pages)
        self._connect(where)
        self._editor.client.ask(ListModels(), self._listed, lambda _: None)

    # What the person does

    def take(self, files: Sequence[Path]) -> None:
        """Look at files of one model, in place of what was looked at before."""
        self._files, self._address, self._fetched = list(files), "", None
        self._scan(None)

    def add(self, files: Sequence[Path]) -> None:
        """Look at further files of the same model."""
        # A fetched file stays the last: the import names its address.
        self._files = [*dict.fromkeys([*(f for f in files if f not in self._files), *self._files])]
        self._scan(None)

    def fetch(self, address: Address) -> None:
        """Fetch a file and look at it."""
        self._files, self._address, self._fetched = [], address.url, None
        self._scan(address)

    def start_import(self) -> None:
        """Make the model, as the form describes it."""
        self._show(self.work)
        self.work.begin(tr("Reading the files…"))
        page = self.found
        title = page.title.text().strip() or page.name()
        self.run.start_import(self._files, page.name(), title, page.answers(), self._address)

    def use(self) -> None:
        """Accept the licence that is shown, and draw with the model from now on."""
        if self._model is not None:
            Terms(self._editor.settings).accept(self._model)
            self._editor.choose_model(self._model.name)
            self.accept()

    def cancel(self) -> None:
        """End the process; the dialog goes back to where files are chosen."""
        self.run.stop()
        self._show(self.source)

    def reject(self) -> None:
        """Close the dialog; what runs is ended, but for the last step into the library."""
        if not self._installing:
            self.run.stop()
            super().reject()

    # What happens

    def _connect(self, where: Callable[[], object]) -> None:
        self.source.choose.connect(lambda: self._choose(self.take))
        self.source.fetch.connect(self.fetch)
        self.source.where.connect(lambda: where())
        self.work.cancel.connect(self.cancel)
        self.found.add.connect(lambda: self._choose(self.add))
        self.found.start_import.connect(self.start_import)
        self.failed.add.connect(lambda: self._choose(self.add))
        self.failed.again.connect(lambda: self._show(self.source))
        self.success.use.connect(self.use)
        self.success.later.connect(self.accept)
        self.run.progressed.connect(self.work.show_step)
        self.run.found.connect(self._found)
        self.run.finished.connect(self._made)
        self.run.failed.connect(self._failed)

    def _choose(self, then: Callable[[list[Path]], object]) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in IMPORTED_SUFFIXES)
        settings = self._editor.settings
        names, _ = QFileDialog.getOpenFileNames(
            self,
            tr("Files of One Model"),
            str(settings.get("last_folder") or Path.home()),
            tr("Published weights") + f" ({patterns});;" + tr("All files") + " (*)",
        )
        if names:
            settings.set("last_folder", str(Path(names[0]).parent))
            then([Path(name) for name in names])

    def _scan(self, address: Address | None) -> None:
        self._show(self.work)
        self.work.begin(tr("Looking at the files…") if address is None else tr("Fetching…"))
        if address is None:
            self.run.scan(self._files)
        else:
            self.run.scan((), address.url, address.sha256, address.size)

    def _listed(self, answer: Models) -> None:
        self._taken = frozenset(model.name for model in answer.models)

    def _found(self, found: Mapping[str, Any]) -> None:
        self._files = [Path(file["path"]) for file in found["files"]]
        if self._address and self._fetched is None:
            self._fetched = self._files[-1]
        self.found.show_detection(found, self._taken)
        self._show(self.found)

    def _made(self, made: Mapping[str, Any]) -> None:
        self.work.begin(tr("Putting it into the library…"))
        self.work.stop.setEnabled(False)
        self._installing = True

        def over() -> None:
            self._installing = False
            self.work.stop.setEnabled(True)
            self.run.tidy()

        def installed(answer: Models) -> None:
            over()
            self._listed(answer)
            self._installed(next(model for model in answer.models if model.name == answer.changed))

        def refused(message: str) -> None:
            over()
            self._failed(message)

        self._editor.client.ask(ChangeLibrary("install", path=Path(made["bundle"])), installed, refused)

    def _installed(self, model: ModelInfo) -> None:
        from engine.download import forget

        if self._fetched is not None:
            forget(self._fetched)
        self._model = model
        self.success.show_model(model)
        self._show(self.success)

    def _failed(self, reason: str) -> None:
        self.failed.show_reason(reason, files=bool(self._files))
        self._show(self.failed)

    def _show(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        first = {self.found: self.found.start, self.success: self.success.accept, self.work: self.work.stop}
        if page in first:
            first[page].setFocus(Qt.FocusReason.OtherFocusReason)

    # Drops

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files unless some are being worked on."""
        if event.mimeData().hasUrls() and not self.run.running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files belong to those that were found, or are new ones."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            adding = self.pages.currentWidget() in (self.found, self.failed) and self._files
            self.add(paths) if adding else self.take(paths)
