"""The recipe that a picture file carries with it: written into and read from PNG, JPEG, WebP and TIFF."""

from __future__ import annotations

import html
import re
import struct
import zlib

from engine.errors import ImageError, MalformedError
from engine.images.containers import inflate, jpeg_segments, png_chunks, riff_chunks
from engine.images.directory import read_directory

MAX_RECIPE = 64 * 2**20
XMP_TAG = 700
_KEY = b"ganvas"
# JPEG keeps it in numbered APP9 segments, as colour profiles are kept in APP2: one segment holds 64 KB only.
_JPEG_MARKER, _JPEG_NAME, _JPEG_PART = 0xE9, b"GANVAS\0", 65_000
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:ganvas="urn:ganvas:1" ganvas:recipe="{}"/></rdf:RDF></x:xmpmeta>'
)


def with_png_recipe(png: bytes, recipe: str) -> bytes:
    """Put the recipe into an iTXt chunk `ganvas`, before the pixels."""
    content = _KEY + b"\0\0\0\0\0" + _encoded(recipe)
    body = b"iTXt" + content
    chunk = struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
    first = 8 + 12 + 13  # the magic and IHDR, which must come first
    return png[:first] + chunk + png[first:]


def with_jpeg_recipe(jpeg: bytes, recipe: str) -> bytes:
    """Put the recipe into APP9 segments, at the file's start."""
    text = _encoded(recipe)
    parts = [text[start : start + _JPEG_PART] for start in range(0, max(1, len(text)), _JPEG_PART)]
    segments = [jpeg[:2]]
    for number, part in enumerate(parts):
        content = _JPEG_NAME + struct.pack(">HH", number, len(parts)) + part
        segments.append(struct.pack(">BBH", 0xFF, _JPEG_MARKER, len(content) + 2) + content)
    return b"".join([*segments, jpeg[2:]])


def xmp_packet(recipe: str) -> bytes:
    """The recipe as an XMP packet, which is where WebP and TIFF keep such things."""
    return _XMP.format(html.escape(_encoded(recipe).decode())).encode()


def read_recipe(data: bytes) -> str | None:
    """The recipe that a picture file carries, or None if it carries none; no pixel is decoded.

    Args:
        data: the file's content, of any kind; what is not a picture carries no recipe.
    """
    try:
        text = _find(data)
        return text.decode() if text is not None and len(text) <= MAX_RECIPE else None
    except (MalformedError, UnicodeDecodeError, struct.error):
        return None


def _find(data: bytes) -> bytes | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _find_in_png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _find_in_jpeg(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        packets = (content for kind, content in riff_chunks(data) if kind == b"XMP ")
        return _find_in_xmp(next(packets, None))
    if data[:4] in (b"II*\0", b"MM\0*"):
        return _find_in_xmp(read_directory(data).content(XMP_TAG, 2 * MAX_RECIPE))
    return None


def _find_in_png(data: bytes) -> bytes | None:
    for kind, content, _ in png_chunks(data):
        if kind == b"iTXt" and content.startswith(_KEY + b"\0"):
            compressed = content[len(_KEY) + 1 : len(_KEY) + 2] == b"\1"
            _language, _, rest = content[len(_KEY) + 3 :].partition(b"\0")
            text = rest.partition(b"\0")[2]
            return inflate(text, MAX_RECIPE) if compressed else text
    return None


def _find_in_jpeg(data: bytes) -> bytes | None:
    parts = dict[int, bytes]()
    for marker, content, _ in jpeg_segments(data):
        if marker == _JPEG_MARKER and content.startswith(_JPEG_NAME) and len(content) >= 11:
            number, total = struct.unpack_from(">HH", content, len(_JPEG_NAME))
            parts[number] = content[len(_JPEG_NAME) + 4 :]
            if len(parts) == total:
                return b"".join(parts[number] for number in sorted(parts))
    return None


def _find_in_xmp(packet: bytes | None) -> bytes | None:
    found = re.search(rb'ganvas:recipe="([^"]*)"', packet or b"")
    return html.unescape(found.group(1).decode()).encode() if found else None


def _encoded(recipe: str) -> bytes:
    text = recipe.encode()
    if len(text) > MAX_RECIPE:
        raise ImageError("The recipe is too large to be kept in the picture; save the document instead.")
    return text
