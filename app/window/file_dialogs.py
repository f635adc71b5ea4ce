"""What the window asks a person about files: which one, and whether to save before it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QDateTime, QLocale, QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.canvas.viewport import pixels_of
from app.document.autosave import Orphan
from app.document.file_format import SUFFIX
from app.editor.editor import Editor
from app.editor.files import EXPORT_SUFFIXES, DocumentFiles
from app.i18n import tr
from app.models.library_dialog import once_accepted
from app.panels.bars import NoticeBar
from app.panels.widgets import ask_save_path, confirmed, dropped_pictures, names_of, picture_kinds, question
from app.settings import Settings
from app.window.welcome import draws, edits_photos, first_able
from app.worker.messages import ChangeLibrary, DocumentSeen, ImportUse, ListModels, ModelInfo, Models

if TYPE_CHECKING:
    from app.window.main_window import MainWindow
    from app.window.windows import Windows

MOST_WINDOWS = 8


class WindowFiles:
    """The file dialogs and questions of one window."""

    def __init__(self, window: MainWindow, editor: Editor, files: DocumentFiles, settings: Settings) -> None:
        """Ask in front of `window`."""
        self._window, self._editor, self._files, self._settings = window, editor, files, settings
        self._closing = False
        files.changed_by_others.connect(self._changed_by_others)

    @property
    def window(self) -> MainWindow:
        """That these dialogs stand in front of."""
        return self._window

    @property
    def windows(self) -> Windows:
        """All windows."""
        return self._window.windows

    def new(self) -> None:
        """White paper, once unsaved work is safe."""
        self._once_safe(self._files.new)

    def open(self) -> None:
        """Choose a document or a picture to open."""
        both = picture_kinds(tr("Documents and pictures"), SUFFIX)
        kinds = ";;".join([both, tr("Ganvas documents") + f" (*{SUFFIX})", picture_kinds()])
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), self._folder(), kinds)
        if name:
            self.open_path(self._remember(name))

    def open_path(self, path: Path) -> None:
        """Open a file, once unsaved work is safe; one that is open in another window is shown there."""
        other = self._window.windows.showing(path, beside=self._window)
        if other is None:
            self._once_safe(lambda: self._files.open(path))
        else:
            other.raise_()
            other.activateWindow()

    def open_photo(self) -> None:
        """Choose a photo with a face to edit."""
        title = tr("Open Photo")
        name, _ = QFileDialog.getOpenFileName(self._window, title, self._folder(), picture_kinds())
        if name:
            path = self._remember(name)
            self._once_safe(lambda: self._editing_photos(lambda: self._files.open_photo(path)))

    def begin_drawing(self, drawing: Path) -> None:
        """Open a drawing on new paper, with a model that makes pictures in many styles of it."""
        self._once_safe(lambda: self._with_able(draws, lambda: self._files.open(drawing)))

    def take_photo(self, path: Path | None, pixels: NDArray[np.uint8] | None) -> None:
        """Open a photo that was dropped or pasted, once unsaved work is safe."""
        self._once_safe(lambda: self._files.open_photo(path, pixels))

    def save(self) -> None:
        """Save where the document was saved last, or ask."""
        path = self._editor.document.path
        if path is None:
            self.save_as()
        else:
            self._files.save(path)

    def save_as(self) -> None:
        """Ask for a place, and save there."""
        self._save_asking(None)

    def export(self, *, full_size: bool = False) -> None:
        """Ask for a place, and write the picture there; at the paper's own size instead of the model's."""
        document = self._editor.document
        name = (document.path.stem if document.path else tr("Picture")) + ".png"
        kinds = "PNG (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp)"
        title = tr("Export at Full Size") if full_size else tr("Export Picture")
        path = ask_save_path(self._window, title, Path(self._folder()) / name, kinds, EXPORT_SUFFIXES)
        if path is not None:
            self._files.export(self._remember(path), full_size=full_size)

    def import_source(self, use: ImportUse) -> None:
        """Choose a picture for the paper."""
        titles = {
            "drawing": tr("Import Drawing"),
            "photo": tr("Photo to Sketch"),
            "input": tr("Photo as Input"),
        }
        name, _ = QFileDialog.getOpenFileName(self._window, titles[use], self._folder(), picture_kinds())
        if name:
            self._editor.sources.import_source(use, path=self._remember(name))

    def read_styles(self) -> None:
        """Choose pictures to read styles off."""
        title = tr("Style from Pictures")
        names, _ = QFileDialog.getOpenFileNames(self._window, title, self._folder(), picture_kinds())
        if names:
            self._editor.styling.read([self._remember(name) for name in names])

    def style_files(self) -> None:
        """Choose pictures and documents that take the style in use, and where they are written."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            tr("Pictures That Take the Style"),
            self._folder(),
            picture_kinds(tr("Documents and pictures"), SUFFIX),
        )
        if not names:
            return
        paths = [self._remember(name) for name in names]
        folder = QFileDialog.getExistingDirectory(self._window, tr("Folder for the Results"), self._folder())
        if folder:
            self._editor.styling.style_files(paths, Path(folder))

    def may_close(self) -> bool:
        """Whether the window may close now; when it is being saved first, it closes afterwards."""
        if self._closing or not self._files.unsaved:
            return True
        answer = self._ask()
        if answer == QMessageBox.StandardButton.Discard:
            return True
        if answer == QMessageBox.StandardButton.Save:
            self._save_first(self._close)
        return False

    def _close(self) -> None:
        self._closing = True
        self._window.close()

    def _editing_photos(self, then: Callable[[], None]) -> None:
        """Do `then` with a model that edits photos: the open one, or the first of the library."""
        if self._editor.faces.takes_photos:
            then()
        else:
            self._with_able(edits_photos, then)

    def _with_able(self, able: Callable[[ModelInfo], bool], then: Callable[[], None]) -> None:
        own = self._editor.model

        def listed(answer: Models) -> None:
            model = first_able(able, own, answer.models)
            if model is None:
                self._window.notice.report(
                    tr("No model in the library can do this; install or train one that can.")
                )
                return
            if own is not None and model.name != own.name:
                self._window.status.showMessage(tr("The model is now “{title}”.", title=model.title), 6000)
            switch = partial(self._editor.with_model, model.name, then)
            once_accepted(model, self._settings, switch, self._window)

        self._editor.client.ask(ListModels(), listed)

    def _once_safe(self, handler: Callable[[], None]) -> None:
        if not self._files.unsaved:
            handler()
            return
        answer = self._ask()
        if answer == QMessageBox.StandardButton.Discard:
            handler()
        elif answer == QMessageBox.StandardButton.Save:
            self._save_first(handler)

    def _ask(self) -> QMessageBox.StandardButton:
        path = self._editor.document.path
        name = path.name if path else tr("Untitled")
        box = question(self._window, tr("Save the changes to “{name}”?", name=name))
        box.setInformativeText(tr("They are lost if you do not save them."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        box.button(buttons.Save).setText(tr("Save"))
        box.button(buttons.Discard).setText(tr("Do Not Save"))
        box.button(buttons.Cancel).setText(tr("Cancel"))
        return buttons(box.exec())

    def _save_first(self, then: Callable[[], None]) -> None:
        path = self._editor.document.path
        if path is not None:
            self._files.save(path, then)
        else:
            self._save_asking(then)

    def _save_asking(self, then: Callable[[], None] | None, start: Path | None = None) -> None:
        start = start or Path(self._folder()) / (tr("Untitled") + SUFFIX)
        kinds = tr("Ganvas documents") + f" (*{SUFFIX})"
        path = ask_save_path(self._window, tr("Save Document"), start, kinds, (SUFFIX,))
        if path is not None:
            self._files.save(self._remember(path), then)

    def _changed_by_others(self, path: Path, then: Callable[[], None] | None) -> None:
        """Ask what to do with a document whose file others wrote to since it was opened."""
        box = question(
            self._window, tr("“{name}” was changed by others since it was opened here.", name=path.name)
        )
        box.setInformativeText(tr("Saving would replace what they wrote; nothing was written yet."))
        roles = QMessageBox.ButtonRole
        copy = box.addButton(tr("Save a Copy…"), roles.AcceptRole)
        over = box.addButton(tr("Replace"), roles.DestructiveRole)
        box.setDefaultButton(copy)
        box.addButton(QMessageBox.StandardButton.Cancel).setText(tr("Cancel"))
        box.exec()
        if box.clickedButton() is copy:
            self._save_asking(then, path.with_name(tr("{name} (copy)", name=path.stem) + SUFFIX))
        elif box.clickedButton() is over:
            self._files.save(path, then, anyway=True)

    # Work that editors left behind that were killed

    def offer_recovery(self, notice: NoticeBar, windows: Windows) -> None:
        """Ask, without stopping the work, about each of them: to be opened in a window of its own, or not."""
        for orphan in self._files.orphans():
            offer = partial(self._offer, notice, windows, orphan)
            self._files.look_at(orphan, offer, partial(self._offer_unseen, offer))

    def _offer_unseen(self, offer: Callable[[None], None], _problem: str) -> None:
        # It cannot be read; what is wrong with it is said to who wants it back.
        offer(None)

    def _offer(self, notice: NoticeBar, windows: Windows, orphan: Orphan, seen: DocumentSeen | None) -> None:
        name = seen.path.name if seen is not None and seen.path is not None else tr("Untitled")
        saved = QDateTime.fromMSecsSinceEpoch(int(orphan.saved_at * 1000))
        time = QLocale().toString(saved, QLocale.FormatType.ShortFormat)

        def discard() -> None:
            box = question(self._window, tr("Discard the unsaved changes to “{name}”?", name=name))
            warning, button = (
                tr("They cannot be brought back after that."),
                QMessageBox.StandardButton.Discard,
            )
            if confirmed(box, warning, tr("Discard"), button):
                self._files.discard(orphan)
            else:
                self._offer(notice, windows, orphan, seen)

        notice.report(
            tr(
                "Ganvas ended before “{name}” was saved; it can be brought back as at {time}.",
                name=name,
                time=time,
            ),
            (tr("Restore"), lambda: windows.restore(orphan, self._window)),
            (tr("Discard"), discard),
            picture=None if seen is None else seen.picture,
        )

    def _folder(self) -> str:
        return str(self._settings.get("last_folder") or Path.home())

    def _remember(self, name: str | Path) -> Path:
        path = Path(name)
        self._settings.set("last_folder", str(path.parent))
        return path


# What comes into the window from outside: files and pictures that are dropped or pasted.


class PictureIntake:
    """Finds a use for what arrives; where there are several, the notice bar asks."""

    def __init__(self, editor: Editor, notice: NoticeBar, dialogs: WindowFiles) -> None:
        """Hand pictures to `editor` and documents to `dialogs`."""
        self._editor, self._notice, self._dialogs = editor, notice, dialogs

    def take_drop(self, mime: QMimeData) -> None:
        """Documents and models open, pictures become the sketch, or the photo where the model edits faces.

        Everything is used: the first document here, each of the others in a window of its own.
        """
        local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        documents = [path for path in local if path.suffix.lower() == SUFFIX]
        models = [path for path in local if path.suffix.lower() == ".gmodel"]
        for path in models:
            self._install(path)
        if documents:
            self._dialogs.open_path(documents[0])
            self._in_windows(documents[1:], lambda window, path: window.dialogs.open_path(path))
        if dropped_pictures(mime) or not (documents or models):
            self.import_dropped(mime, "drop")

    def import_dropped(self, mime: QMimeData, use: str) -> None:
        """Use the pictures in `mime` as "drawing" or "style"; ask when it was a "drop".

        As styles all of them are read; otherwise each further one begins in a window of its own.
        """
        paths = dropped_pictures(mime)
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        if not paths and image.isNull():
            self._notice.report(
                tr("There is no picture in it; PNG, JPEG, WebP, TIFF, BMP and GIF can be used.")
            )
            return
        path, pixels = (paths[0], None) if paths else (None, pixels_of(image))
        if self._editor.faces.takes_photos and "translate" not in self._editor.capabilities:
            self._dialogs.take_photo(path, pixels)
            self._in_windows(paths[1:], lambda window, path: window.files.open_photo(path))
            return
        sources = self._editor.sources

        def importing(use: ImportUse) -> None:
            sources.import_source(use, path=path, pixels=pixels)
            self._in_windows(
                paths[1:], lambda window, path: window.editor.sources.import_source(use, path=path)
            )

        handlers: dict[str, tuple[str, Callable[[], None]]] = {
            "drawing": (tr("As Drawing"), lambda: importing("drawing")),
            "photo": (tr("Photo to Sketch"), lambda: importing("photo")),
            "input": (tr("As Photo"), lambda: importing("input")),
            "style": (tr("As Style"), lambda: self._editor.styling.read(paths, pixels)),
        }
        if use != "drop":
            handlers[use][1]()
            return
        useless = set() if any(info.input_kind == "photo" for info in sources.directions) else {"input"}
        if self._editor.model is not None and "encode_style" not in self._editor.capabilities:
            useless.add("style")
        choices = [handler for name, handler in handlers.items() if name not in useless]
        text = tr("How shall this picture be used?")
        if len(paths) > 1:
            text = tr(
                "How shall these {count} pictures be used? But for styles, each opens in its own window.",
                count=len(paths),
            )
        self._notice.report(text, *choices)

    def _in_windows(self, paths: Sequence[Path], use: Callable[[MainWindow, Path], None]) -> None:
        """Use each file in a window of its own, up to as many as can be told apart; the rest is named."""
        windows = self._dialogs.windows
        for path in paths[:MOST_WINDOWS]:
            use(windows.add(self._dialogs.window), path)
        left = paths[MOST_WINDOWS:]
        if left:
            text = tr("So many windows are not opened at once; left out: {names}.", names=names_of(left))
            self._notice.report(text)

    def _install(self, path: Path) -> None:
        def installed(answer: Models) -> None:
            if answer.changed:
                model = next(model for model in answer.models if model.name == answer.changed)
                editor, window = self._editor, self._notice.window()
                once_accepted(model, editor.settings, lambda: editor.choose_model(model.name), window)

        self._editor.client.ask(ChangeLibrary("install", path=path), installed)
