"""What comes into the window from outside: files and pictures that are dropped or pasted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from app.canvas.images import pixels_of
from app.document.format import SUFFIX
from app.files import PICTURE_SUFFIXES
from app.i18n import tr
from app.jobs.requests import ChangeLibrary, Models
from app.library.terms import once_accepted
from app.panels.notice import NoticeBar
from app.studio import Studio
from app.window_files import WindowFiles


class PictureIntake:
    """Finds a use for what arrives; where there are several, the notice bar asks."""

    def __init__(self, studio: Studio, notice: NoticeBar, dialogs: WindowFiles) -> None:
        """Hand pictures to `studio` and documents to `dialogs`."""
        self._studio, self._notice, self._dialogs = studio, notice, dialogs

    def take_drop(self, mime: QMimeData) -> None:
        """Documents and models open, pictures become the sketch, or the photo where the model edits faces."""
        for url in mime.urls():
            path = Path(url.toLocalFile())
            if path.suffix.lower() == SUFFIX:
                self._dialogs.open_path(path)
                return
            if path.suffix.lower() == ".gmodel":
                self._install(path)
                return
        self.bring(mime, "drop")

    def bring(self, mime: QMimeData, use: str) -> None:
        """Use the picture in `mime` as "drawing", or all of them as "style"; ask when it was a "drop"."""
        local = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        paths = [path for path in local if path.suffix.lower() in PICTURE_SUFFIXES]
        image = QImage(mime.imageData()) if mime.hasImage() else QImage()
        if not paths and image.isNull():
            self._notice.tell(
                tr("There is no picture in it; PNG, JPEG, WebP, TIFF, BMP and GIF can be used.")
            )
            return
        path, pixels = (paths[0], None) if paths else (None, pixels_of(image))
        if self._studio.faces.takes_photos and "translate" not in self._studio.capabilities:
            self._dialogs.take_photo(path, pixels)
            return
        sources = self._studio.sources
        deeds: dict[str, tuple[str, Callable[[], None]]] = {
            "drawing": (
                tr("As Drawing"),
                lambda: sources.bring_in("drawing", path=path, pixels=pixels),
            ),
            "photo": (
                tr("Photo to Sketch"),
                lambda: sources.bring_in("photo", path=path, pixels=pixels),
            ),
            "input": (tr("As Photo"), lambda: sources.bring_in("input", path=path, pixels=pixels)),
            "style": (tr("As Style"), lambda: self._studio.styling.read(paths, pixels)),
        }
        if use != "drop":
            deeds[use][1]()
            return
        useless = set() if any(info.input_kind == "photo" for info in sources.ways) else {"input"}
        if self._studio.model is not None and "encode_style" not in self._studio.capabilities:
            useless.add("style")
        choices = [deed for name, deed in deeds.items() if name not in useless]
        self._notice.tell(tr("How shall this picture be used?"), *choices)

    def _install(self, path: Path) -> None:
        def installed(answer: object) -> None:
            if isinstance(answer, Models) and answer.changed:
                model = next(model for model in answer.models if model.name == answer.changed)
                studio, window = self._studio, self._notice.window()
                once_accepted(model, studio.settings, lambda: studio.choose_model(model.name), window)

        self._studio.desk.ask(ChangeLibrary("install", path=path), installed)
