"""BMP of any header, depth and fields of bits, with its opacity, plain or in run lengths."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import MalformedError, UnsupportedError
from engine.images.samples import Samples

_PLAIN, _RUNS_OF_8, _RUNS_OF_4, _FIELDS, _JPEG, _PNG, _FIELDS_AND_ALPHA = range(7)
# Red, green, blue and opacity where no fields are given.
_USUAL = {16: (0x7C00, 0x3E0, 0x1F, 0), 32: (0xFF0000, 0xFF00, 0xFF, 0)}
_PORTION = 2**21


@dataclass(frozen=True)
class BmpLayout:
    """Where the pixels of a BMP lie and how they are counted.

    Attributes:
        size: width and height in pixels.
        upwards: the last row comes first.
        bits: of a pixel.
        compression: 0 none, 1 and 2 run lengths, 3 and 6 fields of bits, 4 a JPEG, 5 a PNG.
        fields: the bits of red, green, blue and opacity in a pixel of 16 or 32.
        palette: where it begins, how many colours it has and how many bytes each takes.
        start: where the pixels begin.
    """

    size: tuple[int, int]
    upwards: bool
    bits: int
    compression: int
    fields: tuple[int, int, int, int]
    palette: tuple[int, int, int]
    start: int

    @property
    def mode(self) -> str:
        """What Pillow calls such pixels: "P", "RGB" or "RGBA"."""
        return "P" if self.bits <= 8 else "RGBA" if self.fields[3] else "RGB"


def bmp_layout(data: bytes) -> BmpLayout:
    """The layout of a BMP, from its header.

    Raises:
        MalformedError: the header contradicts itself.
        UnsupportedError: it is of a kind that is not read.
    """
    start, length = struct.unpack_from("<II", data, 10) if len(data) >= 26 else (0, 0)
    if length == 12:
        width, height, planes, bits = struct.unpack_from("<HHHH", data, 18)
        compression, used = _PLAIN, 0
    elif 16 <= length <= 1000 and len(data) >= 14 + length:
        width, height, planes, bits = struct.unpack_from("<iiHH", data, 18)
        header = data[14 : 14 + length].ljust(40, b"\0")
        compression, used = struct.unpack_from("<I", header, 16)[0], struct.unpack_from("<I", header, 32)[0]
    else:
        raise MalformedError("its header is cut short")
    if width < 1 or height == 0 or height == -(2**31) or planes > 1:
        raise MalformedError("it has no pixels")
    if compression > (_RUNS_OF_4 if length in (16, 64) else _FIELDS_AND_ALPHA):
        raise UnsupportedError("a BMP of compression {number}", number=compression)
    if compression not in (_JPEG, _PNG) and bits not in (1, 2, 4, 8, 16, 24, 32):
        raise UnsupportedError("a BMP with {bits} bits a pixel", bits=bits)
    if {_RUNS_OF_8: 8, _RUNS_OF_4: 4}.get(compression, bits) != bits:
        raise MalformedError("its run lengths are not of its pixels")
    masks = 0
    fields = _USUAL.get(bits, (0, 0, 0, 0))
    if compression in (_FIELDS, _FIELDS_AND_ALPHA):
        if bits not in (16, 32):
            raise MalformedError("it has fields of bits where none can be")
        # Behind a short header, and within a long one, at the same place.
        masks = 4 if compression == _FIELDS_AND_ALPHA or length >= 56 else 3
        if len(data) < 54 + 4 * masks:
            raise MalformedError("its header is cut short")
        given = struct.unpack_from(f"<{masks}I", data, 54)
        fields = (given[0], given[1], given[2], given[3] if masks == 4 else 0)
    elif bits == 32 and length >= 56:
        fields = (*fields[:3], struct.unpack_from("<I", data, 66)[0] & 0xFF000000)
    if any(_spread(field) is None for field in fields):
        raise UnsupportedError("a BMP whose fields of bits have gaps")
    entry = 3 if length == 12 else 4
    behind = 14 + length + (4 * masks if length < 52 else 0)
    count = min(used or 256, 2**bits, 256, max(0, len(data) - behind) // entry) if 1 <= bits <= 8 else 0
    if 1 <= bits <= 8 and count == 0:
        raise MalformedError("it has no palette")
    if start == 14 + length and bits <= 8:
        start = behind + count * entry  # some writers forget the palette in between
    return BmpLayout(
        (width, abs(height)), height > 0, bits, compression, fields, (behind, count, entry), start
    )


def _spread(field: int) -> tuple[int, int] | None:
    """The lowest bit of a field and its largest value; None where it has gaps."""
    if field == 0:
        return 0, 0
    low = (field & -field).bit_length() - 1
    top = field >> low
    return (low, top) if top & (top + 1) == 0 else None


def read_bmp(data: bytes, layout: BmpLayout) -> Samples:
    """The pixels of a BMP that holds no other file.

    Raises:
        MalformedError: they are cut short.
    """
    width, height = layout.size
    if layout.compression in (_RUNS_OF_8, _RUNS_OF_4):
        indices = _from_runs(data, layout)
        return Samples(_palette(data, layout)[indices[::-1] if layout.upwards else indices], "RGB")
    row = (width * layout.bits + 31) // 32 * 4
    last = (width * layout.bits + 7) // 8
    # The end of the last row may be missing, as it holds nothing.
    if layout.start + row * (height - 1) + last > len(data):
        raise MalformedError("its pixels are cut short")
    content = data[layout.start : layout.start + row * height].ljust(row * height, b"\0")
    rows = np.frombuffer(content, np.uint8).reshape(height, row)
    if layout.upwards:
        rows = rows[::-1]
    if layout.bits <= 8:
        return Samples(_palette(data, layout)[_indices(rows, layout)], "RGB")
    if layout.bits == 24:
        return Samples(np.ascontiguousarray(rows[:, : 3 * width].reshape(height, width, 3)[..., ::-1]), "RGB")
    values = _of_fields(np.ascontiguousarray(rows), layout)
    # Some writers leave opacity empty altogether, and mean none.
    if layout.fields[3] and values[..., 3].any():
        return Samples(values, "RGB", 3)
    return Samples(values[..., :3], "RGB")


def _from_runs(data: bytes, layout: BmpLayout) -> NDArray[np.uint8]:
    """(H, W) entries of the palette, in the file's order of rows; what is skipped is of the first entry."""
    (width, height), position = layout.size, layout.start
    made, x, y = bytearray(width * height), 0, 0
    while y < height:
        if position + 2 > len(data):
            if y < height - 1 or x < width:
                raise MalformedError("its pixels are cut short")
            break
        count, value = data[position], data[position + 1]
        position += 2
        run = b""
        if count and layout.bits == 8:
            run = bytes([value]) * count
        elif count:
            run = bytes([value >> 4, value & 15]) * (count // 2 + 1)
        elif value == 0:
            x, y = 0, y + 1
        elif value == 1:
            break
        elif value == 2:
            right, up = data[position : position + 2].ljust(2, b"\0")
            x, y, position = x + right, y + up, position + 2
        else:
            stored = value if layout.bits == 8 else (value + 1) // 2
            run, count = data[position : position + stored], value
            position += stored + stored % 2
            if layout.bits == 4:
                run = bytes(part for byte in run for part in (byte >> 4, byte & 15))
        run = run[: min(count, max(0, width - x))]
        made[y * width + x : y * width + x + len(run)] = run
        x += count
    return np.frombuffer(made, np.uint8).reshape(height, width)


def _indices(rows: NDArray[np.uint8], layout: BmpLayout) -> NDArray[np.uint8]:
    width, bits = layout.size[0], layout.bits
    if bits == 8:
        return rows[:, :width]
    shifts = np.arange(8 - bits, -1, -bits, dtype=np.uint8)
    several = rows[..., None] >> shifts & np.uint8(2**bits - 1)
    return several.reshape(len(rows), -1)[:, :width]


def _palette(data: bytes, layout: BmpLayout) -> NDArray[np.uint8]:
    """All 256 colours; those that the file does not give are black."""
    at, count, entry = layout.palette
    colours = np.zeros((256, 3), np.uint8)
    given = np.frombuffer(data, np.uint8, count * entry, at).reshape(count, entry)
    colours[:count] = given[:, 2::-1]
    return colours


def _of_fields(rows: NDArray[np.uint8], layout: BmpLayout) -> NDArray[np.uint8]:
    """(H, W, 4) of 8 bits, of fields of any width."""
    width, height = layout.size
    pixels = rows.view("<u2" if layout.bits == 16 else "<u4")[:, :width]
    made = np.zeros((height, width, 4), np.uint8)
    portion = max(1, _PORTION // width)
    for channel, field in enumerate(layout.fields):
        low, top = _spread(field) or (0, 0)
        for first in range(0, height if top else 0, portion):
            values = (pixels[first : first + portion] & field) >> low
            made[first : first + portion, :, channel] = np.rint(values * (255.0 / top))
    return made
