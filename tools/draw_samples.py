"""Draws the sample sketches from strokes.json as a person's pen would: `python tools/draw_samples.py`.

The strokes were designed for this project, point by point, on a 1000 x 1000 sheet with the toe to the left;
they are no edge maps of photos. The pen wanders, presses unevenly and misses its aim a little, by a seed that
is the drawing's name, so that the pictures come out the same every time.
"""

import json
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SHEET = 1000
SIZE = 512
OVERSAMPLING = 4
PEN = 4.6  # pixels of the finished picture: about 1% of its width
WANDER = 2.8  # units of the sheet

Points = NDArray[np.float64]


def smooth_path(points: Points, spacing: float = 2.0) -> Points:
    """A centripetal Catmull-Rom curve (Yuksel et al., 2011) through (K, 2) points, finely sampled."""
    if len(points) == 2:
        steps = max(2, int(np.hypot(*(points[1] - points[0])) / spacing))
        return points[0] + np.linspace(0, 1, steps)[:, None] * (points[1] - points[0])
    closed = bool(np.allclose(points[0], points[-1]))
    before = points[-2] if closed else 2 * points[0] - points[1]
    after = points[1] if closed else 2 * points[-1] - points[-2]
    control = np.vstack([before, points, after])
    pieces = []
    for a, b, c, d in zip(control, control[1:], control[2:], control[3:], strict=False):
        t0 = 0.0
        t1 = t0 + np.hypot(*(b - a)) ** 0.5
        t2 = t1 + np.hypot(*(c - b)) ** 0.5
        t3 = t2 + np.hypot(*(d - c)) ** 0.5
        t = np.linspace(t1, t2, max(2, int(np.hypot(*(c - b)) / spacing)), endpoint=False)[:, None]
        a1 = (t1 - t) / (t1 - t0) * a + (t - t0) / (t1 - t0) * b
        a2 = (t2 - t) / (t2 - t1) * b + (t - t1) / (t2 - t1) * c
        a3 = (t3 - t) / (t3 - t2) * c + (t - t2) / (t3 - t2) * d
        b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        pieces.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return np.vstack([*pieces, points[-1:]])


def slow_noise(length: int, wavelength: float, generator: np.random.Generator) -> NDArray[np.float64]:
    """A smooth random curve of `length` samples, about one standard deviation high."""
    knots = max(3, int(length / wavelength) + 3)
    values = generator.normal(size=knots)
    at = np.linspace(0, knots - 1, length)
    left = np.clip(np.floor(at).astype(int), 0, knots - 2)
    blend = (1 - np.cos((at - left) * np.pi)) / 2
    return values[left] * (1 - blend) + values[left + 1] * blend


def draw_stroke(sheet: NDArray[np.float64], points: Points, generator: np.random.Generator) -> None:
    """Lay one stroke on the oversampled sheet (1 = paper, 0 = ink) by stamping a round nib along it."""
    path = smooth_path(points)
    wander = np.stack([slow_noise(len(path), 70, generator), slow_noise(len(path), 70, generator)], axis=1)
    path = path + wander * WANDER + generator.normal(size=2) * 1.2
    pressure = 1 + 0.16 * slow_noise(len(path), 60, generator)
    ends = np.minimum(np.arange(len(path)), np.arange(len(path))[::-1])
    pressure = pressure * (0.62 + 0.38 * np.clip(ends / 9, 0, 1))
    scale = SIZE * OVERSAMPLING / SHEET
    extent = sheet.shape[0]
    for (x, y), press in zip(path * scale, pressure, strict=True):
        radius = float(np.clip(press, 0.5, 1.5)) * PEN * OVERSAMPLING / 2
        reach = int(radius) + 2
        left, top = max(0, int(x) - reach), max(0, int(y) - reach)
        right, bottom = min(extent, int(x) + reach + 1), min(extent, int(y) + reach + 1)
        rows, columns = np.mgrid[top:bottom, left:right]
        nib = np.clip(radius - np.hypot(columns - x, rows - y) + 0.5, 0, 1)
        ink = 1 - nib * (0.93 - 0.05 * max(0.0, 1 - press))
        sheet[top:bottom, left:right] = np.minimum(sheet[top:bottom, left:right], ink)


def draw(name: str, toe: str, strokes: dict[str, list[list[float]]]) -> Image.Image:
    """One drawing as a grey 512 x 512 picture, centred on the sheet, 85% of it wide or high."""
    generator = np.random.default_rng(zlib.crc32(name.encode()))
    everything = np.vstack([np.asarray(points, float) for points in strokes.values()])
    low, high = everything.min(axis=0), everything.max(axis=0)
    zoom = 0.86 * SHEET / (high - low).max()
    sheet = np.ones((SIZE * OVERSAMPLING, SIZE * OVERSAMPLING))
    for points in strokes.values():
        placed = (np.asarray(points, float) - (low + high) / 2) * zoom
        if toe == "right":
            placed[:, 0] *= -1
        draw_stroke(sheet, placed + SHEET / 2, generator)
    small = sheet.reshape(SIZE, OVERSAMPLING, SIZE, OVERSAMPLING).mean(axis=(1, 3))
    return Image.fromarray(np.round(small * 255).astype(np.uint8))


def main() -> None:
    """Write one PNG beside this file for every drawing."""
    here = Path(__file__).resolve().parents[1] / "resources" / "samples"
    drawings = json.loads((here / "strokes.json").read_text(encoding="utf-8"))
    for name, drawing in drawings.items():
        picture = draw(name, drawing["toe"], drawing["strokes"])
        picture.save(here / f"{name.replace(' ', '-')}.png", optimize=True)


if __name__ == "__main__":
    main()
