"""Writing files whole or not at all, and where the files of Ganvas and of a person lie."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

# What files of weights are called; some are refused or rare, and what is said of them is better than silence.
CHECKPOINT_SUFFIXES = (".pkl", ".pth", ".pt", ".safetensors", ".ckpt", ".model", ".bin")


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A temporary name beside `path` that takes its place when the block ends well.

    The temporary file is synced to the disk before it is renamed, and removed if the block raises. A symbolic
    link is written through, not replaced.

    Raises:
        OSError: the folder does not exist, the disk is full, or writing is not allowed; `path` is as it was.
    """
    target = path.resolve() if path.is_symlink() else path
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` at once: a reader sees the old content or all of the new.

    Raises:
        OSError: see `atomic_path`.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


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
