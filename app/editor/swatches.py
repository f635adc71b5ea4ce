"""The swatches that the materials panel offers: read, cut, kept and removed in a thread, in order."""

from __future__ import annotations

import contextlib
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.document.swatch_shelf import (
    ShelfRead,
    Swatch,
    SwatchShelf,
    cut,
    in_view,
    material_of,
    read_picture,
)
from app.i18n import tr, translate_error
from engine.types import Pixels

log = logging.getLogger(__name__)

# As many as a file may have; a larger picture is not even copied.
_MAX_PIXELS = 120_000_000


@dataclass(frozen=True, eq=False)
class CropSource:
    """A picture that a swatch is to be cut out of: (H, W, 3), and what it is called."""

    pixels: Pixels
    name: str


class Swatches(QObject):
    """The shelf, seen from a window; what it holds arrives by `changed`, and failures as sentences."""

    changed = Signal()
    kept = Signal(str)
    dropped = Signal(object)
    picture_read = Signal(object)
    message = Signal(str)
    _answered = Signal(object, object)

    def __init__(self, shelf: SwatchShelf | None = None, parent: QObject | None = None) -> None:
        """Nothing is read before `load`."""
        super().__init__(parent)
        self._shelf = shelf if shelf is not None else SwatchShelf()
        self._swatches: tuple[Swatch, ...] = ()
        self._problems: tuple[str, ...] = ()
        # One thread, so that what a person does to the shelf happens in the order in which they did it.
        self._thread = ThreadPoolExecutor(1, "ganvas-swatches")
        self._answered.connect(self._arrived)

    @property
    def swatches(self) -> tuple[Swatch, ...]:
        """The person's own by name, then those that come with Ganvas."""
        return self._swatches

    def load(self) -> None:
        """Read the shelf; files that are damaged are named once."""
        self._do(self._shelf.read, self._read)

    def open(self, path: Path | None = None, image: QImage | None = None) -> None:
        """Decode a picture to cut a swatch out of; `picture_read` hands it over."""
        if path is not None:
            self._do(lambda: CropSource(read_picture(path), path.stem), self.picture_read.emit)
        elif image is None or image.isNull():
            self.message.emit(tr("There is no picture in it; nothing was added."))
        elif image.width() * image.height() > _MAX_PIXELS:
            self.message.emit(tr("This picture is too large to cut a swatch out of; nothing was added."))
        else:
            # The image shares its pixels with the one that was dropped; they are only read.
            own = QImage(image)
            self._do(lambda: CropSource(_pixels(own), tr("Swatch")), self.picture_read.emit)

    def add(self, source: CropSource, square: tuple[int, int, int], name: str) -> None:
        """Cut the square (left, top, side) out of a picture and keep it; `kept` says under which key."""
        key = uuid.uuid4().hex

        def work() -> ShelfRead:
            self._shelf.keep(Swatch(key, material_of(cut(source.pixels, *square), name)))
            return self._shelf.read()

        def arrived(answer: ShelfRead) -> None:
            self._read(answer)
            self.kept.emit(key)

        self._do(work, arrived)

    def rename(self, swatch: Swatch, name: str) -> None:
        """Call a swatch of the person's own by another name."""
        self._keep(replace(swatch, material=replace(swatch.material, name=name)))

    def drop(self, swatch: Swatch) -> None:
        """Take a swatch from the shelf; `put_back` brings it back."""

        def work() -> ShelfRead:
            self._shelf.drop(swatch)
            return self._shelf.read()

        def arrived(answer: ShelfRead) -> None:
            self._read(answer)
            self.dropped.emit(swatch)

        self._do(work, arrived)

    def put_back(self, swatch: Swatch) -> None:
        """Put a swatch on the shelf that was taken from it."""
        self._keep(swatch)

    def stop(self) -> None:
        """Finish what was begun; nothing arrives any more."""
        self._thread.shutdown(wait=False)

    def _keep(self, swatch: Swatch) -> None:
        def work() -> ShelfRead:
            self._shelf.keep(swatch)
            return self._shelf.read()

        self._do(work, self._read)

    def _read(self, answer: ShelfRead) -> None:
        self._swatches = answer.swatches
        new = [problem for problem in answer.problems if problem not in self._problems]
        self._problems = answer.problems
        self.changed.emit()
        if new:
            self.message.emit("\n".join(translate_error(problem) for problem in new))

    def _do(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        def run() -> None:
            handler: Callable[[Any], object] = then
            try:
                answer = work()
            except Exception as error:  # the window outlives whatever a file does
                handler, answer = self._failed, error
            # The window may be gone by now.
            with contextlib.suppress(RuntimeError):
                self._answered.emit(handler, answer)

        with contextlib.suppress(RuntimeError):
            self._thread.submit(run)

    def _arrived(self, handler: Callable[[Any], object], answer: object) -> None:
        """In the window's own thread."""
        handler(answer)

    def _failed(self, error: Exception) -> None:
        from engine.errors import GanvasError

        if isinstance(error, GanvasError):
            self.message.emit(translate_error(str(error)))
        else:
            log.exception("work on the shelf of swatches failed", exc_info=error)
            kind = type(error).__name__
            self.message.emit(tr("This did not work ({kind}); nothing was changed.", kind=kind))


def _pixels(image: QImage) -> Pixels:
    from app.canvas.viewport import pixels_of
    from engine.images.codec import flatten

    return in_view(flatten(pixels_of(image)))
