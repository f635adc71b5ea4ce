"""The dataset doctor: looks at every picture before a run; says what is wrong and what training does then."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from engine.errors import ImageError
from engine.images import decode_image
from trainer.data.pairs import folder_pairs
from trainer.data.sources import Picture, open_sources, pictures
from trainer.errors import DatasetError

Kind = Literal[
    "photos", "side_by_side", "folders", "pictures", "face_scenes", "unpaired", "unpaired_sketches"
]
Progress = Callable[[int, int], None]
ENOUGH = 400


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with some files, and what training does about it."""

    what: str
    consequence: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What the doctor saw.

    Attributes:
        pictures: files looked at.
        usable: files that training can use.
        sizes: (width, height) and how many pictures have it, the commonest first.
        findings: everything that is wrong, the most frequent first.
    """

    pictures: int
    usable: int
    sizes: tuple[tuple[tuple[int, int], int], ...]
    findings: tuple[Finding, ...]

    def sentences(self) -> list[str]:
        """The report as lines for a person."""
        lines = [f"{self.pictures} pictures, {self.usable} of them usable."]
        if self.sizes:
            (width, height), count = self.sizes[0]
            lines.append(f"{count} are {width} x {height}; there are {len(self.sizes)} different sizes.")
        for finding in self.findings:
            named = ", ".join(finding.files[:3]) + (" ..." if len(finding.files) > 3 else "")
            lines.append(f"{len(finding.files)} {finding.what}: {finding.consequence} ({named})")
        return lines


@dataclass
class _Seen:
    name: str
    digest: str = ""
    size: tuple[int, int] = (0, 0)
    transparent: bool = False
    problem: str = ""


@dataclass
class _Collector:
    found: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, consequence: str, file: str) -> None:
        self.found[what, consequence].append(file)

    def findings(self) -> tuple[Finding, ...]:
        items = [
            Finding(what, consequence, tuple(files)) for (what, consequence), files in self.found.items()
        ]
        return tuple(sorted(items, key=lambda finding: -len(finding.files)))


def _look(picture: Picture) -> _Seen:
    seen = _Seen(picture.name)
    try:
        data = picture.read()
        pixels = decode_image(data)
    except (ImageError, DatasetError) as error:
        seen.problem = str(error)
        return seen
    seen.digest = hashlib.sha256(data).hexdigest()
    seen.size = (pixels.shape[1], pixels.shape[0])
    seen.transparent = bool((pixels[..., 3] < 255).any())
    return seen


def examine(
    paths: Iterable[str | Path],
    *,
    kind: Kind = "photos",
    smallest: int = 64,
    threads: int = 2,
    progress: Progress | None = None,
) -> Report:
    """Look at every picture of folders and zips.

    Args:
        paths: folders or zips.
        kind: how the pictures are paired.
        smallest: sides shorter than this count as too small.
        threads: how many pictures are decoded at once.
        progress: called with (done, total).

    Raises:
        DatasetError: a path is missing or holds no picture.
    """
    every = list(pictures(open_sources(list(paths))))
    collector, sizes, first_with = _Collector(), Counter[tuple[int, int]](), dict[str, str]()
    usable = 0
    # One thread for zips: their handle is shared.
    with ThreadPoolExecutor(1 if any(p.source.path.is_file() for p in every[:1]) else threads) as pool:
        for done, seen in enumerate(pool.map(_look, every), start=1):
            usable += _judge(seen, kind, smallest, collector, first_with)
            if not seen.problem:
                sizes[seen.size] += 1
            if progress is not None and (done % 200 == 0 or done == len(every)):
                progress(done, len(every))
    if kind == "folders":
        try:
            folder_pairs(every)
        except DatasetError as error:
            collector.add("problem with pairs", str(error), "A/ and B/")
    if usable < ENOUGH:
        few = f"{ENOUGH} or more are advisable; with fewer the model repeats what it has seen"
        collector.add("sign of too few pictures", few, f"{usable} usable")
    return Report(len(every), usable, tuple(sizes.most_common()), collector.findings())


def _judge(seen: _Seen, kind: Kind, smallest: int, collector: _Collector, first_with: dict[str, str]) -> bool:
    if seen.problem:
        collector.add("unreadable", "left out", seen.name)
        return False
    if kind == "side_by_side" and seen.size[0] % 2:
        collector.add("of odd width", "cannot hold two pictures side by side; remove them", seen.name)
        return False
    if seen.digest in first_with:
        collector.add("the same as another file", "used twice as often", seen.name)
    first_with.setdefault(seen.digest, seen.name)
    if min(seen.size) < smallest:
        collector.add(f"smaller than {smallest} pixels", "enlarged, and blurred by that", seen.name)
    longer, shorter = max(seen.size), min(seen.size)
    if longer > 4 * shorter and kind == "photos":
        collector.add("very long or tall", "padded to a square, mostly empty", seen.name)
    if seen.transparent:
        collector.add("with transparency", "laid on white", seen.name)
    return True
