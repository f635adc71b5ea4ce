"""What can be done with styles, without a window: roll, pin, read, weigh, mix, keep; all undoable."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from app.document.document import Document
from app.document.style_shelf import ShelfStyle
from app.document.styles import Code, Exemplar, Styles
from app.document.undo import StylesCommand
from app.i18n import tr, tr_noop, translate_error
from app.worker.style_messages import (
    DropStyle,
    ExemplarsRead,
    FilesStyled,
    KeepStyle,
    ListShelf,
    ReadExemplars,
    SampleStyles,
    ShelfRead,
    StyleFiles,
    StylesSampled,
)

if TYPE_CHECKING:
    from app.editor.editor import Editor

LARGEST_SEED = 2**31 - 1


class StyleActions(QObject):
    """What an editor does whose model has styles."""

    shelf_changed = Signal()
    style_kept = Signal(str)
    style_dropped = Signal(object)
    files_styled = Signal(object, object)

    def __init__(self, editor: Editor) -> None:
        """Act on the document of `editor`."""
        super().__init__(editor)
        self._editor, self._document, self._client = editor, editor.document, editor.client
        self._shelf: tuple[ShelfStyle, ...] = ()
        editor.model_changed.connect(self._model_changed)
        editor.document.source_changed.connect(self.shelf_changed)

    @property
    def styles(self) -> Styles:
        """The document's styles."""
        return self._document.styles

    # The grid

    def reroll(self, seed: int | None = None, count: int | None = None) -> None:
        """Draw new variants, pinned ones kept; without a seed, from a new one."""
        seed = random.randrange(LARGEST_SEED) if seed is None else seed
        count = self.styles.count if count is None else count

        def arrived(answer: StylesSampled) -> None:
            self.change(self.styles.rerolled(answer.codes, seed, count), tr_noop("Roll styles"))

        self._client.ask(SampleStyles(count, seed), arrived)

    def use_variant(self, place: int) -> None:
        """Draw with the variant at `place`."""
        if 0 <= place < len(self.styles.variants):
            self.change(self.styles.used(place), tr_noop("Use style"))

    def pin_variant(self, place: int, keep: bool) -> None:
        """Keep a variant when the others are rolled again."""
        if 0 <= place < len(self.styles.variants):
            text = tr_noop("Pin style") if keep else tr_noop("Unpin style")
            self.change(self.styles.pinned(place, keep), text)

    # Exemplars

    def read(self, paths: Sequence[Path] = (), pixels: NDArray[np.uint8] | None = None) -> None:
        """Read the styles of pictures and mix them in, wholly where nothing was mixed in before."""
        source = self._document.source

        def arrived(answer: ExemplarsRead) -> None:
            for problem in answer.problems:
                self._editor.message.emit(translate_error(problem))
            if self._document.source.domain != source.domain:
                self._editor.message.emit(tr("The direction changed meanwhile; the style was left out."))
            elif answer.exemplars:
                self.add(answer.exemplars)

        self._client.ask(ReadExemplars(source.direction, tuple(paths), pixels), arrived)

    def add(self, exemplars: Sequence[Exemplar]) -> None:
        """Mix further styles in."""
        named = [replace(e, name=e.name or tr("Pasted picture")) for e in exemplars]
        mix = self.styles.mix if self.styles.exemplars and self.styles.mix else 1.0
        after = self.styles.with_exemplars([*self.styles.exemplars, *named], mix)
        self.change(after, tr_noop("Style from picture"))

    def remove(self, place: int) -> None:
        """Take the exemplar at `place` out again."""
        exemplars = self.styles.exemplars
        if 0 <= place < len(exemplars):
            left = exemplars[:place] + exemplars[place + 1 :]
            self.change(self.styles.with_exemplars(left, self.styles.mix), tr_noop("Remove picture style"))

    def set_weight(self, place: int, weight: float) -> None:
        """How much the exemplar at `place` counts among the others, in [0, 1]."""
        if 0 <= place < len(self.styles.exemplars):
            after = self.styles.weighted(place, weight)
            self.change(after, tr_noop("Weigh styles"), StylesCommand.WEIGHTS + place)

    def set_mix(self, mix: float) -> None:
        """How much of the pictures' style is mixed in, in [0, 1]."""
        after = replace(self.styles, mix=min(1.0, max(0.0, mix)))
        self.change(after, tr_noop("Mix styles"), StylesCommand.MIX)

    # The shelf

    @property
    def shelf(self) -> tuple[ShelfStyle, ...]:
        """The styles that the person keeps of the open model, for the way that it goes."""
        domain = self._document.source.domain
        return tuple(style for style in self._shelf if style.domain == domain)

    def keep(self, name: str, thumbnail: bytes) -> None:
        """Put the style in use on the shelf; `thumbnail` is a small picture of it, as PNG bytes."""
        model = self._editor.model
        if model is None or not self.styles.code():
            return
        domain, code = self._document.source.domain, self.styles.code()
        style = ShelfStyle(uuid.uuid4().hex, name, model.digest, domain, code, thumbnail)

        def kept(answer: ShelfRead) -> None:
            self._shelf_read(answer)
            self.style_kept.emit(style.key)

        self._client.ask(KeepStyle(style), kept)

    def rename(self, style: ShelfStyle, name: str) -> None:
        """Call a style on the shelf by another name."""
        self._client.ask(KeepStyle(replace(style, name=name)), self._shelf_read)

    def drop(self, style: ShelfStyle) -> None:
        """Take a style from the shelf; `put_back` brings it back."""

        def dropped(answer: ShelfRead) -> None:
            self._shelf_read(answer)
            self.style_dropped.emit(style)

        self._client.ask(DropStyle(style), dropped)

    def put_back(self, style: ShelfStyle) -> None:
        """Put a style on the shelf that was taken from it."""
        self._client.ask(KeepStyle(style), self._shelf_read)

    def use_kept(self, style: ShelfStyle) -> None:
        """Draw with a style of the shelf."""
        self.use_code(style.code, tr_noop("Use kept style"))

    def mix_kept(self, style: ShelfStyle) -> None:
        """Mix a style of the shelf in, as if it had been read off a picture."""
        if self._fits(style.code):
            self.add([Exemplar(style.code, style.name, style.thumbnail)])

    # One style for many

    def use_code(self, code: Code, text: str) -> bool:
        """Draw with a code from elsewhere; False where it does not fit the model."""
        if not self._fits(code):
            return False
        self.change(self.styles.with_code(code), text)
        return True

    def style_files(self, paths: Sequence[Path], folder: Path) -> None:
        """Give pictures and documents the style in use, and write them into `folder`."""
        source, styles = self._document.source, self.styles

        def written(answer: FilesStyled) -> None:
            self.files_styled.emit(answer.files, answer.problems)

        request = StyleFiles(tuple(paths), folder, styles.code(), styles.code_seed, source.direction)
        self._client.ask(request, written)

    def change(self, after: Styles, text: str, merge: int = -1) -> None:
        """Replace the document's styles, as one step of the history."""
        if after != self.styles:
            self._editor.stack.push(StylesCommand(self._document, after, text, merge))

    def _fits(self, code: Code) -> bool:
        model = self._editor.model
        return model is not None and len(code) == model.style_size

    def _shelf_read(self, answer: ShelfRead) -> None:
        model = self._editor.model
        if model is not None and answer.digest == model.digest:
            self._shelf = answer.styles
            self.shelf_changed.emit()

    def _model_changed(self) -> None:
        model = self._editor.model
        if model is None or self._editor.loading:
            return
        if self._shelf and self._shelf[0].digest != model.digest:
            self._shelf = ()
            self.shelf_changed.emit()
        if "style" in model.capabilities:
            self._client.ask(ListShelf(model.digest), self._shelf_read)


def fitting_styles(document: Document, domain: str) -> Styles:
    """The document's styles without exemplars that mean nothing in another domain."""
    if document.source.domain == domain:
        return document.styles
    return document.styles.with_exemplars((), 0.0)
