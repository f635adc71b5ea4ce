"""The shelf of swatches: those that come with Ganvas, and a person's own crops, one small file each."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from app.document.material import Material
from app.document.style_shelf import KEY, MAX_NAME, read_record, write_record
from app.i18n import tr_noop
from engine.errors import DocumentError, ImageError
from engine.types import Pixels

FORMAT = 1
MAX_SWATCHES = 500
SIDE = 128
"""Swatches of a person's own are kept at so many pixels a side, or fewer."""
VIEW = 1024
"""A picture to cut a swatch out of is held at so many pixels on its longer side."""
_MAX_BYTES = 2**20
_MAX_PIXELS = 512 * 512

STARTERS: dict[str, str] = {
    "smooth_leather": tr_noop("Smooth leather"),
    "grained_leather": tr_noop("Grained leather"),
    "cracked_leather": tr_noop("Cracked leather"),
    "patent_leather": tr_noop("Patent leather"),
    "suede": tr_noop("Suede"),
    "snakeskin": tr_noop("Snakeskin"),
    "crocodile": tr_noop("Crocodile leather"),
    "leopard": tr_noop("Leopard spots"),
    "zebra": tr_noop("Zebra stripes"),
    "fur": tr_noop("Fur"),
    "shearling": tr_noop("Shearling"),
    "canvas": tr_noop("Canvas cloth"),
    "denim": tr_noop("Denim"),
    "knit": tr_noop("Knit"),
    "mesh": tr_noop("Mesh"),
    "corduroy": tr_noop("Corduroy"),
    "felt": tr_noop("Felt"),
    "tartan": tr_noop("Tartan"),
    "gingham": tr_noop("Gingham"),
    "houndstooth": tr_noop("Houndstooth"),
    "herringbone": tr_noop("Herringbone"),
    "wicker": tr_noop("Wicker"),
    "brocade": tr_noop("Brocade"),
    "satin": tr_noop("Satin"),
    "stripes": tr_noop("Stripes"),
    "polka_dots": tr_noop("Polka dots"),
    "camouflage": tr_noop("Camouflage"),
    "quilting": tr_noop("Quilting"),
    "rubber": tr_noop("Rubber ribs"),
    "sequins": tr_noop("Sequins"),
    "glitter": tr_noop("Glitter"),
    "cork": tr_noop("Cork"),
    "wood": tr_noop("Wood"),
    "brushed_metal": tr_noop("Brushed metal"),
}
"""What comes with Ganvas, drawn by tools/draw_swatches.py: the name of a file, and that of the swatch."""


@dataclass(frozen=True, eq=False)
class Swatch:
    """A material with a place on the shelf.

    Attributes:
        key: names its file; of a person's own in hexadecimal digits.
        material: its pixels (H, W, 3), its mean colour and its name, in English where it comes with Ganvas.
        own: whether a person keeps it, who can rename and remove it.
    """

    key: str
    material: Material
    own: bool = True

    @property
    def name(self) -> str:
        """What it is called, in the person's own words or in English."""
        return self.material.name


@dataclass(frozen=True)
class ShelfRead:
    """The person's own swatches by name, then the starters; and a sentence for each file that is left out."""

    swatches: tuple[Swatch, ...]
    problems: tuple[str, ...] = ()


class SwatchShelf:
    """The swatches in a folder, and those of `resources/swatches`.

    Args:
        folder: of the person's own swatches; None takes the user's data folder.
        starters: of those that come with Ganvas; None takes theirs.
    """

    def __init__(self, folder: Path | None = None, starters: Path | None = None) -> None:
        """Nothing is read or made yet."""
        from engine.files import data_folder, resources_folder

        self._folder = folder if folder is not None else data_folder() / "swatches"
        self._starters = starters if starters is not None else resources_folder() / "swatches"

    def read(self) -> ShelfRead:
        """Everything on the shelf; a file that is damaged is named, left out, and kept."""
        own: list[Swatch] = []
        starters: list[Swatch] = []
        problems: list[str] = []
        for path in sorted(self._folder.glob("*.json"))[:MAX_SWATCHES]:
            try:
                own.append(_read(path))
            except (OSError, ValueError, KeyError, TypeError, RecursionError, ImageError) as error:
                problems.append(_damaged(path, error))
        for key, name in STARTERS.items():
            path = self._starters / f"{key}.png"
            try:
                starters.append(Swatch(key, material_of(_decoded(path.read_bytes()), name), own=False))
            except (OSError, ValueError, ImageError) as error:
                problems.append(_damaged(path, error))
        own.sort(key=lambda swatch: (swatch.name.lower(), swatch.key))
        return ShelfRead((*own, *starters), tuple(problems))

    def keep(self, swatch: Swatch) -> None:
        """Write a swatch, whole or not at all; one of the same key is replaced.

        Raises:
            DocumentError: the shelf is full, or the disk refuses; what was there is kept.
        """
        from engine.images.codec import encode_image

        path = self._path(swatch)
        pixels = swatch.material.swatch
        if pixels is None:
            raise DocumentError("A colour needs no place on the shelf of swatches; nothing was kept.")
        record = {
            "ganvas_swatch": FORMAT,
            "name": swatch.name[:MAX_NAME],
            "swatch": base64.b64encode(encode_image(pixels, "png")).decode(),
        }
        try:
            if not write_record(path, record, MAX_SWATCHES):
                raise DocumentError("The shelf holds {most} swatches; remove some first.", most=MAX_SWATCHES)
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise DocumentError(
                "The swatch could not be kept ({reason}); the shelf is as it was.", reason=reason
            ) from error

    def drop(self, swatch: Swatch) -> None:
        """Delete a swatch; one that is gone already is no mistake.

        Raises:
            DocumentError: the disk refuses.
        """
        try:
            self._path(swatch).unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise DocumentError("The swatch could not be removed ({reason}).", reason=reason) from error

    def _path(self, swatch: Swatch) -> Path:
        if not swatch.own or not KEY.match(swatch.key):
            raise DocumentError("This swatch comes with Ganvas and stays as it is.")
        return self._folder / f"{swatch.key}.json"


def material_of(pixels: Pixels, name: str = "") -> Material:
    """A swatch (H, W, 3) as a material, with its mean colour."""
    red, green, blue = (round(float(value)) for value in pixels.reshape(-1, 3).mean(axis=0))
    return Material((red, green, blue), pixels, name)


def cut(picture: Pixels, left: int, top: int, side: int) -> Pixels:
    """The square of `side` pixels at (left, top) of a picture (H, W, 3), at most (SIDE, SIDE, 3) large.

    What would lie outside the picture is moved into it; the square is no larger than the picture.
    """
    import numpy as np

    from engine.images.letterbox import letterbox

    height, width = picture.shape[:2]
    side = max(1, min(side, height, width))
    left, top = max(0, min(left, width - side)), max(0, min(top, height - side))
    square = np.ascontiguousarray(picture[top : top + side, left : left + side])
    return square if side <= SIDE else letterbox(square, SIDE)[0]


def read_picture(path: Path) -> Pixels:
    """A picture file to cut a swatch out of, (H, W, 3), at most VIEW pixels on its longer side.

    Raises:
        ImageError: it is no picture, is damaged, or is larger than the engine's limits.
    """
    from engine.images.codec import read_rgb

    return in_view(read_rgb(path))


def in_view(picture: Pixels) -> Pixels:
    """A picture (H, W, 3), shrunk to at most VIEW pixels on its longer side."""
    from engine.images.fitting import shrunk

    return shrunk(picture, (VIEW, VIEW)) if max(picture.shape[:2]) > VIEW else picture


def _read(path: Path) -> Swatch:
    """One swatch of a person's own; any doubt is a ValueError or its like."""
    record = read_record(path, _MAX_BYTES)
    name = record["name"]
    if record["ganvas_swatch"] != FORMAT or not isinstance(name, str) or not KEY.match(path.stem):
        raise ValueError("swatch")
    try:
        png = base64.b64decode(record["swatch"], validate=True)
    except binascii.Error as error:
        raise ValueError("swatch") from error
    return Swatch(path.stem, material_of(_decoded(png), name[:MAX_NAME]))


def _decoded(png: bytes) -> Pixels:
    from engine.images.codec import Limits, decode_image, flatten

    return flatten(decode_image(png, limits=Limits(_MAX_PIXELS, _MAX_BYTES)))


def _damaged(path: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        reason = error.strerror or "the disk refused"
        return str(
            DocumentError("The swatch {name} cannot be read ({reason}).", name=path.name, reason=reason)
        )
    return str(
        DocumentError(
            "The swatch {name} is damaged; it was left out, and the others are there.", name=path.name
        )
    )
