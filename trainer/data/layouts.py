"""How files of a data set belong together: labels, pairs, two domains; needs no PyTorch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.errors import ConfigurationError, DatasetError, ImageError
from engine.images.codec import picture_size
from trainer.data.sources import Exclusion, Picture, PictureSource, Split, open_sources
from trainer.data.sources import pictures as pictures_of
from trainer.settings.data import DataSettings
from trainer.settings.fields import DATA_KINDS, RecipeInfo

Values = NDArray[np.float32]

LABELS_FILE = "dataset.json"


_MOST_CLASSES = 10_000


@dataclass(frozen=True)
class LabelTable:
    """Labels of a source's pictures.

    Attributes:
        names: one a column; "label 0", "label 1", ... where the file names none.
        rows: picture name to its values (L,), NaN where a value is missing.
    """

    names: tuple[str, ...]
    rows: Mapping[str, Values]


def read_labels(source: PictureSource) -> LabelTable:
    """What a source's `dataset.json` says, in the layout of NVIDIA's dataset tool; no columns without one.

    `{"labels": [[name, 3], ...]}` are classes and become one-hot rows; `[[name, [0.5, null]], ...]` are
    vectors. `label_names`, beside it, names the columns.

    Raises:
        DatasetError: the file is there and is not of that layout.
    """
    try:
        data = source.read(LABELS_FILE)
    except DatasetError:
        return LabelTable((), {})
    try:
        page = json.loads(data)
        given = dict(page.get("labels") or [])
        names = [str(name) for name in page.get("label_names") or []]
        if all(isinstance(value, int) for value in given.values()):
            width = max(given.values(), default=-1) + 1
            if width > _MOST_CLASSES or min(given.values(), default=0) < 0:
                raise ValueError(f"classes must lie between 0 and {_MOST_CLASSES}")
            rows = {name: _one_hot(value, width) for name, value in given.items()}
        else:
            rows = {
                name: np.array([np.nan if v is None else v for v in value], dtype=np.float32)
                for name, value in given.items()
            }
            width = len(next(iter(rows.values())))
        if any(row.shape != (width,) for row in rows.values()) or len(names) not in (0, width):
            raise ValueError("not every picture has as many labels as there are names")
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise DatasetError(
            "'{file}' in '{source}' is not of NVIDIA's layout ({error}); repair or remove it.",
            file=LABELS_FILE,
            source=source.path.name,
            error=error,
        ) from error
    return LabelTable(tuple(names or (f"label {i}" for i in range(width))), rows)


def _one_hot(value: int, width: int) -> Values:
    row = np.zeros(width, dtype=np.float32)
    row[value] = 1
    return row


@dataclass(frozen=True)
class Pair:
    """Two pictures that belong together; `second` is None where one file holds both side by side."""

    first: Picture
    second: Picture | None

    def read(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """A and B, each (H, W, 3) uint8; raises DatasetError."""
        first = self.first.pixels()
        if self.second is not None:
            return first, self.second.pixels()
        if first.shape[1] % 2:
            raise DatasetError(
                "'{name}' has an odd width: A and B side by side need an even one.", name=self.first.name
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
            "{count} pictures have no partner, the first is '{first}'; add or remove them.",
            count=len(lonely),
            first=lonely[0],
        )
    return [Pair(sides["A"][key], sides["B"][key]) for key in sorted(sides["A"].keys() - out)]


def split_pairs(pairs: Sequence[Pair], split: Split, validation_fraction: float) -> list[Pair]:
    """The pairs of one split, by the folder or the content of their first picture."""
    settled = any(pair.first.in_split for pair in pairs)
    if split == "all" or (validation_fraction == 0 and not settled):
        return list(pairs)
    return [p for p in pairs if p.first.split(p.first.read(), validation_fraction) == split]


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
                "Domain {letter} holds no picture; name two sources (data.sources, data.sources_b), "
                "give one with folders A and B, or say with data.domains what belongs to which.",
                letter=letter,
            )
    both = {(p.source.path, p.name) for p in chosen[0]} & {(p.source.path, p.name) for p in chosen[1]}
    if both:
        raise DatasetError(
            "{count} pictures are in both domains, the first is '{first}'; change data.domains.",
            count=len(both),
            first=min(both)[1],
        )
    return chosen


def _choose(pictures: Sequence[Picture], selector: str) -> list[Picture]:
    name, divider, value = selector.partition("=")
    if not divider:
        return [picture for picture in pictures if picture.name.startswith(selector)]
    try:
        wanted = float(value)
    except ValueError as error:
        raise DatasetError(
            "data.domains: '{value}' in '{selector}' is no number; labels are.",
            value=value,
            selector=selector,
        ) from error
    chosen = []
    for source in dict.fromkeys(picture.source.path for picture in pictures):
        own = [picture for picture in pictures if picture.source.path == source]
        table = read_labels(own[0].source)
        if name not in table.names:
            raise DatasetError(
                "data.domains: '{source}' has no label '{name}' in its dataset.json.",
                source=source.name,
                name=name,
            )
        column = table.names.index(name)
        chosen += [p for p in own if p.name in table.rows and table.rows[p.name][column] == wanted]
    return chosen


# What files look like, where nobody has said how they belong together.

Layout = Literal["side_by_side", "folders", "unpaired"]
_NEARLY_ALL = 0.9
_LOOKED_AT = 64
# Halves from a little higher than wide to twice as wide as high; photos alone are hardly ever so wide.
_WIDTHS = (1.9, 4.2)


def layout_of(found: Sequence[Picture], sizes: Sequence[tuple[int, int]]) -> Layout | None:
    """How pictures seem to belong together, by their folders and shapes; None where they seem to be single.

    Args:
        found: all of them.
        sizes: widths and heights in pixels of some or all of them.
    """
    sides = by_partner(found)
    if 2 * len(sides["A"].keys() & sides["B"].keys()) > _NEARLY_ALL * len(found):
        return "folders"
    in_domains = [
        sum(bool(names & set(PurePosixPath(p.name).parts[:-1])) for p in found) for names in _FOLDERS
    ]
    if min(in_domains) and sum(in_domains) > _NEARLY_ALL * len(found):
        return "unpaired"
    narrowest, widest = _WIDTHS
    wide = [w % 2 == 0 and narrowest * h <= w <= widest * h for w, h in sizes]
    return "side_by_side" if sum(wide) > _NEARLY_ALL * len(sizes) else None


def require_clear_kind(data: DataSettings, info: RecipeInfo) -> None:
    """Ask how pictures belong together, where a recipe's usual kind would take them for something else.

    Args:
        data: a configuration's section that does not say so itself.
        info: of its recipe.

    Raises:
        ConfigurationError: the pictures look like another kind; it names the key that settles it.
        DatasetError: a source is missing or holds no picture.
    """
    if data.kind != "photos" or len(info.data_kinds) == 1:
        return
    found = Exclusion(data.exclude).rest(pictures_of(open_sources(data.sources)))
    layout = layout_of(found, some_sizes(found))
    if layout is not None:
        raise ConfigurationError(
            "The pictures look like '{label}', and the configuration does not say how they belong together: "
            "set data.kind to {kinds}; nothing was started.",
            label=DATA_KINDS[layout].label,
            kinds=", ".join(f'"{kind}" ({DATA_KINDS[kind].label})' for kind in info.data_kinds),
        )


def some_sizes(found: Sequence[Picture]) -> list[tuple[int, int]]:
    """Widths and heights in pixels of at most some dozens of the pictures; broken ones are passed over."""
    sizes = []
    for picture in found[:: max(1, len(found) // _LOOKED_AT)]:
        try:
            sizes.append(picture_size(picture.read()))
        except (ImageError, DatasetError):
            continue
    return sizes
