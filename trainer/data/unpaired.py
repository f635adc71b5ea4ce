"""Two sets of pictures that nothing pairs: two sources, or one that folders or a label divide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from engine.errors import DatasetError
from engine.images.codec import decode_image, flatten
from trainer.data.hand_drawing import StrokeJitter
from trainer.data.paired import SketchDataset, to_tensor
from trainer.data.preparation import PreparedPhotos
from trainer.data.sampler import Draw
from trainer.data.sources import Picture, split_of


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
            letter: to_tensor(self._cut(flatten(decode_image(picture.read())), draw.size, generator))
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
        hand: how drawings vary.
        flip: mirror half of the pictures.
    """

    def __init__(self, prepared: PreparedPhotos, hand: StrokeJitter, *, flip: bool) -> None:
        self.pictures = SketchDataset(prepared, hand, flip=flip)
        halves: dict[str, list[int]] = {"train": [], "validation": []}
        for index, photo in enumerate(prepared.photos):
            halves[split_of(photo.tobytes(), 0.5)].append(index)
        self.drawn, self.shown = halves["train"], halves["validation"]
        if not self.drawn or not self.shown:
            raise DatasetError("There are too few photos to divide into sketches and photos; add some.")

    def __len__(self) -> int:
        return max(len(self.drawn), len(self.shown))

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        # A stream of chance of its own: the drawing hand uses that of the draw.
        generator = np.random.default_rng([draw.seed, draw.number, 2])
        first, second = partners(draw.index, len(self.drawn), len(self.shown), generator)
        sketch = self.pictures[Draw(self.drawn[first], draw.number, draw.size, draw.seed)]["condition"]
        photo = self.pictures[Draw(self.shown[second], draw.number, draw.size, draw.seed)]["target"]
        return {"a": sketch.expand(3, -1, -1).contiguous(), "b": photo}
