"""Settings: one declarative table, kept by QSettings, each with a signal when it changes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal


@dataclass(frozen=True)
class Option:
    """One setting: its default says its type; numbers have a range, words a list of choices."""

    default: bool | int | float | str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def read(self, value: object) -> Any:
        """`value` as it came from the store, made valid; anything unusable becomes the default."""
        kind = type(self.default)
        try:
            if kind is bool:
                result: Any = value if isinstance(value, bool) else str(value).lower() in ("true", "1")
            else:
                result = kind(value)  # type: ignore[call-overload, arg-type]
        except (TypeError, ValueError):
            return self.default
        if self.choices and result not in self.choices:
            return self.default
        if self.low is not None and self.high is not None:
            if result != result:
                return self.default
            result = kind(min(self.high, max(self.low, result)))
        return result


OPTIONS: dict[str, Option] = {
    "language": Option("system", choices=("system", "en", "zh_CN")),
    "theme": Option("system", choices=("system", "light", "dark")),
    "view": Option("split", choices=("split", "onion", "sketch", "picture")),
    "onion_opacity": Option(0.45, 0.05, 1.0),
    "brush_size": Option(5.0, 1.0, 80.0),
    "eraser_size": Option(24.0, 1.0, 200.0),
    "material_size": Option(32.0, 1.0, 200.0),
    "guide_visible": Option(True),
    "smoothing": Option(0.35, 0.0, 1.0),
    "pressure": Option(True),
    "mirror": Option(False),
    "live": Option(True),
    "compare": Option(False),
    "paper_side": Option(512, 64, 4096),
    "autosave_seconds": Option(15, 1, 3600),
    "model": Option("shoes-material"),
    "sample_seed": Option(0, 0, 2**31 - 1),
    "sample_psi": Option(0.7, 0.0, 1.2),
    "sample_class": Option(0, 0, 65_535),
    "refine_steps": Option(100, 10, 1000),
    "backend": Option("auto", choices=("auto", "openvino", "onnx", "torch")),
    "device": Option("auto", choices=("auto", "cpu", "cuda", "mps")),
    "last_folder": Option(""),
    "welcome": Option(True),
}


class Settings(QObject):
    """Reads and writes the options of the table, and free keys for window layout and shortcuts."""

    changed = Signal(str)

    def __init__(self, store: QSettings, parent: QObject | None = None) -> None:
        """Keep everything in `store`."""
        super().__init__(parent)
        self._store = store

    @classmethod
    def default(cls) -> Settings:
        """The person's own settings; under GANVAS_HOME when that is set."""
        home = os.environ.get("GANVAS_HOME")
        if home:
            return cls(QSettings(str(Path(home) / "settings.ini"), QSettings.Format.IniFormat))
        return cls(QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ganvas", "ganvas"))

    def get(self, name: str) -> Any:
        """The value of an option of the table."""
        option = OPTIONS[name]
        return option.read(self._store.value(name, option.default))

    def set(self, name: str, value: object) -> None:
        """Change an option of the table; an invalid value becomes a valid one."""
        before = self.get(name)
        after = OPTIONS[name].read(value)
        if after != before:
            self._store.setValue(name, after)
            self.changed.emit(name)

    def load(self, key: str) -> Any:
        """A free value, or None."""
        return self._store.value(key)

    def save(self, key: str, value: object) -> None:
        """Keep a free value; None forgets it."""
        if value is None:
            self._store.remove(key)
        else:
            self._store.setValue(key, value)


def user_folder() -> Path:
    """The folder for the person's models and autosaves; GANVAS_HOME overrides it."""
    home = os.environ.get("GANVAS_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("ganvas", appauthor=False)
