"""Scenes with faces at known places: faces pasted onto other pictures, among things that are no faces."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, from_numpy
from torch.utils.data import Dataset

from engine.faces.alignment import EYES, Alignment
from engine.images.codec import decode_image
from engine.images.resize import in_colour
from engine.types import Pixels, Plane
from trainer.data.datasets import to_tensor
from trainer.data.sampler import Draw
from trainer.data.sources import Picture

MOST_FACES = 2
_LONGEST_SIDE = 256


@dataclass(frozen=True)
class Placing:
    """How faces lie in scenes.

    Attributes:
        nearest, farthest: distance of the eyes as fractions of the scene's side, drawn evenly in octaves.
        turn: standard deviation of the face's turn in the picture, in degrees; at most three times that.
        empty: share of scenes without a face.
        second: share of the others with a second face.
    """

    nearest: float = 0.42
    farthest: float = 0.08
    turn: float = 14.0
    empty: float = 0.25
    second: float = 0.25


class FaceScenes(Dataset[dict[str, Tensor]]):
    """Scenes by drawing: `picture` (3, S, S) in [-1, 1] and `eyes` (2, 4), NaN where there is no face.

    `eyes` has a row for each face: x and y of the eye on the picture's left, then of the other, in pixels
    from the scene's corner. The pasted edges of faces are also the edges of things that are none, so that an
    edge says nothing.

    Args:
        faces: square pictures of faces whose eyes lie at `EYES`.
        others: pictures without faces; each of their sources is drawn as often.
        placing: where faces come to lie.
    """

    def __init__(self, faces: Sequence[Picture], others: Sequence[Picture], placing: Placing) -> None:
        self.faces, self.placing = list(faces), placing
        by_source: dict[int, list[Picture]] = {}
        for picture in others:
            by_source.setdefault(id(picture.source), []).append(picture)
        self.others = list(by_source.values())

    def __len__(self) -> int:
        return len(self.faces)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        rng = draw.generator()
        scene = self._background(draw.size, rng)
        for _ in range(rng.integers(0, 4)):
            scene = _pasted(scene, self._distractor(rng), _anywhere(draw.size, rng), rng)
        eyes = np.full((MOST_FACES, 4), np.nan, np.float32)
        if rng.random() >= self.placing.empty:
            count = 2 if rng.random() < self.placing.second else 1
            for row in range(count):
                index = draw.index if row == 0 else int(rng.integers(len(self.faces)))
                scene, eyes[row] = self._with_face(scene, index, eyes[:row], rng)
        scene = _as_if_photographed(scene, rng)
        return {"picture": to_tensor(scene), "eyes": from_numpy(eyes)}

    def _with_face(
        self, scene: Pixels, index: int, taken: Plane, rng: np.random.Generator
    ) -> tuple[Pixels, Plane]:
        face = _decoded(self.faces[index])
        places = np.asarray(EYES)
        if rng.random() < 0.5:
            face, places = face[:, ::-1], np.asarray([(1 - x, y) for x, y in reversed(EYES)])
        for _ in range(8):
            alignment = self._place(scene.shape[0], places, rng)
            eyes = alignment.to_photo(places).astype(np.float32).ravel()
            if all(_apart(eyes, other) for other in taken):
                return _pasted(scene, face, alignment, rng), eyes
        return scene, np.full(4, np.nan, np.float32)

    def _place(self, size: int, places: NDArray[np.float64], rng: np.random.Generator) -> Alignment:
        p = self.placing
        distance = size * math.exp(rng.uniform(math.log(p.farthest), math.log(p.nearest)))
        angle = math.radians(float(np.clip(rng.normal(0, p.turn), -3 * p.turn, 3 * p.turn)))
        side = distance / float(np.linalg.norm(places[1] - places[0]))
        # Both eyes stay inside, and a large face's chin may leave.
        margin = min(0.62 * distance, 0.48 * size)
        middle = rng.uniform(margin, size - margin, 2)
        a, b = side * math.cos(angle), side * math.sin(angle)
        u, v = places.mean(axis=0)
        return Alignment(middle[0] - a * u + b * v, middle[1] - b * u - a * v, a, b)

    def _background(self, size: int, rng: np.random.Generator) -> Pixels:
        manner = rng.random()
        if manner < 0.6 and self.others:
            picture = self._other(rng)
            shorter = min(picture.shape[:2])
            side = max(8, int(shorter * rng.uniform(0.25, 1.0)))
            top = int(rng.integers(picture.shape[0] - side + 1))
            left = int(rng.integers(picture.shape[1] - side + 1))
            cut = picture[top : top + side, left : left + side]
            return np.asarray(Image.fromarray(cut).resize((size, size), Image.Resampling.BICUBIC))
        if manner < 0.75:
            return np.broadcast_to(rng.integers(0, 256, 3).astype(np.uint8), (size, size, 3)).copy()
        return texture(size, rng)

    def _other(self, rng: np.random.Generator) -> Pixels:
        source = self.others[int(rng.integers(len(self.others)))]
        return _decoded(source[int(rng.integers(len(source)))])

    def _distractor(self, rng: np.random.Generator) -> Pixels:
        """Something that is no face: another picture, a texture, or a part of a face without eyes."""
        manner = rng.random()
        if manner < 0.5 and self.others:
            return self._other(rng)
        if manner < 0.75:
            return texture(64, rng)
        face = _decoded(self.faces[int(rng.integers(len(self.faces)))])
        side = face.shape[0]
        part = face[int(side * 0.48) :] if rng.random() < 0.7 else face[: int(side * 0.22)]
        start = int(rng.integers(side // 2))
        return np.ascontiguousarray(part[:, start : start + side // 2])


def texture(size: int, rng: np.random.Generator) -> Pixels:
    """Coloured noise of several wavelengths over a gradient, (size, size, 3) uint8."""
    v, u = np.mgrid[:size, :size] / size
    direction = rng.uniform(0, 2 * np.pi)
    ramp = np.cos(direction) * u + np.sin(direction) * v
    colours = rng.uniform(0, 255, (2, 3))
    picture = colours[0] + ramp[..., None] * (colours[1] - colours[0])
    for _ in range(int(rng.integers(1, 4))):
        cells = int(2 ** rng.uniform(1, math.log2(size)))
        coarse = rng.normal(0, rng.uniform(5, 60), (cells, cells, 3)) @ rng.uniform(0, 1, (3, 3))
        planes = [Image.fromarray(coarse[..., c].astype(np.float32)) for c in range(3)]
        grown = [np.asarray(plane.resize((size, size), Image.Resampling.BICUBIC)) for plane in planes]
        picture = picture + np.stack(grown, axis=-1)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def _decoded(picture: Picture) -> Pixels:
    """(H, W, 3) uint8; large ones reduced."""
    pixels = in_colour(decode_image(picture.read()))
    factor = max(pixels.shape[:2]) // _LONGEST_SIDE
    return np.asarray(Image.fromarray(pixels).reduce(factor)) if factor > 1 else pixels


def _anywhere(size: int, rng: np.random.Generator) -> Alignment:
    side = size * math.exp(rng.uniform(math.log(0.2), math.log(1.2)))
    angle = math.radians(float(rng.normal(0, 25)))
    a, b = side * math.cos(angle), side * math.sin(angle)
    middle = rng.uniform(0, size, 2)
    return Alignment(middle[0] - (a - b) / 2, middle[1] - (a + b) / 2, a, b)


def _apart(eyes: Plane, other: Plane) -> bool:
    """Whether two faces leave each other's middle free."""
    if np.isnan(other).any():
        return True
    distances = [float(np.hypot(*(one[2:] - one[:2]))) for one in (eyes, other)]
    middles = [(one[2:] + one[:2]) / 2 for one in (eyes, other)]
    return float(np.hypot(*(middles[1] - middles[0]))) > 1.3 * sum(distances)


def _pasted(scene: Pixels, thing: Pixels, alignment: Alignment, rng: np.random.Generator) -> Pixels:
    """The scene with a thing laid over it, by a hard, oval or feathered edge."""
    height, width = thing.shape[:2]
    side = max(height, width)
    top, bottom, left, right = alignment.region(scene.shape)
    gain = (rng.uniform(0.7, 1.2) + rng.normal(0, 0.06, 3)).astype(np.float32)
    square = np.zeros((side, side, 4), np.float32)
    start = ((side - height) // 2, (side - width) // 2)
    part = square[start[0] : start[0] + height, start[1] : start[1] + width]
    part[..., :3] = np.minimum(thing * gain, 255)
    part[..., 3] = 1
    square[..., 3] *= _edge(side, rng)
    spread = alignment.spread(square, (top, bottom), (left, right))
    under = scene[top:bottom, left:right]
    mixed = under + np.clip(spread[..., 3:], 0, 1) * (np.clip(spread[..., :3], 0, 255) - under)
    scene = scene.copy()
    scene[top:bottom, left:right] = np.rint(mixed)
    return scene


def _edge(side: int, rng: np.random.Generator) -> Plane:
    """How much of a square covers what is below it, (side, side) in [0, 1]: from an oval to all of it."""
    line = np.abs((np.arange(side, dtype=np.float32) + 0.5) / side * 2 - 1)
    power = float(rng.choice([2.0, 2.5, 4.0, 30.0]))
    across = (line / np.float32(rng.uniform(0.8, 1.0))) ** power
    radius = (across[None] + (line**power)[:, None]) ** (1 / power)
    return np.asarray(np.clip((1 - radius) / float(rng.choice([0.03, 0.15, 0.35])), 0, 1), np.float32)


def _as_if_photographed(scene: Pixels, rng: np.random.Generator) -> Pixels:
    """Exposure, contrast, lost colour, blur, noise and JPEG, each sometimes."""
    pixels = scene.astype(np.float32)
    pixels = 127.5 + (pixels - 127.5) * rng.uniform(0.65, 1.25) + rng.normal(0, 18)
    if rng.random() < 0.2:
        pixels[:] = pixels.mean(axis=2, keepdims=True)
    if rng.random() < 0.3:
        pixels += rng.normal(0, rng.uniform(1, 12), pixels.shape)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if rng.random() < 0.35:
        smaller = max(8, int(image.width * rng.uniform(0.4, 1.0)))
        image = image.resize((smaller, smaller), Image.Resampling.BOX).resize(scene.shape[1::-1])
    if rng.random() < 0.3:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=int(rng.integers(30, 95)))
        image = Image.open(file)
    return np.asarray(image)
