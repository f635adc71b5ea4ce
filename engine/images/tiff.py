"""TIFF of any depth and layout (TIFF 6.0, with Adobe's technical notes): its strips and tiles as numbers.

A decoder unpacks the bytes alone. It is given the file as if it held grey pictures of 8 bits whose rows have
as many pixels as the real rows have bytes, so that what it knows of depths and layouts does not matter.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import MalformedError, UnsupportedError
from engine.images.directory import Directory
from engine.images.samples import Samples, from_ycbcr, unpack

Bytes = NDArray[np.uint8]

# Compressions that give back the bytes that went in: none, LZW, deflate (twice), PackBits, LZMA, Zstandard.
_OF_BYTES = {1, 5, 8, 32946, 32773, 34925, 50000}
# Compressions that make pictures, which the decoder reads itself: of faxes, JPEG (twice), ThunderScan.
_OF_PICTURES = {2, 3, 4, 6, 7, 32771, 32809}
_GREY_FROM_WHITE, _GREY, _RGB, _PALETTE, _CMYK, _YCBCR, _LAB, _ICC_LAB = 0, 1, 2, 3, 5, 6, 8, 9
_CHANNELS = {0: 1, 1: 1, 2: 3, 3: 1, 4: 1, 5: 4, 6: 3, 8: 3, 9: 3}  # 4 is a mask
_MAX_BYTES = 3 * 2**30
_MAX_STRIPS = 300_000


@dataclass(frozen=True)
class TiffLayout:
    """Where the values of a TIFF's first page lie in it, and what they mean.

    Attributes:
        directory: all that the page says.
        width: in pixels.
        height: in pixels.
        bits: of each sample of a pixel.
        kind: of a number: 1 unsigned, 2 signed, 3 floating point.
        colours: the page's PhotometricInterpretation.
        compression: as the page has it.
        planar: every sample of a pixel lies in a plane of its own.
        subsampled: pixels across and down that share one pair of colour differences; (1, 1) but for YCbCr.
    """

    directory: Directory
    width: int
    height: int
    bits: tuple[int, ...]
    kind: int
    colours: int
    compression: int
    planar: bool
    subsampled: tuple[int, int]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height

    @property
    def mode(self) -> str:
        """What Pillow calls such pixels: "L", "RGB", "I;16", "F", ..."""
        if self.colours == _PALETTE:
            return "P"
        if self.channels == 1:
            wide = "F" if self.kind == 3 else "I;16" if max(self.bits) == 16 else "I"
            return wide if max(self.bits) > 8 else "1" if max(self.bits) == 1 else "L"
        space = {_CMYK: "CMYK", _LAB: "LAB", _ICC_LAB: "LAB"}.get(self.colours, "RGB")
        return "RGBA" if space == "RGB" and self.alpha is not None else space

    @property
    def channels(self) -> int:
        """How many samples of a pixel are its colour."""
        return _CHANNELS[self.colours]

    @property
    def alpha(self) -> int | None:
        """Which sample is opacity, if any."""
        extra = self.directory.numbers(338)
        named = next((index for index, value in enumerate(extra) if value in (1, 2)), None)
        if named is None and not extra and self.colours == _RGB and len(self.bits) == 4:
            return 3  # what writers mean that leave the tag out
        found = None if named is None else self.channels + named
        return found if found is not None and found < len(self.bits) else None

    @property
    def planes(self) -> dict[int, tuple[int, ...]]:
        """The planes that hold colours or opacity, with the bits of each of their samples."""
        if not self.planar:
            return {0: self.bits}
        needed = [*range(self.channels), *([] if self.alpha is None else [self.alpha])]
        return {index: (self.bits[index],) for index in needed}


def tiff_layout(directory: Directory) -> TiffLayout | None:
    """The layout of a TIFF's page, or None where its compression makes pictures, so that a decoder must.

    Raises:
        MalformedError: the page contradicts itself.
        UnsupportedError: it is of a kind that is not read.
    """
    width, height = directory.number(256), directory.number(257)
    compression = directory.number(259, 1)
    if compression not in _OF_BYTES | _OF_PICTURES:
        raise UnsupportedError("a TIFF of compression {number}", number=compression)
    planes = directory.number(277, 1)
    bits = directory.numbers(258) or (1,)
    if not 1 <= planes <= 1000 or 1 < len(bits) < planes:
        raise MalformedError("it does not say how many values its pixels have")
    bits = bits * planes if len(bits) == 1 else bits[:planes]
    kinds = set(directory.numbers(339)[:planes]) or {1}
    # Of 8 bits nobody shows signed numbers as such, and writers of such files do not mean them.
    kind = 1 if kinds == {4} or (kinds == {2} and max(bits) <= 8) else min(kinds)
    colours = directory.number(262, _RGB if planes >= 3 else _GREY_FROM_WHITE)
    if colours not in _CHANNELS:
        raise UnsupportedError("a TIFF with colours of kind {number}", number=colours)
    if colours == _CMYK and (directory.number(332, 1) != 1 or planes < 4):
        raise UnsupportedError("a TIFF of inks other than cyan, magenta, yellow and black")
    if compression in _OF_PICTURES:
        if max(bits) > 8 or planes > 4:
            raise UnsupportedError("a TIFF with {bits} bits a pixel in JPEG", bits=sum(bits))
        return None
    if len(kinds) > 1 or kind not in (1, 2, 3):
        raise UnsupportedError("a TIFF of numbers of several kinds, or of complex ones")
    if planes < _CHANNELS[colours]:
        raise MalformedError("its pixels have fewer values than its colours need")
    layout = TiffLayout(
        directory,
        width,
        height,
        bits,
        kind,
        colours,
        compression,
        planar=directory.number(284, 1) == 2 and planes > 1,
        subsampled=_subsampling(directory) if colours == _YCBCR else (1, 1),
    )
    _check(layout)
    return layout


def _subsampling(directory: Directory) -> tuple[int, int]:
    across, down = (*directory.numbers(530), 2, 2)[:2] if directory.number(530) else (2, 2)
    if across not in (1, 2, 4) or down not in (1, 2, 4):
        raise MalformedError("its colours are spread over an impossible number of pixels")
    return across, down


def _check(layout: TiffLayout) -> None:
    allowed = {1: range(1, 33), 2: (8, 16, 32), 3: (16, 32, 64)}[layout.kind]
    if any(bits not in allowed for bits in layout.bits):
        if layout.kind == 3:
            raise UnsupportedError("a TIFF of floating point with {bits} bits", bits=max(layout.bits))
        raise UnsupportedError("a TIFF with {bits} bits a colour", bits=max(layout.bits))
    even = len(set(layout.bits)) == 1
    predictor = layout.directory.number(317, 1)
    if predictor not in (1, 2, 3) or (predictor == 3) > (layout.kind == 3):
        raise UnsupportedError("a TIFF of predictor {number}", number=predictor)
    if predictor == 2 and not (even and layout.bits[0] in (8, 16, 32, 64)):
        raise UnsupportedError("a TIFF of differences of {bits} bits", bits=max(layout.bits))
    if layout.colours == _YCBCR and (layout.bits != (8, 8, 8) or layout.kind != 1):
        raise UnsupportedError("a TIFF of YCbCr colours that have not 8 bits each")
    if layout.subsampled != (1, 1) and (layout.planar or predictor != 1):
        raise UnsupportedError("a TIFF of YCbCr colours in planes of several sizes")
    if layout.colours in (_LAB, _ICC_LAB) and not (even and layout.bits[0] in (8, 16) and layout.kind != 3):
        raise UnsupportedError("a TIFF of Lab colours that have neither 8 nor 16 bits each")
    if layout.colours == _PALETTE and (layout.bits[0] > 16 or layout.kind != 1):
        raise UnsupportedError("a TIFF with a palette of {bits} bits", bits=layout.bits[0])
    if layout.width * layout.height * sum(layout.bits) // 8 > _MAX_BYTES:
        raise UnsupportedError("a TIFF with {bits} bits a pixel in so many pixels", bits=sum(layout.bits))


# The bytes, by a decoder that takes them for grey.


@dataclass(frozen=True)
class _Grid:
    """How the bytes of one plane are cut: `across` tiles a row (one of strips), each `row` bytes wide.

    Attributes:
        rows: how many rows of bytes the plane has, and each of its tiles or strips.
        tags: of the offsets and sizes.
    """

    across: int
    row: int
    rows: tuple[int, int]
    tags: tuple[int, int]

    @property
    def parts(self) -> int:
        return self.across * -(-self.rows[0] // self.rows[1])


def _grid(layout: TiffLayout, bits: tuple[int, ...]) -> _Grid:
    directory = layout.directory
    across, down = layout.subsampled
    tiled = bool(directory.number(322) and directory.number(324))
    width = directory.number(322) if tiled else layout.width
    height = directory.number(323) if tiled else min(directory.number(278, 2**32 - 1), layout.height)
    if height < 1 or width < 1:
        raise MalformedError("its strips have no rows")
    if layout.subsampled == (1, 1):
        row, rows = -(-width * sum(bits) // 8), (layout.height, height)
    else:
        # Squares of brightnesses, each with its two colours behind it.
        if height % down and height < layout.height:
            raise MalformedError("its strips cut through its colours")
        row = -(-width // across) * (across * down + 2)
        rows = (-(-layout.height // down), -(-height // down))
    tags = (324, 325) if tiled else (273, 279)
    return _Grid(-(-layout.width // width) if tiled else 1, row, rows, tags)


def as_grey(data: bytes, layout: TiffLayout) -> Iterator[bytes]:
    """A TIFF for each plane that a decoder reads as grey of 8 bits, a pixel for each byte of the plane.

    Args:
        data: the file.
        layout: of it.

    Raises:
        MalformedError: strips or tiles are missing.
    """
    for index, bits in layout.planes.items():
        grid = _grid(layout, bits)
        offsets, sizes = (layout.directory.numbers(tag) for tag in grid.tags)
        first, parts = index * grid.parts, grid.parts
        if not 0 < first + parts <= min(len(offsets), _MAX_STRIPS):
            raise MalformedError("strips or tiles of it are missing")
        if len(sizes) < len(offsets) and layout.compression != 1:
            raise MalformedError("it does not say how long its strips are")
        whole = [grid.row * min(grid.rows[1], grid.rows[0])] * parts
        kept = list(sizes[first : first + parts]) if layout.compression != 1 else whole
        yield _grey(data, layout, grid, list(offsets[first : first + parts]), kept)


def _grey(data: bytes, layout: TiffLayout, grid: _Grid, offsets: list[int], sizes: list[int]) -> bytes:
    """`data` with another directory at its end: of a grey picture whose pixels are the bytes of one plane."""
    tiled = grid.tags[0] == 324
    tags: dict[int, list[int]] = {
        256: [grid.across * grid.row],
        257: [grid.rows[0]],
        258: [8],
        259: [layout.compression],
        262: [_GREY],
        266: [layout.directory.number(266, 1)],
        277: [1],
        **({322: [grid.row], 323: [grid.rows[1]]} if tiled else {278: [grid.rows[1]]}),
        grid.tags[0]: offsets,
        grid.tags[1]: sizes,
    }
    if max(offsets) >= len(data):
        raise MalformedError("its pixels lie outside of the file")
    changed = bytearray(data)
    changed += bytes(-len(changed) % 4)
    entries = []
    for tag in sorted(tags):
        content = struct.pack(f"<{len(tags[tag])}I", *(min(value, 2**32 - 1) for value in tags[tag]))
        if len(content) > 4:
            changed += content
            content = struct.pack("<I", len(changed) - len(content))
        entries.append(struct.pack("<HHI", tag, 4, len(tags[tag])) + content)
    changed[:8] = b"II*\0" + struct.pack("<I", len(changed))
    changed += struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)
    return bytes(changed)


# From bytes to numbers.


def read_samples(layout: TiffLayout, planes: Iterator[Bytes]) -> Samples:
    """The values of a TIFF.

    Args:
        layout: of the file.
        planes: what a decoder made of each of `as_grey`, as (rows, bytes).
    """
    parts = [
        _values(layout, bits, _grid(layout, bits), plane)
        for bits, plane in zip(layout.planes.values(), planes, strict=False)
    ]
    values = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=2)
    if layout.colours == _PALETTE:
        return _from_palette(layout, values)
    if layout.colours == _YCBCR:
        return Samples(_from_ycbcr(layout, values), "RGB")
    if layout.colours in (_LAB, _ICC_LAB):
        return _lab(layout, values)
    alpha = layout.channels if layout.planar and layout.alpha is not None else layout.alpha
    return Samples(
        values,
        {1: "L", 3: "RGB", 4: "CMYK"}[layout.channels],
        alpha,
        bits=0 if layout.kind == 3 else max(layout.bits),
        white=layout.directory.number(281),
        white_is_zero=layout.colours == _GREY_FROM_WHITE,
        premultiplied=next((v for v in layout.directory.numbers(338) if v in (1, 2)), 0) == 1,
    )


def _values(layout: TiffLayout, bits: tuple[int, ...], grid: _Grid, plane: Bytes) -> NDArray[Any]:
    if layout.subsampled != (1, 1):
        return _spread(layout, plane, grid)
    predictor = layout.directory.number(317, 1)
    tiles = plane.reshape(len(plane), grid.across, grid.row)
    width = layout.directory.number(322) if grid.tags[0] == 324 else layout.width
    if len(set(bits)) > 1 or bits[0] not in (8, 16, 24, 32, 64):
        unpacked = unpack(tiles, bits, width)
        return unpacked.reshape(len(plane), grid.across * width, len(bits))[:, : layout.width]
    size = bits[0] // 8
    order, code = layout.directory.order, {1: "u", 2: "i", 3: "f"}[layout.kind]
    if predictor == 3:
        tiles, order = _rejoined(tiles, len(bits), size), ">"
    if size == 3:
        values = _of_three_bytes(tiles, order)
    else:
        values = np.ascontiguousarray(tiles).view(f"{order}{code}{size}")
    values = values.reshape(len(plane), grid.across, width, len(bits))
    if predictor == 2:
        unsigned = values.astype(f"u{size}")
        np.cumsum(unsigned, axis=2, dtype=unsigned.dtype, out=unsigned)
        values = unsigned.view(f"{code}{size}")
    whole = values.reshape(len(plane), grid.across * width, len(bits))[:, : layout.width]
    return whole if whole.dtype.isnative else whole.astype(whole.dtype.newbyteorder("="))


def _rejoined(tiles: Bytes, samples: int, size: int) -> Bytes:
    """Floating point stored as differences, the high bytes of a row first (TIFF Technical Note 3)."""
    rows, across, row = tiles.shape
    bytes_of = tiles.reshape(rows, across, row // samples, samples)
    summed = np.cumsum(bytes_of, axis=2, dtype=np.uint8).reshape(rows, across, size, row // size)
    return np.ascontiguousarray(summed.swapaxes(2, 3)).reshape(rows, across, row)


def _of_three_bytes(tiles: Bytes, order: str) -> NDArray[np.uint32]:
    three = tiles.reshape(*tiles.shape[:2], -1, 3).astype(np.uint32)
    low, high = (0, 2) if order == "<" else (2, 0)
    return np.asarray(three[..., low] | three[..., 1] << 8 | three[..., high] << 16, np.uint32)


def _spread(layout: TiffLayout, plane: Bytes, grid: _Grid) -> Bytes:
    """Brightnesses in squares of which each shares two colours, as three values a pixel."""
    across, down = layout.subsampled
    size = across * down
    units = plane.reshape(len(plane), -1, size + 2)
    made = np.empty((len(plane) * down, units.shape[1] * across, 3), np.uint8)
    square = units[..., :size].reshape(len(plane), -1, down, across).swapaxes(1, 2)
    made[..., 0] = square.reshape(made.shape[:2])
    for channel in (1, 2):
        made[..., channel] = units[..., size + channel - 1].repeat(down, axis=0).repeat(across, axis=1)
    if grid.tags[0] == 324:
        width = -(-layout.directory.number(322) // across) * across
        made = made.reshape(len(made), grid.across, width, 3)[:, :, : layout.directory.number(322)]
        made = made.reshape(len(made), -1, 3)
    return made[: layout.height, : layout.width]


# From numbers to colours.


def _from_palette(layout: TiffLayout, values: NDArray[Any]) -> Samples:
    entries = layout.directory.numbers(320)
    count = 2 ** layout.bits[0]
    if len(entries) != 3 * count:
        raise MalformedError("its palette has not as many colours as its pixels name")
    palette = np.array(entries, np.uint16).reshape(3, count).T
    # Of 16 bits, by the standard; some writers fill in 8.
    eight = palette if palette.max() < 256 else (palette.astype(np.uint32) * 255 + 32767) // 65535
    colours = eight.astype(np.uint8)[values[..., 0]]
    if layout.alpha is None:
        return Samples(colours, "RGB")
    opacity = values[..., 1 if layout.planar else layout.alpha].astype(np.float32)
    alpha = (opacity * (255 / (count - 1))).round().astype(np.uint8)
    return Samples(np.concatenate([colours, alpha[..., None]], axis=2), "RGB", 3)


def _from_ycbcr(layout: TiffLayout, values: Bytes) -> Bytes:
    weights, ends = layout.directory.fractions(529), layout.directory.fractions(532)
    if len(weights) != 3 or min(weights) <= 0:
        weights = (0.299, 0.587, 0.114)
    if len(ends) != 6 or not all(top > low for low, top in zip(ends[::2], ends[1::2], strict=True)):
        ends = (0.0, 255.0, 128.0, 255.0, 128.0, 255.0)
    return from_ycbcr(values, weights, ends)


def _lab(layout: TiffLayout, values: NDArray[Any]) -> Samples:
    """Lab as 8 bits, a and b from 128 on; the standard's own kind has them signed, ICC's has not."""
    signed = layout.colours == _LAB
    if layout.bits[0] == 16:
        light = values[..., :1].astype(np.uint16) / np.float32(65535 if signed else 65280) * 255
        middle = values[..., 1:].astype(np.int16 if signed else np.uint16).astype(np.int32)
        hue = np.clip((middle + (32768 if signed else 0) + 128) >> 8, 0, 255)
        eight = np.concatenate([np.rint(np.minimum(light, 255)), hue], axis=2).astype(np.uint8)
    else:
        eight = values.astype(np.uint8)
        if signed:
            eight[..., 1:] ^= 128
    return Samples(np.ascontiguousarray(eight[..., :3]), "LAB")
