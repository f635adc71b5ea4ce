"""The recipe of an edited photo: whose face, where, its code and sliders, and the mask."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ImageError
from engine.faces.alignment import Alignment
from engine.faces.blending import Edge
from engine.images.codec import Limits, decode_image, encode_image
from engine.requests import fields as part
from engine.requests.generation import GenerateRequest, generate_record, read_generate
from engine.types import Pixels

_MASK_LIMITS = Limits(max_pixels=120_000_000, max_bytes=32 * 2**20)
_PARTS = ("face", "photo_digest", "alignment", "feather", "mask")


@dataclass(frozen=True)
class PortraitRequest:
    """What an edited photo depends on; with the photo itself, the same request gives the same picture again.

    Attributes:
        face: the code, sliders and model of the edited face; its code is given, not drawn.
        photo_digest: `engine.requests.request.digest_of` the photo.
        alignment: of the face in the photo.
        edge: where the edits fade out.
        mask: a grey PNG over the whole photo that limits the edits, or None.
    """

    face: GenerateRequest
    photo_digest: str
    alignment: Alignment
    edge: Edge
    mask: bytes | None

    @property
    def model(self) -> str:
        """The bundle's name."""
        return self.face.model

    @property
    def model_digest(self) -> str:
        """The bundle's digest, 64 hexadecimal digits."""
        return self.face.model_digest

    @property
    def backend(self) -> str:
        """That the face was made with."""
        return self.face.backend

    def mask_pixels(self) -> Pixels | None:
        """The mask as (h, w) uint8, or None.

        Raises:
            RequestError: it is damaged.
        """
        if self.mask is None:
            return None
        try:
            return np.ascontiguousarray(decode_image(self.mask, limits=_MASK_LIMITS)[..., 0])
        except ImageError as error:
            raise part.damaged("mask") from error


def mask_bytes(mask: Pixels | None) -> bytes | None:
    """A mask (h, w) uint8 as a request keeps it.

    Raises:
        ImageError: this is no grey picture.
    """
    if mask is None:
        return None
    if mask.ndim != 2:
        raise ImageError("The mask is no grey picture; paint it again.")
    return encode_image(mask, "png")


def portrait_record(request: PortraitRequest) -> dict[str, Any]:
    """A request as a JSON record, which `read_portrait` reads."""
    return {
        "face": generate_record(request.face),
        "photo_digest": request.photo_digest,
        "alignment": list(request.alignment.numbers),
        "feather": request.edge.feather,
        "mask": None if request.mask is None else base64.b64encode(request.mask).decode(),
    }


def read_portrait(record: part.Record) -> PortraitRequest:
    """A request from a record.

    Raises:
        RequestError: a part is missing, damaged or contradicts another.
    """
    part.has_exactly(record, _PARTS)
    if not isinstance(record["face"], dict):
        raise part.damaged("face")
    face = read_generate(record["face"])
    if not face.ws:
        raise part.damaged("face")
    try:
        alignment = Alignment(*_four(record["alignment"]))
    except ImageError as error:
        raise part.damaged("alignment") from error
    feather = part.number(record["feather"], "feather", 1.001)
    if feather < 0.001:
        raise part.damaged("feather")
    request = PortraitRequest(
        face=face,
        photo_digest=part.text(record, "photo_digest"),
        alignment=alignment,
        edge=Edge(feather),
        mask=_mask(record["mask"]),
    )
    request.mask_pixels()
    return request


def _four(value: object) -> list[float]:
    if not isinstance(value, list) or len(value) != 4:
        raise part.damaged("alignment")
    return [part.number(one, "alignment") for one in value]


def _mask(value: object) -> bytes | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise part.damaged("mask")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise part.damaged("mask") from error
