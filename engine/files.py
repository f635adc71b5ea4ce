"""Writing files whole or not at all, and where the files of Ganvas and of a person lie."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.sentences import Sentence

# What files of weights are called; some are refused or rare, and what is said of them is better than silence.
CHECKPOINT_SUFFIXES = (".pkl", ".pth", ".pt", ".safetensors", ".ckpt", ".model", ".bin")
# A graph brings its network with it; what becomes a model is one of these.
GRAPH_SUFFIX = ".onnx"
IMPORTED_SUFFIXES = (*CHECKPOINT_SUFFIXES, GRAPH_SUFFIX)

# What files of pictures that are read are called, and the format that is written under such a name (GIF is
# read only). Drops, folders, dialogs and training data all go by this list.
PICTURE_FORMATS: Mapping[str, Literal["png", "jpeg", "webp", "tiff", "bmp", "gif"]] = {
    ".png": "png",
    ".apng": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".jfif": "jpeg",
    ".webp": "webp",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".bmp": "bmp",
    ".dib": "bmp",
    ".gif": "gif",
}


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary name beside `path` that takes its place when the block ends well.

    The temporary file is synced to the disk before it is renamed, and removed if the block raises. Its name
    is short, so that every name that the disk takes can be written. A symbolic link is written through, not
    replaced. What a file had is kept: mode, extended attributes (with them access lists), and owner where the
    system lets it be given; at no moment can more people read the new content than could read the old.

    A hard link is not kept: the file gets the new content under this name alone. To keep it, one would have
    to write over what is there, which a full disk or a power cut tears, and which reaches into the copies
    that programs for backups make of links.

    Raises:
        OSError: the folder does not exist, the disk is full, or writing is not allowed, also because `path`
            itself is read-only; `path` is as it was.
    """
    target = path.resolve() if path.is_symlink() else path
    before = _replaceable(target)
    temporary = target.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        if before is not None:
            # Private from the start, as what it replaces may be; the block writes into it.
            os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield temporary
        if before is not None:
            _take_over(target, before, temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _replaceable(target: Path) -> os.stat_result | None:
    """What there is to know of the file at `target`, None where there is none.

    Raises:
        OSError: it is read-only, or no file.
    """
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, Sentence("a folder has this name"), str(target))
    # Whoever may do anything, such as root, is held to the mode too: it says what its person meant.
    if not found.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, Sentence("it is read-only"), str(target))
    return found


def _take_over(target: Path, before: os.stat_result, temporary: Path) -> None:
    """Give the temporary file what the one that it replaces has, as far as the system allows it."""
    if hasattr(os, "chown"):
        made = temporary.stat()
        if (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid):
            with contextlib.suppress(OSError):
                os.chown(temporary, before.st_uid, before.st_gid)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))
    # Last: giving a file away takes some of its mode.
    temporary.chmod(stat.S_IMODE(before.st_mode))


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` at once: a reader sees the old content or all of the new.

    Raises:
        OSError: see `atomic_path`.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


@dataclass(frozen=True)
class FileState:
    """By which a file is known again: when it was last written, in nanoseconds, and its length in bytes."""

    modified: int
    size: int


def file_state(path: Path) -> FileState | None:
    """How the file is now; None where there is none, or it cannot be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileState(found.st_mtime_ns, found.st_size)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be synced (Windows does not)."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# Where files lie: those that come with Ganvas, a person's models and axes, and what can be made again.


def resources_folder() -> Path:
    """Of what comes with Ganvas: icons, translations, samples, models; whichever way it was installed."""
    return Path(__file__).resolve().parents[1] / "resources"


def data_folder() -> Path:
    """Of models and axes: GANVAS_HOME where that is set, else the platform's folder for such data."""
    home = os.environ.get("GANVAS_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("ganvas", appauthor=False)


def cache_folder() -> Path:
    """Of what can be made again: GANVAS_HOME/cache where that is set, else the platform's cache folder."""
    home = os.environ.get("GANVAS_HOME")
    if home:
        return Path(home) / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("ganvas", appauthor=False)
