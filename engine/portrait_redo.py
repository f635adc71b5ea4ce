"""Requests for edited photos, made and followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.blend import change_between, paste
from engine.errors import RequestError
from engine.generate import Generator
from engine.generated import picture_of, request_of_codes, with_sliders
from engine.latent.axes import AxisSet
from engine.portrait import Edits, Portrait
from engine.portrait_request import PortraitRequest, mask_bytes
from engine.request import digest_of

Pixels = NDArray[np.uint8]


def request_of_portrait(
    portrait: Portrait, edits: Edits, generator: Generator, axes: AxisSet | None
) -> PortraitRequest:
    """The recipe of `portrait.render(edits)`.

    Args:
        portrait: over the full photo, made with `generator` and `axes`.
        edits: what was changed.
        generator: that made the face.
        axes: whose sliders moved it, or None where the model has none.

    Raises:
        LatentError: a slider is not known.
        ImageError: the mask is none.
    """
    face = request_of_codes(generator, portrait.face.ws, portrait.face.noises or ())
    if axes is not None:
        face = with_sliders(face, axes, edits.moved, edits.locked)
    return PortraitRequest(
        face=face,
        photo_digest=digest_of(portrait.photo),
        alignment=portrait.alignment,
        edge=portrait.edge,
        mask=mask_bytes(edits.mask),
    )


def portrait_of(
    request: PortraitRequest, photo: Pixels | None, generator: Generator, axes: AxisSet | None
) -> Pixels:
    """The edited photo that a request asks for, in the photo's shape.

    Args:
        request: whose model is the generator's.
        photo: the one of the request's digest.
        generator: see `engine.generated.picture_of`, as are the axes.
        axes: all that the model has, or None.

    Raises:
        RequestError: the photo is missing or another one, or the request does not fit the model.
    """
    if photo is None or digest_of(photo) != request.photo_digest:
        raise RequestError("The recipe is of a photo that it does not hold; open that photo to go on.")
    still = replace(request.face, axes=(), locked=(), axes_digest="")
    unedited = picture_of(still, generator, None)
    edited = picture_of(request.face, generator, axes)
    change = change_between(request.alignment.crop(photo, generator.size), unedited, edited)
    limit = request.mask_pixels()
    return paste(photo, request.alignment, change, edge=request.edge, limit=limit).onto(photo)
