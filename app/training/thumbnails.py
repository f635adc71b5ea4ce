"""Small views of training pictures, read from folders and zips where they lie."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.canvas.images import image_view

LARGEST_FILE = 256 * 2**20


def thumbnail(places: Sequence[str], name: str, side: int) -> QImage | None:
    """The picture called `name` in one of the folders and zips, at most `side` pixels; None if unreadable.

    Args:
        places: folders and zips.
        name: of the file in its place, with or without the place before it.
        side: in pixels.
    """
    from engine.errors import GanvasError
    from engine.images import decode_image, flatten

    for place in map(Path, places):
        try:
            data = _read(place, name.removeprefix(place.as_posix() + "/"))
            if data is None:
                continue
            pixels = decode_image(data)
            rgb = flatten(pixels) if pixels.ndim == 3 and pixels.shape[2] == 4 else pixels
            image = image_view(rgb)
        except (OSError, GanvasError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError):
            return None
        return image.scaled(
            side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        ).copy()
    return None


def _read(place: Path, name: str) -> bytes | None:
    if place.is_dir():
        file = place / name
        if not file.is_file() or file.stat().st_size > LARGEST_FILE:
            return None
        return file.read_bytes()
    if not zipfile.is_zipfile(place):
        return None
    with zipfile.ZipFile(place) as archive:
        if name not in archive.NameToInfo or archive.NameToInfo[name].file_size > LARGEST_FILE:
            return None
        return archive.read(name)
