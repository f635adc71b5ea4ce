"""Pictures of every kind come in as the same upright sRGB pixels, and go out whole or not at all."""

import io
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageCms
from PIL.PngImagePlugin import PngInfo

from engine.errors import ImageError
from engine.files import atomic_path, write_atomically
from engine.images.codec import Limits, decode_image, encode_image, flatten, read_image, read_rgb, write_image
from engine.images.letterbox import letterbox
from engine.images.metadata import read_recipe

RECIPE = 'shoes "seed" <7> & \u978b\u5b50 \\ \n'


def saved(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)


def png(width, height, bits, colour, rows, *chunks):
    """A PNG written by hand: `rows` are its raw bytes without filter bytes."""
    line = len(rows) // height
    packed = zlib.compress(b"".join(b"\0" + rows[y * line : (y + 1) * line] for y in range(height)))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)), *chunks]
    parts += [(b"IDAT", packed), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def srgb_profile():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def red_blue_profile():
    """The sRGB profile with the red and the blue primary exchanged."""
    profile = srgb_profile()
    return profile.replace(b"rXYZ", b"tmp?", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp?", b"bXYZ", 1)


@pytest.mark.parametrize("kind", ["png", "tiff", "bmp"])
@pytest.mark.parametrize("shape", [(9, 7), (9, 7, 3), (9, 7, 4), (1, 1), (1, 300, 3)])
def test_lossless_formats_give_the_same_pixels_back(kind, shape):
    pixels = noise(*shape)
    decoded = decode_image(encode_image(pixels, kind))
    assert decoded.dtype == np.uint8
    assert decoded.shape == (*shape[:2], 4)
    if shape[2:] == (4,) and kind != "bmp":
        assert np.array_equal(decoded, pixels)
    else:
        expected = flatten(pixels) if shape[2:] == (4,) else pixels
        assert np.array_equal(
            decoded[..., :3], np.broadcast_to(expected.reshape(*shape[:2], -1), (*shape[:2], 3))
        )
        assert (decoded[..., 3] == 255).all()


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_lossy_formats_come_close(kind):
    ramp = np.linspace(0, 255, 64 * 64 * 3).reshape(64, 64, 3).astype(np.uint8)
    decoded = decode_image(encode_image(ramp, kind, quality=95))
    assert np.abs(decoded[..., :3].astype(int) - ramp).mean() < 2


def test_webp_keeps_alpha_and_jpeg_lies_on_white():
    pixels = np.zeros((16, 16, 4), np.uint8)
    assert (decode_image(encode_image(pixels, "webp"))[..., 3] == 0).all()
    assert (decode_image(encode_image(pixels, "jpeg")) == 255).all()


def test_decoded_pixels_may_be_changed():
    decoded = decode_image(encode_image(noise(4, 4, 3), "png"))
    decoded[0, 0] = 0
    assert decoded.flags.c_contiguous


@pytest.mark.parametrize("order", ["<", ">"])
def test_16_bit_grey_is_scaled_not_cut(order):
    values = np.array([[0, 128, 129, 257 * 100, 65_406, 65_407, 65_535]], f"{order}u2")
    expected = [0, 0, 1, 100, 254, 255, 255]
    tiff = saved(Image.fromarray(values), "TIFF")
    assert tiff[:2] == (b"II" if order == "<" else b"MM")
    for data in (tiff, png(7, 1, 16, 0, values.astype(">u2").tobytes())):
        assert decode_image(data)[0, :, 0].tolist() == expected


def test_16_bit_colour_and_its_transparent_colour_are_read():
    pixels = np.array([[[0, 32_768, 65_535], [4660, 22_136, 39_612]]], ">u2")
    key = b"tRNS", struct.pack(">HHH", 4660, 22_136, 39_612)
    assert decode_image(png(2, 1, 16, 2, pixels.tobytes()))[0, 0].tolist() == [0, 128, 255, 255]
    assert decode_image(png(2, 1, 16, 2, pixels.tobytes(), key))[0, :, 3].tolist() == [255, 0]


def test_16_bit_colour_with_alpha_and_grey_with_alpha_are_read():
    colour = np.array([[[65_535, 0, 0, 32_896]]], ">u2")
    assert decode_image(png(1, 1, 16, 6, colour.tobytes())).tolist() == [[[255, 0, 0, 128]]]
    grey = np.array([[[32_896, 65_535]]], ">u2")
    assert decode_image(png(1, 1, 16, 4, grey.tobytes())).tolist() == [[[128, 128, 128, 255]]]


def test_a_16_bit_grey_level_can_be_transparent():
    values = np.array([[40000, 40001]], ">u2")
    decoded = decode_image(png(2, 1, 16, 0, values.tobytes(), (b"tRNS", struct.pack(">H", 40000))))
    assert decoded[0, :, 3].tolist() == [0, 255]


def tiff(width, height, bits, photometric, strip):
    """A grey TIFF written by hand, little endian, one strip."""
    tags = [(256, 3, width), (257, 3, height), (258, 3, bits), (259, 3, 1), (262, 3, photometric)]
    tags += [(273, 4, 8), (277, 3, 1), (278, 3, height), (279, 4, len(strip))]
    table = struct.pack("<H", len(tags))
    table += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<I", 8 + len(strip)) + strip + table + bytes(4)


def test_tiff_of_12_bits_and_tiff_counted_from_white_are_read():
    # Two samples of 12 bits in three bytes: 0xFFF and 0x800.
    assert decode_image(tiff(2, 1, 12, 1, b"\xff\xf8\x00"))[0, :, 0].tolist() == [255, 128]
    values = np.array([[0, 65_535]], "<u2").tobytes()
    assert decode_image(tiff(2, 1, 16, 0, values))[0, :, 0].tolist() == [255, 0]
    assert decode_image(tiff(2, 1, 8, 0, b"\0\xff"))[0, :, 0].tolist() == [255, 0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0.0, 0.5, 1.0, np.nan]], np.float32), [0, 128, 255, 0]),
        (np.array([[0.0, 100.0, 255.0, -5.0]], np.float32), [0, 100, 255, 0]),
        (np.array([[0, 65_535, 32_768, 1]], np.int32), [0, 255, 128, 0]),
    ],
)
def test_floating_point_and_32_bit_pictures_take_the_usual_maximum_as_white(values, expected):
    assert decode_image(saved(Image.fromarray(values), "TIFF"))[0, :, 0].tolist() == expected


def test_one_bit_and_grey_with_alpha_are_read():
    one = Image.fromarray(np.array([[True, False]]))
    assert decode_image(saved(one, "PNG"))[0, :, 0].tolist() == [255, 0]
    both = Image.merge("LA", (Image.new("L", (1, 1), 90), Image.new("L", (1, 1), 40)))
    assert decode_image(saved(both, "PNG")).tolist() == [[[90, 90, 90, 40]]]


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_palettes_and_their_transparent_entries_are_read(kind):
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putdata([0, 1])
    decoded = decode_image(saved(image, kind, transparency=1))
    assert decoded[0, 0].tolist() == [10, 20, 30, 255]
    assert decoded[0, 1, 3] == 0


def test_palette_entries_may_be_half_transparent():
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 200, 100, 50])
    image.putdata([0, 1])
    decoded = decode_image(saved(image, "PNG", transparency=bytes([255, 128])))
    assert decoded.tolist() == [[[10, 20, 30, 255], [200, 100, 50, 128]]]


def test_a_transparent_colour_of_an_rgb_png_is_read():
    image = Image.fromarray(np.array([[[1, 2, 3], [4, 5, 6]]], np.uint8))
    assert decode_image(saved(image, "PNG", transparency=(1, 2, 3)))[0, :, 3].tolist() == [0, 255]


def cmyk():
    bands = [Image.new("L", (16, 16), value) for value in (0, 200, 220, 30)]
    return Image.merge("CMYK", bands)


def test_cmyk_jpegs_of_adobe_are_inverted_and_plain_ones_are_not():
    adobe = saved(cmyk(), "JPEG", quality=100)
    start = adobe.index(b"\xff\xee")
    (length,) = struct.unpack_from(">H", adobe, start + 2)
    plain = adobe[:start] + adobe[start + 2 + length :]
    for data, expected in ((adobe, cmyk()), (plain, ImageChops.invert(cmyk()))):
        target = np.asarray(expected.convert("RGB")).astype(int)
        assert np.abs(decode_image(data)[..., :3] - target).max() <= 3
    red, green, blue, _ = decode_image(adobe)[8, 8]
    assert red > 150 > 60 > max(green, blue)


def test_cmyk_tiff_is_read():
    target = np.asarray(cmyk().convert("RGB"))
    assert np.array_equal(decode_image(saved(cmyk(), "TIFF"))[..., :3], target)


def test_lab_tiff_is_brought_to_srgb():
    red = Image.new("RGB", (4, 4), (200, 30, 40))
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    data = saved(ImageCms.applyTransform(red, to_lab), "TIFF")
    assert np.abs(decode_image(data)[..., :3].astype(int) - [200, 30, 40]).max() <= 6


UPRIGHT = noise(6, 4, 3)
STORED = {
    1: UPRIGHT,
    2: UPRIGHT[:, ::-1],
    3: UPRIGHT[::-1, ::-1],
    4: UPRIGHT[::-1],
    5: UPRIGHT.transpose(1, 0, 2),
    6: np.rot90(UPRIGHT, 1),
    7: UPRIGHT[::-1, ::-1].transpose(1, 0, 2),
    8: np.rot90(UPRIGHT, -1),
}


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright_by_their_exif_orientation(kind, orientation):
    exif = Image.Exif()
    exif[274] = orientation
    image = Image.fromarray(np.ascontiguousarray(STORED[orientation]))
    options = {"lossless": True, "exact": True} if kind == "WEBP" else {}
    assert np.array_equal(decode_image(saved(image, kind, exif=exif, **options))[..., :3], UPRIGHT)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_jpegs_are_turned_upright_too(orientation):
    exif = Image.Exif()
    exif[274] = orientation
    upright = np.kron(np.array([[0, 80, 160], [255, 200, 30]], np.uint8), np.ones((16, 16), np.uint8))
    turn = {5: lambda u: u.T, 6: np.rot90, 7: lambda u: u[::-1, ::-1].T, 8: lambda u: np.rot90(u, -1)}
    turn |= {1: np.array, 2: np.fliplr, 3: lambda u: u[::-1, ::-1], 4: np.flipud}
    stored = Image.fromarray(np.ascontiguousarray(turn[orientation](upright)))
    decoded = decode_image(saved(stored, "JPEG", exif=exif, quality=100))
    assert np.abs(decoded[..., 0].astype(int) - upright).max() <= 4


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0MM\0*\xff\xff\xff\xff", b"junk", bytes(70)])
def test_damaged_exif_is_ignored(exif):
    image = Image.fromarray(UPRIGHT)
    assert np.array_equal(decode_image(saved(image, "PNG", exif=exif))[..., :3], UPRIGHT)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_colours_are_brought_from_the_embedded_profile_to_srgb(kind):
    red = Image.new("RGB", (16, 16), (250, 5, 5))
    options = {"quality": 100} if kind in ("JPEG", "WEBP") else {}
    colour = decode_image(saved(red, kind, icc_profile=red_blue_profile(), **options))[8, 8]
    assert colour[2] > 230
    assert colour[0] < 40


def test_a_profile_of_srgb_changes_no_pixel():
    data = saved(Image.fromarray(UPRIGHT), "PNG", icc_profile=srgb_profile())
    assert np.array_equal(decode_image(data)[..., :3], UPRIGHT)


def test_a_profile_leaves_alpha_alone_and_reaches_palettes_and_grey():
    profile = red_blue_profile()
    clear = decode_image(saved(Image.new("RGBA", (2, 2), (250, 5, 5, 77)), "PNG", icc_profile=profile))
    assert (clear[..., 3] == 77).all()
    assert (clear[..., 2] > 230).all()
    palette = Image.new("RGB", (2, 2), (250, 5, 5)).quantize(2)
    assert (decode_image(saved(palette, "PNG", icc_profile=profile))[..., 2] > 230).all()
    grey = decode_image(saved(Image.new("L", (2, 2), 128), "PNG", icc_profile=profile))
    assert np.abs(grey[0, 0, :3].astype(int) - 128).max() <= 2


@pytest.mark.parametrize("profile", [b"not a profile", srgb_profile()[:200], bytes(3000)])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_broken_or_foreign_profile_is_ignored(profile, mode):
    image = Image.new(mode, (8, 8), 100 if mode == "L" else tuple([100] * len(mode)))
    plain = decode_image(saved(image, "TIFF"))
    assert np.array_equal(decode_image(saved(image, "TIFF", icc_profile=profile)), plain)


def test_a_cmyk_picture_with_an_rgb_profile_is_read_without_it():
    plain = decode_image(saved(cmyk(), "TIFF"))
    assert np.array_equal(decode_image(saved(cmyk(), "TIFF", icc_profile=red_blue_profile())), plain)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_an_animation_the_first_frame_is_taken(kind):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    assert decode_image(data)[4, 4].tolist()[0] > 200
    assert decode_image(data)[4, 4].tolist()[1] < 30


def test_the_size_is_checked_before_any_pixel_is_decoded():
    header = png(1, 1, 8, 2, b"abc")
    header = header[:16] + struct.pack(">II", 60_000, 60_000) + header[24:]
    checked = zlib.crc32(header[12:29])
    header = header[:29] + struct.pack(">I", checked) + header[33:45]
    with pytest.raises(ImageError, match="60000x60000"):
        decode_image(header)
    small = encode_image(noise(20, 20), "png")
    with pytest.raises(ImageError, match="20x20"):
        decode_image(small, limits=Limits(max_pixels=399))
    assert decode_image(small, limits=Limits(max_pixels=400)).shape == (20, 20, 4)
    with pytest.raises(ImageError, match="larger than"):
        decode_image(small, limits=Limits(max_bytes=len(small) - 1))


def test_pillows_own_limit_neither_warns_nor_changes(monkeypatch):
    data = [encode_image(noise(10, 10, 3), kind) for kind in ("png", "jpeg", "webp", "bmp")]
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 60)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for one in data:
            assert decode_image(one).shape == (10, 10, 4)
    assert Image.MAX_IMAGE_PIXELS == 60


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff"])
@pytest.mark.parametrize("recipe", [RECIPE, "", "x" * 200_000])
def test_a_recipe_is_read_back_as_it_was_written(kind, recipe):
    pixels = noise(12, 10, 3)
    data = encode_image(pixels, kind, recipe=recipe)
    assert read_recipe(data) == recipe
    assert np.array_equal(decode_image(data), decode_image(encode_image(pixels, kind)))


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "tiff", "bmp"])
def test_a_picture_without_a_recipe_has_none(kind):
    assert read_recipe(encode_image(noise(5, 5, 3), kind)) is None
    assert read_recipe(b"") is None
    assert read_recipe(b"\x89PNG\r\n\x1a\n\xff") is None


def test_a_recipe_survives_a_tool_that_packs_texts():
    info = PngInfo()
    info.add_itxt("ganvas", RECIPE, zip=True)
    assert read_recipe(saved(Image.new("L", (1, 1)), "PNG", pnginfo=info)) == RECIPE


def test_a_bmp_cannot_keep_a_recipe_and_says_so():
    with pytest.raises(ImageError, match="BMP"):
        encode_image(noise(4, 4, 3), "bmp", recipe="x")


@pytest.mark.parametrize(
    ("pixels", "kind"),
    [
        (np.zeros((0, 4, 3), np.uint8), "png"),
        (np.zeros((4, 4, 2), np.uint8), "png"),
        (np.zeros((4, 4), np.float32), "png"),
        (np.zeros((1, 20_000), np.uint8), "webp"),
        (np.zeros((1, 70_000), np.uint8), "jpeg"),
        (np.zeros((4, 4), np.uint8), "gif"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(pixels, kind):
    with pytest.raises(ImageError):
        encode_image(pixels, kind)


@pytest.mark.parametrize("name", ["a.png", "a.JPG", "a.jpeg", "a.webp", "a.tif", "a.TIFF", "a.bmp"])
def test_files_are_written_in_the_format_of_their_name(tmp_path, name):
    pixels = np.full((8, 8, 3), 77, np.uint8)
    write_image(tmp_path / name, pixels)
    assert np.abs(read_rgb(tmp_path / name).astype(int) - 77).max() <= 2
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_reading_and_writing_fail_in_one_sentence_that_names_the_file(tmp_path):
    pixels = noise(4, 4, 3)
    (tmp_path / "empty.png").touch()
    (tmp_path / "page.png").write_text("<html>")
    cases = {
        "missing.png": "missing.png does not exist",
        "empty.png": "empty.png is empty",
        "page.png": "page.png is not a picture",
        ".": "is a folder",
    }
    for name, words in cases.items():
        with pytest.raises(ImageError, match=words):
            read_image(tmp_path / name)
    with pytest.raises(ImageError, match="larger than"):
        read_image(tmp_path / "page.png", limits=Limits(max_bytes=3))
    with pytest.raises(ImageError, match="does not end in"):
        write_image(tmp_path / "a.gif", pixels)
    with pytest.raises(ImageError, match="could not be written"):
        write_image(tmp_path / "nowhere" / "a.png", pixels)


def test_a_renamed_picture_is_read_by_its_content(tmp_path):
    (tmp_path / "photo.txt").write_bytes(encode_image(UPRIGHT, "png"))
    assert np.array_equal(read_rgb(tmp_path / "photo.txt"), UPRIGHT)


def test_a_write_that_fails_midway_leaves_the_old_file(tmp_path):
    path = tmp_path / "kept.bin"
    write_atomically(path, b"old")

    def fail_midway():
        with atomic_path(path) as temporary:
            temporary.write_bytes(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_midway()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_goes_through_a_symbolic_link(tmp_path):
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.bin"
    link.symlink_to(tmp_path / "real" / "file.bin")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real" / "file.bin").read_bytes() == b"new"


def test_flatten_mixes_with_the_background_and_rounds():
    rgba = np.array([[[100, 0, 255, 128], [9, 8, 7, 0], [9, 8, 7, 255]]], np.uint8)
    expected = [[round((c * 128 + 255 * 127) / 255) for c in (100, 0, 255)], [255, 255, 255], [9, 8, 7]]
    assert flatten(rgba)[0].tolist() == expected
    assert flatten(rgba, (1, 2, 3))[0, 1].tolist() == [1, 2, 3]


@pytest.mark.parametrize("shape", [(50, 100, 3), (100, 50), (128, 128, 3), (1, 900), (900, 1, 3), (3, 2)])
def test_letterbox_fits_any_shape_and_restores_its_size(shape):
    pixels = np.full(shape, 40, np.uint8)
    square, placement = letterbox(pixels, 128)
    assert square.shape == (128, 128, *shape[2:])
    inside = square[
        placement.top : placement.top + placement.scaled_height,
        placement.left : placement.left + placement.scaled_width,
    ]
    assert (inside == 40).all()
    assert (square == 255).sum() == square.size - inside.size
    assert max(placement.scaled_height, placement.scaled_width) == 128
    restored = placement.restore(square)
    assert restored.shape == shape
    assert (restored == 40).all()


def test_letterbox_of_the_right_size_changes_nothing_and_copies():
    pixels = noise(64, 64, 3)
    square, placement = letterbox(pixels, 64)
    assert np.array_equal(square, pixels)
    assert np.array_equal(placement.restore(square), pixels)
    square[:] = 0
    assert pixels.any()


def test_letterbox_refuses_what_is_no_picture():
    for shape in ((0, 4), (4, 4, 4), (4,)):
        with pytest.raises(ImageError):
            letterbox(np.zeros(shape, np.uint8), 8)


def test_reading_pictures_does_not_need_qt_or_torch():
    heavy = "{'torch', 'PySide6', 'onnx', 'scipy'}"
    code = (
        f"import engine.images.codec, engine.bundle.library, sys; print(sorted({heavy} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[3]
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert result.stdout.strip() == "[]"


# What a 16-bit file holds when its writer had fewer bits and did not spread them.
RAMP = np.linspace(0, 1, 64)[None].repeat(4, 0)


def wide_png(pixels: np.ndarray, significant: int = 0) -> bytes:
    """A 16-bit PNG of (H, W) or (H, W, 3), with sBIT where `significant` bits are told."""
    planes = pixels.shape[2] if pixels.ndim == 3 else 1
    content = pixels.astype(">u2").tobytes()
    chunks = [(b"sBIT", bytes([significant]) * planes)] if significant else []
    return png(pixels.shape[1], pixels.shape[0], 16, 2 if planes == 3 else 0, content, *chunks)


@pytest.mark.parametrize("top", [255, 1023, 4095])
@pytest.mark.parametrize("kind", ["png", "png in colour", "tiff", "tiff of 32 bits", "tiff of floats"])
def test_values_whose_white_nobody_knows_are_refused_and_not_shown_black(kind: str, top: int) -> None:
    values = np.rint(RAMP * top)
    data = {
        "png": lambda: wide_png(values),
        "png in colour": lambda: wide_png(np.stack([values] * 3, axis=-1)),
        "tiff": lambda: saved(Image.fromarray(values.astype(np.uint16)), "TIFF"),
        "tiff of 32 bits": lambda: saved(Image.fromarray(values.astype(np.int32)), "TIFF"),
        "tiff of floats": lambda: saved(Image.fromarray(values.astype(np.float32)), "TIFF"),
    }[kind]()
    if top == 255 and kind not in ("png", "tiff"):
        # 255 is a usual white of 32 bits; of 16-bit colours the low bytes are lost, and black is left.
        assert decode_image(data)[..., :3].max() == (0 if kind == "png in colour" else 255)
        return
    with pytest.raises(ImageError, match="what white is"):
        decode_image(data)


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_a_png_that_says_how_many_bits_count_has_its_full_range(bits: int) -> None:
    values = np.rint(RAMP * (2**bits - 1))
    assert np.abs(decode_image(wide_png(values, bits))[..., 0] - RAMP * 255).max() < 1
    spread = np.rint(RAMP * 65535)
    assert np.abs(decode_image(wide_png(spread, bits))[..., 0] - RAMP * 255).max() < 1, (
        "as the standard has it"
    )


@pytest.mark.parametrize(("low", "high"), [(0, 1.02), (0, 2.5), (-1, 1), (0, 300), (0, 1e5)])
def test_floats_of_an_unusual_range_are_refused(low: float, high: float) -> None:
    values = (low + RAMP * (high - low)).astype(np.float32)
    with pytest.raises(ImageError, match="what white is"):
        decode_image(saved(Image.fromarray(values), "TIFF"))


@pytest.mark.parametrize("value", [0, 65535])
def test_black_and_white_are_what_they_are(value: int) -> None:
    flat = np.full((2, 2), value)
    for pixels in (flat, np.stack([flat] * 3, axis=-1)):
        assert (decode_image(wide_png(pixels))[..., :3] == value // 257).all()
