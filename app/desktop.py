"""Whether this machine can show a window, asked before Qt is: Qt itself aborts the process when it cannot."""

import builtins
import ctypes
import ctypes.util
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from engine.sentences import Sentence

DEBIAN_PACKAGES = (
    "libegl1 libgl1 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libglib2.0-0 "
    "libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
    "libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libwayland-client0 libwayland-cursor0 libwayland-egl1"
)


def why_no_window(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """One sentence on why no window can be opened and what to do, or None when nothing speaks against it."""
    if not platform.startswith("linux"):
        return None
    chosen = environment.get("QT_QPA_PLATFORM", "").partition(":")[0]
    wayland = bool(environment.get("WAYLAND_DISPLAY"))
    if not chosen and not wayland and not environment.get("DISPLAY"):
        return Sentence(
            "There is no display to open a window on; `make demo` does the same work without one, "
            "and `ganvas --help` lists the commands that need none."
        )
    missing = missing_library(
        "wayland" if chosen == "wayland" or (wayland and not chosen) else chosen or "xcb"
    )
    if missing:
        return Sentence(
            "Qt cannot start because {missing}; on Debian and Ubuntu run: apt install {packages}",
            missing=missing,
            packages=DEBIAN_PACKAGES,
        )
    return None


def missing_library(platform_plugin: str) -> str | None:
    """What the linker says when a system library that a platform plugin of Qt needs is absent, else None.

    Args:
        platform_plugin: Qt's name of it, such as "xcb", "wayland" or "offscreen".
    """
    package = importlib.util.find_spec("PySide6")
    if package is None or package.origin is None:
        return Sentence("PySide6 is not installed")
    plugin = Path(package.origin).parent / "Qt" / "plugins" / "platforms" / f"libq{platform_plugin}.so"
    if not plugin.exists():
        return None  # a plugin of the system's own; Qt will tell
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error).replace(
            ": cannot open shared object file: No such file or directory", " is missing"
        )
    return None


# Python's own `import`, which PySide6 replaces.
#
# PySide6 puts a function before `import` that reads the source of every module once it is imported, to see
# whether it may use `__feature__`. Where two threads import at a time, it looks at modules that are half
# made:
# now and then pydantic failed to import in the worker, and the model did not open. Ganvas has no
# `__feature__`.


def restore_import() -> None:
    """Take PySide6's function away again; to be called after Qt is imported and before a thread starts."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
