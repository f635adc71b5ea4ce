"""Where a run's files lie: a run that was moved, or that is resumed from another folder, finds them again."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

# Values of a configuration that are paths, or may be: `start` can be the name of a model as well.
_PATHS = (
    ("start",),
    ("data", "sources"),
    ("data", "sources_b"),
    ("data", "backgrounds"),
    ("settings", "generator"),
)


def absolute_paths(values: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration's values with the paths that exist made absolute, from the working folder.

    Args:
        values: of a configuration, as JSON holds them.
    """
    changed = _mapped(values, lambda text: str(path.absolute()) if (path := _path(text)).exists() else text)
    return {**changed, "folder": str(_path(str(values["folder"])).absolute())}


def located_paths(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """A stored configuration's values, with paths that lead to where the files are now.

    What lay beside the run is looked for beside it again, wherever both are now. A relative path is of the
    working folder that the run was begun in, which the place of the run's folder tells.

    Args:
        values: of a configuration, as a run's folder keeps them.
        folder: of the run, today.
    """
    before = Path(str(values.get("folder", folder)))

    def located(text: str) -> str:
        path = _path(text)
        if path.is_absolute() and path.exists():
            return text
        if path.is_absolute() == before.is_absolute() and text:
            beside = Path(os.path.normpath(folder.absolute() / os.path.relpath(path, before)))
            if beside.exists():
                return str(beside)
        return text

    return {**_mapped(values, located), "folder": str(folder)}


def named_paths(values: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration's values with absolute paths by their last part: a bundle tells nobody's folders.

    Args:
        values: of a configuration, as JSON holds them.
    """

    def named(text: str) -> str:
        return _path(text).name if _path(text).is_absolute() else text

    return {**_mapped(values, named), "folder": named(str(values["folder"]))}


def _path(text: str) -> Path:
    return Path(text).expanduser()


def _mapped(values: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """Values with every path changed, and with the pictures that are left out by their place."""
    changed: dict[str, Any] = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in values.items()
    }
    moved: dict[str, str] = {}

    def noted(text: Any) -> Any:
        if not isinstance(text, str) or not text:
            return text
        now = change(text)
        moved[Path(text).as_posix()] = Path(now).as_posix()
        return now

    for *section, key in _PATHS:
        inner = changed.get(section[0]) if section else changed
        if isinstance(inner, dict) and key in inner:
            value = inner[key]
            inner[key] = [noted(one) for one in value] if isinstance(value, list) else noted(value)
    data = changed.get("data")
    if isinstance(data, dict) and isinstance(data.get("exclude"), list):
        data["exclude"] = [_moved_picture(str(name), moved) for name in data["exclude"]]
    return changed


def _moved_picture(name: str, moved: Mapping[str, str]) -> str:
    for before, now in moved.items():
        if name.startswith(f"{before}/"):
            return now + name[len(before) :]
    return name
