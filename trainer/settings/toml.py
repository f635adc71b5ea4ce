"""Configurations as TOML 1.0 text that reads back to exactly the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.files import write_atomically

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(values: Mapping[str, Any]) -> str:
    """TOML of nested mappings with texts, numbers, truth values and lists.

    TOML has no word for nothing: a key whose value is None is left out.

    Raises:
        TypeError: a value is of another type, or a key is no text.
    """
    lines: list[str] = []
    _table(values, (), lines)
    return "\n".join(lines).lstrip("\n") + "\n"


def _table(values: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    given = {key: value for key, value in values.items() if value is not None}
    plain = {key: value for key, value in given.items() if not isinstance(value, Mapping)}
    tables = {key: value for key, value in given.items() if isinstance(value, Mapping)}
    if path and (plain or not tables):
        lines += ["", f"[{'.'.join(map(_key, path))}]"]
    lines += [f"{_key(key)} = {to_toml_value(value)}" for key, value in plain.items()]
    for key, value in tables.items():
        _table(value, (*path, key), lines)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"A key of a configuration is a text, not {key!r}.")
    return key if _BARE_KEY.fullmatch(key) else _text(key)


def to_toml_value(value: Any) -> str:
    """One value in a line; raises TypeError where TOML has no such value."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inner = (f"{_key(key)} = {to_toml_value(item)}" for key, item in value.items() if item is not None)
        return "{ " + ", ".join(inner) + " }"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ", ".join(map(to_toml_value, value)) + "]"
    raise TypeError(f"{value!r} has no place in a configuration.")


def _text(text: str) -> str:
    # JSON's escapes are TOML's too, but for the delete character, which JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def write_toml(values: Mapping[str, Any], path: Path) -> None:
    """Write a configuration as TOML that `train`, `check`, `doctor` and `trial` read; atomic.

    Args:
        values: by key, sections as mappings; None leaves a key out.
        path: the file; its folder exists.

    Raises:
        TypeError: a value that no configuration has.
        OSError: it cannot be written; what was there is as it was.
    """
    write_atomically(path, to_toml(values).encode("utf-8"))
