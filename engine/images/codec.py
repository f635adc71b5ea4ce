"""Safe decoding and encoding of pictures: six formats in, 8-bit sRGB out, and ImageError for all else."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import importlib
import io
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from PIL import Image, ImageFile

from engine.errors import ImageError, MalformedError, UnsupportedError
from engine.files import PICTURE_FORMATS, write_atomically
from engine.images.bmp import read_bmp
from engine.images.colour import samples_to_rgba, to_rgba
from engine.images.containers import open_container
from engine.images.metadata import XMP_TAG, with_jpeg_recipe, with_png_recipe, xmp_packet
from engine.images.tiff import TiffLayout, as_grey, read_samples
from engine.types import Pixels

__all__ = [
    "Format",
    "Limits",
    "decode_image",
    "encode_image",
    "flatten",
    "picture_mode",
    "picture_size",
    "pictures_in",
    "read_image",
    "read_rgb",
    "write_image",
]

Format = Literal["png", "jpeg", "webp", "tiff", "bmp"]

_DECODERS = {
    "PNG": "PngImageFile",
    "JPEG": "JpegImageFile",
    "WEBP": "WebPImageFile",
    "TIFF": "TiffImageFile",
    "GIF": "GifImageFile",
}
# How Pillow's decoders say that a file is whole but of a kind that they do not read.
_NOT_READ = re.compile(r"unsupported|not supported|unknown (?:pixel mode|data organization)", re.IGNORECASE)
_LONGEST_SIDE = {"jpeg": 65_500, "webp": 16_383, "png": 2**31 - 1, "tiff": 2**31 - 1, "bmp": 2**31 - 1}


@dataclass(frozen=True)
class Limits:
    """What a picture may ask for before it is decoded.

    Attributes:
        max_pixels: width times height.
        max_bytes: of the file.
        max_side: width or height; a decoder may work in rows.
    """

    max_pixels: int = 120_000_000
    max_bytes: int = 512 * 2**20
    max_side: int = 65_535


def decode_image(data: bytes, *, limits: Limits = Limits()) -> Pixels:
    """Decode a picture: PNG, JPEG, WebP, TIFF, BMP or GIF, whatever its name; the first frame of animations.

    Args:
        data: the file's content.
        limits: checked against the size in the file's header, before any pixel is decoded.

    Returns:
        (H, W, 4) RGBA, 0 to 255, in sRGB, with straight alpha, turned upright by its EXIF orientation.

    Raises:
        ImageError: the file is no such picture, is damaged or cut short, or is larger than the limits.
    """
    return _decode(data, limits, "The picture")


def picture_mode(data: bytes) -> str:
    """Pillow's name of the pixels of a picture file ("RGB", "L", "P", "CMYK", "I;16", ...), from its header.

    Raises:
        ImageError: the file is no picture that Ganvas reads, or is damaged.
    """
    return _header(data)[0]


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a picture file in pixels, upright by its EXIF orientation, from its header.

    Raises:
        ImageError: the file is no picture that Ganvas reads, or is damaged.
    """
    return _header(data)[1]


def _header(data: bytes) -> tuple[str, tuple[int, int]]:
    with _one_sentence("The picture"):
        container = open_container(data)
        if container is None:
            raise _no_picture("The picture")
        layout = container.tiff or container.bmp
        if layout is not None:
            mode, (width, height) = layout.mode, layout.size
        else:
            with _decoder(container.format)(io.BytesIO(container.pixels)) as image:
                mode, (width, height) = image.mode, image.size
        return mode, (height, width) if container.orientation >= 5 else (width, height)


def read_image(path: Path, *, limits: Limits = Limits()) -> Pixels:
    """Decode a picture file; see `decode_image`.

    Raises:
        ImageError: also when the file cannot be read.
    """
    try:
        if path.is_dir():
            raise ImageError("{name} is a folder, not a picture; choose a picture file.", name=path.name)
        if not path.is_file():
            raise ImageError("{name} does not exist; choose a picture file.", name=path.name)
        with path.open("rb") as file:
            data = file.read(limits.max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the disk refused"
        raise ImageError(
            "{name} cannot be read ({reason}); nothing was opened.", name=path.name, reason=reason
        ) from error
    return _decode(data, limits, path.name)


def read_rgb(path: Path) -> Pixels:
    """Decode a picture file onto white, as (H, W, 3).

    Raises:
        ImageError: see `read_image`.
    """
    return flatten(read_image(path))


def pictures_in(paths: Sequence[Path]) -> list[Path]:
    """Replace every folder by the pictures that lie in it, sorted by name.

    Raises:
        ImageError: a folder holds no picture.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in PICTURE_FORMATS and p.is_file())
            if not inside:
                raise ImageError("There is no picture in {path}.", path=path)
            found += inside
        else:
            found.append(path)
    return found


def flatten(rgba: Pixels, background: tuple[int, int, int] = (255, 255, 255)) -> Pixels:
    """Lay (H, W, 4) pixels of straight alpha onto a background colour: (H, W, 3), rounded to nearest."""
    alpha = rgba[..., 3:]
    if alpha.min(initial=255) == 255:
        return np.ascontiguousarray(rgba[..., :3])
    weight = alpha.astype(np.uint16)
    mixed = rgba[..., :3] * weight + np.asarray(background, np.uint16) * (255 - weight) + 127
    return (mixed // 255).astype(np.uint8)


def encode_image(pixels: Pixels, format: Format, *, recipe: str | None = None, quality: int = 92) -> bytes:  # noqa: A002
    """Encode (H, W), (H, W, 3) or (H, W, 4) pixels.

    JPEG and BMP have no alpha: the picture is laid onto white for them.

    Args:
        pixels: uint8, 0 to 255, sRGB, straight alpha.
        format: "png", "jpeg", "webp", "tiff" or "bmp".
        recipe: text that is kept in the file; `read_recipe` finds it again. BMP cannot keep any.
        quality: of JPEG and WebP, 1 to 100.

    Raises:
        ImageError: the format cannot hold such a picture or recipe.
    """
    if format not in get_args(Format):
        raise ImageError(
            "Pictures cannot be written as {format}; choose PNG, JPEG, WebP, TIFF or BMP.", format=format
        )
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or pixels.shape[2:] not in ((), (3,), (4,)):
        raise ImageError(
            "Pixels of shape {shape} and type {dtype} are not a picture.",
            shape=pixels.shape,
            dtype=pixels.dtype,
        )
    if pixels.size == 0 or max(pixels.shape[:2]) > _LONGEST_SIDE[format]:
        height, width = pixels.shape[:2]
        raise ImageError(
            "A {format} file cannot hold {width}x{height} pixels; choose PNG or TIFF.",
            format=format.upper(),
            width=width,
            height=height,
        )
    if recipe is not None and format == "bmp":
        raise ImageError("A BMP file cannot keep the picture's recipe; choose PNG, JPEG, WebP or TIFF.")
    if pixels.ndim == 3 and pixels.shape[2] == 4 and format in ("jpeg", "bmp"):
        pixels = flatten(pixels)
    options: dict[str, object] = {}
    if format == "jpeg":
        options = {"quality": quality, "subsampling": 0 if quality >= 90 else 2, "optimize": True}
    elif format == "webp":
        options = {"quality": quality, "method": 4}
        if recipe is not None:
            options["xmp"] = xmp_packet(recipe)
    elif format == "tiff":
        options = {"compression": "tiff_adobe_deflate"}
        if recipe is not None:
            options["tiffinfo"] = {XMP_TAG: xmp_packet(recipe)}
    buffer = io.BytesIO()
    try:
        image = Image.fromarray(np.ascontiguousarray(pixels))
        image.save(buffer, format, **options)
    except (OSError, ValueError, MemoryError) as error:
        raise ImageError(
            "The picture could not be written as {format} ({error}).", format=format.upper(), error=error
        ) from error
    data = buffer.getvalue()
    if recipe is not None and format == "png":
        return with_png_recipe(data, recipe)
    if recipe is not None and format == "jpeg":
        return with_jpeg_recipe(data, recipe)
    return data


def write_image(path: Path, pixels: Pixels, *, recipe: str | None = None, quality: int = 92) -> None:
    """Write a picture in the format of its file name, whole or not at all; see `encode_image`.

    Raises:
        ImageError: also when the name's ending is unknown or the disk refuses; an older file is kept.
    """
    picture_format = PICTURE_FORMATS.get(path.suffix.lower())
    if picture_format is None or picture_format == "gif":
        raise ImageError(
            "{name} does not end in .png, .jpg, .webp, .tif or .bmp; choose such a name.", name=path.name
        )
    data = encode_image(pixels, picture_format, recipe=recipe, quality=quality)
    try:
        write_atomically(path, data)
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise ImageError(
            "{name} could not be written ({reason}); nothing was changed.", name=path.name, reason=reason
        ) from error


def _decode(data: bytes, limits: Limits, subject: str) -> Pixels:
    if not data:
        raise ImageError("{subject} is empty; nothing was opened.", subject=subject)
    if len(data) > limits.max_bytes:
        raise ImageError(
            "{subject} is larger than {megabytes:.0f} MB; nothing was opened.",
            subject=subject,
            megabytes=limits.max_bytes / 2**20,
        )
    with _one_sentence(subject):
        container = open_container(data)
        if container is None:
            raise _no_picture(subject)
        layout = container.tiff or container.bmp
        size = container.canvas if layout is None else layout.size
        if size is not None:
            _check_size(size, limits, subject)
        if container.bmp is not None:
            return samples_to_rgba(read_bmp(container.pixels, container.bmp), container)
        if container.tiff is not None:
            return samples_to_rgba(
                read_samples(container.tiff, _planes(container.pixels, container.tiff)), container
            )
        # The decoder's class is called itself: Image.open has one limit for the whole process, and warns.
        with _decoder(container.format)(io.BytesIO(container.pixels)) as image:
            _check_size(image.size, limits, subject)
            image.load()
            return to_rgba(image, container)


def _planes(data: bytes, layout: TiffLayout) -> Iterator[Pixels]:
    """The bytes of a TIFF's planes, unpacked."""
    for grey in as_grey(data, layout):
        with _decoder("TIFF")(io.BytesIO(grey)) as image:
            yield np.asarray(image)


@contextlib.contextmanager
def _one_sentence(subject: str) -> Iterator[None]:
    """Turn whatever goes wrong in a decoder into one ImageError, and print nothing."""
    try:
        _silence_decoders()
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"PIL\.")
            yield
    except ImageError:
        raise
    except MalformedError as error:
        raise ImageError(
            "{subject} is damaged: {error}; nothing was opened.", subject=subject, error=error
        ) from error
    except UnsupportedError as error:
        raise _unsupported(subject, error) from error
    except MemoryError as error:
        raise ImageError(
            "{subject} needs more memory than there is; nothing was opened.", subject=subject
        ) from error
    except Exception as error:
        # Pillow's decoders raise whatever their parsing runs into: OSError, SyntaxError, IndexError, ...
        if isinstance(error, NotImplementedError) or _NOT_READ.search(str(error)):
            raise _unsupported(subject, UnsupportedError("a rare layout of its format")) from error
        raise ImageError("{subject} is damaged or cut short; nothing was opened.", subject=subject) from error


def _no_picture(subject: str) -> ImageError:
    return ImageError(
        "{subject} is not a picture that Ganvas reads (PNG, JPEG, WebP, TIFF, BMP or GIF).", subject=subject
    )


def _unsupported(subject: str, kind: UnsupportedError) -> ImageError:
    return ImageError(
        "{subject} is {kind}; this kind of picture is not supported, nothing was opened: save it as PNG or "
        "JPEG with the program that it comes from.",
        subject=subject,
        kind=kind,
    )


@functools.cache
def _silence_decoders() -> None:
    """Let Pillow and its library of TIFF say nothing on stderr; what they refuse is raised all the same.

    Where the library is built into Pillow without its names, as on Windows, it cannot be reached.
    """
    logging.getLogger("PIL").addHandler(logging.NullHandler())
    with contextlib.suppress(AttributeError, OSError):
        library = ctypes.CDLL(importlib.import_module("PIL._imaging").__file__)
        library.TIFFSetErrorHandler(None)
        library.TIFFSetWarningHandler(None)


def _check_size(size: tuple[int, int], limits: Limits, subject: str) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise ImageError("{subject} is damaged: it has no pixels; nothing was opened.", subject=subject)
    if width * height > limits.max_pixels or max(width, height) > limits.max_side:
        raise ImageError(
            "{subject} has {width}x{height} pixels; Ganvas opens up to {millions:g} million, and "
            "{side} a side.",
            subject=subject,
            width=width,
            height=height,
            millions=limits.max_pixels / 1000000.0,
            side=limits.max_side,
        )


def _decoder(name: str) -> Callable[[io.BytesIO], ImageFile.ImageFile]:
    """Pillow's class for one format; each module is imported when its first file comes."""
    plugin = importlib.import_module(f"PIL.{_DECODERS[name].removesuffix('File')}Plugin")
    decoder: Callable[[io.BytesIO], ImageFile.ImageFile] = getattr(plugin, _DECODERS[name])
    return decoder
