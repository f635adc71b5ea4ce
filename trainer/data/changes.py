"""What has become of pictures that a run reads in place: changed, gone or broken since it last looked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from engine.errors import DatasetError
from engine.files import write_atomically
from engine.sentences import Sentence
from engine.types import Progress
from trainer.data.sources import Picture

_RECORD = "contents.json"
_UNKNOWN = ""


@dataclass(frozen=True)
class _Content:
    """A picture as last read: what changes with the file, SHA-256 of its bytes, whether it can be used."""

    stamp: str
    digest: str
    usable: bool


@dataclass(frozen=True)
class Present:
    """Pictures of a run as a session finds them.

    Attributes:
        usable: those that can be read, in their order.
        lost: those that cannot, and those that an earlier session knew and that are gone.
        changed: how many hold something else than before.
        warning: one sentence on all of that; empty where nothing is wrong.
    """

    usable: list[Picture]
    lost: list[Picture]
    changed: int = 0
    warning: str = ""


def look_after(
    found: Sequence[Picture],
    cache: Path,
    *,
    halved: bool = False,
    progress: Progress | None = None,
) -> Present:
    """Which of a run's pictures can be used; every one is decoded once, and again when its bytes change.

    Args:
        found: all of them, without those that the configuration leaves out.
        cache: folder of the run that keeps what each picture held.
        halved: each file holds two pictures side by side, so that an odd width cannot be used.
        progress: called with (done, total) pictures.
    """
    known = _read(cache / _RECORD)
    now: dict[str, _Content] = {}
    for done, picture in enumerate(found, start=1):
        now[picture.file] = _content(picture, known.get(picture.file), halved)
        if progress is not None and (done % 100 == 0 or done == len(found)):
            progress(done, len(found))
    changed = [f for f, one in now.items() if f in known and one.usable and one.digest != known[f].digest]
    broken = [picture for picture in found if not now[picture.file].usable]
    gone = _gone(found, known)
    if now != known:
        cache.mkdir(parents=True, exist_ok=True)
        # What is gone stays known, so that its partner is not taken for one that never had any.
        kept = {file: one for file, one in known.items() if file not in now}
        record = {file: asdict(one) for file, one in {**kept, **now}.items()}
        write_atomically(cache / _RECORD, json.dumps(record).encode())
    lost = [*broken, *gone]
    usable = [picture for picture in found if now[picture.file].usable]
    if not changed and not lost:
        return Present(usable, lost)
    warning = Sentence(
        "{changed} pictures have changed since this run last read them, {gone} are gone and {broken} cannot "
        "be used, the first is '{first}'; training goes on with all that can be read.",
        changed=len(changed),
        gone=len(gone),
        broken=len(broken),
        first=min([*changed, *(picture.file for picture in lost)]),
    )
    return Present(usable, lost, len(changed), warning)


def _content(picture: Picture, known: _Content | None, halved: bool) -> _Content:
    try:
        stamp = picture.source.stamp(picture.name)
        if known is not None and known.stamp == stamp:
            return known
        digest = hashlib.sha256(picture.read()).hexdigest()
    except DatasetError:
        return _Content(_UNKNOWN, _UNKNOWN, usable=False)
    if known is not None and known.digest == digest:
        return _Content(stamp, digest, known.usable)
    try:
        width = picture.pixels().shape[1]
        usable = not halved or width % 2 == 0
    except DatasetError:
        usable = False
    return _Content(stamp, digest, usable)


def _gone(found: Sequence[Picture], known: dict[str, _Content]) -> list[Picture]:
    """Pictures of the same sources that an earlier session read and that are no longer there."""
    gone = []
    for source in {id(picture.source): picture.source for picture in found}.values():
        start, names = f"{source.path.as_posix()}/", set(source.names)
        inside = (file.removeprefix(start) for file in known if file.startswith(start))
        gone += [Picture(source, name) for name in inside if name not in names]
    return gone


def _read(path: Path) -> dict[str, _Content]:
    try:
        return {str(file): _Content(**facts) for file, facts in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
