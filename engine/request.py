"""The recipe of a picture: everything it depends on, as a record that can be kept and followed again."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import ImageError, RequestError
from engine.images import Limits, decode_image, encode_image

FORMAT = 1
MAX_TEXT = 64 * 2**20
MAX_STYLE = 65_536
_INPUT_LIMITS = Limits(max_pixels=64_000_000, max_bytes=MAX_TEXT)
_ADVICE = "the picture itself is unharmed"


@dataclass(frozen=True)
class TranslateRequest:
    """What a translated picture depends on; the same request gives the same picture again.

    Attributes:
        model: the bundle's name.
        model_digest: the bundle's digest, 64 hexadecimal digits.
        input_digest: `digest_of` the input picture.
        style: the style code; empty for a model without styles.
        seed: that the style was drawn with, or None where it came from elsewhere.
        backend: "onnx" or "torch".
        precision: "float32", "float16" or "bfloat16".
        direction: "forward".
    """

    model: str
    model_digest: str
    input_digest: str
    style: tuple[float, ...]
    seed: int | None
    backend: str
    precision: str
    direction: Literal["forward"] = "forward"


def digest_of(array: NDArray[np.uint8]) -> str:
    """SHA-256 over the shape and the pixels of a uint8 array, as 64 hexadecimal digits.

    Raises:
        RequestError: the array is not of 8-bit pixels.
    """
    if array.dtype != np.uint8:
        raise RequestError(f"A picture of {array.dtype} has no digest; it must be of 8 bits.")
    digest = hashlib.sha256(repr(tuple(int(side) for side in array.shape)).encode())
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def to_text(request: TranslateRequest, input_pixels: NDArray[np.uint8]) -> str:
    """The recipe as JSON, with the input picture in it.

    Args:
        request: whose `input_digest` is that of `input_pixels`.
        input_pixels: (H, W), (H, W, 3) or (H, W, 4), uint8.

    Raises:
        RequestError: the pixels are not those of the request, or not a picture.
    """
    if digest_of(input_pixels) != request.input_digest:
        raise RequestError("The recipe was made for another input picture; make it again from this one.")
    try:
        png = encode_image(input_pixels, "png")
    except ImageError as error:
        raise RequestError(f"The recipe cannot keep its input picture: {error}") from error
    record = {"ganvas": FORMAT, "kind": "translate", **asdict(request)}
    record["input"] = base64.b64encode(png).decode()
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_text(text: str) -> tuple[TranslateRequest, NDArray[np.uint8]]:
    """Read a recipe that `to_text` wrote.

    Returns:
        The request, and the input picture in the shape that it had.

    Raises:
        RequestError: the text is no recipe, is damaged, or is of a newer format.
    """
    record = _record(text)
    if record.pop("ganvas", None) != FORMAT or record.pop("kind", None) != "translate":
        raise RequestError(f"The recipe is of a kind that this Ganvas does not know; {_ADVICE}.")
    packed = record.pop("input", None)
    if set(record) != {field.name for field in fields(TranslateRequest)}:
        raise RequestError(f"The recipe misses a part or has one too many; {_ADVICE}.")
    request = TranslateRequest(
        model=_text(record, "model"),
        model_digest=_text(record, "model_digest"),
        input_digest=_text(record, "input_digest"),
        style=_style(record["style"]),
        seed=_seed(record["seed"]),
        backend=_text(record, "backend"),
        precision=_text(record, "precision"),
        direction=_direction(record["direction"]),
    )
    return request, _input(packed, request.input_digest)


def _record(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT:
        raise RequestError(f"The recipe is larger than {MAX_TEXT // 2**20} MB; {_ADVICE}.")
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"The recipe is damaged; {_ADVICE}.") from error
    if not isinstance(record, dict):
        raise RequestError(f"The recipe is damaged; {_ADVICE}.")
    return record


def _text(record: dict[str, Any], key: str) -> str:
    value = record[key]
    if not isinstance(value, str) or not 0 < len(value) <= 256:
        raise RequestError(f"The recipe's {key} is damaged; {_ADVICE}.")
    return value


def _style(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) > MAX_STYLE:
        raise RequestError(f"The recipe's style is damaged; {_ADVICE}.")
    numbers = []
    for number in value:
        # A float32 is the most that a style can be; anything else would turn into an infinity later.
        if type(number) not in (int, float) or not abs(number) < 3e38 or not math.isfinite(number):
            raise RequestError(f"The recipe's style is damaged; {_ADVICE}.")
        numbers.append(float(number))
    return tuple(numbers)


def _seed(value: object) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not -(2**63) <= value < 2**64:
        raise RequestError(f"The recipe's seed is damaged; {_ADVICE}.")
    return value


def _direction(value: object) -> Literal["forward"]:
    if value != "forward":
        raise RequestError(f"The recipe's direction is one that this Ganvas does not know; {_ADVICE}.")
    return "forward"


def _input(packed: object, digest: str) -> NDArray[np.uint8]:
    if not isinstance(packed, str):
        raise RequestError(f"The recipe's input picture is missing; {_ADVICE}.")
    try:
        rgba = decode_image(base64.b64decode(packed, validate=True), limits=_INPUT_LIMITS)
    except (binascii.Error, ValueError, ImageError) as error:
        raise RequestError(f"The recipe's input picture is damaged; {_ADVICE}.") from error
    # The digest covers the shape, so it also says whether the picture was grey, RGB or RGBA.
    for pixels in (rgba[..., 0], rgba[..., :3], rgba):
        if digest_of(pixels) == digest:
            return np.ascontiguousarray(pixels)
    raise RequestError(f"The recipe's input picture is not the one it was made for; {_ADVICE}.")
