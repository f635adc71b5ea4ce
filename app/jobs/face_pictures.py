"""Small steps between a document's face and the engine: places, edits, masked samples, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.document.face import Codes, Face, Pixels, Place

if TYPE_CHECKING:
    from engine.faces.alignment import Alignment
    from engine.faces.portrait import EditedFace, Edits, Portrait

COARSE_SIDE = 200
"""Side in pixels at which a face is pasted while something moves."""


def alignment_of(place: Place) -> Alignment:
    """The engine's alignment of a place."""
    from engine.faces.alignment import Alignment

    return Alignment(*place.alignment)


def edits_of(face: Face, mask: Pixels | None) -> Edits:
    """The engine's edits of a face."""
    from engine.faces.portrait import Edits

    return Edits(dict(face.values), face.locked, mask)


def edited_codes(edited: EditedFace) -> Codes:
    """The codes before sliders move them, styles mixed in."""
    return np.asarray(getattr(edited, "mixed", edited.ws), np.float32)


def masked_square(edited: EditedFace, edits: Edits, size: int) -> Pixels:
    """A sample with its edits, (size, size, 3), where the mask lets them show."""
    after = edited.edited(edits, size)
    if edits.mask is None:
        return after
    from PIL import Image

    mask = Image.fromarray(edits.mask).resize((size, size), Image.Resampling.BILINEAR)
    share = np.asarray(mask, np.float32)[..., None] / 255
    before = edited.unedited(size).astype(np.float32)
    return np.rint(before + (after - before) * share).astype(np.uint8)


def read_file(path: Path) -> bytes:
    """The bytes of a picture file within the engine's limit.

    Raises:
        ImageError: it cannot be read.
    """
    from engine.errors import ImageError
    from engine.images.codec import Limits

    try:
        with path.open("rb") as file:
            return bytes(file.read(Limits().max_bytes + 1))
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise ImageError(f"{path.name} cannot be read ({reason}); nothing was opened.") from error


class CoarsePhoto:
    """Pastes an edited face at a small size and adds what changed to the large photo: quick, and nearly it.

    Args:
        portrait: over the photo as it is shown.
    """

    def __init__(self, portrait: Portrait) -> None:
        self._photo, longest = portrait.photo, max(portrait.photo.shape[:2])
        factor = min(1.0, COARSE_SIDE / portrait.alignment.side)
        self._small = portrait.scaled(max(1, round(longest * factor)))
        self._factor = max(self._small.photo.shape[:2]) / longest

    def drawn(self, edited: EditedFace, edits: Edits) -> Pixels:
        """The photo (h, w, 3) with the coarse picture of a face in it."""
        from PIL import Image

        self._small.face = edited
        patch = self._small.patch(edits, coarse=True)
        if self._factor == 1.0:
            return patch.onto(self._photo)
        result = self._photo.copy()
        height, width = patch.pixels.shape[:2]
        under = self._small.photo[patch.top : patch.top + height, patch.left : patch.left + width]
        # Half the difference around 128 fits 8 bits, which Pillow enlarges fastest.
        halved = (patch.pixels.astype(np.int16) - under) // 2 + 128
        top, left = round(patch.top / self._factor), round(patch.left / self._factor)
        bottom = min(result.shape[0], round((patch.top + height) / self._factor))
        right = min(result.shape[1], round((patch.left + width) / self._factor))
        if bottom <= top or right <= left:
            return result
        size = (right - left, bottom - top)
        large = Image.fromarray(halved.astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)
        part = result[top:bottom, left:right]
        added = (np.asarray(large, np.int16) - 128) * 2
        part[...] = np.clip(part + added, 0, 255)
        return result
