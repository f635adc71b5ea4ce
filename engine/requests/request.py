"""The recipe of a picture: everything it depends on, as a record that can be kept and followed again."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.bundle.manifest import Direction, checked_direction
from engine.errors import ImageError, RequestError
from engine.images.codec import Limits, decode_image, encode_image
from engine.requests import fields as part
from engine.requests.generation import GenerateRequest, generate_record, read_generate
from engine.requests.portrait import PortraitRequest, portrait_record, read_portrait

FORMAT = 1
MAX_TEXT = 64 * 2**20
MAX_STYLE = 65_536
# Of a photo in a portrait's recipe: 48 MB of colour with transparency, which a text of 64 MB holds in base64.
MAX_KEPT_PIXELS = 12_000_000
_INPUT_LIMITS = Limits(max_pixels=64_000_000, max_bytes=MAX_TEXT)


@dataclass(frozen=True)
class TranslateRequest:
    """What a translated picture depends on; the same request gives the same picture again.

    Attributes:
        model: the bundle's name.
        model_digest: the bundle's digest, 64 hexadecimal digits.
        input_digest: `digest_of` the input picture.
        style: the style code; empty for a model without styles.
        seed: that the style was drawn with, or None where it came from elsewhere.
        backend: "openvino", "onnx" or "torch".
        precision: "float32", "float16" or "bfloat16".
        direction: "forward", or another way of a model that goes several; see `engine.bundle.manifest`.
        full_size: at the picture's own size (tiling.py), not fitted into the model's square.
        guide_digest: `digest_of` the guide laid over the input, (H, W, 4); empty where there is none.
    """

    model: str
    model_digest: str
    input_digest: str
    style: tuple[float, ...]
    seed: int | None
    backend: str
    precision: str
    direction: Direction = "forward"
    full_size: bool = False
    guide_digest: str = ""


Request = TranslateRequest | GenerateRequest | PortraitRequest


def digest_of(array: NDArray[np.uint8]) -> str:
    """SHA-256 over the shape and the pixels of a uint8 array, as 64 hexadecimal digits.

    Raises:
        RequestError: the array is not of 8-bit pixels.
    """
    if array.dtype != np.uint8:
        raise RequestError("A picture of {dtype} has no digest; it must be of 8 bits.", dtype=array.dtype)
    digest = hashlib.sha256(repr(tuple(int(side) for side in array.shape)).encode())
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def to_text(
    request: Request,
    input_pixels: NDArray[np.uint8] | None = None,
    guide_pixels: NDArray[np.uint8] | None = None,
) -> str:
    """The recipe as JSON, with the input picture and the guide in it where there are such.

    Args:
        request: a `TranslateRequest` has the `input_digest` of `input_pixels`; a `GenerateRequest` takes
            none; a `PortraitRequest` may do without its photo, and is followed only beside it then. Pictures
            of more than 12 million pixels are never kept, neither photos nor inputs at their own size.
        input_pixels: (H, W), (H, W, 3) or (H, W, 4), uint8.
        guide_pixels: (H, W, 4) uint8, of a `TranslateRequest` with a `guide_digest`.

    Raises:
        RequestError: the pixels are not those of the request, or not a picture.
    """
    if isinstance(request, GenerateRequest):
        record = {"ganvas": FORMAT, "kind": "generate", **generate_record(request)}
    elif isinstance(request, PortraitRequest):
        record = {"ganvas": FORMAT, "kind": "portrait", **portrait_record(request)}
        record["photo"] = _packed_where_small(input_pixels, request.photo_digest)
    else:
        record = {"ganvas": FORMAT, "kind": "translate", **asdict(request)}
        pack = _packed_where_small if request.full_size else packed_input
        record["input"] = pack(input_pixels, request.input_digest)
        if request.guide_digest:
            record["guide"] = packed_input(guide_pixels, request.guide_digest)
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def guide_of_text(text: str, request: TranslateRequest) -> NDArray[np.uint8] | None:
    """The guide (H, W, 4) uint8 in the text that the request was read from; None where it has none.

    Raises:
        RequestError: it is missing, damaged, or not the one of the digest.
    """
    if not request.guide_digest:
        return None
    return unpacked_input(_record(text).get("guide"), request.guide_digest)


def from_text(text: str) -> tuple[Request, NDArray[np.uint8] | None]:
    """Read a recipe that `to_text` wrote.

    Returns:
        The request, and the input picture in the shape that it had, or None where there is none.

    Raises:
        RequestError: the text is no recipe, is damaged, or is of a newer format.
    """
    record = _record(text)
    version, kind = record.pop("ganvas", None), record.pop("kind", None)
    if version == FORMAT and kind == "translate":
        return _translate(record)
    if version == FORMAT and kind == "generate":
        return read_generate(record), None
    if version == FORMAT and kind == "portrait":
        packed = record.pop("photo", None)
        portrait = read_portrait(record)
        return portrait, None if packed is None else unpacked_input(packed, portrait.photo_digest)
    raise RequestError(
        "The recipe is of a kind that this Ganvas does not know; {advice}.", advice=part.ADVICE
    )


def packed_input(pixels: NDArray[np.uint8] | None, digest: str) -> str:
    """An input picture as text for a record, which `unpacked_input` reads.

    Raises:
        RequestError: the pixels are not those of the digest, or not a picture.
    """
    if pixels is None or digest_of(pixels) != digest:
        raise RequestError("The recipe was made for another input picture; make it again from this one.")
    try:
        return base64.b64encode(encode_image(pixels, "png")).decode()
    except ImageError as error:
        raise RequestError("The recipe cannot keep its input picture: {error}", error=error) from error


def _packed_where_small(photo: NDArray[np.uint8] | None, digest: str) -> str | None:
    if photo is None:
        return None
    if photo.shape[0] * photo.shape[1] > MAX_KEPT_PIXELS:
        if digest_of(photo) != digest:
            raise RequestError("The recipe was made for another photo; make it again from this one.")
        return None
    return packed_input(photo, digest)


def _translate(record: dict[str, Any]) -> tuple[TranslateRequest, NDArray[np.uint8] | None]:
    packed = record.pop("input", None)
    if record.get("guide_digest"):
        record.pop("guide", None)
    for name, before in (("full_size", False), ("guide_digest", "")):
        record.setdefault(name, before)  # recipes older than the field
    part.has_exactly(record, [field.name for field in fields(TranslateRequest)])
    request = TranslateRequest(
        model=part.text(record, "model"),
        model_digest=part.text(record, "model_digest"),
        input_digest=part.text(record, "input_digest"),
        style=_style(record["style"]),
        seed=part.seed(record["seed"]),
        backend=part.text(record, "backend"),
        precision=part.text(record, "precision"),
        direction=_direction(record["direction"]),
        full_size=part.flag(record, "full_size"),
        guide_digest=part.text(record, "guide_digest", empty=True),
    )
    if packed is None and request.full_size:
        return request, None
    return request, unpacked_input(packed, request.input_digest)


def _record(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT:
        raise RequestError(
            "The recipe is larger than {megabytes} MB; {advice}.",
            megabytes=MAX_TEXT // 2**20,
            advice=part.ADVICE,
        )
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError("The recipe is damaged; {advice}.", advice=part.ADVICE) from error
    if not isinstance(record, dict):
        raise RequestError("The recipe is damaged; {advice}.", advice=part.ADVICE)
    return record


def _style(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) > MAX_STYLE:
        raise part.damaged("style")
    return tuple(part.number(number, "style") for number in value)


def _direction(value: object) -> Direction:
    try:
        return checked_direction(value)
    except RequestError as error:
        raise RequestError(
            "The recipe's direction is one that this Ganvas does not know; {advice}.", advice=part.ADVICE
        ) from error


def unpacked_input(packed: object, digest: str) -> NDArray[np.uint8]:
    """The input picture of a record, in the shape that it had.

    Raises:
        RequestError: it is damaged, or not the one of the digest.
    """
    if not isinstance(packed, str):
        raise RequestError("The recipe's input picture is missing; {advice}.", advice=part.ADVICE)
    try:
        rgba = decode_image(base64.b64decode(packed, validate=True), limits=_INPUT_LIMITS)
    except (binascii.Error, ValueError, ImageError) as error:
        raise RequestError("The recipe's input picture is damaged; {advice}.", advice=part.ADVICE) from error
    # The digest covers the shape, so it also says whether the picture was grey, RGB or RGBA.
    for pixels in (rgba[..., 0], rgba[..., :3], rgba):
        if digest_of(pixels) == digest:
            return np.ascontiguousarray(pixels)
    raise RequestError(
        "The recipe's input picture is not the one it was made for; {advice}.", advice=part.ADVICE
    )
