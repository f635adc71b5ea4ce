"""Pictures of two kinds, paired or not: sketches made on the fly, side by side, two folders, two domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from engine.errors import DatasetError
from engine.images.guides import object_mask, parts_of
from trainer.data.hand_drawing import StrokeJitter, draw_by_hand
from trainer.data.layouts import Pair
from trainer.data.preparation import PreparedPhotos
from trainer.data.sampler import Draw
from trainer.data.sources import Picture, split_of

Batch = Mapping[str, Tensor]
Direction = Literal["AtoB", "BtoA"]


class TrainingDataset(Protocol):
    """Training items by drawing, as named tensors; a recipe knows which names it asks for.

    Pairs give `condition` (C, S, S) and `target` (3, S, S), single pictures `picture` (3, S, S), all float32
    in [-1, 1], and `labels` (L,).
    """

    def __len__(self) -> int: ...

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]: ...


def to_tensor(pixels: NDArray[np.uint8]) -> Tensor:
    """(H, W) or (H, W, C) uint8 to (C, H, W) float32 in [-1, 1]."""
    planes = pixels[None] if pixels.ndim == 2 else np.ascontiguousarray(pixels.transpose(2, 0, 1))
    return torch.from_numpy(planes.astype(np.float32)).div_(127.5).sub_(1.0)


class SketchDataset(Dataset[dict[str, Tensor]]):
    """Photos alone: the condition is a sketch drawn anew each time, the target is the photo.

    Args:
        prepared: photos with their lines.
        strokes: how drawings vary.
        flip: mirror half of the pairs, so that both directions of an object are learnt.
    """

    def __init__(self, prepared: PreparedPhotos, strokes: StrokeJitter, *, flip: bool) -> None:
        self.prepared, self.strokes, self.flip = prepared, strokes, flip

    def __len__(self) -> int:
        return len(self.prepared)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        sketch, photo = self.pair(draw)
        return {"condition": to_tensor(sketch), "target": to_tensor(photo)}

    def pair(self, draw: Draw) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """Sketch (S, S) and photo (S, S, 3) of one drawing, uint8."""
        generator = draw.generator()
        photo = self.prepared.photos[draw.index]
        outline, inner = self.prepared.lines(draw.index)
        factor = photo.shape[0] // draw.size
        if factor > 1:
            photo, outline, inner = (_halved(plane, factor) for plane in (photo, outline, inner))
        if self.flip and generator.random() < 0.5:
            photo, outline, inner = photo[:, ::-1], outline[:, ::-1], inner[:, ::-1]
        return draw_by_hand(outline, inner, self.strokes, generator), photo


class PartsDataset(Dataset[dict[str, Tensor]]):
    """Sketches and photos with `parts` (1, S, S), the parts of the drawing by number, and `object` (1, S, S).

    Args:
        drawn: the sketches and photos.
    """

    def __init__(self, drawn: SketchDataset) -> None:
        self.drawn = drawn

    def __len__(self) -> int:
        return len(self.drawn)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        sketch, photo = self.drawn.pair(draw)
        masks = {"parts": parts_of(sketch), "object": object_mask(photo)}
        return {
            "condition": to_tensor(sketch),
            "target": to_tensor(photo),
            **{name: torch.from_numpy(mask.astype(np.float32))[None] for name, mask in masks.items()},
        }


def _halved(plane: NDArray[Any], factor: int) -> NDArray[Any]:
    """Reduced by a whole factor: photos are averaged, lines stay lines."""
    side = plane.shape[0] // factor
    blocks = plane.reshape(side, factor, side, factor, *plane.shape[2:])
    if plane.dtype == np.bool_:
        return np.asarray(blocks.any(axis=(1, 3)))
    return np.asarray(blocks.mean(axis=(1, 3)) + 0.5).astype(plane.dtype)


class PairedDataset(Dataset[dict[str, Tensor]]):
    """Pairs of pictures, enlarged a little, cropped and flipped alike (Isola et al. 2017, section 6.2).

    Args:
        pairs: what to read.
        direction: AtoB makes A the condition.
        condition_channels: 1 turns the condition grey.
        load_scale: pairs are resized to this multiple of the size before the crop (286 / 256 as published).
        flip: mirror half of the pairs.
    """

    def __init__(
        self,
        pairs: Sequence[Pair],
        *,
        direction: Direction,
        condition_channels: int,
        load_scale: float = 286 / 256,
        flip: bool = True,
    ) -> None:
        self.pairs, self.direction, self.channels = list(pairs), direction, condition_channels
        self.load_scale, self.flip = load_scale, flip

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        generator = draw.generator()
        a, b = self.pairs[draw.index].read()
        side = round(draw.size * self.load_scale)
        top, left = generator.integers(0, side - draw.size + 1, size=2)
        mirrored = self.flip and generator.random() < 0.5
        sides = []
        for pixels in (a, b):
            resized = Image.fromarray(np.ascontiguousarray(pixels)).resize(
                (side, side), Image.Resampling.BICUBIC
            )
            cut = np.asarray(resized)[top : top + draw.size, left : left + draw.size]
            sides.append(cut[:, ::-1] if mirrored else cut)
        condition, target = sides if self.direction == "AtoB" else sides[::-1]
        if self.channels == 1:
            condition = np.asarray(Image.fromarray(np.ascontiguousarray(condition)).convert("L"))
        return {"condition": to_tensor(condition), "target": to_tensor(target)}


# Two sets of pictures that nothing pairs: two sources, or one that folders or a label divide.


class UnpairedDataset(Dataset[dict[str, Tensor]]):
    """A picture of A and any picture of B, each scaled, cropped and mirrored for itself.

    The shorter side is brought to `load_scale` times the size before the crop (286 / 256 in Zhu et al. 2017;
    Huang et al. 2018 crop alike), so that shapes keep their proportions. An epoch goes through the larger
    domain once; the partner is drawn at random.

    Args:
        first: pictures of A.
        second: pictures of B.
        load_scale: how much is there to crop from.
        flip: mirror half of the pictures.
    """

    def __init__(
        self, first: Sequence[Picture], second: Sequence[Picture], *, load_scale: float, flip: bool
    ) -> None:
        self.first, self.second = list(first), list(second)
        self.load_scale, self.flip = load_scale, flip

    def __len__(self) -> int:
        return max(len(self.first), len(self.second))

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        generator = draw.generator()
        indices = partners(draw.index, len(self.first), len(self.second), generator)
        pictures = (self.first[indices[0]], self.second[indices[1]])
        return {
            letter: to_tensor(self._cut(picture.pixels(), draw.size, generator))
            for letter, picture in zip("ab", pictures, strict=True)
        }

    def _cut(self, photo: NDArray[np.uint8], size: int, generator: np.random.Generator) -> NDArray[np.uint8]:
        height, width = photo.shape[:2]
        scale = round(size * self.load_scale) / min(height, width)
        scaled = (max(size, round(width * scale)), max(size, round(height * scale)))
        resized = np.asarray(
            Image.fromarray(photo).resize(scaled, Image.Resampling.BICUBIC, reducing_gap=3.0)
        )
        top = int(generator.integers(0, scaled[1] - size + 1))
        left = int(generator.integers(0, scaled[0] - size + 1))
        cut = resized[top : top + size, left : left + size]
        return cut[:, ::-1] if self.flip and generator.random() < 0.5 else cut


def partners(index: int, first: int, second: int, generator: np.random.Generator) -> tuple[int, int]:
    """Which picture of A and which of B: the larger domain goes by the index, the other by chance."""
    if first >= second:
        return index, int(generator.integers(0, second))
    return int(generator.integers(0, first)), index


class UnpairedSketches(Dataset[dict[str, Tensor]]):
    """Sketches of one half of the photos as A, the photos of the other half as B; none gives both.

    A photo's own pixels decide its half, so copies of a photo are in the same one.

    Args:
        prepared: photos with their lines.
        strokes: how drawings vary.
        flip: mirror half of the pictures.
    """

    def __init__(self, prepared: PreparedPhotos, strokes: StrokeJitter, *, flip: bool) -> None:
        self.pictures = SketchDataset(prepared, strokes, flip=flip)
        halves: dict[str, list[int]] = {"train": [], "validation": []}
        for index, photo in enumerate(prepared.photos):
            halves[split_of(photo.tobytes(), 0.5)].append(index)
        self.drawn, self.shown = halves["train"], halves["validation"]
        if not self.drawn or not self.shown:
            raise DatasetError("There are too few photos to divide into sketches and photos; add some.")

    def __len__(self) -> int:
        return max(len(self.drawn), len(self.shown))

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        # A stream of chance of its own: the drawing uses that of the draw.
        generator = np.random.default_rng([draw.seed, draw.number, 2])
        first, second = partners(draw.index, len(self.drawn), len(self.shown), generator)
        sketch = self.pictures[Draw(self.drawn[first], draw.number, draw.size, draw.seed)]["condition"]
        photo = self.pictures[Draw(self.shown[second], draw.number, draw.size, draw.seed)]["target"]
        return {"a": sketch.expand(3, -1, -1).contiguous(), "b": photo}
