"""Icons, themes, translations, samples and bundled models; `resources.folder()` says where they lie."""

from pathlib import Path


def folder() -> Path:
    """The folder that holds the resources, whichever way Ganvas was installed."""
    return Path(__file__).resolve().parent
