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
from app.i18n import tr, tr_noop
from app.worker.messages import DirectionInfo, ImportUse, PictureRead, ReadPicture
from app.worker.style_messages import CycleMade, Dressed, MakeCycle, Swapped, SwapStyles

if TYPE_CHECKING:
    from app.editor.editor import Editor
    from engine.bundle.manifest import Direction

# Where a picture that came out goes in again, and the way to the other kind of pictures.
TURNED: dict[Direction, Direction] = {
    "forward": "backward",
    "backward": "forward",
    "restyle_output": "restyle_input",
    "restyle_input": "restyle_output",
}


class SourceActions(QObject):
    """What an editor does about the input of its model, and the direction it goes."""

    def __init__(self, editor: Editor) -> None:
        """Act on the document of `editor`."""
        super().__init__(editor)
        self._editor, self._document, self._client = editor, editor.document, editor.client

    @property
    def directions(self) -> tuple[DirectionInfo, ...]:
        """The ways of the open model."""
        return self._editor.model.directions if self._editor.model is not None else ()

    @property
    def direction(self) -> DirectionInfo | None:
        """The document's way, where the open model goes it."""
        return next(
            (info for info in self.directions if info.direction == self._document.source.direction), None
        )

    @property
    def takes_photos(self) -> bool:
        """Whether what the model is given, the way that the document goes, is a photo."""
        return self.direction is not None and self.direction.input_kind == "photo"

    def fitting(self, source: Source) -> Source:
        """The source itself, or the same photo going forward where the open model does not go its way."""
        known = {info.direction for info in self.directions}
        return source if source.direction in known or not known else replace(source, direction="forward")

    # Pictures that are brought in

    def import_source(
        self, use: ImportUse, *, path: Path | None = None, pixels: NDArray[np.uint8] | None = None
    ) -> None:
        """Read a picture and use it as a drawing, as a photo to sketch from, or as the model's input."""
        document = self._document
        inked = bool((document.sketch != PAPER).any())
        # Without ink to keep in its place, the paper takes the photo's size.
        size = document.size if use != "input" or inked else None

        def arrived(answer: PictureRead) -> None:
            if answer.underlay is not None:
                self._take_input(answer.underlay, tr_noop("Photo as input"))
            elif answer.sketch is not None and answer.sketch.shape == document.sketch.shape:
                text = tr_noop("Photo to sketch") if use == "photo" else tr_noop("Import drawing")
                self._editor.repaint(answer.sketch, text)

        self._client.ask(ReadPicture(use, size, path, pixels), arrived)

    def remove_input(self) -> None:
        """Take the photo under the paper away; the ink stays."""
        source = self._document.source
        if source.underlay is not None:
            self._change(replace(source, underlay=None), tr_noop("Remove photo"))

    def result_to_input(self) -> None:
        """Go on from the picture: it becomes what the model is given, and the direction turns."""
        document = self._document
        if document.result is None or not document.result_is_current:
            self._editor.message.emit(tr("There is no picture to go on from yet; draw something first."))
            return
        turned = TURNED[document.source.direction]
        direction = (
            turned if turned in {info.direction for info in self.directions} else document.source.direction
        )
        source = Source(direction, document.result.copy())
        self._in_one_step(tr_noop("Picture becomes input"), lambda: self._put(source))

    def _take_input(self, underlay: NDArray[np.uint8], text: str) -> None:
        source = replace(self._document.source, underlay=underlay)
        if underlay.shape[:2] == self._document.sketch.shape and self._document.face is None:
            self._change(source, text)
        elif (self._document.sketch != PAPER).any() and self._document.face is None:
            self._editor.message.emit(tr("The paper changed meanwhile; the photo was left out."))
        else:
            self._in_one_step(text, lambda: self._put(source))

    def _put(self, source: Source) -> None:
        """New paper over the photo of `source`, with styles that fit its way."""
        document, underlay = self._document, source.underlay
        assert underlay is not None
        styles = fitting_styles(document, source.domain)
        if styles != document.styles:
            self._editor.stack.push(StylesCommand(document, styles, tr_noop("Remove picture style")))
        paper = blank_paper(underlay.shape[1], underlay.shape[0])
        self._editor.stack.push(PaperCommand(document, paper, None, tr_noop("Photo as input"), source))

    # Ways

    def go(self, direction: Direction) -> None:
        """Go a way of the open model; exemplars of the other kind of pictures are taken out."""
        if direction != self._document.source.direction and direction in {
            info.direction for info in self.directions
        }:
            self._change(replace(self._document.source, direction=direction), tr_noop("Change direction"))

    def turn(self) -> None:
        """Go the other way."""
        turned = TURNED[self._document.source.direction]
        self.go(turned if turned in {info.direction for info in self.directions} else "forward")

    # Two pictures, and there and back

    def swap_directions(self) -> tuple[tuple[Direction, Direction], ...]:
        """Which ways two pictures can go that swap styles: both of one kind, or one of each."""
        return swaps_of([info.direction for info in self.directions])

    def swap(
        self,
        first: Path,
        second: Path,
        directions: tuple[Direction, Direction],
        then: Callable[[Swapped], None],
        otherwise: Callable[[str], None],
    ) -> None:
        """Dress two photos in each other's style; the document is left alone."""
        self._client.ask(SwapStyles(first, second, directions), then, otherwise)

    def take_dressed(self, dressed: Dressed) -> None:
        """Go on with one of two pictures that swapped styles: its photo, its way and its style."""
        document = self._document
        drawn = dressed.photo.ndim == 2
        source = Source(dressed.direction, None if drawn else dressed.photo)
        height, width = dressed.photo.shape[:2]
        paper = dressed.photo.copy() if drawn else blank_paper(width, height)
        styles = document.styles.with_exemplars((dressed.exemplar,), 1.0)

        def take() -> None:
            stack = self._editor.stack
            stack.push(StylesCommand(document, styles, tr_noop("Style from picture")))
            stack.push(PaperCommand(document, paper, None, tr_noop("Photo as input"), source))

        self._in_one_step(tr_noop("Take swapped style"), take)

    def cycle(self, then: Callable[[CycleMade], None], otherwise: Callable[[str], None]) -> None:
        """Translate what is on the paper there and back."""
        document = self._document
        request = MakeCycle(document.sketch.copy(), document.source, document.styles.code())
        self._client.ask(request, then, otherwise)

    # Inside

    def _change(self, source: Source, text: str) -> None:
        styles = fitting_styles(self._document, DOMAINS[source.direction])
        self._editor.stack.push(SourceCommand(self._document, source, styles, text))

    def _in_one_step(self, text: str, handler: Callable[[], None]) -> None:
        self._document.cancel_stroke()
        self._editor.stack.beginMacro(text)
        try:
            handler()
        finally:
            self._editor.stack.endMacro()
