"""Picture files that lie: cut, corrupted, renamed, enormous on paper, or laid out to exhaust memory."""

import io
import random
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageCms

Tag = tuple[int, int, int, int]
PNG = b"\x89PNG\r\n\x1a\n"


def corpus() -> dict[str, bytes]:
    """Name to content of more than 200 files."""
    files = dict[str, bytes]()
    valid = _valid()
    files |= dict(_cut(valid))
    files |= dict(_corrupted(valid))
    files |= dict(_renamed(valid))
    files |= _png()
    files |= _jpeg(valid["photo.jpg"])
    files |= _tiff()
    files |= _others(valid)
    return files


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _valid() -> dict[str, bytes]:
    pixels = np.random.default_rng(1).integers(0, 256, (24, 20, 3)).astype(np.uint8)
    image = Image.fromarray(pixels)
    frames = [Image.fromarray(np.roll(pixels, shift)) for shift in range(3)]
    exif = Image.Exif()
    exif[274] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # Without the time it was made at (ICC.1, 7.2.8): every process makes the same files.
    profile = profile[:24] + bytes(12) + profile[36:]
    return {
        "photo.png": _saved(image, "PNG", icc_profile=profile, exif=exif),
        "photo.jpg": _saved(image, "JPEG", icc_profile=profile, exif=exif),
        "progressive.jpg": _saved(image, "JPEG", progressive=True),
        "photo.webp": _saved(image, "WEBP", icc_profile=profile, exif=exif),
        "lossless.webp": _saved(image, "WEBP", lossless=True),
        "moving.webp": _saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "photo.tif": _saved(image, "TIFF", exif=exif, icc_profile=profile),
        "packed.tif": _saved(image, "TIFF", compression="tiff_lzw"),
        "photo.bmp": _saved(image, "BMP"),
        "moving.gif": _saved(frames[0], "GIF", save_all=True, append_images=frames[1:]),
    }


def _cut(valid: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, data in valid.items():
        for at in (
            1,
            3,
            8,
            13,
            21,
            33,
            len(data) // 3,
            len(data) // 2,
            len(data) - 40,
            len(data) - 9,
            len(data) - 1,
        ):
            yield f"cut at {at} {name}", data[:at]


def _corrupted(valid: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    rng = random.Random(7)
    for name, data in valid.items():
        for number in range(6):
            changed = bytearray(data)
            for _ in range(1 + number * 3):
                changed[rng.randrange(8, len(changed))] = rng.choice((0, 1, 127, 128, 255))
            yield f"corrupted {number} {name}", bytes(changed)
        yield f"zeroed middle {name}", data[:40] + bytes(len(data) - 80) + data[-40:]
        yield f"doubled {name}", data + data


def _renamed(valid: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield "nothing.png", b""
    yield "text.png", b"This is a letter.\n"
    yield "page.jpg", b"<!DOCTYPE html><html><body>404</body></html>"
    yield "program.png", b"MZ\x90\0\3\0\0\0" + bytes(500)
    yield "program.gif", b"\x7fELF\2\1\1" + bytes(500)
    yield "archive.webp", b"PK\3\4" + bytes(100)
    yield "document.tif", b"%PDF-1.7\n" + bytes(100)
    yield "drawing.png", b'<?xml version="1.0"?><svg width="9" height="9"/>'
    yield "script.bmp", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    yield "phone.jpg", b"\0\0\0\x18ftypheic" + bytes(100)
    yield "zeros.png", bytes(4096)
    yield "ones.png", b"\xff" * 4096
    magics = {
        "png": PNG,
        "jpg": b"\xff\xd8\xff",
        "gif": b"GIF89a",
        "bmp": b"BM",
        "tif": b"II*\0",
        "big": b"MM\0+",
    }
    magics["webp"] = b"RIFF\xff\xff\xff\xffWEBP"
    for name, magic in magics.items():
        yield f"magic alone {name}", magic
        yield f"magic and zeros {name}", magic + bytes(300)
        yield f"magic and ones {name}", magic + b"\xff" * 300
    yield "pixmap.png", _saved(Image.new("RGB", (4, 4)), "PPM")
    yield "icon.png", _saved(Image.new("RGB", (16, 16)), "ICO")
    yield "jpeg in png's clothes.png", PNG + valid["photo.jpg"]


def _chunk(kind: bytes, content: bytes, check: int | None = None) -> bytes:
    check = zlib.crc32(kind + content) if check is None else check
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _header(width: int, height: int, bits: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace))


def _png() -> dict[str, bytes]:
    end = _chunk(b"IEND", b"")
    one = _chunk(b"IDAT", zlib.compress(b"\0abc"))
    bomb = _chunk(b"IDAT", zlib.compress(bytes(40 * 2**20), 9))
    huge_text = zlib.compress(bytes(60 * 2**20), 9)
    files = {
        "huge": _header(2**31 - 1, 2**31 - 1) + one + end,
        "wide": _header(2**31 - 1, 1) + one + end,
        "tall": _header(1, 100_000_000) + one + end,
        "twenty thousand squared": _header(20_000, 20_000) + bomb + end,
        "a bomb of zeros": _header(6000, 6000, 8, 0) + bomb + end,
        "no width": _header(0, 9) + one + end,
        "no height": _header(9, 0) + one + end,
        "bits 3": _header(1, 1, 3) + one + end,
        "colour 7": _header(1, 1, 8, 7) + one + end,
        "interlace 9": _header(1, 1, 8, 2, 9) + one + end,
        "two headers": _header(1, 1) + _header(9000, 9000) + one + end,
        "late header": one + _header(1, 1) + end,
        "no pixels": _header(1, 1) + end,
        "too much data": _header(1, 1) + bomb + end,
        "wrong checksum": _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), 7) + one + end,
        "no zlib": _header(1, 1) + _chunk(b"IDAT", b"hello") + end,
        "filter 9": _header(1, 1) + _chunk(b"IDAT", zlib.compress(b"\x09abc")) + end,
        "no palette": _header(1, 1, 8, 3) + _chunk(b"IDAT", zlib.compress(b"\0\5")) + end,
        "short palette": _header(1, 1, 8, 3)
        + _chunk(b"PLTE", b"\1\2\3")
        + _chunk(b"IDAT", zlib.compress(b"\0\5"))
        + end,
        "odd palette": _header(1, 1, 8, 3) + _chunk(b"PLTE", b"\1\2\3\4") + one + end,
        "endless chunk": _header(1, 1) + struct.pack(">I", 2**31 - 1) + b"IDAT" + b"x",
        "length of all ones": _header(1, 1) + b"\xff\xff\xff\xffIDAT" + b"x",
        "long transparency": _header(1, 1) + _chunk(b"tRNS", bytes(1000)) + one + end,
        "short transparency": _header(1, 1) + _chunk(b"tRNS", b"\1") + one + end,
        "text bomb": _header(1, 1) + _chunk(b"zTXt", b"a\0\0" + huge_text) * 30 + one + end,
        "international text bomb": _header(1, 1)
        + _chunk(b"iTXt", b"ganvas\0\1\0\0\0" + huge_text)
        + one
        + end,
        "profile bomb": _header(1, 1) + _chunk(b"iCCP", b"a\0\0" + huge_text) + one + end,
        "profile without a name": _header(1, 1) + _chunk(b"iCCP", b"") + one + end,
        "many chunks": _header(1, 1) + _chunk(b"teXt", b"") * 50_000 + one + end,
        "many frames": _header(1, 1) + _chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)) + one + end,
        "wrong frame": _header(1, 1) + _chunk(b"acTL", b"\0") + _chunk(b"fcTL", b"\1") + one + end,
        "hostile exif": _header(1, 1) + _chunk(b"eXIf", _exif_of_many_tags()) + one + end,
        "looping exif": _header(1, 1) + _chunk(b"eXIf", b"II*\0\2\0\0\0" + bytes(8)) + one + end,
        "apple's": _chunk(b"CgBI", b"\0\0\0\0") + _header(1, 1) + one + end,
    }
    return {f"{name}.png": PNG + body for name, body in files.items()}


def _exif_of_many_tags() -> bytes:
    """Every tag claims all of the data: read naively, it is copied once for each."""
    count = 2700
    tags = b"".join(struct.pack("<HHII", tag, 7, 32_000, 0) for tag in range(1, count + 1))
    return b"II*\0" + struct.pack("<IH", 8, count) + tags + bytes(4)


def _jpeg(photo: bytes) -> dict[str, bytes]:
    start = photo.index(b"\xff\xc0")
    scan = photo.index(b"\xff\xda")
    sized = photo[: start + 5] + struct.pack(">HH", 65_500, 65_500) + photo[start + 9 :]
    (frame,) = struct.unpack_from(">H", photo, start + 2)
    header = photo[start : start + 2 + frame]
    progressive = sized[:start] + b"\xff\xc2" + sized[start + 2 :]
    exif = b"Exif\0\0" + _exif_of_many_tags()
    app1 = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    icc = b"ICC_PROFILE\0\1\1" + bytes(60_000)
    app2 = b"\xff\xe2" + struct.pack(">H", len(icc) + 2) + icc
    pages = b"MPF\0II*\0\x08\0\0\0\xff\xff" + b"\xff" * 200
    mpf = b"\xff\xe2" + struct.pack(">H", len(pages) + 2) + pages
    finish = photo.rindex(b"\xff\xd9")
    (length,) = struct.unpack_from(">H", photo, scan + 2)
    again = photo[scan : scan + 2 + length]
    files = {
        "huge": sized,
        "huge progressive": progressive,
        "no size": photo[: start + 5] + bytes(4) + photo[start + 9 :],
        "no components": photo[: start + 9] + b"\0" + photo[start + 10 :],
        "many components": photo[: start + 9] + b"\xff" + photo[start + 10 :],
        "sampling of zero": photo[: start + 11] + b"\0" + photo[start + 12 :],
        "12 bits": photo[: start + 4] + b"\x0c" + photo[start + 5 :],
        "two frames": photo[:scan] + header + photo[scan:],
        "a second, huge frame": photo[:scan] + sized[start : start + 2 + frame] + photo[scan:],
        "no frame": photo[:start] + photo[start + 2 + frame :],
        "no tables": photo[:2] + photo[start:],
        "no scan": photo[:scan] + b"\xff\xd9",
        "a thousand scans": photo[:finish] + again * 1000 + b"\xff\xd9",
        "hostile exif": photo[:2] + app1 * 40 + photo[2:],
        "profile of zeros": photo[:2] + app2 * 100 + photo[2:],
        "hostile pages": photo[:2] + mpf + photo[2:],
        "segment of length 0": photo[:2] + b"\xff\xe1\0\0" + photo[2:],
        "segment past the end": photo[:2] + b"\xff\xe1\xff\xff" + photo[2:200],
        "padding": photo[:2] + b"\xff" * 1000 + photo[2:],
        "junk between": photo[:2] + b"junk" * 100 + photo[2:],
        "restarts alone": b"\xff\xd8\xff" + b"\xd0\xff" * 2000,
        "arithmetic": photo[:start] + b"\xff\xc9" + photo[start + 2 :],
        "lossless": photo[:start] + b"\xff\xc3" + photo[start + 2 :],
    }
    return {f"{name}.jpg": data for name, data in files.items()}


def _page(
    *tags: tuple[int, int, int, int], order: str = "<", extra: bytes = b"", following: int = 0
) -> bytes:
    """A TIFF whose directory is at 8 and whose `extra` bytes follow it."""
    table = struct.pack(order + "H", len(tags))
    for tag, kind, count, value in tags:
        short = kind == 3 and count == 1
        table += struct.pack(order + "HHI", tag, kind, count)
        table += struct.pack(order + ("HH" if short else "I"), *((value, 0) if short else (value,)))
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return magic + struct.pack(order + "I", 8) + table + struct.pack(order + "I", following) + extra


def _tiff() -> dict[str, bytes]:
    def grey(across: int = 4, down: int = 4, **changed: Tag) -> list[Tag]:
        tags = {
            "width": (256, 4, 1, across),
            "height": (257, 4, 1, down),
            "bits": (258, 3, 1, 8),
            "packing": (259, 3, 1, 1),
            "meaning": (262, 3, 1, 1),
            "offset": (273, 4, 1, 0),
            "samples": (277, 3, 1, 1),
            "rows": (278, 4, 1, down),
            "count": (279, 4, 1, 16),
        }
        return sorted((tags | changed).values())

    pixels = bytes(range(16))
    million = struct.pack("<I", 8) * 1_000_000
    files = {
        "silly size": _page(*grey(2**32 - 1, 2**32 - 1), extra=pixels),
        "no size": _page(*grey(0, 0), extra=pixels),
        "no tags": _page(extra=pixels),
        "negative rows": _page(*grey(rows=(278, 9, 1, 2**32 - 1)), extra=pixels),
        "width as text": _page(*grey(width=(256, 2, 4, 0)), extra=pixels),
        "width as fraction": _page(*grey(width=(256, 5, 1, 8)), extra=pixels),
        "many bits": _page(*grey(bits=(258, 3, 1, 60_000)), extra=pixels),
        "many samples": _page(*grey(samples=(277, 3, 1, 65_535)), extra=pixels),
        "unknown packing": _page(*grey(packing=(259, 3, 1, 99)), extra=pixels),
        "fax": _page(*grey(packing=(259, 3, 1, 4), bits=(258, 3, 1, 1)), extra=pixels),
        "lzw of nothing": _page(*grey(packing=(259, 3, 1, 5)), extra=pixels),
        "jpeg of nothing": _page(*grey(packing=(259, 3, 1, 7)), extra=pixels),
        "old jpeg": _page(*grey(packing=(259, 3, 1, 6)), extra=pixels),
        "deflate of nothing": _page(*grey(packing=(259, 3, 1, 8)), extra=pixels),
        "unknown meaning": _page(*grey(meaning=(262, 3, 1, 99)), extra=pixels),
        "palette without colours": _page(*grey(meaning=(262, 3, 1, 3)), extra=pixels),
        "strips past the end": _page(*grey(offset=(273, 4, 1, 2**31)), extra=pixels),
        "a million strips": _page(*grey(offset=(273, 4, 1_000_000, 130)), extra=million),
        "a million bits": _page(*grey(bits=(258, 3, 1_000_000, 130)), extra=million),
        "a million strips in a million rows": _page(
            *grey(1, 1_000_000, offset=(273, 4, 1_000_000, 130), count=(279, 4, 1_000_000, 130)),
            extra=million,
        ),
        "huge tiles": _page(
            *grey(a=(322, 4, 1, 13_000), b=(323, 4, 1, 13_000), c=(324, 4, 1, 8), d=(325, 4, 1, 16)),
            extra=pixels,
        ),
        "tiles of nothing": _page(*grey(a=(322, 4, 1, 0), b=(323, 4, 1, 0), c=(324, 4, 1, 8)), extra=pixels),
        "directory in a circle": _page(*grey(), extra=pixels, following=8),
        "directory outside": b"II*\0\xff\xff\xff\x7f" + bytes(60),
        "directory in the header": b"II*\0\2\0\0\0" + bytes(60),
        "tags on tags": _page(*[(tag, 7, 700_000, 8) for tag in range(1, 900)], extra=bytes(800_000)),
        "too many tags": b"II*\0\x08\0\0\0\xff\xff" + bytes(65_535 * 12),
        "sub-directories": _page(
            *grey(a=(330, 4, 4, 8), b=(34_665, 4, 1, 8), c=(34_853, 4, 1, 8), d=(40_965, 4, 1, 8)),
            extra=pixels,
        ),
        "orientation 99": _page(*grey(a=(274, 3, 1, 99)), extra=pixels),
        "profile outside": _page(*grey(a=(34_675, 7, 2**31, 2**31)), extra=pixels),
        "big endian, lying": _page(*grey(2**16, 2**16), order=">", extra=pixels),
        "big tiff, endless": b"II+\0\x08\0\0\0" + b"\xff" * 8 + bytes(80),
        "big tiff, many tags": b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2**63) + bytes(80),
        "same tag twice": _page(*grey(), (256, 4, 1, 2**31), (257, 4, 1, 2**31), extra=pixels),
    }
    return {f"{name}.tif": data for name, data in files.items()}


def _others(valid: dict[str, bytes]) -> dict[str, bytes]:
    gif, webp, lossless = valid["moving.gif"], valid["photo.webp"], valid["lossless.webp"]
    canvas = webp.index(b"VP8X") + 12
    stored = lossless.index(b"VP8L") + 9
    moving = valid["moving.webp"]
    frame = moving.index(b"ANMF") + 8
    screen = b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\x80\0\0" + bytes(6)
    image = b"\x2c" + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\2\2\x4c\1\0\x3b"
    small = b"GIF89a\1\0\1\0\x80\0\0" + bytes(6)

    def bmp(
        width: int, height: int, bits: int = 24, packing: int = 0, colours: int = 0, body: bytes = b""
    ) -> bytes:
        info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, packing, 0, 0, 0, colours, 0)
        return b"BM" + struct.pack("<IHHI", 54 + len(body), 0, 0, 54 + 4 * colours % 4096) + info + body

    return {
        "huge screen.gif": screen + image,
        "huge frame.gif": small + image,
        "frame outside.gif": small
        + b"\x2c"
        + struct.pack("<HHHHB", 65_000, 65_000, 9, 9, 0)
        + b"\2\2\x4c\1\0\x3b",
        "empty frame.gif": small + b"\x2c" + bytes(9) + b"\2\0\x3b",
        "no frame.gif": small + b"\x3b",
        "many frames.gif": gif[:-1] + gif[gif.index(b"\x2c") : -1] * 3000 + b"\x3b",
        "many comments.gif": small + b"\x21\xfe\3abc\0" * 100_000 + image,
        "one long comment.gif": small + b"\x21\xfe" + (b"\xff" + b"c" * 255) * 20_000 + b"\0" + image,
        "bad code size.gif": small + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x0f\2\x4c\1\0\x3b",
        "unknown blocks.gif": small + b"\x21\x77\1a\0" * 5000 + b"\x3b",
        "huge canvas.webp": webp[:canvas] + b"\xff\xff\xff\xff\xff\xff" + webp[canvas + 6 :],
        "large canvas.webp": webp[:canvas] + b"\x00\x40\x00\x00\x20\x00" + webp[canvas + 6 :],
        "huge lossless.webp": lossless[:stored] + b"\xff\xff\xff\x0f" + lossless[stored + 4 :],
        "frame outside.webp": moving[:frame] + b"\xff" * 6 + moving[frame + 6 :],
        "huge frame.webp": moving[: frame + 6] + b"\xff" * 6 + moving[frame + 12 :],
        "many frames.webp": moving + moving[frame - 8 :] * 2000,
        "length of zero.webp": webp[:4] + bytes(4) + webp[8:],
        "unknown first chunk.webp": webp[:12] + b"JUNK" + webp[16:],
        "huge.bmp": bmp(2**31 - 1, 2**31 - 1),
        "upside down and huge.bmp": bmp(30_000, -(2**31)),
        "negative width.bmp": bmp(-5, 5, body=bytes(100)),
        "no size.bmp": bmp(0, 0),
        "bits 7.bmp": bmp(4, 4, 7, body=bytes(100)),
        "unknown packing.bmp": bmp(4, 4, 24, 77, body=bytes(100)),
        "many colours.bmp": bmp(4, 4, 8, 0, 2**31 - 1, body=bytes(2000)),
        "runs without end.bmp": bmp(4000, 4000, 8, 1, 0, body=b"\xff\0" * 60_000),
        "jumps of 255 rows.bmp": bmp(60_000, 200, 8, 1, 0, body=bytes(1024) + b"\0\2\0\xff" * 2000),
        "one row a hundred million wide.bmp": bmp(
            100_000_000, 1, 8, 1, 0, body=bytes(1024) + b"\0\2\0\xff" * 9
        ),
        "unknown header.bmp": b"BM" + bytes(12) + struct.pack("<I", 99) + bytes(200),
    }
