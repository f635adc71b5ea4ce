"""The dataset doctor: looks at every picture before a run; says what is wrong and what training does then."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from engine.sentences import Sentence
from engine.types import Progress
from trainer.data.doctor.checks import LabelFacts, check_domains, check_labels, check_partners
from trainer.data.doctor.inspection import ImageFacts, copies, inspect, near_copies
from trainer.data.doctor.report import Collector, Finding, Report, Severity
from trainer.data.layouts import layout_of
from trainer.data.sources import Exclusion, Picture, PictureSource, open_sources, pictures, settled_by_folders
from trainer.settings.data import DataSettings

# Processes that look at pictures side by side: results in order, few at once, none left when it ends.


# So many pictures go to a process at once, and so many portions wait for each.
_PORTION = 64
_WAITING = 3
# Below this a second process costs more to start than it saves.
_ALONE = 400


def inspect_all(pictures: Sequence[Picture], processes: int) -> Generator[ImageFacts, None, None]:
    """`inspect` at every picture, in order, by several processes where there are many pictures.

    Closing the iterator, or an exception in who consumes it, ends the processes after the portions in hand.

    Args:
        pictures: what to look at; sources are opened by each process for itself.
        processes: how many; 1 works in this one.
    """
    if processes <= 1 or len(pictures) < _ALONE:
        yield from map(inspect, pictures)
        return
    places = [(picture.source.path, picture.name) for picture in pictures]
    portions = iter([places[start : start + _PORTION] for start in range(0, len(places), _PORTION)])
    # Spawned: a fork of a program with threads or a graphics card may hang.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_end_with_parent)
    try:
        waiting: deque[Future[list[ImageFacts]]] = deque()
        for portion in chain(portions, [None] * processes * _WAITING):
            if portion is not None:
                waiting.append(pool.submit(_inspect_batch, portion))
            if waiting and (portion is None or len(waiting) >= processes * _WAITING):
                yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _inspect_batch(places: Sequence[tuple[Path, str]]) -> list[ImageFacts]:
    return [inspect(Picture(_reader(path), name)) for path, name in places]


@lru_cache(maxsize=64)
def _reader(path: Path) -> PictureSource:
    # One for each process: the list of a zip's files is read once, not with every portion.
    return PictureSource(path)


def _end_with_parent() -> None:
    """A killed parent cannot end its processes: each watches for that itself."""
    parent = multiprocessing.parent_process()

    def reporter() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=reporter, daemon=True).start()


__all__ = ["ENOUGH", "DoctorInput", "Finding", "Kind", "Report", "examine"]

Kind = Literal[
    "photos", "side_by_side", "folders", "pictures", "face_scenes", "unpaired", "unpaired_sketches"
]
ENOUGH = 400
_UNUSUAL_MODES = {
    "CMYK": ("in print colours (CMYK)", "turned into screen colours, which changes them a little"),
    "LAB": ("in Lab colours", "turned into screen colours"),
    "YCbCr": ("in video colours (YCbCr)", "turned into screen colours"),
    "I": ("with more than 8 bits a colour", "brought to 8 bits"),
    "I;16": ("with more than 8 bits a colour", "brought to 8 bits"),
    "I;16B": ("with more than 8 bits a colour", "brought to 8 bits"),
    "F": ("with floating-point values", "brought to 8 bits"),
    "1": ("in black and white alone", "used as they are"),
}
_PROBLEMS = {
    "unreadable": "that cannot be read",
    "truncated": "cut short",
    "not_a_picture": "that are no pictures, whatever their names say",
    "too_large": "too large to be opened",
    "unsupported": "of kinds that are not supported",
    "unknown_range": "of more than 8 bits that do not say what white is",
}
_GREY_AMONG_COLOURS = 0.2


@dataclass(frozen=True)
class DoctorInput:
    """What the doctor is told about the pictures besides where they are.

    Attributes:
        kind: how they belong together.
        second: folders or zips of the second kind, of `unpaired`.
        domains: what chooses A and B, of `unpaired`.
        exclude: names that training passes over.
        size: side of the training pictures in pixels; shorter sides count as too small.
        enough: pictures that the recipe wants.
        held_out_folders: names of folders whose pictures are held out.
    """

    kind: Kind = "photos"
    second: tuple[str | Path, ...] = ()
    domains: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    size: int = 64
    enough: int = ENOUGH
    held_out_folders: tuple[str, ...] = tuple(DataSettings.model_fields["held_out_folders"].default)


def examine(
    paths: Iterable[str | Path],
    doctor_input: DoctorInput = DoctorInput(),
    *,
    processes: int = 2,
    progress: Progress | None = None,
) -> Report:
    """Look at every picture of folders and zips; nothing in them is changed.

    Args:
        paths: folders or zips.
        doctor_input: how the pictures belong together and what the recipe wants.
        processes: how many work side by side where there are many pictures.
        progress: called with (done, total); an exception that it raises ends the examination.

    Raises:
        DatasetError: a path is missing or holds no picture.
    """
    first_sources = open_sources(list(paths))
    second_sources = open_sources(list(doctor_input.second))
    excluded = Exclusion(doctor_input.exclude)
    first, second = (list(pictures(sources)) for sources in (first_sources, second_sources))
    kept = excluded.rest([*first, *second])
    seen: list[ImageFacts] = []
    with closing(inspect_all(kept, processes)) as inspected:
        for done, one in enumerate(inspected, start=1):
            seen.append(one)
            if progress is not None and (done % 200 == 0 or done == len(kept)):
                progress(done, len(kept))
    by_picture = dict(zip(kept, seen, strict=True))
    collector = Collector()
    groups = dict.fromkeys(kept, 0)
    lost: set[Picture] = set()
    if doctor_input.kind == "folders":
        lost = check_partners(kept, by_picture, collector)
        groups = {picture: int("B" in picture.name.split("/")[:-1]) for picture in kept}
    elif doctor_input.kind == "unpaired":
        domains = check_domains(excluded.rest(first), excluded.rest(second), doctor_input.domains, collector)
        lost = set(kept) - domains.keys()
        groups = {picture: domains.get(picture, 2) for picture in kept}
    for picture, one in by_picture.items():
        _check(picture, one, doctor_input, collector)
    bad = {picture for picture, one in by_picture.items() if one.problem or _odd(one, doctor_input.kind)}
    usable = [picture for picture in kept if picture not in bad | lost]
    _of_all(by_picture, doctor_input, collector)
    _check_kind(by_picture, doctor_input.kind, collector)
    sets = {group: [p for p in kept if groups[p] == group] for group in dict.fromkeys(groups.values())}
    for some in sets.values():
        for picture in settled_by_folders(some, doctor_input.held_out_folders):
            if picture.in_split == "validation":
                what, then = "in folders for testing", "held out: training never sees them"
                collector.add("held_out", what, then, "note", picture.file)
    _note_copies(kept, seen, [groups[picture] for picture in kept], collector)
    labels: list[LabelFacts] = []
    if doctor_input.kind == "pictures":
        labels = check_labels(first_sources, usable, collector)
    count = len(usable) // 2 if doctor_input.kind == "folders" else len(usable)
    if count < doctor_input.enough:
        what = Sentence("Too few pictures: {count} usable", count=count)
        then = Sentence(
            "{enough:,} or more are advisable; with fewer the model repeats what it has seen",
            enough=doctor_input.enough,
        )
        collector.add("few", what, then, "warning")
    sizes = Counter(one.size for one in seen if not one.problem)
    return Report(
        len(kept),
        len(usable),
        tuple(sizes.most_common()),
        collector.findings(),
        len(first) + len(second) - len(kept),
        doctor_input.enough,
        tuple((label.name, label.kind, label.known) for label in labels),
    )


def _odd(seen: ImageFacts, kind: Kind) -> bool:
    return kind == "side_by_side" and bool(seen.size[0] % 2)


def _check(picture: Picture, seen: ImageFacts, doctor_input: DoctorInput, collector: Collector) -> None:
    """Everything that one picture shows for itself."""

    def note(code: str, what: str, then: str, severity: Severity) -> None:
        collector.add(code, what, then, severity, picture.file)

    if seen.problem:
        note(seen.problem, _PROBLEMS[seen.problem], "left out", "warning")
        return
    if _odd(seen, doctor_input.kind):
        note("odd_width", "of odd width", "left out: no two pictures fit side by side", "warning")
    width, height = seen.size
    if doctor_input.kind == "side_by_side":
        width //= 2
    if min(width, height) < doctor_input.size:
        then = "enlarged, and blurred by that"
        note("small", Sentence("smaller than {size} pixels", size=doctor_input.size), then, "warning")
    longer, shorter = max(width, height), max(1, min(width, height))
    if doctor_input.kind in ("photos", "unpaired_sketches") and longer > 4 * shorter:
        note("aspect", "very long or tall", "padded to a square, mostly empty", "warning")
    elif doctor_input.kind in ("pictures", "unpaired", "face_scenes") and longer > 2 * shorter:
        note(
            "aspect",
            "more than twice as long as wide",
            "cropped: half of each or more is not seen",
            "warning",
        )
    elif doctor_input.kind in ("side_by_side", "folders") and longer > 2 * shorter:
        note("aspect", "more than twice as long as wide", "stretched to a square", "warning")
    if seen.transparent:
        note("transparent", "with transparency", "laid on white", "note")
    if seen.mode in _UNUSUAL_MODES:
        note("mode", *_UNUSUAL_MODES[seen.mode], "note")


def _of_all(seen: Mapping[Picture, ImageFacts], doctor_input: DoctorInput, collector: Collector) -> None:
    """What only shows among the others: a few grey pictures in a set of coloured ones."""
    grey = [picture for picture, one in seen.items() if one.grey and not one.problem]
    mixed = doctor_input.kind in ("photos", "pictures", "face_scenes", "unpaired_sketches")
    if mixed and 0 < len(grey) < _GREY_AMONG_COLOURS * len(seen):
        for picture in grey:
            then = "used; the model will make some pictures without colours"
            collector.add("grey", "without colours among coloured ones", then, "note", picture.file)


def _check_kind(seen: Mapping[Picture, ImageFacts], kind: Kind, collector: Collector) -> None:
    """Whether the files look like what they are said to be."""
    sizes = [one.size for one in seen.values() if not one.problem]
    if not sizes:
        return
    layout = layout_of(list(seen), sizes)
    if kind in ("photos", "pictures", "unpaired_sketches"):
        if layout == "side_by_side":
            what = "Nearly all files are as wide as two pictures beside each other"
            then = "each is taken for one picture: name the kind side_by_side if they are pairs"
            collector.add("looks_side_by_side", what, then, "warning")
        elif layout == "folders" and kind != "pictures":
            what = "The files lie in folders A and B under the same names"
            then = "all are taken for photos alone: name the kind folders if they are pairs"
            collector.add("looks_like_folders", what, then, "warning")
    elif kind == "side_by_side" and layout is None:
        what = "The files are not as wide as two pictures beside each other"
        then = "each is cut into halves all the same: name another kind if it holds one picture"
        collector.add("looks_single", what, then, "warning")


def _note_copies(
    kept: Sequence[Picture], seen: Sequence[ImageFacts], groups: Sequence[int], collector: Collector
) -> None:
    same = copies(seen, groups)
    for index, original in same.items():
        what, then = "the same as another file", "used twice as often as others"
        collector.add("duplicate", what, then, "warning", kept[index].file, kept[original].file)
    for index, original in near_copies(seen, groups, same).items():
        what, then = "nearly the same as another file", "used like any other; what they show is learnt twice"
        collector.add("near_duplicate", what, then, "warning", kept[index].file, kept[original].file)


def as_doctor_input(data: Any, size: int, enough: int) -> DoctorInput:
    """What the doctor looks at, as a configuration's section `data` describes it."""
    second = tuple(data.sources_b)
    held = tuple(data.held_out_folders)
    if data.kind == "face_scenes":
        second = tuple(data.backgrounds)
    return DoctorInput(data.kind, second, tuple(data.domains), tuple(data.exclude), size, enough, held)
