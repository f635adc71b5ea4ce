"""A face in a photo that sliders change: the photo, where the face lies, its code; never a changed photo.

Nothing here is ever overwritten: every picture is made anew from the photo, the code and the edits, so that
an edit can be taken back in any order, and the picture at rest is the same whatever was tried before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.errors import RequestError
from engine.faces.alignment import Alignment
from engine.faces.blending import EDGE, Change, Edge, Patch, change_between, paste
from engine.images.resize import check_photo, shrunk
from engine.types import Codes, Draw, Pixels


class FaceMaker(Protocol):
    """What makes pictures of codes: `engine.faces.generator.Generator`."""

    @property
    def size(self) -> int:
        """Side of the full picture, in pixels."""

    @property
    def preview_size(self) -> int:
        """Side of the coarse picture while something moves."""

    def drawn_ws(self, draw: Draw, moved: Codes | None = None) -> Codes:
        """The codes (layers, w) of a draw, with something (z,) added to its z."""

    def synthesise(
        self,
        ws: Codes,
        *,
        noise_seed: int | None = None,
        noises: Sequence[NDArray[np.float32]] | None = None,
        size: int | None = None,
    ) -> Pixels:
        """The pictures (N, size, size, 3) uint8 of codes (N, layers, w)."""


class Sliders(Protocol):
    """What turns the sliders' values into a move of the code: `engine.latent.axes.AxisSet`."""

    def moved(
        self,
        ws: Codes,
        values: Mapping[str, float],
        locked: Collection[str] = (),
        mapped: Callable[[Codes], Codes] | None = None,
        mixed: Callable[[Codes], Codes] = lambda codes: codes,
    ) -> Codes:
        """Codes (layers, w) with all sliders moved, those of z first; see `AxisSet.moved`."""


@dataclass(frozen=True, eq=False)
class Edits:
    """What a person asked for; nothing by default.

    Attributes:
        values: of the sliders, in steps, by name.
        locked: sliders whose attribute must not change.
        mask: (h, w) uint8 over the whole photo, at any resolution: 0 where nothing may change.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    locked: tuple[str, ...] = ()
    mask: Pixels | None = None

    @property
    def moved(self) -> dict[str, float]:
        """The sliders that are not at 0."""
        return {name: value for name, value in self.values.items() if value}


class EditedFace:
    """A face's code and what its edits change, in the model's square.

    Args:
        original: (N, N, 3) uint8, the face in the photo.
        ws: (layers, w) its code.
        generator: makes its pictures; its own copy where the model was tuned for this photo.
        sliders: of that model, or None where it has none.
        noises: (r, r) for every layer that takes noise, found with the code; None for the stored noise.
        draw: of a sample, where its code comes from, so that sliders of z can move it; else None.

    Raises:
        RequestError: this is no code.
    """

    def __init__(
        self,
        original: Pixels,
        ws: Codes,
        generator: FaceMaker,
        sliders: Sliders | None,
        *,
        noises: Sequence[NDArray[np.float32]] | None = None,
        draw: Draw | None = None,
    ) -> None:
        self.original, self.ws = original, np.asarray(ws, np.float32)
        if self.ws.ndim != 2 or not np.isfinite(self.ws).all():
            raise RequestError("The face's code is damaged; invert the photo again.")
        self.generator, self.sliders, self.noises, self.draw = generator, sliders, noises, draw
        self._unedited: dict[int, Pixels] = {}
        self._last: tuple[object, Change] | None = None

    def mixed(self, ws: Codes) -> Codes:
        """Codes (layers, w) of the face as sliders of W find them: with other styles, if any are mixed in."""
        return ws

    def mapped(self, moved: Codes) -> Codes:
        """The codes (layers, w) of the sample's z with something (z,) added to it."""
        assert self.draw is not None
        return self.generator.drawn_ws(self.draw, moved)

    def codes(self, edits: Edits) -> Codes:
        """(layers, w) the face's codes with edits.

        Raises:
            LatentError: a slider is not known, moved too far, or moves z and the face has none.
            RequestError: there are no sliders, or they are of another model.
        """
        if not edits.moved:
            return self.mixed(self.ws)
        if self.sliders is None:
            raise RequestError("This model has no sliders; add an attribute first.")
        mapped = None if self.draw is None else self.mapped
        return self.sliders.moved(self.ws, edits.moved, edits.locked, mapped, self.mixed)

    def unedited(self, size: int) -> Pixels:
        """The generator's picture of the face as it is, (size, size, 3); made once for each size."""
        if size not in self._unedited:
            self._unedited[size] = self._made(self.ws, size)
        return self._unedited[size]

    def edited(self, edits: Edits, size: int) -> Pixels:
        """The generator's picture with edits, (size, size, 3).

        Raises:
            LatentError: a slider is not known, or moved too far.
            RequestError: there are no sliders, or they are of another model.
            DeviceError: memory is short.
        """
        codes = self.codes(edits)
        return self.unedited(size) if codes is self.ws else self._made(codes, size)

    def masked(self, edits: Edits, size: int) -> Pixels:
        """The generator's picture with edits, (size, size, 3), where the mask lets them show.

        Raises:
            GanvasError: see `edited`.
        """
        after = self.edited(edits, size)
        if edits.mask is None:
            return after
        mask = Image.fromarray(edits.mask).resize((size, size), Image.Resampling.BILINEAR)
        share = np.asarray(mask, np.float32)[..., None] / 255
        before = self.unedited(size).astype(np.float32)
        return np.rint(before + (after - before) * share).astype(np.uint8)

    def change(self, edits: Edits, size: int) -> Change:
        """What the edits change; kept until sliders or size are others, so that painting a mask is quick."""
        key = (tuple(sorted(edits.moved.items())), tuple(sorted(edits.locked)), size)
        if self._last is None or self._last[0] != key:
            change = change_between(self.original, self.unedited(size), self.edited(edits, size))
            self._last = (key, change)
        return self._last[1]

    def _made(self, ws: Codes, size: int) -> Pixels:
        return np.asarray(self.generator.synthesise(ws[None], noises=self.noises, size=size)[0])


class Portrait:
    """A photo with a face that can be edited.

    Args:
        photo: (H, W), (H, W, 3) or (H, W, 4) uint8, any size; not changed and not copied.
        alignment: of the face in it.
        face: its code; `original` is `alignment.crop(photo, ...)`.
        edge: where edits fade out.

    Raises:
        ImageError: this is no photo.
    """

    def __init__(self, photo: Pixels, alignment: Alignment, face: EditedFace, edge: Edge = EDGE) -> None:
        check_photo(photo)
        self.photo, self.alignment, self.face, self.edge = photo, alignment, face, edge

    @classmethod
    def of(
        cls,
        photo: Pixels,
        alignment: Alignment,
        ws: Codes,
        generator: FaceMaker,
        sliders: Sliders | None,
        *,
        noises: Sequence[NDArray[np.float32]] | None = None,
        edge: Edge = EDGE,
    ) -> Portrait:
        """The portrait of an inverted photo; see `EditedFace` for the code's parts.

        Raises:
            ImageError: this is no photo, or the face lies outside of it.
            RequestError: this is no code.
        """
        original = alignment.crop(photo, generator.size)
        return cls(photo, alignment, EditedFace(original, ws, generator, sliders, noises=noises), edge)

    def patch(self, edits: Edits, *, coarse: bool = False) -> Patch:
        """The part of the photo that edits can change, with them made.

        Args:
            edits: what to change; nothing gives the photo's own pixels.
            coarse: from the generator's small picture, while a slider moves.

        Raises:
            LatentError: a slider is not known, or moved too far.
            RequestError: the sliders are of another model.
            ImageError: the mask is none.
            DeviceError: memory is short.
        """
        size = self.face.generator.preview_size if coarse else self.face.generator.size
        change = self.face.change(edits, size)
        return paste(self.photo, self.alignment, change, edge=self.edge, limit=edits.mask)

    def render(self, edits: Edits) -> Pixels:
        """The whole photo with edits, in the photo's shape; pixels that no edit reaches are the photo's."""
        return self.patch(edits).onto(self.photo)

    def scaled(self, longest: int) -> Portrait:
        """The same portrait over a smaller photo in RGB, for the screen; it shares the face.

        Args:
            longest: the longer side of the small photo, in pixels.
        """
        small = shrunk(self.photo, longest)
        factor = max(small.shape[:2]) / max(self.photo.shape[:2])
        return Portrait(small, self.alignment.scaled(factor), self.face, self.edge)


# A face with another one's styles mixed in, which sliders then move.


class MixedFace(EditedFace):
    """An `EditedFace` whose edits start from mixed codes; without edits it is the face as it was.

    Args:
        parts: of `EditedFace`.
        mixing: gives codes (layers, w) the other face's styles.
        named: of `EditedFace`.
    """

    def __init__(self, *parts: Any, mixing: Callable[[Codes], Codes], **named: Any) -> None:
        super().__init__(*parts, **named)
        self._mixing = mixing

    def mixed(self, ws: Codes) -> Codes:
        """Codes (layers, w) with the other face's styles."""
        return self._mixing(ws)
