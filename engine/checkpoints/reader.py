"""Opening a checkpoint that a stranger wrote: its format, and what it holds, without running it."""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.checkpoints.allowlist import STORAGES
from engine.checkpoints.other_files import commented_zip, other_file, text_file, zip_of_files
from engine.checkpoints.records import Budget, RefusedError, StorageRecord, Symbol, map_file
from engine.checkpoints.safetensors_file import is_safetensors, read_safetensors
from engine.checkpoints.unpickler import Machine
from engine.errors import BundleError
from engine.files import GRAPH_SUFFIX

# Storages that a torch pickle refers to by persistent ids, collected for their content to be attached.


_MOST_SHARING = 4
_ALLOWANCE = 2**20


class Storages:
    """The storages of one file by their keys.

    Args:
        swapped: their bytes are in the other order than this machine's.
        views: a persistent id may describe a part of another storage (files before PyTorch 1.6).

    Attributes:
        found: key to storage, in the order of the file's first mention.
    """

    def __init__(self, *, swapped: bool, views: bool = False) -> None:
        self.found: dict[str, StorageRecord] = {}
        self._swapped, self._views = swapped, views
        self._parts: dict[tuple[str, str], StorageRecord] = {}

    def find(self, name: Any) -> StorageRecord:
        """The storage of a persistent id `("storage", class, key, device, count[, view])`.

        Raises:
            RefusedError: the id is another, or contradicts an earlier one.
        """
        if not isinstance(name, tuple) or not name or not isinstance(name[0], str):
            raise RefusedError("its pickle refers to something outside")
        if name[0] == "module":
            raise RefusedError(
                "it holds a whole network with its program text; save its state_dict() instead"
            )
        if not 5 <= len(name) <= 6:
            raise RefusedError("its pickle refers to something outside")
        kind, key, count = name[1], name[2], name[4]
        if name[0] != "storage" or not isinstance(kind, Symbol) or kind.name not in STORAGES:
            raise RefusedError("its pickle refers to something outside")
        if not isinstance(key, str) or len(key) > 64 or type(count) is not int or not 0 <= count < 2**48:
            raise RefusedError("its pickle describes a storage that cannot be")
        storage = self.found.setdefault(key, StorageRecord(STORAGES[kind.name], count, swapped=self._swapped))
        if (storage.dtype, storage.count) != (STORAGES[kind.name], count):
            raise RefusedError("its pickle describes one storage in two ways")
        return self._part(key, storage, name[5]) if len(name) == 6 and name[5] is not None else storage

    def _part(self, key: str, whole: StorageRecord, view: Any) -> StorageRecord:
        if not self._views or not isinstance(view, tuple) or len(view) != 3 or not isinstance(view[0], str):
            raise RefusedError("its pickle describes a storage that cannot be")
        name, offset, count = view
        if type(offset) is not int or type(count) is not int or offset < 0 or count < 0:
            raise RefusedError("its pickle describes a storage that cannot be")
        if offset + count > whole.count:
            raise RefusedError("a storage reaches outside the one that it is part of")
        part = StorageRecord(whole.dtype, count, swapped=whole.swapped)
        width = whole.width

        def read() -> memoryview:
            if whole.read is None:
                raise RefusedError("a tensor has no content")
            return whole.read()[offset * width : (offset + count) * width]

        part.read = read
        known = self._parts.setdefault((key, name), part)
        if known.count != count:
            raise RefusedError("its pickle describes one storage in two ways")
        return known


def _check_sharing(budget: Budget, storages: Iterable[StorageRecord], size: int) -> None:
    """Refuse tensors that share storages so often that copying them would fill the memory.

    To be asked once, when the whole file was read: a storage inside a pickle knows nothing of the tensors
    that are views of others.

    Args:
        budget: what the tensors of the whole file would take.
        storages: all that the file names.
        size: bytes of the storages that the file can hold.

    Raises:
        RefusedError: they do.
    """
    held = min(size, sum(storage.count * storage.width for storage in storages))
    if budget.tensor_bytes > _MOST_SHARING * held + _ALLOWANCE:
        raise RefusedError("its tensors share their storages more often than any checkpoint needs")


# PyTorch's zip checkpoints (since 1.6): a pickle of the structure and one member for every storage.


MAX_MEMBERS = 60_000
_MAX_TABLE = 16 * 2**20
_MAX_PICKLE = 64 * 2**20
_MAX_RATIO = 200
_BROKEN = (
    zipfile.BadZipFile,
    struct.error,
    ValueError,
    IndexError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


@dataclass(frozen=True)
class _Member:
    """Where a member's bytes lie in the file, and how many they become."""

    start: int
    packed: int
    size: int
    deflated: bool


def read_zip(path: Path, content: memoryview) -> Any:
    """What a zip checkpoint holds; tensors are views of `content`, the mapped file.

    Raises:
        RefusedError: the zip or its pickle is damaged, unsafe or not understood.
    """
    members = _members(path, content)
    (root,) = {name.removesuffix("data.pkl") for name in members if name.count("/") == 1 and _is_pickle(name)}
    order = (
        bytes(_content(content, members[f"{root}byteorder"], 16)) if f"{root}byteorder" in members else b""
    )
    if order.strip() not in (b"", b"little", b"big"):
        raise RefusedError("its numbers are in an unknown order")
    swapped = (order.strip() or b"little").decode() != sys.byteorder
    storages = Storages(swapped=swapped)
    machine = Machine(_content(content, members[f"{root}data.pkl"], _MAX_PICKLE), persistent=storages.find)
    value = machine.load()
    for key, storage in storages.found.items():
        size = storage.count * storage.width
        member = members.get(f"{root}data/{key}")
        if member is None and size:
            raise RefusedError("it misses a storage that its pickle names")
        if member is not None and member.size != size:
            raise RefusedError("one of its storages is not as large as its pickle says")
        storage.read = _zip_reader(content, member)
    unpacked = sum(member.size for member in members.values())
    _check_sharing(machine.budget, storages.found.values(), unpacked)
    return value


def _is_pickle(name: str) -> bool:
    return name.endswith("/data.pkl")


def _zip_reader(content: memoryview, member: _Member | None) -> Any:
    if member is None:
        return lambda: memoryview(b"")
    return lambda: _content(content, member, member.size)


def _members(path: Path, content: memoryview) -> dict[str, _Member]:
    _check_table(content)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except _BROKEN as error:
        raise RefusedError("it is a damaged zip") from error
    if not any(_is_pickle(entry.filename) for entry in entries):
        raise RefusedError(zip_of_files(entry.filename for entry in entries))
    members: dict[str, _Member] = {}
    for entry in entries:
        parts = entry.filename.split("/")
        if ".." in parts or "" in parts or "\\" in entry.filename or entry.filename in members:
            raise RefusedError("it holds a member with an unsafe name")
        if entry.flag_bits & 0x61 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise RefusedError("it is encrypted or packed in a way that checkpoints are not")
        members[entry.filename] = _placed(entry, content)
    if any(name.endswith("/constants.pkl") or "/code/" in name for name in members):
        raise RefusedError("it is a TorchScript program, not a set of weights")
    if sum(1 for name in members if name.count("/") == 1 and _is_pickle(name)) != 1:
        raise RefusedError("it is a zip, but not one that PyTorch wrote")
    if sum(member.packed for member in members.values()) > len(content):
        raise RefusedError("its members overlap")
    return members


def _placed(entry: zipfile.ZipInfo, content: memoryview) -> _Member:
    head = entry.header_offset
    if not 0 <= head <= len(content) - 30 or bytes(content[head : head + 4]) != b"PK\3\4":
        raise RefusedError("it is a damaged zip")
    names, extras = struct.unpack_from("<HH", content, head + 26)
    start = head + 30 + names + extras
    deflated = entry.compress_type == zipfile.ZIP_DEFLATED
    if start + entry.compress_size > len(content):
        raise RefusedError("one of its members claims more bytes than there are")
    if not deflated and entry.compress_size != entry.file_size:
        raise RefusedError("it is a damaged zip")
    if entry.file_size > max(2**20, _MAX_RATIO * entry.compress_size):
        raise RefusedError("it would unpack to far more than a checkpoint holds")
    return _Member(start, entry.compress_size, entry.file_size, deflated)


def _check_table(content: memoryview) -> None:
    """Refuse a table of contents that would cost memory to read, before zipfile reads it."""
    end = len(content) - 22
    if (
        end < 0
        or bytes(content[end : end + 4]) != b"PK\5\6"
        or bytes(content[end + 20 : end + 22]) != b"\0\0"
    ):
        raise RefusedError(commented_zip(content) or "it is a zip that is cut short")
    count, size = struct.unpack_from("<HI", content, end + 10)
    if end >= 20 and bytes(content[end - 20 : end - 16]) == b"PK\6\7":
        (place,) = struct.unpack_from("<Q", content, end - 12)
        if place > len(content) - 56 or bytes(content[place : place + 4]) != b"PK\6\6":
            raise RefusedError("it is a damaged zip")
        count, size = struct.unpack_from("<QQ", content, place + 32)
    if count > MAX_MEMBERS or size > min(_MAX_TABLE, len(content)):
        raise RefusedError("its table of contents is larger than a checkpoint needs")


def _content(content: memoryview, member: _Member, most: int) -> memoryview:
    if member.size > most:
        raise RefusedError("one of its members is larger than a checkpoint needs")
    packed = content[member.start : member.start + member.packed]
    if not member.deflated:
        return packed
    try:
        unpacked = zlib.decompressobj(-15).decompress(packed, max(1, member.size))
    except zlib.error as error:
        raise RefusedError("one of its members is damaged") from error
    if len(unpacked) != member.size:
        raise RefusedError("one of its members is damaged")
    return memoryview(bytearray(unpacked))


# PyTorch's checkpoints before 1.6 (some pickles, then raw storages), and plain pickles such as NVIDIA's.


MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


def read_stream(content: memoryview) -> tuple[Literal["legacy", "pickle"], Any]:
    """What a file that begins with a pickle holds; tensors are views of `content`, the mapped file.

    Raises:
        RefusedError: it is damaged, unsafe or not understood.
    """
    storages = Storages(swapped=sys.byteorder != "little", views=True)
    inner: list[StorageRecord] = []

    def nested(part: memoryview) -> StorageRecord:
        inner.append(_read_storage(part, machine.budget))
        return inner[-1]

    machine = Machine(content, persistent=storages.find, nested=nested)
    first = machine.load()
    if type(first) is int and first == MAGIC:
        value = _read_legacy(machine, storages)
        _check_sharing(machine.budget, [*storages.found.values(), *inner], len(content))
        return "legacy", value
    if storages.found:
        raise RefusedError("its pickle refers to something outside")
    _check_sharing(machine.budget, inner, len(content))
    return "pickle", first


def _read_legacy(machine: Machine, storages: Storages) -> Any:
    swapped = _check_head(machine)
    value = machine.load()
    keys = machine.load()
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise RefusedError("its list of storages is none")
    if len(set(keys)) != len(keys) or set(keys) != set(storages.found):
        raise RefusedError("its list of storages is not what its pickle names")
    place, content = machine.at, machine.data
    for key in keys:
        storage = storages.found[key]
        storage.swapped = swapped
        size = storage.count * storage.width
        if place + 8 + size > len(content):
            raise RefusedError("it is cut short")
        (count,) = struct.unpack_from(
            ">q" if swapped == (sys.byteorder == "little") else "<q", content, place
        )
        if count != storage.count:
            raise RefusedError("one of its storages is not as large as its pickle says")
        storage.read = _legacy_reader(content[place + 8 : place + 8 + size])
        place += 8 + size
    return value


def _check_head(machine: Machine) -> bool:
    """Read what stands between the magic number and the value; True when numbers are in the other order."""
    protocol, system = machine.load(), machine.load()
    if type(protocol) is not int or protocol != _PROTOCOL or not isinstance(system, dict):
        raise RefusedError("it is of a format of PyTorch's that is not known")
    little = system.get("little_endian")
    if not isinstance(little, bool):
        raise RefusedError("its numbers are in an unknown order")
    return little != (sys.byteorder == "little")


def _legacy_reader(part: memoryview) -> Any:
    return lambda: part


def _read_storage(content: memoryview, budget: Budget) -> StorageRecord:
    """The one storage of a torch file inside a pickle, as `torch.storage._load_from_bytes` reads it."""
    storages = Storages(swapped=False, views=True)
    machine = Machine(content, persistent=storages.find, budget=budget)
    first = machine.load()
    if type(first) is not int or first != MAGIC:
        raise RefusedError("a storage inside its pickle is in a format that is not known")
    value = _read_legacy(machine, storages)
    if not isinstance(value, StorageRecord):
        raise RefusedError("a storage inside its pickle is none")
    return value


MAX_FILE = 16 * 2**30

Format = Literal["zip", "legacy", "pickle", "safetensors"]


@dataclass(frozen=True)
class CheckpointFile:
    """An opened checkpoint.

    Attributes:
        path: of the file.
        format: PyTorch's zip, PyTorch's older stream, a plain pickle, or safetensors.
        data: what it holds: plain data, with `Record`, `TensorRecord` and `ArrayRecord` in it.
    """

    path: Path
    format: Format
    data: Any


def open_checkpoint(path: Path) -> CheckpointFile:
    """Open a checkpoint; the file is mapped, and its tensors are read when they are asked for.

    Raises:
        BundleError: one sentence on why it was refused; nothing in it was run.
    """
    try:
        return _open(path)
    except RefusedError as refusal:
        raise BundleError(
            "{name} was refused: {refusal}. Nothing in it was run.", name=path.name, refusal=refusal
        ) from refusal
    except OSError as error:
        reason = (error.strerror or "the disk refused").lower()
        raise BundleError(
            "{name} cannot be read ({reason}); nothing was imported.", name=path.name, reason=reason
        ) from error


def _open(path: Path) -> CheckpointFile:
    if not path.is_file():
        raise RefusedError("it is not a file" if path.exists() else "it does not exist")
    size = path.stat().st_size
    if size < 4:
        raise RefusedError("it is empty")
    if size > MAX_FILE:
        raise RefusedError("it is larger than {gigabytes} GB", gigabytes=MAX_FILE // 2**30)
    if path.suffix.lower() == GRAPH_SUFFIX:
        raise RefusedError("it is an ONNX graph, not a checkpoint; import it by itself")
    content = map_file(path, size)
    if bytes(content[:4]) == b"PK\3\4":
        return CheckpointFile(path, "zip", read_zip(path, content))
    other = other_file(content)
    if other is not None:
        raise RefusedError(other)
    if is_safetensors(content):
        return CheckpointFile(path, "safetensors", read_safetensors(content))
    if content[0] not in (0x80, ord("("), ord("c"), ord("]"), ord("}")):
        raise RefusedError(text_file(content) or "it is no checkpoint of a kind that is known")
    form, data = read_stream(content)
    return CheckpointFile(path, form, data)
