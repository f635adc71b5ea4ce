"""PyTorch's checkpoints before 1.6 (some pickles, then raw storages), and plain pickles such as NVIDIA's."""

from __future__ import annotations

import struct
import sys
from typing import Any, Literal

from engine.importers.limits import Budget
from engine.importers.persistent import Storages
from engine.importers.records import RefusedError, StorageRecord
from engine.importers.unpickle import Machine

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
        return "legacy", _read_legacy(machine, storages)
    if storages.found:
        raise RefusedError("its pickle refers to something outside")
    held = sum(storage.count * storage.width for storage in inner)
    storages.check(machine, further=min(held, len(content)))
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
        storage.read = _reader(content[place + 8 : place + 8 + size])
        place += 8 + size
    storages.check(machine)
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


def _reader(part: memoryview) -> Any:
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
