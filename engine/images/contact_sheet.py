"""Contact sheets: one row for every sketch, the sketch first and its pictures after it."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from engine.types import Pixels

PAPER = (255, 255, 255)
RULE = (224, 224, 224)


def contact_sheet(
    rows: Sequence[tuple[Pixels, Sequence[Pixels]]], *, cell: int = 160, gap: int = 8
) -> Pixels:
    """Lay sketches and what became of them side by side.

    Args:
        rows: for every sketch the sketch itself, (H, W) or (H, W, 3) uint8, and its (H, W, 3) pictures.
        cell: the longer side that every picture gets, in pixels.
        gap: white between the cells, in pixels.

    Returns:
        (rows, columns, 3) uint8, one grey line under each row of sketches.

    Raises:
        ValueError: there are no rows.
    """
    if not rows:
        raise ValueError("a contact sheet needs at least one row")
    columns = 1 + max(len(pictures) for _, pictures in rows)
    pitch = cell + gap
    sheet = Image.new("RGB", (columns * pitch + gap, len(rows) * pitch + gap), PAPER)
    for row, (sketch, pictures) in enumerate(rows):
        top = gap + row * pitch
        for column, pixels in enumerate([sketch, *pictures]):
            picture = _fit(pixels, cell)
            left = gap + column * pitch + (cell - picture.width) // 2
            sheet.paste(picture, (left, top + (cell - picture.height) // 2))
        if row:
            sheet.paste(RULE, (gap, top - gap // 2, sheet.width - gap, top - gap // 2 + 1))
    return np.asarray(sheet)


def _fit(pixels: Pixels, cell: int) -> Image.Image:
    picture = Image.fromarray(pixels).convert("RGB")
    zoom = cell / max(picture.size)
    size = (max(1, round(picture.width * zoom)), max(1, round(picture.height * zoom)))
    return picture.resize(size, Image.Resampling.LANCZOS)
