"""Every kind of picture that strangers have, made by hand with known pixels: the right ones, or why not."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from engine.errors import ImageError
from engine.files import PICTURE_FORMATS
from engine.images.codec import Limits, decode_image, picture_mode, picture_size, write_image

ROOT = Path(__file__).resolve().parents[3]
WIDTH, HEIGHT = 21, 13
# From black to white in every channel, every way differently.
RAMP = np.stack([np.linspace(0, 1, WIDTH * HEIGHT).reshape(HEIGHT, WIDTH)] * 4, axis=-1)
RAMP[..., 1] = RAMP[::-1, :, 0]
RAMP[..., 2] = RAMP[:, ::-1, 0]
EIGHT = np.rint(RAMP * 255)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def tiff(parts, tags, *, order="<", big=False):
    """A TIFF of strips or planes that are packed already; `tags` of shorts, or of (type, values)."""
    number, inline = ("Q", 8) if big else ("I", 4)
    mark = (b"II" if order == "<" else b"MM") + struct.pack(order + "H", 43 if big else 42)
    body = bytearray(mark + (struct.pack(order + "HHQ", 8, 0, 0) if big else bytes(4)))
    offsets = []
    for part in parts:
        offsets.append(len(body))
        body += part + bytes(len(part) % 2)
    tags = {256: WIDTH, 257: HEIGHT, 259: 1, 278: HEIGHT, **tags}
    tags |= {273: (4, offsets), 279: (4, [len(part) for part in parts])}
    entries = []
    for tag in sorted(tags):
        value = tags[tag]
        kind, values = (
            value if isinstance(value, tuple) else (3, value if isinstance(value, list) else [value])
        )
        content = struct.pack(f"{order}{len(values)}{ {1: 'B', 3: 'H', 4: 'I'}[kind] }", *values)
        if len(content) > inline:
            at, body = len(body), body + content + bytes(len(content) % 2)
            content = struct.pack(order + number, at)
        entries.append(
            struct.pack(order + "HH" + number, tag, kind, len(values)) + content.ljust(inline, b"\0")
        )
    struct.pack_into(order + number, body, 8 if big else 4, len(body))
    table = struct.pack(order + ("Q" if big else "H"), len(entries)) + b"".join(entries)
    return bytes(body) + table + bytes(inline)


def packed(values, bits):
    """(H, W, C) whole numbers, highest bits first, each row from a whole byte on."""
    single = (values[..., None].astype(np.uint64) >> np.arange(bits - 1, -1, -1, dtype=np.uint64)) & 1
    return np.packbits(single.astype(np.uint8).reshape(len(values), -1), axis=1).tobytes()


def assert_shows(data, colours, tolerance=1.0):
    decoded = decode_image(data)
    assert picture_size(data) == (decoded.shape[1], decoded.shape[0])
    assert picture_mode(data)
    assert np.abs(decoded[..., :3] - colours).max() <= tolerance
    return decoded


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize("bits", [1, 2, 3, 4, 6, 8, 10, 12, 14, 16])
def test_tiff_of_every_depth_in_one_plane_or_three(bits, planar):
    values = np.rint(RAMP[..., :3] * (2**bits - 1))
    tags = {258: [bits] * 3, 262: 2, 277: 3, 284: 2 if planar else 1}

    def pack(part):
        return part.astype("<u2").tobytes() if bits == 16 else packed(part, bits)

    parts = [pack(values[..., [channel]]) for channel in range(3)] if planar else [pack(values)]
    assert_shows(tiff(parts, tags), values / (2**bits - 1) * 255)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("planes", [1, 3])
@pytest.mark.parametrize("dtype", ["u2", "u4", "f2", "f4", "f8"])
def test_tiff_of_wide_numbers_in_either_order_of_bytes(dtype, planes, big, order):
    top = 1 if dtype[0] == "f" else 2 ** (8 * int(dtype[1])) - 1
    values = (RAMP[..., :planes] * top).astype(order + dtype)
    bits, kind = [8 * int(dtype[1])] * planes, [3 if dtype[0] == "f" else 1] * planes
    for predictor in (1, 2):
        if predictor == 2 and dtype[0] == "f":
            continue
        stored = values.copy()
        if predictor == 2:
            stored[:, 1:] = values[:, 1:] - values[:, :-1]
        for compression, pack in ((1, bytes), (8, zlib.compress)):
            if compression == 1 and predictor == 2:
                continue
            tags = {258: bits, 262: 2 if planes == 3 else 1, 277: planes, 339: kind, 317: predictor}
            data = tiff([pack(stored.tobytes())], tags | {259: compression}, order=order, big=big)
            assert_shows(data, EIGHT[..., :planes])


def test_tiff_of_24_bits_and_of_several_depths():
    values = np.rint(RAMP[..., :3] * (2**24 - 1)).astype("<u4")
    content = values.view(np.uint8).reshape(HEIGHT, WIDTH, 3, 4)[..., :3].tobytes()
    assert_shows(tiff([content], {258: [24] * 3, 262: 2, 277: 3}), EIGHT[..., :3])
    parts = [
        np.rint(RAMP[..., channel] * (2**bits - 1)).astype(int) for channel, bits in enumerate((5, 6, 5))
    ]
    whole = parts[0] << 11 | parts[1] << 5 | parts[2]
    data = tiff([whole.astype(">u2").tobytes()], {258: [5, 6, 5], 262: 2, 277: 3})
    assert_shows(data, EIGHT[..., :3], 255 / 31)


def test_tiff_of_floats_as_differences():
    values = RAMP[..., :3].astype(">f4").reshape(HEIGHT, WIDTH * 3)
    planes = values.view(np.uint8).reshape(HEIGHT, WIDTH * 3, 4).swapaxes(1, 2).reshape(HEIGHT, -1)
    stored = planes.copy()
    stored[:, 3:] = planes[:, 3:] - planes[:, :-3]
    tags = {258: [32] * 3, 262: 2, 277: 3, 339: [3] * 3, 317: 3, 259: 8}
    assert_shows(tiff([zlib.compress(stored.tobytes())], tags), EIGHT[..., :3])


@pytest.mark.parametrize("planar", [False, True])
@pytest.mark.parametrize(("kind", "premultiplied"), [(1, True), (2, False)])
def test_tiff_with_opacity(kind, premultiplied, planar):
    values = np.rint(RAMP * 65535)
    opaque = values.copy()
    if premultiplied:
        values[..., :3] *= values[..., 3:] / 65535
    parts = [values[..., index].astype("<u2").tobytes() for index in range(4)]
    whole = [values.astype("<u2").tobytes()]
    tags = {258: [16] * 4, 262: 2, 277: 4, 338: kind, 284: 2 if planar else 1}
    decoded = decode_image(tiff(parts if planar else whole, tags))
    assert np.abs(decoded[..., 3] - EIGHT[..., 3]).max() <= 1
    seen = EIGHT[..., 3] > 20
    assert np.abs(decoded[..., :3] - opaque[..., :3] / 257)[seen].max() <= 2


@pytest.mark.parametrize("bits", [1, 4, 8, 16])
def test_tiff_with_a_palette_of_16_bits_or_of_8(bits):
    count = 2**bits
    colours = np.random.default_rng(3).integers(0, 256, (3, count))
    colours[0, 0] = 255
    indices = np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH, 1) % min(count, 200)
    content = indices.astype("<u2").tobytes() if bits == 16 else packed(indices, bits)
    for scale in (257, 1):
        data = tiff([content], {258: bits, 262: 3, 277: 1, 320: (3, (colours * scale).ravel().tolist())})
        assert_shows(data, colours.T[indices[..., 0]], 0)


def test_tiff_of_signed_numbers_of_8_bits_is_shown_as_everybody_shows_it():
    data = tiff([EIGHT[..., :1].astype(np.uint8).tobytes()], {258: 8, 262: 1, 277: 1, 339: 2})
    assert_shows(data, EIGHT[..., :1], 0)


@pytest.mark.parametrize("bits", [8, 16])
def test_tiff_of_inks_and_of_lab(bits):
    inks = np.rint(RAMP * (2**bits - 1)).astype(f"<u{bits // 8}")
    plain = Image.fromarray(EIGHT.astype(np.uint8), mode="CMYK").convert("RGB")
    assert_shows(tiff([inks.tobytes()], {258: [bits] * 4, 262: 5, 277: 4}), np.asarray(plain).astype(int), 2)
    # L 53.23, a 80.11, b 67.22 is the red of sRGB (CIE 15; in D50: 54.29, 80.81, 69.89).
    for colours, middle in ((8, 0), (9, 128)):
        lab = np.array([0.5429, 81 + middle, 70 + middle])
        light = lab[0] * {(8, 8): 255, (9, 8): 255, (8, 16): 65535, (9, 16): 65280}[colours, bits]
        scale = 1 if bits == 8 else 256
        pixel = np.rint([light, lab[1] * scale, lab[2] * scale]).astype(f"<u{bits // 8}")
        content = np.broadcast_to(pixel, (HEIGHT, WIDTH, 3)).tobytes()
        data = tiff([content], {258: [bits] * 3, 262: colours, 277: 3})
        assert_shows(data, np.array([255, 0, 0]), 8)


@pytest.mark.parametrize("spread", [(1, 1), (2, 1), (2, 2), (4, 2)])
def test_tiff_of_brightness_and_colours_uncompressed(spread):
    across, down = spread
    y, cb, cr = 76, 85, 255  # red, by BT.601
    units = -(-WIDTH // across) * -(-HEIGHT // down)
    content = bytes([*[y] * (across * down), cb, cr]) * units
    data = tiff([content], {258: [8] * 3, 262: 6, 277: 3, 530: [across, down]})
    assert_shows(data, np.array([254, 0, 0]), 3)


@pytest.mark.parametrize("planes", [1, 3])
def test_tiff_with_a_jpeg_of_the_old_kind_is_read(planes):
    photo = np.kron(np.arange(6, dtype=np.uint8).reshape(2, 3) * 40, np.ones((16, 16), np.uint8))
    jpeg = saved(Image.fromarray(photo).convert("L" if planes == 1 else "RGB"), "JPEG", quality=95)
    height, width = photo.shape
    tags = {256: width, 257: height, 278: height, 258: [8] * planes, 259: 6, 277: planes, 512: 1}
    tags |= {262: 1} if planes == 1 else {262: 6, 530: [2, 2]}
    tags |= {513: (4, [8]), 514: (4, [len(jpeg)])}
    assert_shows(tiff([jpeg], tags), photo[..., None], 8)


UNSUPPORTED = {
    "logarithms": {258: [16] * 3, 262: 32845, 277: 3},
    "a camera's cells": {258: 16, 262: 32803, 277: 1},
    "complex numbers": {258: 64, 262: 1, 277: 1, 339: 6},
    "floats of 24 bits": {258: 24, 262: 1, 277: 1, 339: 3},
    "five inks": {258: [8] * 5, 262: 5, 277: 5, 332: 2},
    "JPEG 2000": {258: 8, 262: 1, 277: 1, 259: 34712},
    "WebP": {258: [8] * 3, 262: 2, 277: 3, 259: 50001},
}


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_a_kind_that_is_not_read_is_called_that_and_not_damaged(name):
    assert_is_unsupported(tiff([bytes(4096)], UNSUPPORTED[name]))


def assert_is_unsupported(data):
    with pytest.raises(ImageError, match="not supported") as error:
        decode_image(data)
    assert "damaged" not in str(error.value)
    assert "save it as" in str(error.value)
    with pytest.raises(ImageError, match="not supported"):
        picture_size(data)


@pytest.mark.parametrize(("marker", "bits"), [(0xC3, 8), (0xC1, 12), (0xC0, 16), (0xCB, 8)])
def test_rare_jpegs_are_called_unsupported(marker, bits):
    jpeg = saved(Image.new("L", (16, 16), 99), "JPEG")
    at = jpeg.index(b"\xff\xc0")
    assert_is_unsupported(
        jpeg[:at] + bytes([0xFF, marker]) + jpeg[at + 2 : at + 4] + bytes([bits]) + jpeg[at + 5 :]
    )


# BMP


def bmp(content, *, bits, compression=0, masks=(), header=40, palette=b"", height=HEIGHT):
    body = struct.pack("<iiHHIIiiII", WIDTH, height, 1, bits, compression, len(content), 0, 0, 0, 0)
    fields = struct.pack(f"<{len(masks)}I", *masks)
    body = (body + fields).ljust(header - 4, b"\0")
    if header == 40:
        body = body[:36] + fields
    start = 18 + len(body) + len(palette)
    return b"BM" + struct.pack("<IIII", start + len(content), 0, start, header) + body + palette + content


FIELDS = {
    "16 bits, 5 each": (16, (0x7C00, 0x3E0, 0x1F)),
    "16 bits, 4 each with opacity": (16, (0xF00, 0xF0, 0xF, 0xF000)),
    "16 bits, opacity of one": (16, (0x7C00, 0x3E0, 0x1F, 0x8000)),
    "32 bits, 10 each": (32, (0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000)),
    "32 bits, backwards": (32, (0xFF000000, 0xFF0000, 0xFF00, 0xFF)),
    "32 bits, as usual": (32, (0xFF0000, 0xFF00, 0xFF, 0xFF000000)),
}


@pytest.mark.parametrize("header", [40, 56, 108, 124])
@pytest.mark.parametrize("upwards", [True, False])
@pytest.mark.parametrize("name", FIELDS)
def test_bmp_with_any_fields_of_bits_keeps_its_opacity(name, upwards, header):
    bits, masks = FIELDS[name]
    pixels, shown = np.zeros((HEIGHT, WIDTH), np.uint64), EIGHT.copy()
    shown[..., 3] = 255
    for channel, mask in enumerate(masks):
        low = (mask & -mask).bit_length() - 1
        value = np.rint(RAMP[..., channel] * (mask >> low))
        shown[..., channel] = value / (mask >> low) * 255
        pixels |= value.astype(np.uint64) << np.uint64(low)
    rows = pixels.astype(f"<u{bits // 8}")[:: -1 if upwards else 1]
    content = b"".join(row.tobytes() + bytes(-len(row.tobytes()) % 4) for row in rows)
    compression = 6 if header == 40 and len(masks) == 4 else 3
    data = bmp(
        content,
        bits=bits,
        compression=compression,
        masks=masks,
        header=header,
        height=HEIGHT if upwards else -HEIGHT,
    )
    decoded = assert_shows(data, shown[..., :3])
    assert np.abs(decoded[..., 3] - shown[..., 3]).max() <= 1


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_bmp_with_a_palette_of_any_depth(bits):
    colours = np.random.default_rng(4).integers(0, 256, (2**bits, 3)).astype(np.uint8)
    indices = np.arange(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH, 1) % 2**bits
    rows = [packed(row[None], bits) for row in indices[::-1]]
    content = b"".join(row + bytes(-len(row) % 4) for row in rows)
    palette = np.pad(colours[:, ::-1], ((0, 0), (0, 1))).tobytes()
    assert_shows(bmp(content, bits=bits, palette=palette), colours[indices[..., 0]], 0)


def test_bmp_in_run_lengths_may_skip_and_end_early():
    palette = bytes([0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0]).ljust(1024, b"\0")
    # A run of 3 red; on to the right by 2 and up by 1; literally green, red, green; the end.
    runs = bytes([3, 1, 0, 2, 2, 1, 0, 3, 2, 1, 2, 0, 0, 1])
    decoded = decode_image(bmp(runs, bits=8, compression=1, palette=palette))
    shown = np.zeros((HEIGHT, WIDTH, 3), int)
    shown[-1, :3] = [255, 0, 0]
    shown[-2, 5:8] = [[0, 255, 0], [255, 0, 0], [0, 255, 0]]
    assert (decoded[..., :3] == shown).all()
    four = bytes([5, 0x12, 0, 3, 0x21, 0x20, 0, 1])
    decoded = decode_image(bmp(four, bits=4, compression=2, palette=palette[:64]))
    named = [1, 2, 1, 2, 1, 2, 1, 2]
    assert (decoded[-1, :8, :3] == np.array([[0, 0, 0], [255, 0, 0], [0, 255, 0]])[named]).all()


def test_bmp_that_holds_a_png():
    png = saved(Image.fromarray(EIGHT[..., :3].astype(np.uint8)), "PNG")
    assert_shows(bmp(png, bits=0, compression=5), EIGHT[..., :3], 0)


# Orientation


XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation%s</x:xmpmeta>'
SPELT = {"attribute": XMP % b'="6"/>', "element": XMP % b">6</tiff:Orientation>"}
STORED = np.kron(np.array([[0, 80, 160], [255, 200, 30]], np.uint8), np.ones((16, 16), np.uint8))


def exif(orientation):
    made = Image.Exif()
    made[274] = orientation
    return made.tobytes()


def raw_profile(content):
    return f"\nexif\n{len(content):8d}\n{content.hex()}\n"


def turned_files():
    for name, packet in SPELT.items():
        image = Image.fromarray(STORED)
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode(), zip=name == "element")
        yield f"PNG by XMP, {name}", saved(image, "PNG", pnginfo=text)
        yield f"JPEG by XMP, {name}", saved(image, "JPEG", xmp=packet, quality=95)
        yield f"WebP by XMP, {name}", saved(image.convert("RGB"), "WEBP", xmp=packet, lossless=True)
        yield f"TIFF by XMP, {name}", saved(image, "TIFF", tiffinfo={700: packet})
    for key in ("exif", "APP1"):
        for packs in (False, True):
            text = PngInfo()
            text.add_text(f"Raw profile type {key}", raw_profile(exif(6)), zip=packs)
            yield f"PNG by raw {key}, {'packed' if packs else 'plain'}", saved(image, "PNG", pnginfo=text)


TURNED = dict(turned_files())


@pytest.mark.parametrize("name", TURNED)
def test_a_picture_is_upright_wherever_its_orientation_stands(name):
    decoded = decode_image(TURNED[name])
    assert picture_size(TURNED[name]) == STORED.shape
    assert np.abs(decoded[..., 0].astype(int) - np.rot90(STORED, -1)).max() <= 6


def test_exif_counts_before_xmp():
    data = saved(Image.fromarray(STORED), "JPEG", xmp=SPELT["element"], exif=exif(3), quality=95)
    assert np.abs(decode_image(data)[..., 0].astype(int) - STORED[::-1, ::-1]).max() <= 6


# Colours


def with_chunks(data, *chunks):
    """A PNG with more chunks before its pixels."""
    at = data.index(b"IDAT") - 4
    added = [struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in chunks]
    return data[:at] + b"".join(added) + data[at:]


def gamma(value):
    return b"gAMA", struct.pack(">I", round(value * 100_000))


def seen(values, power):
    light = values ** (1 / power)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055) * 255


@pytest.mark.parametrize("power", [0.35, 0.55, 0.7, 1.0, 2.5])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA", "P", "I;16"])
def test_the_gamma_of_a_png_counts(mode, power):
    grey = np.arange(256, dtype=np.uint8)[None].repeat(2, 0)
    values = grey / 255
    if mode == "I;16":
        image = Image.fromarray(grey.astype(np.uint16) * 257)
    elif mode == "P":
        image = Image.fromarray(grey)
        image.putpalette([v for v in range(256) for _ in range(3)])
    else:
        image = Image.fromarray(grey).convert(mode)
    decoded = decode_image(with_chunks(saved(image, "PNG"), gamma(power)))
    assert np.abs(decoded[..., 0] - seen(values, power)).max() <= (1 if mode == "I;16" else 2)
    assert np.abs(decoded[..., 0].astype(int) - decoded[..., 2]).max() <= 1


def test_dark_values_of_a_linear_png_of_16_bits_are_not_lost():
    values = (np.arange(1, 2000)[None] * 33).astype(np.uint16)
    decoded = decode_image(with_chunks(saved(Image.fromarray(values), "PNG"), gamma(1.0)))
    assert np.abs(decoded[..., 0] - seen(values / 65535, 1.0)).max() <= 1


ADOBE_RGB = struct.pack(">8I", 31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
SRGB = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
GREEN = saved(Image.new("RGB", (4, 4), (100, 200, 50)), "PNG")


def test_the_primaries_of_a_png_count_with_its_gamma():
    """Adobe RGB (1998) has green (100, 200, 50) where sRGB has none as strong: red goes to almost nothing."""
    pixel = decode_image(with_chunks(GREEN, gamma(1 / 2.2), (b"cHRM", ADOBE_RGB)))[0, 0]
    assert pixel[0] < 40
    assert abs(int(pixel[1]) - 201) <= 3
    for chunks in (
        [gamma(1 / 2.2)],
        [gamma(1 / 2.2), (b"cHRM", SRGB)],
        [(b"sRGB", b"\0"), gamma(1.0), (b"cHRM", ADOBE_RGB)],
        [(b"cICP", bytes([1, 13, 0, 1])), gamma(1.0)],
        [gamma(0)],
    ):
        assert decode_image(with_chunks(GREEN, *chunks))[0, 0, :3].tolist() == [100, 200, 50]


def test_a_profile_counts_before_gamma_and_a_code_before_both():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(Image.new("RGB", (4, 4), (100, 200, 50)), "PNG", icc_profile=profile)
    assert decode_image(with_chunks(data, gamma(1.0)))[0, 0, :3].tolist() == [100, 200, 50]
    # Display P3: (100, 200, 50) of it is (38, 203, 0) of sRGB or a little beside it.
    pixel = decode_image(with_chunks(data, (b"cICP", bytes([12, 13, 0, 1]))))[0, 0]
    assert pixel[0] < 70
    assert pixel[1] > 198
    assert_is_unsupported(with_chunks(data, (b"cICP", bytes([9, 16, 0, 1]))))


# First frames


def test_a_gif_whose_first_frame_is_smaller_than_its_canvas_is_clear_around_it():
    palette = bytes([0, 0, 255, 255, 0, 0])
    small = saved(Image.fromarray(np.ones((2, 3), np.uint8)), "GIF")
    # Another screen and place for the same pixels; the first colour is blue, and is no background.
    at = small.index(b",\0\0\0\0")
    data = small[:6] + struct.pack("<HHBBB", 8, 6, 0x80, 0, 0) + palette
    data += small[at : at + 1] + struct.pack("<HHHHB", 4, 1, 3, 2, 0)
    local = 3 * 2 ** ((small[at + 9] & 7) + 1) if small[at + 9] & 0x80 else 0
    data += small[at + 10 + local :]
    decoded = decode_image(data)
    assert decoded.shape == (6, 8, 4)
    assert (decoded[1:3, 4:7, 3] == 255).all()
    assert decoded[..., 3].sum() == 6 * 255


@pytest.mark.parametrize("kind", ["WEBP", "PNG", "GIF"])
def test_of_an_animation_whose_frames_differ_in_part_the_first_is_taken(kind):
    first = Image.new("RGBA", (20, 16), (250, 0, 0, 255))
    second = first.copy()
    second.paste((0, 0, 250, 255), (4, 4, 9, 9))
    data = saved(
        first, kind, save_all=True, append_images=[second], **({"lossless": True} if kind == "WEBP" else {})
    )
    decoded = decode_image(data)
    assert decoded.shape == (16, 20, 4)
    assert np.abs(decoded.astype(int) - [250, 0, 0, 255]).max() <= 2


# Every file that is cut is read or refused in a sentence; nothing is printed.


def made_files():
    values = np.rint(RAMP[..., :3] * 65535).astype("<u2")
    yield tiff([zlib.compress(values.tobytes())], {258: [16] * 3, 262: 2, 277: 3, 259: 8, 317: 2})
    yield tiff([values[..., i].tobytes() for i in range(3)], {258: [16] * 3, 262: 2, 277: 3, 284: 2})
    yield tiff([packed(values >> 4, 12)], {258: [12] * 3, 262: 2, 277: 3}, order=">", big=True)
    yield tiff([bytes(6 * 77)], {258: [8] * 3, 262: 6, 277: 3, 530: [2, 2]})
    yield bmp(bytes([9, 1, 0, 0]) * HEIGHT, bits=8, compression=1, palette=bytes(1024))
    yield bmp(bytes(4 * WIDTH * HEIGHT), bits=32, compression=6, masks=FIELDS["32 bits, 10 each"][1])
    yield with_chunks(GREEN, gamma(1.0), (b"cHRM", ADOBE_RGB))
    yield saved(Image.fromarray(EIGHT[..., :3].astype(np.uint8)), "TIFF", compression="jpeg")
    yield saved(Image.fromarray(EIGHT[..., 0] > 99), "TIFF", compression="group4")
    yield from list(TURNED.values())[:4]


def test_every_cut_and_every_changed_byte_gives_a_picture_or_a_sentence():
    rng = np.random.default_rng(5)
    refused, tried, sentences = 0, 0, set()
    for data in made_files():
        decode_image(data)
        ends = sorted({0, 1, len(data) - 1, *rng.integers(2, len(data), 25).tolist()})
        cut = [data[:end] for end in ends]
        for _ in range(40):
            changed = bytearray(data)
            changed[rng.integers(0, len(data))] = rng.integers(0, 256)
            cut.append(bytes(changed))
        for one in cut:
            tried += 1
            try:
                assert decode_image(one, limits=Limits(max_pixels=10**6)).size
            except ImageError as error:
                refused += 1
                sentences.add(str(error))
    assert tried / 4 < refused < tried
    assert all("\n" not in sentence and 20 < len(sentence) < 300 for sentence in sentences)


def test_decoders_print_nothing_of_their_own(tmp_path):
    """In a process of its own, as it is the file of errors of a whole process that C libraries write into."""
    files = {
        "cut.tif": tiff([b"\1\2\3"], {258: 8, 262: 1, 277: 1, 259: 5}),
        "many.tif": tiff([bytes(4096)], {258: [8] * 9, 262: 2, 277: 9, 259: 7}),
        "fax.tif": tiff([b"\x99" * 20], {258: 1, 262: 0, 277: 1, 259: 4}),
        "jpeg.tif": tiff([b"\xff\xd8\xff\xd9"], {258: 8, 262: 1, 277: 1, 259: 7}),
        "cut.png": GREEN[:-20],
        "text.png": with_chunks(GREEN, (b"zTXt", b"a\0\0abc"), (b"eXIf", b"II*\0")),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    code = (
        "import sys\nfrom pathlib import Path\nfrom engine.errors import ImageError\n"
        "from engine.images.codec import read_image\n"
        f"for name in {sorted(files)!r}:\n"
        "    try:\n        print(read_image(Path(sys.argv[1]) / name).shape)\n"
        "    except ImageError as error:\n        print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == len(files)


# Endings


def test_every_ending_of_the_formats_that_are_read_is_known(tmp_path):
    Image.init()
    of_pillow = {
        end
        for end, name in Image.EXTENSION.items()
        if name in ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "DIB", "GIF")
    }
    assert of_pillow == set(PICTURE_FORMATS)
    for ending, written in PICTURE_FORMATS.items():
        if written != "gif":
            path = tmp_path / f"a{ending.upper()}"
            write_image(path, np.full((8, 8, 3), 77, np.uint8))
            with Image.open(path) as image:
                assert image.format.lower() == written
