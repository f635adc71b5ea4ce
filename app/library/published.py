"""Where official weights are published: the rows of resources/published.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import resources


@dataclass(frozen=True)
class Published:
    """Weights that their makers offer on a page of their own.

    Attributes:
        name: of the system.
        shows: what its pictures show, by language.
        family: what Ganvas imports it as.
        files: what the files are called.
        licence: as the makers state it; empty where they state none.
        page: where a person downloads them.
        numbers: parameters of what is imported; 0 where nobody has counted.
        commercial: whether the licence allows commercial use.
    """

    name: str
    shows: dict[str, str]
    family: str
    files: tuple[str, ...]
    licence: str
    page: str
    numbers: int = 0
    commercial: bool = True

    @property
    def megabytes(self) -> int:
        """What the weights take at least, at four bytes each; 0 where it is not known."""
        return round(self.numbers * 4 / 1e6)


def published(path: Path | None = None) -> tuple[Published, ...]:
    """The rows in the order of the file, whose columns are the attributes of `Published`."""
    file = path or resources.folder() / "published.toml"
    rows = tomllib.loads(file.read_text("utf-8"))["published"]
    return tuple(Published(**{**row, "files": tuple(row["files"])}) for row in rows)
