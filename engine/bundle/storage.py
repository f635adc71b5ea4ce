"""Where a bundle's files lie: in a zip or in a folder, neither of them trusted; nothing is ever unpacked."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from engine.errors import BundleError
from engine.sentences import Sentence

MAX_FILES = 64
MAX_TOTAL = 4 * 2**30
MAX_RATIO = 200
RATIO_FROM = 2**20
_MAX_TABLE = 128 * 2**10
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LIMITS = {
    ".json": 4 * 2**20,
    ".onnx": 16 * 2**20,
    ".md": 2**20,
    ".png": 16 * 2**20,
    ".safetensors": MAX_TOTAL,
}
_OTHER_LIMIT = 64 * 2**20
_BLOCK = 2**20
_ENCRYPTED_OR_PATCHED = 0x1 | 0x20 | 0x40
_BROKEN = (
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    IndexError,
)


class Storage(Protocol):
    """The files of one bundle, by name; every error is a BundleError that names the file."""

    sizes: dict[str, int]

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Open one file for reading in order."""

    def fingerprint(self) -> tuple[int, ...]:
        """Changes when the files do."""


def open_storage(path: Path, label: str) -> Storage:
    """The storage of the bundle at `path`, which messages call `label`.

    Raises:
        BundleError: it does not exist, is neither folder nor zip, or is unsafe.
    """
    try:
        if path.is_dir():
            return FolderStorage(path, label)
        if path.is_file():
            return ZipStorage(path, label)
    except _BROKEN as error:
        raise BundleError(
            "{name} cannot be read ({reason}); nothing was opened.", name=label, reason=_reason(error)
        ) from error
    raise BundleError(
        "{label} does not exist; choose a .gmodel file or a folder with a model.json.", label=label
    )


def read_file(storage: Storage, name: str) -> bytes:
    """The content of one of a bundle's small files."""
    with storage.stream(name) as file:
        return file.read(storage.sizes[name])


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of an open file in pieces of at most 1 MiB."""
    while block := file.read(_BLOCK):
        yield block


class FolderStorage:
    """A bundle as a folder. Only plain files with plain names are seen; links are refused."""

    def __init__(self, path: Path, label: str) -> None:
        self._path = path
        self._label = label
        self.sizes: dict[str, int] = {}
        for number, file in enumerate(path.iterdir()):
            if number >= 4 * MAX_FILES:
                raise BundleError(
                    "{label} holds too many files for a bundle; nothing was opened.", label=label
                )
            found = file.lstat()
            if stat.S_ISLNK(found.st_mode) and not file.name.startswith("."):
                raise BundleError(
                    "{label} holds a link ({name}), which a bundle must not.",
                    label=label,
                    name=file.name[:80],
                )
            if stat.S_ISREG(found.st_mode) and _is_plain(file.name):
                self.sizes[file.name] = found.st_size
        _check_sizes(self.sizes, label)

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Open one file for reading in order."""
        _check_known(name, self.sizes, self._label)
        with _naming(self._label, name), (self._path / name).open("rb") as file:
            yield file

    def fingerprint(self) -> tuple[int, ...]:
        """Sizes and times of change of all files."""
        with _naming(self._label, "a file"):
            states = [(self._path / name).stat() for name in sorted(self.sizes)]
        return tuple(number for state in states for number in (state.st_size, state.st_mtime_ns))


class ZipStorage:
    """A bundle as a zip: a flat list of plain, unencrypted, stored or deflated files, at most 64 of them."""

    def __init__(self, path: Path, label: str) -> None:
        self._path = path
        self._label = label
        _check_table(path, label)
        self.sizes: dict[str, int] = {}
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
        seen = set[str]()
        if len(entries) > MAX_FILES:
            raise BundleError(
                "{label} holds more than {most} files; nothing was opened.", label=label, most=MAX_FILES
            )
        for entry in entries:
            self._check(entry)
            if entry.filename.lower() in seen:
                raise BundleError(
                    "{label} holds {name} twice; nothing was opened.", label=label, name=entry.filename
                )
            seen.add(entry.filename.lower())
            self.sizes[entry.filename] = entry.file_size
        if sum(entry.compress_size for entry in entries) > path.stat().st_size:
            # Parts that overlap, or a size that was made up to pass the check of how far they unpack.
            raise BundleError("{label} claims more than it holds; nothing was opened.", label=label)
        _check_sizes(self.sizes, label)

    def _check(self, entry: zipfile.ZipInfo) -> None:
        shown = ascii(entry.orig_filename[:80])
        if entry.orig_filename != entry.filename or not _is_plain(entry.filename):
            raise BundleError(
                "{label} holds an unsafe file name ({name}); nothing was opened.",
                label=self._label,
                name=shown,
            )
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise BundleError(
                "{label} holds a link or device ({name}); nothing was opened.", label=self._label, name=shown
            )
        if entry.flag_bits & _ENCRYPTED_OR_PATCHED:
            raise BundleError(
                "{label} is encrypted ({name}); ask for it without a password.", label=self._label, name=shown
            )
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BundleError(
                "{label} is packed in a way that is not allowed ({name}).", label=self._label, name=shown
            )
        if entry.file_size > max(RATIO_FROM, MAX_RATIO * entry.compress_size):
            raise BundleError(
                "{label} would unpack to far more than a model holds ({name}).", label=self._label, name=shown
            )

    @contextmanager
    def stream(self, name: str) -> Iterator[IO[bytes]]:
        """Open one file for reading in order; its checksum is compared when its end is reached."""
        _check_known(name, self.sizes, self._label)
        with _naming(self._label, name), zipfile.ZipFile(self._path) as archive:
            if archive.getinfo(name).file_size != self.sizes[name]:
                raise BundleError(
                    "{label} was changed while it was in use; open it again.", label=self._label
                )
            with archive.open(name) as file:
                yield file

    def fingerprint(self) -> tuple[int, ...]:
        """Size and time of change of the zip."""
        with _naming(self._label, "it"):
            state = self._path.stat()
        return state.st_size, state.st_mtime_ns


def _check_table(path: Path, label: str) -> None:
    """Refuse a table of contents that would cost memory to read; it is where zipfile looks for it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 42))
        tail = file.read(42)
    end = tail[-22:]
    if len(end) < 22 or end[:4] != b"PK\5\6" or end[-2:] != b"\0\0":
        raise BundleError("{label} is not a model bundle, or is cut short; nothing was opened.", label=label)
    count, table = struct.unpack_from("<HI", end, 10)
    if tail[:-22].startswith(b"PK\6\7") or count > MAX_FILES or table > _MAX_TABLE:
        raise BundleError(
            "{label} has a larger table of contents than a bundle needs; nothing was opened.", label=label
        )


def _is_plain(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and _DEVICE.fullmatch(name) is None


def _check_known(name: str, sizes: dict[str, int], label: str) -> None:
    if name not in sizes:
        raise BundleError("{label} misses {name}; get the bundle again.", label=label, name=name[:80])


def _check_sizes(sizes: dict[str, int], label: str) -> None:
    for name, size in sizes.items():
        if size > _LIMITS.get(Path(name).suffix, _OTHER_LIMIT):
            raise BundleError(
                "{label} holds a {name} that is too large ({size} bytes); nothing was opened.",
                label=label,
                name=name,
                size=size,
            )
    if sum(sizes.values()) > MAX_TOTAL:
        raise BundleError(
            "{label} is larger than {gigabytes} GB unpacked; nothing was opened.",
            label=label,
            gigabytes=MAX_TOTAL // 2**30,
        )


@contextmanager
def _naming(label: str, name: str) -> Iterator[None]:
    try:
        yield
    except BundleError:
        raise
    except KeyError as error:
        raise BundleError("{label} misses {name}; get the bundle again.", label=label, name=name) from error
    except _BROKEN as error:
        raise BundleError(
            "{file} in {label} cannot be read ({reason}).", file=name, label=label, reason=_reason(error)
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "the disk refused"
    return Sentence("it is damaged or cut short")
