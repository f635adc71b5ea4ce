"""PyTorch's zip checkpoints (since 1.6): a pickle of the structure and one member for every storage."""

from __future__ import annotations

import struct
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.importers.persistent import Storages
from engine.importers.records import RefusedError
from engine.importers.unpickle import Machine

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
        storage.read = _reader(content, member)
    storages.check(machine)
    return value


def _is_pickle(name: str) -> bool:
    return name.endswith("/data.pkl")


def _reader(content: memoryview, member: _Member | None) -> Any:
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
        raise RefusedError("it is a zip that is cut short")
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
