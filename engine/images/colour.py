"""From whatever a decoder gives (grey, palette, 16 bits, CMYK, profiles) to 8-bit sRGB with alpha."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms

from engine.errors import ImageError
from engine.images.containers import Container

# A picture whose brightest value is below this part of white may be of fewer bits than its file.
_DARKEST = 16
_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def to_rgba(image: Image.Image, container: Container) -> NDArray[np.uint8]:
    """The loaded `image` as (H, W, 4) RGBA in sRGB, straight alpha, turned as its orientation says."""
    colours, alpha = _separate(image, container)
    if container.bits == 16 and image.mode in ("RGB", "RGBA", "LA"):
        _check_high_bytes(int(np.asarray(colours).max(initial=0)))
    colours = _to_srgb(colours, container.profile)
    if container.orientation in _TRANSPOSE:
        colours = colours.transpose(_TRANSPOSE[container.orientation])
        alpha = alpha.transpose(_TRANSPOSE[container.orientation]) if alpha else None
    pixels = np.empty((colours.height, colours.width, 4), np.uint8)
    pixels[..., :3] = np.asarray(colours)
    pixels[..., 3] = 255 if alpha is None else np.asarray(alpha)
    return pixels


def _separate(image: Image.Image, container: Container) -> tuple[Image.Image, Image.Image | None]:
    """The image as L, RGB or CMYK, and its alpha as L."""
    if image.mode.startswith("I") or image.mode == "F":
        return _narrowed(image, container)
    if image.mode == "CMYK":
        # The decoder takes every CMYK JPEG for an inverted one; only Adobe's are.
        plain = container.format == "JPEG" and not container.adobe
        return (ImageChops.invert(image) if plain else image), None
    if image.mode == "LAB":
        return _through(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))), None
    if image.mode in ("1", "L") and "transparency" not in image.info:
        return image.convert("L"), None
    if image.mode in ("LA", "La"):
        grey, alpha = image.convert("LA").split()
        return grey, alpha
    key = image.info.get("transparency")
    if isinstance(key, tuple) and max(key) > 255:
        # A 16-bit picture was read by its high bytes, so its transparent colour is taken by them too.
        image.info["transparency"] = tuple(value >> 8 for value in key)
    if image.mode in ("RGBA", "RGBa", "PA") or "transparency" in image.info:
        red, green, blue, alpha = image.convert("RGBA").split()
        return Image.merge("RGB", (red, green, blue)), alpha
    return _as_rgb(image), None


def _narrowed(image: Image.Image, container: Container) -> tuple[Image.Image, Image.Image | None]:
    """Grey of 12, 16 or 32 bits, or floating point, brought to 8 bits."""
    values: NDArray[Any] = np.asarray(image)
    alpha = None
    if image.mode.startswith("I;16"):
        top = 4095 if container.bits == 12 else _white(int(values.max(initial=0)), container.white)
        key = image.info.get("transparency")
        if isinstance(key, int):
            alpha = Image.fromarray(np.where(values == key, 0, 255).astype(np.uint8))
        shown = np.minimum(values.astype(np.uint32), top)
        grey = ((shown * 255 + top // 2) // top).astype(np.uint8)
        if container.white_is_zero:
            grey = 255 - grey
    else:
        exact = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
        top_value = _white_of_wide(exact, container.white, floating=image.mode == "F")
        grey = np.rint(np.clip(exact / top_value, 0.0, 1.0) * 255.0).astype(np.uint8)
    return Image.fromarray(grey), alpha


def _white(highest: int, stated: int) -> int:
    """The value of white in 16 bits: all of them, unless so few are used that the file may mean 10 or 12."""
    if 0 < highest <= stated < 65535:
        return stated
    if 0 < highest <= 65535 // _DARKEST:
        raise _unknown(highest)
    return 65535


def _white_of_wide(values: NDArray[np.float32], stated: int, *, floating: bool) -> float:
    """The value of white in 32 bits, which no such file must say: the first usual one that holds the values.

    Raises:
        ImageError: they are far below it, or go far below 0, so that they may be counted in any other way.
    """
    highest, lowest = float(values.max(initial=0.0)), float(values.min(initial=0.0))
    if 0 < highest <= stated:
        return float(stated)
    usual = (1.0, 255.0, 65535.0) if floating else (255.0, 65535.0, 2.0**31)
    top = next((maximum for maximum in usual if highest <= maximum), 0.0)
    # What ends below the smallest usual white is a dark picture, not one that is counted otherwise.
    unusual = top == 0.0 or (top > usual[0] and highest < top / _DARKEST)
    if unusual or lowest < -top / _DARKEST:
        raise _unknown(highest if unusual else lowest)
    return top


def _check_high_bytes(highest: int) -> None:
    """Whether 16-bit colours, of which a decoder keeps the high bytes, use enough of their range.

    Args:
        highest: of the high bytes.

    Raises:
        ImageError: they may be of 12 bits, whose low bytes are lost.
    """
    if 0 < highest < 256 // _DARKEST:
        raise _unknown(highest * 257)


def _unknown(value: float) -> ImageError:
    return ImageError(
        "The picture's values reach {value:g}, and nothing in it says what white is; nothing was opened: "
        "save it with its full range (65,535 in 16 bits, 1 in floating point), or with 8 bits.",
        value=value,
    )


def _to_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """Bring L, RGB or CMYK to sRGB; a profile that is broken or for another kind of picture is ignored."""
    if icc:
        try:
            profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            space = profile.profile.xcolor_space.strip()
            if space == "RGB" and image.mode == "L":
                image = image.convert("RGB")
            if space == _SPACES[image.mode]:
                return _through(image, profile)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return _as_rgb(image)


def _as_rgb(image: Image.Image) -> Image.Image:
    """The image itself where it is RGB already: Pillow's conversion would copy it."""
    return image if image.mode == "RGB" else image.convert("RGB")


def _through(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    """Transform to sRGB with relative colours and matched blacks, as picture editors do."""
    transform = ImageCms.buildTransform(
        profile,
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        image.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    if image.mode == "RGB" and _changes_nothing(transform):
        return image
    result = ImageCms.applyTransform(image, transform)
    assert result is not None  # None only when asked to work in place
    return result


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether a profile is sRGB under whatever name: no colour of a cube moves by more than rounding."""
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    moved = ImageCms.applyTransform(Image.fromarray(cube), transform)
    return int(np.abs(np.asarray(moved, np.int16) - cube.astype(np.int16)).max()) <= 1
