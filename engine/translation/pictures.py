"""Pictures made of a drawing or photo, each with the request that makes it again."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.bundle.manifest import Direction
from engine.errors import RequestError
from engine.images.codec import write_image
from engine.requests.request import TranslateRequest, digest_of, to_text
from engine.translation.tiling import translate_full_size
from engine.translation.translator import Translator
from engine.types import Pixels, Progress


@dataclass(frozen=True, eq=False)
class Translation:
    """What a model made of one drawing or photo.

    Attributes:
        given: (H, W) or (H, W, 3) uint8.
        pictures: (N, H, W, 3) uint8.
        requests: what each of the N pictures depends on.
        milliseconds: that the model took for all N.
        guide: (H, W, 4) uint8, laid over what is given; None for none.
    """

    given: Pixels
    pictures: Pixels
    requests: tuple[TranslateRequest, ...]
    milliseconds: float
    guide: Pixels | None = None

    def recipe(self, index: int = 0) -> str:
        """The text that goes into the picture of that index, and from which `ganvas redo` makes it again."""
        return to_text(self.requests[index], self.given, self.guide)

    def write(self, path: Path, index: int = 0) -> None:
        """Write the picture of that index, its request inside.

        Raises:
            ImageError: the name's ending is unknown, or the disk refuses; an older file is kept.
        """
        write_image(path, self.pictures[index], recipe=self.recipe(index))


def make_pictures(
    translator: Translator,
    given: Pixels,
    styles: NDArray[np.float32],
    seed: int | None,
    direction: Direction = "forward",
    *,
    full_size: bool = False,
    progress: Progress | None = None,
    guide: Pixels | None = None,
) -> Translation:
    """Translate a drawing or photo in every style.

    Args:
        translator: the model.
        given: (H, W) or (H, W, 3) uint8, any size.
        styles: (N, style_size).
        seed: that the styles were sampled with; None for others.
        direction: to go.
        full_size: make the pictures in the size of what is given, by parts where it is too large.
        progress: in full size, see `translate_full_size`; may raise to end the work.
        guide: (H, W, 4) uint8, laid over what is given: colours and swatches to follow where it is opaque.

    Raises:
        RequestError: the model does not go that way or takes no guide, or in full size takes pictures of one
            size alone.
        DeviceError: memory is short, in full size even for a part of a picture.
    """
    start = time.perf_counter()
    if full_size and guide is not None:
        raise RequestError(
            "In full size no guide is followed; leave it out, or make pictures in the usual way."
        )
    if full_size:
        pictures = translate_full_size(translator, given, styles, direction, progress=progress)
    else:
        pictures = translator.translate(given, styles, direction, guide)
    milliseconds = (time.perf_counter() - start) * 1000
    painted = "" if guide is None else digest_of(guide)
    requests = tuple(
        replace(translator.request(given, style, seed, direction), full_size=full_size, guide_digest=painted)
        for style in styles
    )
    return Translation(given, pictures, requests, milliseconds, guide)
