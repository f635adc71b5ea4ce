"""What keeps plain data from an untrusted file cheap to walk and to look up: its depth and its keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.importers.records import Record, RefusedError

_KEYS = (str, int, float, bytes, bool, type(None))


def check_nesting(value: Any, deepest: int) -> None:
    """Refuse data deeper than `deepest` levels, so that everything after may recurse without fear.

    Shared parts are looked at once, so that data which refers to itself a billion times costs what it holds.

    Raises:
        RefusedError: it is too deep, or contains itself.
    """
    heights: dict[int, int] = {}
    open_now: set[int] = set()
    waiting: list[tuple[Any, bool]] = [(value, False)]
    while waiting:
        item, seen_parts = waiting.pop()
        name = id(item)
        if seen_parts:
            open_now.discard(name)
            heights[name] = height = 1 + max((heights.get(id(part), 0) for part in _parts(item)), default=0)
            if height > deepest:
                raise RefusedError("its pickle is nested too deeply")
        elif name in open_now:
            raise RefusedError("its pickle holds something that contains itself")
        elif name not in heights and _is_container(item):
            open_now.add(name)
            waiting.append((item, True))
            waiting.extend((part, False) for part in _parts(item) if _is_container(part))


def _is_container(item: Any) -> bool:
    return isinstance(item, dict | list | tuple | Record)


def _parts(item: Any) -> Iterable[Any]:
    if isinstance(item, dict):
        return item.values()
    if isinstance(item, Record):
        return (*item.arguments, item.state)
    return item if isinstance(item, list | tuple) else ()


def check_key(key: Any) -> Any:
    """A key of a dictionary or member of a set: a short plain value, whose hash costs nothing.

    Raises:
        RefusedError: it is something else; hashing nested tuples can take for ever.
    """
    if type(key) is tuple and len(key) <= 16 and all(type(part) in _KEYS for part in key):
        return key
    if type(key) not in _KEYS or (type(key) is int and not -(2**63) <= key < 2**63):
        raise RefusedError("its pickle has a dictionary whose keys are no plain values")
    return key
