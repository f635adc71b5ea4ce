"""Where a person's own files lie: models and axes, and what can be made again at any time."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    """Of models and axes: GANVAS_HOME where that is set, else the platform's folder for such data."""
    home = os.environ.get("GANVAS_HOME")
    if home:
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("ganvas", appauthor=False)


def cache_folder() -> Path:
    """Of what can be made again: GANVAS_HOME/cache where that is set, else the platform's cache folder."""
    home = os.environ.get("GANVAS_HOME")
    if home:
        return Path(home) / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("ganvas", appauthor=False)
