"""What is inside a picture file: only the parts that carry pixels go on to a decoder, the rest is read here.

Decoders trust a file's own numbers: how many tags, how long, which size. Here the containers of PNG, JPEG,
TIFF and WebP are walked with bounds, and a clean copy is made that holds pixels and nothing else. Orientation
and profile are read on the way; what a hostile file says in its metadata never reaches a decoder.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import TemplateError

MAX_PROFILE = 8 * 2**20
_MAX_SCANS = 100
_MAX_DIRECTORY = 1000
_MAX_VALUES = 300_000

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# Baseline tags and those of the compressions; no other pages, no sub-directories, no private tags.
_TIFF_PIXELS = {256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325}
_TIFF_PIXELS |= {332, 338, 339, 347, 529, 530, 531, 532}
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8}
_ORIENTATION, _PROFILE = 274, 34675


class MalformedError(TemplateError, ValueError):
    """A container that contradicts itself; the message completes 'the file is damaged: ...'."""


@dataclass(frozen=True)
class Container:
    """The pixels of a picture file, with what its metadata says about them.

    Attributes:
        format: "PNG", "JPEG", "WEBP", "TIFF", "BMP" or "GIF".
        pixels: a file of that format without metadata.
        orientation: EXIF orientation, 1 to 8.
        profile: the ICC colour profile, unchecked.
        adobe: a JPEG with Adobe's marker, whose CMYK is stored inverted.
        bits: bits per sample where the container says so and it matters (PNG, TIFF), else 0.
        white: its value where the container says so (sBIT of a PNG, MaxSampleValue of a TIFF), else 0.
        planes: samples a pixel of a TIFF, else 0.
        white_is_zero: a TIFF whose grey values count from white.
        canvas: (width, height) where a decoder would allocate before it can be asked (WebP).
    """

    format: str
    pixels: bytes
    orientation: int = 1
    profile: bytes | None = None
    adobe: bool = False
    bits: int = 0
    white: int = 0
    planes: int = 0
    white_is_zero: bool = False
    canvas: tuple[int, int] | None = None


def open_container(data: bytes) -> Container | None:
    """Take a picture file apart, or return None for a format that is not read.

    Raises:
        MalformedError: the container is damaged beyond use.
    """
    if data.startswith(_PNG_MAGIC):
        return _open_png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _open_jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _open_webp(data)
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _open_tiff(data)
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return Container("GIF", data)
    if data[:2] == b"BM":
        return Container("BMP", data)
    return None


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """The chunks of a PNG up to IEND, as (type, content, whole chunk); stops quietly at a cut."""
    position = len(_PNG_MAGIC)
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 12 + length
        kind = data[position + 4 : position + 8]
        # A chunk that is cut goes on as it is: the decoder then reports where the pixels stop.
        yield kind, data[position + 8 : end - 4], data[position:end]
        if kind == b"IEND":
            return
        position = end


def _open_png(data: bytes) -> Container:
    orientation, profile, kept = 1, None, [_PNG_MAGIC]
    bits = white = 0
    for kind, content, whole in png_chunks(data):
        if kind in _PNG_PIXELS:
            kept.append(whole)
            if kind == b"IHDR" and len(content) > 8:
                bits = content[8]
        elif kind == b"sBIT" and content and 0 < min(content) <= 16:
            white = 2 ** max(content) - 1
        elif kind == b"eXIf":
            orientation = exif_orientation(content)
        elif kind == b"iCCP" and profile is None:
            _, _, packed = content.partition(b"\0")
            profile = inflate(packed[1:], MAX_PROFILE)
    return Container("PNG", b"".join(kept), orientation, profile, bits=bits, white=white)


def inflate(packed: bytes, limit: int) -> bytes | None:
    """Unpack zlib data of at most `limit` bytes; None if it is longer or damaged."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, limit)
    except zlib.error:
        return None
    return content if unpacker.eof else None


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """The segments of a JPEG up to and with its first scan header, as (marker, content, end position).

    Raises:
        MalformedError: a segment is cut, or no scan follows.
    """
    position = 2
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 4 > len(data):
            raise MalformedError("it holds no picture")
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in (0x00, 0x01) or 0xD0 <= marker <= 0xD8:
            position += 2
            continue
        if marker == 0xD9:
            raise MalformedError("it ends before its picture")
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if length < 2 or end > len(data):
            raise MalformedError("a segment is cut short")
        yield marker, data[position + 4 : end], end
        if marker == 0xDA:
            return
        position = end


def _open_jpeg(data: bytes) -> Container:
    orientation, adobe, frames, end = 1, False, 0, 0
    kept, profile_parts = [b"\xff\xd8"], dict[int, bytes]()
    for marker, content, end in jpeg_segments(data):  # noqa: B007 - the last end is where the scan's data starts
        if marker == 0xE1 and content.startswith(b"Exif\0\0"):
            orientation = exif_orientation(content)
        elif marker == 0xE2 and content.startswith(b"ICC_PROFILE\0") and len(content) > 14:
            profile_parts.setdefault(content[12], content[14:])
        elif marker == 0xEE and content.startswith(b"Adobe"):
            adobe = True
        if marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)
            frames += 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)
    if frames != 1:
        raise MalformedError("it describes its size not exactly once")
    finish = data.find(b"\xff\xd9", end)
    if data.count(b"\xff\xda", end, finish if finish > 0 else len(data)) > _MAX_SCANS:
        raise MalformedError("it has more scans than a real picture needs")
    profile = b"".join(profile_parts[number] for number in sorted(profile_parts))
    return Container("JPEG", b"".join([*kept, data[end:]]), orientation, profile or None, adobe)


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a WebP file, as (type, content); stops quietly at a cut."""
    position = 12
    while position + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, position + 4)
        yield data[position : position + 4], data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _open_webp(data: bytes) -> Container:
    orientation, profile, canvas = 1, None, None
    for kind, content in riff_chunks(data):
        if canvas is None:
            canvas = _webp_canvas(kind, content)
        if kind == b"EXIF":
            orientation = exif_orientation(content)
        elif kind == b"ICCP" and len(content) <= MAX_PROFILE:
            profile = content
    return Container("WEBP", data, orientation, profile, canvas=canvas)


def _webp_canvas(kind: bytes, content: bytes) -> tuple[int, int]:
    if kind == b"VP8X" and len(content) >= 10:
        width, height = content[4:7], content[7:10]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if kind == b"VP8L" and len(content) >= 5:
        packed = int.from_bytes(content[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(content) >= 10:
        width, height = struct.unpack_from("<HH", content, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise MalformedError("it does not start with a size")


@dataclass(frozen=True)
class _Entry:
    """One tag of a TIFF directory: its 12 or 20 bytes as they are, and its value's bytes."""

    tag: int
    kind: int
    count: int
    raw: bytes
    value: memoryview


@dataclass(frozen=True)
class _Directory:
    """The first directory of a TIFF (or of EXIF data, which is laid out as one)."""

    order: str
    big: bool
    position: int
    entries: list[_Entry]

    def number(self, tag: int, default: int = 0) -> int:
        """The single whole number that a tag holds."""
        for entry in self.entries:
            if entry.tag == tag and entry.kind in (1, 3, 4, 16) and entry.count >= 1:
                code = {1: "B", 3: "H", 4: "I", 16: "Q"}[entry.kind]
                return int(struct.unpack_from(self.order + code, entry.value)[0])
        return default

    def content(self, tag: int, limit: int) -> bytes | None:
        """The bytes that a tag holds, unless there are more than `limit`."""
        found = (bytes(e.value) for e in self.entries if e.tag == tag and len(e.value) <= limit)
        return next(found, None)


def _directory(data: bytes) -> _Directory:
    """Read the first directory; tags whose values do not fit into the file are left out."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    try:
        (position,) = struct.unpack_from(order + ("Q" if big else "I"), data, 8 if big else 4)
        (count,) = struct.unpack_from(order + ("Q" if big else "H"), data, position)
    except (struct.error, OverflowError) as error:
        raise MalformedError("its directory lies outside the file") from error
    width, inline, first = (20, 8, position + 8) if big else (12, 4, position + 2)
    if position < 8 or count > _MAX_DIRECTORY or first + count * width > len(data):
        raise MalformedError("its directory does not fit into the file")
    entries = dict[int, _Entry]()
    for start in range(first, first + count * width, width):
        raw = data[start : start + width]
        tag, kind, values = struct.unpack_from(order + ("HHQ" if big else "HHI"), raw)
        size = values * _TIFF_SIZES.get(kind, 0)
        at = start + width - inline
        if size > inline:
            (at,) = struct.unpack_from(order + ("Q" if big else "I"), raw, width - inline)
        if size > 0 and at + size <= len(data):
            entries.setdefault(tag, _Entry(tag, kind, values, raw, memoryview(data)[at : at + size]))
    return _Directory(order, big, position, list(entries.values()))


def exif_orientation(exif: bytes) -> int:
    """The orientation (1 to 8) that EXIF data asks for; 1 where it asks for nothing or is damaged."""
    exif = exif.removeprefix(b"Exif\0\0")
    try:
        orientation = _directory(exif).number(_ORIENTATION, 1) if exif[:2] in (b"II", b"MM") else 1
    except MalformedError:
        return 1
    return orientation if 1 <= orientation <= 8 else 1


def tiff_content(data: bytes, tag: int, limit: int) -> bytes | None:
    """The bytes that a tag of the first page holds, unless there are more than `limit`."""
    return _directory(data).content(tag, limit)


def _open_tiff(data: bytes) -> Container:
    directory = _directory(data)
    kept = [entry for entry in directory.entries if entry.tag in _TIFF_PIXELS]
    if sum(entry.count for entry in kept if entry.kind not in (1, 2, 7)) > _MAX_VALUES:
        raise MalformedError("its directory holds more numbers than a picture needs")
    area = directory.number(256) * directory.number(257)
    if directory.number(322) * directory.number(323) > 4 * max(area, 2**20):
        raise MalformedError("its tiles are larger than its picture")
    pixels, order = bytearray(data), directory.order
    head = struct.pack(order + ("Q" if directory.big else "H"), len(kept))
    tail = bytes(8 if directory.big else 4)
    table = b"".join([head, *(entry.raw for entry in kept), tail])
    pixels[directory.position : directory.position + len(table)] = table
    orientation = directory.number(_ORIENTATION, 1)
    return Container(
        "TIFF",
        bytes(pixels),
        orientation if 1 <= orientation <= 8 else 1,
        directory.content(_PROFILE, MAX_PROFILE),
        bits=directory.number(258, 1),
        white=directory.number(281),
        planes=directory.number(277, 1),
        white_is_zero=directory.number(262, 1) == 0,
    )
