"""Two heaps of pictures that nothing pairs: two sources, or one that folders or a label divide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from engine.errors import DatasetError
from engine.images.codec import decode_image, flatten
from trainer.data.hand_drawing import Hand
from trainer.data.labelled import read_labels
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

    def __init__(self, prepared: PreparedPhotos, hand: Hand, *, flip: bool) -> None:
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


# Two heaps of pictures: two sources, or one that folders or a label divide; needs no PyTorch.


_FOLDERS = ({"A", "trainA", "testA", "valA"}, {"B", "trainB", "testB", "valB"})


def two_domains(
    first: Sequence[Picture], second: Sequence[Picture], domains: Sequence[str]
) -> tuple[list[Picture], list[Picture]]:
    """The pictures of domain A and of domain B.

    Args:
        first: pictures of the sources of A, or of both.
        second: pictures of the sources of B; empty where one source holds both.
        domains: what chooses A and what B. A text with `=` asks for a label of `dataset.json` and its value
            ("male=1"); any other is what a picture's name begins with ("boot/"), and "" takes every picture.
            Without any, two sources are a domain each; one holds folders A and B (or trainA, trainB, ...).

    Raises:
        DatasetError: a domain is empty, or a picture is in both.
    """
    chosen: tuple[list[Picture], list[Picture]]
    if domains:
        chosen = _choose(first, domains[0]), _choose(second or first, domains[-1])
    elif second:
        chosen = list(first), list(second)
    else:
        a, b = ([p for p in first if names & set(PurePosixPath(p.name).parts[:-1])] for names in _FOLDERS)
        chosen = a, b
    for letter, found in zip("AB", chosen, strict=True):
        if not found:
            raise DatasetError(
                f"Domain {letter} holds no picture; name two sources (data.sources, data.sources_b), give "
                "one with folders A and B, or say with data.domains what belongs to which."
            )
    both = {(p.source.path, p.name) for p in chosen[0]} & {(p.source.path, p.name) for p in chosen[1]}
    if both:
        raise DatasetError(
            f"{len(both)} pictures are in both domains, the first is '{min(both)[1]}'; change data.domains."
        )
    return chosen


def _choose(pictures: Sequence[Picture], selector: str) -> list[Picture]:
    name, divider, value = selector.partition("=")
    if not divider:
        return [picture for picture in pictures if picture.name.startswith(selector)]
    try:
        wanted = float(value)
    except ValueError as error:
        raise DatasetError(f"data.domains: '{value}' in '{selector}' is no number; labels are.") from error
    chosen = []
    for source in dict.fromkeys(picture.source.path for picture in pictures):
        own = [picture for picture in pictures if picture.source.path == source]
        table = read_labels(own[0].source)
        if name not in table.names:
            raise DatasetError(f"data.domains: '{source.name}' has no label '{name}' in its dataset.json.")
        column = table.names.index(name)
        chosen += [p for p in own if p.name in table.rows and table.rows[p.name][column] == wanted]
    return chosen
