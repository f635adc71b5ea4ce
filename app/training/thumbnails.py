"""Small views of the training pictures that the doctor's findings name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from app.canvas.images import image_view
from trainer.runs.launch import read_picture


def thumbnail(place: str, side: int) -> QImage | None:
    """The picture at a place that a finding names, at most `side` pixels; None where it cannot be read."""
    from engine.errors import GanvasError
    from engine.images.codec import flatten

    try:
        image = image_view(flatten(read_picture(place)))
    except (GanvasError, OSError):
        return None
    return image.scaled(
        side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).copy()
