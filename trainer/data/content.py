"""What pictures hold, as one digest: a cache of decoded pictures is used only for the very same files."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from engine.errors import DatasetError
from engine.files import write_atomically
from trainer.data.sources import Picture

_KNOWN = "digests.json"


def content_digest(pictures: Sequence[Picture], cache: Path) -> str:
    """SHA-256 over the names and contents of pictures, in their order.

    A file that keeps its size and its time of change, to the nanosecond, is not read again.

    Args:
        pictures: of folders and zips; one that cannot be read counts by its name alone.
        cache: folder in which the digests of single files are kept.
    """
    known = _read(cache / _KNOWN)
    found: dict[str, str] = {}
    whole = hashlib.sha256()
    for picture in pictures:
        stamp = _stamp(picture)
        if stamp not in found:
            found[stamp] = known.get(stamp) or _digest(picture)
        whole.update(f"{picture.source.path.name}/{picture.name} {found[stamp]}\n".encode())
    if found.keys() - known.keys():
        cache.mkdir(parents=True, exist_ok=True)
        write_atomically(cache / _KNOWN, json.dumps({**known, **found}).encode())
    return whole.hexdigest()


def require_room(folder: Path, needed: int) -> None:
    """Say before the work that its result will find no room, and not in the middle of it.

    Args:
        folder: that the result goes into; exists.
        needed: bytes, at most.

    Raises:
        DatasetError: the disk has less.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DatasetError(
            f"The prepared pictures need up to {needed // 2**20:,} MiB and the disk has {free // 2**20:,} "
            "left; free some space, or train at a smaller size."
        )


def _stamp(picture: Picture) -> str:
    try:
        return f"{picture.source.stamp(picture.name)} {picture.source.path}/{picture.name}"
    except DatasetError:
        return f"gone {picture.source.path}/{picture.name}"


def _digest(picture: Picture) -> str:
    try:
        return hashlib.sha256(picture.read()).hexdigest()
    except DatasetError:
        return "unreadable"


def _read(path: Path) -> dict[str, str]:
    try:
        return {str(key): str(value) for key, value in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return {}
