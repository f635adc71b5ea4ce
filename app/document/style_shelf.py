"""The personal shelf of styles: one small file each, in a folder for each model, safe to share by editors."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.document.styles import Code, Domain
from engine.errors import DocumentError

FORMAT = 1
MAX_STYLES = 500
MAX_NAME = 80
_MAX_BYTES = 2 * 2**20
_MAX_CODE = 16384
KEY = re.compile(r"[0-9a-f]{8,64}\Z")


@dataclass(frozen=True)
class ShelfStyle:
    """A style that a person keeps: of one model (by digest) and of one of its domains.

    `key` names its file, in hexadecimal digits; `thumbnail` is a small picture of it, as PNG bytes.
    """

    key: str
    name: str
    digest: str
    domain: Domain
    code: Code
    thumbnail: bytes = b""


class Shelf:
    """The styles in a folder.

    Args:
        folder: of the person's own styles; None takes the user's data folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Nothing is read or made yet."""
        if folder is None:
            from engine.files import data_folder

            folder = data_folder() / "styles"
        self._folder = folder

    def styles(self, digest: str) -> tuple[ShelfStyle, ...]:
        """The styles of a model by name; files that are none, or are damaged, are passed over and kept."""
        found = []
        for path in sorted(self._of(digest).glob("*.json"))[:MAX_STYLES]:
            try:
                found.append(_read(path, digest))
            except (OSError, ValueError, KeyError, TypeError, RecursionError, binascii.Error):
                continue
        return tuple(sorted(found, key=lambda style: (style.name.lower(), style.key)))

    def keep(self, style: ShelfStyle) -> None:
        """Write a style, whole or not at all; one of the same key is replaced.

        Raises:
            DocumentError: the shelf is full, or the disk refuses; what was there is kept.
        """
        path = self._of(style.digest) / f"{_checked(style.key)}.json"
        record = {
            "ganvas_style": FORMAT,
            "name": style.name[:MAX_NAME],
            "domain": style.domain,
            "code": list(style.code),
            "thumbnail": base64.b64encode(style.thumbnail).decode(),
        }
        try:
            if not write_record(path, record, MAX_STYLES):
                raise DocumentError(
                    "The shelf holds {most} styles of this model; remove some first.", most=MAX_STYLES
                )
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise DocumentError(
                "The style could not be kept ({reason}); the shelf is as it was.", reason=reason
            ) from error

    def drop(self, style: ShelfStyle) -> None:
        """Delete a style; one that is gone already is no mistake.

        Raises:
            DocumentError: the disk refuses.
        """
        try:
            (self._of(style.digest) / f"{_checked(style.key)}.json").unlink(missing_ok=True)
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise DocumentError("The style could not be removed ({reason}).", reason=reason) from error

    def _of(self, digest: str) -> Path:
        return self._folder / _checked(digest)


# Files of a shelf, one record each; what the swatches' shelf has too.


def read_record(path: Path, most: int) -> dict[str, Any]:
    """What a file of a shelf holds; one of more than `most` bytes is damaged like any other (ValueError)."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    record: dict[str, Any] = json.loads(data)
    return record


def write_record(path: Path, record: Mapping[str, object], most: int) -> bool:
    """Write a file of a shelf, whole or not at all; False where its folder holds `most` others already."""
    from engine.files import write_atomically

    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() and sum(1 for _ in path.parent.glob("*.json")) >= most:
        return False
    write_atomically(path, json.dumps(record, ensure_ascii=False).encode())
    return True


def _checked(name: str) -> str:
    """A key or digest that is safe in a path."""
    if not KEY.match(name):
        raise DocumentError("This style has no name that can be kept; open its model again.")
    return name


def _read(path: Path, digest: str) -> ShelfStyle:
    """One style; any doubt is a ValueError or its like."""
    record = read_record(path, _MAX_BYTES)
    code, name, domain = record["code"], record["name"], record["domain"]
    if record["ganvas_style"] != FORMAT or not isinstance(code, list) or len(code) > _MAX_CODE:
        raise ValueError("style")
    if not isinstance(name, str) or not KEY.match(path.stem) or domain not in ("input", "output"):
        raise ValueError("style")
    for value in code:
        if type(value) not in (int, float) or not abs(value) < 1e6:
            raise ValueError("code")
    thumbnail = base64.b64decode(record["thumbnail"], validate=True)
    numbers = tuple(float(value) for value in code)
    return ShelfStyle(path.stem, name[:MAX_NAME], digest, domain, numbers, thumbnail)
