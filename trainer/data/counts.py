"""How many pictures a run would train on and hold out, counted without preparing any; needs no PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import DatasetError
from trainer.data.layouts import folder_pairs, two_domains
from trainer.data.sources import (
    Exclusion,
    Picture,
    held_out_folder,
    open_sources,
    pictures,
    settled_by_folders,
    split_pictures,
)
from trainer.settings.sections import DataSettings


@dataclass(frozen=True)
class Count:
    """One set of pictures.

    Attributes:
        what: they are, in the plural.
        trained: how many training sees.
        held_out: how many it never sees.
        folders: that decide which, sorted; empty where the content of each file does.
    """

    what: str
    trained: int
    held_out: int
    folders: tuple[str, ...] = ()


def count_pictures(data: DataSettings) -> list[Count]:
    """Every set of pictures that a configuration names, split as training splits it; reads each file.

    Pictures that turn out to be broken while they are prepared are counted, too.

    Raises:
        DatasetError: a source is missing, holds no picture, or the pictures do not belong together as said.
    """
    out = Exclusion(data.exclude)
    if data.kind == "folders":
        settled = settled_by_folders(list(pictures(open_sources(data.sources))), data.held_out_folders)
        pairs = folder_pairs(settled, out)
        return [_count("pairs", [pair.first for pair in pairs], data)]
    first, second = (out.rest(pictures(open_sources(some))) for some in (data.sources, data.sources_b))
    if data.kind == "unpaired":
        a, b = two_domains(first, second, data.domains)
        return [_count("pictures of domain A", a, data), _count("pictures of domain B", b, data)]
    if data.kind == "face_scenes":
        others = out.rest(pictures(open_sources(data.backgrounds)))
        return [_count("faces", first, data), _count("backgrounds", others, data)]
    return [_count("pairs" if data.kind == "side_by_side" else "pictures", first, data)]


def _count(what: str, found: Sequence[Picture], data: DataSettings) -> Count:
    if not found:
        raise DatasetError("Of the {what} none is left; add some, or exclude fewer.", what=what)
    decided = any(picture.in_split for picture in found)
    settled = list(found) if decided else settled_by_folders(found, data.held_out_folders)
    held = split_pictures(settled, "validation", data.validation_fraction)
    by_folder = [p for p in held if p.in_split]
    names = {str(held_out_folder(picture, data.held_out_folders)) for picture in by_folder}
    return Count(what, len(settled) - len(held), len(held), tuple(sorted(names)))
