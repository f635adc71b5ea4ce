"""Which pictures belong together: both in one file, or by name in folders A and B; needs no PyTorch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from engine.errors import DatasetError
from engine.images.codec import decode_image, flatten
from trainer.data.sources import Exclusion, Picture, Split, split_of


@dataclass(frozen=True)
class Pair:
    """Two pictures that belong together; `second` is None where one file holds both side by side."""

    first: Picture
    second: Picture | None

    def read(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """A and B, each (H, W, 3) uint8 (raises ImageError, DatasetError)."""
        first = flatten(decode_image(self.first.read()))
        if self.second is not None:
            return first, flatten(decode_image(self.second.read()))
        if first.shape[1] % 2:
            raise DatasetError(
                f"'{self.first.name}' has an odd width: A and B side by side need an even one."
            )
        half = first.shape[1] // 2
        return first[:, :half], first[:, half:]


def side_by_side_pairs(pictures: Sequence[Picture]) -> list[Pair]:
    """Every picture as a pair A|B."""
    return [Pair(picture, None) for picture in pictures]


def by_partner(pictures: Iterable[Picture]) -> dict[str, dict[str, Picture]]:
    """Pictures in folders `A/` and `B/`, by side and by the name that partners share."""
    sides: dict[str, dict[str, Picture]] = {"A": {}, "B": {}}
    for picture in pictures:
        path = PurePosixPath(picture.name)
        for side, found in sides.items():
            if side in path.parts[:-1]:
                rest = [part for part in path.with_suffix("").parts if part != side]
                found["/".join(rest)] = picture
    return sides


def folder_pairs(pictures: Sequence[Picture], excluded: Exclusion | None = None) -> list[Pair]:
    """Pairs from folders `A/` and `B/` whose files bear the same name (suffixes may differ).

    Args:
        pictures: of all folders.
        excluded: pictures that are left out, and their partners with them.

    Raises:
        DatasetError: a picture has no partner, or no such folders exist.
    """
    sides = by_partner(pictures)
    if not sides["A"] or not sides["B"]:
        raise DatasetError("No folders 'A' and 'B' with pictures were found; pairs need both.")
    out = {key for found in sides.values() for key, p in found.items() if excluded and p in excluded}
    lonely = sorted((sides["A"].keys() ^ sides["B"].keys()) - out)
    if lonely:
        raise DatasetError(
            f"{len(lonely)} pictures have no partner, the first is '{lonely[0]}'; add or remove them."
        )
    return [Pair(sides["A"][key], sides["B"][key]) for key in sorted(sides["A"].keys() - out)]


def split_pairs(pairs: Sequence[Pair], split: Split, validation_fraction: float) -> list[Pair]:
    """The pairs of one split, by the content of their first picture."""
    if split == "all" or validation_fraction == 0:
        return list(pairs)
    return [pair for pair in pairs if split_of(pair.first.read(), validation_fraction) == split]
