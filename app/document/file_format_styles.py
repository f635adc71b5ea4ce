"""The parts of a `.ganvas` file about styles, the way that pictures go, and the photo under the paper."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document.styles import DOMAINS, MAX_EXEMPLARS, Code, Exemplar, Source, Styles, Variant
from engine.errors import DocumentError

REFERENCE, UNDERLAY = "reference.png", "underlay.png"
# The first exemplar's picture keeps the name that it had when there could be one only.
THUMBNAILS = (REFERENCE, *(f"exemplar-{place}.png" for place in range(1, MAX_EXEMPLARS)))
MEMBERS = {**dict.fromkeys(THUMBNAILS, 4 * 2**20), UNDERLAY: 512 * 2**20}
MAX_VARIANTS = 64
MAX_CODE = 16384
_MAX_THUMBNAIL_PIXELS = 512 * 512
_MAX_PIXELS = 120_000_000
_MAX_REPLACED_PICTURE = 64 * 2**10


def needs_source(styles: Styles, source: Source) -> bool:
    """Whether the record of `styles_record` is not enough."""
    several = len(styles.exemplars) > 1 or any(exemplar.weight != 1.0 for exemplar in styles.exemplars)
    return several or source.underlay is not None or source.direction != "forward"


def styles_record(styles: Styles) -> dict[str, Any]:
    """What document.json says of styles, with at most one exemplar, of full weight."""
    first = styles.exemplars[0] if styles.exemplars else None
    return {
        "seed": styles.seed,
        "count": styles.count,
        "variants": [
            {"code": list(v.code), "seed": v.seed, "index": v.index, "pinned": v.pinned}
            for v in styles.variants
        ],
        "base": list(styles.base),
        "base_seed": styles.base_seed,
        "mix": styles.mix,
        "reference": None if first is None else {"code": list(first.code), "name": first.name},
    }


def source_record(styles: Styles, source: Source) -> dict[str, Any]:
    """What else document.json says where that is not enough."""
    return {
        "way": source.direction,
        "underlay": source.underlay is not None,
        "exemplars": [
            {"code": list(exemplar.code), "name": exemplar.name, "weight": exemplar.weight}
            for exemplar in styles.exemplars
        ],
    }


def replaced_record(styles: Styles) -> dict[str, Any]:
    """Styles of a model that was replaced, whole: with the pictures of exemplars where those are small."""
    return {
        "styles": styles_record(styles),
        "exemplars": [
            {
                "code": list(exemplar.code),
                "name": exemplar.name,
                "weight": exemplar.weight,
                "picture": base64.b64encode(exemplar.thumbnail).decode()
                if len(exemplar.thumbnail) <= _MAX_REPLACED_PICTURE
                else "",
            }
            for exemplar in styles.exemplars
        ],
    }


def read_replaced(record: Mapping[str, Any], name: str) -> Styles:
    """The styles that `replaced_record` wrote.

    Args:
        record: in whatever state.
        name: what messages call the document.

    Raises:
        DocumentError: a part is missing or damaged.
    """
    try:
        listed = record["exemplars"]
        if not isinstance(listed, list) or len(listed) > MAX_EXEMPLARS:
            raise ValueError("exemplars")
        pictures = {
            member: base64.b64decode(item["picture"], validate=True)
            for member, item in zip(THUMBNAILS, listed, strict=False)
            if item["picture"]
        }
        styles = record["styles"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError("{name} has damaged styles; nothing was opened.", name=name) from error
    newer = {"exemplars": listed, "way": "forward", "underlay": False}
    return read_styles(styles, newer, pictures, (), name)[0]


def members(styles: Styles, source: Source) -> dict[str, bytes]:
    """The members of the file that belong to styles and source, by name."""
    from engine.images.codec import encode_image

    found = {
        name: exemplar.thumbnail
        for name, exemplar in zip(THUMBNAILS, styles.exemplars, strict=False)
        if exemplar.thumbnail
    }
    if source.underlay is not None:
        found[UNDERLAY] = encode_image(source.underlay, "png")
    return found


def read_styles(
    record: object,
    newer: Mapping[str, Any] | None,
    members: Mapping[str, bytes],
    paper: tuple[int, ...],
    name: str,
) -> tuple[Styles, Source]:
    """The styles and the source that a document describes.

    Args:
        record: of the styles in document.json, in whatever state.
        newer: all of document.json, where its format has the keys of `source_record`.
        members: those of the file that are there, read within their limits.
        paper: height and width of the sketch.
        name: what messages call the document.

    Raises:
        DocumentError: a part is missing, damaged or contradicts another.
    """
    from engine.errors import ImageError

    try:
        reader = _Reader(record, newer, members)
        return reader.styles(), reader.source(paper)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, ImageError) as error:
        raise DocumentError("{name} has damaged styles; nothing was opened.", name=name) from error


class _Reader:
    """Any doubt is a ValueError, which becomes one sentence in `read_styles`."""

    def __init__(self, record: object, newer: Mapping[str, Any] | None, members: Mapping[str, bytes]) -> None:
        if not isinstance(record, dict):
            raise ValueError("styles")
        self._record, self._newer, self._members = record, newer, members

    def styles(self) -> Styles:
        record = self._record
        listed = record["variants"]
        if not isinstance(listed, list) or len(listed) > MAX_VARIANTS:
            raise ValueError("variants")
        variants = tuple(
            Variant(_code(v["code"]), _whole(v["seed"]), _whole(v["index"]), v.get("pinned") is True)
            for v in listed
        )
        base = _code(record["base"])
        if any(len(variant.code) != len(base) for variant in variants):
            raise ValueError("lengths")
        exemplars = self._exemplars()
        seed = record["base_seed"]
        return Styles(
            seed=_whole(record["seed"]),
            count=min(MAX_VARIANTS, max(1, _whole(record["count"]))),
            variants=variants,
            base=base,
            base_seed=None if seed is None else _whole(seed),
            exemplars=exemplars,
            mix=min(1.0, max(0.0, _number(record["mix"]))) if exemplars else 0.0,
        )

    def source(self, paper: tuple[int, ...]) -> Source:
        if self._newer is None:
            if UNDERLAY in self._members:
                raise ValueError("a photo that is not described")
            return Source()
        direction = next((direction for direction in DOMAINS if direction == self._newer["way"]), None)
        if direction is None:
            raise ValueError("way")
        if self._newer["underlay"] is not True:
            return Source(direction)
        underlay = _picture(self._members[UNDERLAY], _MAX_PIXELS)
        if underlay.shape[:2] != tuple(paper):
            raise ValueError("size of the photo")
        return Source(direction, underlay)

    def _exemplars(self) -> tuple[Exemplar, ...]:
        listed: object
        if self._newer is None:
            first = self._record["reference"]
            listed = [] if first is None else [{**first, "weight": 1.0}]
        else:
            listed = self._newer["exemplars"]
        if not isinstance(listed, list) or len(listed) > MAX_EXEMPLARS:
            raise ValueError("exemplars")
        return tuple(
            Exemplar(
                _code(item["code"]),
                _text(item["name"]),
                self._thumbnail(THUMBNAILS[place]),
                min(1.0, max(0.0, _number(item["weight"]))),
            )
            for place, item in enumerate(listed)
        )

    def _thumbnail(self, member: str) -> bytes:
        """A small picture, decoded once here so that the window never meets a hostile one."""
        from engine.images.codec import encode_image

        if member not in self._members:
            return b""
        return encode_image(_picture(self._members[member], _MAX_THUMBNAIL_PIXELS), "png")


def _picture(data: bytes, max_pixels: int) -> NDArray[np.uint8]:
    from engine.images.codec import Limits, decode_image, flatten

    return np.ascontiguousarray(flatten(decode_image(data, limits=Limits(max_pixels=max_pixels))))


def _code(value: object) -> Code:
    if not isinstance(value, list) or len(value) > MAX_CODE:
        raise ValueError("code")
    return tuple(_number(item) for item in value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e6:
        raise ValueError("number")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError("whole number")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 4096:
        raise ValueError("text")
    return value
