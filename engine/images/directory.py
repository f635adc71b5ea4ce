"""Directories of TIFF files, and of EXIF data, which is laid out as one: tags and values, within bounds."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from engine.errors import MalformedError

ORIENTATION = 274
_MAX_TAGS = 1000
# Bytes that a value of each type takes.
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 18: 8}


@dataclass(frozen=True)
class Entry:
    """One tag of a TIFF directory: its 12 or 20 bytes as they are, and its value's bytes."""

    tag: int
    kind: int
    count: int
    raw: bytes
    value: memoryview


@dataclass(frozen=True)
class Directory:
    """The first directory of a TIFF (or of EXIF data, which is laid out as one)."""

    order: str
    big: bool
    position: int
    entries: list[Entry]

    def number(self, tag: int, default: int = 0) -> int:
        """The single whole number that a tag holds."""
        for entry in self.entries:
            if entry.tag == tag and entry.kind in (1, 3, 4, 16) and entry.count >= 1:
                code = {1: "B", 3: "H", 4: "I", 16: "Q"}[entry.kind]
                return int(struct.unpack_from(self.order + code, entry.value)[0])
        return default

    def numbers(self, tag: int) -> tuple[int, ...]:
        """All whole numbers that a tag holds."""
        codes = {1: "B", 3: "H", 4: "I", 16: "Q"}
        entry = next((e for e in self.entries if e.tag == tag and e.kind in codes), None)
        if entry is None:
            return ()
        return struct.unpack(f"{self.order}{entry.count}{codes[entry.kind]}", entry.value)

    def fractions(self, tag: int) -> tuple[float, ...]:
        """All fractions (unsigned) that a tag holds; one over 0 is 0."""
        entry = next((e for e in self.entries if e.tag == tag and e.kind == 5), None)
        if entry is None:
            return ()
        parts = struct.unpack(f"{self.order}{2 * entry.count}I", entry.value)
        return tuple(a / b if b else 0.0 for a, b in zip(parts[::2], parts[1::2], strict=True))

    def content(self, tag: int, limit: int) -> bytes | None:
        """The bytes that a tag holds, unless there are more than `limit`."""
        found = (bytes(e.value) for e in self.entries if e.tag == tag and len(e.value) <= limit)
        return next(found, None)


def read_directory(data: bytes) -> Directory:
    """Read the first directory; tags whose values do not fit into the file are left out."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    try:
        (position,) = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
        (count,) = struct.unpack_from(order + ("Q" if big else "H"), data, position)
    except (struct.error, OverflowError) as error:
        raise MalformedError("its directory lies outside the file") from error
    width, inline, first = (20, 8, position + 8) if big else (12, 4, position + 2)
    if position < 8 or count > _MAX_TAGS or first + count * width > len(data):
        raise MalformedError("its directory does not fit into the file")
    entries = dict[int, Entry]()
    for start in range(first, first + count * width, width):
        raw = data[start : start + width]
        tag, kind, values = struct.unpack_from(order + ("HHQ" if big else "HHI"), raw)
        size = values * _SIZES.get(kind, 0)
        at = start + width - inline
        if size > inline:
            (at,) = struct.unpack_from(order + ("Q" if big else "I"), raw, width - inline)
        if size > 0 and at + size <= len(data):
            entries.setdefault(tag, Entry(tag, kind, values, raw, memoryview(data)[at : at + size]))
    return Directory(order, big, position, list(entries.values()))


def exif_orientation(exif: bytes) -> int:
    """The orientation (1 to 8) that EXIF data asks for; 0 where it asks for none or is damaged."""
    exif = exif.removeprefix(b"Exif\0\0")
    try:
        orientation = read_directory(exif).number(ORIENTATION) if exif[:2] in (b"II", b"MM") else 0
    except MalformedError:
        return 0
    return orientation if 1 <= orientation <= 8 else 0


def xmp_orientation(packet: bytes | None) -> int:
    """The orientation (1 to 8) that an XMP packet asks for; 0 where it asks for none."""
    found = re.search(rb"tiff:Orientation\s*(?:=\s*[\"']|>)\s*([1-8])\s*[\"'<]", packet or b"")
    return int(found[1]) if found else 0
