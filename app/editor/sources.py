"""What a translation starts from, without a window: drawings, photos, directions, swaps; all undoable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject

from app.document.document import blank_paper
from app.document.strokes import PAPER
from app.document.styles import DOMAINS, Source, swaps_of
from app.document.undo import PaperCommand, SourceCommand, StylesCommand
from app.editor.styles import fitting_styles
from app.i18n import mark, tr
from app.worker.messages import ImportUse, PictureRead, ReadPicture, WayInfo
from app.worker.style_messages import CycleMade, Dressed, MakeCycle, Swapped, SwapStyles

if TYPE_CHECKING:
    from app.editor.editor import Studio
    from engine.bundle.manifest import Way

# Where a picture that came out goes in again, and the way to the other kind of pictures.
TURNED: dict[Way, Way] = {
    "forward": "backward",
    "backward": "forward",
    "restyle_output": "restyle_input",
    "restyle_input": "restyle_output",
}


class SourceStudio(QObject):
    """The deeds of a studio about what its model is given, and which way it goes."""

    def __init__(self, studio: Studio) -> None:
        """Act on the document of `studio`."""
        super().__init__(studio)
        self._studio, self._document, self._client = studio, studio.document, studio.client

    @property
    def ways(self) -> tuple[WayInfo, ...]:
        """The ways of the open model."""
        return self._studio.model.ways if self._studio.model is not None else ()

    @property
    def way(self) -> WayInfo | None:
        """The document's way, where the open model goes it."""
        return next((info for info in self.ways if info.way == self._document.source.way), None)

    @property
    def takes_photos(self) -> bool:
        """Whether what the model is given, the way that the document goes, is a photo."""
        return self.way is not None and self.way.input_kind == "photo"

    def fitting(self, source: Source) -> Source:
        """The source itself, or the same photo going forward where the open model does not go its way."""
        known = {info.way for info in self.ways}
        return source if source.way in known or not known else replace(source, way="forward")

    # Pictures that are brought in

    def bring_in(
        self, use: ImportUse, *, path: Path | None = None, pixels: NDArray[np.uint8] | None = None
    ) -> None:
        """Read a picture and use it as a drawing, as a photo to sketch from, or as the model's input."""
        document = self._document
        inked = bool((document.sketch != PAPER).any())
        # Without ink to keep in its place, the paper takes the photo's size.
        size = document.size if use != "input" or inked else None

        def arrived(answer: PictureRead) -> None:
            if answer.underlay is not None:
                self._take_input(answer.underlay, mark("Photo as input"))
            elif answer.sketch is not None and answer.sketch.shape == document.sketch.shape:
                text = mark("Photo to sketch") if use == "photo" else mark("Import drawing")
                self._studio.repaint(answer.sketch, text)

        self._client.ask(ReadPicture(use, size, path, pixels), arrived)

    def remove_input(self) -> None:
        """Take the photo under the paper away; the ink stays."""
        source = self._document.source
        if source.underlay is not None:
            self._change(replace(source, underlay=None), mark("Remove photo"))

    def result_to_input(self) -> None:
        """Go on from the picture: it becomes what the model is given, and the direction turns."""
        document = self._document
        if document.result is None or not document.result_is_current:
            self._studio.message.emit(tr("There is no picture to go on from yet; draw something first."))
            return
        turned = TURNED[document.source.way]
        way = turned if turned in {info.way for info in self.ways} else document.source.way
        source = Source(way, document.result.copy())
        self._in_one_step(mark("Picture becomes input"), lambda: self._put(source))

    def _take_input(self, underlay: NDArray[np.uint8], text: str) -> None:
        source = replace(self._document.source, underlay=underlay)
        if underlay.shape[:2] == self._document.sketch.shape and self._document.face is None:
            self._change(source, text)
        elif (self._document.sketch != PAPER).any() and self._document.face is None:
            self._studio.message.emit(tr("The paper changed meanwhile; the photo was left out."))
        else:
            self._in_one_step(text, lambda: self._put(source))

    def _put(self, source: Source) -> None:
        """New paper over the photo of `source`, with styles that fit its way."""
        document, underlay = self._document, source.underlay
        assert underlay is not None
        styles = fitting_styles(document, source.domain)
        if styles != document.styles:
            self._studio.stack.push(StylesCommand(document, styles, mark("Remove picture style")))
        paper = blank_paper(underlay.shape[1], underlay.shape[0])
        self._studio.stack.push(PaperCommand(document, paper, None, mark("Photo as input"), source))

    # Ways

    def go(self, way: Way) -> None:
        """Go a way of the open model; exemplars of the other kind of pictures are taken out."""
        if way != self._document.source.way and way in {info.way for info in self.ways}:
            self._change(replace(self._document.source, way=way), mark("Change direction"))

    def turn(self) -> None:
        """Go the other way."""
        turned = TURNED[self._document.source.way]
        self.go(turned if turned in {info.way for info in self.ways} else "forward")

    # Two pictures, and there and back

    def swap_ways(self) -> tuple[tuple[Way, Way], ...]:
        """Which ways two pictures can go that swap styles: both of one kind, or one of each."""
        return swaps_of([info.way for info in self.ways])

    def swap(
        self,
        first: Path,
        second: Path,
        ways: tuple[Way, Way],
        then: Callable[[Swapped], None],
        otherwise: Callable[[str], None],
    ) -> None:
        """Dress two photos in each other's style; the document is left alone."""
        self._client.ask(SwapStyles(first, second, ways), then, otherwise)

    def take_dressed(self, dressed: Dressed) -> None:
        """Go on with one of two pictures that swapped styles: its photo, its way and its style."""
        document = self._document
        drawn = dressed.photo.ndim == 2
        source = Source(dressed.way, None if drawn else dressed.photo)
        height, width = dressed.photo.shape[:2]
        paper = dressed.photo.copy() if drawn else blank_paper(width, height)
        styles = document.styles.with_exemplars((dressed.exemplar,), 1.0)

        def take() -> None:
            stack = self._studio.stack
            stack.push(StylesCommand(document, styles, mark("Style from picture")))
            stack.push(PaperCommand(document, paper, None, mark("Photo as input"), source))

        self._in_one_step(mark("Take swapped style"), take)

    def cycle(self, then: Callable[[CycleMade], None], otherwise: Callable[[str], None]) -> None:
        """Translate what is on the paper there and back."""
        document = self._document
        request = MakeCycle(document.sketch.copy(), document.source, document.styles.code())
        self._client.ask(request, then, otherwise)

    # Inside

    def _change(self, source: Source, text: str) -> None:
        styles = fitting_styles(self._document, DOMAINS[source.way])
        self._studio.stack.push(SourceCommand(self._document, source, styles, text))

    def _in_one_step(self, text: str, deed: Callable[[], None]) -> None:
        self._document.cancel_stroke()
        self._studio.stack.beginMacro(text)
        try:
            deed()
        finally:
            self._studio.stack.endMacro()
