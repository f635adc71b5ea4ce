"""Where training pictures lie: folders and zips, read in place, split by what the files hold."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from engine.errors import DatasetError, ImageError
from engine.files import PICTURE_FORMATS, write_atomically
from engine.images.codec import decode_image, flatten
from engine.types import Pixels

Split = Literal["train", "validation", "all"]
_MOST_BYTES = 256 * 2**20


@dataclass(eq=False)
class PictureSource:
    """The pictures of one folder or zip by name, without unpacking the zip.

    Safe to use in several processes: each opens the zip for itself.
    """

    path: Path
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._archive: zipfile.ZipFile | None = None
        if self.path.is_dir():
            found = [p.relative_to(self.path).as_posix() for p in self.path.rglob("*") if p.is_file()]
        elif zipfile.is_zipfile(self.path):
            with zipfile.ZipFile(self.path) as archive:
                found = [info.filename for info in archive.infolist() if not info.is_dir()]
        else:
            raise DatasetError("'{path}' is neither a folder nor a zip; name one of these.", path=self.path)
        hidden = [
            name for name in found if any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        ]
        pictures = set(found) - set(hidden)
        self.names = tuple(sorted(name for name in pictures if Path(name).suffix.lower() in PICTURE_FORMATS))

    def read(self, name: str) -> bytes:
        """The file's bytes.

        Raises:
            DatasetError: it cannot be read, or is larger than a picture has reason to be.
        """
        try:
            if self.path.is_dir():
                file = self.path / name
                if file.stat().st_size > _MOST_BYTES:
                    raise DatasetError("'{name}' is larger than 256 MiB; leave it out.", name=name)
                return file.read_bytes()
            if self._archive is None:
                self._archive = zipfile.ZipFile(self.path)
            if self._archive.getinfo(name).file_size > _MOST_BYTES:
                raise DatasetError(
                    "'{name}' in {source} is larger than 256 MiB; leave it out.",
                    name=name,
                    source=self.path.name,
                )
            return self._archive.read(name)
        except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise DatasetError(
                "'{name}' in {source} cannot be read: {error}.", name=name, source=self.path.name, error=error
            ) from error

    def stamp(self, name: str) -> str:
        """What changes when a file does, without reading it: size and time of change, or a zip's checksum.

        Raises:
            DatasetError: the file is gone.
        """
        try:
            if self.path.is_dir():
                facts = (self.path / name).stat()
                return f"{facts.st_size}-{facts.st_mtime_ns}"
            if self._archive is None:
                self._archive = zipfile.ZipFile(self.path)
            info = self._archive.getinfo(name)
            return f"{info.file_size}-{info.CRC:08x}"
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise DatasetError(
                "'{name}' in {source} cannot be found: {error}.",
                name=name,
                source=self.path.name,
                error=error,
            ) from error

    def __getstate__(self) -> dict[str, object]:
        return {"path": self.path, "names": self.names, "_archive": None}


@dataclass(frozen=True)
class Picture:
    """One picture of a source; `in_split` where its folder decides that (see `settled_by_folders`)."""

    source: PictureSource
    name: str
    in_split: Literal["train", "validation"] | None = None

    def read(self) -> bytes:
        """The file's bytes; raises DatasetError."""
        return self.source.read(self.name)

    def pixels(self) -> Pixels:
        """The picture on white, (H, W, 3).

        Raises:
            DatasetError: it cannot be read or decoded; names the file.
        """
        try:
            return flatten(decode_image(self.read()))
        except ImageError as error:
            raise DatasetError(
                "'{name}' in {source} cannot be used: {error}",
                name=self.name,
                source=self.source.path.name,
                error=error,
            ) from error

    @property
    def file(self) -> str:
        """Its place: the source's path, a slash, and its name there; of a zip no file of its own."""
        return f"{self.source.path.as_posix()}/{self.name}"

    def split(self, data: bytes, validation_fraction: float) -> Literal["train", "validation"]:
        """The split that it belongs to; arguments as of `split_of`, its bytes first."""
        return self.in_split or split_of(data, validation_fraction)


class Exclusion:
    """Pictures that training passes over, by their place (`Picture.file`) or by their name in any source.

    Args:
        names: of the configuration's `data.exclude`.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = frozenset(name.replace("\\", "/") for name in names)

    def __contains__(self, picture: Picture) -> bool:
        return bool(self._names) and not self._names.isdisjoint((picture.file, picture.name))

    def rest(self, found: Iterable[Picture]) -> list[Picture]:
        """Those that are not left out."""
        return [picture for picture in found if picture not in self]


def split_of(data: bytes, validation_fraction: float) -> Literal["train", "validation"]:
    """Which split a file belongs to, from its bytes alone: renaming and adding files moves nothing.

    Args:
        data: the file's bytes.
        validation_fraction: share of all files that is held out, 0 to 1.
    """
    position = int.from_bytes(hashlib.sha256(data).digest()[:8], "big") / 2**64
    return "validation" if position < validation_fraction else "train"


def split_pictures(found: Iterable[Picture], split: Split, validation_fraction: float) -> list[Picture]:
    """The pictures of one split; reads each file, unless all are asked for.

    Raises:
        DatasetError: a file cannot be read.
    """
    if split == "all":
        return list(found)
    return [picture for picture in found if picture.split(picture.read(), validation_fraction) == split]


def settled_by_folders(found: Sequence[Picture], folders: Iterable[str]) -> list[Picture]:
    """Pictures of one set with the splits that their folders give them.

    Where some, and not all, lie in folders of such names (large and small letters alike), these are held out
    and all others are trained on; otherwise the content of each decides, as `split_of` has it.
    """
    inside = [held_out_folder(picture, folders) is not None for picture in found]
    if all(inside) or not any(inside):
        return list(found)
    return [
        replace(p, in_split="validation" if held else "train") for p, held in zip(found, inside, strict=True)
    ]


def held_out_folder(picture: Picture, folders: Iterable[str]) -> str | None:
    """The first folder on the way to a picture, within its source, that bears one of some names."""
    wanted = {name.casefold() for name in folders}
    return next((part for part in picture.name.split("/")[:-1] if part.casefold() in wanted), None)


def open_sources(paths: Sequence[str | Path], root: Path = Path()) -> list[PictureSource]:
    """Sources by path, relative ones from `root`.

    Raises:
        DatasetError: one of them is missing or holds no picture.
    """
    sources = []
    for entry in paths:
        path = root / Path(entry).expanduser()
        if not path.exists():
            raise DatasetError("'{path}' does not exist; check the path in the configuration.", path=entry)
        source = PictureSource(path)
        if not source.names:
            raise DatasetError("'{path}' holds no pictures (PNG, JPEG, WebP, BMP, TIFF or GIF).", path=entry)
        sources.append(source)
    return sources


def pictures(sources: Sequence[PictureSource]) -> Iterator[Picture]:
    """Every picture of every source, in a fixed order."""
    for source in sources:
        for name in source.names:
            yield Picture(source, name)


# What pictures hold, as one digest: a cache of decoded pictures is used only for the very same files.


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


def held_out_key(pictures: Sequence[Picture]) -> dict[str, list[str]]:
    """What a cache's name must tell besides, where folders decide the splits; nothing where none does."""
    held = [picture.file for picture in pictures if picture.in_split == "validation"]
    return {"held_out": held} if held else {}


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
            "The prepared pictures need up to {needed:,} MiB and the disk has {free:,} left; "
            "free some space, or train at a smaller size.",
            needed=needed // 2**20,
            free=free // 2**20,
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
