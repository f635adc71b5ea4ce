"""What is inside a picture file: only the parts that carry pixels go on to a decoder, the rest is read here.

Decoders trust a file's own numbers: how many tags, how long, which size. Here the containers of PNG, JPEG,
TIFF and WebP are walked with bounds, and a clean copy is made that holds pixels and nothing else. Orientation
and profile are read on the way; what a hostile file says in its metadata never reaches a decoder.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.errors import MalformedError, UnsupportedError
from engine.images.bmp import BmpLayout, bmp_layout
from engine.images.directory import ORIENTATION, exif_orientation, read_directory, xmp_orientation
from engine.images.tiff import TiffLayout, tiff_layout

MAX_PROFILE = 8 * 2**20
_MAX_TEXTS = 100
_MAX_SCANS = 100
_MAX_VALUES = 300_000

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# Baseline tags and those of the compressions; no other pages, no sub-directories, no private tags.
_TIFF_PIXELS = {256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325}
_TIFF_PIXELS |= {332, 338, 339, 347, 529, 530, 531, 532}
# Tables of JPEG data within a TIFF, as it was before Technical Note 2.
_TIFF_PIXELS |= set(range(512, 522))
_XMP_TAG, _PROFILE = 700, 34675

# Red, green, blue and white, as x and y of CIE 1931, by their numbers in ITU-T H.273.
_PRIMARIES: dict[int, tuple[float, ...]] = {
    1: (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290),
    9: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, 0.3127, 0.3290),
    12: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.3127, 0.3290),
}


@dataclass(frozen=True)
class Container:
    """The pixels of a picture file, with what its metadata says about them.

    Attributes:
        format: "PNG", "JPEG", "WEBP", "TIFF", "BMP" or "GIF".
        pixels: a file of that format without metadata.
        orientation: EXIF orientation, 1 to 8.
        profile: the ICC colour profile, unchecked.
        adobe: a JPEG with Adobe's marker, whose CMYK is stored inverted.
        bits: bits per sample where the container says so and it matters (PNG), else 0.
        white: its value where the container says so (sBIT of a PNG), else 0.
        primaries: of a PNG without a profile: x and y of its red, green, blue and white, where not sRGB's.
        gamma: of such a PNG: its values are light to the power of it; 0 where they have the curve of sRGB.
        canvas: (width, height) where a decoder would allocate before it can be asked (WebP).
        frame: (left, top, right, bottom) of a GIF's first frame; around it nothing is painted.
        tiff: where the values of a TIFF lie that are read here; None where a decoder reads it itself.
        bmp: the same of a BMP, of which all are.
    """

    format: str
    pixels: bytes
    orientation: int = 1
    profile: bytes | None = None
    adobe: bool = False
    bits: int = 0
    white: int = 0
    primaries: tuple[float, ...] | None = None
    gamma: float = 0.0
    canvas: tuple[int, int] | None = None
    frame: tuple[int, int, int, int] | None = None
    tiff: TiffLayout | None = None
    bmp: BmpLayout | None = None


def open_container(data: bytes) -> Container | None:
    """Take a picture file apart, or return None for a format that is not read.

    Raises:
        MalformedError: the container is damaged beyond use.
        UnsupportedError: it holds a kind of picture that is not read.
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
        return Container("GIF", data, frame=_gif_frame(data))
    if data[:2] == b"BM":
        return _open_bmp(data)
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
    kept, said = [_PNG_MAGIC], dict[bytes, bytes]()
    texts = dict[bytes, bytes]()
    for kind, content, whole in png_chunks(data):
        if kind in _PNG_PIXELS:
            kept.append(whole)
        elif kind in (b"tEXt", b"zTXt", b"iTXt") and len(texts) < _MAX_TEXTS:
            _read_text(kind, content, texts)
        if kind != b"IDAT":
            said.setdefault(kind, content)
    header, significant = said.get(b"IHDR", b""), said.get(b"sBIT", b"")
    white = 2 ** max(significant) - 1 if significant and 0 < min(significant) <= max(significant) <= 16 else 0
    raw = _raw_profile(texts, b"exif", b"APP1")
    exif = said.get(b"eXIf") or raw
    xmp = texts.get(b"XML:com.adobe.xmp") or _raw_profile(texts, b"xmp")
    profile, primaries, gamma = _png_colours(said)
    return Container(
        "PNG",
        b"".join(kept),
        exif_orientation(exif or b"") or xmp_orientation(xmp) or 1,
        profile or _raw_profile(texts, b"icc", b"icm"),
        bits=header[8] if len(header) > 8 else 0,
        white=white,
        primaries=primaries,
        gamma=gamma,
    )


def _png_colours(said: dict[bytes, bytes]) -> tuple[bytes | None, tuple[float, ...] | None, float]:
    """Profile, primaries and gamma of a PNG by the first that it has: cICP, iCCP, sRGB, gAMA (PNG 3, 4.3).

    Raises:
        UnsupportedError: its colours are brighter than a screen's white (PQ and HLG).
    """
    code = said.get(b"cICP", b"")
    if len(code) == 4:
        if code[1] in (16, 18):
            raise UnsupportedError("a PNG of high dynamic range")
        if code[1] in (1, 6, 13, 14, 15) and code[0] in _PRIMARIES:
            return None, None if code[0] == 1 else _PRIMARIES[code[0]], 0.0
    if b"iCCP" in said:
        _, _, packed = said[b"iCCP"].partition(b"\0")
        profile = inflate(packed[1:], MAX_PROFILE)
        if profile is not None:
            return profile, None, 0.0
    content = said.get(b"gAMA", b"")
    gamma = int.from_bytes(content, "big") / 100_000
    if b"sRGB" in said or len(content) != 4 or not 0.01 <= gamma <= 100:
        return None, None, 0.0
    if abs(gamma - 0.45455) < 0.005:
        gamma = 0.0  # what writers of sRGB fill in, which has no single power
    ends, primaries = said.get(b"cHRM", b""), _PRIMARIES[1]
    if len(ends) == 32:
        white_x, white_y, *colours = (value / 100_000 for value in struct.unpack(">8I", ends))
        primaries = (*colours, white_x, white_y)
    moved = max(abs(one - other) for one, other in zip(primaries, _PRIMARIES[1], strict=True))
    return None, primaries if gamma or moved > 0.002 else None, gamma


def _read_text(kind: bytes, content: bytes, texts: dict[bytes, bytes]) -> None:
    """Put a text of a PNG that can say something of its pixels into `texts`, by its key."""
    key, _, rest = content.partition(b"\0")
    if key in texts or (key != b"XML:com.adobe.xmp" and not key.startswith(b"Raw profile type ")):
        return
    packed = kind == b"zTXt"
    if packed:
        rest = rest[1:]
    elif kind == b"iTXt":
        packed = rest[:1] == b"\1"
        _language, _, rest = rest[2:].partition(b"\0")
        rest = rest.partition(b"\0")[2]
    text = inflate(rest, 2 * MAX_PROFILE) if packed else rest
    if text is not None:
        texts[key] = text


def _raw_profile(texts: dict[bytes, bytes], *kinds: bytes) -> bytes | None:
    """What ImageMagick writes as hexadecimal digits after a line of its name and one of its size."""
    for kind in kinds:
        lines = texts.get(b"Raw profile type " + kind, b"").strip().split(b"\n", 2)
        if len(lines) == 3:
            try:
                return bytes.fromhex("".join(lines[2].decode("ascii").split()))
            except ValueError:
                continue
    return None


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
    orientation, xmp, adobe, frames, end = 0, 0, False, 0, 0
    kept, profile_parts = [b"\xff\xd8"], dict[int, bytes]()
    for marker, content, end in jpeg_segments(data):  # noqa: B007 - the last end is where the scan's data starts
        if marker == 0xE1 and content.startswith(b"Exif\0\0"):
            orientation = orientation or exif_orientation(content)
        elif marker == 0xE1 and content.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            xmp = xmp or xmp_orientation(content)
        elif marker == 0xE2 and content.startswith(b"ICC_PROFILE\0") and len(content) > 14:
            profile_parts.setdefault(content[12], content[14:])
        elif marker == 0xEE and content.startswith(b"Adobe"):
            adobe = True
        if marker == 0xEE or not (0xE1 <= marker <= 0xEF or marker == 0xFE):
            kept.append(struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content)
            if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
                frames += 1
                _check_frame(marker, content)
    if frames != 1:
        raise MalformedError("it describes its size not exactly once")
    finish = data.find(b"\xff\xd9", end)
    if data.count(b"\xff\xda", end, finish if finish > 0 else len(data)) > _MAX_SCANS:
        raise MalformedError("it has more scans than a real picture needs")
    profile = b"".join(profile_parts[number] for number in sorted(profile_parts))
    return Container("JPEG", b"".join([*kept, data[end:]]), orientation or xmp or 1, profile or None, adobe)


def _check_frame(marker: int, content: bytes) -> None:
    """Whether a frame of a JPEG is of a kind that decoders read.

    Raises:
        UnsupportedError: it is lossless or hierarchical, or has other than 8 bits a colour.
    """
    if marker not in (0xC0, 0xC1, 0xC2, 0xC9, 0xCA):
        raise UnsupportedError("a lossless or hierarchical JPEG")
    if content[:1] and content[0] != 8:
        raise UnsupportedError("a JPEG with {bits} bits a colour", bits=content[0])
    if len(content) > 5 and content[5] not in (1, 3, 4):
        raise UnsupportedError("a JPEG with {number} values a pixel", number=content[5])


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a WebP file, as (type, content); stops quietly at a cut."""
    position = 12
    while position + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, position + 4)
        yield data[position : position + 4], data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2


def _open_webp(data: bytes) -> Container:
    orientation, xmp, profile, canvas = 0, 0, None, None
    for kind, content in riff_chunks(data):
        if canvas is None:
            canvas = _webp_canvas(kind, content)
        if kind == b"EXIF":
            orientation = orientation or exif_orientation(content)
        elif kind == b"XMP ":
            xmp = xmp or xmp_orientation(content)
        elif kind == b"ICCP" and len(content) <= MAX_PROFILE:
            profile = content
    return Container("WEBP", data, orientation or xmp or 1, profile, canvas=canvas)


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


def _open_tiff(data: bytes) -> Container:
    directory = read_directory(data)
    kept = [entry for entry in directory.entries if entry.tag in _TIFF_PIXELS]
    if sum(entry.count for entry in kept if entry.kind not in (1, 2, 7)) > _MAX_VALUES:
        raise MalformedError("its directory holds more numbers than a picture needs")
    area = directory.number(256) * directory.number(257)
    if directory.number(322) * directory.number(323) > 4 * max(area, 2**20):
        raise MalformedError("its tiles are larger than its picture")
    orientation = directory.number(ORIENTATION)
    xmp = xmp_orientation(directory.content(_XMP_TAG, MAX_PROFILE))
    layout, pixels = tiff_layout(directory), data
    stream = data[directory.number(513) :]
    if directory.number(259) == 6 and directory.number(262) != 6 and stream.startswith(b"\xff\xd8\xff"):
        # A whole JPEG of another kind than the decoder of such files takes: grey.
        return replace(_open_jpeg(stream), orientation=orientation if 1 <= orientation <= 8 else xmp or 1)
    if layout is None:
        changed, order = bytearray(data), directory.order
        head = struct.pack(order + ("Q" if directory.big else "H"), len(kept))
        tail = bytes(8 if directory.big else 4)
        table = b"".join([head, *(entry.raw for entry in kept), tail])
        changed[directory.position : directory.position + len(table)] = table
        pixels = bytes(changed)
    return Container(
        "TIFF",
        pixels,
        orientation if 1 <= orientation <= 8 else xmp or 1,
        directory.content(_PROFILE, MAX_PROFILE),
        tiff=layout,
    )


def _gif_frame(data: bytes) -> tuple[int, int, int, int]:
    """Where the first frame of a GIF lies on its canvas."""
    position = 13 + (3 * 2 ** ((data[10] & 7) + 1) if len(data) > 10 and data[10] & 0x80 else 0)
    while data[position : position + 1] == b"!":
        position += 2
        while position < len(data) and data[position]:
            position += 1 + data[position]
        position += 1
    if data[position : position + 1] != b"," or position + 10 > len(data):
        raise MalformedError("it holds no picture")
    left, top, width, height = struct.unpack_from("<4H", data, position + 1)
    return left, top, left + width, top + height


def _open_bmp(data: bytes) -> Container:
    layout = bmp_layout(data)
    if layout.compression in (4, 5):
        inside = (
            open_container(data[layout.start :]) if data[layout.start : layout.start + 2] != b"BM" else None
        )
        if inside is None:
            raise MalformedError("it holds no picture")
        return inside
    return Container("BMP", data, bmp=layout)
