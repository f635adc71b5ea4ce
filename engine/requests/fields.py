"""The parts of a recipe, each checked as it is read: a recipe comes from a file that anybody wrote."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import RequestError
from engine.sentences import Sentence

Record = Mapping[str, Any]
ADVICE = Sentence("the picture itself is unharmed")
MAX_NUMBERS = 8 * 2**20


def has_exactly(record: Record, names: Collection[str]) -> None:
    """Raise RequestError unless the record has these parts and no other."""
    if set(record) != set(names):
        raise RequestError("The recipe misses a part or has one too many; {advice}.", advice=ADVICE)


def text(record: Record, key: str, *, empty: bool = False) -> str:
    """A text of up to 256 characters; RequestError for all else."""
    value = record[key]
    if not isinstance(value, str) or not (0 if empty else 1) <= len(value) <= 256:
        raise damaged(key)
    return value


def number(value: object, key: str, most: float = 3e38) -> float:
    """A finite number of at most this size; RequestError for all else."""
    # A float32 is the most that a code can be; anything else would turn into an infinity later.
    if type(value) not in (int, float) or not abs(value) < most or not math.isfinite(value):  # type: ignore[arg-type]
        raise damaged(key)
    return float(value)  # type: ignore[arg-type]


def whole(value: object, key: str, low: int, high: int) -> int:
    """A whole number from low to high; RequestError for all else."""
    if type(value) is not int or not low <= value <= high:
        raise damaged(key)
    return value


def flag(record: Record, key: str) -> bool:
    """True or false; RequestError for all else."""
    value = record[key]
    if not isinstance(value, bool):
        raise damaged(key)
    return value


def seed(value: object, key: str = "seed") -> int | None:
    """A whole number of 64 bits, or None."""
    return None if value is None else whole(value, key, -(2**63), 2**64 - 1)


def packed(array: NDArray[np.floating]) -> dict[str, Any]:
    """An array as a record: its shape, and its float32 numbers in base64, to the last bit."""
    data = np.ascontiguousarray(array, dtype="<f4").tobytes()
    return {"shape": list(np.shape(array)), "float32": base64.b64encode(data).decode()}


def unpacked(value: object, key: str, rank: int) -> NDArray[np.float32]:
    """The array of so many dimensions that `packed` made; RequestError for all else."""
    if not isinstance(value, dict) or set(value) != {"shape", "float32"}:
        raise damaged(key)
    shape, content = value["shape"], value["float32"]
    if not isinstance(shape, list) or len(shape) != rank or not isinstance(content, str):
        raise damaged(key)
    sides = [whole(side, key, 0, MAX_NUMBERS) for side in shape]
    if math.prod(sides) > MAX_NUMBERS:
        raise damaged(key)
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise damaged(key) from error
    if len(data) != 4 * math.prod(sides):
        raise damaged(key)
    array = np.frombuffer(data, "<f4").astype(np.float32).reshape(sides)
    if not np.isfinite(array).all():
        raise damaged(key)
    return array


def damaged(key: str) -> RequestError:
    """The error for a part that is not as it must be."""
    return RequestError("The recipe's {key} is damaged; {advice}.", key=key.replace("_", " "), advice=ADVICE)
