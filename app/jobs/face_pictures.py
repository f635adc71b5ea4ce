"""Small steps between a document's face and the engine: places, edits, masked samples, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.document.face import Codes, Face, Pixels, Place

if TYPE_CHECKING:
    from engine.align import Alignment
    from engine.portrait import EditedFace, Edits


def alignment_of(place: Place) -> Alignment:
    """The engine's alignment of a place."""
    from engine.align import Alignment

    return Alignment(*place.alignment)


def edits_of(face: Face, mask: Pixels | None) -> Edits:
    """The engine's edits of a face."""
    from engine.portrait import Edits

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
    from engine.images import Limits

    try:
        with path.open("rb") as file:
            return bytes(file.read(Limits().max_bytes + 1))
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise ImageError(f"{path.name} cannot be read ({reason}); nothing was opened.") from error
