"""Opening the editor: from nothing to a painted window, with the model following at once."""

from __future__ import annotations

import builtins
import ctypes
import ctypes.util
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.sentences import Sentence

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.window.main_window import MainWindow
    from engine.bundle.library import Library


def run_editor(file: Path | None, *, model: str | None = None) -> int:
    """Open the window, with `file` and `model` when given, and stay until it closes.

    Returns an exit code: 0 when the window closed, 1 when there is no display to open it on.
    """
    reason = why_no_window()
    if reason is not None:
        sys.stderr.write(f"ganvas: {reason}\n")
        return 1
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        sys.stderr.write("ganvas: another Qt application without windows runs in this process.\n")
        return 1
    window = build_window(application)
    window.show()
    open_first(window, file, model)
    if file is None and window.settings.get("welcome"):
        window.welcome()
    return application.exec()


def build_window(application: QApplication, library: Callable[[], Library] | None = None) -> MainWindow:
    """Put document, worker and window together; nothing is loaded or shown yet."""
    from app.i18n import Translations
    from app.settings import Settings
    from app.theme import Theme
    from app.window.windows import Windows

    restore_import()
    application.setApplicationName("Ganvas")
    application.setApplicationDisplayName("")
    application.setDesktopFileName("ganvas")
    settings = Settings.default()
    theme = Theme(application)
    theme.use(settings.get("theme"))
    application.setWindowIcon(theme.icon("ganvas"))
    translations = Translations()
    translations.use(settings.get("language"))
    return Windows(settings, theme, translations, library).build()


def open_first(window: MainWindow, file: Path | None, model: str | None) -> None:
    """After the first paint: the model, the file, and the question about work that was not saved."""
    from PySide6.QtCore import QTimer

    def begin() -> None:
        window.editor.start(model)
        if file is not None:
            window.files.open(file.resolve())
        window.offer_recovery()

    QTimer.singleShot(0, begin)


# The monitor without the editor: `ganvas monitor RUN`.


def run_monitor(runs: Sequence[Path]) -> int:
    """Show these runs, or all known ones where none is named, until the window closes.

    Returns an exit code: 0 when the window closed.

    Raises:
        DeviceError: there is no display to open it on, or Qt cannot start.
    """
    from engine.errors import DeviceError

    reason = why_no_window()
    if reason is not None:
        raise DeviceError(reason)
    from PySide6.QtCore import QProcess
    from PySide6.QtWidgets import QApplication

    from app.i18n import Translations
    from app.settings import Settings
    from app.theme import Theme
    from app.training.monitor.window import MonitorWindow

    restore_import()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise DeviceError("Another Qt application without windows runs in this process.")
    application.setApplicationName("Ganvas")
    settings = Settings.default()
    theme, translations = Theme(application), Translations()
    theme.use(settings.get("theme"))
    application.setWindowIcon(theme.icon("ganvas"))
    translations.use(settings.get("language"))
    window = MonitorWindow(theme, settings)
    window.model_made.connect(
        lambda name: QProcess.startDetached(sys.executable, ["-m", "app", "edit", "--model", name])
    )
    if runs:
        for run in runs:
            window.open_run(run)
    else:
        window.open_known()
    window.show()
    return application.exec()


# Whether this machine can show a window, asked before Qt is: Qt itself aborts the process when it cannot.


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
# made: now and then pydantic failed to import in the worker, and the model did not open. Ganvas has no
# `__feature__`.


def restore_import() -> None:
    """Take PySide6's function away again; to be called after Qt is imported and before a thread starts."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
