"""Reading photos: a file's bytes become a photo for the screen; the photo itself is decoded when needed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.document.face import SCREEN_SIDE, Photo

Pixels = NDArray[np.uint8]


def decoded(data: bytes) -> Pixels:
    """The whole photo (H, W, 3) in a file's bytes.

    Raises:
        ImageError: it is no picture, damaged, or too large.
    """
    from engine.images.codec import decode_image, flatten

    return flatten(decode_image(data))


def photo_of(data: bytes, name: str, pixels: Pixels) -> Photo:
    """A photo of a file's bytes, whose whole pixels (H, W, 3) are at hand."""
    from engine.images.resize import shrunk

    return Photo(data, name, (pixels.shape[1], pixels.shape[0]), shrunk(pixels, SCREEN_SIDE))
