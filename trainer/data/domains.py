"""Two heaps of pictures: two sources, or one that folders or a label divide; needs no PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from engine.errors import DatasetError
from trainer.data.label_tables import read_labels
from trainer.data.sources import Picture

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
