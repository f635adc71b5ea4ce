"""Styles of a model that is gone, measured anew with the one that replaces it, off the pictures of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.document.style_shelf import Shelf
from app.document.styles import DOMAINS, Code, Domain, Styles
from app.worker.style_messages import MeasureAnew, MeasuredAnew
from engine.errors import DocumentError, GanvasError
from engine.images.codec import decode_image, flatten
from engine.types import Pixels

if TYPE_CHECKING:
    from engine.bundle.manifest import Direction
    from engine.translation.translator import Translator


def measure_anew(request: MeasureAnew, translator: Translator) -> MeasuredAnew:
    """Measure what has a picture: the style in use by the document's, exemplars and the shelf by their own.

    The grid is drawn from the same seed. Nothing of the model that is gone is changed or deleted.
    """
    old, domain = request.styles, DOMAINS[request.direction]
    measure = _Measure(translator)
    exemplars = []
    for exemplar in old.exemplars:
        code = measure.small(exemplar.thumbnail, domain)
        if code is not None:
            exemplars.append(replace(exemplar, code=code))
    codes = translator.sample_styles(old.count, old.seed)
    styles = Styles(count=old.count).rerolled(codes.tolist(), old.seed, old.count)
    in_use = None if request.picture is None or not old.base else measure.picture(request.picture, domain)
    if in_use is not None:
        styles = replace(styles, base=in_use, base_seed=None)
    styles = styles.with_exemplars(exemplars, old.mix)
    # The picture shows a cell of the grid only where nothing was mixed in.
    shown = in_use is not None and old.chosen() is not None and not old.mix
    kept = len(old.variants) - shown + len(old.exemplars) - len(exemplars)
    shelf = list(_shelf(request.gone, translator.bundle.digest, measure))
    measured = len(exemplars) + (in_use is not None) + sum(shelf)
    return MeasuredAnew(translator.bundle.digest, styles, measured, kept + len(shelf) - sum(shelf))


class _Measure:
    """Reads styles off pictures, by the way that leads to their kind."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._directions: dict[Domain, Direction] = {}
        for direction in reversed(translator.directions):
            if "style" in translator.capabilities and translator.spec(direction).style_encoder is not None:
                self._directions[DOMAINS[direction]] = direction

    def picture(self, rgb: Pixels, domain: Domain) -> Code | None:
        """The style of a picture (H, W, 3); None where the model cannot read it."""
        direction = self._directions.get(domain)
        if direction is None:
            return None
        return tuple(float(value) for value in self._translator.encode_style(rgb, direction))

    def small(self, png: bytes, domain: Domain) -> Code | None:
        """The style of a small picture in a file's bytes; None where there is none, or it is damaged."""
        if not png:
            return None
        try:
            return self.picture(flatten(decode_image(png)), domain)
        except GanvasError:
            return None


def _shelf(gone: str, digest: str, measure: _Measure) -> Iterator[bool]:
    """Put the styles of one model's shelf on that of another; yields for each whether it could be measured.

    What was measured before is passed over.
    """
    shelf = Shelf()
    try:
        styles, there = shelf.styles(gone), {style.key for style in shelf.styles(digest)}
    except DocumentError:  # a document that names no digest
        return
    for style in styles:
        if style.key in there:
            continue
        code = measure.small(style.thumbnail, style.domain)
        try:
            if code is not None:
                shelf.keep(replace(style, digest=digest, code=code))
            yield code is not None
        except DocumentError:
            yield False
