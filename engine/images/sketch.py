"""Photo to sketch without a network: thin, human-like lines from edges (Canny 1986, thinned and pruned)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import Plane

Mask = NDArray[np.bool_]

# Luminance-like and two opponent axes, so that a red seam on equally bright leather is still a line.
_OPPONENT = np.array([[0.299, 0.587, 0.114], [0.5, -0.5, 0.0], [0.25, 0.25, -0.5]], dtype=np.float32)
_EIGHT = np.ones((3, 3), dtype=bool)


@dataclass(frozen=True)
class SketchParameters:
    """How a photo becomes lines.

    Attributes:
        smoothing: standard deviation of the blur before edges are sought, in pixels of the working size.
        low: gradient (0 to 1) below which nothing is a line; hysteresis continues lines down to it.
        high: gradient (0 to 1) that starts a line.
        shortest: strokes of fewer pixels are removed.
        thickness: width of a line in pixels of the working size.
        outline: draw the silhouette of an object on a plain background, even where its edge is faint.
        working_size: the longer side, in pixels, at which lines are sought; larger photos are reduced to it.
    """

    smoothing: float = 1.0
    low: float = 0.045
    high: float = 0.11
    shortest: int = 9
    thickness: float = 1.3
    outline: bool = True
    working_size: int = 512

    def scaled(self, factor: float) -> SketchParameters:
        """The same drawing manner for pictures `factor` times as large."""
        return SketchParameters(
            smoothing=self.smoothing * factor,
            low=self.low,
            high=self.high,
            shortest=round(self.shortest * factor),
            thickness=self.thickness * factor,
            outline=self.outline,
            working_size=self.working_size,
        )


@dataclass(frozen=True)
class Lines:
    """Centre lines of a sketch, one pixel wide: `outline` the silhouette, `inner` everything within it."""

    outline: Mask
    inner: Mask


def silhouette(photo: NDArray[np.uint8], tolerance: int = 14) -> Mask | None:
    """The object on a plain background, holes filled, or None where the border of the photo is not plain.

    Args:
        photo: (H, W, 3) uint8.
        tolerance: largest difference, 0 to 255, from the background's colour that still counts as background.

    Returns:
        (H, W) bool, True on the object.
    """
    from scipy import ndimage

    border = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]]).astype(np.int16)
    background = np.median(border, axis=0)
    if np.mean(np.abs(border - background).max(axis=1) <= tolerance) < 0.7:
        return None
    difference = np.abs(photo.astype(np.int16) - background).max(axis=2)
    candidate = difference > tolerance
    candidate = ndimage.binary_closing(np.pad(candidate, 2), _EIGHT, iterations=1)[2:-2, 2:-2]
    labels, count = ndimage.label(ndimage.binary_fill_holes(candidate))
    if count == 0:
        return None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    large: Mask = (sizes[labels] >= 0.02 * sizes.max()) & (labels > 0)
    return large


def find_lines(photo: NDArray[np.uint8], parameters: SketchParameters) -> Lines:
    """Centre lines of a photo at its own size.

    Args:
        photo: (H, W, 3) uint8.
        parameters: `smoothing` and `shortest` are taken in pixels of this photo.
    """
    from scipy import ndimage

    planes = (photo.astype(np.float32) / 255.0) @ _OPPONENT.T
    planes = ndimage.gaussian_filter(planes, (parameters.smoothing, parameters.smoothing, 0), mode="nearest")
    across = ndimage.correlate1d(planes, [-0.5, 0.0, 0.5], axis=1, mode="nearest")
    down = ndimage.correlate1d(planes, [-0.5, 0.0, 0.5], axis=0, mode="nearest")
    strength = across**2 + down**2
    strongest = strength.argmax(axis=2)[..., None]
    gx = np.take_along_axis(across, strongest, 2)[..., 0]
    gy = np.take_along_axis(down, strongest, 2)[..., 0]
    # A unit step blurred by `smoothing` has the central difference 1 / (smoothing * sqrt(2 pi)).
    gain = np.float32(max(parameters.smoothing, 0.4) * np.sqrt(2 * np.pi))
    magnitude = np.sqrt(np.take_along_axis(strength, strongest, 2)[..., 0]) * gain
    ridge = _local_maxima(magnitude, gx, gy)
    weak = ridge & (magnitude >= parameters.low)
    labels, count = ndimage.label(weak, _EIGHT)
    strong = np.zeros(count + 1, dtype=bool)
    strong[np.unique(labels[ridge & (magnitude >= parameters.high)])] = True
    strong[0] = False
    edges = thin(strong[labels])
    edges = drop_short(edges, parameters.shortest)
    shape = silhouette(photo) if parameters.outline else None
    if shape is None:
        return Lines(outline=np.zeros_like(edges), inner=edges)
    inside = ndimage.binary_erosion(shape, _EIGHT, border_value=1)
    outline = shape & ~inside
    near = ndimage.binary_dilation(outline, _EIGHT, iterations=max(2, round(2 * parameters.smoothing)))
    inner = drop_short(edges & ~near & shape, parameters.shortest)
    return Lines(outline=outline, inner=inner)


def _local_maxima(magnitude: Plane, gx: Plane, gy: Plane) -> Mask:
    """Non-maximum suppression along the gradient, four directions (Canny 1986)."""
    padded = np.pad(magnitude, 1)
    h, w = magnitude.shape

    def shifted(dy: int, dx: int) -> Plane:
        return padded[1 + dy : 1 + dy + h, 1 + dx : 1 + dx + w]

    angle = np.mod(np.arctan2(gy, gx), np.pi)
    sector = np.floor(angle / (np.pi / 4) + 0.5).astype(np.int8) % 4
    keep = np.zeros(magnitude.shape, dtype=bool)
    for index, (dy, dx) in enumerate([(0, 1), (1, 1), (1, 0), (1, -1)]):
        best = (magnitude > shifted(dy, dx)) & (magnitude >= shifted(-dy, -dx))
        keep |= (sector == index) & best
    return keep


def thin(mask: Mask, rounds: int = 8) -> Mask:
    """Lines reduced to one pixel of width without breaking them (Zhang and Suen 1984)."""
    picture = np.pad(mask, 1)
    for _ in range(rounds):
        before = int(picture.sum())
        for first in (True, False):
            # p2 .. p9 clockwise from north.
            n, s = picture[:-2, 1:-1], picture[2:, 1:-1]
            w, e = picture[1:-1, :-2], picture[1:-1, 2:]
            ring = [n, picture[:-2, 2:], e, picture[2:, 2:], s, picture[2:, :-2], w, picture[:-2, :-2]]
            count = np.sum(ring, axis=0)
            crossings = np.sum([~a & b for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)], axis=0)
            closed = (n & e & s) | (e & s & w) if first else (n & e & w) | (n & s & w)
            remove = (count >= 2) & (count <= 6) & (crossings == 1) & ~closed
            picture[1:-1, 1:-1] &= ~remove
        if int(picture.sum()) == before:
            break
    return np.ascontiguousarray(picture[1:-1, 1:-1])


def drop_short(mask: Mask, shortest: int) -> Mask:
    """The lines that have at least `shortest` connected pixels (8-connected)."""
    from scipy import ndimage

    labels, _ = ndimage.label(mask, _EIGHT)
    long = np.bincount(labels.ravel()) >= shortest
    long[0] = False
    return np.asarray(long[labels], dtype=bool)


def draw(mask: Mask, thickness: float) -> NDArray[np.uint8]:
    """Centre lines as antialiased ink.

    Args:
        mask: (H, W) bool centre lines.
        thickness: width in pixels.

    Returns:
        (H, W) uint8, 255 paper and 0 ink.
    """
    from scipy import ndimage

    if not mask.any():
        return np.full(mask.shape, 255, dtype=np.uint8)
    distance = ndimage.distance_transform_edt(~mask)
    ink = np.clip(thickness / 2 + 0.5 - distance, 0.0, 1.0)
    return np.asarray(255.0 - 255.0 * ink + 0.5, dtype=np.float32).astype(np.uint8)


def photo_to_sketch(
    photo: NDArray[np.uint8], parameters: SketchParameters | None = None
) -> NDArray[np.uint8]:
    """A photo as a drawing of thin dark lines on white paper.

    Args:
        photo: (H, W, 3) uint8, any size.
        parameters: the manner of drawing; the default suits photos of single objects. Lengths in it are
            meant for a 128-pixel picture and grow with the photo's working size.

    Returns:
        (H, W) uint8, 255 paper and 0 ink.
    """
    from PIL import Image

    manner = parameters or SketchParameters()
    height, width = photo.shape[:2]
    longer = max(height, width)
    if longer <= manner.working_size:
        working = photo
    else:
        ratio = manner.working_size / longer
        size = (max(1, round(width * ratio)), max(1, round(height * ratio)))
        working = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
    # Half the growth goes to the blur: a large photo shows finer seams that a person would draw as well.
    factor = max(1.0, max(working.shape[:2]) / 128)
    lines = find_lines(np.ascontiguousarray(working), manner.scaled(factor**0.75))
    drawing = draw(lines.outline | lines.inner, manner.thickness * factor)
    if drawing.shape == (height, width):
        return drawing
    return np.asarray(Image.fromarray(drawing).resize((width, height), Image.Resampling.BILINEAR))
