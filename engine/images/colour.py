"""From whatever a decoder gives (grey, palette, 16 bits, CMYK, profiles) to 8-bit sRGB with alpha."""

from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageCms

from engine.images.containers import Container
from engine.images.samples import DARKEST, Samples, unknown_white
from engine.types import Pixels

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


def to_rgba(image: Image.Image, container: Container) -> Pixels:
    """The loaded `image` as (H, W, 4) RGBA in sRGB, straight alpha, turned as its orientation says.

    Raises:
        ImageError: nothing says what white is.
    """
    if image.mode.startswith("I"):
        colours, alpha = _of_sixteen_bits(image, container)
        return _upright(
            _as_rgb(colours) if container.gamma else _to_srgb(colours, _profile(container)), alpha, container
        )
    colours, alpha = _separate(image, container)
    if container.bits == 16 and image.mode in ("RGB", "RGBA", "LA"):
        _check_high_bytes(int(np.asarray(colours).max(initial=0)))
    if container.frame is not None:
        alpha = _within(container.frame, alpha, colours.size)
    return _upright(_to_srgb(colours, _profile(container)), alpha, container)


def samples_to_rgba(samples: Samples, container: Container) -> Pixels:
    """The values of a picture as `to_rgba` gives them.

    Raises:
        ImageError: nothing says what white is.
    """
    eight, opacity = samples.to_eight_bits()
    alpha = None if opacity is None else Image.fromarray(np.ascontiguousarray(opacity))
    if samples.space == "L":
        colours = Image.fromarray(np.ascontiguousarray(eight[..., 0]))
    elif samples.space == "LAB":
        planes = [Image.fromarray(np.ascontiguousarray(eight[..., index])) for index in range(3)]
        lab = Image.merge("LAB", planes)
        return _upright(
            _through(lab, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))), alpha, container
        )
    else:
        colours = Image.fromarray(np.ascontiguousarray(eight), mode=samples.space)
    return _upright(_to_srgb(colours, _profile(container)), alpha, container)


def _upright(colours: Image.Image, alpha: Image.Image | None, container: Container) -> Pixels:
    if container.orientation in _TRANSPOSE:
        colours = colours.transpose(_TRANSPOSE[container.orientation])
        alpha = alpha.transpose(_TRANSPOSE[container.orientation]) if alpha else None
    pixels = np.empty((colours.height, colours.width, 4), np.uint8)
    pixels[..., :3] = np.asarray(colours)
    pixels[..., 3] = 255 if alpha is None else np.asarray(alpha)
    return pixels


def _within(
    frame: tuple[int, int, int, int], alpha: Image.Image | None, size: tuple[int, int]
) -> Image.Image | None:
    """The opacity of a picture of which nothing is painted outside of `frame`."""
    if frame[0] <= 0 and frame[1] <= 0 and frame[2] >= size[0] and frame[3] >= size[1]:
        return alpha
    painted = Image.new("L", size, 0)
    painted.paste(255 if alpha is None else alpha.crop(frame), frame)
    return painted


def _separate(image: Image.Image, container: Container) -> tuple[Image.Image, Image.Image | None]:
    """The image as L, RGB or CMYK, and its alpha as L."""
    if image.mode == "CMYK":
        # The decoder takes every CMYK JPEG for an inverted one; only Adobe's are.
        plain = container.format == "JPEG" and not container.adobe
        return (ImageChops.invert(image) if plain else image), None
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


def _of_sixteen_bits(image: Image.Image, container: Container) -> tuple[Image.Image, Image.Image | None]:
    """Grey of a PNG of 16 bits brought to 8, by its gamma first, as 8 bits would not hold the dark ones."""
    values: NDArray[Any] = np.asarray(image).astype(np.uint16)
    key, alpha = image.info.get("transparency"), None
    if isinstance(key, int):
        alpha = Image.fromarray(np.where(values == key, 0, 255).astype(np.uint8))
    samples = Samples(values[..., None], "L", bits=16, white=container.white)
    if not container.gamma:
        return Image.fromarray(samples.to_eight_bits()[0][..., 0]), alpha
    top = samples.top()
    light = np.minimum(np.arange(65536) / top, 1.0) ** (1 / container.gamma)
    seen = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return Image.fromarray(np.rint(seen * 255).astype(np.uint8)[values]), alpha


def _check_high_bytes(highest: int) -> None:
    """Whether 16-bit colours, of which a decoder keeps the high bytes, use enough of their range.

    Args:
        highest: of the high bytes.

    Raises:
        ImageError: they may be of 12 bits, whose low bytes are lost.
    """
    if 0 < highest < 256 // DARKEST:
        raise unknown_white(highest * 257)


def _profile(container: Container) -> bytes | None:
    if container.profile is None and container.primaries is not None:
        return _profile_of(container.primaries, container.gamma)
    return container.profile


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


def _profile_of(primaries: tuple[float, ...], gamma: float) -> bytes | None:
    """An ICC profile (version 4) of screen colours; None where they span no triangle.

    Args:
        primaries: x and y of red, green, blue and white.
        gamma: values are light to this power; 0 for the curve of sRGB.
    """
    ends = np.array(primaries).reshape(4, 2)
    if not (ends[:, 1] > 0).all():
        return None
    xyz = np.stack([ends[:, 0] / ends[:, 1], np.ones(4), (1 - ends.sum(axis=1)) / ends[:, 1]])
    if abs(np.linalg.det(xyz[:, :3])) < 1e-6:
        return None
    # From the picture's white to that of profiles, by the cones of Bradford.
    cones = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    standard = np.array([0.9642, 1.0, 0.8249])
    adapted = np.linalg.inv(cones) @ np.diag((cones @ standard) / (cones @ xyz[:, 3])) @ cones
    columns = adapted @ (xyz[:, :3] * np.linalg.solve(xyz[:, :3], xyz[:, 3]))
    if not (np.abs(columns) < 30_000).all():
        return None

    def fixed(*values: float) -> bytes:
        return b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    steps = (1 / gamma,) if gamma else (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    curve = b"para\0\0\0\0" + struct.pack(">HH", 0 if gamma else 3, 0) + fixed(*steps)
    text = b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", 2, 28) + b"\0P\0\0"
    parts = [(b"desc", text), (b"cprt", text), (b"wtpt", b"XYZ \0\0\0\0" + fixed(*standard))]
    parts += [(b"rgb"[i : i + 1] + b"XYZ", b"XYZ \0\0\0\0" + fixed(*columns[:, i])) for i in range(3)]
    parts += [(b"rgb"[i : i + 1] + b"TRC", curve) for i in range(3)]
    at = 128 + 4 + 12 * len(parts)
    table, body = struct.pack(">I", len(parts)), b""
    for name, content in parts:
        content += bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content
    head = struct.pack(">III", at + len(body), 0, 0x04300000) + b"mntrRGB XYZ " + bytes(12)
    head += b"acsp" + bytes(28) + fixed(*standard)
    return head.ljust(128, b"\0") + table + body
